"""How bad it is what a survey found: each limit from both sides, and that each problem says what to do."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot import config
from bot.app import CONFIG
from bot.monitoring import findings, status
from bot.monitoring.findings import Finding
from bot.monitoring.pulse import Condition, Found, Link, Pulse, Served
from bot.monitoring.survey import File, Published, Survey
from bot.monitoring.tallies import Schema, Tallies, Traffic

NOW = datetime.datetime(2026, 11, 26, 8, 0, tzinfo=datetime.UTC)


def ago(seconds: float) -> str:
    return (NOW - datetime.timedelta(seconds=seconds)).isoformat(timespec="milliseconds")


WELL = Condition({"telegram": Link(True, reached_at=NOW.timestamp())}, "ready", "", Served("v", 1, 5, 24))
PAGE = Pulse("1.0", 42, (ago(86400),), ago(10), WELL)
QUIET = Tallies(
    {"telegram": Traffic(ago(60), ago(50))}, 0, "", 0, 0, 0, 0, 0, 7, 1, {"administrator": 1, "officer": 3}
)


@pytest.fixture
def well() -> Survey:
    """A survey in which nothing is to be done."""
    file = File(Path("so-tay.sqlite3"), 5_000_000, schema=Schema(8, 8, False), tallies=QUIET)
    settings = config.load(CONFIG)
    return Survey(NOW, "1.0", settings, Found(True, PAGE), file, Published(WELL.index), 50_000_000_000, NOW)


def judged(well: Survey) -> tuple[int, list[Finding]]:
    found = findings.judge(well)
    return int(findings.worst(found)), [each for each in found if each.level]


def paged(well: Survey, **changes: Any) -> Survey:
    return dataclasses.replace(well, process=Found(True, dataclasses.replace(PAGE, **changes)))


def counted(well: Survey, **changes: Any) -> Survey:
    file = dataclasses.replace(well.database, tallies=dataclasses.replace(QUIET, **changes))
    return dataclasses.replace(well, database=file)


def parts(well: Survey, **changes: Any) -> Survey:
    return paged(well, condition=dataclasses.replace(WELL, **changes))


def backed_up(well: Survey, seconds: float) -> Survey:
    return dataclasses.replace(well, backed_up_at=NOW - datetime.timedelta(seconds=seconds))


def inside(well: Survey, index: Served) -> Survey:
    """As the process itself sees it, which does not look at the disk."""
    return dataclasses.replace(parts(well, index=index), published=None)


def link(seconds: float, **more: Any) -> Link:
    return Link(True, reached_at=NOW.timestamp() - seconds, **more)


def messages(well: Survey, seconds: float) -> Survey:
    return counted(well, inbox_waiting=1, inbox_oldest_at=ago(seconds))


def letters(seconds: float, channel: str = "telegram") -> dict[str, Traffic]:
    return {channel: Traffic(waiting=3, oldest_at=ago(seconds))}


def test_when_all_is_well_nothing_is_to_be_done(well: Survey) -> None:
    assert judged(well) == (0, [])
    assert all(not each.todo for each in findings.judge(well))


CASES: dict[str, tuple[Callable[[Survey], Survey], int]] = {
    "a beat just in time": (lambda w: paged(w, beat_at=ago(findings.STILL_S - 1)), 0),
    "a beat overdue": (lambda w: paged(w, beat_at=ago(findings.STILL_S + 1)), 2),
    "a beat from tomorrow": (lambda w: paged(w, beat_at=ago(-86400)), 2),
    "a process of another version": (lambda w: paged(w, version="0.9"), 1),
    "two starts in an hour": (lambda w: paged(w, starts=(ago(9000), ago(3000), ago(2000))), 0),
    "three starts in an hour": (lambda w: paged(w, starts=(ago(3500), ago(3000), ago(2000))), 1),
    "no page of a process that lives": (lambda w: dataclasses.replace(w, process=Found(True, None)), 1),
    "a page that may not be read": (lambda w: dataclasses.replace(w, process=None), 2),
    "Rasa starts": (lambda w: paged(w, starts=(ago(60),), condition=_rasa("starting")), 0),
    "Rasa starts for too long": (lambda w: parts(w, rasa="starting"), 1),
    "Rasa is down": (lambda w: parts(w, rasa="down", rasa_problem="Rasa đã dừng (mã 1)"), 1),
    "Rasa is not installed": (lambda w: parts(w, rasa="off", rasa_problem="Chưa cài môi trường Rasa"), 1),
    "rules alone are wanted": (lambda w: parts(w, rasa="off"), 0),
    "no index": (lambda w: parts(w, index=Served("", problem="kho văn bản bị hỏng")), 2),
    "another version on the disk": (lambda w: parts(w, index=Served("u", 1, 5, 24)), 1),
    "a messenger that answers": (lambda w: parts(w, links={"telegram": link(290)}), 0),
    "the one messenger does not answer": (lambda w: parts(w, links={"telegram": link(310)}), 2),
    "one of two does not answer": (lambda w: parts(w, links={"telegram": link(310), "zalo": link(1)}), 1),
    "one of two is lost": (lambda w: parts(w, links={"telegram": link(1), "zalo": link(1, lost=True)}), 1),
    "a webhook is silent": (lambda w: parts(w, links={"telegram": Link(False)}), 0),
    "letters wait": (lambda w: counted(w, channels=letters(findings.OUTBOX_S - 1)), 0),
    "letters wait for long": (lambda w: counted(w, channels=letters(findings.OUTBOX_S + 1)), 1),
    "letters of a messenger that is off": (lambda w: counted(w, channels=letters(86400, "zalo")), 0),
    "messages wait": (lambda w: counted(w, inbox_waiting=1, inbox_oldest_at=ago(findings.INBOX_S - 1)), 0),
    "messages wait long": (
        lambda w: counted(w, inbox_waiting=1, inbox_oldest_at=ago(findings.INBOX_S + 1)),
        1,
    ),
    "a message failed last week": (lambda w: counted(w, set_aside=4, set_aside_week=1), 0),
    "a message failed today": (lambda w: counted(w, set_aside=4, set_aside_week=1, set_aside_day=1), 1),
    "letters were given up": (lambda w: counted(w, given_up=9), 0),
    "no administrator": (lambda w: counted(w, people={"officer": 3}), 1),
    "room on the disk": (lambda w: dataclasses.replace(w, free_bytes=findings.DISK_LOW_BYTES), 0),
    "little room on the disk": (lambda w: dataclasses.replace(w, free_bytes=findings.DISK_LOW_BYTES - 1), 1),
    "a backup of yesterday": (lambda w: backed_up(w, findings.BACKUP_S - 1), 0),
    "no backup since": (lambda w: backed_up(w, findings.BACKUP_S + 1), 1),
    "never a backup": (lambda w: dataclasses.replace(w, backed_up_at=None), 1),
    "an older version answers": (lambda w: inside(w, Served("v", 1, 5, 24, "tệp hỏng")), 1),
    "no room on the disk": (lambda w: dataclasses.replace(w, free_bytes=findings.DISK_FULL_BYTES - 1), 2),
}


def _rasa(state: str) -> Condition:
    return dataclasses.replace(WELL, rasa=state)


@pytest.mark.parametrize("case", CASES)
def test_each_limit_is_kept_and_each_problem_says_what_to_do(case: str, well: Survey) -> None:
    make, expected = CASES[case]
    level, problems = judged(make(well))
    assert level == expected
    assert len(problems) == (1 if expected else 0)
    assert all(each.todo for each in problems)


def test_problems_come_first_and_all_is_aligned(well: Survey) -> None:
    text = status.as_text(findings.judge(parts(well, rasa="down", rasa_problem="Rasa đã dừng")))
    first, second, third, *rest = text.splitlines()
    assert "có việc cần xem" in first
    assert second.startswith("! Hiểu câu ")
    assert third.strip().startswith("→ ")
    assert all(each.startswith("  ") for each in rest)
    columns = {len(each) - len(each[2:].split("  ", 1)[1].lstrip()) for each in (second, *rest)}
    assert len(columns) == 1
