"""docs/giam-sat.md shows what the command prints, each line and each limit of it, and no others."""

from __future__ import annotations

import dataclasses
import datetime
import re
from pathlib import Path

import pytest

from bot import app, config
from bot.monitoring import findings, status
from bot.monitoring.findings import Level
from bot.monitoring.pulse import Condition, Found, Link, Pulse, Served
from bot.monitoring.survey import File, Published, Survey
from bot.monitoring.tallies import Schema, Tallies, Traffic
from bot.version import version
from tests.bot.monitoring.test_findings import CASES

PAGE = (app.ROOT / "docs/giam-sat.md").read_text(encoding="utf-8")
NOW = datetime.datetime(2026, 11, 26, 2, 21, 40, tzinfo=datetime.UTC)


def shown(text: str) -> str:
    """The text whatever the version of the program and the number of the schema."""
    return re.sub(r"\d+\.\d+\.\d+", "V", re.sub(r"cấu trúc \d+", "cấu trúc N", text))


def blocks() -> list[str]:
    return [text for name, text in re.findall(r"^```(\w*)\n(.*?)\n```$", PAGE, re.M | re.S) if not name]


def table(heading: str) -> list[list[str]]:
    """The cells of the table whose first column is called so."""
    rows = re.search(rf"^\| {re.escape(heading)} \|.*\n\|[-|]+\n((?:\|.*\n)+)", PAGE, re.M)
    assert rows, heading
    return [[cell.strip() for cell in row.strip("|").split(" | ")] for row in rows[1].splitlines()]


@pytest.fixture
def survey() -> Survey:
    """What the page shows."""
    beat = NOW.isoformat()
    served = Served("20261125T212909.856947Z-b747adba", 1, 5, 24)
    condition = Condition({"telegram": Link(True, reached_at=NOW.timestamp())}, "ready", "", served)
    page = Pulse(version(), 4242, ("2026-11-26T02:20:05+00:00",), beat, condition)
    tallies = Tallies({"telegram": Traffic(beat, beat)}, 0, "", 0, 0, 0, 0, 0, 2, 1, {"administrator": 1})
    path = Path("/opt/so-tay/.data/so-tay.sqlite3")
    file = File(path, 217_088, schema=Schema(8, 8, False), tallies=tallies)
    backup = NOW - datetime.timedelta(hours=9, minutes=5)
    disk = 76_100_000_000
    settings = config.load(app.CONFIG)
    return Survey(NOW, version(), settings, Found(True, page), file, Published(served), disk, backup)


def test_the_first_example_is_what_is_printed_when_all_is_well(survey: Survey) -> None:
    assert shown(status.as_text(findings.judge(survey))) == shown(blocks()[0])


def test_the_second_is_what_is_printed_of_a_process_that_was_killed(survey: Survey) -> None:
    assert survey.process
    killed = dataclasses.replace(survey, process=dataclasses.replace(survey.process, alive=False))
    assert shown(status.as_text(findings.judge(killed))) == shown(blocks()[1])


def test_every_part_has_its_row_and_every_row_its_part(survey: Survey) -> None:
    surveys = [survey, *(make(survey) for make, _ in CASES.values())]
    parts = {each.part for one in surveys for each in findings.judge(one)} | {"Cài đặt"}
    assert {name for row in table("dòng") for name in re.findall(r"`([^`]+)`", row[0])} == parts


def test_every_limit_is_told() -> None:
    told = [value for _, value in table("mức")]
    assert told == [
        f"{findings.STILL_S} giây",
        f"{findings.UNREACHED_S // 60} phút",
        f"{findings.RASA_STARTING_S // 60} phút",
        f"{findings.OUTBOX_S // 60} phút",
        f"{findings.INBOX_S // 60} phút",
        f"{findings.STARTS} lần trong {findings.STARTS_S // 60} phút",
        f"{findings.DISK_LOW_BYTES // 1_000_000} MB",
        f"{findings.DISK_FULL_BYTES // 1_000_000} MB",
        f"{findings.BACKUP_S // 3600} giờ",
    ]


def test_every_exit_status_is_told() -> None:
    told = {int(code.strip("`")): meaning for code, meaning in table("mã thoát")}
    assert set(told) == set(Level)
    assert {level: text.lower() for level, text in status.VERDICTS.items()} == told
