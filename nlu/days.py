"""Which day a few words mean, counted from the day the message was sent.

Every function returns None when there is no such day: "31/2", or a count that leaves the calendar.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

Span = tuple[int, int]

PART = r"(?:sang|trua|chieu|toi|dem|khuya)"  # parts of a day, folded

# A day without a year is the latest one not after today, unless the coming one is this near: on 15 March
# "20/3" is next week (the form then says that it lies in the future), while "25/12" is last December.
COMING_DAYS = 60


@dataclass(frozen=True)
class Message:
    """The message while its days are read: `folded` is what is still free, the rest blanked out."""

    text: str
    folded: str
    today: datetime.date

    def typed(self, match: re.Match[str], group: str | int = 0) -> str:
        """What was typed at the group of a match in `folded`, in small letters."""
        return self.text[match.start(group) : match.end(group)].lower()

    def before(self, position: int, characters: int = 14) -> str:
        """The folded text that leads to the position."""
        return self.folded[max(0, position - characters) : position]


@dataclass(frozen=True)
class Found:
    """A day in the text; `value` None when it is impossible.

    `explicit` when its figures were written ("15/3", "ngày 15"), `named` when it may be the name of
    something else ("chủ nhật xanh"); `kept` is False for a stretch that holds figures but no day.
    """

    start: int
    end: int
    value: datetime.date | None
    explicit: bool = False
    named: bool = False
    kept: bool = True


def on(day: int, month: int, year: int) -> datetime.date | None:
    """That day of the calendar."""
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def shift(today: datetime.date, days: int) -> datetime.date | None:
    """The day that many days after today (before it, when negative)."""
    try:
        return today + datetime.timedelta(days=days)
    except OverflowError:
        return None


def without_year(day: int, month: int, today: datetime.date) -> datetime.date | None:
    """The day and month nearest in the sense of COMING_DAYS; 29/2 may lie one year back, never more."""
    candidates = [on(day, month, today.year + years) for years in (1, 0, -1)]
    for date in candidates:
        if date is not None and (date - today).days <= (COMING_DAYS if date > today else 0):
            return date
    return None


def without_month(day: int, today: datetime.date) -> datetime.date | None:
    """The latest such day of a month that is not after today: this month, the last, or the one before it."""
    for months in (0, -1, -2):
        date = in_month(day, months, today)
        if date is not None and date <= today:
            return date
    return None


def in_month(day: int, months: int, today: datetime.date) -> datetime.date | None:
    """That day of the month so many months after this one (before it, when negative)."""
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return on(day, month + 1, year)


def weekday(
    number: int, today: datetime.date, week: int | None = None, strict: bool = False
) -> datetime.date | None:
    """The weekday `number` (0 is Monday) of the week so many weeks after this one, which begins on Monday.

    Without a week it is the latest such day not after today; before today, when strict ("thứ sáu vừa rồi").
    """
    if week is not None:
        return shift(today, number - today.weekday() + 7 * week)
    back = (today.weekday() - number) % 7
    return shift(today, -(7 if strict and back == 0 else back))
