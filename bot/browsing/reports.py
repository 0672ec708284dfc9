"""The page of reports: each in the version that counts, its fields in words."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, get_args

from bot.browsing.page import Cell, Column, Page
from bot.browsing.words import Words
from bot.figures.labels import Labels
from bot.figures.rollup import chosen, in_time, local
from bot.form import Field, Form, Value
from bot.periods import Period
from bot.records import Records
from bot.reports import Report, State, report

_FIELD = "field:"  # begins the key of a column that shows a field of the form
_OFTEN = ("yes", "no", "no_topic", *(f"state_{state}" for state in get_args(State)))
_MADE = (
    "SELECT r.id, r.number, r.kind, r.state, r.version, r.training, r.day, r.unit, r.form_version, r.fields,"
    " r.stored_at, r.channel, r.sender, i.chat, i.sent_at, COALESCE(p.name, '') AS officer"
    " FROM reports r JOIN inbox i ON i.id = r.inbox_id"
    " LEFT JOIN contacts c ON c.channel = r.channel AND c.sender = r.sender"
    " LEFT JOIN people p ON p.id = c.person_id WHERE r.training = 0 ORDER BY r.id"
)
_CLOSED = (
    "SELECT p.period, c.report_id AS id, c.number, c.kind, c.state, c.version, c.form_version, c.day, c.unit,"
    " c.fields, c.stored_at FROM closing_reports c JOIN closings p ON p.id = c.closing_id"
)


@dataclass(frozen=True)
class Filed:
    """A report with the period in which its day lies, who sent it, and whether it counts there."""

    report: Report
    period: Period
    officer: str
    counted: bool


def filed(records: Records) -> list[Filed]:
    """All reports but those made in training, as they count: in a closed period as they were closed.

    What came after a period was closed, or was rejected, does not count (bot/closings.py, bot/reports.py).
    """
    closed: dict[str, dict[int, dict[str, Any]]] = {}
    for row in records.db.query("SELECT period FROM closings"):
        closed[row["period"]] = {}
    for row in records.db.query(_CLOSED):
        closed[row.pop("period")][row["id"]] = row
    periods: dict[str, Period] = {}
    return [_filed(row, closed, periods, records) for row in records.db.query(_MADE)]


def _filed(
    row: dict[str, Any],
    closed: Mapping[str, Mapping[int, Mapping[str, Any]]],
    periods: dict[str, Period],
    records: Records,
) -> Filed:
    """`periods` by the days that were met so far."""
    day = row["day"]
    if day not in periods:
        periods[day] = records.periods.containing(datetime.date.fromisoformat(day))
    period = periods[day]
    if period.key not in closed:
        return Filed(report(row), period, row["officer"], row["state"] != "rejected")
    kept = closed[period.key].get(row["id"])
    return Filed(report({**row, **(kept or {})}), period, row["officer"], kept is not None)


class Reporting:
    """Makes the page of reports."""

    def __init__(
        self, records: Records, form: Form, labels: Labels, words: Words, timezone: datetime.tzinfo
    ) -> None:
        self._records = records
        self._form = form
        self._labels = labels
        self._words = words
        self._timezone = timezone
        self._said = {key: labels(key) for key in _OFTEN}
        self._fields = [item for item in form.fields if item != form.first("unit")]
        self._read = {_FIELD + item.name: self._reader(item) for item in self._fields}

    def page(self, reports: list[Filed]) -> Page:
        """The page; the form's fields stand where pages.yml says "fields"."""
        told = self._words.pages["bao_cao"]
        columns: dict[str, Column] = {}
        for key, column in told.columns.items():
            columns |= dict(self._of_the_form()) if key == "fields" else {key: column}
        page = replace(told, columns=columns)
        units = {each.report.unit for each in reports}
        levels = {unit: self._labels.levels.of(unit) for unit in units}
        return replace(page, rows=[self._row(each, levels) for each in reports])

    def _of_the_form(self) -> Iterator[tuple[str, Column]]:
        for item in self._fields:
            heading = self._labels("files_of", label=item.label) if item.type == "files" else item.label
            yield (
                _FIELD + item.name,
                Column(
                    heading,
                    facet=bool(item.choices),
                    searched=item.type in ("text", "place"),
                    many=item.type == "select_multiple",
                    number=item.type in ("integer", "files"),
                    typed=item.type in ("text", "place", "quantity"),
                ),
            )

    def _row(self, each: Filed, levels: Mapping[str, str]) -> dict[str, Cell]:
        made = each.report
        on_time = in_time(made, self._records.periods.deadline(each.period), self._timezone)
        return {
            "number": made.number,
            "period": each.period.name,
            "counted": self._yes(each.counted),
            "unit": made.unit or self._labels("unknown_unit"),
            "level": levels[made.unit],
            "officer": each.officer or self._words("nobody_known"),
            "channel": self._words.of("channels", made.channel),
            **{key: read(made) for key, read in self._read.items()},
            "state": self._said[f"state_{made.state}"],
            "in_time": self._yes(on_time),
            "version": made.version,
            "stored_at": moment(made.stored_at, self._timezone),
        }

    def _reader(self, item: Field) -> Callable[[Report], Cell]:
        """What a report has in the field, in words."""
        labels = {option.name: option.label for option in item.choices}
        kinds: dict[str, Callable[[Report], Cell]] = {
            "select_one": lambda made: self._choice(made, item, labels),
            "select_multiple": lambda made: self._choices(made, item, labels),
            "files": lambda made: len(value) if isinstance(value := made.fields.get(item.name), list) else 0,
        }
        return kinds.get(item.type, lambda made: _plain(made.fields.get(item.name)))

    def _choice(self, made: Report, item: Field, labels: Mapping[str, str]) -> str:
        """For a report of no activity, its choice says so."""
        if made.kind == "nil":
            return self._words("no_activity")
        value = made.fields.get(item.name)
        return labels.get(value, value) if isinstance(value, str) else self._labels("unknown_choice")

    def _choices(self, made: Report, item: Field, labels: Mapping[str, str]) -> list[str]:
        none = [] if made.kind == "nil" else [self._said["no_topic"]]
        return [labels.get(name, name) for name in chosen(made, item)] or none

    def _yes(self, so: bool) -> str:
        return self._said["yes" if so else "no"]


def _plain(value: Value | None) -> Cell:
    """The value of any other field: a quantity as "12 băng rôn"."""
    if isinstance(value, dict):
        return " ".join(str(part) for part in value.values() if part not in (None, ""))
    return value


def moment(stored: str, timezone: datetime.tzinfo) -> str:
    """The stored moment in local time, to the minute: "2025-03-20 10:00"."""
    return local(stored, timezone).isoformat(" ")[:16]
