"""The terminal as a channel: line editing and colours for a person, plain lines for a pipe.

One line is one message. `/anh PATH` attaches a photo, `/thoat` leaves; both stay here. Choices are shown
with their numbers, or as words to type where the reply numbers other things.
"""

from __future__ import annotations

import asyncio
import datetime
import importlib
import io
import sys
import threading
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import TextIO

from bot import Attachment, File, Inbound, Letter
from bot.channel import Never
from bot.channels import ABILITIES, CONSOLE
from bot.files import FileRefused

CHAT = "terminal"
PROMPT = "\nBạn: "
LEAVE = "/thoat"
ATTACH = "/anh"
COMMANDS = f"Lệnh của cửa sổ này: {ATTACH} ĐƯỜNG_DẪN để gửi ảnh, {LEAVE} để thoát."
_COLOURS = {"“": "\x1b[36m", "—": "\x1b[2m", " ": "\x1b[33m"}
_PLAIN = "\x1b[0m"


class Console:
    """Reads lines of `source`, writes replies to `target`.

    `keep` stores a photo or raises FileRefused; `locate` says where a file that goes out is.
    """

    def __init__(
        self,
        timezone: datetime.tzinfo,
        keep: Callable[[Path], File],
        locate: Callable[[File], Path],
        source: TextIO = sys.stdin,
        target: TextIO = sys.stdout,
    ) -> None:
        self.name = CONSOLE
        self.abilities = ABILITIES[CONSOLE]
        self._timezone = timezone
        self._keep = keep
        self._locate = locate
        self._source = source
        if isinstance(source, io.TextIOWrapper):
            source.reconfigure(errors="replace")  # a stray byte from a terminal is no reason to stop
        self._target = target
        self._is_person = source.isatty() and target.isatty()

    async def send(self, letter: Letter) -> None:
        """Print the reply with its choices: a list where they are numbered, words to type where not."""
        reply = letter.reply
        numbered = [choice.label for choice in reply.choices if choice.numbered]
        words = [choice.label for choice in reply.choices if not choice.numbered]
        files = "".join(f"  Tệp: {self._locate(file)}\n" for file in reply.files)
        choices = "".join(f"  {number:2}. {label}\n" for number, label in enumerate(numbered, 1))
        choices += f"  [ {' · '.join(words)} ]\n" if words else ""
        self._write(f"\n{reply.text}\n{files}{choices}")

    async def fetch(self, attachment: Attachment, most_bytes: int) -> bytes:
        """Nothing ever: photos are kept when the path is typed."""
        raise Never("the terminal has nothing to fetch")

    async def typing(self, chat: str) -> None:
        """Nothing: who sits at the terminal sees that it waits."""

    async def run(self, receive: Callable[[Inbound], Awaitable[None]]) -> None:
        """Hand every line to `receive` until the input ends or "/thoat" is typed."""
        async for line in self._edited() if self._is_person else self._piped():
            command, _, rest = line.strip().partition(" ")
            if command == LEAVE:
                return
            if command == ATTACH:
                await self._attach(rest.strip(), receive)
            elif command.startswith("/"):
                self._write(f"\n{COMMANDS}\n")
            else:
                await receive(self._message(line))

    async def _attach(self, path: str, receive: Callable[[Inbound], Awaitable[None]]) -> None:
        if not path:
            self._write(f"\n{COMMANDS}\n")
            return
        try:
            file = self._keep(Path(path).expanduser())
        except FileRefused as refusal:
            self._write(f"\n{refusal}\n")
            return
        await receive(self._message("", (file,)))

    def _message(self, text: str, files: tuple[File, ...] = ()) -> Inbound:
        at = datetime.datetime.now(self._timezone)
        return Inbound(CONSOLE, CHAT, CHAT, uuid.uuid4().hex, text, at, files=files)

    async def _edited(self) -> AsyncIterator[str]:
        """Lines typed by a person, with editing and history."""
        prompt_toolkit = importlib.import_module("prompt_toolkit")  # 0.2 s that a pipe need not wait
        session = prompt_toolkit.PromptSession()
        prompt = prompt_toolkit.ANSI(f"\x1b[1;32m{PROMPT}{_PLAIN}")
        while True:
            try:
                yield await session.prompt_async(prompt)
            except EOFError:
                return

    async def _piped(self) -> AsyncIterator[str]:
        """Lines of a pipe, shown as if they had been typed."""
        lines: asyncio.Queue[str] = asyncio.Queue()
        reading = threading.Thread(target=self._read, args=(asyncio.get_running_loop(), lines), daemon=True)
        reading.start()  # a thread of its own: one that waits for a line must not hold up Ctrl+C
        while line := await lines.get():
            self._write(f"{PROMPT}{line}")
            yield line.rstrip("\n")

    def _read(self, loop: asyncio.AbstractEventLoop, lines: asyncio.Queue[str]) -> None:
        """Put every line into the queue, and "" at the end of the input."""
        while True:
            line = self._source.readline()
            try:
                loop.call_soon_threadsafe(lines.put_nowait, line)
            except RuntimeError:  # the loop is closed: somebody left while more lines were coming
                return
            if not line:
                return

    def _write(self, text: str) -> None:
        if self._is_person:
            text = "\n".join(_coloured(line) for line in text.split("\n"))
        self._target.write(text)
        self._target.flush()


def _coloured(line: str) -> str:
    """Quotes, citations and choices in colours of their own."""
    colour = _COLOURS.get(line[:1], "")
    return f"{colour}{line}{_PLAIN}" if colour else line
