"""Zalo as a channel: what comes in, what goes out, and that nothing that was read is dropped."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import itertools
import logging
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from bot import Inbound, Letter, Reply
from bot.channel import Never, NotNow, Rejected, Take
from bot.channels import ABILITIES, ZALO
from bot.channels.webhooks import Hook, Webhooks
from bot.channels.zalo import Zalo
from bot.channels.zalo_api import ZaloApi
from bot.secrets import Secret
from tests.zalo_server import SECRET_HEADER, TOKEN, ZaloServer

VIETNAM = datetime.timezone(datetime.timedelta(hours=7))
PARTS = " / "  # where the tests' layout cuts a reply


def layout(reply: Reply) -> list[str]:
    return reply.text.split(PARTS)


def run(
    use: Callable[[ZaloServer, Zalo], Awaitable[Any]], token: str = TOKEN, server: ZaloServer | None = None
) -> Any:
    """What `use` gives with a server and the channel that talks to it."""

    async def play() -> Any:
        async with (server or ZaloServer()).serve() as zalo:
            api = ZaloApi(zalo.url, Secret(token), 2.0)
            try:
                return await use(zalo, Zalo(api, VIETNAM, layout, poll_s=1))
            finally:
                await api.close()

    return asyncio.run(play())


@contextlib.asynccontextmanager
async def listening(zalo: Zalo, take: Take) -> AsyncIterator[asyncio.Task[None]]:
    """The task that listens; at the end it is cancelled and waited for."""
    task = asyncio.create_task(zalo.listen(take))
    try:
        yield task
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def until(true: Callable[[], bool], within_s: float = 8.0) -> None:
    async with asyncio.timeout(within_s):
        while not true():
            await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("@Bot Sổ tay báo cáo tháng 3", "báo cáo tháng 3"),
        ("báo cáo @bot sổ tay, tháng 3", "báo cáo tháng 3"),
        ("chào @bot.test", "chào"),
        ("@Bot Sổ taylor chào", "@Bot Sổ taylor chào"),
        ("một câu trả lời tin của bot", "một câu trả lời tin của bot"),
        ("@Bot Sổ tay", "@Bot Sổ tay"),
    ],
)
def test_in_a_group_each_person_has_a_chat_and_the_mention_goes(text: str, left: str) -> None:
    async def use(server: ZaloServer, zalo: Zalo) -> Inbound | None:
        assert await zalo.check() == "Bot Sổ tay"
        server.group_text("g", "an", "")
        update = server.waiting.popleft()
        update["message"]["text"] = text
        return zalo.translate(update)

    told = run(use)
    assert (told.chat, told.sender, told.in_group, told.text) == ("g/an", "an", True, left)


def test_a_wrong_token_is_rejected_at_the_check_and_while_listening() -> None:
    async def use(server: ZaloServer, zalo: Zalo) -> None:
        with pytest.raises(Rejected, match="token"):
            await zalo.check()
        with pytest.raises(Rejected, match="token"):
            await zalo.listen(lambda _: None)

    run(use, token="9:wrong")


def test_every_message_is_taken_once_and_in_order() -> None:
    async def use(server: ZaloServer, zalo: Zalo) -> None:
        server.webhook = "http://127.0.0.1:9/left-from-before"
        taken: list[Inbound] = []
        async with listening(zalo, taken.append):
            keys = [server.text("an", str(n)) for n in range(20)]
            keys.append(server.group_text("g", "ba", "chào"))
            server.group_text("g", "ba", "không gọi bot", mentions=False)
            await until(lambda: len(taken) >= 21)
        assert [each.key for each in taken] == keys
        assert server.webhook == ""

    run(use)


def test_faults_while_polling_are_outlasted() -> None:
    async def use(server: ZaloServer, zalo: Zalo) -> None:
        taken: list[Inbound] = []
        server.fault("deleteWebhook", "status", status=502)
        server.fault("getUpdates", "code", error_code=500)
        server.fault("getUpdates", "cut")
        async with listening(zalo, taken.append):
            key = server.text("an", "chào")
            await until(lambda: bool(taken))
        assert [each.key for each in taken] == [key]
        polls = [each.at for each in server.requests if each.method == "getUpdates"]
        assert [round(b - a) for a, b in itertools.pairwise(polls)][:2] == [1, 2]

    run(use)


def test_an_idle_wait_that_ends_at_once_is_no_storm() -> None:
    async def use(server: ZaloServer, zalo: Zalo) -> None:
        server.fault("getUpdates", "code", error_code=408, times=None)
        async with listening(zalo, lambda _: None):
            await asyncio.sleep(1.2)
        assert sum(each.method == "getUpdates" for each in server.requests) <= 4

    run(use)


def test_a_message_that_cannot_be_stored_is_kept_before_the_next_is_read(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def use(server: ZaloServer, zalo: Zalo) -> None:
        tried: list[str] = []
        taken: list[str] = []

        def take(message: Inbound) -> None:
            tried.append(message.key)
            if len(tried) <= 2:
                raise sqlite3.OperationalError(f"database or disk is full: {message.text}")
            taken.append(message.key)

        async with listening(zalo, take):
            first, second = server.text("an", "mật-khẩu-123"), server.text("an", "hai")
            await until(lambda: len(tried) == 2)
            assert len(server.waiting) == 1
            await until(lambda: len(taken) == 2)
        assert tried == [first, first, first, second]
        assert taken == [first, second]

    run(use)
    assert "not taken yet" in caplog.text
    assert "mật-khẩu-123" not in caplog.text


def test_an_update_that_cannot_be_read_does_not_stop_the_others(caplog: pytest.LogCaptureFixture) -> None:
    async def use(server: ZaloServer, zalo: Zalo) -> None:
        taken: list[Inbound] = []
        server.waiting.append({"event_name": "message.text.received", "message": {"text": "lời riêng"}})
        async with listening(zalo, taken.append):
            key = server.text("an", "chào")
            await until(lambda: bool(taken))
        assert [each.key for each in taken] == [key]

    run(use)
    assert "could not be read: message.from" in caplog.text
    assert "lời riêng" not in caplog.text


def test_a_cancel_waits_for_the_poll_under_way_and_what_it_brings() -> None:
    async def use(server: ZaloServer, zalo: Zalo) -> None:
        taken: list[str] = []
        async with listening(zalo, lambda message: taken.append(message.key)) as task:
            await until(lambda: "getUpdates" in [each.method for each in server.requests])
            task.cancel()
            await asyncio.sleep(0.1)
            key = server.text("an", "còn kịp")
            with contextlib.suppress(asyncio.CancelledError):
                await task
        assert taken == [key]

    run(use)


def test_a_second_cancel_ends_at_once_and_tells_what_is_lost(caplog: pytest.LogCaptureFixture) -> None:
    async def use(server: ZaloServer, zalo: Zalo) -> str:
        tried: list[str] = []

        def take(message: Inbound) -> None:
            tried.append(message.key)
            raise sqlite3.OperationalError("database is locked")

        async with listening(zalo, take) as task:
            key = server.text("an", "chào")
            await until(lambda: bool(tried))
            task.cancel()
            await asyncio.sleep(0.05)
            assert not task.done()
        return key

    with caplog.at_level(logging.CRITICAL):
        key = run(use)
    assert f"message {key} could not be taken" in caplog.text


@pytest.mark.parametrize(("photo_key", "wrapped"), [("photo", True), ("photo_url", False)])
def test_a_photo_is_fetched_up_to_its_limit(photo_key: Any, wrapped: bool) -> None:
    async def use(server: ZaloServer, zalo: Zalo) -> None:
        server.photo("an", b"x" * 1000, "lễ kỷ niệm")
        message = zalo.translate(server.waiting[0])
        assert message
        assert message.text == "lễ kỷ niệm"
        (photo,) = message.attachments
        assert await zalo.fetch(photo, 1000) == b"x" * 1000
        with pytest.raises(Never):
            await zalo.fetch(photo, 999)

    run(use, server=ZaloServer(photo_key=photo_key, wrapped=wrapped))


def test_a_letter_goes_out_in_its_texts_to_the_chat_or_the_group() -> None:
    async def use(server: ZaloServer, zalo: Zalo) -> None:
        await zalo.send(Letter(1, "an", Reply(f"một{PARTS}hai{PARTS} ")))
        await zalo.send(Letter(2, "g/an", Reply("ba")))
        assert [(each.chat, each.text) for each in server.sent] == [("an", "một"), ("an", "hai"), ("g", "ba")]

    run(use)


def test_a_letter_tried_again_begins_where_it_was_broken_off() -> None:
    async def use(server: ZaloServer, zalo: Zalo) -> None:
        letter = Letter(1, "an", Reply(PARTS.join("abc")))
        server.fault("sendMessage", "slow", delay_s=0.1)
        server.fault("sendMessage", "status", status=429, retry_after_s=3)
        with pytest.raises(NotNow) as raised:
            await zalo.send(letter)
        assert raised.value.after_s == 3
        assert server.texts("an") == ["a"]
        await zalo.send(letter)
        assert server.texts("an") == ["a", "b", "c"]
        await zalo.send(letter)  # once it was sent whole, nothing of it is remembered
        assert server.texts("an") == ["a", "b", "c"] * 2

    run(use)


def test_a_text_too_long_or_a_chat_gone_is_never_sent() -> None:
    async def use(server: ZaloServer, zalo: Zalo) -> None:
        server.gone.add("ba")
        for letter in (Letter(1, "an", Reply("😀" * 1001)), Letter(2, "ba", Reply("chào"))):
            with pytest.raises(Never):
                await zalo.send(letter)
        await zalo.send(Letter(3, "an", Reply("a" * ABILITIES[ZALO].most_characters)))
        assert len(server.sent) == 1

    run(use)


def test_a_refusal_that_could_mean_anything_is_for_good_at_the_third_time() -> None:
    async def use(server: ZaloServer, zalo: Zalo) -> None:
        server.fault("sendMessage", "code", error_code=403, times=5)
        kinds = []
        for number in (1, 1, 1, 2, 2, 2):
            try:
                await zalo.send(Letter(number, "an", Reply("chào")))
            except NotNow:
                kinds.append("now")
            except Never:
                kinds.append("never")
            else:
                kinds.append("sent")
        assert kinds == ["now", "now", "never", "now", "now", "sent"]

    run(use)


def test_a_letter_is_kept_while_the_token_is_refused() -> None:
    async def use(server: ZaloServer, zalo: Zalo) -> None:
        with pytest.raises(NotNow) as raised:
            await zalo.send(Letter(1, "an", Reply("chào")))
        assert raised.value.after_s >= 60

    run(use, token="9:wrong")


@pytest.mark.parametrize("code", [None, 400, 401, 500])
def test_typing_is_shown_and_never_a_fault(code: int | None) -> None:
    async def use(server: ZaloServer, zalo: Zalo) -> None:
        if code:
            server.fault("sendChatAction", "code", error_code=code)
        await zalo.typing("g/an")
        shown = [] if code else [("sendChatAction", "g", "typing")]
        assert [(each.method, each.chat, each.text) for each in server.sent] == shown

    run(use)


@pytest.mark.parametrize(("photo_key", "wrapped"), [("photo", True), ("photo_url", False)])
def test_a_webhook_brings_every_message(photo_key: Any, wrapped: bool) -> None:
    async def use(server: ZaloServer, zalo: Zalo) -> None:
        taken: list[Inbound] = []

        def take(body: Any) -> None:
            if message := zalo.translate(body):
                taken.append(message)

        secret = Secret("a-webhook-secret")
        webhooks = Webhooks([Hook("/zalo", SECRET_HEADER, secret, take)], "127.0.0.1", 0)
        await webhooks.start()
        await zalo.listen_by_webhook(f"http://127.0.0.1:{webhooks.port}/zalo", secret)
        keys = [server.text("an", "chào"), server.photo("an", b"jpeg"), server.sticker("an")]
        await until(lambda: server.delivered == 3)
        await webhooks.stop()
        assert [each.key for each in taken] == keys
        assert [len(each.attachments) for each in taken] == [0, 1, 1]

    run(use, server=ZaloServer(photo_key=photo_key, wrapped=wrapped))
