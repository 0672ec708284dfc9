"""The periods in which reports are counted: weeks, months, quarters, with their deadlines.

A week runs from Monday to Sunday. A month's period ends on the cut-off day of the month and begins on the day
after the one before; a quarter's is that of its three months. With a cut-off day of 31 both are those of
the calendar.
"""

from __future__ import annotations

import calendar
import datetime
import re
from dataclasses import dataclass
from typing import Literal, get_args

from nlu.text import syllables

Kind = Literal["week", "month", "quarter"]
KINDS: tuple[Kind, ...] = get_args(Kind)

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_KEY = re.compile(r"(\d{4})-(W|Q)?(\d{1,2})")
_KIND_WORDS: dict[str, Kind] = {"tuan": "week", "thang": "month", "quy": "quarter"}
_SAID = re.compile(
    r"\b(?P<kind>tuan|thang|quy) (?:(?P<when>nay|truoc|roi|qua|vua roi|vua qua)\b"
    r"|(?P<number>\d{1,2}|iv|i{1,3})\b(?: (?:nam )?(?P<year>(?:19|20)\d\d)\b)?)"
)
_THIS, _LAST = re.compile(r"\bky (?:bao cao )?nay\b"), re.compile(r"\bky (?:bao cao )?(?:truoc|roi|qua)\b")
_NUMBERS = {"week": 53, "month": 12, "quarter": 4}


class PeriodError(ValueError):
    """Not the name of a period; the message says which names there are, in Vietnamese."""


@dataclass(frozen=True)
class Period:
    """`key` is "2025-W11", "2025-03" or "2025-Q1"; `first` and `last` are its days, both counted."""

    kind: Kind
    key: str
    first: datetime.date
    last: datetime.date

    @property
    def name(self) -> str:
        """Its name as people write it: "tuần 11/2025", "tháng 3/2025", "quý I/2025"."""
        year, _, number = self.key.partition("-")
        if self.kind == "week":
            return f"tuần {int(number[1:])}/{year}"
        if self.kind == "quarter":
            return f"quý {'I II III IV'.split()[int(number[1:]) - 1]}/{year}"
        return f"tháng {int(number)}/{year}"

    def __str__(self) -> str:
        return f"{self.name} (từ {self.first:%d/%m/%Y} đến {self.last:%d/%m/%Y})"


@dataclass(frozen=True)
class Periods:
    """How periods are cut: `kind` is that of the reports, which may come until `deadline_days` later."""

    kind: Kind
    cutoff_day: int
    deadline_days: int

    def containing(self, day: datetime.date, kind: Kind | None = None) -> Period:
        """The period of that kind (the reports' own, when None) in which the day lies."""
        kind = kind or self.kind
        if kind == "week":
            return self._week(day)
        year, month = day.year, day.month
        if day > self._cutoff(year, month):
            year, month = _later(year, month, 1)
        return self._months(kind, year, month)

    def before(self, period: Period) -> Period:
        """The one before it, of the same kind."""
        return self.containing(period.first - datetime.timedelta(days=1), period.kind)

    def deadline(self, period: Period) -> datetime.date:
        """The last day on which a report of the period is on time."""
        return period.last + datetime.timedelta(days=self.deadline_days)

    def due(self, today: datetime.date) -> Period:
        """The period that reports are due for: the one before today's until its deadline has passed."""
        current = self.containing(today)
        before = self.before(current)
        return before if today <= self.deadline(before) else current

    def named(self, key: str) -> Period:
        """The period of a key. Raises PeriodError."""
        match = _KEY.fullmatch(key.strip().upper())
        kind: Kind = "month" if not match or not match[2] else ("week" if match[2] == "W" else "quarter")
        if not match or not 1 <= int(match[3]) <= _NUMBERS[kind]:
            raise PeriodError(
                f"Không có kỳ “{key}”. Hãy ghi như 2025-03 (tháng), 2025-W11 (tuần), 2025-Q1 (quý)."
            )
        return self._of(kind, int(match[1]), int(match[3]))

    def said(self, text: str, today: datetime.date) -> Period | None:
        """The period that a message names ("tháng 3", "quý I/2025", "tuần trước", "kỳ này"), None for none.

        Without a year it is the latest one that has begun.
        """
        folded = " ".join(syllables(text))
        if match := _SAID.search(folded):
            kind = _KIND_WORDS[match["kind"]]
            current = self.containing(today, kind)
            if match["when"]:
                return current if match["when"] == "nay" else self.before(current)
            number = _ROMAN.get(match["number"]) or int(match["number"])
            if not 1 <= number <= _NUMBERS[kind]:
                return None
            if match["year"]:
                return self._of(kind, int(match["year"]), number)
            period = self._of(kind, current.last.year, number)
            return period if period.first <= today else self._of(kind, current.last.year - 1, number)
        if _THIS.search(folded):
            return self.containing(today)
        return self.before(self.containing(today)) if _LAST.search(folded) else None

    def _of(self, kind: Kind, year: int, number: int) -> Period:
        if kind == "week":
            weeks = datetime.date(year, 12, 28).isocalendar().week
            return self._week(datetime.date.fromisocalendar(year, min(number, weeks), 1))
        return self._months(kind, year, number if kind == "month" else 3 * number)

    def _week(self, day: datetime.date) -> Period:
        year, week, weekday = day.isocalendar()
        first = day - datetime.timedelta(days=weekday - 1)
        return Period("week", f"{year}-W{week:02d}", first, first + datetime.timedelta(days=6))

    def _months(self, kind: Kind, year: int, month: int) -> Period:
        """The period of the month, or of the quarter in which it lies."""
        first_month = month if kind == "month" else (month - 1) // 3 * 3 + 1
        last_month = month if kind == "month" else first_month + 2
        before = self._cutoff(*_later(year, first_month, -1))
        number = f"{month:02d}" if kind == "month" else f"Q{last_month // 3}"
        first = before + datetime.timedelta(days=1)
        return Period(kind, f"{year}-{number}", first, self._cutoff(year, last_month))

    def _cutoff(self, year: int, month: int) -> datetime.date:
        return datetime.date(year, month, min(self.cutoff_day, calendar.monthrange(year, month)[1]))


def _later(year: int, month: int, months: int) -> tuple[int, int]:
    years, month = divmod(year * 12 + month - 1 + months, 12)
    return years, month + 1
