"""The tests' Zalo server keeps the platform's habits, so that what works with it may work with Zalo."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiohttp import web

from tests.zalo_server import SECRET_HEADER, TOKEN, ZaloServer

ROOT = Path(__file__).resolve().parents[1]


async def call(
    server: ZaloServer, method: str, body: dict[str, Any] | None = None, token: str = TOKEN
) -> Any:
    async with httpx.AsyncClient(timeout=5) as client:
        return (await client.post(f"{server.url}/bot{token}/{method}", json=body or {})).json()


async def hook(bodies: list[tuple[str, Any]], failures: int = 0) -> tuple[web.AppRunner, str]:
    """A webhook that notes secret and body, and fails the first times."""
    left = [failures]

    async def take(request: web.Request) -> web.Response:
        if left[0]:
            left[0] -= 1
            return web.Response(status=503)
        bodies.append((request.headers.get(SECRET_HEADER, ""), await request.json()))
        return web.Response()

    app = web.Application()
    app.router.add_post("/", take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return runner, "http://{}:{}/".format(*runner.addresses[0])


def test_a_call_gives_one_update_which_is_gone_then() -> None:
    async def run() -> None:
        async with ZaloServer().serve() as zalo:
            first, second = zalo.text("an", "một"), zalo.text("an", "hai")
            told = [await call(zalo, "getUpdates", {"timeout": "1"}) for _ in range(2)]
            assert [each["result"]["message"]["message_id"] for each in told] == [first, second]
            assert (await call(zalo, "getUpdates", {"timeout": "0"}))["error_code"] == 408

    asyncio.run(run())


def test_a_poll_that_waits_gets_what_comes() -> None:
    async def run() -> None:
        async with ZaloServer().serve() as zalo:
            poll = asyncio.create_task(call(zalo, "getUpdates", {"timeout": "5"}))
            await asyncio.sleep(0.1)
            key = zalo.sticker("an")
            assert (await poll)["result"]["message"]["message_id"] == key

    asyncio.run(run())


@pytest.mark.parametrize("wrapped", [True, False])
def test_a_webhook_gets_every_update_with_the_secret_until_it_takes_it(wrapped: bool) -> None:
    async def run() -> None:
        bodies: list[tuple[str, Any]] = []
        runner, url = await hook(bodies, failures=2)
        async with ZaloServer(wrapped=wrapped, retry_s=0.01).serve() as zalo:
            await call(zalo, "setWebhook", {"url": url, "secret_token": "eight-or-more"})
            zalo.text("an", "một")
            zalo.photo("an", b"jpeg")
            while zalo.delivered < 2:
                await asyncio.sleep(0.01)
            assert (await call(zalo, "getUpdates", {"timeout": "1"}))["error_code"] == 400
        await runner.cleanup()
        assert {secret for secret, _ in bodies} == {"eight-or-more"}
        updates = [body["result"] if wrapped else body for _, body in bodies]
        assert [each["event_name"] for each in updates] == ["message.text.received", "message.image.received"]

    asyncio.run(run())


def test_limits_and_tokens_are_refused_under_http_200() -> None:
    async def run() -> None:
        async with ZaloServer().serve() as zalo:
            long = await call(zalo, "sendMessage", {"chat_id": "an", "text": "a" * 2001})
            assert (long["ok"], long["error_code"]) == (False, 400)
            assert (await call(zalo, "getMe", token="1:wrong"))["error_code"] == 401
            assert (await call(zalo, "setWebhook", {"url": "http://x", "secret_token": "short"}))[
                "ok"
            ] is False
            assert zalo.sent == []
            assert zalo.webhook == ""

    asyncio.run(run())


def test_a_call_that_is_accepted_and_cut_was_done() -> None:
    async def run() -> None:
        async with ZaloServer().serve() as zalo:
            zalo.fault("sendMessage", "cut")
            zalo.fault("sendMessage", "cut", accepted=True)
            for done in (0, 1):
                with pytest.raises(httpx.TransportError):
                    await call(zalo, "sendMessage", {"chat_id": "an", "text": "chào"})
                assert len(zalo.sent) == done
            assert (await call(zalo, "sendMessage", {"chat_id": "an", "text": "chào"}))["ok"]

    asyncio.run(run())


def test_connections_are_refused_for_a_while() -> None:
    async def run() -> None:
        async with ZaloServer().serve() as zalo:
            await zalo.refuse(0.3)
            with pytest.raises(httpx.TransportError):
                await call(zalo, "getMe")
            await asyncio.sleep(0.4)
            assert (await call(zalo, "getMe"))["ok"]

    asyncio.run(run())


def test_the_program_is_steered_over_http() -> None:
    command = [sys.executable, "-m", "tests.zalo_server", "--token", "9:other"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().strip()
            with httpx.Client(base_url=url, timeout=5) as client:
                key = client.post("/control/text", json={"person": "an", "text": "chào"}).json()["result"]
                client.post(
                    "/control/fault", json={"method": "getUpdates", "kind": "code", "error_code": 500}
                )
                assert client.post("/bot9:other/getUpdates", json={}).json()["error_code"] == 500
                update = client.post("/bot9:other/getUpdates", json={}).json()["result"]
                assert update["message"]["message_id"] == key
                client.post("/bot9:other/sendMessage", json={"chat_id": "an", "text": "đã nhận"})
                sent = client.post("/control/sent").json()["result"]
                assert [each["text"] for each in sent] == ["đã nhận"]
                assert client.post("/control/state").json()["result"]["waiting"] == 0
                assert "unknown: fly" in client.post("/control/fly").json()["error"]
        finally:
            process.terminate()
