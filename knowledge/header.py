"""The blocks before the body of a document, each told from its own words."""

from __future__ import annotations

import csv
import functools
import re
from pathlib import Path

from knowledge.lines import Line, collapse
from nlu.text import fold

_TYPES_FILE = Path(__file__).with_name("document_types.csv")
DECORATION = "|#>* \t"
NUMBER = re.compile(
    r"[Ss][Ốố]\s*:?\s*(?P<number>\d{1,5}[a-zA-Z]?)?\s*(?P<symbol>(?:/\s*\d{4})?\s*[/-]\s*[A-ZĐƯ][^\s|,;)]*"
    r"(?:\s+[-/]\s*[A-ZĐƯ]{2,}[^\s|,;)]*|[-/]\s+[A-ZĐƯ]{2,}[^\s|,;)]*)*)"
)
NUMBER_LINE = re.compile(r"(?:Số|SỐ)\s*:|Số\s+\d+\s*[-/]\s*[A-ZĐ]")
DATE = re.compile(
    r"(?P<place>[^\d,:;|]{2,60}?)\s*,?\s*ngày\s*(?P<day>\d{1,2})?[\s.…]*"
    r"(?:tháng|/)\s*(?P<month>\d{1,2})?[\s.…]*(?:năm|/)\s*(?P<year>\d{4})?[\s.…]*"
)
ADDRESSEES = re.compile(r"Kính gửi\b|.{2,80}\bđiện\s*:$")
ANNEX = re.compile(
    r"(?P<name>PHỤ LỤC|Phụ lục|DANH SÁCH|DANH MỤC|BIỂU MẪU)"
    r"(?:\s+(?P<label>[IVX]{1,6}|\d{1,2}))?(?=\s*\**(?:[.:]|\s[—–-]\s.*|$))"
)
ATTACHED = re.compile(r"\(?\s*(?:Ban hành\s+|Phụ lục\s+)?[Kk]èm\s+theo\b")
_ABOUT = re.compile(r"V\s*/\s*[vV]\b|Về việc\b|VỀ VIỆC\b")
_MOTTO = ("cong hoa xa", "doc lap", "dang cong san")
_AUTHORITY = re.compile(
    r"(?:(?:CHỦ TỊCH|HỘI ĐỒNG|ỦY BAN|UỶ BAN|BỘ TRƯỞNG|GIÁM ĐỐC|TỔNG GIÁM ĐỐC|THỦ TƯỚNG|CHÍNH PHỦ|"
    r"QUỐC HỘI|CHÁNH|BAN CHẤP HÀNH|BAN THƯỜNG VỤ|HIỆU TRƯỞNG|TRƯỞNG BAN)\b.*|"
    r"(?:QUYẾT ĐỊNH|QUYẾT NGHỊ|NGHỊ QUYẾT|CHỈ THỊ)\s*:)"
)
_STAMP = re.compile(
    r"(?:HỎA TỐC|HOẢ TỐC|THƯỢNG KHẨN|KHẨN|TUYỆT MẬT|TỐI MẬT|MẬT|DỰ THẢO|CÔNG VĂN ĐẾN|ĐẾN|BẢN SAO"
    r"|LƯU HÀNH NỘI BỘ)\b.*"
)
_ORNAMENT = re.compile(r"[\s\-_=*~.|—–…:+#]+")
_CONTINUED = ("issuer", "subject", "attachment", "authority")


@functools.cache
def document_types(path: Path = _TYPES_FILE) -> dict[str, str]:
    """The names of document types by their abbreviation; types without one are keyed by their name."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["symbol"] or row["name"]: row["name"] for row in csv.DictReader(file)}


@functools.cache
def title_names() -> dict[str, str]:
    """The names of types as titles, in capitals, the longest first; a công văn has no title."""
    names = sorted({n for n in document_types().values() if n != "Công văn"}, key=len, reverse=True)
    return {name.upper(): name for name in names}


def is_upper(text: str) -> bool:
    """Whether the text has letters and all of them are capitals."""
    return any(c.isalpha() for c in text) and text == text.upper()


def plain(text: str) -> str:
    """The text without the marks of Markdown and of tables around it."""
    return text.strip(DECORATION)


def blocks(rest: list[Line]) -> list[tuple[str, Line, bool]]:
    """The lines of the header, each with its name and whether it goes on with the line before.

    The first line that is none of a header ends it: nothing is guessed.
    """
    found: list[tuple[str, Line, bool]] = []
    seen = _Seen()
    for index, line in enumerate(rest):
        name = _name(rest, index, seen)
        if not name:
            break
        joined = name == seen.last and (not line.after_blank or name in _CONTINUED)
        found.append((name, line, joined))
        seen.add(name, line)
    while found and found[-1][1].apart and not seen.names:
        found.pop()  # a text without any header: its rules and remarks stand in its body
    return found


class _Seen:
    """The names given so far; ornaments and remarks are no blocks."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.last = ""
        self.text = ""

    def add(self, name: str, line: Line) -> None:
        self.last, self.text = name, line.text
        if name not in ("ornament", "page", "remark"):
            self.names.add(name)


def _name(rest: list[Line], index: int, seen: _Seen) -> str:
    """What the line is in a header, "" when it does not belong to one."""
    line = rest[index]
    content = plain(line.text)
    folded = fold(collapse(content))
    goes_on = not line.after_blank
    if line.apart or _ORNAMENT.fullmatch(line.text):
        return line.apart or "ornament"
    if ADDRESSEES.match(content):
        return ""
    if goes_on and seen.last == "attachment" and not plain(seen.text).endswith(")"):
        return "attachment"
    if ATTACHED.match(content) and len(content) < 300 and "attachment" not in seen.names:
        return "attachment"
    if "attachment" in seen.names:
        return ""
    if folded.startswith(_MOTTO) or (
        goes_on and seen.last == "motto" and line.cell != 1 and not NUMBER_LINE.match(content)
    ):
        return "motto"
    if NUMBER_LINE.match(content) and not {"number", "type"} & seen.names and not _in_subject(seen, goes_on):
        return "number"
    return _dated(rest, index, seen) or _named(rest, index, seen, content)


def _in_subject(seen: _Seen, goes_on: bool) -> bool:
    return goes_on and seen.last == "subject"


def _dated(rest: list[Line], index: int, seen: _Seen) -> str:
    line = rest[index]
    if "date" not in seen.names and _is_date(rest, index):
        return "date"
    unfinished = not DATE.fullmatch(collapse(plain(seen.text)))
    return "date" if not line.after_blank and seen.last == "date" and unfinished else ""


def _named(rest: list[Line], index: int, seen: _Seen, content: str) -> str:
    line = rest[index]
    goes_on = not line.after_blank
    if _STAMP.fullmatch(content):
        return "stamp"
    if _is_type(line, content, seen):
        return "type"
    if "type" in seen.names:
        return _under_type(rest, index, seen, content)
    if _ABOUT.match(content) or _in_subject(seen, goes_on):
        return "subject"
    beside = ("issuer", "ornament", "motto") if line.cell else ("issuer", "ornament")
    if is_upper(content) and not line.mark and ("issuer" not in seen.names or seen.last in beside):
        return "issuer"
    if not index and line.text.startswith("#") and not line.mark:
        return "remark"  # the title that an archive gave to the file
    return ""


def _is_type(line: Line, content: str, seen: _Seen) -> bool:
    """Whether the line is a title: "KẾ HOẠCH", "CHƯƠNG TRÌNH HÀNH ĐỘNG", "Phụ lục I"."""
    if ANNEX.match(content):
        return not seen.names or ("type" in seen.names and "subject" not in seen.names)
    if not is_upper(content) or content.endswith(":") or "type" in seen.names:
        return False
    if content.rstrip(" .") in title_names():
        return True
    begun = any(content.startswith(f"{name} ") for name in title_names())
    return begun and line.after_blank and bool({"number", "date"} & seen.names) and not line.mark


def _under_type(rest: list[Line], index: int, seen: _Seen, content: str) -> str:
    """What a line under the type ("KẾ HOẠCH") is: rest of the title, authority, or not of the header."""
    line = rest[index]
    capitals = is_upper(content.rstrip(":"))
    if "subject" in seen.names and _AUTHORITY.fullmatch(content) and capitals:
        return "authority"
    if seen.last == "authority" and not line.after_blank and capitals and not line.mark:
        return "authority"
    if seen.last == "subject" and not line.after_blank:
        return "subject"
    if line.mark or "authority" in seen.names:
        return ""
    if is_upper(content):
        return "subject"
    group = _group(rest, index)
    short = len(group) < 400 and not group.endswith((".", ";", ":", ","))
    return "subject" if "subject" not in seen.names and (short or _ABOUT.match(content)) else ""


def _group(rest: list[Line], index: int) -> str:
    """The lines from this one up to the next blank line, mark or guide, on one line."""
    texts = [rest[index].text]
    for line in rest[index + 1 :]:
        if line.after_blank or line.mark or line.apart or ATTACHED.match(plain(line.text)):
            break
        texts.append(line.text)
    return collapse(" ".join(texts))


def _is_date(rest: list[Line], index: int) -> bool:
    content = plain(rest[index].text)
    if not re.search(r"\w", content) or len(content) > 80:
        return False
    following = rest[index + 1].text if index + 1 < len(rest) and not rest[index + 1].after_blank else ""
    joined = collapse(f"{content} {plain(following)}")
    return bool(DATE.fullmatch(content) or (DATE.fullmatch(joined) and not NUMBER_LINE.match(following)))
