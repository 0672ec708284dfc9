"""Where messages come in: who cannot be heard is told so, once for each time."""

from __future__ import annotations

import asyncio
import sqlite3

import pytest

from bot import Inbound, Letter, Reply
from bot.channel import NotNow
from bot.intake import Intake
from tests.fakes import Listener, listening
from tests.turning import message

FULL = sqlite3.OperationalError("database or disk is full")


class Inbox:
    """Takes messages when it is not full."""

    def __init__(self) -> None:
        self.full = True
        self.taken: list[str] = []

    def accept(self, inbound: Inbound) -> None:
        if self.full:
            raise FULL
        self.taken.append(inbound.key)


def test_the_sender_of_a_message_that_cannot_be_stored_is_told_once_until_one_was() -> None:
    told: list[tuple[str, str]] = []

    async def hear(chat: str, reply: Reply) -> None:
        told.append((chat, reply.text))

    async def run() -> None:
        inbox = Inbox()
        intake = Intake(inbox.accept, listening("test", hear), Reply("chưa nhận được"))
        for key in "112":
            with pytest.raises(sqlite3.OperationalError, match="full"):
                intake.take(message(key, "một"))
        with pytest.raises(sqlite3.OperationalError, match="full"):
            intake.take(message("3", "một", chat="b"))
        await asyncio.sleep(0)
        assert told == [("a", "chưa nhận được"), ("b", "chưa nhận được")]
        inbox.full = False
        intake.take(message("1", "một"))
        inbox.full = True
        with pytest.raises(sqlite3.OperationalError, match="full"):
            intake.take(message("4", "hai"))
        await asyncio.sleep(0)
        assert [chat for chat, _ in told] == ["a", "b", "a"]
        assert inbox.taken == ["1"]

    asyncio.run(run())


def test_a_channel_that_cannot_tell_it_hides_no_fault_of_the_inbox() -> None:
    class Down(Listener):
        async def send(self, letter: Letter) -> None:
            raise NotNow("down")

    async def hear(chat: str, reply: Reply) -> None:
        raise AssertionError(reply)

    async def run() -> None:
        intake = Intake(Inbox().accept, {"test": Down("test", hear)}, Reply("chưa nhận được"))
        with pytest.raises(sqlite3.OperationalError, match="full"):
            intake.take(message("1", "một"))
        await asyncio.sleep(0)

    asyncio.run(run())
