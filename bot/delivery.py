"""Letters on their way out: retried with growing pauses, in one place, for every channel.

One letter of a channel is under way at a time, so that a crash between "sent" and "marked" repeats one reply
at most. Letters with files go beside the others, since an upload takes long; those of one chat keep their
order. A channel that cannot be reached is asked again after 1, 2, 4 … 15 seconds, with one letter each time,
and with another chat's if there is one: a letter that it cannot take holds up its own chat only. So does one
that fails by a fault of our own, with the same pauses, while the channel serves all others.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass

from bot import Letter
from bot.channel import Channel, Never, NotNow
from bot.mailbox import Mailbox
from bot.privacy import trace

MOST_FAULTS = 5  # of our own with one letter; what the channel cannot take now is tried for ever
MOST_UPLOADS = 3
_AT_ONCE = 25  # letters looked at, among which one is sought whose chat is free
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Pace:
    """The pauses after a failure, in seconds: the first, then twice as long each time, up to the longest."""

    first_s: float = 1.0
    longest_s: float = 15.0

    def pause_s(self, failures: int) -> float:
        """How long to wait after so many failures in a row."""
        return min(self.longest_s, self.first_s * 2.0 ** min(failures - 1, 10))


PACE = Pace()


class Delivery:
    """The lanes of the channels, by name. `channels` may get more until the first letter is to be sent."""

    def __init__(self, mailbox: Mailbox, channels: Mapping[str, Channel], pace: Pace = PACE) -> None:
        self._mailbox = mailbox
        self._channels = channels
        self._pace = pace
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
        """Nothing, once no letter waits, or those that do have been tried in vain."""
        for lane in list(self._lanes.values()):
            await lane.settled()

    async def stop(self) -> None:
        """End; a letter under way is broken off, and sent again by the next run."""
        for lane in self._lanes.values():
            await lane.stop()
        self._lanes.clear()

    def _lane(self, channel: str) -> _Lane:
        if channel not in self._lanes:
            self._lanes[channel] = _Lane(self._mailbox, self._channels[channel], self._pace)
        return self._lanes[channel]


class _Lane:
    """The letters of one channel."""

    def __init__(self, mailbox: Mailbox, channel: Channel, pace: Pace) -> None:
        self._mailbox = mailbox
        self._channel = channel
        self._pace = pace
        self._clock = asyncio.get_running_loop().time
        self._wanted = asyncio.Event()
        self._quiet = asyncio.Event()
        self._uploads: dict[str, asyncio.Task[None]] = {}  # by chat
        self._sent: dict[int, Letter] = {}  # by id: those that could not be marked yet
        self._tries: dict[int, int] = {}  # by id, of letters that were not taken
        self._faults: dict[int, int] = {}  # by id, of our own
        self._rests: dict[str, float] = {}  # by chat: until when such a fault keeps it from being served
        self._in_vain = False  # whether such a letter was tried since the lane was woken
        self._failures = 0  # of the channel, one after the other
        self._pause_s = 0.0
        self._running = asyncio.create_task(self._run())

    def wake(self) -> None:
        self._in_vain = False
        self._quiet.clear()
        self._wanted.set()

    async def settled(self) -> None:
        await self._quiet.wait()

    async def stop(self) -> None:
        tasks = [self._running, *self._uploads.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            try:
                await self._step()
            except Exception as error:  # the top of a loop: the database may be full or locked, and must be
                self._stumble(error)
            if pause_s := self._pause_s:
                self._pause_s = 0.0
                self._quiet.set()
                await asyncio.sleep(pause_s)

    def _stumble(self, error: Exception) -> None:
        _log.error("outbox %s: %s", self._channel.name, trace(error))
        self._pause_s = max(self._pause_s, self._pace.first_s)

    async def _step(self) -> None:
        """Send the oldest letter whose chat is free, or wait until there is one."""
        self._mark()
        self._wanted.clear()
        letter = self._next()
        if letter is None:
            await self._wait_for_more()
        elif self._is_upload(letter) and not self._failures:
            self._uploads[letter.chat] = asyncio.create_task(self._upload(letter))
        else:
            await self._send(letter)

    def _next(self) -> Letter | None:
        """Of the oldest letters of the chats that are free, the one that was tried least."""
        most = _AT_ONCE
        while True:
            letters = self._mailbox.heads(self._channel.name, most)
            free = [each for each in letters if self._is_free(each)]
            if free or len(letters) < most:
                return min(free, key=lambda each: self._tries.get(each.id, 0), default=None)
            most *= 4

    def _is_free(self, letter: Letter) -> bool:
        if letter.chat in self._uploads or self._rests.get(letter.chat, 0.0) > self._clock():
            return False
        return len(self._uploads) < MOST_UPLOADS or not self._is_upload(letter)

    def _is_upload(self, letter: Letter) -> bool:
        return bool(letter.reply.files) and self._channel.abilities.files

    async def _wait_for_more(self) -> None:
        """Nothing, once there may be a letter, or the rest of a chat is over."""
        now_s = self._clock()
        self._rests = {chat: until for chat, until in self._rests.items() if until > now_s}
        if not self._uploads and (self._in_vain or not self._rests):
            self._quiet.set()
        rest_s = min(self._rests.values()) - now_s if self._rests else None
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._wanted.wait(), rest_s)

    async def _upload(self, letter: Letter) -> None:
        try:
            await self._send(letter)
        except Exception as error:  # the database, as in _run
            self._stumble(error)
        finally:
            del self._uploads[letter.chat]
            self._wanted.set()

    async def _send(self, letter: Letter) -> None:
        """Send the letter; what its fate was is written down."""
        try:
            await self._channel.send(letter)
        except Never as refusal:
            self._failures = 0
            self._give_up(letter, str(refusal))
        except NotNow as fault:
            self._put_off(letter, fault)
        except Exception as error:  # a fault of our own: it must not stop the other letters
            self._rest(letter, trace(error))
        else:
            self._failures = 0
            self._forget(letter)
            self._sent[letter.id] = letter
            self._mark()

    def _mark(self) -> None:
        """Mark what was sent: a letter that a full disk kept unmarked is not sent a second time for it."""
        for letter in list(self._sent.values()):
            self._mailbox.mark_sent(letter)
            del self._sent[letter.id]

    def _give_up(self, letter: Letter, why: str) -> None:
        _log.warning("letter %s given up: %s", letter.id, why)
        self._mailbox.mark_failed(letter, why)
        self._forget(letter)

    def _put_off(self, letter: Letter, fault: NotNow) -> None:
        """The channel pauses: what it does not take now it takes from nobody."""
        _log.warning("letter %s not sent: %s", letter.id, str(fault))
        self._failures += 1
        self._tries[letter.id] = self._tries.get(letter.id, 0) + 1
        self._pause_s = max(fault.after_s, self._pace.pause_s(self._failures))
        self._mailbox.mark_tried(letter)

    def _rest(self, letter: Letter, why: str) -> None:
        """The letter's chat rests; after some times the letter is given up."""
        faults = self._faults[letter.id] = self._faults.get(letter.id, 0) + 1
        if faults >= MOST_FAULTS:
            self._give_up(letter, why)
            return
        _log.error("letter %s failed: %s", letter.id, why)
        self._in_vain = True
        self._rests[letter.chat] = self._clock() + self._pace.pause_s(faults)
        self._mailbox.mark_tried(letter)

    def _forget(self, letter: Letter) -> None:
        self._tries.pop(letter.id, None)
        self._faults.pop(letter.id, None)
