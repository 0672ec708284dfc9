"""A small Zalo Bot Platform on one port, with faults on demand and people who write to the bot.

In a test `async with ZaloServer().serve() as zalo: ...`; as a program `python -m tests.zalo_server --port N
--token T`, steered by JSON at /control/ (see `_control`). As on the real one a call of getUpdates gives one
update, which is gone then; an idle wait is `error_code` 408; refusals come under HTTP 200; getUpdates is
closed while a webhook is set. A fault waits for the next call of its method.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import contextlib
import itertools
import json
import time
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from aiohttp import ClientError, ClientSession, ClientTimeout, web

from tests.zalo_records import Fault, Request, Sent, bad, good, page, refusal

TOKEN = "12345689:zalo-test-token"
MOST_CHARACTERS = 2000
SECRET_HEADER = "X-Bot-Api-Secret-Token"


@dataclass
class ZaloServer:
    """The server and all that it remembers; everything may be changed while it runs."""

    token: str = TOKEN
    name: str = "Bot Sổ tay"
    photo_key: Literal["photo", "photo_url"] = "photo"
    wrapped: bool = False  # the body of a webhook: {"ok", "result": {...}}, else flat
    repeats: int = 1  # how often a webhook gets each update
    retry_s: float = 0.1
    most_tries: int = 100
    url: str = ""
    sent: list[Sent] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)  # chats that refuse messages
    waiting: deque[dict[str, Any]] = field(default_factory=deque)
    webhook: str = ""
    secret: str = ""
    delivered: int = 0  # requests that the webhook answered with 2xx
    undelivered: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._numbers = itertools.count(1)
        self._photos: dict[str, bytes] = {}
        self._changed = asyncio.Event()
        self._ended = asyncio.Event()
        self._down = False
        self._site: web.TCPSite | None = None
        self._runner: web.AppRunner | None = None
        self._return: asyncio.Task[None] | None = None

    @contextlib.asynccontextmanager
    async def serve(self, port: int = 0) -> AsyncIterator[ZaloServer]:
        """This server while it listens on the loopback address."""
        app = web.Application(middlewares=[self._gate], client_max_size=2**26)
        app.router.add_post("/bot{token}/{method}", self._method)
        app.router.add_get("/photos/{name}", self._photo)
        app.router.add_post("/control/{name}", self._control)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await self._open(port)
        posting = asyncio.create_task(self._post_updates())
        try:
            yield self
        finally:
            self._ended.set()
            tasks = [task for task in (posting, self._return) if task]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._runner.cleanup()

    def fault(self, method: str, kind: str, **settings: Any) -> Fault:
        """The fault that the next requests for the method meet, after the faults set before it."""
        fault = Fault(method, kind, **settings)
        self.faults.append(fault)
        return fault

    def clear(self, method: str = "*") -> None:
        """Nothing; the method ("*": all) has no faults any more."""
        self.faults = [fault for fault in self.faults if method not in ("*", fault.method)]

    async def refuse(self, for_s: float) -> None:
        """Nothing; connections are cut and refused, until the server listens again on the same port."""
        assert self._site is not None
        self._down = True
        self._change()
        await self._site.stop()
        self._return = asyncio.create_task(self._listen_again(for_s))

    def text(self, person: str, text: str) -> str:
        """The key of a message from that person, typed to the bot."""
        return self._write(person, person, "text", {"text": text})

    def group_text(self, group: str, person: str, text: str, mentions: bool = True) -> str:
        """The key of a message in a group. One without a mention stays there, as Zalo has it."""
        told = f"@{self.name} {text}" if mentions else text
        return self._write(person, group, "text", {"text": told}, held=not mentions)

    def photo(self, person: str, data: bytes, caption: str = "") -> str:
        """The key of a photo from that person."""
        name = f"{next(self._numbers)}.jpg"
        self._photos[name] = data
        told = {"caption": caption} if caption else {}
        return self._write(person, person, "image", {self.photo_key: f"{self.url}/photos/{name}", **told})

    def sticker(self, person: str) -> str:
        """The key of a sticker."""
        return self._write(person, person, "sticker", {"sticker": "0e078a2fb66a5f34067b", "url": self.url})

    def unsupported(self, person: str) -> str:
        """The key of a document, a voice message, whatever the bot does not get."""
        return self._write(person, person, "unsupported", {})

    def texts(self, chat: str) -> list[str]:
        """What the bot sent to that chat, in order."""
        return [each.text for each in self.sent if each.chat == chat and each.method == "sendMessage"]

    async def wait_for_sent(self, count: int, timeout_s: float = 10.0) -> list[Sent]:
        """All that was sent, once it is `count` messages. TimeoutError when it does not become so many."""
        async with asyncio.timeout(timeout_s):
            while sum(each.method == "sendMessage" for each in self.sent) < count:
                await asyncio.sleep(0.01)
        return self.sent

    async def _listen_again(self, after_s: float) -> None:
        await asyncio.sleep(after_s)
        self._down = False
        await self._open(int(self.url.rpartition(":")[2]))

    async def _open(self, port: int) -> None:
        assert self._runner is not None
        self._site = web.TCPSite(self._runner, "127.0.0.1", port, reuse_address=True)
        await self._site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"

    def _write(self, person: str, chat: str, kind: str, told: dict[str, str], held: bool = False) -> str:
        message = {
            "message_id": f"{next(self._numbers):020x}",
            "date": int(time.time() * 1000),
            "chat": {"id": chat, "chat_type": "PRIVATE" if chat == person else "GROUP"},
            "from": {"id": person, "display_name": f"Người {person}", "is_bot": False},
            **told,
        }
        if not held:
            self.waiting.append({"event_name": f"message.{kind}.received", "message": message})
            self._change()
        return str(message["message_id"])

    def _change(self) -> None:
        """Nothing; whoever waits for an update looks again."""
        self._changed.set()
        self._changed = asyncio.Event()

    @web.middleware
    async def _gate(self, request: web.Request, handler: Any) -> web.StreamResponse:
        """The handler's answer; a cut while connections are refused."""
        if self._down and request.transport is not None:
            request.transport.abort()
        answer: web.StreamResponse = await handler(request)
        return answer

    async def _method(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        self.requests.append(Request(method, time.monotonic()))
        if request.match_info["token"] != self.token:
            return refusal(401, "Unauthorized")
        fault = self._next_fault(method)
        if fault and fault.kind == "code":
            return refusal(fault.error_code, "a fault on demand")
        if fault and fault.kind == "status":
            return page(fault)
        if fault and fault.kind == "hang":
            told = await self._done(request, method) if fault.accepted else {}
            await self._ended.wait()
            return web.json_response(told)
        await asyncio.sleep(fault.delay_s if fault else 0)
        done = fault is None or fault.kind == "slow" or fault.accepted
        answer = await self._done(request, method) if done else {}
        if fault and fault.kind == "cut" and request.transport is not None:
            request.transport.abort()
        return web.json_response(answer)

    def _next_fault(self, method: str) -> Fault | None:
        """The oldest fault of the method, which has one time less."""
        fault = next((each for each in self.faults if each.method == method), None)
        if fault and fault.times is not None:
            fault.times -= 1
            if fault.times <= 0:
                self.faults.remove(fault)
        return fault

    async def _done(self, request: web.Request, method: str) -> dict[str, Any]:
        """What the method answers, once its work is done."""
        told = await request.json()
        now = int(time.time() * 1000)
        if method == "getMe":
            return good({"id": "1459", "account_name": "bot.test", "display_name": self.name})
        if method == "getUpdates":
            return await self._next_update(request, float(told.get("timeout", "30")))
        if method in ("setWebhook", "deleteWebhook"):
            return self._set_webhook(told.get("url", ""), told.get("secret_token", ""), now)
        if method == "getWebhookInfo":
            return good({"url": self.webhook, "updated_at": now})
        if method not in ("sendMessage", "sendPhoto", "sendChatAction"):
            return bad(404, "Not found")
        text = str(told.get("text", told.get("caption", told.get("action", ""))))
        length = len(text.encode("utf-16-le")) // 2
        if not told.get("chat_id") or length > MOST_CHARACTERS or (not text and method == "sendMessage"):
            return bad(400, "Bad request")
        if told["chat_id"] in self.gone:
            return bad(400, "Bad request: no such chat")
        self.sent.append(Sent(method, told["chat_id"], text, time.monotonic()))
        return good({"message_id": f"{next(self._numbers):020x}", "date": now})

    def _set_webhook(self, url: str, secret: str, now: int) -> dict[str, Any]:
        if url and not 8 <= len(secret) <= 256:
            return bad(400, "Bad request: secret_token")
        self.webhook, self.secret = url, secret
        self._change()
        return good({"url": url, "updated_at": now})

    async def _next_update(self, request: web.Request, wait_s: float) -> dict[str, Any]:
        """The oldest update, taken from the queue, or 408. Somebody who hung up gets none."""
        ends = time.monotonic() + wait_s
        while not self.webhook:
            if request.transport is None or request.transport.is_closing() or self._down:
                return {}
            if self.waiting:
                return good(self.waiting.popleft())
            if (left := ends - time.monotonic()) <= 0:
                return bad(408, "Request timeout")
            await self._any_change(left)
        return bad(400, "Bad request: a webhook is set")

    async def _any_change(self, within_s: float | None = None) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._changed.wait(), within_s)

    async def _photo(self, request: web.Request) -> web.Response:
        data = self._photos.get(request.match_info["name"])
        return web.Response(body=data, content_type="image/jpeg") if data else web.Response(status=404)

    async def _post_updates(self) -> None:
        """Nothing; brings every update to the webhook while one is set, one after the other."""
        async with ClientSession(timeout=ClientTimeout(total=10)) as session:
            while True:
                if not (self.webhook and self.waiting):
                    await self._any_change()
                    continue
                url, update = self.webhook, self.waiting[0]
                taken = [await self._post(session, url, update) for _ in range(self.repeats)]
                if any(taken) or self.webhook == url:  # else it can be fetched, or goes to the next webhook
                    self.waiting.remove(update)
                    self.undelivered += [] if any(taken) else [update]

    async def _post(self, session: ClientSession, url: str, update: dict[str, Any]) -> bool:
        """Whether the webhook took the update, after as many tries as it gets while it is the one set."""
        body = {"ok": True, "result": update} if self.wrapped else update
        for _ in range(self.most_tries):
            if self.webhook != url:
                return False
            with contextlib.suppress(ClientError, TimeoutError):
                async with session.post(url, json=body, headers={SECRET_HEADER: self.secret}) as answer:
                    if answer.ok:
                        self.delivered += 1
                        return True
            await asyncio.sleep(self.retry_s)
        return False

    async def _control(self, request: web.Request) -> web.Response:
        """{"result": …} of the call POST /control/{name} with its arguments as JSON, or {"error": …}.

        The methods for people, `fault`, `clear` and `refuse` by their names (`data` in base64); "sent" and
        "requests" with `since`; "set" for fields such as wrapped and photo_key; "state".
        """
        told = json.loads(await request.read() or "{}")
        try:
            return web.json_response({"result": await self._steered(request.match_info["name"], told)})
        except (KeyError, TypeError, ValueError, TimeoutError) as error:
            return web.json_response({"error": f"{type(error).__name__}: {error}"}, status=400)

    async def _steered(self, name: str, told: dict[str, Any]) -> Any:
        if "data" in told:
            told["data"] = base64.b64decode(told["data"])
        if name in ("sent", "requests"):
            return [asdict(each) for each in getattr(self, name)[told.get("since", 0) :]]
        if name == "state":
            return {
                "waiting": len(self.waiting),
                "delivered": self.delivered,
                "undelivered": len(self.undelivered),
                "webhook": self.webhook,
            }
        if name == "set":
            for key, value in told.items():
                setattr(self, key, value)
        elif name == "fault":
            self.fault(**told)
        elif name == "clear":
            self.clear(**told)
        elif name == "refuse":
            await self.refuse(**told)
        elif name in ("text", "group_text", "photo", "sticker", "unsupported"):
            return getattr(self, name)(**told)
        else:
            raise ValueError(f"unknown: {name}")
        return None


async def _run(port: int, token: str) -> None:
    async with ZaloServer(token=token).serve(port) as server:
        print(server.url, flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--port", type=int, default=0)
    arguments.add_argument("--token", default=TOKEN)
    chosen = arguments.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_run(chosen.port, chosen.token))
