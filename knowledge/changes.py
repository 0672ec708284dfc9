"""What a reload of the documents changed, and how that is told to the administrator."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowledge import Document, Passage
from knowledge.lines import mark
from nlu.text import fold

_FIELDS = {
    "type": "tên loại",
    "number": "số, ký hiệu",
    "issuer": "cơ quan ban hành",
    "date": "ngày ban hành",
    "place": "địa danh",
    "subject": "trích yếu",
    "addressees": "kính gửi",
    "legal_basis": "căn cứ",
    "proposal": "đề nghị của",
    "signatory": "người ký",
    "signatory_title": "chức vụ người ký",
    "recipients": "nơi nhận",
}
_EDITS = 20  # passages of which the changed words are shown
_AROUND, _WORDS, _STRETCHES = 3, 24, 4  # words around a changed stretch, words of one, stretches of a passage
_COMPARED = 3_000  # words: comparing more takes long, and nobody reads the difference
_FEW = 5
_METHODS = {
    "": "tệp chữ",
    "word": "tệp Word",
    "pdf": "PDF có chữ",
    "web": "trang web",
    "scan": "nhận dạng từ bản chụp",
}
_LEVELS = (
    ("phần", ("phần", "phụ lục")),
    ("chương", ("chương",)),
    ("mục", ("mục", "tiểu mục")),
    ("điều", ("điều",)),
    ("số La Mã", ("roman",)),
    ("số Ả Rập", ("arabic",)),
    ("số cấp hai, ba", ("arabic 2", "arabic 3")),
    ("điểm", ("letter",)),
    ("gạch đầu dòng", ("dash", "plus")),
)


@dataclass(frozen=True)
class Change:
    """What was added, changed and removed: keys of documents or ids of passages."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


@dataclass(frozen=True)
class Edit:
    """A passage that stands where one stood, with the text of both."""

    passage: str  # Passage.id
    before: str
    after: str


@dataclass(frozen=True)
class Changes:
    """What a reload did, or would do: `version` is "" then.

    `rebuilt` is False when nothing that the index is made from had changed. `read` are the documents as
    they were read; `stray_hints` ids in hints.yml that no document has; `damage` says what was wrong with
    the index that served before, "" when nothing was; `edits` are the passages whose text changed; `taken`
    tells of each file that was handed in, `tried` how the reviewed questions fared.
    """

    version: str
    rebuilt: bool
    documents: Change
    passages: Change
    read: tuple[Document, ...]
    stray_hints: tuple[str, ...] = ()
    damage: str = ""
    edits: tuple[Edit, ...] = ()
    taken: tuple[str, ...] = ()
    tried: tuple[str, ...] = ()


def between(before: Sequence[Document], after: Sequence[Document]) -> tuple[Change, Change, tuple[Edit, ...]]:
    """The documents that changed, the passages that did, and of these the ones with another text."""
    old, new = _passages(before), _passages(after)
    passages = _compared(
        {key: _shown(each) for key, each in old.items()}, {key: _shown(each) for key, each in new.items()}
    )
    edits = (Edit(key, old[key].text, new[key].text) for key in passages.changed)
    return (
        _compared({d.key: d for d in before}, {d.key: d for d in after}),
        passages,
        tuple(edit for edit in edits if edit.before != edit.after),
    )


def describe(changes: Changes, *, every: bool = False) -> str:
    """What an administrator reads: how documents were read, what changed, which version serves.

    Told are the documents that are new or other ones now; `every`: all.
    """
    told = {*changes.documents.added, *changes.documents.changed}
    shown = [each for each in changes.read if every or each.key in told]
    lines = list(changes.taken)
    lines += [line for each in shown for line in _document(each, changes.read)]
    if left := len(changes.read) - len(shown):
        lines.append(f"· {left} văn bản không đổi")
    if changes.stray_hints:
        lines.append(f"Chú ý: hints.yml nói tới đoạn không có: {_few(changes.stray_hints)}")
    if changes.damage:
        lines.append(f"Kho cũ: {changes.damage}.")
    lines += _change("Văn bản", changes.documents, named=True)
    lines += _change("Đoạn", changes.passages, named=False)
    lines += [f"  {edit.passage}: {difference(edit)}" for edit in changes.edits[:_EDITS]]
    if len(changes.edits) > _EDITS:
        lines.append(f"  … và {len(changes.edits) - _EDITS} đoạn sửa khác")
    if not changes.documents and not changes.passages:
        lines.append("Không có gì thay đổi trong các văn bản.")
    lines += changes.tried
    return "\n".join([*lines, _state(changes)])


def difference(edit: Edit) -> str:
    """The words that changed, each stretch with a few words around it: "… Trồng [hoa → cây] hai bên …"."""
    before, after = edit.before.split(), edit.after.split()
    if len(before) > _COMPARED or len(after) > _COMPARED:
        return f"trước {len(before)} chữ, nay {len(after)} chữ"
    told = []
    for group in difflib.SequenceMatcher(None, before, after, autojunk=False).get_grouped_opcodes(_AROUND):
        parts = [_part(what, before[i:j], after[k:m]) for what, i, j, k, m in group]
        told.append(" ".join(part for part in parts if part))
    shown = " … ".join(told[:_STRETCHES])
    return f"… {shown} …" if told else "chỉ đổi khoảng trắng"


def _part(what: str, before: Sequence[str], after: Sequence[str]) -> str:
    if what == "equal":
        return " ".join(before)
    if what == "delete":
        return f"[bỏ: {_cut(before)}]"
    return f"[thêm: {_cut(after)}]" if what == "insert" else f"[{_cut(before)} → {_cut(after)}]"


def _cut(words: Sequence[str]) -> str:
    half = _WORDS // 2
    return " ".join(words if len(words) <= _WORDS else [*words[:half], "…", *words[-half:]])


def _state(changes: Changes) -> str:
    if not changes.version:
        return "Chỉ xem trước: chưa có gì được đưa vào sử dụng, chưa có tệp nào bị đổi."
    return f"{'Đã đưa vào sử dụng bản' if changes.rebuilt else 'Vẫn dùng bản'} {changes.version}."


def form(document: Document) -> str:
    """Which form a document has: "nhà nước", "Đảng" or "không rõ", by its motto, else by its number."""
    mottos = fold(" ".join(p.text for p in document.passages if _name(p) == "motto"))
    if "dang cong san" in mottos:
        return "Đảng"
    if "cong hoa xa" in " ".join(mottos.split()) or re.match(r"\d+[a-zA-Z]?(?:/\d{4})?/", document.number):
        return "nhà nước"
    return "Đảng" if re.match(r"\d+-[A-ZĐ]", document.number) else "không rõ"


def levels(document: Document) -> dict[str, int]:
    """How many headings and items of each level the body has, the outermost level first."""
    body = [p for p in document.passages if p.kind in ("heading", "item")]
    found = Counter(opened.kind for p in body if (opened := mark(p.text)))
    return {
        label: sum(found[kind] for kind in kinds) for label, kinds in _LEVELS if any(found[k] for k in kinds)
    }


def _document(document: Document, known: tuple[Document, ...]) -> list[str]:
    """The lines that tell how one document was read."""
    title = f"{document.type} {document.number or document.key}".strip()
    notes = [f"  chú ý: {note}" for note in document.notes]
    if document.status == "cited only":
        return [f"· {title}: chỉ được viện dẫn, chưa có toàn văn", *notes]
    sections, passages = len(document.sections), len(document.passages)
    counts = f"{sections} mục, {passages} đoạn, {len(document.references)} chỗ viện dẫn văn bản khác"
    found = [label for field, label in _FIELDS.items() if getattr(document, field)]
    lost = [label for field, label in _FIELDS.items() if not getattr(document, field)]
    layout = ", ".join(f"{label} {count}" for label, count in levels(document).items())
    apart = sum(1 for p in document.passages if p.kind == "ornament")
    method = _METHODS.get(document.method, document.method)
    lines = [
        f"· {title} ({document.source}, {method}): {counts}",
        f"  thể thức: {form(document)}; đọc được: {', '.join(found) or 'không có gì'}"
        + (f"; không có hoặc không rõ: {', '.join(lost)}" if lost else ""),
        f"  bố cục: {layout or 'không chia mục'}"
        + (f"; {apart} dòng kẻ, số trang, lời ghi để ngoài" if apart else ""),
    ]
    if document.references:
        lines.append(f"  viện dẫn: {'; '.join(_cited(document, known))}")
    if document.attached_to:
        lines.append(f"  kèm theo: {document.attached_as or document.attached_to}")
    lines += [f"  có văn bản kèm theo: {each.key}" for each in known if each.attached_to == document.key]
    lines += [f"  {label}: {value}" for label, value in _validity(document)]
    return [*lines, *notes]


def _cited(document: Document, known: tuple[Document, ...]) -> list[str]:
    """The documents cited, by relation: "căn cứ 12/QĐ-TTg, 13/QĐ-TTg"."""
    numbers = {each.key: each.number or each.key for each in known}
    by_relation: dict[str, dict[str, None]] = {}
    for each in document.references:
        by_relation.setdefault(each.relation, {})[numbers.get(each.target, each.target)] = None
    return [f"{relation} {', '.join(targets)}" for relation, targets in by_relation.items()]


def _validity(document: Document) -> list[tuple[str, str]]:
    told = (
        ("có hiệu lực từ", document.effective_on and f"{document.effective_on:%d/%m/%Y}"),
        ("hết hiệu lực từ", document.expired_on and f"{document.expired_on:%d/%m/%Y}"),
        ("được thay thế bởi", document.replaced_by),
    )
    return [(label, value) for label, value in told if value]


def _name(passage: Passage) -> str:
    return passage.id.rpartition("/")[2].partition("-")[0]


def _change(what: str, change: Change, *, named: bool) -> list[str]:
    parts = [
        f"{label} {len(each)}{': ' + _few(each) if named or len(each) <= _FEW else ''}"
        for label, each in (("thêm", change.added), ("sửa", change.changed), ("bỏ", change.removed))
        if each
    ]
    return [f"{what}: {'; '.join(parts)}."] if parts else []


def _few(names: Sequence[str]) -> str:
    """The names; of very many the first ones."""
    most = 4 * _FEW
    return ", ".join(names[:most]) + (f" … (tất cả {len(names)})" if len(names) > most else "")


def _passages(documents: Sequence[Document]) -> dict[str, Passage]:
    return {passage.id: passage for document in documents for passage in document.passages}


def _shown(passage: Passage) -> tuple[str, str, tuple[str, ...]]:
    return passage.text, passage.place, passage.headings


def _compared(before: Mapping[str, object], after: Mapping[str, object]) -> Change:
    return Change(
        tuple(key for key in after if key not in before),
        tuple(key for key in after if key in before and after[key] != before[key]),
        tuple(key for key in before if key not in after),
    )
