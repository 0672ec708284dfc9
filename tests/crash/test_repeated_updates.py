"""Every update delivered five times, and two taps at once on every confirmation: each has its effect once.

The first deliveries of a chat come in their order, as Telegram gives them; the four others come in any order
among later ones.
"""

import random
from pathlib import Path

import pytest

from bot.config import Config
from tests.crash.bots import forks, until, write_config
from tests.crash.stage import QUESTION, STORED, SUMMARY, report, stage
from tests.crash.test_backlog import free_port

CHATS, TIMES, TAPS = 30, 5, 100
SEED = 356


@pytest.mark.slow
@pytest.mark.parametrize("by", ["polling", "webhook"])
def test_updates_delivered_five_times_and_shuffled_have_one_effect(
    config: Config, tmp_path: Path, by: str
) -> None:
    chance = random.Random(SEED)
    port = free_port() if by == "webhook" else 0
    with stage(tmp_path) as (remote, scene), forks(write_config(config, tmp_path, remote.url, port)) as bots:
        bots.start()
        chats = list(range(1, CHATS + 1))
        acts = (
            lambda chat: scene.say(chat, QUESTION),
            lambda chat: scene.say(chat, report(chat)),
            scene.tap,
            lambda chat: scene.say(chat, "báo cáo của tôi"),
        )
        again: list[int] = []
        deliveries = 0
        for act in acts:
            chance.shuffle(chats)
            for chat in chats:
                again += [act(chat)] * (TIMES - 1)
                for _ in range(chance.randrange(TIMES) if again else 0):
                    remote.call("redeliver", update_id=again.pop(chance.randrange(len(again))))
                    deliveries += 1
                    if not again:
                        break
            deliveries += CHATS
            scene.settle(CHATS * (acts.index(act) + 1))
        chance.shuffle(again)
        for update in again:
            remote.call("redeliver", update_id=update)
        deliveries += len(again)
        until(lambda: not remote.call("pending"))
        scene.say(CHATS + 1, QUESTION)  # comes after all of them
        scene.settle(CHATS * len(acts) + 1)
        bots.kill()
        scene.check()
        assert scene.repeated() == 0
        assert scene.count("SELECT COUNT(*) FROM outbox") == CHATS * len(acts) + 1
        assert all(scene.reports(chat) == [chat] for chat in chats)
    assert deliveries == CHATS * len(acts) * TIMES
    print(f"{by}: {deliveries} deliveries of {CHATS * len(acts)} updates, none with a second effect")


@pytest.mark.slow
def test_a_hundred_double_taps_at_once_store_a_hundred_reports(config: Config, tmp_path: Path) -> None:
    with (
        stage(tmp_path) as (remote, scene),
        forks(write_config(config, tmp_path, remote.url, free_port())) as bots,
    ):
        bots.start()
        for chat in range(1, TAPS + 1):
            scene.say(chat, report(chat))
        scene.settle(TAPS)
        sent = {each["chat_id"]: each["message_id"] for each in scene.sent() if SUMMARY in each["text"]}
        taps = [["tap", {"chat": chat, "message_id": sent[chat], "choice": "Gửi"}] for chat in [*sent, *sent]]
        remote.call("batch", calls=taps)
        scene.settle(3 * TAPS)
        bots.kill()
        scene.check()
        assert scene.repeated() == 0
        for chat in range(1, TAPS + 1):
            assert scene.reports(chat) == [chat]
            first, second = scene.texts(chat)[1:]
            assert first.startswith(STORED)
            assert STORED not in second
    print(f"{2 * TAPS} taps, {TAPS} reports; the second tap: {second!r}")
