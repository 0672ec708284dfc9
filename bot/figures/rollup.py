"""The roll-up of one period: what its reports come to, in total and by unit, level, type, topic and time.

A "nil" report (no activity in the period) counts for who has reported, never for activities.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.figures.labels import Labels
from bot.form import Field, Form
from bot.periods import Period
from bot.reports import Report
from nlu.text import words


@dataclass(frozen=True)
class Count:
    """Reports of activities, the people that they tell of (each as often as told), and their states."""

    reports: int = 0
    people: int = 0
    approved: int = 0
    waiting: int = 0
    returned: int = 0


@dataclass(frozen=True)
class Line:
    """What one type, topic, level, week or month comes to; `source` is the clause that a topic stands in."""

    name: str
    count: Count
    source: str = ""


@dataclass(frozen=True)
class UnitLine:
    """What one unit comes to. `on_time` is how many of its reports, nil ones too, came by the deadline."""

    name: str
    level: str
    expected: bool
    count: Count
    nil: int
    on_time: int

    @property
    def on_time_rate(self) -> float:
        """The share of its reports that came by the deadline."""
        return self.on_time / (self.count.reports + self.nil)


@dataclass(frozen=True)
class Rollup:
    """All figures of one period; `closed_at` is None while it is open, both moments are in local time.

    `reported` and `on_time` are how many of the `expected` units have a counted report, and one that came
    by the deadline; `absent` are those that have none. `topics` may add up to more than the total.
    """

    period: Period
    deadline: datetime.date
    taken_at: datetime.datetime
    closed_at: datetime.datetime | None
    total: Count
    nil: int
    lacking_photos: int
    units: tuple[UnitLine, ...]
    levels: tuple[Line, ...]
    types: tuple[Line, ...]
    topics: tuple[Line, ...]
    weeks: tuple[Line, ...]
    months: tuple[Line, ...]
    products: tuple[tuple[str, int], ...]
    expected: tuple[str, ...]
    reported: int
    on_time: int
    absent: tuple[str, ...]

    @property
    def rate(self) -> float | None:
        """The share of the expected units that have reported, None when none is expected."""
        return self.reported / len(self.expected) if self.expected else None

    @property
    def on_time_rate(self) -> float | None:
        """The share of the expected units that have reported by the deadline, None when none is expected."""
        return self.on_time / len(self.expected) if self.expected else None


def roll_up(
    period: Period,
    reports: Iterable[Report],
    form: Form,
    expected_units: Sequence[str],
    deadline: datetime.date,
    timezone: datetime.tzinfo,
    labels: Labels,
    *,
    taken_at: datetime.datetime,
    closed_at: str = "",
) -> Rollup:
    """The roll-up of the reports that count in the period (Closings.counted).

    `taken_at` is when they were read (aware), `closed_at` Closings.closed_at.
    """
    counted = list(reports)
    active = [report for report in counted if report.kind == "activity"]
    tally = _Tally(form.first("integer"))
    units = _units(counted, expected_units, deadline, timezone, labels, tally)
    expected = tuple(_distinct(expected_units).values())
    has_reported = {unit_key(unit.name): unit.on_time > 0 for unit in units}
    photos = form.first("files")
    return Rollup(
        period=period,
        deadline=deadline,
        taken_at=taken_at.astimezone(timezone),
        closed_at=local(closed_at, timezone) if closed_at else None,
        total=tally.count(active),
        nil=len(counted) - len(active),
        lacking_photos=sum(not report.fields.get(photos.name) for report in active) if photos else 0,
        units=units,
        levels=_levels(active, labels, tally),
        types=_choices(active, form.first("select_one"), labels("unknown_choice"), tally),
        topics=_choices(active, form.first("select_multiple"), labels("no_topic"), tally),
        weeks=_weeks(period, active, labels, tally),
        months=_months(period, active, labels, tally),
        products=_products(active, form.first("quantity")),
        expected=expected,
        reported=sum(unit_key(unit) in has_reported for unit in expected),
        on_time=sum(has_reported.get(unit_key(unit), False) for unit in expected),
        absent=tuple(unit for unit in expected if unit_key(unit) not in has_reported),
    )


def unit_key(name: str) -> str:
    """What units are compared by: their name without regard to capitals and spaces."""
    return " ".join(words(name))


def local(moment: str, timezone: datetime.tzinfo) -> datetime.datetime:
    """The stored moment (ISO 8601) in local time."""
    return datetime.datetime.fromisoformat(moment).astimezone(timezone)


def in_time(report: Report, deadline: datetime.date, timezone: datetime.tzinfo) -> bool:
    """Whether the report's first version was stored on the deadline day, in local time, or before it."""
    return local(report.stored_at, timezone).date() <= deadline


def chosen(report: Report, item: Field) -> list[str]:
    """The names of the choices that the report has in a select field, each once."""
    value = report.fields.get(item.name)
    names = value if isinstance(value, list) else [value] if isinstance(value, str) and value else []
    return list(dict.fromkeys(names))


def number_in(report: Report, item: Field) -> int:
    """The report's whole number in that field, 0 when it has none."""
    value = report.fields.get(item.name)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


class _Tally:
    """Counts reports; `people` is the field that tells how many took part."""

    def __init__(self, people: Field | None) -> None:
        self._people = people

    def count(self, reports: Sequence[Report]) -> Count:
        return Count(
            len(reports),
            sum(number_in(report, self._people) for report in reports) if self._people else 0,
            sum(report.state == "approved" for report in reports),
            sum(report.state == "new" for report in reports),
            sum(report.state == "returned" for report in reports),
        )

    def lines(self, groups: Mapping[str, Sequence[Report]]) -> tuple[Line, ...]:
        return tuple(Line(name, self.count(group)) for name, group in groups.items())


def _grouped(reports: Iterable[Report], name: Callable[[Report], str]) -> dict[str, list[Report]]:
    groups: dict[str, list[Report]] = defaultdict(list)
    for report in reports:
        groups[name(report)].append(report)
    return groups


def _distinct(units: Iterable[str]) -> dict[str, str]:
    """The units by what they are compared by, in the order and the spelling in which they come first."""
    names: dict[str, str] = {}
    for unit in units:
        names.setdefault(unit_key(unit), unit)
    return names


def _units(
    reports: Sequence[Report],
    expected_units: Sequence[str],
    deadline: datetime.date,
    timezone: datetime.tzinfo,
    labels: Labels,
    tally: _Tally,
) -> tuple[UnitLine, ...]:
    """The units that have reported, those with most reports first."""
    expected = _distinct(expected_units)
    spelled = expected | {k: n for k, n in _distinct(r.unit for r in reports).items() if k not in expected}
    lines = [
        UnitLine(
            name=spelled[key] or labels("unknown_unit"),
            level=labels.levels.of(spelled[key]),
            expected=key in expected,
            count=tally.count(active := [report for report in group if report.kind == "activity"]),
            nil=len(group) - len(active),
            on_time=sum(in_time(report, deadline, timezone) for report in group),
        )
        for key, group in _grouped(reports, _keyed()).items()
    ]
    return tuple(sorted(lines, key=lambda unit: (-unit.count.reports, -unit.count.people, unit.name)))


def _keyed() -> Callable[[Report], str]:
    """What tells a report's unit; each name is looked into once."""
    keys: dict[str, str] = {}

    def key(report: Report) -> str:
        if report.unit not in keys:
            keys[report.unit] = unit_key(report.unit)
        return keys[report.unit]

    return key


def _levels(reports: Sequence[Report], labels: Labels, tally: _Tally) -> tuple[Line, ...]:
    level = {unit: labels.levels.of(unit) for unit in {report.unit for report in reports}}
    found = _grouped(reports, lambda report: level[report.unit])
    names = [*dict.fromkeys(labels.levels.levels.values()), labels.levels.unknown]
    return tally.lines({name: found[name] for name in names if name in found})


def _choices(reports: Sequence[Report], item: Field | None, none: str, tally: _Tally) -> tuple[Line, ...]:
    """A line for each choice of the field, with or without reports, those that the form lacks, and none."""
    if not item:
        return ()
    groups: dict[str, list[Report]] = {option.name: [] for option in item.choices}
    for report in reports:
        for name in chosen(report, item) or [""]:
            groups.setdefault(name, []).append(report)
    without = groups.pop("", [])
    options = {option.name: option for option in item.choices}
    lines = [
        Line(options[name].label, tally.count(group), options[name].source)
        if name in options
        else Line(name, tally.count(group))
        for name, group in groups.items()
    ]
    return (*lines, *([Line(none, tally.count(without))] if without else []))


def _weeks(period: Period, reports: Sequence[Report], labels: Labels, tally: _Tally) -> tuple[Line, ...]:
    """A line for each week of the period, Monday to Sunday, cut at the period's ends."""

    def name(day: datetime.date) -> str:
        monday = day - datetime.timedelta(days=day.weekday())
        first, last = max(monday, period.first), min(monday + datetime.timedelta(days=6), period.last)
        key = "week" if first < last else "week_of_one_day"
        return labels(key, week=day.isocalendar().week, first=first, last=last)

    return _by_day(period, reports, name, tally)


def _months(period: Period, reports: Sequence[Report], labels: Labels, tally: _Tally) -> tuple[Line, ...]:
    """A line for each month of the calendar in which the period has days."""
    return _by_day(period, reports, lambda day: labels("month", month=day.month, year=day.year), tally)


def _by_day(
    period: Period, reports: Sequence[Report], name: Callable[[datetime.date], str], tally: _Tally
) -> tuple[Line, ...]:
    length = (period.last - period.first).days + 1
    days = {period.first + datetime.timedelta(days=n) for n in range(length)}
    # A period that was closed under other settings may have had other days.
    names = {day: name(day) for day in sorted(days | {report.day for report in reports})}
    found = _grouped(reports, lambda report: names[report.day])
    return tally.lines({each: found.get(each, []) for each in dict.fromkeys(names.values())})


def _products(reports: Iterable[Report], item: Field | None) -> tuple[tuple[str, int], ...]:
    """How many there are of each product, by its noun, the most first."""
    sums: dict[str, int] = defaultdict(int)
    for report in reports if item else ():
        value = report.fields.get(item.name) if item else None
        if isinstance(value, dict):
            sums[str(value["what"]).strip().lower()] += int(value["value"])
    return tuple(sorted(sums.items(), key=lambda product: (-product[1], product[0])))
