"""What a reload of the documents changed, and how that is told to the administrator."""

from __future__ import annotations

import re
from collections import Counter
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
class Changes:
    """What a reload did. `rebuilt` is False when nothing that the index is made from had changed.

    `read` are the documents as they were read; `stray_hints` ids in hints.yml that no document has;
    `damage` says what was wrong with the index that served before, "" when nothing was.
    """

    version: str
    rebuilt: bool
    documents: Change
    passages: Change
    read: tuple[Document, ...]
    stray_hints: tuple[str, ...] = ()
    damage: str = ""


def describe(changes: Changes) -> str:
    """What an administrator reads: how each document was read, what changed, which version serves."""
    lines = [line for each in changes.read for line in _document(each, changes.read)]
    lines += [f"  chú ý: hints.yml nói tới đoạn không có: {each}" for each in changes.stray_hints]
    if changes.damage:
        lines.append(f"Kho cũ: {changes.damage}.")
    lines += _change("Văn bản", changes.documents, named=True)
    lines += _change("Đoạn", changes.passages, named=False)
    if not changes.documents and not changes.passages:
        lines.append("Không có gì thay đổi trong các văn bản.")
    state = "Đã đưa vào sử dụng bản" if changes.rebuilt else "Vẫn dùng bản"
    return "\n".join([*lines, f"{state} {changes.version}."])


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
    lines = [
        f"· {title} ({document.source}): {counts}",
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
        f"{label} {len(each)}{': ' + ', '.join(each) if named or len(each) <= 5 else ''}"
        for label, each in (("thêm", change.added), ("sửa", change.changed), ("bỏ", change.removed))
        if each
    ]
    return [f"{what}: {'; '.join(parts)}."] if parts else []
