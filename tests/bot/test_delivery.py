"""Letters on their way out, with channels that fail in all the ways that there are."""

from __future__ import annotations

import asyncio
import itertools
import logging
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

import pytest

from bot import File, Reply
from bot.channel import Channel, Never, NotNow
from bot.delivery import MOST_FAULTS, MOST_UPLOADS, Delivery, Pace
from bot.mailbox import Mailbox
from bot.store import Database, open_store
from tests.fakes import Listener

PACE = Pace(first_s=0.05, longest_s=0.2)
PHOTO = File("0" * 64, "image/jpeg", 1)


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)


@pytest.fixture
def db() -> Iterator[Database]:
    database = open_store(":memory:")
    yield database
    database.conn.close()


@dataclass
class Channels:
    """One channel that takes files; `act` is what happens to a letter before it is taken."""

    act: Callable[[str, Reply], Awaitable[None]]
    tried: list[tuple[float, str]] = field(default_factory=list)  # when, which text
    taken: list[str] = field(default_factory=list)

    async def hear(self, chat: str, reply: Reply) -> None:
        self.tried.append((time.monotonic(), reply.text))
        await self.act(chat, reply)
        self.taken.append(reply.text)

    def all(self, *names: str) -> dict[str, Channel]:
        made: dict[str, Channel] = {}
        for name in names:
            listener = Listener(name, self.hear)
            listener.abilities = replace(listener.abilities, files=True)
            made[name] = listener
        return made

    def tries(self, text: str) -> list[float]:
        """When the letter with that text was tried."""
        return [at for at, tried in self.tried if tried == text]


def write(db: Database, *letters: tuple[str, str], files: tuple[File, ...] = ()) -> None:
    """Letters (chat, text) that wait in the channel "test"."""
    for chat, text in letters:
        Mailbox(db).write("test", chat, Reply(text, files=files))


def deliver(
    db: Database,
    act: Callable[[str, Reply], Awaitable[None]],
    until: Callable[[Channels], bool] | None = None,
    pace: Pace = PACE,
) -> Channels:
    """The channel, once `until` holds of it, or once nothing waits any more."""
    channels = Channels(act)

    async def run() -> None:
        delivery = Delivery(Mailbox(db), channels.all("test"), pace)
        delivery.wake("test")
        try:
            async with asyncio.timeout(10):
                while not (until(channels) if until else not Mailbox(db).unsent("test")):
                    await asyncio.sleep(0.005)
        finally:
            await delivery.stop()

    asyncio.run(run())
    return channels


def failing(error: Exception, times: int, texts: Iterable[str]) -> Callable[[str, Reply], Awaitable[None]]:
    """What raises the error at the first so many tries of each of these texts."""
    left = dict.fromkeys(texts, times)

    async def act(chat: str, reply: Reply) -> None:
        if left.get(reply.text, 0) > 0:
            left[reply.text] -= 1
            raise error

    return act


async def take(chat: str, reply: Reply) -> None:
    """Nothing: the letter is taken."""


def fates(db: Database) -> dict[str, str]:
    """What became of each letter, by its text."""
    query = (
        "SELECT json_extract(reply, '$.text'), CASE WHEN sent_at THEN 'sent' WHEN failed_at THEN error"
        " ELSE 'waits' END FROM outbox"
    )
    return dict(db.execute(query).fetchall())


def test_letters_go_out_one_after_the_other_in_the_order_in_which_they_were_written(db: Database) -> None:
    under_way = 0

    async def act(chat: str, reply: Reply) -> None:
        nonlocal under_way
        under_way += 1
        assert under_way == 1
        await asyncio.sleep(0.001)
        under_way -= 1

    write(db, *((f"chat {n % 7}", str(n)) for n in range(50)))
    assert deliver(db, act).taken == [str(n) for n in range(50)]


def test_a_channel_that_is_not_reached_is_asked_ever_less_often_with_another_chats_letter(
    db: Database,
) -> None:
    write(db, ("a", "a1"), ("a", "a2"), ("b", "b1"), ("c", "c1"))
    channels = deliver(db, failing(NotNow("down"), 2, ["a1", "b1", "c1"]))
    tried = [text for _, text in channels.tried]
    assert tried[:6] == ["a1", "b1", "c1", "a1", "b1", "c1"]
    assert sorted(channels.taken) == ["a1", "a2", "b1", "c1"]
    assert channels.taken.index("a1") < channels.taken.index("a2")
    times = [at for at, _ in channels.tried]
    pauses = [after - before for before, after in itertools.pairwise(times[:7])]
    for pause, expected in zip(pauses, [0.05, 0.1, 0.2, 0.2, 0.2, 0.2], strict=True):
        assert expected <= pause < expected + 0.15


def test_after_a_letter_was_taken_the_pauses_begin_anew(db: Database) -> None:
    write(db, ("a", "a1"), ("a", "a2"))
    channels = deliver(db, failing(NotNow("down"), 3, ["a1", "a2"]))
    first, second = channels.tries("a2")[:2]
    assert 0.05 <= second - first < 0.1


def test_the_pause_that_the_channel_asks_for_is_kept_even_when_the_try_cannot_be_counted(
    db: Database,
) -> None:
    write(db, ("a", "a1"), ("b", "b1"))
    act = failing(NotNow("429", 0.4), 1, ["a1"])

    async def full(chat: str, reply: Reply) -> None:
        db.execute(f"PRAGMA query_only = {'OFF' if channels_tried else 'ON'}")
        channels_tried.append(reply.text)
        await act(chat, reply)

    channels_tried: list[str] = []
    channels = deliver(db, full)
    assert channels.tried[1][0] - channels.tried[0][0] >= 0.4
    assert sorted(channels.taken) == ["a1", "b1"]


def test_a_letter_that_fails_by_a_fault_of_ours_holds_up_its_own_chat_only_and_is_given_up(
    db: Database,
) -> None:
    write(db, ("a", "poison"), ("a", "a2"), *(("b", f"b{n}") for n in range(20)))
    channels = deliver(db, failing(RuntimeError("words of a person"), 99, ["poison"]))
    assert len(channels.tries("poison")) == MOST_FAULTS
    assert channels.tries("b19")[0] < channels.tries("poison")[1]
    assert channels.taken == [*(f"b{n}" for n in range(20)), "a2"]
    assert fates(db).pop("poison").startswith("RuntimeError at ")
    assert "words of a person" not in str(fates(db))


def test_what_comes_while_a_chat_rests_is_sent_at_once(db: Database) -> None:
    channels = Channels(failing(RuntimeError(), 1, ["poison"]))

    async def run() -> float:
        delivery = Delivery(Mailbox(db), channels.all("test"), Pace(first_s=0.5))
        write(db, ("a", "poison"))
        delivery.wake("test")
        await asyncio.sleep(0.05)
        write(db, ("b", "b1"))
        began = time.monotonic()
        delivery.wake("test")
        await delivery.settled()
        await delivery.stop()
        return channels.tries("b1")[0] - began

    assert asyncio.run(run()) < 0.1
    assert channels.taken == ["b1", "poison"]


def test_tries_that_the_channel_refused_are_no_faults_of_ours(db: Database) -> None:
    write(db, ("a", "a1"))
    errors = [*[NotNow("down")] * MOST_FAULTS, *[RuntimeError()] * (MOST_FAULTS - 1)]

    async def act(chat: str, reply: Reply) -> None:
        if errors:
            raise errors.pop(0)

    assert deliver(db, act, pace=Pace(0.01, 0.02)).taken == ["a1"]


def test_a_letter_to_a_chat_that_is_gone_is_given_up_at_the_first_try(db: Database) -> None:
    write(db, ("gone", "g1"), ("gone", "g2"), ("b", "b1"))
    channels = deliver(db, failing(Never("blocked"), 1, ["g1", "g2"]))
    assert [text for _, text in channels.tried] == ["g1", "g2", "b1"]
    assert fates(db) == {"g1": "blocked", "g2": "blocked", "b1": "sent"}


def test_uploads_go_beside_the_other_letters_but_not_before_those_of_their_chat(db: Database) -> None:
    async def act(chat: str, reply: Reply) -> None:
        await asyncio.sleep(0.1 if reply.files else 0)

    write(db, ("a", "a1"))
    write(db, ("a", "a2 with a photo"), files=(PHOTO,))
    write(db, ("a", "a3"), ("b", "b1"), ("b", "b2"))
    assert deliver(db, act).taken == ["a1", "b1", "b2", "a2 with a photo", "a3"]


def test_only_so_many_uploads_are_under_way_and_others_do_not_wait_for_them(db: Database) -> None:
    under_way, most = 0, 0

    async def act(chat: str, reply: Reply) -> None:
        nonlocal under_way, most
        if reply.files:
            under_way += 1
            most = max(most, under_way)
            await asyncio.sleep(0.02)
            under_way -= 1

    write(db, *((f"chat {n}", f"photo {n}") for n in range(10)), files=(PHOTO,))
    write(db, ("b", "b1"))
    channels = deliver(db, act)
    assert most == MOST_UPLOADS
    assert channels.taken[0] == "b1"
    assert len(channels.taken) == 11


def test_while_the_channel_is_down_uploads_are_tried_one_by_one(db: Database) -> None:
    write(db, *((f"chat {n}", f"photo {n}") for n in range(10)), files=(PHOTO,))
    act = failing(NotNow("down"), 99, [f"photo {n}" for n in range(10)])
    channels = deliver(db, act, until=lambda channels: len(channels.tried) >= 6)
    times = [at for at, _ in channels.tried]
    later = times[MOST_UPLOADS - 1 :]
    assert all(after - before >= 0.04 for before, after in itertools.pairwise(later))


def test_an_upload_whose_fate_cannot_be_written_down_is_sent_once(db: Database) -> None:
    async def act(chat: str, reply: Reply) -> None:
        db.execute("PRAGMA query_only = ON")
        asyncio.get_running_loop().call_later(0.15, db.execute, "PRAGMA query_only = OFF")
        await asyncio.sleep(0)

    write(db, ("a", "a1"), files=(PHOTO,))
    assert deliver(db, act).taken == ["a1"]
    assert fates(db) == {"a1": "sent"}


def test_many_letters_of_a_chat_that_rests_do_not_hide_those_of_another(db: Database) -> None:
    write(db, *(("a", f"a{n}") for n in range(600)), ("b", "b1"))
    act = failing(RuntimeError(), 99, ["a0"])
    channels = deliver(db, act, until=lambda channels: "b1" in channels.taken)
    assert [text for _, text in channels.tried[:2]] == ["a0", "b1"]


def test_a_channel_that_is_down_does_not_hold_up_another(db: Database) -> None:
    heard: list[str] = []

    async def down(chat: str, reply: Reply) -> None:
        raise NotNow("down")

    async def hear(chat: str, reply: Reply) -> None:
        heard.append(reply.text)

    async def run() -> None:
        channels: dict[str, Channel] = {"test": Listener("test", down), "other": Listener("other", hear)}
        delivery = Delivery(Mailbox(db), channels, PACE)
        Mailbox(db).write("other", "b", Reply("b1"))
        delivery.wake_all()
        await delivery.settled()
        await delivery.stop()

    write(db, ("a", "a1"))
    asyncio.run(run())
    assert heard == ["b1"]
    assert fates(db) == {"a1": "waits", "b1": "sent"}


def test_a_channel_that_is_not_on_keeps_its_letters(db: Database) -> None:
    async def run() -> None:
        delivery = Delivery(Mailbox(db), {}, PACE)
        delivery.wake("test")
        await delivery.settled()
        await delivery.stop()

    write(db, ("a", "a1"))
    asyncio.run(run())
    assert fates(db) == {"a1": "waits"}


def test_what_was_under_way_at_the_end_is_sent_by_the_next_run(db: Database) -> None:
    async def hang(chat: str, reply: Reply) -> None:
        await asyncio.Event().wait()

    write(db, ("a", "a1"))
    write(db, ("b", "b1"), files=(PHOTO,))
    assert deliver(db, hang, until=lambda channels: bool(channels.tried)).taken == []
    assert sorted(deliver(db, take).taken) == ["a1", "b1"]
