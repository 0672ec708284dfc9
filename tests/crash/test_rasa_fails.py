"""A Rasa that answers nothing useful: everybody is answered in time, and a whole report can be made.

SO_TAY_TURNS is how many turns are asked in each state, 30 by default; the full figure is 100.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import logging
import math
import os
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.config import Config
from nlu.server import Endpoint
from tests.crash.assisting import QUESTION, REPORT, SEND, STORED, SUMMARY, Assistant, assisting
from tests.fakes import Answer, Loopback, Request, http

TURNS = int(os.environ.get("SO_TAY_TURNS", "30"))
MOST_S = 3.0  # p95
NOBODY = "http://127.0.0.1:9"
SAID = (
    QUESTION,
    "xin chào",
    "công văn 356 yêu cầu Sở Văn hóa làm gì",
    "có những văn bản nào",
    "báo cáo của tôi",
    "viết giúp tôi một bài đăng phản bác",
    "giúp tôi",
    "cảm ơn em",
    "hôm nay trời đẹp quá",
)


def of_another_domain(request: Request) -> bytes:
    """What a model answers that was trained for something else."""
    intent = {"name": "order_pizza", "confidence": 0.99}
    entities = [{"entity": "topping", "start": 0, "end": 1, "value": "x"}]
    return http(json.dumps({"text": request.json["text"], "intent": intent, "entities": entities}))


STATES: dict[str, Answer | None] = {
    "down": None,
    "hanging": lambda request: None,
    "500": lambda request: http('{"status": "failure"}', 500),
    "HTML": lambda request: http("<html><body>Welcome</body></html>", media_type="text/html"),
    "wrong model": of_another_domain,
    "no model": lambda request: http('{"status": "failure"}', 409),
    "cut": lambda request: of_another_domain(request)[:-20],
}


@contextlib.asynccontextmanager
async def with_rasa(config: Config, database: Path, answer: Answer | None) -> AsyncIterator[Assistant]:
    """The assistant that asks a Rasa which answers so; None: nobody listens."""
    async with (
        Loopback(answer or (lambda request: None)).serve() as rasa,
        assisting(config, database, rasa=True) as assistant,
    ):
        assert assistant.app.server
        assistant.app.server.endpoint = Endpoint(rasa.url if answer else NOBODY, "token")
        yield assistant
        assert bool(rasa.history) == bool(answer)


class Timed:
    """Asks, and keeps how long each answer took, in seconds."""

    def __init__(self, assistant: Assistant) -> None:
        self.took_s: list[float] = []
        self._assistant = assistant

    async def ask(self, chat: str, text: str) -> list[str]:
        began = time.monotonic()
        answers = await self._assistant.ask(chat, text)
        self.took_s.append(time.monotonic() - began)
        assert answers, f"no answer to {text!r}"
        return answers

    async def make_a_report(self, chat: str) -> None:
        """Nothing; the report with its correction is stored."""
        assert (await self.ask(chat, REPORT.format(count=120)))[-1].startswith(SUMMARY)
        assert "Số người dự: 150" in (await self.ask(chat, "à nhầm 150 người"))[-1]
        assert any(STORED in text for text in await self.ask(chat, SEND))
        assert self._assistant.reports(chat) == 1


@pytest.mark.slow
@pytest.mark.parametrize("state", STATES)
def test_everybody_is_answered_and_a_report_can_be_made(
    state: str, config: Config, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)

    async def run() -> list[float]:
        async with with_rasa(config, tmp_path / "so-tay.sqlite3", STATES[state]) as assistant:
            asking = Timed(assistant)
            await asking.make_a_report("from the start")
            for number, text in enumerate(itertools.islice(itertools.cycle(SAID), TURNS)):
                await asking.ask(f"chat {number % 7}", text)
            await asking.make_a_report("in the end")
            assert not assistant.left()
            assert not any(text in assistant.notices for each in assistant.heard.values() for text in each)
            return asking.took_s

    took_s = sorted(asyncio.run(run()))
    p95_s = took_s[math.ceil(0.95 * len(took_s)) - 1]
    print(f"{state}: {len(took_s)} turns answered, p95 {p95_s:.2f} s, longest {took_s[-1]:.2f} s")
    assert p95_s <= MOST_S


@pytest.mark.slow
def test_people_who_write_at_once_do_not_wait_for_a_hanging_rasa_one_after_the_other(
    config: Config, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)

    async def run() -> float:
        async with with_rasa(config, tmp_path / "so-tay.sqlite3", STATES["hanging"]) as assistant:
            began = time.monotonic()
            await asyncio.gather(*(assistant.bring(f"chat {n}", "xin chào") for n in range(20)))
            await assistant.idle(30)
            assert all(assistant.answers(f"chat {n}") for n in range(20))
            return time.monotonic() - began

    assert asyncio.run(run()) <= MOST_S
