"""A scene for the tests of the Bot API server: the server and python-telegram-bot in one loop."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import pytest
import telegram
from telegram.request import HTTPXRequest

from tests.telegram_server import TelegramServer

MAI, NAM, GROUP = 11, 12, -100200
Scene = Callable[[TelegramServer, telegram.Bot], Coroutine[Any, Any, None]]


@contextlib.asynccontextmanager
async def bot_at(url: str, token: str, timeout_s: float = 5.0) -> AsyncIterator[telegram.Bot]:
    """A bot that talks with the server."""
    plain = {"verify": False}  # loopback has no certificates to load, which takes long
    requests = [HTTPXRequest(8, read_timeout=timeout_s, httpx_kwargs=plain) for _ in range(2)]
    async with telegram.Bot(
        token, f"{url}/bot", f"{url}/file/bot", request=requests[0], get_updates_request=requests[1]
    ) as bot:
        yield bot


def play(scene: Scene, timeout_s: float = 5.0, **settings: Any) -> None:
    """Nothing; the scene with a server and a bot of its own."""

    async def run() -> None:
        async with (
            TelegramServer(**settings).serve() as server,
            bot_at(server.url, server.token, timeout_s) as bot,
        ):
            await scene(server, bot)

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PTB_TIMEDELTA", "1")  # without it the library warns of its own future
        asyncio.run(run())


def texts(updates: tuple[telegram.Update, ...]) -> list[str | None]:
    """What the messages of the updates say."""
    return [update.effective_message.text if update.effective_message else None for update in updates]


def keyboard(*choices: tuple[str, str]) -> telegram.InlineKeyboardMarkup:
    """Buttons of (label, data), one a row."""
    return telegram.InlineKeyboardMarkup(
        [[telegram.InlineKeyboardButton(label, callback_data=data)] for label, data in choices]
    )
