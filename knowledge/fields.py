"""The header fields of a document, each from its own place in the frame; "" where the text does not tell."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from dataclasses import dataclass

from knowledge.frame import DATE, NUMBER, Frame, document_types, is_upper
from knowledge.lines import collapse
from knowledge.sections import body_names

_DECORATION = "|#>* \t\n"
_ABOUT = re.compile(r"^(?:V\s*/\s*v|Về việc|Về|VỀ VIỆC|VỀ)\s*:?\s+", re.IGNORECASE)
_ITEM = re.compile(r"(?:^|\n)\s*[-–—•+*]\s+|(?<=[;:,.)])\s+[-–—+]\s+")
_BASIS = re.compile(r"(?:Căn\s+cứ|Thực\s+hiện|Xét)\b.*?(?=;|\.?\s*$)", re.DOTALL)
_PROPOSAL = re.compile(r"[Tt]heo\s+đề\s+nghị\s+của\s+(.+?)\s*(?=;|\.?\s*$)", re.DOTALL)
_LEVELS = (
    "thành phố", "thị trấn", "thị xã", "đặc khu", "tỉnh", "huyện", "quận", "xã", "phường",
    "Trung ương", "Việt Nam",
)  # fmt: skip
_PROTECTED = re.compile(r"\d+[a-zA-Z]?\s?[-/]\s?\S+|[^\W\d_]+|\W+|\d+|_+")


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


def fields(text: str, frame: Frame, preamble: list[str]) -> Fields:
    """The fields of the document whose frame and preamble paragraphs these are."""
    body = "\n".join(line.text for line in frame.body)
    number = _number(frame.texts(text, "number"))
    date, place, notes = _date(frame.texts(text, "date"))
    title, name = _signature(frame.texts(text, "signature"))
    basis = [m[0].strip() for paragraph in preamble for m in _BASIS.finditer(paragraph)]
    proposals = [m[1] for paragraph in preamble for m in _PROPOSAL.finditer(paragraph)]
    result = Fields(
        type=_type(frame.texts(text, "type"), number),
        number=number,
        issuer=_issuer(frame.texts(text, "issuer"), body),
        date=date,
        place=place,
        subject=_subject(frame.texts(text, "subject"), body),
        addressees=_listed(frame.texts(text, "addressees")),
        legal_basis="\n".join(basis),
        proposal=proposals[0] if proposals else "",
        signatory=name,
        signatory_title=title,
        recipients=_listed(frame.texts(text, "recipients")),
        notes=(),
    )
    missing = [
        label
        for label, value in (
            ("tên loại", result.type),
            ("số, ký hiệu", result.number),
            ("cơ quan ban hành", result.issuer),
            ("ngày ban hành", result.date),
            ("trích yếu", result.subject),
            ("người ký", result.signatory),
        )
        if not value
    ]
    notes += [f"không đọc được: {', '.join(missing)}"] if missing else []
    return Fields(**{**vars(result), "notes": tuple(notes)})


def running_case(capitals: str, body: str, *, names_by_default: bool = False) -> str:
    """Words set in capitals, written as the body writes them; unknown ones in small letters or as names.

    A document number keeps its form.
    """
    forms = _forms(body)
    result: list[str] = []
    for token in _PROTECTED.findall(capitals):
        known = forms.get(token.lower())
        if not token.isalpha():
            result.append(token)
        elif known:
            result.append(known.most_common(1)[0][0])
        else:
            result.append(token.capitalize() if names_by_default else token.lower())
    return "".join(result)


def _forms(body: str) -> dict[str, Counter[str]]:
    """How often the body writes each word in which case; words that begin a sentence do not count."""
    forms: dict[str, Counter[str]] = {}
    for line in body.split("\n"):
        if is_upper(line):
            continue
        for match in re.finditer(r"(?<=[^\W_])[,\s(“\"-]+([^\W\d_]+)", line):
            forms.setdefault(match[1].lower(), Counter())[match[1]] += 1
    return forms


def _number(texts: list[str]) -> str:
    for text in texts:
        if (match := NUMBER.search(text.strip(_DECORATION))) and match["number"]:
            return match["number"] + re.sub(r"\s", "", match["symbol"])
    return ""


def _type(texts: list[str], number: str) -> str:
    """The type by its title, or by the number's symbol: one without a type's abbreviation is a công văn's."""
    names = {name.upper(): name for name in document_types().values()}
    if texts:
        return names.get(collapse(texts[0].strip(_DECORATION)).rstrip(" .:"), "")
    parts = re.split(r"[-/]", number)
    known = [document_types()[part] for part in parts[1:3] if part in document_types()]
    return known[0] if known else "Công văn" if number else ""


def _date(texts: list[str]) -> tuple[datetime.date | None, str, list[str]]:
    match = DATE.fullmatch(collapse(texts[0].strip(_DECORATION))) if texts else None
    if not match:
        return None, "", []
    place = match["place"].strip(" ,")
    if not (match["day"] and match["month"] and match["year"]):
        return None, place, ["ngày ban hành còn để trống"]
    try:
        return datetime.date(int(match["year"]), int(match["month"]), int(match["day"])), place, []
    except ValueError:
        return None, place, [f"ngày ban hành không có thật: {match[0]}"]


def _issuer(texts: list[str], body: str) -> str:
    """The issuing body, under its parent's name or alone, in the case of running text."""
    rows = [row.strip(_DECORATION) for text in texts for row in text.split("\n")]
    rows = [row for row in rows if re.search(r"[^\W\d_]", row)]
    starts = [i for i, row in enumerate(rows) if _name_at(row.upper())]
    name = collapse(" ".join(rows[starts[-1] :] if starts else rows)).strip(" -_*")
    if not is_upper(name):
        return name
    result, rest, after_level, first = "", name, False, False
    while rest:
        known = _name_at(rest) or _level_at(rest)
        token = known or _PROTECTED.findall(rest)[0]
        if known:
            result, after_level, first = result + known, known in _LEVELS, True
        elif not token.isalpha():
            result, first = result + token, first or any(c in token for c in ",-–")
        elif token == "VÀ":
            result, first = result + "và", True
        elif after_level or first:
            result, first = result + token.capitalize(), False
        else:
            result += running_case(token, body)
        rest = rest[len(token) :]
    return result


def _name_at(capitals: str) -> str:
    """The beginning of a body's name that these capitals start with, in running case."""
    return next((name for name in body_names() if _begins(capitals, name.upper())), "")


def _level_at(capitals: str) -> str:
    if _begins(capitals, "XÃ HỘI"):
        return ""
    return next((level for level in _LEVELS if _begins(capitals, level.upper())), "")


def _begins(text: str, name: str) -> bool:
    return text.startswith(name) and not text[len(name) :][:1].isalpha()


def _subject(texts: list[str], body: str) -> str:
    rows = dict.fromkeys(collapse(text.strip(_DECORATION)) for text in texts)
    subject = _ABOUT.sub("", " ".join(rows))
    if not is_upper(subject):
        return subject
    flat = collapse(body)
    at = flat.lower().find(subject.lower())
    return flat[at : at + len(subject)] if at >= 0 else running_case(subject, body)


def _listed(texts: list[str]) -> tuple[str, ...]:
    """The entries of "Kính gửi:" or "Nơi nhận:", without their dashes and stops."""
    if not texts:
        return ()
    content = re.sub(
        r"^[|\s]*(?:(?:Kính gửi|Nơi nhận|NƠI NHẬN)\s*:?|.{2,80}\bđiện\s*:)?", "", texts[0].strip(_DECORATION)
    )
    entries = (
        _ITEM.split("\n" + content.strip()) if _ITEM.search("\n" + content.strip()) else content.split(";")
    )
    return tuple(entry for each in entries if (entry := collapse(each).strip(" ;,.|:")))


def _signature(texts: list[str]) -> tuple[str, str]:
    """The title as it stands and the name under it: the capitals, then the words that are not."""
    tokens = collapse(" ".join(texts)).strip(_DECORATION).split()
    cut = next(
        (i for i, token in enumerate(tokens) if not is_upper(token) and re.search(r"\w", token)), len(tokens)
    )
    title, name = " ".join(tokens[:cut]), " ".join(tokens[cut:])
    named = 2 <= len(tokens[cut:]) <= 7 and all(token[0].isupper() for token in tokens[cut:])
    return title, name if named else ""
