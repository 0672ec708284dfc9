"""The updates that wait for the bot, and the two ways in which it gets them: polling and webhook."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import time
from collections import OrderedDict, deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import aiohttp

ONLY_ON_REQUEST = {"chat_member", "message_reaction", "message_reaction_count"}
FIRST_ID = 700_000_001
OTHER_POLL = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)
BY_WEBHOOK = "Conflict: terminated by setWebhook request"
WEBHOOK_SET = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Refused(Exception):
    """The server says no: an HTTP status and the description that Telegram gives."""

    def __init__(self, status: int, description: str) -> None:
        super().__init__(description)
        self.status = status
        self.description = description


@dataclass(slots=True)
class Update:
    """An update as it goes over the wire; `message_id` of the message that it tells of."""

    id: int
    chat: int
    message_id: int
    kind: str
    body: bytes

    @property
    def content(self) -> dict[str, Any]:
        """The message, edited message or tap."""
        content: dict[str, Any] = json.loads(self.body)[self.kind]
        return content


class Updates:
    """The queue of updates, with Telegram's offsets: an offset forgets all that is lower.

    As in Telegram's own server (Client.cpp: abort_long_poll) a second getUpdates ends the one that waits,
    which gets the 409.
    """

    def __init__(self) -> None:
        self.pending: OrderedDict[int, Update] = OrderedDict()  # ids ascend
        self.again: deque[Update] = deque()
        self.known: dict[int, Update] = {}
        self.allowed: frozenset[str] = frozenset()
        self.webhook = Webhook(self)
        self._ids = itertools.count(FIRST_ID)
        self._waiting: asyncio.Future[str] | None = None

    def add(self, chat: int, message_id: int, kind: str, content: dict[str, Any]) -> Update:
        """The new update; it waits for the bot unless the bot has not asked for its kind."""
        number = next(self._ids)
        body = json.dumps({"update_id": number, kind: content}, ensure_ascii=False).encode()
        update = self.known[number] = Update(number, chat, message_id, kind, body)
        if kind in self.allowed if self.allowed else kind not in ONLY_ON_REQUEST:
            self.pending[number] = update
            self._announce(update)
        return update

    def redeliver(self, update_id: int) -> Update:
        """The update, which will be given once more, before those that wait, whatever was confirmed."""
        update = self.known[update_id]
        if not self.webhook.url:
            self.again.append(update)
        self._announce(update)
        return update

    def forget(self, update: Update) -> None:
        """Nothing; the bot has the update."""
        self.pending.pop(update.id, None)

    def allow(self, kinds: Iterable[str] | None) -> None:
        """Nothing; updates of other kinds are not kept from now on. None changes nothing, [] means usual."""
        if kinds is not None:
            self.allowed = frozenset(kinds)

    async def poll(self, offset: int, limit: int, timeout_s: float) -> bytes:
        """A JSON list of the updates that wait. Refused with 409 if another poll or a webhook comes."""
        if self.webhook.url:
            raise Refused(409, WEBHOOK_SET)
        self.end_poll(OTHER_POLL)
        self._confirm(offset)
        if timeout_s > 0 and not self.pending and not self.again:
            await self._wait(timeout_s)
        found = [self.again.popleft().body for _ in range(min(limit, len(self.again)))]
        found += [update.body for update in itertools.islice(self.pending.values(), limit - len(found))]
        return b"[" + b",".join(found) + b"]"

    def end_poll(self, reason: str) -> None:
        """Nothing; a poll that waits ends: with no updates, or refused for the reason."""
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(reason)

    def _confirm(self, offset: int) -> None:
        while self.pending and (len(self.pending) > -offset if offset < 0 else self._first() < offset):
            self.pending.popitem(last=False)

    def _first(self) -> int:
        return next(iter(self.pending))

    async def _wait(self, timeout_s: float) -> None:
        waiting = self._waiting = asyncio.get_running_loop().create_future()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                reason = await waiting
                if reason:
                    raise Refused(409, reason)

    def _announce(self, update: Update) -> None:
        if self.webhook.url:
            self.webhook.put(update)
        else:
            self.end_poll("")


class Webhook:
    """Posts updates to the bot: one at a time for a chat, in order, again until it says 2xx."""

    def __init__(self, updates: Updates) -> None:
        self.url = ""
        self.first_wait_s = 0.05
        self.most_wait_s = 1.0
        self.timeout_s = 10.0
        self.posts = 0
        self._updates = updates
        self._info: dict[str, Any] = {}
        self._headers: dict[str, str] = {}
        self._queues: dict[int, deque[Update]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None
        self._slots = asyncio.Semaphore(1)

    async def point(self, url: str, secret: str, most_connections: int) -> None:
        """Nothing; all that waits, and what comes, is posted to the address."""
        await self.remove()
        self._updates.end_poll(BY_WEBHOOK)
        self._info = {"max_connections": most_connections}
        self._headers = {"Content-Type": "application/json"} | ({SECRET_HEADER: secret} if secret else {})
        self._slots = asyncio.Semaphore(most_connections)
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=most_connections),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=self.timeout_s),
        )
        self.url = url
        for update in (*self._updates.again, *self._updates.pending.values()):
            self.put(update)
        self._updates.again.clear()

    async def remove(self) -> None:
        """Nothing; no more posts. What was not taken waits for getUpdates."""
        self.url = ""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()
        self._queues.clear()
        if self._session is not None:
            await self._session.close()
            self._session = None

    def info(self) -> dict[str, Any]:
        """The answer to getWebhookInfo."""
        waiting = len(self._updates.pending)
        common = {"url": self.url, "has_custom_certificate": False, "pending_update_count": waiting}
        return common | (self._info if self.url else {})

    def put(self, update: Update) -> None:
        """Nothing; the update is posted after those of its chat."""
        queue = self._queues.get(update.chat)
        if queue is not None:
            queue.append(update)
            return
        self._queues[update.chat] = deque([update])
        task = asyncio.get_running_loop().create_task(self._deliver(update.chat))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, chat: int) -> None:
        queue = self._queues[chat]
        while queue:
            wait_s = self.first_wait_s
            while not await self._post(queue[0]):
                await asyncio.sleep(wait_s)
                wait_s = min(2 * wait_s, self.most_wait_s)
            self._updates.forget(queue.popleft())
        del self._queues[chat]

    async def _post(self, update: Update) -> bool:
        assert self._session is not None
        self.posts += 1
        problem = "Connection failed"
        with contextlib.suppress(aiohttp.ClientError, TimeoutError, OSError):
            async with (
                self._slots,
                self._session.post(self.url, data=update.body, headers=self._headers) as answer,
            ):
                if answer.ok and answer.status < 300:
                    return True
                problem = f"Wrong response from the webhook: {answer.status} {answer.reason}"
        self._info |= {"last_error_date": int(time.time()), "last_error_message": problem}
        return False
