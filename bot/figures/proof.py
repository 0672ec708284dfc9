"""Proof of an exported file: it is read back, and its rows and sums compared with what SQL counts.

SQL counts by itself (json_extract over the stored reports), not through Reports or the roll-up.
"""

from __future__ import annotations

import csv
import hashlib
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from bot.figures.details import FIELD
from bot.figures.labels import Labels
from bot.figures.tables import Column, Table
from bot.figures.workbook import HEADER_ROW
from bot.form import Form
from bot.periods import Period
from bot.store import Database

MANIFEST = "danh-sach.csv"

_NAMED = 30  # more than the overview has
_UNREADABLE = (
    OSError,
    ValueError,
    KeyError,
    IndexError,
    StopIteration,
    zipfile.BadZipFile,
    ParseError,
    csv.Error,
)
_OPEN = (
    "SELECT id, kind, fields FROM reports"
    " WHERE training = 0 AND state <> 'rejected' AND day >= :first AND day <= :last"
)
_CLOSED = (
    "SELECT c.report_id AS id, c.kind, c.fields FROM closing_reports c"
    " JOIN closings p ON p.id = c.closing_id WHERE p.period = :period"
)
_PEOPLE = "CASE json_type(fields, :people) WHEN 'integer' THEN json_extract(fields, :people) ELSE 0 END"
_PHOTOS = "COALESCE(json_array_length(fields, :photos), 0)"
_ALL = (
    "SELECT COUNT(*) AS reports, COALESCE(SUM(people), 0) AS people, COALESCE(SUM(photos), 0) AS photos,"
    f" (SELECT COUNT(*) FROM counted WHERE kind = 'nil') AS nil FROM (SELECT {_PEOPLE} AS people,"
    f" {_PHOTOS} AS photos FROM counted WHERE kind = 'activity')"
)
# A report counts for each of its topics, and once when it has none.
_BY_TOPIC = (
    "SELECT COUNT(*) AS topic_reports, COALESCE(SUM(people), 0) AS topic_people FROM"
    f" (SELECT DISTINCT counted.id, topic.value, {_PEOPLE} AS people FROM counted"
    " LEFT JOIN json_each(counted.fields, :topics) AS topic ON TRUE WHERE kind = 'activity')"
)


@dataclass(frozen=True)
class Expected:
    """What SQL counts for a period: activities, their people and photos, "nil" reports, and by topic."""

    reports: int
    people: int
    photos: int
    nil: int
    topic_reports: int
    topic_people: int


def counted_by_sql(db: Database, period: Period, form: Form, *, closed: bool) -> Expected:
    """What is expected of a file of the period, of its snapshot when it is closed."""
    counted = f"WITH counted AS ({_CLOSED if closed else _OPEN}) "
    values = {
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "period": period.key,
        "people": _path(form, "integer"),
        "photos": _path(form, "files"),
        "topics": _path(form, "select_multiple"),
    }
    rows = [next(iter(db.query(counted + query, values))) for query in (_ALL, _BY_TOPIC)]
    return Expected(**rows[0], **rows[1])


class Proof:
    """Compares files with the figures of one period; a difference is a Vietnamese line."""

    def __init__(self, expected: Expected, form: Form, labels: Labels) -> None:
        self._expected = expected
        self._form = form
        self._labels = labels

    def of_workbook(self, path: Path, tables: Iterable[Table]) -> list[str]:
        """What differs in the sheets of the tables."""
        import openpyxl  # noqa: PLC0415  (not needed by a bot that exports nothing)

        try:
            book = openpyxl.load_workbook(path, read_only=True)
            try:
                return [line for table in tables for line in self._of_sheet(book[table.sheet], table)]
            finally:
                book.close()
        except _UNREADABLE as error:
            return [self._labels("wrong_unreadable", error=error)]

    def of_csv(self, path: Path, table: Table) -> list[str]:
        """What differs in the CSV file of the detail table."""
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                rows = csv.reader(file, strict=True)
                found = _Sums(table.columns, next(rows))
                for row in rows:
                    found.add([int(cell) if cell.isdecimal() else cell for cell in row])
        except _UNREADABLE as error:
            return [self._labels("wrong_unreadable", error=error)]
        return self._differences(found, table, path.name)

    def of_photos(self, path: Path) -> list[str]:
        """What differs in the archive: the manifest's lines, and each photo from its SHA-256."""
        try:
            with zipfile.ZipFile(path) as archive:
                text = archive.read(MANIFEST).decode("utf-8-sig")
                lines = list(csv.reader(text.splitlines(), strict=True))[1:]
                wrong = [
                    self._labels("wrong_photos", what=name)
                    for _, _, name, sha256, _ in lines
                    if name and hashlib.sha256(archive.read(name)).hexdigest() != sha256
                ]
                kept = {line[2] for line in lines if line[2]}
                strange = set(archive.namelist()) - kept - {MANIFEST}
        except _UNREADABLE as error:
            return [self._labels("wrong_unreadable", error=error)]
        wrong += [self._labels("wrong_photos", what=name) for name in sorted(strange)]
        return wrong + self._rows(MANIFEST, len(lines), self._expected.photos)

    def _of_sheet(self, sheet: Any, table: Table) -> list[str]:
        rows = sheet.iter_rows(min_row=HEADER_ROW + 1, values_only=True)
        found = _Sums(table.columns, next(rows))
        total: Mapping[str, Any] = {}
        for row in rows:
            if not isinstance(row[0], int):
                total = dict(zip((column.key for column in table.columns), row, strict=False))
                break
            found.add(row)
        return [
            *self._differences(found, table, table.sheet),
            *self._total_differences(total, table),
            *(self._overview_differences(found, table) if table.key == "overview" else ()),
        ]

    def _differences(self, found: _Sums, table: Table, where: str) -> list[str]:
        lines = [] if found.heads_right else [self._labels("wrong_heads", where=where)]
        if table.key == "detail":
            lines += self._rows(where, found.rows, self._expected.reports)
        for column in table.columns:
            expected = self._sums(table.key).get(column.key)
            lines += self._sum(where, column, found.sums.get(column.key, 0), expected)
        return lines

    def _total_differences(self, total: Mapping[str, Any], table: Table) -> list[str]:
        """What differs in the row of totals, in which no report counts twice."""
        expected = self._sums("detail" if table.key == "detail" else "type") if table.total else {}
        where = f"{table.sheet}, {table.total_label}"
        return [
            line
            for column in table.columns
            for line in self._sum(where, column, total.get(column.key), expected.get(column.key))
        ]

    def _overview_differences(self, found: _Sums, table: Table) -> list[str]:
        names = self._labels.overview
        expected = {**self._sums("type"), "nil": self._expected.nil}
        figure = next(column for column in table.columns if column.key == "figure")
        return [
            line
            for key, number in expected.items()
            for line in self._sum(
                f"{table.sheet}, {names[key]}",
                figure,
                found.named.get(names[key], {}).get(figure.key),
                number,
            )
        ]

    def _sums(self, key: str) -> dict[str, int]:
        """What the columns of a table come to, by their keys."""
        expected = self._expected
        if key == "detail":
            sums = {"integer": expected.people, "files": expected.photos}
            items = ((self._form.first(kind), number) for kind, number in sums.items())
            return {FIELD + item.name: number for item, number in items if item}
        if key == "topic":
            return {"reports": expected.topic_reports, "people": expected.topic_people}
        if key in ("unit", "level", "type", "week", "month"):
            nil = {"nil": expected.nil} if key == "unit" else {}
            return {"reports": expected.reports, "people": expected.people, **nil}
        return {}

    def _rows(self, where: str, found: int, expected: int) -> list[str]:
        return (
            []
            if found == expected
            else [self._labels("wrong_rows", where=where, found=found, expected=expected)]
        )

    def _sum(self, where: str, column: Column, found: Any, expected: int | None) -> list[str]:
        if expected is None or found == expected:
            return []
        return [self._labels("wrong_sum", where=where, column=column.heading, found=found, expected=expected)]


class _Sums:
    """The rows of a table as they are read: how many, and what the whole numbers of each column come to."""

    def __init__(self, columns: Iterable[Column], heads: Iterable[Any]) -> None:
        self._keys = [column.key for column in columns]
        self.heads_right = [*heads][: len(self._keys)] == [column.heading for column in columns]
        self.rows = 0
        self.sums: dict[str, int] = {}
        self.named: dict[str, dict[str, Any]] = {}  # the first rows, by their second cell

    def add(self, row: Iterable[Any]) -> None:
        cells = [*row]
        self.rows += 1
        for key, cell in zip(self._keys, cells, strict=False):
            if isinstance(cell, int):
                self.sums[key] = self.sums.get(key, 0) + cell
        if self.rows <= _NAMED:
            self.named[str(cells[1])] = dict(zip(self._keys, cells, strict=False))


def _path(form: Form, kind: str) -> str:
    """The JSON path of the first field of that type, one that leads nowhere when the form has none."""
    item = form.first(kind)
    return f'$.fields."{item.name}"' if item else "$.none"
