"""The days named in a message, counted from the day it was sent.

What is read: hôm qua · sáng nay · 3 ngày trước · thứ 6 tuần trước · T6 · 15/3 · 15.3 · ngày 5 tháng ba ·
mùng 3 · ngày 15 · 2025-03-15 · từ 10 đến 12/3 (its first day) · rằm tháng Giêng · mùng 6 Tết. A weekday and
the day beside it are one day ("thứ 6, 14/3").

What is not: a time with no certain day ("hôm trước", "tuần trước", "cuối tuần qua", "tháng 3"), what recurs
("thứ hai hằng tuần"), clock times, scores, shares and addresses
("tỷ lệ 3/4", "đường 30/4"), the end of "từ nay đến 30/6", and commemorated days (`nlu.holidays`).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Iterator

from nlu import DateValue, calendar_days, holidays, lunar, relative_days
from nlu.days import Found, Message, Span

_Reader = tuple[re.Pattern[str], Callable[[re.Match[str], Message], Found | None]]
# In this order: what one has read, the next does not see.
_READERS: tuple[_Reader, ...] = (
    (lunar.LUNAR, lunar.in_lunar),
    (calendar_days.ISO, calendar_days.iso),
    (calendar_days.RANGE, calendar_days.first_of_range),
    (calendar_days.FIGURES, calendar_days.in_figures),
    (calendar_days.PERIOD, calendar_days.period),
    (calendar_days.WORDS, calendar_days.in_words),
    (calendar_days.MONTH_FIRST, calendar_days.month_first),
    (relative_days.WEEKDAY, relative_days.weekday),
    (calendar_days.DAY, calendar_days.day_alone),
    (relative_days.NEAR, relative_days.near),
    (relative_days.AGO, relative_days.ago),
)


def read(text: str, folded: str, today: datetime.date) -> tuple[list[DateValue], list[Span]]:
    """The days of the text in order, and every stretch that is a date or a period, though left out."""
    message = Message(text, folded, today)
    found: list[Found] = []
    for pattern, take in _READERS:
        new = [day for match in pattern.finditer(message.folded) if (day := take(match, message))]
        free = message.folded
        for day in new:
            free = free[: day.start] + "\u00b7" * (day.end - day.start) + free[day.end :]
        message, found = Message(text, free, today), [*found, *new]
    found.sort(key=lambda day: day.start)
    named = _joined((day for day in found if day.kept), folded)
    kept = holidays.without_commemorated(list(named), Message(text, folded, today))
    return [_value(day, text) for day in kept], [(day.start, day.end) for day in found]


def _value(day: Found, text: str) -> DateValue:
    return DateValue(
        text[day.start : day.end], day.start, day.end, day.value, "" if day.value else "impossible"
    )


def _joined(found: Iterable[Found], folded: str) -> Iterator[Found]:
    """Two names of one day side by side as one: "thứ 6, 14/3", "hôm qua (18/3)"; the explicit one counts."""
    last: Found | None = None
    for day in found:
        if last and day.explicit and not last.explicit and not folded[last.end : day.start].strip(" ,(–-"):
            last = Found(last.start, day.end, day.value, True)
            continue
        if last:
            yield last
        last = day
    if last:
        yield last
