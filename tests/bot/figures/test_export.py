"""An export is handed over whole, for its owner alone, or not at all."""

import dataclasses
import datetime
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot import app
from bot.closings import Closings
from bot.figures.export import Exports, ExportWrong
from bot.periods import Period
from bot.reports import Report
from bot.store import transaction
from tests.exported import book, csv_rows, fill, left_over, rows
from tests.reported import FORM, LABELS, TIMEZONE, Reported


@pytest.mark.parametrize("format", ["xlsx", "csv", "photos"])
def test_a_period_without_reports_is_exported_too(office: Reported, format: str) -> None:
    path = office.exports.make(office.march, format)
    assert path.is_file()
    if format == "xlsx":
        assert rows(book(path)["Chi tiết"]) == []
        assert "Không có dòng nào." in [cell.value for row in book(path)["Chưa báo cáo"] for cell in row]


def test_a_closed_period_is_exported_as_it_was_closed(office: Reported) -> None:
    fill(office)
    office.close()
    office.add(attendees=999)
    with transaction(office.db):
        office.db.execute("UPDATE reports SET fields = replace(fields, '120', '121')")
    made = book(office.exports.make(office.march, "xlsx"))
    assert [row["Số người dự"] for row in rows(made["Chi tiết"])] == [120, 30, 1]
    assert made["Chi tiết"]["A8"].value.startswith("Số liệu chốt lúc ")
    assert len(csv_rows(office.exports.make(office.march, "csv"))) == 3


def test_the_file_is_named_by_its_period_and_for_its_owner_alone(march: tuple[Reported, Path]) -> None:
    office, path = march
    assert re.fullmatch(r"bao-cao-2025-03-\d{8}-\d{6}\.xlsx", path.name)
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert left_over(office) == [path.name]


def test_an_export_changes_nothing_in_the_database(office: Reported) -> None:
    fill(office)
    before = office.db.conn.total_changes, list(office.db.conn.iterdump())
    for format in ("xlsx", "csv", "photos"):
        office.exports.make(office.march, format)
    assert (office.db.conn.total_changes, list(office.db.conn.iterdump())) == before


def test_an_export_may_be_made_inside_a_transaction(office: Reported) -> None:
    fill(office)
    with transaction(office.db):
        assert office.exports.make(office.march, "csv").is_file()
        assert office.db.conn.in_transaction


class Forgetful(Closings):
    """Closings that lose the last report of a period."""

    def counted(self, period: Period) -> list[Report]:
        return super().counted(period)[:-1]


@pytest.mark.parametrize("format", ["xlsx", "csv"])
def test_a_file_that_lacks_a_report_is_not_handed_over(office: Reported, format: str) -> None:
    fill(office)
    office.add("Xã Ba Tơ", datetime.date(2025, 3, 31), attendees=77)
    records = dataclasses.replace(office.records, closings=Forgetful(office.db, office.records.reports))
    exports = Exports(records, FORM, LABELS, office.settings.office, TIMEZONE, office.places)
    with pytest.raises(ExportWrong, match="đọc lại được 3 dòng, cơ sở dữ liệu có 4"):
        exports.make(office.march, format)
    assert left_over(office) == []


def test_a_photo_that_no_list_names_is_not_handed_over(office: Reported) -> None:
    office.add("Xã Ba Tơ", photos=["a" * 64])
    records = dataclasses.replace(office.records, closings=Forgetful(office.db, office.records.reports))
    exports = Exports(records, FORM, LABELS, office.settings.office, TIMEZONE, office.places)
    with pytest.raises(ExportWrong, match=r"danh-sach\.csv: đọc lại được 0 dòng, cơ sở dữ liệu có 1"):
        exports.make(office.march, "photos")
    assert left_over(office) == []


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "scripts/export_reports.py", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project, so that its own database is not touched."""
    folder = tmp_path / "so-tay"
    ignored = shutil.ignore_patterns(".venv", "models", "index", "__pycache__")
    for room in ("bot", "nlu", "knowledge", "scripts"):
        shutil.copytree(app.ROOT / room, folder / room, ignore=ignored)
    shutil.copy(app.CONFIG, folder)
    return folder


def test_the_command_exports_a_period(project: Path) -> None:
    (project / ".data").mkdir()
    office = Reported(project / ".data")
    fill(office)
    office.db.conn.close()
    done = run(project, "--period", "2025-03")
    assert (done.returncode, done.stderr) == (0, "")
    (made,) = (project / ".data/exports").iterdir()
    assert done.stdout == f"Đã xuất tháng 3/2025 (từ 01/03/2025 đến 31/03/2025): {made}\n"
    out = project / "thu muc" / "thang-3.csv"
    done = run(project, "--period", "2025-Q1", "--format", "csv", "--out", str(out))
    assert (done.returncode, len(csv_rows(out))) == (0, 3)


def test_the_command_says_what_is_wrong(project: Path) -> None:
    done = run(project, "--period", "2025-13")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Không xuất được: Không có kỳ “2025-13”.")
    assert not (project / ".data").exists()
    (project / "tep").write_text("", encoding="utf-8")
    done = run(project, "--out", str(project / "tep" / "a.xlsx"))
    assert done.returncode == 1
    assert done.stderr.startswith("Không xuất được: ")
