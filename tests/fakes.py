"""Small real things that stand in for large ones: a channel, an HTTP server that misbehaves on purpose."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from bot import Attachment, Letter, Reply
from bot.channel import Channel, Never
from bot.channels import ABILITIES, CONSOLE


class Listener:
    """A channel that hands each reply, with its chat, to `hear`; `photos` are what it can fetch."""

    def __init__(
        self,
        name: str,
        hear: Callable[[str, Reply], Awaitable[None]],
        photos: dict[str, bytes] | None = None,
    ) -> None:
        self.name = name
        self.abilities = ABILITIES[CONSOLE]
        self._hear = hear
        self._photos = photos or {}

    async def send(self, letter: Letter) -> None:
        await self._hear(letter.chat, letter.reply)

    async def fetch(self, attachment: Attachment, most_bytes: int) -> bytes:
        if attachment.reference not in self._photos:
            raise Never("no such photo")
        return self._photos[attachment.reference]

    async def typing(self, chat: str) -> None:
        pass


def listening(name: str, hear: Callable[[str, Reply], Awaitable[None]]) -> dict[str, Channel]:
    """The channels of an assistant that has one, which hands its replies to `hear`."""
    return {name: Listener(name, hear)}


@dataclass(frozen=True)
class Request:
    """One request as it came; header names in lower case."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


# The raw bytes sent for a request: whole, cut, or nonsense. None: no answer at all, ever.
Answer = Callable[[Request], bytes | None]


@dataclass
class Loopback:
    """An HTTP server on a free loopback port; `answer` may be exchanged while it runs."""

    answer: Answer
    url: str = ""
    drip_s: float = 0.0  # pause after each byte sent
    history: list[Request] = field(default_factory=list)

    @contextlib.asynccontextmanager
    async def serve(self) -> AsyncIterator[Loopback]:
        """This server while it listens; connections left open are dropped at the end."""
        connections: set[asyncio.Task[Any]] = set()

        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            connections.add(task)
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                while await self._take_one(reader, writer):
                    pass
            writer.close()
            connections.discard(task)

        server = await asyncio.start_server(connected, "127.0.0.1", 0)
        host, port = server.sockets[0].getsockname()
        self.url = f"http://{host}:{port}"
        try:
            yield self
        finally:
            server.close()
            for task in connections:
                task.cancel()
            await asyncio.gather(*connections)

    async def _take_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Whether the connection stays open after this request."""
        first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        method, target, _ = first.split()
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines) if name}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        request = Request(method, target, headers, body)
        self.history.append(request)
        raw = self.answer(request)
        if raw is None:
            await asyncio.Event().wait()
            return False
        for piece in [bytes([b]) for b in raw] if self.drip_s else [raw]:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(self.drip_s)
        return _is_whole(raw)


def http(body: str | bytes, status: int = 200, media_type: str = "application/json") -> bytes:
    """A whole HTTP response."""
    data = body.encode() if isinstance(body, str) else body
    head = f"HTTP/1.1 {status} Status\r\nContent-Type: {media_type}\r\nContent-Length: {len(data)}\r\n\r\n"
    return head.encode() + data


def _is_whole(raw: bytes) -> bool:
    head, separator, body = raw.partition(b"\r\n\r\n")
    return bool(separator) and f"Content-Length: {len(body)}".encode() in head
