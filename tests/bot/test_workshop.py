"""What takes long is made beside the conversation, and outlives the process."""

import asyncio
import dataclasses
import datetime
import threading
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot import Inbound, Reply, app
from bot.config import Config
from bot.mailbox import Mailbox
from bot.store import Database, open_store, transaction
from bot.tasks import Tasks
from bot.workshop import MOST_TRIES, Workshop
from tests.fakes import listening

SORRY = Reply("chưa lập được")


@pytest.fixture
def db(tmp_path: Path):
    database = open_store(tmp_path / "a.sqlite3")
    yield database
    database.conn.close()


def work(db: Database, make: object, *, apart: bool = True) -> list[str]:
    """The letters that are there once the workshop has made what was wished before."""

    async def run() -> None:
        workshop = Workshop(db, Tasks(db), {"export": make}, SORRY, lambda _: None, apart=apart)  # type: ignore[dict-item]
        workshop.wake()
        await workshop.settled()

    asyncio.run(run())
    return [letter.reply.text for letter in Mailbox(db).unsent("test")]


def wish(db: Database, period: str = "2025-03") -> None:
    with transaction(db):
        Tasks(db).add("test", "an", "export", {"period": period})


def test_what_an_earlier_run_was_asked_for_is_made_once_in_a_thread(db: Database) -> None:
    wish(db)
    made: list[str] = []

    def make(content: Mapping[str, str]) -> Reply:
        made.append(threading.current_thread().name)
        return Reply(f"bảng {content['period']}")

    assert work(db, make) == ["bảng 2025-03"]
    assert work(db, make) == ["bảng 2025-03"]
    assert len(made) == 1
    assert made[0] != threading.main_thread().name


def test_what_fails_three_times_ends_with_an_apology_and_the_next_is_made(db: Database) -> None:
    wish(db, "2025-02")
    wish(db)
    tries: list[str] = []

    def make(content: Mapping[str, str]) -> Reply:
        tries.append(content["period"])
        if content["period"] == "2025-02":
            raise RuntimeError("broken on purpose")
        return Reply("xong")

    assert work(db, make) == [SORRY.text, "xong"]
    assert tries == ["2025-02"] * MOST_TRIES + ["2025-03"]


def test_a_long_export_holds_up_nobody(
    config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[tuple[str, float]] = []

    async def hear(chat: str, reply: Reply) -> None:
        heard.append((chat, time.monotonic()))

    def slowly(self: object, period: object, kind: str) -> object:
        time.sleep(1.0)
        raise AssertionError("no file is needed here")

    async def talk() -> None:
        folders = {name: str(tmp_path / name) for name in ("photos", "exports")}
        storage = dataclasses.replace(config.storage, database=str(tmp_path / "a.sqlite3"), **folders)
        people = dataclasses.replace(config.people, default_role="administrator")
        settings = dataclasses.replace(config, storage=storage, people=people)
        assistant = app.build(settings, listening("test", hear), rasa=False)
        try:
            now = datetime.datetime.now(assistant.timezone)
            assistant.turns.take(Inbound("test", "sep", "sep", "1", "xuất excel tháng 3", now))
            assistant.turns.take(Inbound("test", "an", "an", "2", "ai ký công văn 356", now))
            await assistant.turns.settled()
        finally:
            await assistant.stop()

    monkeypatch.setattr("bot.figures.chat.Figures.export", slowly)
    asyncio.run(talk())
    when = dict(heard)  # the last letter of each
    assert when["an"] < when["sep"] - 1.0
