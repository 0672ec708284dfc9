"""The header fields of a document, each from its own place in the frame; "" where the text does not tell."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, replace

from knowledge.casing import Writing, issuer, running_case, writing
from knowledge.frame import Frame
from knowledge.header import ANNEX, DATE, DECORATION, NUMBER, document_types, is_upper, title_names
from knowledge.lines import collapse
from knowledge.reading.respelling import Respelling, levelled
from knowledge.references import TYPED_NUMBER
from knowledge.selfnaming import Enacted, enacted, own_type

_EDGES = DECORATION + "\n"
_ABOUT = re.compile(r"^(?:V\s*/\s*v|Về việc|Về|VỀ VIỆC|VỀ)\s*:?\s+", re.IGNORECASE)
_ITEM = re.compile(r"(?:^|\n)\s*[-–—•+*]\s+|(?<=[;:,.)])\s+[-–—+]\s+")
_LISTED = re.compile(r"[|\s]*(?:(?:Kính gửi|Nơi nhận|NƠI NHẬN)\s*:?|.{2,80}\bđiện\s*:)?")
_BASIS = re.compile(r"(?:Căn\s+cứ|Thực\s+hiện|Xét)\b.*?(?=;|\.?\s*$)", re.DOTALL)
_PROPOSAL = re.compile(r"[Tt]heo\s+đề\s+nghị\s+của\s+(.+?)\s*(?=;|\.?\s*$)", re.DOTALL)
_NEXT = re.compile(r";\s*")
_SIGNED = re.compile(r"[(\[]?\s*(?:Đã ký|ĐÃ KÝ|đã ký)\s*[)\]]?")


@dataclass(frozen=True)
class Fields:
    """The fields of `Document` that the text itself gives, and what was uncertain (Vietnamese notes)."""

    type: str
    number: str
    issuer: str
    date: datetime.date | None
    place: str
    subject: str
    addressees: tuple[str, ...]
    legal_basis: str
    proposal: str
    signatory: str
    signatory_title: str
    recipients: tuple[str, ...]
    notes: tuple[str, ...]


def fields(
    text: str, frame: Frame, preamble: list[str], *, attached: bool, recognised: bool = False
) -> Fields:
    """The fields of the document whose frame and preamble paragraphs these are.

    `attached`: it stands behind another document, so that it need have no number or signature of its own.
    `recognised`: the text is that of a scan; its fields are spelled as `Respelling` does, with notes.
    """
    body = "\n".join(line.text for line in frame.body)
    body = levelled(body) if recognised else body
    own = writing(body)
    said = _Said(text, frame, Respelling(body) if recognised else None)
    number = _number(said.texts("number"))
    date, place, notes = _date(said.texts("date"))
    title, name = _signature(said.texts("signature"))
    by = issuer(said.texts("issuer"), own)
    proposals = [m[1] for paragraph in preamble for m in _PROPOSAL.finditer(paragraph)]
    headed = bool(said.texts("subject") or said.texts("addressees"))
    result = Fields(
        type=_type(said.texts("type"), number if headed else ""),
        number=number,
        issuer=by,
        date=date,
        place=place,
        subject=_subject(said, own),
        addressees=_listed(said.texts("addressees")),
        legal_basis="\n".join(basis for each in preamble for basis in _bases(each, by)),
        proposal=collapse(proposals[0]) if proposals else "",
        signatory=name,
        signatory_title=title,
        recipients=_listed(said.texts("recipients")),
        notes=(),
    )
    headless = not (attached or result.type or result.number or result.issuer or result.subject)
    if headless:
        result = _of_itself(result, enacted(preamble), own_type(line.text for line in frame.body))
    missing = [
        label
        for label, value, always in (
            ("tên loại", result.type, True),
            ("số, ký hiệu", result.number, False),
            ("cơ quan ban hành", result.issuer, False),
            ("ngày ban hành", result.date, False),
            ("trích yếu", result.subject, True),
            ("người ký", result.signatory, False),
        )
        if not value and (always or not attached)
    ]
    notes += said.notes
    notes += [f"không đọc được: {', '.join(missing)}"] if missing else []
    notes += _told_by_itself(result) if headless else []
    return Fields(**{**vars(result), "notes": tuple(notes)})


def _of_itself(lost: Fields, told: Enacted, type_: str) -> Fields:
    """The fields of a text whose header is lost, with what its own sentences tell."""
    return replace(
        lost,
        type=told.type or type_,
        issuer=told.issuer,
        subject=told.subject,
    )


def _told_by_itself(fields: Fields) -> list[str]:
    told = (("tên loại", fields.type), ("cơ quan ban hành", fields.issuer), ("trích yếu", fields.subject))
    said = [label for label, value in told if value]
    return [f"không có phần đầu, lấy từ câu văn của chính văn bản: {', '.join(said)}"] if said else []


_AS_READ = ("type", "recipients")


class _Said:
    """What the pieces of a frame say, those of a scan spelled anew."""

    def __init__(self, text: str, frame: Frame, respelling: Respelling | None) -> None:
        self._text, self._frame, self._respelling = text, frame, respelling
        self._spelled: dict[str, list[str]] = {}

    @property
    def notes(self) -> list[str]:
        """What was spelled anew."""
        return list(dict.fromkeys(self._respelling.notes)) if self._respelling else []

    def texts(self, name: str) -> list[str]:
        """What each piece of this name says, in order."""
        if name not in self._spelled:
            found = self._frame.texts(self._text, name)
            if self._respelling and name not in _AS_READ:
                own = {"signature": self._respelling.signature, "number": self._respelling.number}
                spell = own.get(name, self._respelling.piece)
                found = [spell(each) for each in found]
            self._spelled[name] = found
        return self._spelled[name]


def _number(texts: list[str]) -> str:
    for text in texts:
        if (match := NUMBER.search(text.strip(_EDGES))) and match["number"]:
            return match["number"] + re.sub(r"\s", "", match["symbol"]).rstrip(".:")
    return ""


def _type(texts: list[str], number: str) -> str:
    """The type by its title, or by the number's symbol: one without a type's abbreviation is a công văn's."""
    if texts:
        title = collapse(texts[0].strip(_EDGES)).rstrip(" .:")
        if annex := ANNEX.match(title):
            return " ".join(part for part in (annex["name"].capitalize(), annex["label"]) if part)
        return next(
            (
                name
                for words, name in title_names().items()
                if title == words or title.startswith(f"{words} ")
            ),
            "",
        )
    parts = re.split(r"[-/]", number)
    known = [document_types()[part] for part in parts[1:3] if part in document_types()]
    return known[0] if known else "Công văn" if number else ""


def _date(texts: list[str]) -> tuple[datetime.date | None, str, list[str]]:
    match = DATE.fullmatch(collapse(texts[0].strip(_EDGES))) if texts else None
    if not match:
        return None, "", []
    place = match["place"].strip(" ,")
    if not (match["day"] and match["month"] and match["year"]):
        return None, place, ["ngày ban hành còn để trống"]
    try:
        return datetime.date(int(match["year"]), int(match["month"]), int(match["day"])), place, []
    except ValueError:
        return None, place, [f"ngày ban hành không có thật: {match[0]}"]


def _subject(said: _Said, own: Writing) -> str:
    """The words of the title, those beside the type included ("CHƯƠNG TRÌNH / HÀNH ĐỘNG …")."""
    rows = dict.fromkeys(_plain(piece) for piece in said.texts("subject"))
    title = _ABOUT.sub("", " ".join([_beside_type(said.texts("type")), *rows]).strip())
    if not is_upper(title):
        return title
    at = own.text.lower().find(title.lower())
    return own.text[at : at + len(title)] if at >= 0 else running_case(title, own)


def _beside_type(texts: list[str]) -> str:
    title = _plain(texts[0]).rstrip(" .:") if texts else ""
    if ANNEX.match(title):
        return ""
    return next((title[len(each) + 1 :] for each in title_names() if title.startswith(f"{each} ")), "")


def _plain(piece: str) -> str:
    return collapse(" ".join(row.strip(DECORATION) for row in piece.split("\n")))


def _bases(paragraph: str, by: str) -> list[str]:
    """The legal bases of a paragraph; documents listed behind a ";" belong to the basis before them."""
    found: list[str] = []
    for match in _BASIS.finditer(paragraph):
        end = match.end()
        while (more := _NEXT.match(paragraph, end)) and TYPED_NUMBER.match(paragraph, more.end()):
            stop = paragraph.find(";", more.end())
            end = stop if stop >= 0 else len(paragraph.rstrip(" .\n"))
        basis = collapse(paragraph[match.start() : end])
        leads = basis.rfind(f", {by} ") if by and end > match.end() else -1
        found.append(basis[:leads] if leads > 0 else basis)
    return found


def _listed(texts: list[str]) -> tuple[str, ...]:
    """The entries of "Kính gửi:" or "Nơi nhận:", without their dashes and stops."""
    if not texts:
        return ()
    content = _LISTED.sub("", "\n".join(texts).strip(_EDGES), count=1).strip()
    entries = _ITEM.split("\n" + content) if _ITEM.search("\n" + content) else content.split(";")
    return tuple(entry for each in entries if (entry := collapse(each).strip(" ;,.|:")))


def _signature(texts: list[str]) -> tuple[str, str]:
    """The title as it stands and the name under it: the capitals, then the words that are not."""
    tokens = _SIGNED.sub(" ", collapse(" ".join(texts))).strip(_EDGES).split()
    cut = next(
        (i for i, token in enumerate(tokens) if not is_upper(token) and re.search(r"\w", token)), len(tokens)
    )
    title, name = " ".join(tokens[:cut]), " ".join(tokens[cut:])
    named = 2 <= len(tokens[cut:]) <= 7 and all(token[0].isupper() for token in tokens[cut:])
    return title, name if named else ""
