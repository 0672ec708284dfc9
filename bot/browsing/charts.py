"""The three charts, of the last weeks: reports by week and by type, questions by week and how they ended."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from bot.browsing.page import Bar, Chart, Conditions, Part
from bot.browsing.reports import Filed
from bot.browsing.words import Words
from bot.figures.labels import Labels
from bot.figures.rollup import Line, local, roll_up
from bot.form import Form
from bot.periods import Period

WEEKS = 12
_WEEK = datetime.timedelta(days=7)


class Charting:
    """Draws up the charts of the weeks up to that of `today`."""

    def __init__(
        self, form: Form, labels: Labels, words: Words, timezone: datetime.tzinfo, today: datetime.date
    ) -> None:
        monday = today - datetime.timedelta(days=today.weekday())
        self._mondays = [monday - _WEEK * (WEEKS - 1 - number) for number in range(WEEKS)]
        self._window = Period("week", "", self._mondays[0], monday + datetime.timedelta(days=6))
        self._form = form
        self._labels = labels
        self._words = words
        self._timezone = timezone

    def reports(self, reports: Sequence[Filed]) -> list[Chart]:
        """The two charts of reports, in the figures of bot/figures."""
        first, last = self._window.first, self._window.last
        counted = [each.report for each in reports if each.counted and first <= each.report.day <= last]
        figures = roll_up(
            self._window,
            counted,
            self._form,
            (),
            last,
            self._timezone,
            self._labels,
            taken_at=datetime.datetime.now(self._timezone),
        )
        types = sorted((line for line in figures.types if line.count.reports), key=_most_first)
        return [
            Chart(self._title("chart_weeks"), tuple(self._weeks(figures.weeks))),
            Chart(self._title("chart_types"), tuple(self._types(types))),
        ]

    def questions(self, asked: Sequence[dict[str, Any]]) -> Chart:
        """The chart of questions; its parts are the outcomes, in the order of pages.yml."""
        counts = Counter((self._monday(row["asked_at"]), row["outcome"]) for row in asked)
        outcomes = self._words.choices("outcomes")
        bars = [
            Bar(
                self._labels("week", week=monday.isocalendar().week, first=monday, last=_sunday(monday)),
                tuple(Part(name, counts[monday, code]) for code, name in outcomes),
                "cau_hoi",
                _between(self._words.heading("cau_hoi", "asked_at"), monday, monday + _WEEK),
            )
            for monday in self._mondays
        ]
        return Chart(self._title("chart_questions"), tuple(bars), tuple(name for _, name in outcomes))

    def _weeks(self, lines: Sequence[Line]) -> Iterator[Bar]:
        for monday, line in zip(self._mondays, lines, strict=True):
            yield self._reports(line, self._held(monday, monday + _WEEK))

    def _types(self, lines: Sequence[Line]) -> Iterator[Bar]:
        held = self._held(self._window.first, self._mondays[-1] + _WEEK)
        label = item.label if (item := self._form.first("select_one")) else ""
        for line in lines:
            yield self._reports(line, (*held, (label, line.name)))

    def _reports(self, line: Line, conditions: Conditions) -> Bar:
        counted = (self._words.heading("bao_cao", "counted"), self._labels("yes"))
        return Bar(line.name, (Part("", line.count.reports),), "bao_cao", (*conditions, counted))

    def _held(self, first: datetime.date, end: datetime.date) -> Conditions:
        """The conditions of the activities of these days: a report of none has no such day."""
        item = self._form.first("date")
        return _between(item.label, first, end) if item else ()

    def _monday(self, moment: str) -> datetime.date:
        day = local(moment, self._timezone).date()
        return day - datetime.timedelta(days=day.weekday())

    def _title(self, key: str) -> str:
        return self._words(key, weeks=WEEKS)


def _between(heading: str, first: datetime.date, end: datetime.date) -> Conditions:
    """The conditions of what lies on `first` or after it, and before `end`."""
    return ((f"{heading}__gte", first.isoformat()), (f"{heading}__lt", end.isoformat()))


def _sunday(monday: datetime.date) -> datetime.date:
    return monday + datetime.timedelta(days=6)


def _most_first(line: Line) -> tuple[int, str]:
    return -line.count.reports, line.name
