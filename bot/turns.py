"""A message's way: accepted, worked on in the order of its chat, answered, delivered.

Messages of one chat are handled one after the other, different chats side by side, whatever the channel.
The work of one message is one transaction: its effect, its replies, its audit lines and its "done".
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from bot import Inbound, Reply
from bot.mailbox import Mailbox
from bot.privacy import trace
from bot.store import Database, transaction
from nlu import Understanding

MOST_TRIES = 3

log = logging.getLogger("bot.turns")

Send = Callable[[str, Reply], Awaitable[None]]


class Answering(Protocol):
    """What turns need of the dialogue: one message with its understanding in, replies out."""

    def reply(self, inbox_id: int, message: Inbound, said: Understanding) -> list[Reply]: ...

    def apology(self) -> Reply: ...


class Turns:
    """Hands accepted messages to the dialogue and its replies to the channels' `send` functions."""

    def __init__(
        self,
        db: Database,
        understand: Callable[[Inbound], Awaitable[Understanding]],
        dialogue: Answering,
        senders: Mapping[str, Send],
    ) -> None:
        self._db = db
        self._mailbox = Mailbox(db)
        self._understand = understand
        self._dialogue = dialogue
        self._senders = senders
        self._chats: dict[tuple[str, str], asyncio.Lock] = {}

    async def receive(self, message: Inbound) -> None:
        """Accept the message (it is safe once this has committed), work on it and deliver the replies.

        A message whose key was accepted before is not worked on again.
        """
        inbox_id = self._mailbox.accept(message)
        if inbox_id is not None:
            await self._handle(inbox_id, message)

    async def recover(self, channel: str) -> None:
        """Finish what an earlier run accepted and did not finish, and send what it did not send."""
        for chat in dict.fromkeys(letter.chat for letter in self._mailbox.unsent(channel)):
            await self._deliver(channel, chat)
        for inbox_id, message in self._mailbox.waiting(channel):
            await self._handle(inbox_id, message)

    async def _handle(self, inbox_id: int, message: Inbound) -> None:
        async with self._chats.setdefault((message.channel, message.chat), asyncio.Lock()):
            while not await self._work(inbox_id, message):
                pass
            await self._deliver(message.channel, message.chat)

    async def _work(self, inbox_id: int, message: Inbound) -> bool:
        """Whether the message is finished; one that fails three times is set aside with an apology.

        The try is counted before it is made, so that a message that ends the process is not tried for ever.
        """
        if self._mailbox.attempt(inbox_id) > MOST_TRIES:
            with transaction(self._db):
                self._mailbox.finish(inbox_id, message, [self._dialogue.apology()], failed=True)
            return True
        try:
            said = await self._understand(message)
            with transaction(self._db):
                if self._mailbox.is_waiting(inbox_id):  # another process may have been quicker
                    self._mailbox.finish(
                        inbox_id, message, self._dialogue.reply(inbox_id, message, said), said
                    )
        except Exception as error:  # the top of the loop: one message's fault must not stop the others
            log.error("message %s failed: %s", inbox_id, trace(error))  # noqa: TRY400 — no words of a message
            return False
        return True

    async def _deliver(self, channel: str, chat: str) -> None:
        """Send what waits for the chat; what cannot be sent now waits on, in its order."""
        for letter in self._mailbox.unsent(channel, chat):
            try:
                await self._senders[channel](letter.chat, letter.reply)
            except Exception as error:  # a channel's fault: the reply stays in the outbox
                log.error("reply %s was not sent: %s", letter.id, trace(error))  # noqa: TRY400
                return
            self._mailbox.mark_sent(letter)
