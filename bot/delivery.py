"""Letters on their way out: retried with growing pauses, in one place, for every channel.

One letter of a channel is under way at a time, so that a crash between "sent" and "marked" repeats one reply
at most. Letters with files go beside the others, since an upload takes long; those of one chat keep their
order. A channel that cannot be reached is asked again after 1, 2, 4 … 15 seconds, with one letter each time,
and with another chat's if there is one: a letter that it cannot take holds up its own chat only.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Mapping

from bot import Letter
from bot.channel import Channel, Never, NotNow
from bot.mailbox import Mailbox
from bot.privacy import trace

FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 15.0
MOST_FAULTS = 5  # of our own with one letter; what the channel cannot take now is tried for ever
_AT_ONCE = 100  # letters looked at, among which one is sought whose chat is free
_log = logging.getLogger(__name__)


class Delivery:
    """The lanes of the channels, by name. `channels` may get more until the first letter is to be sent."""

    def __init__(self, mailbox: Mailbox, channels: Mapping[str, Channel]) -> None:
        self._mailbox = mailbox
        self._channels = channels
        self._lanes: dict[str, _Lane] = {}

    def wake(self, channel: str) -> None:
        """Nothing; the channel's letters are looked for. One that is not on keeps its letters."""
        if channel in self._channels:
            self._lane(channel).wake()

    def wake_all(self) -> None:
        """Nothing; the letters of every channel are looked for."""
        for channel in self._channels:
            self.wake(channel)

    async def settled(self) -> None:
        """Nothing, once no letter waits, or those that do wait for a channel that cannot be reached."""
        for lane in list(self._lanes.values()):
            await lane.settled()

    async def stop(self) -> None:
        """End; a letter under way is broken off, and sent again by the next run."""
        for lane in self._lanes.values():
            await lane.stop()
        self._lanes.clear()

    def _lane(self, channel: str) -> _Lane:
        if channel not in self._lanes:
            self._lanes[channel] = _Lane(self._mailbox, self._channels[channel])
        return self._lanes[channel]


class _Lane:
    """The letters of one channel."""

    def __init__(self, mailbox: Mailbox, channel: Channel) -> None:
        self._mailbox = mailbox
        self._channel = channel
        self._wanted = asyncio.Event()
        self._quiet = asyncio.Event()
        self._uploads: dict[str, asyncio.Task[None]] = {}  # by chat
        self._sent: dict[int, Letter] = {}  # by id: those that could not be marked yet
        self._tries: dict[int, int] = {}  # by id, of letters that were not taken
        self._failures = 0  # one after the other
        self._pause_s = 0.0
        self._running = asyncio.create_task(self._run())

    def wake(self) -> None:
        self._quiet.clear()
        self._wanted.set()

    async def settled(self) -> None:
        await self._quiet.wait()

    async def stop(self) -> None:
        for task in (self._running, *self._uploads.values()):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _run(self) -> None:
        while True:
            try:
                await self._step()
            except Exception as error:  # the top of a loop: the database may be full or locked, and must be
                _log.error("outbox %s: %s", self._channel.name, trace(error))
                self._pause_s = FIRST_PAUSE_S
            if self._pause_s:
                self._quiet.set()
                await asyncio.sleep(self._pause_s)
                self._pause_s = 0.0

    async def _step(self) -> None:
        """Send the oldest letter whose chat is free, or wait until there is one."""
        self._mark()
        self._wanted.clear()
        letter = self._next()
        if letter is None:
            if not self._uploads:
                self._quiet.set()
            await self._wanted.wait()
        elif letter.reply.files and self._channel.abilities.files:
            self._uploads[letter.chat] = asyncio.create_task(self._upload(letter))
        else:
            await self._send(letter)

    def _next(self) -> Letter | None:
        """Of the oldest letters of the chats that are free, the one that was tried least."""
        first: dict[str, Letter] = {}
        for each in self._mailbox.unsent(self._channel.name, most=_AT_ONCE):
            if each.id not in self._sent:
                first.setdefault(each.chat, each)
        free = [each for chat, each in first.items() if chat not in self._uploads]
        return min(free, key=lambda each: self._tries.get(each.id, 0), default=None)

    async def _upload(self, letter: Letter) -> None:
        try:
            await self._send(letter)
        finally:
            del self._uploads[letter.chat]
            self._wanted.set()

    async def _send(self, letter: Letter) -> None:
        """Send the letter; what its fate was is written down."""
        try:
            await self._channel.send(letter)
        except Never as refusal:
            self._give_up(letter, str(refusal))
        except NotNow as fault:
            self._wait(letter, str(fault), fault.after_s)
        except Exception as error:  # a fault of our own: it must not stop the other letters
            if self._tries.get(letter.id, 0) + 1 < MOST_FAULTS:
                self._wait(letter, trace(error), 0.0)
            else:
                self._give_up(letter, trace(error))
        else:
            self._failures = 0
            self._tries.pop(letter.id, None)
            self._sent[letter.id] = letter
            self._mark()

    def _mark(self) -> None:
        """Mark what was sent: a letter that a full disk kept unmarked is not sent a second time for it."""
        for letter in list(self._sent.values()):
            self._mailbox.mark_sent(letter)
            del self._sent[letter.id]

    def _give_up(self, letter: Letter, why: str) -> None:
        _log.warning("letter %s given up: %s", letter.id, why)
        self._tries.pop(letter.id, None)
        self._mailbox.mark_failed(letter, why)

    def _wait(self, letter: Letter, why: str, after_s: float) -> None:
        _log.warning("letter %s not sent: %s", letter.id, why)
        self._failures += 1
        self._tries[letter.id] = self._tries.get(letter.id, 0) + 1
        growing = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** min(self._failures - 1, 10))
        self._pause_s = max(after_s, growing)
        self._mailbox.mark_tried(letter)
