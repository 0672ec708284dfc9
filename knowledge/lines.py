"""The lines of a document and the marks that open its parts (Nghị định 30/2020/NĐ-CP, annex I, II.6)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.pages import furniture

# From the outermost in. Plans use roman > arabic > dash, decrees chương > điều > arabic > letter.
RANKS = {
    "phần": 0,
    "phụ lục": 0,
    "chương": 1,
    "mục": 2,
    "tiểu mục": 3,
    "điều": 4,
    "roman": 5,
    "arabic": 6,
    "arabic 2": 7,
    "arabic 3": 8,
    "letter": 9,
    "dash": 10,
    "plus": 11,
}
_QUOTED = r"[#\s]*(?:\*\*)?"  # Markdown's own line marks
_LISTED = r"(?:[-*+•]\s+)?"  # the bullet that a converter puts before a letter or number
_END = r"(?:\s*\*\*)?(?:[.:]\s*|\s*[—–-]\s+|\s*$)"
_MARKS = (
    ("phần", re.compile(rf"{_QUOTED}(?:PHẦN|Phần)\s+((?:THỨ|thứ)\s+\w+|[IVX]+|\d+){_END}")),
    ("phụ lục", re.compile(rf"{_QUOTED}(?:PHỤ LỤC|Phụ lục)\s*([IVX]+|\d+)?{_END}")),
    ("chương", re.compile(rf"{_QUOTED}(?:CHƯƠNG|Chương)\s+([IVXLC]+|\d+){_END}")),
    ("tiểu mục", re.compile(rf"{_QUOTED}(?:TIỂU MỤC|Tiểu mục)\s+([IVX]+|\d+){_END}")),
    ("mục", re.compile(rf"{_QUOTED}(?:MỤC|Mục)\s+([IVX]+|\d+){_END}")),
    ("điều", re.compile(rf"{_QUOTED}Điều\s+(\d+[a-zđ]?)\s*[.:]\s*")),
    ("roman", re.compile(rf"{_QUOTED}([IVX]{{1,6}})\s*[.)](?:\s+|$)")),
    ("arabic 3", re.compile(rf"{_QUOTED}{_LISTED}(\d{{1,2}}\.\d{{1,2}}\.\d{{1,2}})(?:\.?\s+|\.$)")),
    ("arabic 2", re.compile(rf"{_QUOTED}{_LISTED}(\d{{1,2}}\.\d{{1,2}})(?:\.?\s+|\.$)")),
    ("arabic", re.compile(rf"{_QUOTED}{_LISTED}(\d{{1,2}})\s?[.)](?:\s+|$)")),
    ("letter", re.compile(rf"{_QUOTED}{_LISTED}([a-zđ]\d?)\)\s*")),
    ("dash", re.compile(r"[-–—•*](?:\s+|$)")),
    ("plus", re.compile(r"\+(?:\s+|$)")),
)
_BEFORE_LETTER = ("điểm", "khoản", "mục", "và", "hoặc")  # "quy định tại điểm / a) khoản 1" opens nothing
_STOPS = (".", ";", ":", ",", "!", "?", "”", '"', ")")
# A file whose longest lines are this short was wrapped by hand or by a converter.
_WRAPPED = 130
_NARROWEST = 40  # no line that was wrapped is shorter


@dataclass(frozen=True)
class Mark:
    """What opens a part: `kind` is a key of RANKS, `label` the number or letter ("3", "IV", "a", "-")."""

    kind: str
    label: str
    width: int  # characters of the mark itself, with the blanks after it

    @property
    def rank(self) -> int:
        return RANKS[self.kind]


@dataclass(frozen=True)
class Line:
    """A line that is not blank, trimmed: `text == document[start:end]`."""

    start: int
    end: int
    text: str
    after_blank: bool
    mark: Mark | None = None
    apart: str = ""  # "ornament", "page" or "remark": no part of the document's sentences
    cell: int = 0  # 1 left, 2 right (or further) of a line that holds several columns


def collapse(text: str) -> str:
    """The text on one line, with single spaces."""
    return " ".join(text.split())


def lines(text: str) -> tuple[Line, ...]:
    """Every line that is not blank, each with the mark that opens it, if one does."""
    found: list[Line] = []
    offset, after_blank = 0, True
    parts = text.split("\n")
    contents = [part.strip() for part in parts]
    full, pages = full_length(contents), furniture(contents)
    for index, (part, content) in enumerate(zip(parts, contents, strict=True)):
        if content:
            start = offset + part.index(content[0])
            following = contents[index + 1] if index + 1 < len(contents) else ""
            apart = "page" if index in pages else _apart(content, following)
            previous = found[-1].text if found and not after_blank else ""
            # In a wrapped paragraph "Lao động / - Thương binh" starts a line with a dash that opens nothing.
            continues = len(previous) > full and not previous.endswith(_STOPS)
            opening = None if apart else mark(content)
            if opening and continues:  # a letter opens a point all the same
                opens = opening.kind == "letter" and not previous.endswith(_BEFORE_LETTER)
                opening = opening if opens else None
            found.append(Line(start, start + len(content), content, after_blank, opening, apart))
        after_blank = not content
        offset += len(part) + 1
    return tuple(found)


def mark(text: str) -> Mark | None:
    """The mark at the start of the text."""
    for kind, pattern in _MARKS:
        if match := pattern.match(text):
            return Mark(kind, (match[1] if pattern.groups else None) or "-", match.end())
    return None


def _apart(content: str, following: str) -> str:
    """ "ornament" for a rule or a star, "remark" for a quoted note of the file (Markdown's ">"), else "".

    A dash alone opens the item that a converter put on the next line.
    """
    if re.match(r">(?:\s+\D|$)", content):
        return "remark"
    if re.search(r"[^\W_]", content) or (content in ("-", "–", "+", "•") and following):
        return ""
    return "ornament"


def full_length(contents: Sequence[str]) -> int:
    """The length above which a line of this text is full, so that the next one goes on with its sentence."""
    lengths = sorted(len(content) for content in contents if content)
    if not lengths or lengths[-1] > _WRAPPED:
        return 1_000_000  # not wrapped: a line is a paragraph
    return max(_NARROWEST, int(0.8 * lengths[3 * len(lengths) // 4]))
