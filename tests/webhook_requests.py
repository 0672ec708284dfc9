"""What the tests of the webhooks share: a real mailbox, the server, and a client that says any nonsense."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import gzip
import json
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot import Inbound
from bot.channels.webhooks import Hook, Webhooks
from bot.mailbox import Mailbox
from bot.secrets import Secret
from bot.store import Database, open_store

HEADER, SECRET = "X-Telegram-Bot-Api-Secret-Token", "canary-Secret_of_the_webhook-0123456789"
OTHER_HEADER, OTHER_SECRET = "X-Bot-Api-Secret-Token", "canary-Other_secret_of_zalo-9876543210"
WORDS = "chị Lan nhắn"
NOON = datetime.datetime(2025, 3, 15, 12, tzinfo=datetime.UTC)
WITH = {HEADER: SECRET}

Chunks = Callable[[], Iterator[bytes]]


@dataclass
class Inbox:
    """A real mailbox, as a channel fills it: a body without `id` and `text` is no update."""

    mailbox: Mailbox
    db: Database
    calls: int = 0
    fault: Exception | None = None

    def take(self, body: dict[str, Any]) -> None:
        self.calls += 1
        if self.fault:
            raise self.fault
        if "id" not in body:
            raise ValueError(f"no update: {body}")
        if "text" in body:
            self.mailbox.accept(Inbound("telegram", "chat", "an", str(body["id"]), body["text"], NOON))

    def rows(self) -> list[tuple[str, str]]:
        return [(message.key, message.text) for _, message in self.mailbox.waiting("telegram")]


@contextlib.contextmanager
def opened(folder: Path) -> Iterator[Inbox]:
    """A new inbox in a real file of the folder."""
    database = open_store(folder / "so-tay.sqlite3")
    yield Inbox(Mailbox(database), database)
    database.conn.close()


@contextlib.asynccontextmanager
async def serving(inbox: Inbox, slowest_s: float = 10.0) -> AsyncIterator[Webhooks]:
    hooks = [
        Hook("/telegram", HEADER, Secret(SECRET), inbox.take),
        Hook("/zalo", OTHER_HEADER, Secret(OTHER_SECRET), inbox.take),
    ]
    server = Webhooks(hooks, "127.0.0.1", 0, slowest_s=slowest_s)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


@dataclass(frozen=True)
class Request:
    """One request on its own connection. With `chunks` the body is sent in chunks until an answer comes."""

    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    method: str = "POST"
    path: str = "/telegram"
    chunks: Chunks | None = None

    def head(self) -> bytes:
        length = "Transfer-Encoding: chunked" if self.chunks else f"Content-Length: {len(self.body)}"
        own = [f"{name}: {value}" for name, value in self.headers.items()]
        start = [f"{self.method} {self.path} HTTP/1.1", "Host: localhost", "Connection: close", length]
        return ("\r\n".join([*start, *own]) + "\r\n\r\n").encode()

    async def send(self, port: int) -> bytes:
        """The whole answer."""
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        sending = asyncio.ensure_future(self._write(writer))
        try:
            return await asyncio.wait_for(read(reader), 20)
        finally:
            sending.cancel()
            with contextlib.suppress(asyncio.CancelledError, ConnectionError):
                await sending
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    async def _write(self, writer: asyncio.StreamWriter) -> None:
        writer.write(self.head() + self.body)
        await writer.drain()
        for chunk in self.chunks() if self.chunks else ():
            writer.write(b"%x\r\n%b\r\n" % (len(chunk), chunk))
            await writer.drain()
            await asyncio.sleep(0)


async def read(reader: asyncio.StreamReader) -> bytes:
    """All that comes until the connection ends, be it cut."""
    answer = b""
    with contextlib.suppress(ConnectionError):
        while part := await reader.read(65536):
            answer += part
    return answer


def status(answer: bytes) -> int:
    assert answer.startswith((b"HTTP/1.1 ", b"HTTP/1.0 ")), answer[:80]
    return int(answer.split(b" ", 2)[1])


def update(number: int, text: str = WORDS) -> bytes:
    return json.dumps({"id": number, "text": text}).encode()


def endless() -> Iterator[bytes]:
    while True:
        yield b"x" * 16384


def ask(inbox: Inbox, *requests: Request, slowest_s: float = 10.0) -> list[int]:
    """The statuses of the answers, in the order of the requests, which are sent one after the other."""

    async def run() -> list[int]:
        async with serving(inbox, slowest_s) as server:
            return [status(await request.send(server.port)) for request in requests]

    return asyncio.run(run())


BIG = b'{"id": 1, "text": "' + b"x" * 10_000_000 + b'"}'
DEEP = b'{"id": 1, "text": ' + b"[" * 200_000 + b"]" * 200_000 + b"}"
NO_UPDATES = [
    b"",
    b"{",
    b"{}",
    b"null",
    b"17",
    b'"text"',
    b"[" + update(1) + b"]",
    b'{"id": 1, "text": NaN}',
    b'{"id": ' + b"9" * 5000 + b', "text": "x"}',
    b'{"id": 1, "text": "\xff\xfe"}',
    b"\xef\xbb\xbf" + update(1),
    '{"id": 1, "text": "x"}'.encode("utf-16"),
    gzip.compress(update(1), mtime=0),
    update(1) + update(2),
    DEEP,
]
