"""What takes long is made beside the conversation: exports and charts, so that nobody else waits for them.

A wish is written down with the turn that asked for it, and made in a thread with a database connection of its
own, one after the other. What was made goes out as a letter, in the transaction that marks the wish as done;
so a wish outlives the process, and is not answered twice.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Mapping

from bot import Reply
from bot.mailbox import Mailbox
from bot.privacy import trace
from bot.store import Database, out_of_service, transaction
from bot.tasks import Content, Tasks

MOST_TRIES = 3
PAUSE_S = 2.0
_log = logging.getLogger(__name__)

Make = Callable[[Content], Reply]  # called in a thread


class Workshop:
    """Makes what is wished. `make` is by kind; `apology` is said of what failed three times.

    `written` is told the channel of each letter. With `apart` false all is made in the event loop: a
    database in memory has one connection only.
    """

    def __init__(
        self,
        db: Database,
        tasks: Tasks,
        make: Mapping[str, Make],
        apology: Reply,
        written: Callable[[str], None],
        *,
        apart: bool,
    ) -> None:
        self._db = db
        self._tasks = tasks
        self._make = make
        self._apology = apology
        self._written = written
        self._apart = apart
        self._mailbox = Mailbox(db)
        self._running: asyncio.Task[None] | None = None

    def wake(self) -> None:
        """Nothing; what is wished is made, if anything is."""
        if self._tasks.any and (self._running is None or self._running.done()):
            self._running = asyncio.create_task(self._work())

    async def settled(self) -> None:
        """Nothing, once nothing is wished any more."""
        if self._running:
            await asyncio.wait([self._running])

    async def stop(self) -> None:
        """End; what is being made is made anew by the next run."""
        if self._running:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)

    async def _work(self) -> None:
        while self._tasks.any:
            try:
                await self._next()
            except Exception as error:  # the top of a loop: the database may be full or locked
                _log.error("workshop: %s", trace(error))
                await asyncio.sleep(PAUSE_S)

    async def _next(self) -> None:
        """Make the oldest wish, if there is one; what failed is tried again."""
        task = self._tasks.take()
        if task is None:
            return
        try:
            failed = task.tries >= MOST_TRIES
            reply = self._apology if failed else await self._made(self._make[task.kind], task.content)
        except Exception as error:  # one wish's fault must not stop the others
            if out_of_service(error):
                raise
            _log.error("task %s failed: %s", task.id, trace(error))
            return
        with transaction(self._db):
            self._mailbox.write(task.channel, task.chat, reply)
            self._tasks.finish(task)
        self._written(task.channel)

    async def _made(self, make: Make, content: Content) -> Reply:
        """What is made, in a thread that does not keep the process from ending."""
        if not self._apart:
            return make(content)
        loop = asyncio.get_running_loop()
        made: asyncio.Future[Reply] = loop.create_future()

        def work() -> None:
            try:
                tell = _telling(made, result=make(content))
            except Exception as error:  # the top of a thread: who waits is told
                tell = _telling(made, error=error)
            if not loop.is_closed():
                loop.call_soon_threadsafe(tell)

        threading.Thread(target=work, daemon=True).start()
        return await made


def _telling(
    made: asyncio.Future[Reply], result: Reply | None = None, error: Exception | None = None
) -> Callable[[], None]:
    """What tells the one who waits, unless nobody does any more."""

    def tell() -> None:
        if made.done():
            return
        if error is not None:
            made.set_exception(error)
        elif result is not None:
            made.set_result(result)

    return tell
