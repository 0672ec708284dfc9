"""Which messages are answered together: one alone, or the photos of an album with their words.

On a messenger an album comes one by one, a photo each, so the turn that a photo begins waits for what
follows it.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from bot import Inbound


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
class Turn:
    """Accepted messages of one chat that are answered together; `joined_s` is when the last one joined.

    Times are the event loop's, in seconds; `last_s` is the latest at which one may join. A turn `over` the
    limit, the first or a later one since it was reached, is not read.
    """

    messages: list[tuple[int, Inbound]]
    joined_s: float = 0.0
    last_s: float = 0.0
    over: int = 0
    closed: asyncio.Event = field(default_factory=asyncio.Event)
    finished: bool = False

    @property
    def ids(self) -> list[int]:
        return [inbox_id for inbox_id, _ in self.messages]

    @property
    def chat(self) -> tuple[str, str]:
        """The channel and the chat of all its messages."""
        first = self.messages[0][1]
        return first.channel, first.chat

    def message(self) -> Inbound:
        """The messages as one: the first with the files of all and their words, a line each."""
        every = [message for _, message in self.messages]
        text = "\n".join(message.text for message in every if message.text.strip())
        return dataclasses.replace(
            every[0],
            text=text or every[0].text,
            choice="" if text and len(every) > 1 else next((m.choice for m in every if m.choice), ""),
            files=tuple(file for message in every for file in message.files),
            attachments=tuple(each for message in every for each in message.attachments),
        )


class Gatherer:
    """Puts messages into turns, and knows which turns others may still join."""

    def __init__(self, gathering: Gathering) -> None:
        self._gathering = gathering
        self._open: dict[tuple[str, str], Turn] = {}

    def joined(self, inbox_id: int, message: Inbound) -> Turn:
        """The turn of the message: the open one of its chat, or one that it begins."""
        chat, now_s = (message.channel, message.chat), asyncio.get_running_loop().time()
        album = self._open.get(chat)
        if album and _tapped(message):  # what was tapped is about what came before it
            album.closed.set()
        elif album and self._left_s(album) > 0 and not album.closed.is_set():
            album.messages.append((inbox_id, message))
            album.joined_s = now_s
            return album
        turn = Turn([(inbox_id, message)], now_s, now_s)
        if self._begins_album(message):
            turn.last_s = now_s + self._gathering.most_s
            self._open[chat] = turn
        return turn

    def left(self, waiting: Iterable[tuple[int, Inbound]]) -> list[Turn]:
        """The turns of what an earlier run left, its albums as they would have been gathered."""
        turns: list[Turn] = []
        albums: dict[str, Turn] = {}
        longest = datetime.timedelta(seconds=self._gathering.most_s)
        for inbox_id, message in waiting:
            album = albums.get(message.chat)
            if album and not _tapped(message) and message.sent_at - album.messages[0][1].sent_at <= longest:
                album.messages.append((inbox_id, message))
                continue
            turns.append(Turn([(inbox_id, message)]))
            albums.pop(message.chat, None)
            if self._begins_album(message):
                albums[message.chat] = turns[-1]
        return turns

    async def whole(self, turn: Turn) -> None:
        """Nothing, once no more messages join the turn."""
        while (left_s := self._left_s(turn)) > 0 and not turn.closed.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(turn.closed.wait(), left_s)
        turn.closed.set()
        if self._open.get(turn.chat) is turn:
            del self._open[turn.chat]

    def _begins_album(self, message: Inbound) -> bool:
        return _has_photo(message) and not message.choice and message.channel in self._gathering.channels

    def _left_s(self, turn: Turn) -> float:
        """How much longer a message may join the turn, in seconds."""
        ends_s = min(turn.joined_s + self._gathering.quiet_s, turn.last_s)
        return ends_s - asyncio.get_running_loop().time()


def _has_photo(message: Inbound) -> bool:
    return bool(message.files) or any(each.kind == "photo" for each in message.attachments)


def _tapped(message: Inbound) -> bool:
    """Whether the message is a button that was tapped, and no more."""
    return bool(message.choice) and not _has_photo(message)
