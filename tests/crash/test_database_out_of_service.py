"""A full disk at each write of a turn, and a locked database: nothing is lost, and nothing is feigned."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import app
from bot.config import Config
from bot.store import open_store
from tests.crash.assisting import QUESTION, REPORT, SEND, STORED, SUMMARY, Assistant, assisting
from tests.crash.bots import write_config
from tests.crash.filling import leave_pages, lift, make_every_write_grow

LOCKED_S = 10
TOLD_S = 10
PEOPLE = 5
TURNS = {"a question": QUESTION, "a report begun": REPORT.format(count=120), "a report confirmed": SEND}
ANSWERS = {"a question": "Trần Hoàng Tuấn", "a report begun": SUMMARY, "a report confirmed": STORED}
LOCK = """
import sqlite3, sys, time
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("BEGIN EXCLUSIVE")
print("locked", flush=True)
time.sleep(float(sys.argv[2]))
db.execute("ROLLBACK")
"""


def stopped_at(assistant: Assistant, chat: str) -> str:
    """Which write of the turn the full disk kept from being made; "" when none."""
    taken = assistant.app.db.execute(
        "SELECT state FROM inbox WHERE chat = ? ORDER BY id DESC LIMIT 1", [chat]
    ).fetchone()
    if not taken:
        return "accept"
    if taken[0] == "new":
        return "turn"
    return "mark" if assistant.left() else ""


async def walk(assistant: Assistant, kind: str) -> Counter[str]:
    """How often the turn was stopped at which kind of write: at the first one, the second … the last."""
    stops: Counter[str] = Counter()
    for pages in itertools.count():
        if stopped := await one(assistant, kind, str(pages), pages):
            stops[stopped] += 1
        else:
            break
    assistant.then = lambda: leave_pages(assistant.app.db, 0)
    stops[await one(assistant, kind, "told", 1000)] += 1
    return stops


async def one(assistant: Assistant, kind: str, chat: str, pages: int) -> str:
    """Where the turn of a new chat was stopped, with so many pages left for it; all holds that must."""
    if kind == "a report confirmed":
        then, assistant.then = assistant.then, lambda: None
        assert (await assistant.ask(chat, REPORT.format(count=100 + pages)))[-1].startswith(SUMMARY)
        assistant.then = then
    assistant.heard[chat].clear()
    leave_pages(assistant.app.db, pages)
    bringing = asyncio.create_task(assistant.bring(chat, TURNS[kind]))
    async with asyncio.timeout(TOLD_S):
        while not assistant.heard[chat]:
            await asyncio.sleep(0.01)
    await asyncio.sleep(0.15)  # the letter is marked, or cannot be; what failed is tried again
    stopped = stopped_at(assistant, chat) if bringing.done() else "accept"
    said = assistant.answers(chat)
    assert assistant.reports(chat) == sum(STORED in text for text in said)
    assert bool(said) == (stopped in ("mark", ""))
    assert len(assistant.heard[chat]) == 1, "the person was told twice"
    assistant.then = lambda: None
    lift(assistant.app.db)
    await bringing
    await assistant.idle(20)
    said = assistant.answers(chat)
    assert len(said) == 1
    assert ANSWERS[kind] in said[0]
    assert assistant.reports(chat) == (kind == "a report confirmed")
    return stopped


@pytest.mark.slow
@pytest.mark.parametrize("kind", TURNS)
def test_a_disk_that_is_full_at_any_write_loses_nothing_and_feigns_nothing(
    kind: str, config: Config, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)

    async def run() -> Counter[str]:
        async with assisting(config, tmp_path / "so-tay.sqlite3") as assistant:
            make_every_write_grow(assistant.app.db)
            stops = await walk(assistant, kind)
            assert assistant.app.db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            return stops

    stops = asyncio.run(run())
    print(f"{kind}: stopped at {sum(stops.values())} writes, {dict(stops)}")
    assert set(stops) == {"accept", "turn", "mark"}
    assert stops["turn"] >= 3


@contextlib.contextmanager
def locked(database: Path) -> Iterator[None]:
    """Another process holds the database for ten seconds from now on."""
    command = [sys.executable, "-c", LOCK, str(database), str(LOCKED_S)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "locked\n"
        yield


@pytest.mark.slow
def test_a_database_locked_by_another_process_loses_nothing_and_nobody_hears_of_locks(
    config: Config, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    people = [str(number) for number in range(PEOPLE)]

    async def run() -> float:
        database = tmp_path / "so-tay.sqlite3"
        async with assisting(config, database) as assistant:
            for chat in people:
                await assistant.ask(chat, REPORT.format(count=100 + int(chat)))
                assistant.heard[chat].clear()
            with locked(database):
                began = time.monotonic()
                await asyncio.gather(*(assistant.bring(chat, SEND) for chat in people))
                await assistant.idle(60)
            took_s = time.monotonic() - began
            for chat in people:
                assert assistant.reports(chat) == 1
                assert len(assistant.answers(chat)) == 1
                assert STORED in assistant.answers(chat)[0]
                assert not any(word in str(assistant.heard[chat]) for word in ("locked", "database"))
            print(f"{PEOPLE} people answered after {took_s:.1f} s, told before: {told(assistant)}")
            return took_s

    def told(assistant: Assistant) -> int:
        return sum(len(assistant.heard[chat]) > 1 for chat in people)

    assert LOCKED_S <= asyncio.run(run()) <= LOCKED_S + 20


@pytest.mark.slow
def test_who_writes_in_the_terminal_is_told_and_answered_afterwards(config: Config, tmp_path: Path) -> None:
    database = tmp_path / "so-tay.sqlite3"
    open_store(database).conn.close()
    config_file = write_config(config, tmp_path)
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "console", "--no-rasa", "--config", str(config_file)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=app.ROOT,
    ) as process:
        assert process.stdout
        assert process.stdout.readline().startswith("Sổ tay")
        with locked(database):
            said, errors = process.communicate(f"{QUESTION}\n", timeout=60)
    assert (process.returncode, errors) == (0, "")
    assert "Máy chủ đang không ghi được dữ liệu" in said
    assert said.count("Trần Hoàng Tuấn") == 1
    assert "locked" not in said
