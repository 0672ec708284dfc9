"""What goes wrong on purpose with the Bot API server of the tests, here and from another process."""

from __future__ import annotations

import asyncio
import datetime
import time
from typing import Any

import httpx
import pytest
import telegram
from telegram.error import (
    BadRequest,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from tests.telegram_control import own_process
from tests.telegram_records import BOT
from tests.telegram_scene import MAI, bot_at, keyboard, play, texts
from tests.telegram_server import TelegramServer

SEVEN_S = datetime.timedelta(seconds=7)


@pytest.mark.parametrize(
    ("kind", "settings", "error"),
    [
        ("status", {"retry_after_s": 7}, RetryAfter),
        ("status", {"status": 500}, NetworkError),
        ("status", {"status": 502}, NetworkError),
        ("status", {"status": 400, "description": "Bad Request: no"}, BadRequest),
        ("cut", {}, NetworkError),
        ("hang", {}, TimedOut),
        ("slow", {"delay_s": 2}, TimedOut),
        ("garbage", {}, TelegramError),
    ],
)
@pytest.mark.parametrize("accepted", [False, True])
def test_a_fault_meets_as_many_requests_as_it_was_set_for(
    kind: str, settings: dict[str, Any], error: type[TelegramError], accepted: bool
) -> None:
    async def scene(server: TelegramServer, bot: telegram.Bot) -> None:
        server.fault("sendMessage", kind, times=2, accepted=accepted, **settings)
        for text in "ab":
            with pytest.raises(error) as raised:
                await bot.send_message(MAI, text)
            assert getattr(raised.value, "retry_after", SEVEN_S) == SEVEN_S
        assert (await bot.get_me()).id == BOT["id"]
        await bot.send_message(MAI, "c")
        assert [sent.text for sent in server.sent] == (["a", "b", "c"] if accepted else ["c"])
        assert [request.method for request in server.requests].count("sendMessage") == 3

    play(scene, timeout_s=0.3)


def test_requests_that_hang_are_handled_when_the_fault_is_cleared() -> None:
    async def scene(server: TelegramServer, bot: telegram.Bot) -> None:
        server.fault("sendMessage", "hang", times=None)
        sending = asyncio.create_task(bot.send_message(MAI, "a"))
        await asyncio.sleep(0.1)
        assert server.sent == []
        server.clear("sendMessage")
        await asyncio.wait_for(sending, 1)
        await bot.send_message(MAI, "b")
        assert [sent.text for sent in server.sent] == ["a", "b"]

    play(scene)


def test_a_lost_answer_to_a_poll_loses_no_update() -> None:
    async def scene(server: TelegramServer, bot: telegram.Bot) -> None:
        server.people.text(MAI, "a")
        server.fault("getUpdates", "cut", accepted=True)
        with pytest.raises(NetworkError):
            await bot.get_updates()
        assert texts(await bot.get_updates()) == ["a"]

    play(scene)


def test_a_download_fails_by_a_fault_of_its_own() -> None:
    async def scene(server: TelegramServer, bot: telegram.Bot) -> None:
        server.people.photo(MAI, b"jpeg")
        [update] = await bot.get_updates()
        file = await bot.get_file(update.message.photo[-1].file_id)
        server.fault("file", "status", status=502)
        with pytest.raises(NetworkError):
            await file.download_as_bytearray()
        assert await file.download_as_bytearray() == b"jpeg"

    play(scene)


def test_a_server_that_refuses_listens_again_on_the_same_port() -> None:
    async def scene(server: TelegramServer, bot: telegram.Bot) -> None:
        url = server.url
        poll = asyncio.create_task(bot.get_updates(timeout=30))
        await asyncio.sleep(0.1)
        await server.refuse(0.5)
        with pytest.raises(NetworkError):
            await bot.send_message(MAI, "a")
        with pytest.raises(NetworkError):
            await poll
        await asyncio.sleep(0.7)
        await bot.send_message(MAI, "b")
        assert (server.url, [sent.text for sent in server.sent]) == (url, ["b"])

    play(scene)


def test_a_fault_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown kind: 'explode'"):
        TelegramServer().fault("sendMessage", "explode")


def test_one_waits_for_messages_and_in_vain_no_longer_than_asked() -> None:
    async def scene(server: TelegramServer, bot: telegram.Bot) -> None:
        waiting = asyncio.create_task(server.wait_for_sent(2))
        await bot.send_message(MAI, "a")
        assert not waiting.done()
        await bot.send_message(MAI, "b")
        assert [sent.text for sent in await waiting] == ["a", "b"]
        with pytest.raises(TimeoutError):
            await server.wait_for_sent(3, timeout_s=0.05)

    play(scene)


def test_a_server_in_its_own_process_is_steered_from_this_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")

    async def talk(url: str) -> None:
        async with bot_at(url, "7:other") as bot:
            [first, second] = await bot.get_updates()
            assert second.message.document.file_name == "a.txt"
            await first.message.reply_text("Chào chị", reply_markup=keyboard(("Có", "1")))
            with pytest.raises(RetryAfter):
                await bot.send_message(MAI, "b")
            await bot.send_document(MAI, b"bytes", filename="b.txt")

    with own_process("7:other") as remote:
        [first, _] = remote.call(
            "batch",
            calls=[
                ["text", {"chat": MAI, "text": "Chào"}],
                ["document", {"chat": MAI, "data": "YQ==", "name": "a.txt", "mime": "text/plain"}],
            ],
        )
        remote.call("fault", method="sendMessage", kind="slow", delay_s=0.01)
        remote.call("fault", method="sendMessage", kind="status", retry_after_s=1)
        began = time.monotonic()
        asyncio.run(talk(remote.url))
        assert remote.call("wait_for_sent", count=2) == 2
        reply, document = remote.call("sent")
        assert (reply["text"], reply["chat_id"]) == ("Chào chị", MAI)
        assert began < reply["at"] < time.monotonic()
        assert remote.call("file", file_id=document["files"][0]["file_id"]) == "Ynl0ZXM="
        remote.call("tap", chat=MAI, message_id=reply["message_id"], choice="Có")
        assert remote.call("pending")[0] == first["update_id"]
        statuses = [
            request["status"] for request in remote.call("requests") if request["method"] == "sendMessage"
        ]
        assert statuses == [200, 429]
        with pytest.raises(ValueError, match="no control named 'explode'"):
            remote.call("explode")
        with pytest.raises(ValueError, match="TimeoutError"):
            remote.call("wait_for_sent", count=9, timeout_s=0.05)
        remote.call("refuse", for_s=0.3)
        assert len(remote.call("pending")) == 3
        with pytest.raises(httpx.ConnectError):
            httpx.get(remote.url)
        time.sleep(0.5)
        assert httpx.get(remote.url).status_code == 401
