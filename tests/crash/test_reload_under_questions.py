"""New versions are published while people ask: every question is answered, from one version, and in time."""

import asyncio
import dataclasses
import gc
import os
import re
import time
from pathlib import Path

import pytest

from bot import Inbound, Reply, app
from bot.app import App
from tests.fakes import listening
from tests.republished import build, publish, settings
from tests.turning import NOON

QUESTIONS = int(os.environ.get("SO_TAY_QUESTIONS", "600"))
RELOADS = int(os.environ.get("SO_TAY_RELOADS", "4"))
ROUNDS = 3  # at most: what else runs on the machine may slow one of them
MARKS = ("12", "13", "14", "15")
ASKED = (
    "công an xã phải làm gì",
    "các thôn phải làm gì",
    "mục 1",
    "nhiem vu cua cong an xa",
    "mục 2",
)
BEGUN = ("", "dạ cho em hỏi ", "anh ơi ", "cho hỏi ", "vui lòng cho biết ")
_MARK = re.compile(r"cử (\d+) (?:người|đội)")
LATE_S = 5.0


@dataclasses.dataclass(frozen=True)
class Heard:
    """One answer: when it was asked for (s), how long it took (s), the marks in it."""

    at_s: float
    took_s: float
    marks: frozenset[str]


class Room:
    """One assistant, asked one question after the other."""

    def __init__(self, folder: Path) -> None:
        self.index_dir = folder / "index"
        self._replies: list[Reply] = []
        self.app: App = app.build(
            settings(self.index_dir),
            listening("test", self._hear),
            rasa=False,
            database=str(folder / "data" / "so-tay.sqlite3"),
        )
        self._count = 0

    async def _hear(self, chat: str, reply: Reply) -> None:
        self._replies.append(reply)

    async def ask(self) -> Heard:
        """The answer to the next question."""
        number, self._count = self._count, self._count + 1
        text = BEGUN[number // len(ASKED) % len(BEGUN)] + ASKED[number % len(ASKED)]
        chat, began = f"chat-{number % 50}", time.monotonic()
        await self.app.turns.receive(Inbound("test", chat, chat, str(number), text, NOON))
        await self.app.turns.settled()
        (reply,), self._replies = self._replies, []
        return Heard(began, time.monotonic() - began, frozenset(_MARK.findall(reply.text)))


def p95(answers: list[Heard]) -> float:
    took = sorted(each.took_s for each in answers)
    return took[int(0.95 * len(took))]


def in_time(quiet: list[Heard], asked: list[Heard]) -> bool:
    """Whether questions asked while versions are published take at most twice as long as those before."""
    return p95(asked) <= 2 * p95(quiet)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("built")
    return [build(folder / mark, mark) for mark in MARKS]


def test_questions_are_answered_from_one_version_each_while_others_are_published(
    tmp_path: Path, built: list[Path]
) -> None:
    publish(built[0], tmp_path / "index")
    room = Room(tmp_path)
    published: list[tuple[float, str]] = [(0.0, MARKS[0])]
    rounds: list[tuple[list[Heard], list[Heard]]] = []

    async def a_round() -> tuple[list[Heard], list[Heard]]:
        quiet = [await room.ask() for _ in range(max(200, QUESTIONS // 5))]
        asked = []
        for number in range(QUESTIONS):
            if number % (QUESTIONS // RELOADS) == 0:
                await asyncio.to_thread(publish, built[len(published) % len(MARKS)], room.index_dir)
                published.append((time.monotonic(), MARKS[len(published) % len(MARKS)]))
                gc.collect()
            asked.append(await room.ask())
        return quiet, asked

    async def run() -> None:
        await room.app.start()
        try:
            while not any(in_time(*each) for each in rounds) and len(rounds) < ROUNDS:
                rounds.append(await a_round())
        finally:
            await room.app.stop()

    asyncio.run(run())
    assert len(published) == RELOADS * len(rounds) + 1
    for each in (heard for _, asked in rounds for heard in asked):
        assert len(each.marks) == 1
        (mark,) = each.marks
        fresh = [m for at, m in published if at >= each.at_s - LATE_S and at <= each.at_s + each.took_s]
        before = [m for at, m in published if at < each.at_s - LATE_S][-1:]
        assert mark in (*before, *fresh)
    quiet, asked = rounds[-1]
    print(f"p95 {p95(quiet) * 1000:.1f} ms quiet, {p95(asked) * 1000:.1f} ms reloading")
    assert in_time(quiet, asked)
