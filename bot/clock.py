"""Something done again and again while the assistant runs."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from bot.privacy import trace

_log = logging.getLogger(__name__)


class Clock:
    """Awaits `do` every `every_s` seconds from `start` to `stop`; a fault is logged and tried again."""

    def __init__(self, do: Callable[[], Awaitable[None]], every_s: float) -> None:
        self._do = do
        self._every_s = every_s
        self._running: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin, at once, in the running event loop."""
        self._running = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """End; what is being done is cancelled."""
        if self._running:
            self._running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._running
            self._running = None

    async def _run(self) -> None:
        while True:
            try:
                await self._do()
            except Exception as error:  # the top of a loop: it must go on
                _log.error("clock: %s", trace(error))
            await asyncio.sleep(self._every_s)
