"""Parts of a year, of which a document is said to be: "hồi tháng 6", "tháng 10/2024", "cuối năm 2024"."""

from __future__ import annotations

import datetime
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from nlu.numerals import IN_WORDS, value_of
from nlu.text import fold_word

_YEAR = r"(?: (?:nam )?(?:(?P<{0}>(?:19|20)[0-9]{{2}})(?![0-9])|(?:nay|ngoai|roi|qua)\b))?"
_PART = r"(?:(?P<{0}>dau|giua|cuoi|ha tuan|thuong tuan|trung tuan) )?"
_MONTH = (
    rf"\b{_PART.format('of_month')}(?:thang|thg) (?P<month>[0-9]{{1,2}}|gieng|chap|{IN_WORDS})\b"
    + _YEAR.format("month_year")
)
_PART_OF_YEAR = r"\b(?P<of_year>dau|giua|cuoi) nam\b(?! (?:hoc|moi))" + _YEAR.format("part_year")
_QUARTER = r"\bquy (?P<quarter>[1-4]|iv|i{1,3})\b" + _YEAR.format("quarter_year")
_PATTERN = re.compile(f"{_MONTH}|{_PART_OF_YEAR}|{_QUARTER}")
# "6 tháng đầu năm", "trước tháng 6", "tháng 6 hằng năm": a length, a deadline, what comes again.
_NOT_BEFORE = re.compile(
    r"(?:[0-9]|\bmay|\btruoc|\bden|\btoi|\bhet|\bmoi|\bhang|\btung|\btu|\bsau|\bthang|"
    rf"\bngay (?:{IN_WORDS})) $"
)
_NOT_BEHIND = re.compile(r" (?:hang|moi) nam\b")
_MONTHS = {"gieng": 1, "chap": 12}
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
# The months and the days that such words mean, generously: they overlap.
_OF_YEAR = {"dau": (1, 4), "giua": (5, 8), "cuoi": (10, 12)}
_OF_MONTH = {
    "dau": (1, 12), "thuong tuan": (1, 10), "giua": (9, 21), "trung tuan": (11, 20),
    "cuoi": (19, 31), "ha tuan": (20, 31),
}  # fmt: skip
# Syllables that mean a month only with their marks, in a question that has marks.
_MARKED = {"sau": "sáu", "bay": "bảy", "tam": "tám", "tu": "tư", "nam": "năm", "muoi": "mười"}


@dataclass(frozen=True)
class Period:
    """Days of a year at `words[start:end]`: the months and the days of them, first and last; year 0: any."""

    start: int
    end: int
    months: tuple[int, int]
    days: tuple[int, int] = (1, 31)
    year: int = 0

    def holds(self, day: datetime.date | None) -> bool:
        """Whether the day is one of them."""
        return (
            day is not None
            and self.year in (0, day.year)
            and self.months[0] <= day.month <= self.months[1]
            and self.days[0] <= day.day <= self.days[1]
        )


def find(words: Sequence[str]) -> list[Period]:
    """The periods that the words name, in order; no single days, which `nlu.dates` reads."""
    folded = [fold_word(word) for word in words]
    if not {"thang", "thg", "nam", "quy"} & set(folded):
        return []
    return list(_read(words, folded))


def _read(words: Sequence[str], folded: Sequence[str]) -> Iterator[Period]:
    text = " ".join(folded)
    starts = [0, *accumulate(len(token) + 1 for token in folded)]
    marked = any(word != token for word, token in zip(words, folded, strict=True))
    for match in _PATTERN.finditer(text):
        start, end = bisect_left(starts, match.start()), bisect_left(starts, match.end())
        if _NOT_BEFORE.search(text[: match.start()]) or _NOT_BEHIND.match(text, match.end()):
            continue
        year = int(match["month_year"] or match["part_year"] or match["quarter_year"] or 0)
        if part := match["of_year"]:
            yield Period(start, end, _OF_YEAR[part], year=year)
        elif quarter := match["quarter"]:
            last = 3 * (_QUARTERS.get(quarter) or int(quarter))
            yield Period(start, end, (last - 2, last), year=year)
        elif month := _month(match["month"], words[start:end], marked=marked):
            yield Period(start, end, (month, month), _OF_MONTH.get(match["of_month"], (1, 31)), year)


def _month(said: str, words: Sequence[str], *, marked: bool) -> int:
    """The month of the year, 0 for none: "tháng sau" is the next one, no sixth."""
    if marked and said in _MARKED and _MARKED[said] not in words:
        return 0
    month = _MONTHS.get(said) or value_of(said)
    return month if 1 <= month <= 12 else 0
