"""Where messages of the messengers come in; whoever writes while nothing can be stored is told so."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping

from bot import Inbound, Letter, Reply
from bot.channel import Channel, Take

TOLD_EVERY_S = 600


class Intake:
    """Hands messages to `accept`; `apology` goes past the outbox, which cannot be written to either."""

    def __init__(self, accept: Take, channels: Mapping[str, Channel], apology: Reply) -> None:
        self._accept = accept
        self._channels = channels
        self._apology = apology
        self._told: dict[tuple[str, str], float] = {}  # when, by channel and chat
        self._telling: set[asyncio.Task[None]] = set()

    def take(self, message: Inbound) -> None:
        """Nothing, once the message is stored. Raises what kept it from being so; the sender is told."""
        try:
            self._accept(message)
        except Exception:
            self._tell(message)
            raise

    def _tell(self, message: Inbound) -> None:
        chat, now_s = (message.channel, message.chat), asyncio.get_running_loop().time()
        if chat in self._told and now_s - self._told[chat] < TOLD_EVERY_S:
            return
        self._told[chat] = now_s
        task = asyncio.create_task(self._apologise(message))
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    async def _apologise(self, message: Inbound) -> None:
        with contextlib.suppress(Exception):  # a courtesy: the message comes again
            await self._channels[message.channel].send(Letter(0, message.chat, self._apology))
