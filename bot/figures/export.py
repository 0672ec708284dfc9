"""Exports of a period for the office: a workbook, a CSV file, an archive of photos.

A file is handed over only after it was read back and agrees with what SQL counts (bot/figures/proof.py).
"""

from __future__ import annotations

import csv
import datetime
import gc
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.config import Office
from bot.figures import photobook, workbook
from bot.figures.charts import charts
from bot.figures.details import Details
from bot.figures.digest import taken
from bot.figures.labels import Labels
from bot.figures.proof import Expected, Proof, counted_by_sql
from bot.figures.rollup import Rollup, roll_up
from bot.figures.tables import Cell, Table, Tables
from bot.files import folder
from bot.form import Form
from bot.periods import Period
from bot.records import Records
from bot.reports import Report
from bot.store import Database

FORMATS = {"xlsx": ".xlsx", "csv": ".csv", "photos": ".zip"}


class ExportWrong(Exception):
    """A written file does not agree with the database and was thrown away; the message says where."""


@dataclass(frozen=True)
class Places:
    """Where exports take photos from, and the folder that they go to."""

    photos: Path
    exports: Path


@dataclass(frozen=True)
class _Data:
    """What one moment's database says of a period."""

    reports: list[Report]
    rollup: Rollup
    expected: Expected


class Exports:
    """Makes the files of a period; reads the database, writes nothing into it."""

    def __init__(
        self,
        records: Records,
        form: Form,
        labels: Labels,
        office: Office,
        timezone: datetime.tzinfo,
        places: Places,
    ) -> None:
        self._records = records
        self._form = form
        self._labels = labels
        self._office = office
        self._timezone = timezone
        self._places = places
        self._tables = Tables(form, labels)
        self._details = Details(form, labels, self._tables, timezone)

    def rollup(self, period: Period) -> Rollup:
        """The roll-up of the period: as it was closed, or as it is now."""
        return self._data(period).rollup

    def photos(self, report: Report) -> list[str]:
        """The SHA-256 of each photo of the report."""
        item = self._form.first("files")
        value = report.fields.get(item.name, []) if item else []
        return value if isinstance(value, list) else []

    def make(self, period: Period, format: str, out: Path | None = None) -> Path:
        """The file made, in the folder of exports unless `out` names another place.

        `format` is one of FORMATS. Raises ExportWrong, OSError.
        """
        write = {"xlsx": self._workbook, "csv": self._csv, "photos": self._photos}[format]
        data = self._data(period)
        out = out or self._places.exports / self._name(data.rollup, FORMATS[format])
        folder(out.parent)
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=".xuat-") as made_in:
            made = Path(made_in) / out.name
            with _without_collector():
                differences = write(made, data, Proof(data.expected, self._form, self._labels))
            if differences:
                raise ExportWrong(
                    self._labels("wrong", period=period.name, differences="; ".join(differences))
                )
            _publish(made, out)
        return out

    def _data(self, period: Period) -> _Data:
        records = self._records
        with _one_moment(records.db):
            closed_at = records.closings.closed_at(period)
            reports = records.closings.counted(period)
            expected = counted_by_sql(records.db, period, self._form, closed=bool(closed_at))
            units = records.people.reporting_units()
        rollup = roll_up(
            period,
            reports,
            self._form,
            units,
            records.periods.deadline(period),
            self._timezone,
            self._labels,
            taken_at=datetime.datetime.now(self._timezone),
            closed_at=closed_at,
        )
        return _Data(reports, rollup, expected)

    def _name(self, rollup: Rollup, suffix: str) -> str:
        return f"bao-cao-{rollup.period.key}-{rollup.taken_at:%Y%m%d-%H%M%S}{suffix}"

    def _workbook(self, path: Path, data: _Data, proof: Proof) -> list[str]:
        tables = self._tables.all(data.rollup, self._detail(data))
        letterhead = workbook.Letterhead(
            self._office.parent,
            self._office.name,
            self._office.place,
            data.rollup.taken_at.date(),
            self._labels("period", period=str(data.rollup.period)),
            taken(data.rollup, self._labels),
        )
        title = self._tables.title("chart")
        workbook.write(path, tables, charts(data.rollup, self._labels), letterhead, self._labels, title)
        return proof.of_workbook(path, tables)

    def _csv(self, path: Path, data: _Data, proof: Proof) -> list[str]:
        table = self._detail(data)
        starts = self._labels.formula_starts
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([column.heading for column in table.columns])
            writer.writerows([_written(cell, starts) for cell in row] for row in table.rows)
        return proof.of_csv(path, table)

    def _photos(self, path: Path, data: _Data, proof: Proof) -> list[str]:
        photobook.write(path, data.reports, self._form, self._places.photos, self._labels)
        return proof.of_photos(path)

    def _detail(self, data: _Data) -> Table:
        return self._details.table(data.reports, data.rollup.deadline)


def _written(cell: Cell, formula_starts: Sequence[str]) -> str | int | float:
    """The cell as it stands in a CSV file: text that a spreadsheet would take for a formula is quoted."""
    match cell:
        case None:
            return ""
        case str():
            return f"'{text}" if (text := workbook.clean(cell)).startswith(tuple(formula_starts)) else text
        case datetime.datetime():
            return cell.isoformat(sep=" ", timespec="minutes")
        case datetime.date():
            return cell.isoformat()
    return cell


@contextmanager
def _one_moment(db: Database) -> Iterator[None]:
    """All that is read inside is of one moment, also while another process writes."""
    if db.conn.in_transaction:
        yield
        return
    db.conn.execute("BEGIN")
    try:
        yield
    finally:
        db.conn.execute("ROLLBACK")


@contextmanager
def _without_collector() -> Iterator[None]:
    """Cells make no cycles; to look for some among a million of them takes 15 % of the time (measured)."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _publish(made: Path, out: Path) -> None:
    """Nothing; moves the file to its place, readable by its owner alone and safe from a power cut."""
    made.chmod(0o600)
    for path, move in ((made, True), (out.parent, False)):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
        if move:
            made.replace(out)
