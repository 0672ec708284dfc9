"""The whole assistant on a real file, spoken to as a messenger would bring it what people write."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import datetime
import itertools
import sqlite3
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from bot import Inbound, Reply, app
from bot.config import Config
from bot.intake import Intake
from tests.fakes import listening

CHANNEL = "test"
DAY = datetime.datetime(2025, 3, 15, 12, tzinfo=datetime.timezone(datetime.timedelta(hours=7)))
QUESTION = "ai ký công văn 356"
REPORT = "Sáng nay xã Bình Chánh tổ chức hội nghị tuyên truyền ĐH Đảng, hơn {count} người dự"
SEND = "gửi"
SUMMARY, STORED = "Báo cáo sắp gửi", "Đã lưu báo cáo"


class Assistant:
    """What was heard in each chat, in order; `notices` are the sentences that stand in for an answer."""

    def __init__(self, config: Config, database: Path, **settings: Any) -> None:
        config = dataclasses.replace(
            config, limits=dataclasses.replace(config.limits, messages_a_minute=10_000, drafts_a_day=10_000)
        )
        self.heard: dict[str, list[str]] = defaultdict(list)
        channels = listening(CHANNEL, self._hear)
        self.app = app.build(config, channels, database=str(database), **({"rasa": False} | settings))
        dialogue = self.app.dialogue
        self.notices = {dialogue.notice(key).text for key in ("failed", "out_of_service", "not_taken")}
        self._intake = Intake(self.app.turns.take, channels, dialogue.notice("not_taken"))
        self._keys = itertools.count()
        self.then: Callable[[], None] = lambda: None  # after each letter that was heard

    async def bring(self, chat: str, text: str) -> None:
        """Nothing, once the message was taken: a messenger brings it again until it is."""
        message = Inbound(CHANNEL, chat, chat, str(next(self._keys)), text, DAY)
        while True:
            try:
                self._intake.take(message)
            except sqlite3.Error:
                await asyncio.sleep(0.05)
            else:
                return

    async def ask(self, chat: str, text: str) -> list[str]:
        """What was answered to the message."""
        before = len(self.heard[chat])
        await self.bring(chat, text)
        await self.app.turns.settled()
        return self.answers(chat, before)

    def answers(self, chat: str, since: int = 0) -> list[str]:
        """What was said to the chat and is no notice."""
        return [text for text in self.heard[chat][since:] if text not in self.notices]

    def count(self, query: str, *values: object) -> int:
        """The one figure that the query gives."""
        return int(self.app.db.execute(query, list(values)).fetchone()[0])

    def reports(self, chat: str) -> int:
        """How many reports of that chat are stored."""
        return self.count("SELECT COUNT(*) FROM reports WHERE channel = ? AND sender = ?", CHANNEL, chat)

    def left(self) -> int:
        """How many messages and letters wait."""
        return self.count(
            "SELECT (SELECT COUNT(*) FROM inbox WHERE state = 'new')"
            " + (SELECT COUNT(*) FROM outbox WHERE sent_at IS NULL AND failed_at IS NULL)"
        )

    async def idle(self, within_s: float) -> None:
        """Nothing, once nothing waits. Raises TimeoutError."""
        async with asyncio.timeout(within_s):
            while self.left():
                await asyncio.sleep(0.02)

    async def _hear(self, chat: str, reply: Reply) -> None:
        self.heard[chat].append(reply.text)
        self.then()


@contextlib.asynccontextmanager
async def assisting(config: Config, database: Path, **settings: Any) -> AsyncIterator[Assistant]:
    """The assistant, ended afterwards. The settings are those of `app.build`."""
    assistant = Assistant(config, database, **settings)
    try:
        yield assistant
    finally:
        await assistant.app.stop()
