"""One server for the webhooks of all messengers: what has the secret goes to the inbox, nothing else does.

The way from outside is a reverse proxy's, which speaks TLS. A messenger sends an update again until it is
answered with 200, so that answer is given only when the update is stored.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import json
import logging
import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from aiohttp import web

from bot.channel import Rejected
from bot.journal import SILENT
from bot.privacy import trace
from bot.secrets import Secret

MOST_BYTES = 1_000_000
STOP_S = 4.0
ANSWER_S = 0.5  # after that, for what is being answered or given up
IDLE_S = 30.0  # a connection without a whole request
LINGER_S = 0.5  # a body that is refused flows on so long, unread, so that the answer is seen
TELL_EVERY_S = 60.0
_STRONG = re.compile(r"[A-Za-z0-9_-]{16,256}")  # Telegram's characters, and at most as many as it takes

_log = logging.getLogger("bot.channels.webhooks")


@dataclass(frozen=True)
class Hook:
    """One messenger's way in: its path ("/telegram"), and the header that brings the secret.

    `take` gets the body, a JSON object, and stores it. It raises ValueError for a body that is no update;
    any other exception means that it could not be stored. An update of a kind not known is taken.
    """

    path: str
    header: str
    secret: Secret
    take: Callable[[Any], None]


class _Connection(web.RequestHandler):
    """aiohttp's, but what is no HTTP is not told what is wrong with it."""

    __slots__ = ()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """An empty answer; a fault of ours is written down by its places."""
        if status >= 500 and exc:
            _log.error("a webhook's request failed: %s", trace(exc))
        return _empty(status, last=True)


class Webhooks:
    """Listens for the hooks. `port` is the real one once started, when 0 was asked."""

    def __init__(self, hooks: Sequence[Hook], host: str, port: int, *, slowest_s: float = 10.0) -> None:
        self._hooks = {hook.path: hook for hook in hooks}
        self._host = host
        self.port = port
        self._slowest_s = slowest_s
        self._running: tuple[asyncio.Server, web.Server] | None = None
        self._begun = 0
        self._none_begun = asyncio.Event()
        self._refused: Counter[str] = Counter()
        self._tell_at_s = 0.0

    async def start(self) -> None:
        """Nothing, once requests are answered. Raises Rejected for a weak secret, or a port not free."""
        for hook in self._hooks.values():
            _check(hook)
        connections, loop = web.Server(self._answer), asyncio.get_running_loop()
        try:
            listening = await loop.create_server(lambda: _connection(connections), self._host, self.port)
        except (OSError, OverflowError) as error:
            raise Rejected(
                f"Không nhận được webhook ở {self._host}:{self.port} ({error}). Hãy tắt chương trình đang "
                "dùng cổng đó, hoặc sửa webhooks.host và webhooks.port trong config.yml."
            ) from error
        self._running = listening, connections
        self.port = listening.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Nothing, once the requests that had begun are answered, or STOP_S seconds have passed.

        They are waited for here: aiohttp, when it stops, reads no more of the bodies that are on their way.
        """
        if not self._running:
            return
        listening, connections = self._running
        self._running = None
        listening.close()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(STOP_S):
                while self._begun:
                    self._none_begun.clear()
                    await self._none_begun.wait()
        connections.pre_shutdown()
        await connections.shutdown(ANSWER_S)
        self._tell()

    async def _answer(self, request: web.BaseRequest) -> web.Response:
        if not self._running:  # a connection that was open before the end
            return _empty(503, last=True)
        self._begun += 1
        try:
            status = await self._status(request)
        finally:
            self._begun -= 1
            if not self._begun:
                self._none_begun.set()
        if status != 200:
            self._count(request.path, status)
        return _empty(status, last=not self._running)

    async def _status(self, request: web.BaseRequest) -> int:
        hook = self._hooks.get(request.path)
        if hook is None:
            return 404
        if request.method != "POST":
            return 405
        if not _knows(request.headers.getall(hook.header, []), hook.secret):
            return 403
        try:
            async with asyncio.timeout(self._slowest_s):
                body = await _body(request)
        except TimeoutError:
            return 408
        except (web.RequestPayloadError, ConnectionError):
            return 400
        return 413 if body is None else self._stored(hook, body)

    def _stored(self, hook: Hook, body: bytes) -> int:
        """200 once the update is stored, 400 when the body is none, 503 when it could not be stored."""
        try:
            hook.take(_parsed(body))
        except ValueError:
            return 400
        except Exception as error:  # the messenger keeps the update, and sends it again
            _log.error("webhook %s: an update was not stored: %s", hook.path, trace(error))
            return 503
        return 200

    def _count(self, path: str, status: int) -> None:
        """Nothing; a line a minute tells how many were refused, however many come."""
        self._refused[f"{path if path in self._hooks else 'elsewhere'} {status}"] += 1
        if time.monotonic() >= self._tell_at_s:
            self._tell()

    def _tell(self) -> None:
        if self._refused:
            counts = ", ".join(f"{what}: {count}" for what, count in sorted(self._refused.items()))
            _log.warning("webhooks refused: %s", counts)
        self._refused.clear()
        self._tell_at_s = time.monotonic() + TELL_EVERY_S


def _connection(connections: web.Server) -> _Connection:
    return _Connection(
        connections,
        loop=asyncio.get_running_loop(),
        access_log=SILENT,
        logger=SILENT,
        auto_decompress=False,
        keepalive_timeout=IDLE_S,
        lingering_time=LINGER_S,
    )


def _check(hook: Hook) -> None:
    if not _STRONG.fullmatch(hook.secret.value):
        raise Rejected(
            f"Mã bí mật của webhook {hook.path} phải dài 16 đến 256 ký tự và chỉ gồm A-Z a-z 0-9 _ -. "
            'Hãy tạo mã mới bằng lệnh: python3 -c "import secrets; print(secrets.token_urlsafe(32))" '
            "rồi đặt vào biến môi trường ghi ở khóa secret_from trong config.yml."
        )


def _empty(status: int, *, last: bool) -> web.Response:
    """An answer without a body or a server's name; the `last` one of its connection or not."""
    headers = {"Server": ""} | ({"Allow": "POST"} if status == 405 else {})
    response = web.Response(status=status, headers=headers)
    if last:
        response.force_close()
    return response


def _knows(values: Sequence[str], secret: Secret) -> bool:
    """Whether the header came once, with the secret; how long that takes tells nothing of the secret."""
    if len(values) != 1:
        return False
    return hmac.compare_digest(values[0].encode("utf-8", "surrogateescape"), secret.value.encode("utf-8"))


async def _body(request: web.BaseRequest) -> bytes | None:
    """The body, None when it is longer than MOST_BYTES."""
    if (request.content_length or 0) > MOST_BYTES:
        return None
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > MOST_BYTES:
            return None
    return bytes(body)


def _parsed(body: bytes) -> dict[str, Any]:
    """The JSON object. Raises ValueError.

    Half of a sign beyond U+FFFF, which a messenger leaves where it cuts a text, becomes U+FFFD: it could
    not be stored, and the message would come again and again.
    """
    text = body.decode("utf-8")
    try:
        value = json.loads(text, parse_constant=_no_json)
        if "\\ud" in text.lower():
            whole = json.dumps(value, ensure_ascii=False).encode("utf-16", "surrogatepass")
            value = json.loads(whole.decode("utf-16", "replace"))
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if isinstance(value, dict):
        return value
    raise ValueError("not an object")


def _no_json(name: str) -> NoReturn:
    raise ValueError(name)
