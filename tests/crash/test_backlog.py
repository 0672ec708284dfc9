"""A backlog and kills at random moments, by polling and by webhook: each message is handled once.

Fifty chats each confirm the report that waits by a tap, then ask, report and confirm in turns. The kills come
during the intake, the work, the sending and the start: 8 over 400 messages here, 20 over 1,000 with
`SO_TAY_KILLS=200`.
"""

import os
import random
import socket
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from bot.config import Config
from tests.crash.bots import forks, until, write_config
from tests.crash.stage import QUESTION, STORED, Stage, report, stage

FULL = int(os.environ.get("SO_TAY_KILLS", "0")) >= 200
CHATS, EACH, KILLS = (50, 20, 20) if FULL else (50, 8, 8)
REPORTS = 7 if FULL else 3  # of a chat: the one that waits, and those of the backlog
SEED = 356


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def number(chat: int, which: int) -> int:
    """What tells a chat's reports from all others: how many came."""
    return REPORTS * chat + which


def messages(chat: int) -> Iterator[str]:
    """What the chat writes after its tap."""
    for which in range(1, REPORTS):
        yield from (QUESTION, report(number(chat, which)), "gửi")
    yield "báo cáo của tôi"


def pile_up(scene: Stage, chance: random.Random) -> int:
    """How many updates wait: those of all chats mixed, each chat's in their order."""
    waiting = {chat: list(messages(chat)) for chat in range(1, CHATS + 1)}
    for chat in waiting:
        scene.tap(chat)
    count = CHATS
    while waiting:
        chat = chance.choice(list(waiting))
        scene.say(chat, waiting[chat].pop(0))
        count += 1
        if not waiting[chat]:
            del waiting[chat]
    return count


def progress(scene: Stage) -> tuple[int, int, int]:
    """How many messages were taken, how many are done, how many answers were sent."""
    taken, done = scene.rows("SELECT COUNT(*), COUNT(done_at) FROM inbox")[0]
    return taken, done, len(scene.sent())


def has_come_to(scene: Stage, enough: int) -> bool:
    """Whether the backlog was taken, done and answered so many times, all three counted together."""
    return sum(progress(scene)) - 3 * CHATS >= enough


@pytest.mark.slow
@pytest.mark.parametrize("by", ["polling", "webhook"])
def test_a_backlog_is_handled_once_however_often_the_process_is_killed(
    config: Config, tmp_path: Path, by: str
) -> None:
    chance = random.Random(SEED)
    port = free_port() if by == "webhook" else 0
    with stage(tmp_path) as (remote, scene), forks(write_config(config, tmp_path, remote.url, port)) as bots:
        bots.start()
        for chat in range(1, CHATS + 1):
            scene.say(chat, report(number(chat, 0)))
        scene.settle(CHATS)
        bots.kill()
        count = pile_up(scene, chance)
        assert count == CHATS * EACH

        began, done = time.monotonic(), []
        for enough in sorted(chance.sample(range(3 * count), KILLS)):
            bots.start()
            until(partial(has_come_to, scene, enough), 60)
            time.sleep(chance.uniform(0, 0.02))
            bots.kill()
            done.append(progress(scene))
        bots.start()
        scene.settle(CHATS + count, 120)
        took_s = time.monotonic() - began
        bots.kill()

        scene.check()
        repeated = scene.repeated()
        for chat in range(1, CHATS + 1):
            assert scene.reports(chat) == [number(chat, which) for which in range(REPORTS)]
            assert sum(text.startswith(STORED) for text in set(scene.texts(chat))) == REPORTS
        answered = scene.count("SELECT COUNT(DISTINCT inbox_id) FROM outbox")
        keys = scene.count("SELECT COUNT(DISTINCT key) FROM inbox")
        tries = scene.count("SELECT COUNT(*) FROM inbox WHERE tries > 1")
    assert answered == keys == CHATS + count
    assert repeated <= KILLS
    print(f"{by}: {count} messages, killed when so many were taken, done, answered: {done}")
    print(f"{by}: {tries} were tried again, {repeated} replies repeated, {took_s:.1f} s")
