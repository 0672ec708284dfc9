"""How the Bot API server of the tests gives its updates: polling, webhook, once more."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
import telegram
from aiohttp import web
from telegram.error import (
    BadRequest,
    Conflict,
)

from tests.telegram_scene import MAI, NAM, play, texts
from tests.telegram_server import TelegramServer


def test_updates_come_again_until_a_higher_offset_confirms_them() -> None:
    async def scene(server: TelegramServer, bot: telegram.Bot) -> None:
        ids = [server.people.text(MAI, text).id for text in "abc"]
        assert texts(await bot.get_updates()) == ["a", "b", "c"]
        assert texts(await bot.get_updates(offset=ids[0])) == ["a", "b", "c"]
        assert texts(await bot.get_updates(offset=ids[1], limit=1)) == ["b"]
        assert texts(await bot.get_updates(offset=ids[0])) == ["b", "c"]
        assert await bot.get_updates(offset=ids[2] + 1) == ()
        assert ids == sorted(ids)

    play(scene)


def test_a_negative_offset_forgets_all_but_the_last() -> None:
    async def scene(server: TelegramServer, bot: telegram.Bot) -> None:
        for text in "abcd":
            server.people.text(MAI, text)
        assert texts(await bot.get_updates(offset=-2)) == ["c", "d"]
        assert texts(await bot.get_updates()) == ["c", "d"]

    play(scene)


def test_a_long_poll_ends_with_the_first_update_or_when_its_time_is_over() -> None:
    async def scene(server: TelegramServer, bot: telegram.Bot) -> None:
        began = time.monotonic()
        assert await bot.get_updates(timeout=1) == ()
        assert 0.9 < time.monotonic() - began < 2
        poll = asyncio.create_task(bot.get_updates(timeout=30))
        await asyncio.sleep(0.1)
        server.people.text(MAI, "dậy đi")
        assert texts(await asyncio.wait_for(poll, 1)) == ["dậy đi"]

    play(scene)


def test_a_poll_whose_bot_is_gone_takes_no_update_with_it() -> None:
    async def scene(server: TelegramServer, bot: telegram.Bot) -> None:
        poll = asyncio.create_task(bot.get_updates(timeout=30))
        await asyncio.sleep(0.1)
        poll.cancel()
        await asyncio.sleep(0.1)
        server.people.text(MAI, "a")
        assert texts(await bot.get_updates(timeout=1)) == ["a"]
        assert [request.status for request in server.requests[-2:]] == [0, 200]

    play(scene)


def test_of_two_polls_the_one_that_waits_is_ended_with_409() -> None:
    async def scene(server: TelegramServer, bot: telegram.Bot) -> None:
        first = asyncio.create_task(bot.get_updates(timeout=30))
        await asyncio.sleep(0.1)
        second = asyncio.create_task(bot.get_updates(timeout=30))
        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await first
        server.people.text(MAI, "một")
        assert texts(await second) == ["một"]

    play(scene)


@dataclass
class Receiver:
    """A bot's webhook: `refusals` are the statuses of the first posts, after which it takes all."""

    refusals: list[int] = field(default_factory=list)
    taken: list[telegram.Update] = field(default_factory=list)
    secrets: set[str | None] = field(default_factory=set)
    url: str = ""

    @contextlib.asynccontextmanager
    async def serve(self) -> AsyncIterator[Receiver]:
        """This receiver while it listens."""
        runner = web.ServerRunner(web.Server(self._take))
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{site.port}/hook"
        try:
            yield self
        finally:
            await runner.cleanup()

    async def _take(self, request: web.BaseRequest) -> web.Response:
        self.secrets.add(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        update = telegram.Update.de_json(await request.json())
        if self.refusals:
            return web.Response(status=self.refusals.pop(0))
        self.taken.append(update)
        return web.Response()

    async def wait(self, count: int) -> None:
        """Nothing, once so many updates were taken."""
        async with asyncio.timeout(5):
            while len(self.taken) < count:
                await asyncio.sleep(0.01)


def test_a_webhook_gets_what_waited_and_what_comes_in_order_after_refusals() -> None:
    async def scene(server: TelegramServer, bot: telegram.Bot) -> None:
        async with Receiver([500, 404, 302]).serve() as receiver:
            for text in "ab":
                server.people.text(MAI, text)
            await bot.set_webhook(receiver.url, secret_token="s3cret", max_connections=2)
            await asyncio.sleep(0.02)
            assert (await bot.get_webhook_info()).pending_update_count == 2
            server.people.text(MAI, "c")
            await receiver.wait(3)
            await asyncio.sleep(0.02)
            info = await bot.get_webhook_info()
        assert texts(tuple(receiver.taken)) == ["a", "b", "c"]
        assert receiver.secrets == {"s3cret"}
        assert (info.url, info.pending_update_count, info.max_connections) == (receiver.url, 0, 2)
        assert info.last_error_message is not None
        assert "302" in info.last_error_message
        assert server.state.updates.webhook.posts == 6

    play(scene)


def test_a_webhook_that_was_down_gets_its_updates_when_it_is_up() -> None:
    async def scene(server: TelegramServer, bot: telegram.Bot) -> None:
        receiver = Receiver()
        async with receiver.serve():
            pass
        await bot.set_webhook(receiver.url)
        server.people.text(MAI, "a")
        await asyncio.sleep(0.1)
        assert len(server.state.updates.pending) == 1
        async with receiver.serve():
            server.state.updates.webhook.url = receiver.url  # a new free port
            await receiver.wait(1)
        assert texts(tuple(receiver.taken)) == ["a"]

    play(scene)


def test_a_chat_whose_update_is_refused_holds_up_no_other_chat() -> None:
    async def scene(server: TelegramServer, bot: telegram.Bot) -> None:
        async with Receiver([500]).serve() as receiver:
            server.state.updates.webhook.first_wait_s = 0.3
            await bot.set_webhook(receiver.url)
            server.people.text(MAI, "a")
            await asyncio.sleep(0.05)
            server.people.text(MAI, "b")
            server.people.text(NAM, "x")
            await receiver.wait(3)
        assert texts(tuple(receiver.taken)) == ["x", "a", "b"]

    play(scene)


def test_polling_and_a_webhook_exclude_each_other() -> None:
    async def scene(server: TelegramServer, bot: telegram.Bot) -> None:
        poll = asyncio.create_task(bot.get_updates(timeout=30))
        await asyncio.sleep(0.1)
        await bot.set_webhook("http://127.0.0.1:9/")
        with pytest.raises(Conflict, match="terminated by setWebhook"):
            await poll
        server.people.text(MAI, "a")
        with pytest.raises(Conflict, match="webhook is active"):
            await bot.get_updates()
        await bot.delete_webhook()
        assert texts(await bot.get_updates()) == ["a"]
        await bot.delete_webhook(drop_pending_updates=True)
        assert await bot.get_updates() == ()

    play(scene)


def test_a_bad_address_or_secret_of_a_webhook_is_refused() -> None:
    async def scene(server: TelegramServer, bot: telegram.Bot) -> None:
        with pytest.raises(BadRequest, match=r"(?i)URL is invalid"):
            await bot.set_webhook("ftp://127.0.0.1")
        with pytest.raises(BadRequest, match=r"(?i)unallowed characters"):
            await bot.set_webhook("http://127.0.0.1", secret_token="bí mật")
        assert server.state.updates.webhook.url == ""

    play(scene)


def test_an_update_is_delivered_again_even_when_it_was_confirmed() -> None:
    async def scene(server: TelegramServer, bot: telegram.Bot) -> None:
        a, b = (server.people.text(MAI, text).id for text in "ab")
        await bot.get_updates(offset=b + 1)
        for update_id in (b, a, b):
            server.redeliver(update_id)
        server.people.text(MAI, "c")
        got = await bot.get_updates(offset=b + 1)
        assert [update.update_id for update in got] == [b, a, b, b + 1]
        assert texts(await bot.get_updates(offset=b + 1)) == ["c"]
        async with Receiver().serve() as receiver:
            await bot.set_webhook(receiver.url)
            for update_id in (a, a):
                server.redeliver(update_id)
            await receiver.wait(3)
        assert texts(tuple(receiver.taken)) == ["c", "a", "a"]

    play(scene)


def test_updates_of_a_kind_that_the_bot_did_not_ask_for_are_not_kept() -> None:
    async def scene(server: TelegramServer, bot: telegram.Bot) -> None:
        await bot.get_updates(allowed_updates=["callback_query"])
        server.people.text(MAI, "a")
        server.people.forge(MAI, 1, "x")
        assert [update.callback_query.data for update in await bot.get_updates()] == ["x"]

    play(scene)
