"""The parts around the body of a document: its header, addressees, recipients and signature.

The forms are those of Nghị định 30/2020/NĐ-CP, annex I, and of Party documents (Hướng dẫn 05-HD/VPTW):
no national title there, "Số 37-HD/BTGDVTW" with hyphens, "T/M" and "K/T" for "TM." and "KT.".
"""

from __future__ import annotations

import csv
import functools
import re
from dataclasses import dataclass
from pathlib import Path

from knowledge import Kind
from knowledge.lines import Line, collapse, lines
from nlu.text import fold

_TYPES_FILE = Path(__file__).with_name("document_types.csv")
_DECORATION = "|#>* \t"
_ORNAMENT = re.compile(r"[\s\-_=*~.|—–…:+]+")
_MOTTO = ("cong hoa xa", "doc lap", "dang cong san")
NUMBER = re.compile(
    r"Số\s*:?\s*(?P<number>\d{1,5}[a-zA-Z]?)?\s*(?P<symbol>(?:/\s*\d{4})?\s*[/-]\s*[A-ZĐƯ][^\s|]*)"
)
_NUMBER_LINE = re.compile(r"(?:Số|SỐ)\s*:|Số\s+\d+\s*[-/]\s*[A-ZĐ]")
_ABOUT = re.compile(r"V\s*/\s*[vV]\b|Về việc\b|VỀ VIỆC\b")
DATE = re.compile(
    r"(?P<place>[^\d,:;|]{2,60}?)\s*,?\s*ngày\s*(?P<day>\d{1,2})?[\s.…]*tháng\s*(?P<month>\d{1,2})?[\s.…]*"
    r"năm\s*(?P<year>\d{4})?[\s.…]*"
)
_AUTHORITY = re.compile(
    r"(?:(?:CHỦ TỊCH|HỘI ĐỒNG|ỦY BAN|BỘ TRƯỞNG|GIÁM ĐỐC|TỔNG GIÁM ĐỐC|THỦ TƯỚNG|CHÍNH PHỦ|QUỐC HỘI|CHÁNH)\b"
    r".*|"
    r"(?:QUYẾT ĐỊNH|QUYẾT NGHỊ|NGHỊ QUYẾT|CHỈ THỊ)\s*:)"
)
_STAMP = re.compile(
    r"(?:HỎA TỐC|THƯỢNG KHẨN|KHẨN|TUYỆT MẬT|TỐI MẬT|MẬT|DỰ THẢO|CÔNG VĂN ĐẾN|ĐẾN|BẢN SAO)\b.*"
)
_ADDRESSEES = re.compile(r"Kính gửi\b|.{2,80}\bđiện\s*:$")
_RECIPIENTS = re.compile(r"(?:Nơi nhận|NƠI NHẬN)\s*:")
_ON_BEHALF = re.compile(r"(?:(?:TM|KT|TL|TUQ|Q)\s*\.|T/M|K/T|T/L|T/UQ)\s*(?=[A-ZĐÀ-Ỹ]{2})")
_OFFICE = re.compile(
    r"(?:PHÓ\s+)?(?:CHỦ TỊCH|CHỦ NHIỆM|GIÁM ĐỐC|TỔNG GIÁM ĐỐC|BỘ TRƯỞNG|THỨ TRƯỞNG|THỦ TƯỚNG|BÍ THƯ|"
    r"TRƯỞNG BAN|TRƯỞNG PHÒNG|"
    r"CHÁNH VĂN PHÒNG|CHÁNH THANH TRA|CỤC TRƯỞNG|HIỆU TRƯỞNG|TỔNG BIÊN TẬP|VIỆN TRƯỞNG)\b"
)


@dataclass(frozen=True)
class Piece:
    """A stretch outside the body: `text[start:end]`, and what it is ("issuer", "number", "recipients" …)."""

    kind: Kind
    name: str
    start: int
    end: int


@dataclass(frozen=True)
class Frame:
    """A text cut into what stands around its body. `attached` is what follows the signature, if anything."""

    pieces: tuple[Piece, ...]
    body: tuple[Line, ...]
    attached: tuple[Line, ...]

    def texts(self, text: str, name: str) -> list[str]:
        """What each piece of this name says, in order."""
        return [text[piece.start : piece.end] for piece in self.pieces if piece.name == name]


@functools.cache
def document_types(path: Path = _TYPES_FILE) -> dict[str, str]:
    """The names of document types by their abbreviation; types without one are keyed by their name."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["symbol"] or row["name"]: row["name"] for row in csv.DictReader(file)}


def frame(text: str) -> Frame:
    """The text cut into header, addressees, body, recipients, signature and what is attached after it.

    A part that is not recognised is left in the body: nothing is guessed.
    """
    rest = _split_cells(lines(text))
    cut = _Cut()
    rest = _header(rest, cut)
    rest = _addressees(rest, cut)
    end = _tail_start(rest)
    body, rest = rest[:end], rest[end:]
    attached = _tail(rest, cut)
    return Frame(tuple(cut.pieces), tuple(body), tuple(attached))


def is_upper(text: str) -> bool:
    """Whether the text has letters and all of them are capitals."""
    return any(c.isalpha() for c in text) and text == text.upper()


class _Cut:
    """The pieces found so far."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.names: set[str] = set()

    def add(self, kind: Kind, name: str, line: Line, *, join: bool) -> None:
        last = self.pieces[-1] if self.pieces else None
        if join and last and last.name == name:
            self.pieces[-1] = Piece(kind, name, last.start, line.end)
        else:
            self.pieces.append(Piece(kind, name, line.start, line.end))
            self.names.add(name)

    @property
    def last(self) -> str:
        return self.pieces[-1].name if self.pieces else ""


def _split_cells(found: tuple[Line, ...]) -> list[Line]:
    """The lines, those of a table around the body cut at its bars and before "V/v": one line a cell."""
    result: list[Line] = []
    for index, line in enumerate(found):
        framed = line.text.startswith("|") and (index < 20 or _RECIPIENTS.search(line.text))
        cells = framed and not _ORNAMENT.fullmatch(line.text)
        cuts = [m.start() for m in re.finditer(r"(?<=\s)\|(?!\s*$)|(?<=\s)V/v\b", line.text)] if cells else []
        for start, end in zip([0, *cuts], [*cuts, len(line.text)], strict=True):
            part = line.text[start:end].rstrip()
            first = line.after_blank or start > 0
            result.append(Line(line.start + start, line.start + start + len(part), part, first, line.mark))
    return result


def _header(rest: list[Line], cut: _Cut) -> list[Line]:
    index = 0
    while index < len(rest):
        line = rest[index]
        name = _header_name(rest, index, cut)
        if not name:
            break
        cut.add("header", name, line, join=not line.after_blank or name in ("issuer", "subject"))
        index += 1
    return rest[index:]


def _header_name(rest: list[Line], index: int, cut: _Cut) -> str:
    """What the line is in a header, "" when it does not belong to one."""
    line = rest[index]
    content = line.text.strip(_DECORATION)
    folded = fold(collapse(content))
    goes_on = not line.after_blank
    if _ORNAMENT.fullmatch(line.text):
        return "ornament"
    if _ADDRESSEES.match(content):
        return ""
    if folded.startswith(_MOTTO) or (goes_on and cut.last == "motto" and not _NUMBER_LINE.match(content)):
        return "motto"
    if _NUMBER_LINE.match(content) and "number" not in cut.names:
        return "number"
    if "date" not in cut.names and _is_date(rest, index):
        return "date"
    if goes_on and cut.last == "date" and not DATE.fullmatch(rest[index - 1].text.strip(_DECORATION)):
        return "date"
    if _STAMP.fullmatch(content):
        return "stamp"
    if is_upper(content) and content.rstrip(" .:") in _title_names() and not content.endswith(":"):
        return "type"
    if "type" in cut.names:
        return _under_type(rest, index, cut, content)
    if _ABOUT.match(content) or (goes_on and cut.last == "subject"):
        return "subject"
    if (
        is_upper(content)
        and not line.mark
        and ("issuer" not in cut.names or cut.last in ("issuer", "ornament"))
    ):
        return "issuer"
    return ""


def _under_type(rest: list[Line], index: int, cut: _Cut, content: str) -> str:
    """What a line under the type ("KẾ HOẠCH") is: rest of the title, authority, or not of the header."""
    line = rest[index]
    if "subject" in cut.names and _AUTHORITY.fullmatch(content) and is_upper(content.rstrip(":")):
        return "authority"
    if cut.last == "subject" and not line.after_blank:
        return "subject"
    if line.mark or "authority" in cut.names:
        return ""
    if is_upper(content):
        return "subject"
    group = _group(rest, index)
    short = len(group) < 400 and not group.endswith((".", ";", ":", ","))
    return "subject" if "subject" not in cut.names and (short or _ABOUT.match(content)) else ""


@functools.cache
def _title_names() -> frozenset[str]:
    return frozenset(name.upper() for name in document_types().values() if name != "Công văn")


def _group(rest: list[Line], index: int) -> str:
    """The lines from this one up to the next blank line, on one line."""
    texts = [rest[index].text]
    for line in rest[index + 1 :]:
        if line.after_blank:
            break
        texts.append(line.text)
    return collapse(" ".join(texts))


def _is_date(rest: list[Line], index: int) -> bool:
    content = rest[index].text.strip(_DECORATION)
    if not re.search(r"\w", content) or len(content) > 80:
        return False
    following = rest[index + 1].text if index + 1 < len(rest) and not rest[index + 1].after_blank else ""
    joined = collapse(f"{content} {following.strip(_DECORATION)}")
    return bool(DATE.fullmatch(content) or (DATE.fullmatch(joined) and not _NUMBER_LINE.match(following)))


def _addressees(rest: list[Line], cut: _Cut) -> list[Line]:
    if not rest or not _ADDRESSEES.match(rest[0].text.strip(_DECORATION)):
        return rest
    cut.add("addressees", "addressees", rest[0], join=False)
    index = 1
    while index < len(rest):
        line = rest[index]
        opens = line.mark is not None and line.mark.kind in ("dash", "plus")
        if line.after_blank and not opens:
            break
        cut.add("addressees", "addressees", line, join=True)
        index += 1
    return rest[index:]


def _tail_start(rest: list[Line]) -> int:
    """The index of the first line after the body: recipients, or a signature standing before them."""
    for index, line in enumerate(rest):
        content = line.text.strip(_DECORATION)
        ended = index > 0 and rest[index - 1].text.rstrip(" *").endswith(("./.", "./"))
        if _RECIPIENTS.match(content) or _ON_BEHALF.match(content):
            return index
        if ended and is_upper(content) and _OFFICE.match(content):
            return index
    return len(rest)


def _tail(rest: list[Line], cut: _Cut) -> list[Line]:
    """The lines that follow the tail; the tail itself is added to the cut."""
    state = ""
    for index, line in enumerate(rest):
        content = line.text.strip(_DECORATION)
        if _RECIPIENTS.match(content) and "recipients" not in cut.names:
            state = "recipients"
        elif _ON_BEHALF.match(content) or (is_upper(content) and _OFFICE.match(content)):
            state = "signature"
        elif line.after_blank and "signature" in cut.names and _opens_attachment(content):
            return rest[index:]
        kind: Kind = "signature" if state == "signature" else "recipients"
        cut.add(kind, kind, line, join=True)
    return []


def _opens_attachment(content: str) -> bool:
    return content in _title_names() or content.upper().startswith(
        ("PHỤ LỤC", "ỦY BAN", "CỘNG HÒA", "DANH SÁCH", "BIỂU")
    )
