"""A small real Bot API server on loopback for the tests and the benchmark; also a program of its own.

`python -m tests.telegram_server --port 0 --token T` prints its address and serves until it is killed; other
processes steer it through /control (tests/telegram_control.py). What people do is in `people`, what the bot
did in `sent`, `requests` and `answered_taps`; `fault` makes things go wrong.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator
from typing import Any

from aiohttp import BodyPartReader, hdrs, web
from yarl import URL

from tests.telegram_control import Control
from tests.telegram_methods import MOST_DOWNLOAD_BYTES, Methods, Params, Upload
from tests.telegram_people import People
from tests.telegram_records import Fault, Request, Sent, State, Stored
from tests.telegram_updates import Refused, Update

HOST = "127.0.0.1"
MOST_REQUEST_BYTES = 128 << 20
PIECE_BYTES = 1 << 18
BAD_GATEWAY = "<html><head><title>{0}</title></head><body><h1>{0}</h1></body></html>"
JSON = "application/json"


class TelegramServer:
    """The server, at `url` while it is served; a bot has base_url {url}/bot, base_file_url {url}/file/bot."""

    def __init__(self, token: str = "4242:test", strict_chats: bool = False) -> None:
        self.token = token
        self.url = ""
        self.state = State()
        self.people = People(self.state)
        self.methods = Methods(self.state, strict_chats)
        self.requests: list[Request] = []
        self._faults: list[Fault] = []
        self._hanging: list[tuple[str, asyncio.Event]] = []
        self._control = Control(self)
        self._runner: web.ServerRunner
        self._site: web.TCPSite
        self._return: asyncio.Task[None] | None = None

    @property
    def sent(self) -> list[Sent]:
        """The messages accepted, in order."""
        return self.state.sent

    @property
    def answered_taps(self) -> list[dict[str, Any]]:
        """The calls of answerCallbackQuery that were accepted."""
        return self.methods.answered_taps

    async def wait_for_sent(self, count: int, timeout_s: float = 10.0) -> list[Sent]:
        """All that was sent, once it is `count` messages. TimeoutError when it does not become so many."""
        return await self.methods.wait_for_sent(count, timeout_s)

    def redeliver(self, update_id: int) -> Update:
        """The update, which the bot gets once more; in the order of the calls."""
        return self.state.updates.redeliver(update_id)

    def fault(self, method: str, kind: str, **settings: Any) -> Fault:
        """The fault that the next requests for the method meet, after the faults set before it."""
        fault = Fault(method, kind, **settings)
        self._faults.append(fault)
        return fault

    def clear(self, method: str = "*") -> None:
        """Nothing; the method ("*": all) has no faults any more, and requests that hang are handled."""
        self._faults = [fault for fault in self._faults if method not in ("*", fault.method)]
        for name, released in self._hanging:
            if method in ("*", name):
                released.set()

    def forget(self) -> None:
        """Nothing; the history is empty. Buttons of older messages cannot be tapped any more."""
        for history in (self.requests, self.sent, self.answered_taps):
            history.clear()
        self.state.sent_by_id.clear()
        self.state.updates.known.clear()

    async def refuse(self, for_s: float, keep: Any = None) -> None:
        """Nothing; connections are cut and refused, until the server listens again on the same port.

        `keep` is the transport of a connection that is left.
        """
        await self._site.stop()
        self._cut_connections(keep)
        self._return = asyncio.get_running_loop().create_task(self._listen_again(for_s))

    @contextlib.asynccontextmanager
    async def serve(self, port: int = 0) -> AsyncIterator[TelegramServer]:
        """This server while it listens; 0 is any free port. What is open at the end is cut."""
        server = web.Server(
            self._handle,
            request_factory=_request,
            handler_cancellation=True,
            access_log=None,
        )
        self._runner = web.ServerRunner(server, shutdown_timeout=1.0)
        await self._runner.setup()
        self._site = web.TCPSite(self._runner, HOST, port, reuse_address=True, backlog=1024)
        await self._site.start()
        self.url = f"http://{HOST}:{self._site.port}"
        try:
            yield self
        finally:
            if self._return is not None:
                self._return.cancel()
            await self.state.updates.webhook.remove()
            self._cut_connections()
            await self._runner.cleanup()

    def _cut_connections(self, keep: Any = None) -> None:
        server = self._runner.server
        for connection in server.connections if server else ():
            if connection.transport is not None and connection.transport is not keep:
                connection.transport.abort()

    async def _listen_again(self, after_s: float) -> None:
        await asyncio.sleep(after_s)
        self._site = web.TCPSite(self._runner, HOST, self._site.port, reuse_address=True, backlog=1024)
        await self._site.start()

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        room, _, rest = request.path[1:].partition("/")
        if room == "control":
            return await self._control.handle(rest, request)
        if room == "file":
            bot, _, path = rest.partition("/")
            return await self._account("file", bot, {"path": path}, request)
        return await self._account(rest, room, None, request)

    async def _account(
        self, name: str, bot: str, params: Params | None, request: web.BaseRequest
    ) -> web.StreamResponse:
        """The answer, with the request in the history; params None: they are in the request."""
        seen = Request(name, time.monotonic(), time.time())
        self.requests.append(seen)
        if params is None:
            params = await _params(request)
        with contextlib.suppress(KeyError, ValueError):
            seen.chat_id = int(params["chat_id"])
        if bot != f"bot{self.token}":
            response = _refusal(Refused(401, "Unauthorized"))
        elif fault := self._next_fault(name) if self._faults else None:
            response = await self._go_wrong(fault, name, params, request)
        else:
            response = await self._answer(name, params)
        seen.status = response.status
        return response

    async def _answer(self, name: str, params: Params) -> web.Response:
        if name == "file":
            return self._download(params["path"])
        try:
            method = self.methods.table.get(name)
            if method is None:
                raise Refused(404, "Not Found")  # noqa: TRY301 (one place for all refusals)
            result = method(params)
            if asyncio.iscoroutine(result):
                result = await result
        except Refused as refused:
            return _refusal(refused)
        raw = result if isinstance(result, bytes) else json.dumps(result).encode()
        return web.Response(body=b'{"ok":true,"result":' + raw + b"}", content_type=JSON)

    def _download(self, path: str) -> web.Response:
        stored: Stored | None = self.state.files.by_path.get(path)
        if stored is None or stored.size > MOST_DOWNLOAD_BYTES:
            return _refusal(Refused(404, "Not Found"))
        return web.Response(body=stored.data, content_type="application/octet-stream")

    def _next_fault(self, method: str) -> Fault | None:
        for fault in self._faults:
            if fault.method in (method, "*"):
                if fault.times is not None:
                    fault.times -= 1
                    if fault.times <= 0:
                        self._faults.remove(fault)
                return fault
        return None

    async def _go_wrong(
        self, fault: Fault, name: str, params: Params, request: web.BaseRequest
    ) -> web.Response:
        answer = await self._answer(name, params) if fault.accepted else None
        if fault.kind == "status":
            return _status(fault)
        if fault.kind == "garbage":
            return web.Response(body=b'{"ok":true,"result":{', content_type=JSON)
        if fault.kind == "cut":
            if request.transport is not None:
                request.transport.abort()
            await asyncio.Event().wait()  # the lost connection cancels this
        if fault.kind == "slow":
            await asyncio.sleep(fault.delay_s)
        if fault.kind == "hang":
            await self._hang(name)
        return answer or await self._answer(name, params)

    async def _hang(self, name: str) -> None:
        hanging = name, asyncio.Event()
        self._hanging.append(hanging)
        try:
            await hanging[1].wait()
        finally:
            self._hanging.remove(hanging)


def _request(message: Any, payload: Any, protocol: Any, writer: Any, task: Any) -> web.BaseRequest:
    loop = asyncio.get_running_loop()
    most = MOST_REQUEST_BYTES
    return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=most)


async def _params(request: web.BaseRequest) -> Params:
    """The parameters in the address and in the body, which is a form, multipart or JSON."""
    params: Params = dict(request.query) if request.query_string else {}
    if not request.can_read_body:
        return params
    if request.content_type == "multipart/form-data":
        return params | await _multipart(request)
    body = await request.read()
    if request.content_type == JSON:
        return {**params, **json.loads(body)}
    form = URL.build(path="/", query_string=body.decode(), encoded=True)  # 12 times faster than parse_qsl
    return params | dict(form.query)


async def _multipart(request: web.BaseRequest) -> Params:
    params: Params = {}
    async for part in await request.multipart():
        assert isinstance(part, BodyPartReader), "a form holds no form"
        part.chunk_size = PIECE_BYTES
        data, name = bytes(await part.read()), part.name or ""
        if part.filename is None:
            params[name] = data.decode()
        else:
            media_type = part.headers.get(hdrs.CONTENT_TYPE, "application/octet-stream")
            params[name] = Upload(part.filename, media_type, data)
    return params


def _refusal(refused: Refused, more: dict[str, Any] | None = None) -> web.Response:
    told = {"ok": False, "error_code": refused.status, "description": refused.description} | (more or {})
    return web.Response(body=json.dumps(told).encode(), status=refused.status, content_type=JSON)


def _status(fault: Fault) -> web.Response:
    if fault.status == 429:
        description = fault.description or f"Too Many Requests: retry after {fault.retry_after_s}"
        return _refusal(Refused(429, description), {"parameters": {"retry_after": fault.retry_after_s}})
    if fault.description:
        return _refusal(Refused(fault.status, fault.description))
    page = BAD_GATEWAY.format(fault.status)
    return web.Response(text=page, status=fault.status, content_type="text/html")


async def _run(server: TelegramServer, port: int) -> None:
    async with server.serve(port):
        print(server.url, flush=True)
        await asyncio.Event().wait()


def main() -> None:
    """Nothing; serves until it is killed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--token", default="4242:test")
    parser.add_argument("--strict-chats", action="store_true")
    asked = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_run(TelegramServer(asked.token, asked.strict_chats), asked.port))


if __name__ == "__main__":
    main()
