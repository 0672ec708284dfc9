"""The tables of an export, from a roll-up and its reports: columns and rows, whatever file they go into."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.figures.labels import Labels
from bot.figures.rollup import Count, Line, Rollup
from bot.form import Form

# A float is a share: 0.8 is shown as 80 %.
Cell = str | int | float | datetime.date | datetime.datetime | None


@dataclass(frozen=True)
class Column:
    """One column; `key` names it for the check of a written file, `width` is in characters.

    Columns that are not `printed` are for the screen and follow the printed ones.
    """

    key: str
    heading: str
    width: int
    printed: bool = True


@dataclass(frozen=True)
class Table:
    """One sheet. The first column of `rows` is their running number; `total` is by the column's key.

    `rows` may be an iterator, to be gone through once.
    """

    key: str
    sheet: str
    title: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Cell]]
    total: Mapping[str, Cell] = field(default_factory=dict)
    total_label: str = ""
    note: str = ""


class Tables:
    """Makes the tables of a roll-up; `form` gives them their titles."""

    def __init__(self, form: Form, labels: Labels) -> None:
        self._form = form
        self._labels = labels

    def all(self, rollup: Rollup, detail: Table) -> list[Table]:
        """The tables in the order of their sheets, `detail` the second, without those of fields that
        the form has not, nor months where there is one.
        """
        return [
            self.overview(rollup),
            detail,
            self.units(rollup),
            *(
                self._lines(key, lines, rollup)
                for key, lines, kind in (
                    ("level", rollup.levels, ""),
                    ("type", rollup.types, "select_one"),
                    ("topic", rollup.topics, "select_multiple"),
                    ("week", rollup.weeks, ""),
                    ("month", rollup.months if len(rollup.months) > 1 else None, ""),
                )
                if lines is not None and (not kind or self._form.first(kind))
            ),
            self.products(rollup),
            self.absent(rollup),
        ]

    def made(
        self,
        key: str,
        columns: Sequence[Column],
        rows: Iterable[Sequence[Cell]],
        total: Mapping[str, Cell] | None = None,
        total_label: str = "",
    ) -> Table:
        """A table with the sheet of that key in tables.yml; the rows are numbered here."""
        sheet = self._labels.sheets[key]
        return Table(
            key,
            sheet.name,
            self.title(key),
            (self.column("order"), *columns),
            _numbered(rows),
            total or {},
            total_label or self._labels("total"),
            sheet.note,
        )

    def title(self, key: str) -> str:
        """The title of the sheet of that key."""
        return self._labels.sheets[key].title.format(form=self._form.title.upper())

    def column(self, key: str, *, printed: bool = True) -> Column:
        """The column of that key in tables.yml."""
        heading = self._labels.columns[key]
        return Column(key, heading.heading, heading.width, printed)

    def overview(self, rollup: Rollup) -> Table:
        """The figures of the whole period, one a row."""
        total = rollup.total
        figures: dict[str, Cell] = {
            **_counts(total),
            "nil": rollup.nil,
            "expected": len(rollup.expected),
            "reported": rollup.reported,
            "rate": rollup.rate,
            "on_time": rollup.on_time,
            "on_time_rate": rollup.on_time_rate,
            "lacking_photos": rollup.lacking_photos,
        }
        rows = [[label, figures[key]] for key, label in self._labels.overview.items()]
        return self.made("overview", self._columns("name", "figure"), rows)

    def units(self, rollup: Rollup) -> Table:
        """Every unit that has reported."""
        keys = ("unit", "level", "expected", *_COUNTED, "nil", "on_time", "on_time_rate")
        rows = [
            [
                unit.name,
                unit.level,
                self._labels("yes" if unit.expected else "no"),
                *_values(unit.count),
                unit.nil,
                unit.on_time,
                unit.on_time_rate,
            ]
            for unit in rollup.units
        ]
        on_time = sum(unit.on_time for unit in rollup.units)
        total = {**_counts(rollup.total), "nil": rollup.nil, "on_time": on_time}
        return self.made("unit", self._columns(*keys), rows, total)

    def products(self, rollup: Rollup) -> Table:
        """The sum of each product."""
        rows = rollup.products
        return self.made("product", self._columns("product", "quantity"), rows)

    def absent(self, rollup: Rollup) -> Table:
        """The expected units that have not reported."""
        rows = [[unit, self._labels.levels.of(unit), None] for unit in rollup.absent]
        return self.made("absent", self._columns("unit", "level", "note"), rows)

    def _columns(self, *keys: str) -> list[Column]:
        return [self.column(key) for key in keys]

    def _lines(self, key: str, lines: Sequence[Line], rollup: Rollup) -> Table:
        columns = self._columns("name", *_COUNTED)
        rows: list[list[Cell]] = [[line.name, *_values(line.count)] for line in lines]
        if key == "topic":
            columns.insert(1, self.column("source"))
            rows = [[row[0], line.source, *row[1:]] for row, line in zip(rows, lines, strict=True)]
        label = self._labels("total_topics") if key == "topic" else ""
        return self.made(key, columns, rows, _counts(rollup.total), label)


_COUNTED = ("reports", "approved", "waiting", "returned", "people")


def _counts(count: Count) -> dict[str, Cell]:
    return {key: getattr(count, key) for key in _COUNTED}


def _values(count: Count) -> list[Cell]:
    return list(_counts(count).values())


def _numbered(rows: Iterable[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
    for number, row in enumerate(rows, 1):
        yield [number, *row]
