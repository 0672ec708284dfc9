"""Page numbers and running headers: what a printed page adds to a text, and no part of its sentences."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

# The small and capital letters of Vietnamese; ranges such as "à-ỹ" mix both.
LOWER = "a-zàáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
UPPER = LOWER.upper()
_SAID = re.compile(r"(?:[-–—]\s*(\d{1,3})\s*[-–—]|[Tt]rang\s+(\d{1,3})(?:\s*/\s*\d{1,3})?)")
_BARE = re.compile(r"(\d{1,3})(?:\s*/\s*\d{1,3})?")
TABLE_HEAD = re.compile(r"(?:TT|STT|S\.TT|Số TT|Số\s+thứ\s+tự)\b", re.IGNORECASE)
_ENDED = (".", ";", ":", "!", "?", "./", "”")
_MARKED = re.compile(r"(?:[-–—•+*]\s|\d{1,2}(?:\.\d{1,2})*[.)]|[a-zđ]\)|[IVX]+\.|Điều\s+\d)")
# Behind it a sentence or a name goes on, with a capital or a figure too: "trước ngày / 20 tháng 11".
LEADS_ON = re.compile(
    r"\b(?:ngày|tháng|năm|số|của|và|hoặc|các|những|tại|với|theo|về|cho|từ|đến|là|do|bởi|khoản|điều|mục|gửi|"
    r"sở|ban|bộ|qua|cùng|phối hợp|giữa)$",
    re.IGNORECASE,
)
# A page holds more lines than this; the rows of a flattened table are nearer to each other.
_PAGE_LINES = 5
_LONGEST_HEADER = 120


def furniture(contents: Sequence[str]) -> set[int]:
    """The indexes of page numbers and running headers among the stripped lines of a text.

    A bare number counts when such numbers go up by one from 1 or 2, pages apart, or when it cuts a sentence.
    """
    full = [i for i, content in enumerate(contents) if content]
    pages = _numbers(contents, full)
    places = {line: n for n, line in enumerate(full)}
    beside: Counter[str] = Counter()
    for page in pages:
        beside.update({contents[full[n]] for n in _neighbours(places[page], full, pages)})
    running = {text for text, count in beside.items() if count > 1 and len(text) <= _LONGEST_HEADER}
    headers = {
        full[n]
        for page in pages
        for n in _neighbours(places[page], full, pages)
        if contents[full[n]] in running and not _MARKED.match(contents[full[n]])
    }
    return pages | headers


def unbroken(text: str) -> str:
    """The same lines, those of a page break inside a sentence put behind its paragraph.

    Nothing is lost, and the sentence stands in one piece.
    """
    parts = text.split("\n")
    contents = [part.strip() for part in parts]
    apart = furniture(contents)
    if not apart:
        return text
    result: list[str] = []
    waiting: list[str] = []  # the page breaks met in the paragraph that is being copied
    index = 0
    while index < len(parts):
        after = _break_end(contents, apart, index)
        before = next((line.strip() for line in reversed(result) if line.strip()), "")
        if after > index and after < len(parts) and _goes_on(before, contents[after]):
            while result and not result[-1].strip():
                result.pop()
            waiting += [part for part in parts[index:after] if part.strip()]
            index = after
        elif after > index:
            result += [*waiting, *parts[index:after]]
            waiting, index = [], after
        else:
            if waiting and (not contents[index] or _MARKED.match(contents[index])):
                result += ["", *waiting, ""]
                waiting = []
            result.append(parts[index])
            index += 1
    return "\n".join([*result, *(["", *waiting] if waiting else [])])


def _numbers(contents: Sequence[str], full: list[int]) -> set[int]:
    pages: set[int] = set()
    chain: list[tuple[int, int]] = []  # (place among the full lines, number)
    # Where blank lines set pages off, the numbers of a flattened table's rows, which none do, are no pages.
    rows = _rows(contents, full)
    bare = [line for line in full if _BARE.fullmatch(contents[line]) and line not in rows]
    set_off = sum(_isolated(contents, line) for line in bare) > 1
    for place, line in enumerate(full):
        before = contents[full[place - 1]] if place else ""
        after = contents[full[place + 1]] if place + 1 < len(full) else ""
        if _SAID.fullmatch(contents[line]):
            pages.add(line)
        elif line not in rows and (match := _BARE.fullmatch(contents[line])):
            number = int(match[1])
            last_place, last = chain[-1] if chain else (0, 0)
            follows = number == last + 1 or (not chain and number in (1, 2))
            apart = place - last_place >= _PAGE_LINES and (not set_off or _isolated(contents, line))
            if (follows and apart) or (number > last and _goes_on(before, after)):
                chain.append((place, number))
    alone = len(chain) == 1 and not _isolated(contents, full[chain[0][0]])
    return pages | ({full[place] for place, _ in chain} if not alone else set())


def _rows(contents: Sequence[str], full: list[int]) -> set[int]:
    """The numbers that count up behind a line that heads a table by "TT".

    None is set off by blank lines unless its head is.
    """
    rows: set[int] = set()
    expected, spaced = 0, False  # no table has begun; a blank line stands behind each cell
    for line in full:
        if TABLE_HEAD.match(contents[line]):
            expected, spaced = expected or 1, not contents[line + 1 : line + 2] or not contents[line + 1]
        elif expected and contents[line] == str(expected) and (spaced or not _isolated(contents, line)):
            rows.add(line)
            expected += 1
    return rows


def _isolated(contents: Sequence[str], line: int) -> bool:
    """Whether blank lines or the ends of the text stand around it."""
    around = [contents[i] for i in (line - 1, line + 1) if 0 <= i < len(contents)]
    return not any(around)


def _neighbours(place: int, full: list[int], pages: set[int]) -> list[int]:
    return [n for n in (place - 1, place + 1) if 0 <= n < len(full) and full[n] not in pages]


def _break_end(contents: Sequence[str], apart: set[int], index: int) -> int:
    """Where the page break that begins here ends, blank lines included; the index itself when none does."""
    end = index
    while end < len(contents) and (end in apart or not contents[end]):
        end += 1
    return end if any(line in apart for line in range(index, end)) else index


def _goes_on(before: str, after: str) -> bool:
    """Whether a sentence that the first line leaves open goes on in the second."""
    return (
        bool(before)
        and bool(after)
        and not before.endswith(_ENDED)
        and not _MARKED.match(after)
        and (after[0].islower() or before.endswith(",") or LEADS_ON.search(before) is not None)
    )
