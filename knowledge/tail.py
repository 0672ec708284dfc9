"""What stands behind the body of a document: recipients, signature, and whatever is attached after them."""

from __future__ import annotations

import re

from knowledge.header import ANNEX, is_upper, plain, title_names
from knowledge.lines import Line
from knowledge.pages import LOWER, UPPER
from nlu.text import fold

RECIPIENTS = re.compile(r"(?:Nơi nhận|NƠI NHẬN)\s*:")
_ON_BEHALF = re.compile(rf"(?:(?:TM|KT|TL|TUQ|Q)\s*\.|T/M|K/T|T/L|T/UQ)\s*(?=[{UPPER}]{{2}})")
_OFFICE = re.compile(
    r"(?:PHÓ\s+|QUYỀN\s+)?(?:CHỦ TỊCH|CHỦ NHIỆM|CHỦ TỌA|THƯ KÝ|GIÁM ĐỐC|TỔNG GIÁM ĐỐC|BỘ TRƯỞNG|THỨ TRƯỞNG|"
    r"THỦ TƯỚNG|BÍ THƯ|TỔNG BÍ THƯ|TRƯỞNG BAN|TRƯỞNG PHÒNG|TRƯỞNG ĐOÀN|CHÁNH VĂN PHÒNG|CHÁNH THANH TRA|"
    r"CHÁNH ÁN|CỤC TRƯỞNG|CHI CỤC TRƯỞNG|VỤ TRƯỞNG|HIỆU TRƯỞNG|TỔNG BIÊN TẬP|"
    r"VIỆN TRƯỞNG|CHỈ HUY TRƯỞNG|CHÍNH ỦY|TỔNG THƯ KÝ)\b"
)
_PLAIN_OFFICE = re.compile(fold(_OFFICE.pattern))  # without marks, which a scan may lose
_PERSON = re.compile(rf"(?:[{UPPER}][{LOWER}]+\s+){{1,5}}[{UPPER}][{LOWER}]+")
_LONGEST_LINE = 250
_PART_MARKS = ("phần", "chương", "mục", "tiểu mục", "điều", "roman", "arabic", "arabic 2", "letter")


def start(rest: list[Line], headed: bool) -> int:
    """The index of the first line after the body, the number of lines when there is no tail.

    A text without a header that shows several lists of recipients holds forms to fill in: none is its own.
    """
    lists = sum(1 for line in rest if RECIPIENTS.match(plain(line.text)))
    if not headed and lists > 1:
        return len(rest)
    for index, line in enumerate(rest):
        if _begins(rest, index, plain(line.text)) and _is_whole(rest, index):
            return index
    return len(rest)


def named(rest: list[Line]) -> tuple[list[tuple[str, Line]], list[Line]]:
    """The lines of the tail as "recipients" or "signature", and the lines that are attached behind it."""
    found: list[tuple[str, Line]] = []
    state, names = "recipients", set[str]()
    for index, line in enumerate(rest):
        content = plain(line.text)
        if _opens_attachment(line, content, names):
            return found, rest[index:]
        if line.apart:
            found.append((line.apart, line))
            continue
        if RECIPIENTS.match(content):
            state = "recipients"
        elif _signs(content) or (line.cell == 2 and not content.startswith("-")):
            state = "signature"
        elif line.cell == 1 or (line.mark and line.mark.kind in ("dash", "plus")):
            state = "recipients"
        names.add(state)
        found.append((state, line))
    return found, []


def _begins(rest: list[Line], index: int, content: str) -> bool:
    if RECIPIENTS.match(content) or _ON_BEHALF.match(content):
        return True
    if not (is_upper(content) and _OFFICE.match(content)) or not index:
        return False
    ended = rest[index - 1].text.rstrip(" *").endswith(("./.", "./"))
    behind = [plain(line.text) for line in rest[index + 1 : index + 4]]
    return ended or (rest[index].after_blank and any(_PERSON.fullmatch(text) for text in behind))


def _is_whole(rest: list[Line], index: int) -> bool:
    """Whether nothing but a tail stands from here to the end or to an attachment."""
    found, _ = named(rest[index:])
    signed = False
    for name, line in found:
        signed = signed or name == "signature"
        flat = line.text.startswith("|") or line.cell
        if not flat and len(line.text) > _LONGEST_LINE:
            return False
        if signed and line.mark and line.mark.kind in _PART_MARKS:
            return False
    return True


def _signs(content: str) -> bool:
    if _ON_BEHALF.match(content):
        return True
    # Of a scan "K/T TRƯỞNG BAN" may be read as "KIT TRƯỜNG BAN".
    first, _, rest = fold(content).partition(" ")
    named = _PLAIN_OFFICE.match(fold(content)) or (len(first) <= 4 and _PLAIN_OFFICE.match(rest))
    return is_upper(content) and bool(named)


def _opens_attachment(line: Line, content: str, names: set[str]) -> bool:
    """Whether another document begins: its title, or the header that it has of its own."""
    if "signature" not in names:
        return False
    if content.rstrip(" .") in title_names() or ANNEX.match(content):
        return True
    begun = any(content.startswith(f"{name} ") for name in title_names()) and is_upper(content)
    headed = content.startswith(("ỦY BAN", "UỶ BAN", "CỘNG HÒA", "CỘNG HOÀ", "DANH SÁCH", "BIỂU"))
    return line.after_blank and (begun or (headed and line.cell != 2))
