"""The terminal as a channel: one line is one message, choices are shown as words to type."""

from __future__ import annotations

import asyncio
import datetime
import sys
import threading
import uuid
from collections.abc import Awaitable, Callable
from typing import TextIO

from bot import Inbound, Reply

NAME = "console"
CHAT = "terminal"
MOST_IN_A_LINE = 4
PROMPT = "\nBạn: "


class Console:
    """Reads lines of `source` and writes replies to `target`."""

    def __init__(
        self, timezone: datetime.tzinfo, source: TextIO = sys.stdin, target: TextIO = sys.stdout
    ) -> None:
        self._timezone = timezone
        self._source = source
        self._target = target

    async def send(self, chat: str, reply: Reply) -> None:
        """Print the reply with its choices: words to type, or a numbered list when there are many."""
        labels = [choice.label for choice in reply.choices]
        if len(labels) > MOST_IN_A_LINE:
            choices = "".join(f"  {number:2}. {label}\n" for number, label in enumerate(labels, 1))
        else:
            choices = f"  [ {' · '.join(labels)} ]\n" if labels else ""
        self._write(f"\n{reply.text}\n{choices}")

    async def run(self, receive: Callable[[Inbound], Awaitable[None]]) -> None:
        """Hand every line to `receive` until the input ends."""
        lines: asyncio.Queue[str] = asyncio.Queue()
        reading = threading.Thread(target=self._read, args=(asyncio.get_running_loop(), lines), daemon=True)
        reading.start()  # a thread of its own: one that waits for a key must not hold up Ctrl+C
        while True:
            self._write(PROMPT if self._source.isatty() else "")
            line = await lines.get()
            if not line:
                return
            if not self._source.isatty():
                self._write(f"{PROMPT}{line}")
            await receive(
                Inbound(
                    channel=NAME,
                    chat=CHAT,
                    sender=CHAT,
                    key=uuid.uuid4().hex,
                    text=line.rstrip("\n"),
                    sent_at=datetime.datetime.now(self._timezone),
                )
            )

    def _read(self, loop: asyncio.AbstractEventLoop, lines: asyncio.Queue[str]) -> None:
        """Put every line into the queue, and "" at the end of the input."""
        while True:
            line = self._source.readline()
            loop.call_soon_threadsafe(lines.put_nowait, line)
            if not line:
                return

    def _write(self, text: str) -> None:
        self._target.write(text)
        self._target.flush()
