"""The whole assistant on Telegram in the test's own loop: the Bot API server, the channel, every part."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import io
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from bot import Choice, app, config, service
from bot.app import App
from bot.channel import Channel, Take
from bot.channels import ABILITIES, TELEGRAM
from bot.channels.telegram import Server, Telegram
from bot.channels.telegram_updates import Updates
from bot.config import Config
from bot.intake import Intake
from bot.layout import Layout
from bot.secrets import Secret
from bot.wording import load
from tests.telegram_records import Sent
from tests.telegram_server import TelegramServer

TOKEN = "4242:test"
REPORT = "Sáng 15/3/2025 xã Bình Minh tổ chức hội nghị tuyên truyền Đại hội Đảng, 120 người dự"
SAY = load()


def jpeg(shade: int = 100) -> bytes:
    """A small photo, another one for each shade."""
    made = io.BytesIO()
    Image.new("RGB", (32, 24), (8 * shade % 256, 80, 120)).save(made, "JPEG")
    return made.getvalue()


def settings(base: Config, folder: Path, **parts: dict[str, Any]) -> Config:
    """The settings with all that is stored in the folder, short waits, and those parts changed."""
    storage = dataclasses.replace(
        base.storage,
        database=str(folder / "so-tay.sqlite3"),
        photos=str(folder / "photos"),
        exports=str(folder / "exports"),
    )
    albums = config.Albums(quiet_s=0.3, most_s=2.0)
    changed = dataclasses.replace(base, storage=storage, albums=albums)
    for name, values in parts.items():
        part = dataclasses.replace(getattr(changed, name), **values)
        changed = dataclasses.replace(changed, **{name: part})
    return changed


async def until(true: Callable[[], Any], within_s: float = 10.0) -> None:
    """Nothing, once what is called gives something true. TimeoutError when it does not."""
    async with asyncio.timeout(within_s):
        while not true():
            await asyncio.sleep(0.01)


@contextlib.asynccontextmanager
async def listening(channel: Telegram, take: Take) -> AsyncIterator[asyncio.Task[None]]:
    """The task that listens; at the end it is cancelled and waited for."""
    task = asyncio.create_task(channel.listen(take))
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@dataclasses.dataclass
class Alone:
    """The channel without an assistant; `offered` are the choices of letters, by chat and number."""

    server: TelegramServer
    channel: Telegram
    folder: Path
    offered: dict[tuple[str, int], tuple[Choice, ...]]


def alone(use: Callable[[Alone], Awaitable[Any]], folder: Path, token: str = TOKEN) -> None:
    """Nothing; plays the scene with a server and a channel of its own that has checked its token."""
    offered: dict[tuple[str, int], tuple[Choice, ...]] = {}

    def choice(chat: str, letter: int, row: int) -> Choice | None:
        choices = offered.get((chat, letter), ())
        return choices[row] if row < len(choices) else None

    async def run() -> None:
        async with TelegramServer().serve() as server:
            updates = Updates(ZoneInfo("Asia/Ho_Chi_Minh"), choice)
            channel = Telegram(
                Secret(token),
                Server(server.url, timeout_s=2, poll_s=2),
                updates,
                Layout(ABILITIES[TELEGRAM], SAY).texts,
                lambda file: folder / file.name,
            )
            try:
                if token == TOKEN:
                    await channel.check()
                await use(Alone(server, channel, folder, offered))
            finally:
                await channel.close()

    asyncio.run(run())


class Stage:
    """People who write to the assistant, and what they get."""

    def __init__(self, server: TelegramServer, assistant: App, channel: Telegram, intake: Intake) -> None:
        self.server = server
        self.people = server.people
        self.app = assistant
        self.channel = channel
        self.intake = intake

    async def since(self, before: int) -> list[Sent]:
        await until(lambda: not self.server.state.updates.pending)
        await self.app.turns.settled()
        return self.server.sent[before:]

    async def says(self, chat: int, text: str, sender: int | None = None, **more: Any) -> list[Sent]:
        """What is sent to that message."""
        before = len(self.server.sent)
        self.people.text(chat, text, sender, **more)
        return await self.since(before)

    async def taps(self, sent: Sent, label: str, sender: int | None = None) -> list[Sent]:
        """What is sent when that button is tapped."""
        before = len(self.server.sent)
        self.people.tap(sent.chat_id, sent.message_id, label, sender)
        return await self.since(before)

    def inbox(self) -> list[tuple[Any, ...]]:
        rows = self.app.db.execute("SELECT chat, text, choice, state FROM inbox ORDER BY id").fetchall()
        return [tuple(row) for row in rows]

    def count(self, table: str) -> int:
        return int(self.app.db.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0])


@contextlib.asynccontextmanager
async def stage(base: Config, folder: Path, **parts: dict[str, Any]) -> AsyncIterator[Stage]:
    """The assistant while it listens to a server of its own."""
    async with TelegramServer().serve() as server:
        channels: dict[str, Channel] = {}
        messenger = {"base_url": server.url, **parts.pop("telegram", {})}
        made = settings(base, folder, telegram=messenger, **parts)
        assistant = app.build(made, channels, rasa=False)
        (line,) = service.lines(assistant)
        assert isinstance(line.channel, Telegram)
        channels[TELEGRAM] = line.channel
        intake = Intake(assistant.turns.take, channels, assistant.dialogue.notice("not_taken"))
        await line.channel.check()
        assistant.turns.recover(TELEGRAM)
        try:
            async with listening(line.channel, intake.take):
                yield Stage(server, assistant, line.channel, intake)
        finally:
            await assistant.stop()
            await line.channel.close()


def play(
    base: Config, folder: Path, scene: Callable[[Stage], Awaitable[Any]], **parts: dict[str, Any]
) -> None:
    """Nothing; the scene with an assistant and a server of its own."""

    async def run() -> None:
        async with stage(base, folder, **parts) as made:
            await scene(made)

    with tokens():
        asyncio.run(run())


@contextlib.contextmanager
def tokens() -> Iterator[None]:
    """The environment of a bot that is on Telegram only."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
        patch.delenv("ZALO_BOT_TOKEN", raising=False)
        yield


def shown(sent: list[Sent]) -> str:
    """The texts, with the buttons under each."""
    return "\n".join(f"{each.text}\n{each.labels}" for each in sent)
