"""The lines of a document and the marks that open its parts (Nghị định 30/2020/NĐ-CP, annex I, II.6)."""

from __future__ import annotations

import re
from dataclasses import dataclass

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
_QUOTED = r"[#>\s]*"  # Markdown's own line marks
_END = r"(?:[.:]\s*|\s*[—–-]\s+|\s*$)"
_MARKS = (
    ("phần", re.compile(rf"{_QUOTED}(?:PHẦN|Phần)\s+((?:THỨ|thứ)\s+\w+|[IVX]+|\d+){_END}")),
    ("phụ lục", re.compile(rf"{_QUOTED}(?:PHỤ LỤC|Phụ lục)\s*([IVX]+|\d+)?{_END}")),
    ("chương", re.compile(rf"{_QUOTED}(?:CHƯƠNG|Chương)\s+([IVXLC]+|\d+){_END}")),
    ("tiểu mục", re.compile(rf"{_QUOTED}(?:TIỂU MỤC|Tiểu mục)\s+([IVX]+|\d+){_END}")),
    ("mục", re.compile(rf"{_QUOTED}(?:MỤC|Mục)\s+([IVX]+|\d+){_END}")),
    ("điều", re.compile(rf"{_QUOTED}Điều\s+(\d+[a-zđ]?)\s*[.:]\s*")),
    ("roman", re.compile(rf"{_QUOTED}([IVX]{{1,6}})\s*[.)]\s+")),
    ("arabic 3", re.compile(rf"{_QUOTED}(\d{{1,2}}\.\d{{1,2}}\.\d{{1,2}})\.?\s+")),
    ("arabic 2", re.compile(rf"{_QUOTED}(\d{{1,2}}\.\d{{1,2}})\.?\s+")),
    ("arabic", re.compile(rf"{_QUOTED}(\d{{1,2}})\s?[.)](?:\s+|$)")),
    ("letter", re.compile(rf"{_QUOTED}([a-zđ]\d?)\)\s*")),
    ("dash", re.compile(r"[-–—•*](?:\s+|$)")),
    ("plus", re.compile(r"\+(?:\s+|$)")),
)
_STOPS = (".", ";", ":", ",", "!", "?", "”", '"', ")")
# A file whose longest lines are this short was wrapped by hand or by a converter.
_WRAPPED = 130


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


def collapse(text: str) -> str:
    """The text on one line, with single spaces."""
    return " ".join(text.split())


def lines(text: str) -> tuple[Line, ...]:
    """Every line that is not blank, each with the mark that opens it, if one does."""
    found: list[Line] = []
    offset, after_blank = 0, True
    parts = text.split("\n")
    full = _full_length([part.strip() for part in parts])
    for part in parts:
        content = part.strip()
        if content:
            start = offset + part.index(content[0])
            previous = found[-1].text if found and not after_blank else ""
            # In a wrapped paragraph "Lao động / - Thương binh" starts a line with a dash that opens nothing.
            continues = len(previous) > full and not previous.endswith(_STOPS)
            opening = None if continues else mark(content)
            found.append(Line(start, start + len(content), content, after_blank, opening))
        after_blank = not content
        offset += len(part) + 1
    return tuple(found)


def mark(text: str) -> Mark | None:
    """The mark at the start of the text."""
    for kind, pattern in _MARKS:
        if match := pattern.match(text):
            return Mark(kind, (match[1] if pattern.groups else None) or "-", match.end())
    return None


def _full_length(contents: list[str]) -> int:
    """The length above which a line of this text is full, so that the next one goes on with its sentence."""
    lengths = sorted(len(content) for content in contents if content)
    if not lengths or lengths[-1] > _WRAPPED:
        return 1_000_000  # not wrapped: a line is a paragraph
    return int(0.8 * lengths[3 * len(lengths) // 4])
