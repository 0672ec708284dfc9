"""The detail table: one row a report of an activity, its columns those of the form and of older forms.

Printed is what an office's table holds; what serves to check and to count stands at the right, on the screen.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.figures.labels import Labels, thousands
from bot.figures.rollup import in_time, local
from bot.figures.tables import Cell, Column, Table, Tables
from bot.form import Field, Form, Value
from bot.reports import Report

FIELD = "field:"  # begins the key of a column that shows a field of the form
Read = Callable[[Report], Cell]


@dataclass(frozen=True)
class _Shown:
    """A column and what a report has in it; the values of a `summed` one are added up."""

    column: Column
    read: Read
    summed: bool = False


class Details:
    """Makes the detail table of a period's reports."""

    def __init__(self, form: Form, labels: Labels, tables: Tables, timezone: datetime.tzinfo) -> None:
        self._form = form
        self._labels = labels
        self._tables = tables
        self._timezone = timezone
        self._names = {item.name: item.label for item in form.fields}

    def table(self, reports: Sequence[Report], deadline: datetime.date) -> Table:
        """The table; a field that only an older version of the form had comes after the form's own."""
        active = [report for report in reports if report.kind == "activity"]
        shown = [
            self._own("number", lambda report: report.number),
            self._own("reporting_unit", lambda report: report.unit or self._labels("unknown_unit")),
            *(each for item in self._form.fields for each in self._of(item)),
            *(self._old(name) for name in self._older(active)),
            self._own("state", lambda report: self._labels(f"state_{report.state}")),
            self._own("version", lambda report: report.version, printed=False),
            self._own("stored_at", self._stored_at, printed=False),
            self._own("in_time", lambda r: self._yes(in_time(r, deadline, self._timezone)), printed=False),
            self._own("approximate", self._approximate, printed=False),
            *self._lacking(),
        ]
        shown.sort(key=lambda each: not each.column.printed)
        total: dict[str, Cell] = {
            each.column.key: sum(n for report in active if isinstance(n := each.read(report), int))
            for each in shown
            if each.summed
        }
        rows = ([each.read(report) for each in shown] for report in active)
        return self._tables.made("detail", [each.column for each in shown], rows, total)

    def _own(self, key: str, read: Read, *, printed: bool = True) -> _Shown:
        return _Shown(self._tables.column(key, printed=printed), read)

    def _of(self, item: Field) -> Iterator[_Shown]:
        """The columns of one field of the form.

        A quantity is printed as it is said; its number and its noun, to add up and to filter, are not. The
        unit told is the one that the report is filed under (bot/sending.py), which has its column.
        """
        key, width = (
            FIELD + item.name,
            self._labels.field_widths.get(item.type, self._labels.field_widths[""]),
        )
        if item == self._form.first("unit"):
            return
        if item.type == "quantity":
            number = self._labels("number_of", label=item.label)
            noun = self._labels("what_of", label=item.label)
            yield _Shown(Column(f"{key}.said", item.label, width), _said(item))
            yield _Shown(Column(key, number, width, printed=False), _part(item, "value"))
            yield _Shown(Column(f"{key}.what", noun, width, printed=False), _part(item, "what"))
        elif item.type == "files":
            heading = self._labels("files_of", label=item.label)
            column = Column(key, heading, width, printed=False)
            yield _Shown(column, lambda report: _files(report, item), summed=True)
        else:
            yield _Shown(Column(key, item.label, width), _reader(item), summed=item.type == "integer")

    def _old(self, name: str) -> _Shown:
        heading = self._labels("old_field", name=name)
        column = Column(FIELD + name, heading, self._labels.field_widths[""], printed=False)
        return _Shown(column, lambda report: _plain(report.fields.get(name)))

    def _older(self, reports: Iterable[Report]) -> list[str]:
        names = dict.fromkeys(name for report in reports for name in report.fields)
        return [name for name in names if name not in self._names]

    def _lacking(self) -> Iterator[_Shown]:
        if item := self._form.first("files"):
            missing = self._labels("photo_missing")
            yield self._own(
                "lacking", lambda report: None if _files(report, item) else missing, printed=False
            )

    def _stored_at(self, report: Report) -> datetime.datetime:
        return local(report.stored_at, self._timezone).replace(tzinfo=None, microsecond=0)

    def _approximate(self, report: Report) -> str:
        return "; ".join(self._names.get(name, name) for name in report.approximate)

    def _yes(self, so: bool) -> str:
        return self._labels("yes" if so else "no")


def _reader(item: Field) -> Read:
    """What a report has in the field: a date, a number, or the labels of the choices."""
    labels = {option.name: option.label for option in item.choices}

    def read(report: Report) -> Cell:
        value = report.fields.get(item.name)
        if item.type == "date" and isinstance(value, str):
            return _date(value)
        if isinstance(value, list):
            return "; ".join(labels.get(name, name) for name in value)
        return labels.get(value, value) if isinstance(value, str) else _plain(value)

    return read


def _part(item: Field, part: str) -> Read:
    def read(report: Report) -> Cell:
        value = report.fields.get(item.name)
        if isinstance(value, dict):
            return _plain(value.get(part))
        return _plain(value) if part == "value" else None

    return read


def _said(item: Field) -> Read:
    """The quantity in words: "1.200 tờ rơi"."""

    def read(report: Report) -> Cell:
        value = report.fields.get(item.name)
        if not isinstance(value, dict):
            return None if value is None else str(_plain(value))
        number = value.get("value")
        parts = (thousands(number) if isinstance(number, int) else number, value.get("what"))
        return " ".join(str(part) for part in parts if part not in (None, ""))

    return read


def _files(report: Report, item: Field) -> int:
    value = report.fields.get(item.name)
    return len(value) if isinstance(value, list) else 0


def _date(value: str) -> Cell:
    try:
        return datetime.date.fromisoformat(value)
    except ValueError:
        return value


def _plain(value: Value | None) -> Cell:
    """The value of a field that is not, or no longer, of the expected shape."""
    if isinstance(value, list):
        return "; ".join(map(str, value))
    if isinstance(value, dict):
        return " ".join(str(part) for part in value.values())
    return value
