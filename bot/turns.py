"""A message's way: accepted, worked on in the order of its chat, answered, delivered.

Messages of one chat are handled one after the other, different chats side by side, whatever the channel.
The work of one turn is one transaction: its effect, its replies, its audit lines and its "done".

A turn is one message, or the messages of an album: on a messenger these come one by one, a photo each, so
the turn that a photo begins waits for what follows it.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import datetime
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
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


@dataclass(frozen=True)
class Gathering:
    """How long a photo's turn waits for the rest of its album: until nothing came for `quiet_s`, at most
    `most_s` after the first. Other channels than `channels` hand whole messages: they do not wait.
    """

    quiet_s: float
    most_s: float
    channels: frozenset[str]


AT_ONCE = Gathering(0, 0, frozenset())


@dataclass
class _Turn:
    """Accepted messages of one chat that are answered together; `joined_s` is when the last one joined.

    Times are the event loop's, in seconds; `last_s` is the latest at which one may join.
    """

    messages: list[tuple[int, Inbound]]
    joined_s: float
    last_s: float
    closed: asyncio.Event = field(default_factory=asyncio.Event)
    finished: bool = False

    @property
    def ids(self) -> list[int]:
        return [inbox_id for inbox_id, _ in self.messages]

    def message(self) -> Inbound:
        """The messages as one: the first with the files of all and their words, a line each."""
        every = [message for _, message in self.messages]
        text = "\n".join(message.text for message in every if message.text.strip())
        return dataclasses.replace(
            every[0],
            text=text or every[0].text,
            choice="" if text and len(every) > 1 else next((m.choice for m in every if m.choice), ""),
            files=tuple(file for message in every for file in message.files),
        )


class Turns:
    """Hands accepted messages to the dialogue and its replies to the channels' `send` functions."""

    def __init__(
        self,
        db: Database,
        understand: Callable[[Inbound], Awaitable[Understanding]],
        dialogue: Answering,
        senders: Mapping[str, Send],
        gathering: Gathering = AT_ONCE,
    ) -> None:
        self._db = db
        self._mailbox = Mailbox(db)
        self._understand = understand
        self._dialogue = dialogue
        self._senders = senders
        self._gathering = gathering
        self._chats: dict[tuple[str, str], asyncio.Lock] = {}
        self._open: dict[tuple[str, str], _Turn] = {}

    async def receive(self, message: Inbound) -> None:
        """Accept the message (it is safe once this has committed), work on it and deliver the replies.

        A message whose key was accepted before is not worked on again. One with files is worked on when its
        album is whole, so a channel does not wait for this before it hands on the next message.
        """
        inbox_id = self._mailbox.accept(message)
        if inbox_id is not None:
            await self._handle(self._joined(inbox_id, message))

    async def recover(self, channel: str) -> None:
        """Finish what an earlier run accepted and did not finish, and send what it did not send."""
        for chat in dict.fromkeys(letter.chat for letter in self._mailbox.unsent(channel)):
            await self._deliver(channel, chat)
        for turn in self._left(channel):
            await self._handle(turn)

    def _joined(self, inbox_id: int, message: Inbound) -> _Turn:
        """The turn of the message: the open one of its chat, or one that it begins."""
        chat, now_s = (message.channel, message.chat), asyncio.get_running_loop().time()
        album = self._open.get(chat)
        if album and _tapped(message):  # what was tapped is about what came before it
            album.closed.set()
        elif album and self._left_s(album) > 0 and not album.closed.is_set():
            album.messages.append((inbox_id, message))
            album.joined_s = now_s
            return album
        turn = _Turn([(inbox_id, message)], now_s, now_s)
        if self._begins_album(message):
            turn.last_s = now_s + self._gathering.most_s
            self._open[chat] = turn
        return turn

    def _begins_album(self, message: Inbound) -> bool:
        return bool(message.files) and not message.choice and message.channel in self._gathering.channels

    def _left(self, channel: str) -> list[_Turn]:
        """The turns of what an earlier run left, its albums as they would have been gathered."""
        turns: list[_Turn] = []
        albums: dict[str, _Turn] = {}
        longest = datetime.timedelta(seconds=self._gathering.most_s)
        for inbox_id, message in self._mailbox.waiting(channel):
            album = albums.get(message.chat)
            if album and not _tapped(message) and message.sent_at - album.messages[0][1].sent_at <= longest:
                album.messages.append((inbox_id, message))
                continue
            turns.append(_Turn([(inbox_id, message)], 0, 0))
            albums.pop(message.chat, None)
            if self._begins_album(message):
                albums[message.chat] = turns[-1]
        return turns

    async def _handle(self, turn: _Turn) -> None:
        """Work on the turn when those before it are done. All who brought one of its messages come here."""
        first = turn.messages[0][1]
        chat = (first.channel, first.chat)
        async with self._chats.setdefault(chat, asyncio.Lock()):
            if turn.finished:
                return
            await self._gather(turn)
            if self._open.get(chat) is turn:
                del self._open[chat]
            while not await self._work(turn):
                pass
            turn.finished = True
            await self._deliver(first.channel, first.chat)
        await self.deliver_letters()

    async def deliver_letters(self) -> None:
        """Send what was written to other chats than the one that is answered: decisions, reminders."""
        for channel in self._senders:
            for chat in dict.fromkeys(letter.chat for letter in self._mailbox.letters(channel)):
                async with self._chats.setdefault((channel, chat), asyncio.Lock()):
                    await self._deliver(channel, chat)

    async def _gather(self, turn: _Turn) -> None:
        """Nothing, once no more messages join the turn."""
        while (left_s := self._left_s(turn)) > 0 and not turn.closed.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(turn.closed.wait(), left_s)
        turn.closed.set()

    def _left_s(self, turn: _Turn) -> float:
        """How much longer a message may join the turn, in seconds."""
        ends_s = min(turn.joined_s + self._gathering.quiet_s, turn.last_s)
        return ends_s - asyncio.get_running_loop().time()

    async def _work(self, turn: _Turn) -> bool:
        """Whether the turn is finished; one that fails three times is set aside with an apology.

        The try is counted before it is made, so that a message that ends the process is not tried for ever.
        """
        turn.messages = [each for each in turn.messages if self._mailbox.is_waiting(each[0])]
        if not turn.messages:  # another process was quicker
            return True
        if max(self._mailbox.attempt(inbox_id) for inbox_id in turn.ids) > MOST_TRIES:
            with transaction(self._db):
                self._finish(turn, [self._dialogue.apology()], failed=True)
            return True
        message = turn.message()
        try:
            said = await self._understand(message)
            with transaction(self._db):
                if all(self._mailbox.is_waiting(inbox_id) for inbox_id in turn.ids):
                    self._finish(turn, self._dialogue.reply(turn.ids[0], message, said), said)
                    return True
        except Exception as error:  # the top of the loop: one message's fault must not stop the others
            log.error("message %s failed: %s", turn.ids[0], trace(error))  # noqa: TRY400 — no words of a message
        return False

    def _finish(
        self, turn: _Turn, replies: list[Reply], said: Understanding | None = None, *, failed: bool = False
    ) -> None:
        """Finish all messages of the turn; the replies, and what was understood, hang on the first."""
        (first, message), *others = turn.messages
        self._mailbox.finish(first, message, replies, said, failed=failed)
        for inbox_id, other in others:
            self._mailbox.finish(inbox_id, other, [], failed=failed)

    async def _deliver(self, channel: str, chat: str) -> None:
        """Send what waits for the chat; what cannot be sent now waits on, in its order."""
        for letter in self._mailbox.unsent(channel, chat):
            try:
                await self._senders[channel](letter.chat, letter.reply)
            except Exception as error:  # a channel's fault: the reply stays in the outbox
                log.error("reply %s was not sent: %s", letter.id, trace(error))  # noqa: TRY400
                return
            self._mailbox.mark_sent(letter)


def _tapped(message: Inbound) -> bool:
    """Whether the message is a button that was tapped, and no more."""
    return bool(message.choice) and not message.files
