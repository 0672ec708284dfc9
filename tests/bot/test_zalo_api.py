"""Calls to Zalo: what each answer means, and that no reason tells the token or a person's words."""

from __future__ import annotations

import asyncio
import logging
import time
import traceback
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.channel import Never, NotNow, Rejected
from bot.channels.zalo_api import Unclear, ZaloApi
from bot.secrets import Secret
from tests.fakes import Loopback, http
from tests.zalo_server import TOKEN, ZaloServer

WORDS = "số điện thoại của tôi là 0905123456"


def code(number: int) -> dict[str, Any]:
    return {"kind": "code", "error_code": number}


def status(number: int, retry_after_s: int = 0) -> dict[str, Any]:
    return {"kind": "status", "status": number, "retry_after_s": retry_after_s}


def run(
    use: Callable[[ZaloServer, ZaloApi], Awaitable[Any]], token: str = TOKEN, timeout_s: float = 5.0
) -> Any:
    """What `use` gives with a server and a client for it."""

    async def play() -> Any:
        async with ZaloServer().serve() as server:
            api = ZaloApi(server.url, Secret(token), timeout_s)
            try:
                return await use(server, api)
            finally:
                await api.close()

    return asyncio.run(play())


def refused(
    fault: dict[str, Any], ask: Callable[[ZaloApi], Awaitable[Any]], timeout_s: float = 5.0
) -> Exception:
    """What is raised when every method fails like that."""

    async def use(server: ZaloServer, api: ZaloApi) -> Exception:
        for method in ("getMe", "getUpdates", "sendMessage"):
            server.fault(method, **fault)
        with pytest.raises((NotNow, Never, Rejected)) as raised:
            await ask(api)
        return raised.value

    error = run(use, timeout_s=timeout_s)
    assert isinstance(error, Exception)
    whole = "".join(traceback.format_exception(error))
    assert TOKEN not in whole
    assert WORDS not in str(error)
    assert "127.0.0.1" not in str(error)
    return error


def send(api: ZaloApi) -> Awaitable[None]:
    return api.send_message("an", WORDS)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (code(400), Never),
        (code(404), Never),
        (code(401), Rejected),
        (code(403), Unclear),
        (code(0), Unclear),
        (code(408), NotNow),
        (code(429), NotNow),
        (code(500), NotNow),
        (status(429, 7), NotNow),
        (status(502), NotNow),
        (status(200), NotNow),
        (status(404), NotNow),
        ({"kind": "cut"}, NotNow),
        ({"kind": "cut", "accepted": True}, NotNow),
    ],
)
def test_a_refused_message_is_for_now_or_for_good(fault: dict[str, Any], kind: type[Exception]) -> None:
    assert type(refused(fault, send)) is kind


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (code(400), Rejected),
        (code(401), Rejected),
        (code(404), Rejected),
        (status(401), Rejected),
        (code(403), NotNow),
        (code(503), NotNow),
        (status(502), NotNow),
        ({"kind": "cut"}, NotNow),
    ],
)
def test_a_bot_that_is_not_let_in_is_told_what_to_do(fault: dict[str, Any], kind: type[Exception]) -> None:
    error = refused(fault, ZaloApi.get_me)
    assert type(error) is kind
    if kind is Rejected:
        assert "Hãy kiểm tra" in str(error)


def test_a_wrong_token_is_rejected_and_not_told() -> None:
    async def use(server: ZaloServer, api: ZaloApi) -> str:
        with pytest.raises(Rejected) as raised:
            await api.get_me()
        return str(raised.value)

    told = run(use, token="77:a-wrong-one")
    assert "token" in told
    assert "a-wrong-one" not in told


def test_too_many_requests_tell_when_to_come_again() -> None:
    error = refused(status(429, 7), send)
    assert isinstance(error, NotNow)
    assert error.after_s == 7


def test_a_server_that_hangs_is_left_in_time() -> None:
    began = time.monotonic()
    assert type(refused({"kind": "hang"}, send, timeout_s=0.2)) is NotNow
    assert time.monotonic() - began < 2


def test_an_answer_that_drips_is_left_in_time() -> None:
    async def play() -> None:
        async with Loopback(lambda _: http('{"ok": true}' + " " * 200), drip_s=0.05).serve() as server:
            api = ZaloApi(server.url, Secret(TOKEN), 0.3)
            with pytest.raises(NotNow, match=r"0\.3 s"):
                await api.send_message("an", "chào")
            await api.close()

    asyncio.run(play())


def test_an_idle_wait_is_no_update_and_no_fault() -> None:
    async def use(server: ZaloServer, api: ZaloApi) -> None:
        assert await api.get_update(1) is None
        key = server.text("an", "chào")
        update = await api.get_update(1)
        assert update
        assert update["message"]["message_id"] == key
        assert await api.get_update(0) is None

    run(use)


def test_a_poll_may_last_longer_than_other_calls() -> None:
    async def use(server: ZaloServer, api: ZaloApi) -> None:
        assert await api.get_update(1) is None

    run(use, timeout_s=0.5)


def test_a_webhook_is_set_and_removed() -> None:
    async def use(server: ZaloServer, api: ZaloApi) -> None:
        await api.set_webhook("http://127.0.0.1:9/zalo", Secret("a-webhook-secret"))
        assert (server.webhook, server.secret) == ("http://127.0.0.1:9/zalo", "a-webhook-secret")
        with pytest.raises(Rejected, match="từ 8 đến 256"):
            await api.set_webhook("http://127.0.0.1:9/other", Secret("short"))
        assert server.webhook == "http://127.0.0.1:9/zalo"
        await api.delete_webhook()
        assert server.webhook == ""

    run(use)


def test_a_photo_is_had_from_its_address_without_the_token() -> None:
    async def play() -> None:
        async with Loopback(lambda _: http(b"jpeg bytes", media_type="image/jpeg")).serve() as server:
            api = ZaloApi("http://127.0.0.1:9", Secret(TOKEN))
            assert await api.download(f"{server.url}/a.jpg", 10) == b"jpeg bytes"
            await api.close()
            (request,) = server.history
            assert request.target == "/a.jpg"
            assert TOKEN not in str(request)

    asyncio.run(play())


@pytest.mark.parametrize("tell_length", [True, False])
def test_a_photo_too_large_is_left_at_the_limit(tell_length: bool) -> None:
    length = "Content-Length: 1000000\r\n" if tell_length else ""
    raw = f"HTTP/1.1 200 OK\r\n{length}Connection: close\r\n\r\n".encode() + b"x" * 1_000_000

    async def play() -> None:
        async with Loopback(lambda _: raw).serve() as server:
            api = ZaloApi("http://127.0.0.1:9", Secret(TOKEN))
            with pytest.raises(Never, match="more than 1000 bytes"):
                await api.download(server.url, 1000)
            await api.close()

    asyncio.run(play())


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/hostname",
        "ftp://example.vn/a.jpg",
        "data:,x",
        "a.jpg",
        "http://",
        "",
        "http://[::1",
        "\0",
        "http://a/\ud800",
    ],
)
def test_a_photo_comes_over_http_only(url: str) -> None:
    async def use(server: ZaloServer, api: ZaloApi) -> None:
        with pytest.raises(Never):
            await api.download(url, 1000)

    run(use)


def test_a_photo_that_leads_elsewhere_than_http_is_not_had() -> None:
    raw = b"HTTP/1.1 302 Found\r\nLocation: file:///etc/hostname\r\nContent-Length: 0\r\n\r\n"

    async def play() -> None:
        async with Loopback(lambda _: raw).serve() as server:
            api = ZaloApi("http://127.0.0.1:9", Secret(TOKEN))
            with pytest.raises(Never):
                await api.download(server.url, 1000)
            await api.close()

    asyncio.run(play())


@pytest.mark.parametrize(
    ("status", "kind"), [(404, Never), (403, Never), (410, Never), (500, NotNow), (429, NotNow)]
)
def test_a_photo_that_is_not_there_is_for_now_or_for_good(status: int, kind: type[Exception]) -> None:
    async def play() -> None:
        async with Loopback(lambda _: http("", status)).serve() as server:
            api = ZaloApi("http://127.0.0.1:9", Secret(TOKEN))
            with pytest.raises(kind):
                await api.download(server.url, 1000)
            await api.close()

    asyncio.run(play())


def test_an_address_that_is_none_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match=r"zalo\.base_url"):
        ZaloApi("bot-api.zaloplatforms.com", Secret(TOKEN))


def test_nothing_of_ours_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        refused(code(500), send)
    assert [each for each in caplog.records if each.name.startswith("bot")] == []
