"""A text as a document: its fields, sections, and passages with the places that a citation names."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from dataclasses import replace

from knowledge import Document, Kind, Passage, Reference, Section
from knowledge.citing import Told, told
from knowledge.fields import fields
from knowledge.frame import Frame, Piece, frame
from knowledge.header import ATTACHED
from knowledge.lines import collapse
from knowledge.numbering import gaps
from knowledge.places import family, number, path, place
from knowledge.reading.respelling import mended
from knowledge.references import key_of, references
from knowledge.sections import Part, addressees, parts
from knowledge.selfnaming import called
from knowledge.validators import check, check_number

__all__ = ["check", "document", "documents", "name"]

_FRAME_PLACES = {
    "issuer": "cơ quan ban hành",
    "motto": "quốc hiệu, tiêu ngữ",
    "number": "số, ký hiệu",
    "subject": "trích yếu",
    "date": "địa danh, ngày ban hành",
    "type": "tên loại văn bản",
    "authority": "thẩm quyền ban hành",
    "attachment": "chỉ dẫn kèm theo",
    "stamp": "dấu chỉ mức độ",
    "addressees": "phần kính gửi",
    "recipients": "nơi nhận",
    "signature": "phần chữ ký",
}
_BASIS = re.compile(r"(?:Căn\s+cứ|Thực\s+hiện|Xét|Theo\s+đề\s+nghị)\b")
_NUMBERED = re.compile(r"\d+/\d*/?[A-ZĐ]|\d-[A-ZĐ]{2}")
_OUTSIDE = ("preamble", "header", "ornament")


def document(text: str, key: str = "", source: str = "") -> Document:
    """The document that the text is, without those attached behind its signature."""
    return documents(text, key, source)[0]


def documents(
    text: str, key: str = "", source: str = "", *, recognised: bool = False
) -> tuple[Document, ...]:
    """The document that the text is, and those attached behind its signature, each a document of its own.

    `key` is for one whose own number cannot be read; `recognised`: the text is that of a scan. Every
    character that is not blank lies in exactly one passage of one document: `check` has been run on each.
    """
    cut = frame(text)
    first = _read(text[: cut.attached], cut, key, source, attached=False, recognised=recognised)
    found, rest = [first], text[cut.attached :]
    while rest.strip():
        cut = frame(rest)
        key = f"{first.key}.kem-theo" + (f"-{len(found)}" if len(found) > 1 else "")
        each = _read(rest[: cut.attached], cut, key, source, attached=True, recognised=recognised)
        found.append(_belonging(each, first))
        rest = rest[cut.attached :]
    return tuple(found)


def _belonging(attached: Document, to: Document) -> Document:
    """The attached document with its relation to the other; by its title, if its words do not tell it."""
    told = any(r.target == to.key and r.relation == "kèm theo" for r in attached.references)
    title = next((p for p in attached.passages if p.kind != "ornament"), None)
    own = (
        () if told or title is None else (Reference(attached.key, to.key, "kèm theo", title.id, title.text),)
    )
    return replace(attached, attached_to=to.key, references=(*own, *attached.references))


def _read(text: str, cut: Frame, key: str, source: str, *, attached: bool, recognised: bool) -> Document:
    body = parts(text, cut.body)
    preamble = [part.text for part in body if part.kind == "preamble"]
    guides = cut.texts(text, "attachment")
    of = _attachment([mended(guide) for guide in guides] if recognised else guides)
    known = fields(text, cut, preamble, attached=attached or of is not None, recognised=recognised)
    key = key_of(known.number) or key
    maker = _Maker(text, key)
    maker.pieces(cut.pieces)
    maker.parts(body)
    passages = tuple(sorted(maker.passages, key=lambda passage: passage.start))
    result = Document(
        **{
            **vars(known),
            "notes": (*known.notes, *_remarked(cut, text, known.number), *gaps(body), *_broken(passages)),
        },
        key=key,
        status="loaded",
        source=source,
        called="" if known.number or attached or of is not None else called(text, known.type),
        text=text,
        sections=tuple(maker.sections),
        passages=passages,
        references=references(key, known.number, passages),
    )
    if of is not None:
        result = replace(
            result,
            date=result.date or of.date,
            issuer=result.issuer or of.issuer,
            attached_to=key_of(of.number),
            attached_as=name(of.type, of.number, of.date, of.issuer),
        )
    check(result)
    check_number(result)
    return result


def name(type_: str, number: str, date: datetime.date | None, issuer: str) -> str:
    """A document's type, number, date and issuer as a citation gives them; what is unknown is left out."""
    parts = [
        type_ or "Văn bản",
        f"số {number}" if number else "",
        f"ngày {date:%d/%m/%Y}" if date else "",
        f"của {issuer}" if issuer else "",
    ]
    return " ".join(part for part in parts if part)


def _attachment(texts: list[str]) -> Told | None:
    """What "(Kèm theo Quyết định số … ngày … của …)" tells of the document that this one belongs to."""
    found = [each for text in texts if ATTACHED.match(text) for _, each in told(text)]
    return found[0] if found else None


def _remarked(cut: Frame, text: str, number: str) -> list[str]:
    """What the file says of a document whose own header is lost: for the administrator to check, no more."""
    remarks = [
        line for line in text.split("\n")[:12] if line.startswith((">", "#")) and _NUMBERED.search(line)
    ]
    if number or not remarks or cut.texts(text, "attachment"):
        return []
    said = collapse(remarks[0]).strip("#> ")[:100]
    return [
        f"đầu tệp có lời ghi ngoài văn bản: “{said}”. Nếu đúng, hãy ghi số, ngày, cơ quan vào catalogue.csv"
    ]


def _broken(passages: tuple[Passage, ...]) -> list[str]:
    """Sentences that a page break cuts in two, where the text could not be put together again."""
    return [
        f"câu bị ngắt trang, đọc thành hai đoạn: “…{collapse(before.text)[-40:]}”"
        for before, page, after in zip(passages, passages[1:], passages[2:], strict=False)
        if page.id.rpartition("/")[2].startswith("page")
        and before.kind in ("heading", "item", "paragraph", "preamble")
        and after.kind in ("paragraph", "preamble")
        and after.text[:1].islower()
        and not before.text.endswith((".", ";", ":"))
    ]


class _Maker:
    """Passages and sections of one document as they are found; every id is given once."""

    def __init__(self, text: str, key: str) -> None:
        self.text = text
        self.key = key
        self.passages: list[Passage] = []
        self.sections: list[Section] = []
        self._names: Counter[str] = Counter()
        self._ids: set[str] = set()

    def pieces(self, pieces: tuple[Piece, ...]) -> None:
        for piece in pieces:
            self._add(piece.kind, piece.name, piece.start, piece.end, _FRAME_PLACES.get(piece.name, ""))

    def parts(self, found: list[Part]) -> None:
        own: dict[int, str] = {}  # id(part) → id of its passage
        self._outside(found)
        inside = [part for part in found if part.kind not in _OUTSIDE and not part.closing]
        for part in inside:
            end = path(part)
            headings = tuple(p.title for p in part.path if p.numbered)
            own[id(part)] = self._add(
                part.kind,
                f"heading-{end}" if part.kind == "heading" else end,
                part.start,
                part.end,
                place(part),
                headings,
                number(part),
            )
        for part in inside:
            if part.numbered and (part.kind == "heading" or part.children):
                held = tuple(own[id(p)] for p in family(part) if p.kind != "heading")
                named = addressees(part.text) if part.kind == "heading" else ()
                self.sections.append(Section(number(part), part.title, named, held))

    def _outside(self, found: list[Part]) -> None:
        """The preamble, the closing and all that is no sentence, which belong to no section."""
        leading = {id(p): n for n, p in enumerate((p for p in found if p.kind == "preamble"), start=1)}
        closing = sum(1 for part in found if part.closing)
        closed = 0
        for part in found:
            if part.closing:
                closed += 1
                nth = f", đoạn thứ {closed}" if closing > 1 else ""
                self._add("paragraph", "closing", part.start, part.end, f"đoạn kết{nth}")
            elif part.kind == "ornament":
                self._add("ornament", part.apart, part.start, part.end, "")
            elif part.kind == "header":
                self._add("header", "title", part.start, part.end, "tên phần")
            elif part.kind == "preamble":
                where = "phần căn cứ ban hành" if _BASIS.match(part.text) else "phần mở đầu"
                nth = f", đoạn thứ {leading[id(part)]}" if len(leading) > 1 else ""
                self._add("preamble", "preamble", part.start, part.end, where + nth)

    def _add(
        self,
        kind: Kind,
        name: str,
        start: int,
        end: int,
        where: str,
        headings: tuple[str, ...] = (),
        section: str = "",
    ) -> str:
        passage_id = f"{self.key}/{name}"
        while passage_id in self._ids:
            self._names[name] += 1
            passage_id = f"{self.key}/{name}-{self._names[name] + 1}"
        self._ids.add(passage_id)
        text = self.text[start:end]
        self.passages.append(Passage(passage_id, self.key, kind, text, start, end, where, headings, section))
        return passage_id
