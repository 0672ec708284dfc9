"""Where messages of the messengers come in; whoever writes while nothing can be stored is told so."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping

from bot import Inbound, Letter, Reply
from bot.channel import Channel, Take
from bot.store import out_of_service

TOLD_EVERY_S = 600


class Intake:
    """Hands messages to `accept`; `apology` goes past the outbox, which cannot be written to either."""

    def __init__(self, accept: Take, channels: Mapping[str, Channel], apology: Reply) -> None:
        self._accept = accept
        self._channels = channels
        self._apology = apology
        self._told: dict[tuple[str, str], float] = {}  # when, by channel and chat
        self._telling: set[asyncio.Task[None]] = set()

    def take(self, *messages: Inbound) -> None:
        """Nothing, once all are stored. Raises what kept them from being so; the senders are told."""
        try:
            self._accept(*messages)
        except Exception as error:  # whatever it is, whoever wrote is told, and the channel hears of it
            for message in messages if out_of_service(error) or len(messages) == 1 else ():
                self._tell(message)  # of several, one may be at fault; then each is tried for itself
            raise
        for message in messages:
            self._told.pop((message.channel, message.chat), None)

    def offer(self, message: Inbound) -> bool:
        """Whether the message is stored; not when the database is out of service, which may pass."""
        try:
            self.take(message)
        except Exception as error:  # told apart by its code: the classes of SQLite's errors do not tell
            if not out_of_service(error):
                raise
            return False
        return True

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
