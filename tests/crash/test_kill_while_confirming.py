"""kill -9 at a random moment of the confirming turn: a confirmed report is neither lost nor doubled.

The real program on a real file, in a terminal's place and on Telegram: each round sends a report and "gửi",
kills the process a moment later, starts it again and looks at what the file holds. The moment is drawn from
about twice the length of the turn on this machine, found as the rounds go: a kill after the end shortens it,
one before the end lengthens it. A start of the program takes seconds, so most rounds on Telegram are those of
its forks (tests/crash/forking.py). A few rounds here; `SO_TAY_KILLS=200` makes 200, of the program a tenth.
"""

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot import app
from bot.channels.console import CHAT
from bot.config import Config
from tests.crash.bots import Forks, Program, forks, program, write_config
from tests.crash.stage import STORED, SUMMARY, Stage, report, stage

KILLS = int(os.environ.get("SO_TAY_KILLS", "0"))
ROUNDS = {"forks": KILLS or 20, "program": KILLS // 10 or 3}
BOTS: dict[str, Callable[[Path], AbstractContextManager[Program | Forks]]] = {
    "program": program,
    "forks": forks,
}
SEED = 356
ONE_SIDE = "all kills fell on one side of the turn: nothing tested"
CHANGE = 1.5  # how much each round corrects the guess


@dataclass
class Moment:
    """When to kill; `longest_s` is the first guess."""

    chance: random.Random
    longest_s: float
    before_the_end: int = 0

    def wait(self) -> None:
        time.sleep(self.chance.uniform(0, self.longest_s))

    def was(self, *, in_time: bool) -> None:
        """Learn whether the kill came before the end of the turn."""
        self.before_the_end += in_time
        self.longest_s = self.longest_s * CHANGE if in_time else self.longest_s / CHANGE


def console(config_file: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "bot", "console", "--no-rasa", "--config", str(config_file)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=app.ROOT,
    )


def type_in(process: subprocess.Popen[str], text: str) -> None:
    assert process.stdin
    process.stdin.write(f"{text}\n")
    process.stdin.flush()


def read_until(process: subprocess.Popen[str], wanted: str) -> None:
    assert process.stdout
    for line in process.stdout:
        if wanted in line:
            return
    raise AssertionError(f"{wanted!r} was never said")


def confirmed(scene: Stage) -> int:
    return scene.count("SELECT COUNT(*) FROM inbox WHERE text = 'gửi'")


@pytest.mark.slow
def test_kill_9_of_the_terminal_loses_and_doubles_no_confirmed_report(config: Config, tmp_path: Path) -> None:
    moment, rounds = Moment(random.Random(SEED), longest_s=0.015), ROUNDS["program"]
    config_file = write_config(config, tmp_path)
    with stage(tmp_path) as (_, scene):
        for number in range(1, rounds + 1):
            process = console(config_file)
            type_in(process, report(number))
            read_until(process, SUMMARY)
            type_in(process, "gửi")
            moment.wait()
            process.kill()
            said, _ = process.communicate()
            moment.was(in_time=STORED not in said)

            again = console(config_file)
            replayed, _ = again.communicate("" if confirmed(scene) == number else "gửi\n", timeout=60)
            assert STORED in said + replayed
            assert confirmed(scene) == number
            assert scene.reports(CHAT) == list(range(1, number + 1))
            assert scene.unsent() == 0
            scene.check()
    print(f"terminal: {rounds} kills, {moment.before_the_end} before the end of the turn")
    assert not KILLS or 0 < moment.before_the_end < rounds, ONE_SIDE


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["program", "forks"])
def test_kill_9_of_the_bot_on_telegram_loses_and_doubles_no_confirmed_report(
    config: Config, tmp_path: Path, kind: str
) -> None:
    moment, rounds = Moment(random.Random(SEED), longest_s=0.06), ROUNDS[kind]
    with stage(tmp_path) as (remote, scene), BOTS[kind](write_config(config, tmp_path, remote.url)) as bot:
        for chat in range(1, rounds + 1):
            bot.start()
            scene.settle(2 * chat - 2)
            scene.say(chat, report(chat))
            scene.settle(2 * chat - 1)
            assert scene.has(chat, SUMMARY)
            scene.say(chat, "gửi") if chat % 2 else scene.tap(chat)
            moment.wait()
            bot.kill()
            moment.was(in_time=not scene.has(chat, STORED))
        bot.start()
        scene.settle(2 * rounds)
        bot.kill()
        scene.check()
        assert all(scene.reports(chat) == [chat] for chat in range(1, rounds + 1))
        repeated = scene.repeated()
    print(f"{kind}: {rounds} kills, {moment.before_the_end} before the answer was out, {repeated} repeated")
    assert repeated <= rounds
    assert not KILLS or 0 < moment.before_the_end < rounds, ONE_SIDE
