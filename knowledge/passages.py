"""A text as a document: its fields, sections, and passages with the places that a citation names."""

from __future__ import annotations

import re

from knowledge import Document, DocumentRefused, Kind, Passage, Section
from knowledge.fields import fields
from knowledge.frame import Piece, frame, is_upper
from knowledge.lines import Mark, collapse
from knowledge.references import key_of, references
from knowledge.sections import Part, addressees, gaps, parts
from nlu.text import syllables

_FRAME_PLACES = {
    "issuer": "cơ quan ban hành",
    "motto": "quốc hiệu, tiêu ngữ",
    "number": "số, ký hiệu",
    "subject": "trích yếu",
    "date": "địa danh, ngày ban hành",
    "type": "tên loại văn bản",
    "authority": "thẩm quyền ban hành",
    "stamp": "dấu chỉ mức độ",
    "addressees": "phần kính gửi",
    "recipients": "nơi nhận",
    "signature": "phần chữ ký",
    "ornament": "",
}
_NAMED = {"điều": "Điều", "chương": "Chương", "phần": "Phần", "phụ lục": "Phụ lục", "tiểu mục": "Tiểu mục"}
_BASIS = re.compile(r"(?:Căn\s+cứ|Thực\s+hiện|Xét|Theo\s+đề\s+nghị)\b")
_LONGEST_TITLE = 160
_ATTACHED = "kem-theo/"


def document(text: str, key: str = "", source: str = "") -> Document:
    """The document that the text is. `key` is for one whose own number cannot be read.

    Every character that is not blank lies in exactly one passage: `check` has been run.
    """
    cut = frame(text)
    body = parts(text, cut.body)
    attached = parts(text, cut.attached)
    preamble = [part.text for part in body if part.kind == "preamble"]
    known = fields(text, cut, preamble)
    key = key_of(known.number) or key
    maker = _Maker(text, key)
    maker.pieces(cut.pieces)
    maker.parts(body, "")
    maker.parts(attached, _ATTACHED)
    passages = tuple(sorted(maker.passages, key=lambda passage: passage.start))
    notes = known.notes + tuple(gaps(body) + gaps(attached))
    result = Document(
        **{**vars(known), "notes": notes},
        key=key,
        status="loaded",
        source=source,
        text=text,
        sections=tuple(maker.sections),
        passages=passages,
        references=references(key, known.number, passages),
    )
    check(result)
    return result


def check(document: Document) -> None:
    """Nothing; raises DocumentRefused unless every character that is not blank lies in exactly one passage,

    every passage is the stretch of text that it says, and all ids are unique and known.
    """
    covered = bytearray(len(document.text))
    ids = {passage.id for passage in document.passages}
    if len(ids) != len(document.passages):
        raise DocumentRefused(f"{document.key}: hai đoạn có cùng một mã. Hãy báo cho người phát triển.")
    for passage in document.passages:
        if document.text[passage.start : passage.end] != passage.text or passage.document != document.key:
            raise DocumentRefused(
                f"{passage.id}: đoạn trích không khớp nguyên văn. Hãy báo cho người phát triển."
            )
        for position in range(passage.start, passage.end):
            covered[position] += 1
    for position, character in enumerate(document.text):
        if covered[position] != 1 and not character.isspace():
            context = collapse(document.text[max(0, position - 20) : position + 20])
            raise DocumentRefused(
                f"{document.key}: ký tự thứ {position + 1} (“…{context}…”) thuộc {covered[position]} đoạn, "
                "phải thuộc đúng một đoạn. "
                "Hãy báo cho người phát triển."
            )
    unknown = {each for section in document.sections for each in section.passages} - ids
    if unknown:
        raise DocumentRefused(f"{document.key}: mục dẫn tới đoạn không có: {sorted(unknown)[0]}.")


class _Maker:
    """Passages and sections of one document as they are found; every id is given once."""

    def __init__(self, text: str, key: str) -> None:
        self.text = text
        self.key = key
        self.passages: list[Passage] = []
        self.sections: list[Section] = []
        self._ids: set[str] = set()

    def pieces(self, pieces: tuple[Piece, ...]) -> None:
        for piece in pieces:
            self._add(piece.kind, piece.name, piece.start, piece.end, _FRAME_PLACES[piece.name])

    def parts(self, found: list[Part], prefix: str) -> None:
        own: dict[int, str] = {}  # id(part) → id of its passage
        self._outside(found, prefix)
        for part in found:
            if part.kind in ("preamble", "header") or part.closing:
                continue
            path, place = _path(part), _place(part)
            name = f"heading-{path}" if part.kind == "heading" else path
            place = f"phần kèm theo, {place}" if prefix else place
            headings = tuple(collapse(p.text) for p in _ancestors(part) if p.numbered)
            number = prefix.replace("/", " ") + _number(part)
            own[id(part)] = self._add(part.kind, prefix + name, part.start, part.end, place, headings, number)
        for part in found:
            if part.numbered and (part.kind == "heading" or part.children):
                inside = tuple(own[id(p)] for p in _family(part) if p.kind != "heading")
                named = addressees(part.text) if part.kind == "heading" else ()
                number = prefix.replace("/", " ") + _number(part)
                self.sections.append(Section(number, collapse(part.text), named, inside))

    def _outside(self, found: list[Part], prefix: str) -> None:
        """The preamble and the closing, which belong to no section."""
        outside = [part for part in found if part.kind in ("preamble", "header") or part.closing]
        leading = [part for part in outside if part.kind == "preamble"]
        for part in outside:
            if part.closing:
                self._add("paragraph", f"{prefix}closing", part.start, part.end, "đoạn kết")
            elif part.kind == "header" or (
                prefix and (is_upper(part.text.split("\n")[0]) or part.text.startswith("("))
            ):
                name = "title" if re.search(r"\w", part.text) else "ornament"
                self._add(
                    "header", f"{prefix}{name}", part.start, part.end, "tên phần" if name == "title" else ""
                )
            else:
                place = "phần căn cứ ban hành" if _BASIS.match(part.text) else "phần mở đầu"
                nth = f", đoạn thứ {leading.index(part) + 1}" if len(leading) > 1 else ""
                self._add("preamble", f"{prefix}preamble", part.start, part.end, place + nth)

    def _add(
        self,
        kind: Kind,
        name: str,
        start: int,
        end: int,
        place: str,
        headings: tuple[str, ...] = (),
        section: str = "",
    ) -> str:
        passage_id, again = f"{self.key}/{name}", 1
        while passage_id in self._ids:
            again += 1
            passage_id = f"{self.key}/{name}-{again}"
        self._ids.add(passage_id)
        text = self.text[start:end]
        self.passages.append(Passage(passage_id, self.key, kind, text, start, end, place, headings, section))
        return passage_id


def _ancestors(part: Part) -> list[Part]:
    """The parts above this one, outermost first."""
    above: list[Part] = []
    while part.parent:
        part = part.parent
        above.insert(0, part)
    return above


def _family(part: Part) -> list[Part]:
    """The part and all below it, in order of the text."""
    return [part, *(each for child in part.children for each in _family(child))]


def _chain(part: Part) -> list[Part]:
    """The parts whose labels name this one: from its Điều on, since those count on over chapters."""
    chain = [*_ancestors(part), part]
    articles = [i for i, each in enumerate(chain) if each.mark and each.mark.kind == "điều"]
    return chain[articles[-1] :] if articles else chain


def _path(part: Part) -> str:
    labels: list[str] = []
    for each in _chain(part):
        if each.numbered and each.mark:
            labels = _with_label(labels, each.mark)
        elif not _alone(each):
            labels.append(str(_nth(each)))
    return ".".join(labels) or "1"


def _with_label(labels: list[str], mark: Mark) -> list[str]:
    """The labels with one more; "2.1" under "2" already says both."""
    if mark.kind in _NAMED or mark.kind == "mục":
        return [*labels, "-".join([*syllables(mark.kind), *syllables(mark.label)])]
    base = mark.label.rpartition(".")[0]
    return [*labels[:-1], mark.label] if base and labels[-1:] == [base] else [*labels, mark.label]


def _number(part: Part) -> str:
    """The number of the innermost numbered part: "5", "IV.2", "Điều 3.1"; "" outside any."""
    labels: list[str] = []
    for each in _chain(part):
        if each.numbered and each.mark:
            named = {**_NAMED, "mục": "Mục"}.get(each.mark.kind)
            labels = [*labels, f"{named} {each.mark.label}"] if named else _with_label(labels, each.mark)
    return ".".join(labels)


def _nth(part: Part) -> int:
    """Which of its parent's children without a number this one is, from 1."""
    return [each for each in part.siblings if not each.numbered].index(part) + 1


def _alone(part: Part) -> bool:
    """Whether it is all that stands under a heading, so that the heading's number names it."""
    return part.parent is not None and part.parent.kind == "heading" and len(part.parent.children) == 1


def _place(part: Part) -> str:
    """Where it stands, as a citation says it: "mục 1. Các sở, ban, ngành …, gạch đầu dòng thứ 3"."""
    steps = [step for each in [*_ancestors(part), part] if (step := _step(each))]
    return ", ".join(steps)


def _step(part: Part) -> str:
    if part.mark is None or not part.numbered:
        kind = {"dash": "gạch đầu dòng", "plus": "dấu cộng"}.get(part.mark.kind if part.mark else "", "đoạn")
        alike = [p for p in part.siblings if not p.numbered and (p.mark is None) == (part.mark is None)]
        if part.mark is None and part.parent and (len(alike) == 1 or _alone(part)):
            return ""
        return f"{kind} thứ {alike.index(part) + 1}"
    title = collapse(part.text).lstrip("#> ").rstrip(":")
    titled = part.kind == "heading" and len(title) <= _LONGEST_TITLE
    if part.mark.kind in _NAMED:
        return title if titled else f"{_NAMED[part.mark.kind]} {part.mark.label}"
    in_article = any(each.mark and each.mark.kind == "điều" for each in _ancestors(part))
    noun = "điểm" if part.mark.kind == "letter" else "khoản" if in_article else "mục"
    if titled and part.mark.kind == "mục":
        return title
    return f"{noun} {title if titled else part.mark.label}"
