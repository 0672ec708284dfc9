"""What the pages are made of: the reports that count, the words for codes, a database left alone."""

from __future__ import annotations

import ast
import datetime
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import app
from bot.browsing import reports, source, words
from bot.form import Draft
from bot.migrations import Database, migrations
from bot.reports import Filing, Report
from bot.store import transaction
from tests.reported import Reported

ROOMS = ("bot", "scripts")


def revise(office: Reported, report: Report, summary: str) -> None:
    draft = Draft({**report.fields, "summary": summary}, of=report.number, id=report.id + 1000)
    with transaction(office.db):
        inbox = office._accept(office.message())
        office.records.reports.revise(inbox, office.form, draft, Filing(report.day, report.unit))


def shown(office: Reported) -> dict[str, tuple[object, str, bool]]:
    """Of each report its words, its state and whether it counts."""
    found = reports.filed(office.records)
    return {f.report.number: (f.report.fields.get("summary"), f.report.state, f.counted) for f in found}


def test_a_report_is_shown_as_it_was_when_its_period_was_closed(office: Reported) -> None:
    kept, rejected = office.add(summary="lúc chốt"), office.add(summary="không duyệt")
    office.judge(rejected, "rejected")
    office.close()
    late = office.add(summary="gửi sau khi chốt")
    revise(office, kept, "sửa sau khi chốt")
    assert shown(office) == {
        kept.number: ("lúc chốt", "new", True),
        rejected.number: ("không duyệt", "rejected", False),
        late.number: ("gửi sau khi chốt", "new", False),
    }
    counted = {each.number for each in office.records.closings.counted(office.march)}
    assert counted == {number for number, (_, _, so) in shown(office).items() if so}


def test_a_report_of_an_open_period_is_shown_in_its_newest_version(office: Reported) -> None:
    report = office.add(summary="lần một")
    revise(office, report, "lần hai")
    office.add(summary="tập", training=True)
    assert shown(office) == {report.number: ("lần hai", "new", True)}


def recorded() -> Iterator[str]:
    """Each action that the sources write into the trail, "{}" for what is filled in."""
    for path in (each for room in ROOMS for each in sorted((app.ROOT / room).rglob("*.py"))):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("audit.record", "audit.record_by"):
                yield from written(node.args[-2])


def written(action: ast.expr) -> Iterator[str]:
    if isinstance(action, ast.Constant):
        yield str(action.value)
    elif isinstance(action, ast.JoinedStr):
        yield "".join(str(p.value) if isinstance(p, ast.Constant) else "{}" for p in action.values)


@pytest.mark.parametrize("action", sorted(set(recorded())))
def test_every_action_of_the_trail_has_words(action: str) -> None:
    pattern = re.escape(action.removesuffix(" {}")).replace(re.escape("{}"), r"\w+") + r"(?: \w+)?"
    assert [each for each in words.load().lists["actions"] if re.fullmatch(pattern, each)]


def test_a_database_of_an_older_version_is_not_changed(tmp_path: Path) -> None:
    path = tmp_path / "so-tay.sqlite3"
    old = Database(sqlite3.connect(path, isolation_level=None))
    migrations.apply(old, stop_before="m005_people")
    old.conn.close()
    before = path.read_bytes()
    with pytest.raises(source.SourceUnusable, match="bản trợ lý cũ hơn"):
        source.read(path, lambda db: None)
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_nothing_can_be_written_by_what_reads(office: Reported, tmp_path: Path) -> None:
    office.add(summary="còn đây")
    with pytest.raises(source.SourceUnusable, match="readonly"):
        source.read(tmp_path / "so-tay.sqlite3", lambda db: db.execute("DELETE FROM report_versions"))
    assert len(shown(office)) == 1


def test_a_file_that_changes_while_it_is_read_is_read_again(office: Reported, tmp_path: Path) -> None:
    office.add(summary="lần một")
    office.db.conn.close()
    path = tmp_path / "so-tay.sqlite3"
    seen: list[int] = []

    def work(db: Database) -> int:
        if not seen:
            other = sqlite3.connect(path)
            other.execute("UPDATE reports SET state = 'approved'")
            other.commit()
            other.close()
        (found,) = db.execute("SELECT COUNT(*) FROM reports WHERE state = 'approved'").fetchone()
        seen.append(found)
        return int(found)

    assert source.read(path, work) == 1
    assert len(seen) == 2


def test_the_day_of_a_report_lies_in_its_period(office: Reported) -> None:
    office.add(day=datetime.date(2025, 3, 31), summary="a")
    assert [f.period.key for f in reports.filed(office.records)] == ["2025-03"]
