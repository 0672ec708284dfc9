"""The door before Datasette: who has the link of this run may look, and at the prepared pages alone.

Loopback alone keeps nobody out: every user of the machine reaches it, and so does a page of the internet
that the browser has open (by a name that leads to 127.0.0.1, or by a form). So nothing at all is answered
without the secret of this run, for another name of the host, or to anything but GET and HEAD; and only the
paths of the pages lead anywhere, not those by which Datasette shows tables, settings, plugins and itself.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, urlencode

Scope = MutableMapping[str, Any]
Event = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Refusal = Callable[[int], Awaitable[str]]

SECRET = "ma"  # of this run, in the link
COOKIE = "so-tay-xem"
HOSTS = frozenset(["127.0.0.1", "localhost", "[::1]"])
# A page asks nothing of any other machine, and no page of another site can show this one within itself.
HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
}
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class Door:
    """An ASGI application that lets through to `inside` what may come; `refusal` is the page for a status."""

    def __init__(self, inside: App, paths: re.Pattern[str], refusal: Refusal) -> None:
        """`paths` are those that lead somewhere, as they come: Datasette does not decode them either."""
        self._inside = inside
        self._paths = paths
        self._refusal = refusal
        self._secret = secrets.token_urlsafe(32)

    @property
    def entry(self) -> str:
        """What lets in when it stands behind the path of a page: the secret of this run."""
        return f"?{SECRET}={self._secret}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Nothing; answers one request. The start and the end of the server are told inside."""
        if scope["type"] == "lifespan":
            await self._inside(scope, receive, send)
        if scope["type"] != "http":
            return
        path, asked = scope["raw_path"].decode("ascii"), parse_qsl(str(scope["query_string"], "latin-1"))
        invited = self._is_secret(dict(asked).get(SECRET, ""))
        if status := self._objection(scope, path, invited=invited):
            await self._refuse(send, status)
        elif invited:
            rest = urlencode([(name, value) for name, value in asked if name != SECRET])
            await self._let_in(send, f"{path}?{rest}" if rest else path)
        else:
            await self._inside(scope, receive, _guarded(send, path))

    def _objection(self, scope: Scope, path: str, *, invited: bool) -> int:
        """The status of the refusal, 0 for what may come in."""
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        if _host(headers.get("host", "")) not in HOSTS:
            return 421
        if scope["method"] not in ("GET", "HEAD"):
            return 405
        if not invited and not self._is_secret(_kept(headers.get("cookie", ""))):
            return 403
        return 0 if self._paths.fullmatch(path) else 404

    def _is_secret(self, told: str) -> bool:
        return secrets.compare_digest(told.encode(), self._secret.encode())

    async def _let_in(self, send: Send, to: str) -> None:
        # Lax, not Strict: the browser comes from a terminal or a file, and that counts as another site.
        cookie = f"{COOKIE}={self._secret}; HttpOnly; SameSite=Lax; Path=/"
        await _answer(send, 303, {"location": to, "set-cookie": cookie})

    async def _refuse(self, send: Send, status: int) -> None:
        page = await self._refusal(status)
        await _answer(send, status, {"content-type": "text/html; charset=utf-8"}, page.encode())


def _host(told: str) -> str:
    """The name without the port, which is another one behind a tunnel."""
    return re.sub(r":\d+$", "", told.lower())


def _kept(header: str) -> str:
    """The secret in the cookies, "" without one."""
    try:
        found = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""


async def _answer(send: Send, status: int, headers: Mapping[str, str], body: bytes = b"") -> None:
    await send({"type": "http.response.start", "status": status, "headers": _packed({**HEADERS, **headers})})
    await send({"type": "http.response.body", "body": body})


def _guarded(send: Send, path: str) -> Send:
    """Sends with the headers of the door; a CSV file begins so that a spreadsheet reads its letters right."""
    first = path.endswith(".csv")

    async def guarded(event: Event) -> None:
        nonlocal first
        if event["type"] == "http.response.start":
            own = {name: value for name, value in event["headers"] if name.decode().lower() not in HEADERS}
            event = {**event, "headers": [*own.items(), *_packed(HEADERS)]}
            first = first and event["status"] == 200
        elif first:
            event, first = {**event, "body": _BYTE_ORDER_MARK + event.get("body", b"")}, False
        await send(event)

    return guarded


def _packed(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
