"""Exported files as tests read them, and an office with some reports to export."""

from __future__ import annotations

import csv
import datetime
from pathlib import Path
from typing import Any

import openpyxl

from bot.figures.details import Details
from bot.figures.proof import Proof, counted_by_sql
from bot.figures.tables import Table, Tables
from bot.figures.workbook import HEADER_ROW
from tests.reported import DEADLINE, LABELS, TIMEZONE, Reported


def fill(office: Reported) -> None:
    """Nothing; adds reports of several units and kinds, and who is expected to report."""
    office.add(
        "Phường Sa Huỳnh",
        datetime.date(2025, 3, 2),
        activity_type="hoi_nghi",
        place="Phường Sa Huỳnh",
        attendees=120,
        topic=["niem_tin", "bau_cu"],
        summary="Hội nghị tuyên truyền Đại hội Đảng",
        quantity={"value": 12, "what": "băng rôn"},
    )
    office.judge(office.add("Xã Đăk Rơ Wa", attendees=30, activity_type="van_nghe"), "approved")
    office.judge(office.add("Xã Ba Vì", attendees=5000), "rejected")
    office.add("Xã Ba Vì", attendees=5000, training=True)
    office.add("", attendees=1)
    office.add("Xã Ba Dinh", datetime.date(2025, 3, 31), nil=True)
    office.expect("Phường Sa Huỳnh", "Xã Ba Dinh", "Xã Ngọk Réo")


def book(path: Path) -> Any:
    return openpyxl.load_workbook(path)


def rows(sheet: Any) -> list[dict[str, Any]]:
    """The numbered rows of a sheet, by the heads of their columns."""
    values = list(sheet.iter_rows(min_row=HEADER_ROW + 1, values_only=True))
    return [dict(zip(values[0], row, strict=True)) for row in values[1:] if isinstance(row[0], int)]


def csv_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def tables(office: Reported) -> list[Table]:
    reports = office.records.closings.counted(office.march)
    made = Tables(office.form, LABELS)
    return made.all(office.rollup(), Details(office.form, LABELS, made, TIMEZONE).table(reports, DEADLINE))


def proof(office: Reported) -> Proof:
    return Proof(counted_by_sql(office.db, office.march, office.form, closed=False), office.form, LABELS)


def left_over(office: Reported) -> list[str]:
    """What stands in the folder of exports, hidden or not."""
    return sorted(path.name for path in office.places.exports.iterdir())
