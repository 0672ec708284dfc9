"""The webhooks' server: an update is answered with 200 when it is stored, and only then."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.channel import Rejected
from bot.channels import webhooks
from bot.channels.webhooks import MOST_BYTES, Hook, Webhooks
from bot.secrets import Secret
from tests.webhook_requests import (
    HEADER,
    SECRET,
    WITH,
    WORDS,
    Inbox,
    Request,
    ask,
    endless,
    opened,
    read,
    serving,
    status,
    update,
)


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[Inbox]:
    with opened(tmp_path) as each:
        yield each


def test_a_valid_update_that_comes_again_is_one_row(inbox: Inbox) -> None:
    assert ask(inbox, *[Request(update(7), WITH)] * 5) == [200] * 5
    assert inbox.calls == 5
    assert inbox.rows() == [("7", WORDS)]


def test_an_update_of_a_kind_not_known_is_answered_so_that_it_does_not_come_again(inbox: Inbox) -> None:
    assert ask(inbox, Request(b'{"id": 7, "poll": {}}', WITH)) == [200]
    assert inbox.rows() == []


@pytest.mark.parametrize(
    "fault",
    [
        sqlite3.OperationalError(f"database or disk is full {WORDS}"),
        sqlite3.OperationalError("database is locked"),
        OSError(28, WORDS),
        KeyError(WORDS),
    ],
)
def test_an_update_that_could_not_be_stored_is_asked_for_again(
    inbox: Inbox, fault: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    inbox.fault = fault
    assert ask(inbox, Request(update(7), WITH)) == [503]
    assert inbox.rows() == []
    assert f"{type(fault).__name__} at" in caplog.text
    assert "Lan" not in caplog.text
    inbox.fault = None
    assert ask(inbox, Request(update(7), WITH)) == [200]
    assert inbox.rows() == [("7", WORDS)]


def test_a_full_database_is_not_answered_as_if_the_update_were_stored(inbox: Inbox) -> None:
    connection = inbox.db.conn
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    first, large = Request(update(1, "x" * 100_000), WITH), Request(update(2, "y" * 500_000), WITH)
    assert ask(inbox, first, large) == [503, 503]
    assert inbox.rows() == []
    connection.execute("PRAGMA max_page_count = 100000")
    assert ask(inbox, first, large) == [200, 200]
    assert [key for key, _ in inbox.rows()] == ["1", "2"]


def test_half_a_sign_left_by_a_cut_text_does_not_lose_the_message(inbox: Inbox) -> None:
    body = rb'{"id": 7, "text": "\ud83d\ude00 \ud83da \ude00b c\uD83D"}'
    assert ask(inbox, Request(body, WITH)) == [200]
    assert inbox.rows() == [("7", "😀 \ufffda \ufffdb c\ufffd")]


def test_space_around_the_value_of_a_header_is_not_part_of_it(inbox: Inbox) -> None:
    """RFC 9110, 5.5: who sends it knows the secret."""
    assert ask(inbox, Request(update(7), {HEADER: f"  {SECRET} \t"})) == [200]


def test_the_name_of_the_header_may_be_in_any_case_and_the_body_in_chunks(inbox: Inbox) -> None:
    def chunks() -> Iterator[bytes]:
        yield from (update(7)[:5], update(7)[5:])
        yield b""

    request = Request(headers={HEADER.upper(): SECRET}, chunks=chunks)
    assert ask(inbox, request) == [200]
    assert inbox.rows() == [("7", WORDS)]


def test_a_body_may_have_just_so_many_bytes(inbox: Inbox) -> None:
    most = update(7, "x" * (MOST_BYTES - len(update(7, ""))))
    assert len(most) == MOST_BYTES
    assert ask(inbox, Request(most, WITH), Request(most + b" ", WITH)) == [200, 413]


def test_a_slow_body_times_out_and_holds_up_nobody(inbox: Inbox) -> None:
    async def run() -> tuple[int, int, float]:
        async with serving(inbox, slowest_s=0.5) as server:
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            begun = time.monotonic()
            writer.write(Request(update(7), WITH).head() + update(7)[:10])
            other = status(await Request(update(8), WITH).send(server.port))
            slow = status(await asyncio.wait_for(read(reader), 5))
            writer.close()
            await writer.wait_closed()
            return other, slow, time.monotonic() - begun

    other, slow, took_s = asyncio.run(run())
    assert (other, slow) == (200, 408)
    assert 0.4 < took_s < 3
    assert inbox.rows() == [("8", WORDS)]


@pytest.mark.parametrize("broken", [b"zz\r\nnonsense\r\n0\r\n\r\n", None])
def test_a_body_that_breaks_off_is_not_taken(inbox: Inbox, broken: bytes | None) -> None:
    async def run() -> None:
        async with serving(inbox) as server:
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            writer.write(Request(headers=WITH, chunks=endless).head() + (broken or b"10\r\n{"))
            await writer.drain()
            if broken:
                assert status(await asyncio.wait_for(read(reader), 5)) == 400
            writer.close()
            await writer.wait_closed()
            assert status(await Request(update(8), WITH).send(server.port)) == 200

    asyncio.run(run())
    assert inbox.rows() == [("8", WORDS)]


def test_a_request_that_has_begun_is_finished_when_the_server_stops(inbox: Inbox) -> None:
    async def run() -> tuple[bytes, float]:
        async with serving(inbox) as server:
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            writer.write(Request(update(7), WITH).head() + update(7)[:10])
            await asyncio.sleep(0.1)
            begun = time.monotonic()
            stopping = asyncio.ensure_future(server.stop())
            await asyncio.sleep(0.1)
            with pytest.raises(ConnectionError):
                await asyncio.open_connection("127.0.0.1", server.port)
            writer.write(update(7)[10:])
            answer = await asyncio.wait_for(read(reader), 5)
            await stopping
            writer.close()
            await writer.wait_closed()
            return answer, time.monotonic() - begun

    answer, took_s = asyncio.run(run())
    assert status(answer) == 200
    assert took_s < 2
    assert inbox.rows() == [("7", WORDS)]


def test_a_connection_that_is_idle_does_not_hold_up_the_end(inbox: Inbox) -> None:
    async def run() -> float:
        async with serving(inbox) as server:
            _, writer = await asyncio.open_connection("127.0.0.1", server.port)
            writer.write(Request(update(7), WITH).head().replace(b"close", b"keep-alive") + update(7))
            await asyncio.sleep(0.1)
            begun = time.monotonic()
            await server.stop()
            writer.close()
            return time.monotonic() - begun

    assert asyncio.run(run()) < 1
    assert inbox.rows() == [("7", WORDS)]


def test_it_starts_again_on_the_same_port(inbox: Inbox) -> None:
    async def run() -> None:
        async with serving(inbox) as server:
            port = server.port
            await server.stop()
            await server.stop()
            await server.start()
            assert server.port == port
            assert status(await Request(update(7), WITH).send(port)) == 200

    asyncio.run(run())


def test_a_port_that_is_taken_is_told_in_vietnamese(inbox: Inbox) -> None:
    async def run() -> None:
        async with serving(inbox) as server:
            second = Webhooks([], "127.0.0.1", server.port)
            with pytest.raises(
                Rejected, match=rf"Không nhận được webhook ở 127\.0\.0\.1:{server.port}.*Hãy tắt"
            ):
                await second.start()
            await second.stop()
            assert status(await Request(update(7), WITH).send(server.port)) == 200

    asyncio.run(run())


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", 70000), ("no such host.invalid", 0)])
def test_a_place_that_cannot_be_listened_at_is_told(inbox: Inbox, host: str, port: int) -> None:
    with pytest.raises(Rejected, match=r"webhooks\.port"):
        asyncio.run(Webhooks([], host, port).start())


WEAK = [
    "",
    "fifteen-letters",
    "with space in it",
    "x" * 257,
    "mã-bí-mật-đủ-dài",
    "with-a-colon:123",
    "with-a-line-1234\n",
]


@pytest.mark.parametrize("value", WEAK)
def test_a_weak_secret_is_refused_before_anything_listens(inbox: Inbox, value: str) -> None:
    server = Webhooks([Hook("/telegram", HEADER, Secret(value), inbox.take)], "127.0.0.1", 0)
    with pytest.raises(Rejected, match="Mã bí mật của webhook /telegram phải dài 16") as caught:
        asyncio.run(server.start())
    assert server.port == 0
    assert not value or value not in str(caught.value)


def test_a_body_that_never_ends_does_not_hold_up_the_end(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhooks, "STOP_S", 0.3)

    async def run() -> float:
        async with serving(inbox) as server:
            _, writer = await asyncio.open_connection("127.0.0.1", server.port)
            writer.write(Request(update(7), WITH).head() + update(7)[:10])
            await asyncio.sleep(0.1)
            begun = time.monotonic()
            await server.stop()
            writer.close()
            return time.monotonic() - begun

    assert 0.2 < asyncio.run(run()) < 2
    assert inbox.calls == 0


def test_a_new_request_on_an_open_connection_is_put_off_while_the_server_stops(inbox: Inbox) -> None:
    async def run() -> bytes:
        async with serving(inbox) as server:
            _, slow = await asyncio.open_connection("127.0.0.1", server.port)
            slow.write(Request(update(7), WITH).head() + update(7)[:10])
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            await asyncio.sleep(0.1)
            stopping = asyncio.ensure_future(server.stop())
            await asyncio.sleep(0.1)
            writer.write(Request(update(8), WITH).head() + update(8))
            answer = await asyncio.wait_for(read(reader), 5)
            slow.write(update(7)[10:])
            await stopping
            writer.close()
            slow.close()
            return answer

    assert status(asyncio.run(run())) == 503
    assert [key for key, _ in inbox.rows()] == ["7"]
