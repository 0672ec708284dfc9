"""Messages that fail whenever they are worked on: set aside, apologised for, told; the next is answered."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
from pathlib import Path
from typing import Any

import pytest

from bot import Inbound, Reply, records, wording
from bot.alarms import Alarms
from bot.config import Config
from bot.mailbox import Mailbox
from bot.people import Contact, People
from bot.store import Database, open_store, transaction
from bot.turns import MOST_TRIES, Turns
from knowledge.answer import Answerer
from nlu import Understanding
from tests.crash.assisting import CHANNEL, QUESTION, Assistant, assisting
from tests.crash.filling import leave_pages, lift, make_every_write_grow
from tests.turning import Echo, message, play

POISON = "điều độc hại 356 là gì"
ADMINISTRATOR = "quản trị"
PAGES = (2, 5, 6, 7)  # that the disk has left: it is full at a try, at the apology, at the note, after it


class Poisoned(Answerer):
    """An answerer that fails at one question."""

    tries = 0

    def __init__(self, sound: Answerer) -> None:
        self.__dict__.update(sound.__dict__)

    def __getattribute__(self, name: str) -> Any:
        found = object.__getattribute__(self, name)
        if name.startswith("_") or not callable(found):
            return found

        def called(*arguments: Any, **named: Any) -> Any:
            if any("độc" in str(each) for each in arguments):
                Poisoned.tries += 1
                raise RuntimeError("a fault of ours")
            return found(*arguments, **named)

        return called


def told_of(assistant: Assistant) -> list[str]:
    """What the administrator was told."""
    return [text for text in assistant.heard[ADMINISTRATOR] if text.startswith("[Quản trị]")]


def add_administrator(assistant: Assistant) -> None:
    people = assistant.app.records.people
    people.add("Lan", "administrator", "", (CHANNEL, ADMINISTRATOR, ADMINISTRATOR))


def test_a_poison_message_is_set_aside_and_told_and_the_next_is_answered(
    config: Config, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    Poisoned.tries = 0

    async def run() -> None:
        async with assisting(config, tmp_path / "so-tay.sqlite3", watch=Poisoned) as assistant:
            add_administrator(assistant)
            apology = assistant.app.dialogue.notice("failed").text
            await asyncio.gather(assistant.bring("a", POISON), assistant.bring("a", QUESTION))
            await assistant.idle(10)
            assert assistant.heard["a"][0] == apology
            assert "Trần Hoàng Tuấn" in assistant.heard["a"][1]
            assert len(assistant.heard["a"]) == 2
            assert len(told_of(assistant)) == 1
            assert Poisoned.tries == MOST_TRIES
            rows = assistant.app.db.execute("SELECT state FROM inbox ORDER BY id").fetchall()
            assert rows == [("failed",), ("done",)]
            assert assistant.count("SELECT COUNT(*) FROM questions") == 1

    asyncio.run(run())


@pytest.mark.slow
def test_the_apology_and_the_note_go_out_together_however_full_the_disk_is(
    config: Config, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)

    async def run() -> None:
        async with assisting(config, tmp_path / "so-tay.sqlite3", watch=Poisoned) as assistant:
            add_administrator(assistant)
            make_every_write_grow(assistant.app.db)
            apology = assistant.app.dialogue.notice("failed").text
            for pages in PAGES:
                leave_pages(assistant.app.db, pages)
                bringing = asyncio.create_task(assistant.bring(str(pages), POISON))
                await asyncio.sleep(0.3)
                lift(assistant.app.db)
                await bringing
                await assistant.idle(60)
                assert assistant.heard[str(pages)].count(apology) == 1
                assert len(told_of(assistant)) == 1
                assistant.heard[ADMINISTRATOR].clear()
            failed = "SELECT COUNT(*) FROM inbox WHERE state = 'failed'"
            assert assistant.count(failed) == len(PAGES)

    asyncio.run(run())


class Unlisted(People):
    """A table of people that does not tell who the administrators are."""

    def administrators(self) -> list[Contact]:
        raise KeyError("a fault of ours")


class Alarmed(Echo):
    """Fails with one text; tells the administrators."""

    def __init__(self, alarms: Alarms) -> None:
        super().__init__()
        self._alarms = alarms

    def reply(self, inbox_id: int, message: Inbound, said: Understanding) -> list[Reply]:
        if message.text == "độc":
            raise RuntimeError("broken on purpose")
        return super().reply(inbox_id, message, said)

    def set_aside(self, inbox_id: int, message: Inbound) -> None:
        self._alarms.set_aside(inbox_id, message)


def poisoned(db: Database, alarms: Alarms) -> list[str]:
    """What is sent when a poison message comes, and one after it."""

    async def steps(turns: Turns) -> None:
        await turns.receive(message("1", "độc"))
        await turns.receive(message("2", "lành"))

    return play(db, Alarmed(alarms), steps)


def test_a_fault_in_telling_the_administrators_does_not_keep_the_apology_back(
    config: Config, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    db = open_store(":memory:")
    kept = records.keep(db, config)
    unlisted = dataclasses.replace(kept, people=Unlisted(db, {}, {}))
    assert poisoned(db, Alarms(unlisted, wording.load())) == ["xin lỗi", "lành"]
    db.conn.close()


def test_every_account_of_an_administrator_is_told_wherever_it_is(
    config: Config, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    db = open_store(":memory:")
    kept = records.keep(db, config)
    lan = kept.people.add("Lan", "administrator", "", ("test", "lan", "lan"))
    kept.people.attach(dataclasses.replace(message("0", ""), channel="other", sender="l", chat="l"), lan)
    kept.people.add("Ba", "officer", "", ("test", "ba", "ba"))
    sent = poisoned(db, Alarms(kept, wording.load()))
    assert [text for text in sent if not text.startswith("[Quản trị]")] == ["xin lỗi", "lành"]
    assert len(sent) == 3
    [waits] = Mailbox(db).unsent("other")
    assert (waits.chat, waits.reply.text.startswith("[Quản trị]")) == ("l", True)
    db.conn.close()


def test_the_database_s_own_fault_is_not_hidden_in_an_alarm(config: Config) -> None:
    db = open_store(":memory:")
    kept = records.keep(db, config)
    kept.people.add("Lan", "administrator", "", ("test", "lan", "lan"))
    db.execute("PRAGMA query_only = ON")
    with pytest.raises(Exception, match="readonly"):
        Alarms(kept, wording.load()).set_aside(1, message("1", "độc"))
    db.execute("PRAGMA query_only = OFF")
    with transaction(db):
        Alarms(kept, wording.load()).set_aside(1, message("1", "độc"))
    assert len(Mailbox(db).unsent("test")) == 1
    db.conn.close()
