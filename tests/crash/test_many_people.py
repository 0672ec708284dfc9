"""Fifty people write at once while an administrator's scripts work on the same file.

Nobody sees anybody else's, nothing is locked, everybody is answered in the order of their messages, and soon.
Each has four turns here, twenty with `SO_TAY_KILLS=200`.
"""

import json
import os
import random
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot import app
from bot.config import Config
from tests.crash.bots import Forks, forks, write_config
from tests.crash.stage import QUESTION, SIGNED, STORED, SUMMARY, Stage, report, stage

PEOPLE, TURNS = 50, 20 if int(os.environ.get("SO_TAY_KILLS", "0")) >= 200 else 4
SEED = 356
THINKING_S = 2.0  # on the average, before a person writes on
P95_S = 2.0
SLACK = 2.0  # for a machine that does other work meanwhile
MINE = "báo cáo của tôi"
WRONG_CHAT = (
    "SELECT o.id FROM outbox o JOIN inbox i ON i.id = o.inbox_id"
    " WHERE o.chat != i.chat OR o.channel != i.channel"
)


@dataclass
class Person:
    """One who writes, waits for the answer, thinks, and writes on."""

    chat: int
    next_at: float
    turn: int = 0
    waits_since: float = 0.0
    answers: int = 0
    took_s: list[float] = field(default_factory=list)

    def words(self) -> tuple[str, str]:
        """The next message, and how its answer begins."""
        which, act = divmod(self.turn, 4)
        return (
            (QUESTION, SIGNED),
            (report(self.number(which)), SUMMARY),
            ("gửi", STORED),
            (MINE, ""),
        )[act]

    def number(self, which: int) -> int:
        return 10 * self.chat + which


def converse(scene: Stage, bots: Forks, chance: random.Random) -> list[Person]:
    """Everybody, once all have had their turns."""
    now = time.monotonic()
    people = {chat: Person(chat, now + chance.uniform(0, 2 * THINKING_S)) for chat in range(1, PEOPLE + 1)}
    seen = 0
    while any(person.turn < TURNS or person.waits_since for person in people.values()):
        assert bots.alive
        news = scene.sent()[seen:]
        seen += len(news)
        for letter in news:
            person = people[letter["chat_id"]]
            assert person.waits_since, "an answer to nothing"
            assert letter["text"].startswith(person.words()[1])
            person.took_s.append(letter["at"] - person.waits_since)
            person.waits_since, person.turn = 0.0, person.turn + 1
            person.next_at = letter["at"] + chance.expovariate(1 / THINKING_S)
        for person in people.values():
            if person.turn < TURNS and not person.waits_since and person.next_at <= time.monotonic():
                person.waits_since = time.monotonic()
                scene.say(person.chat, person.words()[0])
            assert not person.waits_since or time.monotonic() - person.waits_since < 30, "no answer"
        time.sleep(0.005)
    return list(people.values())


@pytest.mark.slow
def test_fifty_people_and_an_administrator_do_not_get_in_each_others_way(
    config: Config, tmp_path: Path
) -> None:
    with stage(tmp_path) as (remote, scene):
        config_file = write_config(config, tmp_path, remote.url)
        with forks(config_file) as bots, working(config_file) as office:
            bots.start()
            people = converse(scene, bots, random.Random(SEED))
            scene.settle(PEOPLE * TURNS)
            did = json.loads(office.communicate("end\n", timeout=60)[0])
            bots.kill()
            log = bots.log.read_text(encoding="utf-8")
        assert did["faults"] == []
        scene.check()
        assert scene.repeated() == 0
        for person in people:
            own = [person.number(which) for which in range(TURNS // 4)]
            assert scene.reports(person.chat) == own
            summaries = [text for text in scene.texts(person.chat) if text.startswith(SUMMARY)]
            assert all(f"Số người dự: {n}" in text for n, text in zip(own, summaries, strict=True))
        assert scene.rows(WRONG_CHAT) == []
        assert scene.count("SELECT COUNT(*) FROM people") == did["done"]["people.py add"]
    took_s = [each for person in people for each in person.took_s]
    p95_s = statistics.quantiles(took_s, n=20)[-1]
    print(f"{len(took_s)} answers, p50 {statistics.median(took_s):.3f} s, p95 {p95_s:.3f} s; {did}")
    assert "locked" not in log
    assert "Error" not in log
    assert p95_s <= P95_S * SLACK


def working(config_file: Path) -> subprocess.Popen[str]:
    """The administrator's process (tests/crash/office.py), which ends when it is told."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.crash.office", str(config_file)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=app.ROOT,
    )
