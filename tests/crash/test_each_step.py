"""The process ends at each step of a conversation in turn; what follows is as if it had not.

A step is the moment before or after a commit, a sending or a request for updates (tests/crash/steps.py). Each
is taken once; `SO_TAY_KILLS=200` takes each ten times.
"""

import os
import signal
from functools import partial
from pathlib import Path

import pytest

from bot.config import Config
from tests.crash.bots import Forks, forks, until, write_config
from tests.crash.stage import QUESTION, SIGNED, STORED, SUMMARY, Stage, report, stage
from tests.crash.steps import MARK

TIMES = 10 if int(os.environ.get("SO_TAY_KILLS", "0")) >= 200 else 1
MOST_STEPS = 200
STEPS = {
    "INSERT INTO inbox": "a message is accepted",
    "UPDATE inbox SET state": "its turn is done",
    "INSERT INTO reports": "a report is stored",
    "send": "a letter is sent",
    "UPDATE outbox SET sent_at": "it is marked",
    "_fetch": "updates are asked for, those before are confirmed",
}


def converse(scene: Stage, bots: Forks, chat: int, end_at: int) -> bool:
    """Whether the process came to that step in a conversation of a question, a report and a tap."""
    bots.start(end_at)
    ended = [False]

    def revived() -> bool:
        if not bots.alive:
            ended[0] = bots.kill() == -signal.SIGKILL
            bots.start()
        return False

    def heard(answer: str) -> bool:
        return scene.has(chat, answer) or revived()

    acts = (
        (lambda: scene.say(chat, QUESTION), SIGNED),
        (lambda: scene.say(chat, report(chat)), SUMMARY),
        (lambda: scene.tap(chat), STORED),
    )
    for act, answer in acts:
        act()
        until(partial(heard, answer))
    until(lambda: not scene.unsent() or revived())
    return bots.kill(signal.SIGTERM) == -signal.SIGKILL or ended[0]


@pytest.mark.slow
def test_a_process_that_ends_at_any_step_loses_nothing_and_does_nothing_twice(
    config: Config, tmp_path: Path
) -> None:
    chat, longest = 0, 0
    with stage(tmp_path) as (remote, scene), forks(write_config(config, tmp_path, remote.url)) as bots:
        for _ in range(TIMES):
            for step in range(1, MOST_STEPS):
                chat, before = chat + 1, scene.repeated()
                reached = converse(scene, bots, chat, step)
                assert scene.repeated() - before <= reached
                assert scene.reports(chat) == [chat]
                assert scene.count("SELECT COUNT(*) FROM inbox WHERE chat = ?", str(chat)) == 3
                if not reached:
                    longest = max(longest, step - 1)
                    break
        scene.check()
        log = bots.log.read_text(encoding="utf-8")
    for when in ("before", "after"):
        taken = [line for line in log.splitlines() if line.startswith(f"{MARK}{when}")]
        assert [step for step in STEPS if not any(step in line for line in taken)] == []
    print(f"{chat} runs, up to {longest} steps, {summed_up(log)}")


def summed_up(log: str) -> str:
    """How often the process ended at each kind of step."""
    taken = [line for line in log.splitlines() if line.startswith(MARK)]
    return ", ".join(f"{step}: {sum(step in line for line in taken)}" for step in STEPS)
