"""A messenger that takes no letters for a while: all of them are delivered afterwards, each in its order.

SO_TAY_DOWN_S is how long it takes none, 3 s by default; the full figure is 30.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import itertools
import logging
import os
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot import Letter, Reply
from bot.channel import Channel
from bot.channels import TELEGRAM, ZALO
from bot.channels.telegram import Server, Telegram
from bot.channels.telegram_updates import Updates
from bot.channels.zalo import Zalo
from bot.channels.zalo_api import ZaloApi
from bot.delivery import Delivery, Pace
from bot.mailbox import Mailbox
from bot.secrets import Secret
from bot.store import open_store
from tests.telegram_server import TelegramServer
from tests.zalo_server import ZaloServer

DOWN_S = float(os.environ.get("SO_TAY_DOWN_S", "3"))
RECOVERED_WITHIN_S = 60.0
LETTERS, CHATS, BEFORE = 100, 8, 20  # of all letters, those that go out before the fault
LOST_ANSWERS = 3
RETRY_AFTER_S = 2
TIMEOUT_S = 2.0  # a busy machine is no fault of the messenger's
METHOD = "sendMessage"
FAULTY, GONE = "a letter that cannot be laid out", "1"


class Tried:
    """The channel, with the time of each try and how many of them failed."""

    def __init__(self, channel: Channel) -> None:
        self.name, self.abilities = channel.name, channel.abilities
        self.fetch, self.typing = channel.fetch, channel.typing
        self.times: list[float] = []
        self.failed = 0
        self._channel = channel

    async def send(self, letter: Letter) -> None:
        self.times.append(time.monotonic())
        try:
            await self._channel.send(letter)
        except Exception:  # counted and raised again
            self.failed += 1
            raise


@dataclass
class Scene:
    """One messenger of its own, with its letters."""

    server: TelegramServer | ZaloServer
    channel: Tried
    down_s: list[float] = field(default_factory=list)  # when it went down and came back

    def received(self) -> list[tuple[float, str, str]]:
        """When, in which chat and what it took, in order."""
        if isinstance(self.server, TelegramServer):
            return [(each.at, str(each.chat_id), each.text) for each in self.server.sent]
        return [(each.at, each.chat, each.text) for each in self.server.sent]

    def requests(self) -> list[float]:
        """When it was asked to take a letter, while it answered at all."""
        return [each.at for each in self.server.requests if each.method == METHOD]

    async def down(self) -> None:
        """Nothing, after the time for which it is down."""
        self.down_s.append(time.monotonic())
        await asyncio.sleep(DOWN_S)
        self.server.clear()
        self.down_s.append(time.monotonic())


Outage = Callable[[Scene], Awaitable[None]]


def status(code: int, after_s: int = 0) -> Outage:
    """What answers with that status while it is down."""

    async def outage(scene: Scene) -> None:
        scene.server.fault(METHOD, "status", times=None, status=code, retry_after_s=after_s)
        await scene.down()

    return outage


def told(code: int) -> Outage:
    """What answers with that code of Zalo's."""

    async def outage(scene: Scene) -> None:
        scene.server.fault(METHOD, "code", times=None, error_code=code)
        await scene.down()

    return outage


async def refused(scene: Scene) -> None:
    await scene.server.refuse(DOWN_S)
    await scene.down()


def lost_answers(kind: str) -> Outage:
    """What takes a letter, and is not heard to have."""

    async def outage(scene: Scene) -> None:
        scene.server.fault(METHOD, kind, times=LOST_ANSWERS, accepted=True)
        scene.down_s = [time.monotonic()] * 2

    return outage


OUTAGES: dict[str, dict[str, Outage]] = {
    TELEGRAM: {
        "429": status(429, RETRY_AFTER_S),
        "502": status(502),
        "refused": refused,
        "timeout after accept": lost_answers("hang"),
        "cut after accept": lost_answers("cut"),
    },
    ZALO: {
        "429 of a proxy": status(429, RETRY_AFTER_S),
        "429": told(429),
        "500": told(500),
        "502": status(502),
        "refused": refused,
        "timeout after accept": lost_answers("hang"),
        "cut after accept": lost_answers("cut"),
    },
}


def layout(reply: Reply) -> list[str]:
    """The text as it is; a fault of our own with one."""
    if reply.text == FAULTY:
        raise RuntimeError("a fault of ours")
    return [reply.text]


@contextlib.asynccontextmanager
async def telegram() -> AsyncIterator[Scene]:
    async with TelegramServer().serve() as server:
        channel = Telegram(
            Secret(server.token),
            Server(server.url, TIMEOUT_S),
            Updates(datetime.UTC, lambda chat, letter, row: None),
            layout,
            lambda file: Path(file.name),
        )
        try:
            await channel.check()
            yield Scene(server, Tried(channel))
        finally:
            await channel.close()


@contextlib.asynccontextmanager
async def zalo() -> AsyncIterator[Scene]:
    async with ZaloServer().serve() as server:
        api = ZaloApi(server.url, Secret(server.token), TIMEOUT_S)
        try:
            yield Scene(server, Tried(Zalo(api, datetime.UTC, layout)))
        finally:
            await api.close()


async def play(name: str, outage: Outage, file: Path) -> Scene:
    """The scene, once all its letters were taken."""
    db = open_store(file)
    mailbox = Mailbox(db)
    async with (telegram if name == TELEGRAM else zalo)() as scene:
        for number in range(LETTERS):
            mailbox.write(name, str(1 + number % CHATS), Reply(f"thư {number}"))
        delivery = Delivery(mailbox, {name: scene.channel})
        delivery.wake(name)
        async with asyncio.timeout(DOWN_S + RECOVERED_WITHIN_S + 10):
            while len(scene.received()) < BEFORE:
                await asyncio.sleep(0)
            await outage(scene)
            while mailbox.unsent(name):
                await asyncio.sleep(0.05)
        await delivery.stop()
    db.conn.close()
    return scene


def check(scene: Scene, *, repeats: bool) -> None:
    """Nothing; what the table of the issue asks for holds."""
    received = scene.received()
    assert {text for _, _, text in received} == {f"thư {number}" for number in range(LETTERS)}
    assert scene.channel.failed >= 2
    assert len(received) - LETTERS <= (scene.channel.failed if repeats else 0)
    assert max(Counter(text for _, _, text in received).values()) <= (2 if repeats else 1)
    for chat in range(1, CHATS + 1):
        firsts = dict.fromkeys(text for _, where, text in received if where == str(chat))
        assert list(firsts) == [f"thư {n}" for n in range(LETTERS) if 1 + n % CHATS == chat]
    began, ended = scene.down_s
    assert max(at for at, _, _ in received) <= ended + RECOVERED_WITHIN_S
    for times in (scene.requests(), scene.channel.times):
        while_down = [at for at in times if began < at < ended]
        assert all(after - before >= 0.99 for before, after in itertools.pairwise(while_down))


@pytest.mark.slow
@pytest.mark.parametrize("name", OUTAGES)
def test_all_letters_are_delivered_once_the_messenger_takes_them_again(
    name: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.CRITICAL)
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    outages = OUTAGES[name]

    async def run() -> list[Scene]:
        return await asyncio.gather(
            *(play(name, outage, tmp_path / f"{number}.db") for number, outage in enumerate(outages.values()))
        )

    for kind, scene in zip(outages, asyncio.run(run()), strict=True):
        received = scene.received()
        last_s = max(at for at, _, _ in received) - scene.down_s[1]
        print(
            f"{name}, {kind}: {len({text for _, _, text in received})} of {LETTERS} letters,"
            f" {len(received) - LETTERS} repeated, {scene.channel.failed} tries failed,"
            f" the last letter {last_s:.1f} s after the end"
        )
        check(scene, repeats="accept" in kind)


@pytest.mark.slow
@pytest.mark.parametrize("name", OUTAGES)
def test_what_can_never_be_sent_is_given_up_and_holds_up_nobody_else(
    name: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.CRITICAL)
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    db = open_store(tmp_path / "so-tay.sqlite3")
    mailbox = Mailbox(db)

    async def run() -> list[tuple[float, str, str]]:
        async with (telegram if name == TELEGRAM else zalo)() as scene:
            if isinstance(scene.server, TelegramServer):
                scene.server.people.forbid(int(GONE))
            else:
                scene.server.gone.add(GONE)
            for chat, text in ((GONE, "a"), ("2", FAULTY), ("2", "after it"), (GONE, "b"), ("3", "c")):
                mailbox.write(name, chat, Reply(text))
            delivery = Delivery(mailbox, {name: scene.channel}, Pace(first_s=0.2))
            delivery.wake(name)
            async with asyncio.timeout(20):
                while mailbox.unsent(name):
                    await asyncio.sleep(0.02)
            await delivery.stop()
            return scene.received()

    (first_s, *first), (second_s, *second) = asyncio.run(run())
    assert (first, second) == (["3", "c"], ["2", "after it"])
    assert second_s - first_s >= 1.0  # the pauses between the tries of the faulty one
    query = "SELECT json_extract(reply, '$.text') FROM outbox WHERE failed_at IS NOT NULL ORDER BY id"
    assert [text for (text,) in db.execute(query)] == ["a", FAULTY, "b"]
    db.conn.close()
