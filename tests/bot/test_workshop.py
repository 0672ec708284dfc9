"""What takes long is made beside the conversation, and outlives the process."""

import asyncio
import dataclasses
import threading
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot import Reply, app
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
        # `make` may be any maker.
        workshop = Workshop(db, Tasks(db), {"export": make}, SORRY, lambda _: None, apart=apart)  # type: ignore[dict-item]
        workshop.wake()
        await workshop.settled()

    asyncio.run(run())
    return [letter.reply.text for letter in Mailbox(db).unsent("test")]


def wish(db: Database, period: str = "2025-03") -> None:
    with transaction(db):
        Tasks(db).add("test", "an", "export", {"period": period, "format": "csv"})


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


def test_what_takes_long_holds_up_nobody(db: Database) -> None:
    wish(db)
    turned = [0]

    def slowly(content: Mapping[str, str]) -> Reply:
        time.sleep(0.5)
        return Reply("xong")

    async def run() -> None:
        workshop = Workshop(db, Tasks(db), {"export": slowly}, SORRY, lambda _: None, apart=True)
        workshop.wake()
        made = asyncio.create_task(workshop.settled())
        while not made.done():
            await asyncio.sleep(0.01)
            turned[0] += 1

    asyncio.run(run())
    assert [letter.reply.text for letter in Mailbox(db).unsent("test")] == ["xong"]
    assert turned[0] > 10  # the event loop went on


def test_a_wish_that_an_earlier_run_left_is_made_before_anybody_writes(
    config: Config, tmp_path: Path
) -> None:
    heard: list[str] = []

    async def hear(chat: str, reply: Reply) -> None:
        heard.append(reply.text)

    async def start() -> None:
        database, photos, exports = (str(tmp_path / name) for name in ("a.sqlite3", "photos", "exports"))
        storage = dataclasses.replace(config.storage, database=database, photos=photos, exports=exports)
        settings = dataclasses.replace(config, storage=storage)
        assistant = app.build(settings, listening("test", hear), rasa=False)
        wish(assistant.db)
        assistant.turns.recover("test")
        await assistant.turns.settled()
        await assistant.stop()

    asyncio.run(start())
    (said,) = heard
    assert ".xlsx" in said or ".csv" in said
