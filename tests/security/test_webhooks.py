"""Forged webhooks: what has no secret, or is no update, is not stored, and nothing of it is written down.

1,000 forged requests of every kind come between valid ones, seeded, 50 at a time.
"""

from __future__ import annotations

import asyncio
import logging
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.channels.webhooks import Hook
from bot.secrets import Secret
from tests.webhook_requests import (
    BIG,
    HEADER,
    NO_UPDATES,
    OTHER_HEADER,
    OTHER_SECRET,
    SECRET,
    WITH,
    Inbox,
    Request,
    endless,
    opened,
    read,
    serving,
    status,
    update,
)

SEED = 20250315
FORGED, VALID, TOGETHER = 1000, 200, 50


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[Inbox]:
    with opened(tmp_path) as each:
        yield each


# What a forged request is, by the status that it gets. The random number picks a variant.
Forge = Callable[[random.Random], Request]


def _secret(values: Callable[[random.Random], dict[str, str]], body: bytes = update(1)) -> Forge:
    return lambda rng: Request(body, values(rng))


FORGES: list[tuple[int, Forge]] = [
    (403, _secret(lambda _: {})),
    (403, _secret(lambda _: {HEADER: ""})),
    (403, _secret(lambda rng: {HEADER: "".join(rng.choices(SECRET, k=len(SECRET) - 1)) + "?"})),
    (403, _secret(lambda rng: {HEADER: SECRET[: rng.randrange(1, len(SECRET))]})),
    (
        403,
        _secret(lambda rng: {HEADER: SECRET + rng.choice(["x", "\0x"[1:], "%20", " x", "\u00a0", ",", "é"])}),
    ),
    (
        403,
        _secret(lambda rng: {HEADER: rng.choice([f'"{SECRET}"', f"Bearer {SECRET}", f"{SECRET}, {SECRET}"])}),
    ),
    (403, _secret(lambda rng: {rng.choice([OTHER_HEADER, "Authorization", "X-Secret"]): SECRET})),
    (403, _secret(lambda rng: {HEADER: rng.choice([SECRET.upper(), SECRET.lower(), SECRET.swapcase()])})),
    (403, _secret(lambda _: {HEADER: OTHER_SECRET})),
    (403, _secret(lambda _: {HEADER: SECRET, HEADER.lower(): "wrong"})),
    (403, lambda _: Request(update(1), WITH, path="/zalo")),
    (403, lambda _: Request(update(1), path=f"/telegram?secret={SECRET}")),
    (
        405,
        lambda rng: Request(update(1), WITH, method=rng.choice(["GET", "PUT", "HEAD", "DELETE", "OPTIONS"])),
    ),
    (400, lambda rng: Request(rng.choice(NO_UPDATES), WITH)),
    (
        404,
        lambda rng: Request(update(1), WITH, path=rng.choice(["/", "/telegram/", "/Telegram", "/x", "//"])),
    ),
]
COSTLY: list[tuple[int, Forge]] = [
    (403, lambda _: Request(BIG, {HEADER: "wrong" * 8})),
    (413, lambda _: Request(BIG, WITH)),
    (403, lambda _: Request(headers={HEADER: "wrong"}, chunks=endless)),
    (413, lambda _: Request(headers=WITH, chunks=endless)),
]


def crowd(rng: random.Random) -> list[tuple[int, Request]]:
    """VALID requests, and FORGED ones of all kinds and replays, mixed; each with the status due."""
    costly = [COSTLY[i % len(COSTLY)] for i in range(40)]
    forges = costly + [FORGES[i % len(FORGES)] for i in range(FORGED - len(costly) - VALID // 10)]
    valid = [Request(update(1000 + number, f"tin {number}"), WITH) for number in range(VALID)]
    requests = [(due, forge(rng)) for due, forge in forges]
    requests += [(200, request) for request in [*valid, *valid[::10]]]
    rng.shuffle(requests)
    assert len(requests) == FORGED + VALID
    return requests


def test_of_a_thousand_forged_requests_none_is_accepted_and_every_valid_one_is(
    inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    requests = crowd(random.Random(SEED))
    wrong: list[str] = []

    async def run() -> None:
        places = asyncio.Semaphore(TOGETHER)

        async def one(due: int, request: Request, port: int) -> None:
            async with places:
                got = status(await request.send(port))
            if got != due:
                wrong.append(f"{request.method} {request.path} {request.body[:40]!r}: {got}, not {due}")

        async with serving(inbox) as server:
            await asyncio.gather(*(one(due, request, server.port) for due, request in requests))

    asyncio.run(run())
    assert wrong == []
    assert sorted(inbox.rows()) == sorted((str(1000 + n), f"tin {n}") for n in range(VALID))
    own = [record.getMessage() for record in caplog.records if record.name.startswith(("bot", "aiohttp"))]
    assert re.search(r"/telegram 403: \d+", "\n".join(own))
    assert len(own) <= 4
    assert not re.search(r"canary|Lan|127\.0|tin \d", "\n".join(own))


@pytest.mark.parametrize("body", NO_UPDATES)
def test_a_body_that_is_no_update_is_refused_without_a_word(inbox: Inbox, body: bytes) -> None:
    async def run() -> bytes:
        async with serving(inbox) as server:
            return await Request(body, WITH).send(server.port)

    answer = asyncio.run(run())
    assert status(answer) == 400
    assert answer.endswith(b"\r\n\r\n")
    assert inbox.rows() == []


def test_a_body_without_the_secret_is_not_waited_for(inbox: Inbox) -> None:
    async def run() -> list[int]:
        async with serving(inbox) as server:
            statuses = []
            for headers in ({}, WITH):
                reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
                head = Request(headers=headers).head().replace(b"Length: 0", b"Length: 10000000")
                writer.write(head)
                statuses.append(status(await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 2)))
                writer.close()
                await writer.wait_closed()
            return statuses

    assert asyncio.run(run()) == [403, 413]


def test_an_answer_says_nothing_of_what_serves_it(inbox: Inbox) -> None:
    async def run() -> list[bytes]:
        kinds = [
            Request(update(7), WITH),
            Request(update(7)),
            Request(b"x", WITH),
            Request(path="/x"),
            Request(method="GET"),
        ]
        async with serving(inbox) as server:
            return [await request.send(server.port) for request in kinds]

    answers = asyncio.run(run())
    assert [status(answer) for answer in answers] == [200, 403, 400, 404, 405]
    for answer in answers:
        assert answer.endswith(b"\r\n\r\n")
        assert not re.search(rb"server: *[^\s]|aiohttp|python", answer, re.IGNORECASE)
    assert b"Allow: POST" in answers[-1]


def test_what_is_no_http_is_refused_and_not_written_down(
    inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    async def run() -> bytes:
        async with serving(inbox) as server:
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            writer.write(b"\x16\x03\x01 canary\r\n\r\n")
            answer = await asyncio.wait_for(read(reader), 5)
            writer.close()
            await writer.wait_closed()
            return answer

    caplog.set_level(logging.INFO)
    answer = asyncio.run(run())
    assert status(answer) == 400
    assert not re.search(rb"canary|server: *[^\s]|aiohttp|python", answer, re.IGNORECASE)
    assert "canary" not in caplog.text
    assert "127.0" not in caplog.text


def test_a_hook_does_not_show_its_secret(inbox: Inbox) -> None:
    assert "canary" not in repr(Hook("/telegram", HEADER, Secret(SECRET), inbox.take))
