"""A message's way: accepted, worked on in the order of its chat, answered; the answer goes to the delivery.

Messages of one chat are handled one after the other, different chats side by side, whatever the channel.
The work of one turn is one transaction: its effect, its replies, its audit lines and its "done".
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from bot import Inbound, Letter, Reply
from bot.channel import Channel
from bot.delivery import Delivery
from bot.gathering import Gatherer, Turn
from bot.limits import Limits
from bot.mailbox import Mailbox
from bot.privacy import trace
from bot.store import Database, out_of_service, transaction
from bot.workshop import Workshop
from nlu import Understanding

MOST_TRIES = 3
TYPING_AFTER_S, TYPING_EVERY_S = 0.5, 4.5  # Telegram shows it for 5 s
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.05, 15.0  # between the tries of one message

log = logging.getLogger("bot.turns")


class Answering(Protocol):
    """What turns need of the dialogue: one message with its understanding in, replies out."""

    def reply(self, inbox_id: int, message: Inbound, said: Understanding) -> list[Reply]: ...

    def notice(self, key: str) -> Reply:
        """What is said where a message is not answered as it should be."""

    def set_aside(self, inbox_id: int, message: Inbound) -> None:
        """Nothing; tells those who look after the assistant that a message failed for good."""


@dataclass(frozen=True)
class Steps:
    """What is done with a message.

    Its words are opened before they are stored: a command becomes what it stands for, a code is sealed. Then
    what came with it is fetched, it is understood, it is answered.
    """

    open: Callable[[str], str]
    fetch: Callable[[Inbound], Awaitable[Inbound]]
    understand: Callable[[Inbound], Awaitable[Understanding]]
    dialogue: Answering


class Turns:
    """Hands accepted messages to the dialogue and its replies to the delivery."""

    def __init__(
        self,
        db: Database,
        steps: Steps,
        channels: Mapping[str, Channel],
        delivery: Delivery,
        limits: Limits,
        gatherer: Gatherer,
        workshop: Workshop | None = None,
    ) -> None:
        self._db = db
        self._mailbox = Mailbox(db)
        self._steps = steps
        self._channels = channels
        self._delivery = delivery
        self._limits = limits
        self._gatherer = gatherer
        self._workshop = workshop
        self._chats: dict[tuple[str, str], asyncio.Lock] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._recovered: set[str] = set()  # channels
        self._door = asyncio.Lock()

    def take(self, *messages: Inbound) -> None:
        """Accept the messages, all in one; they are safe once this returns, and answered by and by.

        A message whose key was accepted before is not worked on again. What a sender sends beyond the limit
        is kept, but not read. Raises what the database raises: then none was accepted.
        """
        for channel in {message.channel for message in messages}:
            self._take_up(channel)
        opened = [dataclasses.replace(each, text=self._steps.open(each.text)) for each in messages]
        with transaction(self._db):
            accepted = [(self._mailbox.accept(each), each) for each in opened]
        for inbox_id, message in accepted:
            if inbox_id is not None:
                self._begin(self._turn_of(inbox_id, message))

    def _turn_of(self, inbox_id: int, message: Inbound) -> Turn:
        """The turn in which the message is answered, or finished unread when it is one too many."""
        if over := self._over(message):
            return Turn([(inbox_id, dataclasses.replace(message, attachments=()))], over=over)
        return self._gatherer.joined(inbox_id, message)

    async def receive(self, message: Inbound) -> None:
        """Nothing, once the message is taken, and all that was taken is answered and delivered."""
        self.take(message)
        await self.settled()

    def recover(self, channel: str) -> None:
        """Nothing; what an earlier run left is answered, before what comes from now on, and sent."""
        self._take_up(channel)
        if self._workshop:
            self._workshop.wake()
        self._delivery.wake(channel)

    async def settled(self) -> None:
        """Nothing, once all that was taken is answered, and delivered as far as can be."""
        while self._tasks:
            await asyncio.wait(self._tasks)
        if self._workshop:
            await self._workshop.settled()
        await self._delivery.settled()

    async def stop(self, within_s: float) -> None:
        """End: what was taken is answered within that time; the rest waits in the inbox for the next run."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.settled(), within_s)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._workshop:
            await self._workshop.stop()
        await self._delivery.stop()

    def _take_up(self, channel: str) -> None:
        """Begin, once, what an earlier run left: a webhook may bring a message before it is asked for."""
        if channel not in self._recovered:
            for turn in self._gatherer.left(self._mailbox.waiting(channel)):
                self._begin(turn)
            self._recovered.add(channel)

    def _begin(self, turn: Turn) -> None:
        task = asyncio.create_task(self._handle(turn))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _over(self, message: Inbound) -> int:
        try:
            return self._limits.over(message)
        except Exception as error:  # the message is accepted: whether it is one too many matters less
            log.error("limits: %s", trace(error))  # noqa: TRY400 — no words of a message
            return 0

    async def _handle(self, turn: Turn) -> None:
        """Work on the turn when those before it are done. All that brought one of its messages come here."""
        async with self._chats.setdefault(turn.chat, asyncio.Lock()):
            if turn.finished:
                return
            async with self._door:  # one after the other, lest many at once keep letters from going out
                await asyncio.sleep(0)
            async with self._typing(turn):
                await self._gatherer.whole(turn)
                await self._work(turn)
            turn.finished = True
        if self._workshop:
            self._workshop.wake()
        self._delivery.wake_all()  # a decision or a reminder goes to another chat than the one answered

    async def _work(self, turn: Turn) -> None:
        """Nothing, once the turn is finished; one that fails three times is set aside with an apology.

        The try is counted before it is made, so that a message that ends the process is not tried for ever;
        one that failed because of the database alone does not count.
        """
        excused, pause_s = 0, FIRST_PAUSE_S
        while True:
            try:
                if await self._try(turn, MOST_TRIES + excused):
                    return
            except Exception as error:  # the top of the loop: one message's fault must not stop the others
                log.error("message %s failed: %s", turn.ids[0], trace(error))  # noqa: TRY400 — no words of it
                if out_of_service(error):
                    excused += 1
                    await self._excuse(turn, first=excused == 1)
            await asyncio.sleep(pause_s)
            pause_s = min(LONGEST_PAUSE_S, 2 * pause_s)

    async def _try(self, turn: Turn, most: int) -> bool:
        """Whether the turn is finished."""
        turn.messages = [each for each in turn.messages if self._mailbox.is_waiting(each[0])]
        if not turn.messages:  # another process was quicker
            return True
        if turn.over:
            notice = [self._steps.dialogue.notice("too_many")] if turn.over == 1 else []
            with transaction(self._db):
                self._finish(turn, turn.message(), notice)
            return True
        if max(self._mailbox.attempt(inbox_id) for inbox_id in turn.ids) > most:
            with transaction(self._db):
                self._finish(turn, turn.message(), [self._steps.dialogue.notice("failed")], failed=True)
                self._steps.dialogue.set_aside(turn.ids[0], turn.messages[0][1])
            return True
        message = await self._steps.fetch(turn.message())
        said = await self._steps.understand(message)
        with transaction(self._db):
            if all(self._mailbox.is_waiting(inbox_id) for inbox_id in turn.ids):
                self._finish(turn, message, self._steps.dialogue.reply(turn.ids[0], message, said), said)
                return True
        return False

    async def _excuse(self, turn: Turn, *, first: bool) -> None:
        """Tell the person, past the outbox, that the message is kept but cannot be answered yet."""
        name, chat = turn.chat
        if first and (channel := self._channels.get(name)):
            with contextlib.suppress(Exception):  # a courtesy: the answer comes in any case
                await channel.send(Letter(0, chat, self._steps.dialogue.notice("out_of_service")))

    def _finish(
        self,
        turn: Turn,
        whole: Inbound,
        replies: list[Reply],
        said: Understanding | None = None,
        *,
        failed: bool = False,
    ) -> None:
        """Finish all messages of the turn; the replies, and what was understood, hang on the first."""
        (first, message), *others = turn.messages
        kept = dataclasses.replace(message, files=whole.files)
        self._mailbox.finish(first, kept, replies, said, failed=failed)
        for inbox_id, other in others:
            self._mailbox.finish(inbox_id, dataclasses.replace(other, files=()), [], failed=failed)

    @contextlib.asynccontextmanager
    async def _typing(self, turn: Turn) -> AsyncIterator[None]:
        """While it lasts, the person sees that an answer is being made, from half a second on."""
        name, chat = turn.chat
        channel = self._channels.get(name)
        task = asyncio.create_task(_show_typing(channel, chat)) if channel and not turn.over else None
        try:
            yield
        finally:
            if task:
                task.cancel()


async def _show_typing(channel: Channel, chat: str) -> None:
    await asyncio.sleep(TYPING_AFTER_S)
    while True:
        with contextlib.suppress(Exception):  # a courtesy
            await channel.typing(chat)
        await asyncio.sleep(TYPING_EVERY_S)
