"""The figures for Prometheus, from a real process over HTTP, read by prometheus_client's own parser."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import datetime
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot import Inbound, app
from bot.app import App
from bot.channel import Rejected
from bot.config import Config
from bot.monitoring import pulse
from bot.monitoring.metrics import Metrics, expose, look
from bot.monitoring.pulse import Heart
from bot.monitoring.vitals import Vitals
from bot.store import transaction
from tests.bot.monitoring.test_status import MAI, change, until, with_administrator
from tests.crash.bots import program, write_config
from tests.crash.stage import QUESTION
from tests.telegram_control import own_process

Samples = dict[tuple[str, str], float]


def parsed(text: str) -> Samples:
    """Value by name and by what its one label says, "" for none."""
    return {
        (sample.name.removeprefix("so_tay_"), next(iter(sample.labels.values()), "")): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def shows_that_it_answered(text: str) -> bool:
    """The parts are looked at every five seconds, the database is counted as often."""
    found = parsed(text)
    names = ("sent_timestamp_seconds", "channel_reached_timestamp_seconds")
    return all(found.get((name, "telegram")) for name in names)


def free_port() -> int:
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as listening:
        return int(listening.getsockname()[1])


def test_a_running_bot_shows_its_figures_and_nothing_of_a_person(config: Config, tmp_path: Path) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}/metrics"
    with_administrator(tmp_path / "so-tay.sqlite3")
    with own_process() as telegram:
        file = change(write_config(config, tmp_path, telegram.url), monitoring={"port": port})
        with program(file) as bot:
            bot.start()
            telegram.call("text", chat=MAI, text=QUESTION)
            until(lambda: telegram.call("sent"))
            until(lambda: shows_that_it_answered(httpx.get(url).text))
            answer = httpx.get(url)
            assert httpx.get(url.replace("/metrics", "/")).status_code == 404
            assert httpx.post(url).status_code == 405
            bot.kill()
            with pytest.raises(httpx.ConnectError):
                httpx.get(url)
    found = parsed(answer.text)
    now = time.time()
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert "Python" not in answer.headers.get("server", "")
    assert found["channel_up", "telegram"] == 1
    assert now - 120 < found["channel_reached_timestamp_seconds", "telegram"] <= now
    assert now - 120 < found["received_timestamp_seconds", "telegram"] <= now
    assert now - 120 < found["start_time_seconds", ""] <= now
    assert (found["documents", "loaded"], found["documents", "cited_only"]) == (1, 5)
    assert found["index_usable", ""] == found["database_usable", ""] == 1
    assert (found["questions_week", ""], found["unanswered_week", ""]) == (1, 0)
    assert found["people", "administrator"] == 1
    assert found["set_aside_total", ""] == 0
    assert (found["rasa", "off"], found["rasa", "ready"]) == (1, 0)
    assert found["status", ""] in (0, 1)  # no backup was made yet
    for hidden in (str(MAI), "Lan", QUESTION, str(tmp_path)):
        assert hidden not in answer.text


@pytest.fixture
def settings(config: Config, tmp_path: Path) -> Config:
    storage = dataclasses.replace(config.storage, database=str(tmp_path / "so-tay.sqlite3"))
    monitoring = dataclasses.replace(config.monitoring, port=free_port())
    backups = dataclasses.replace(config.backups, folder=str(tmp_path / "backups"))
    return dataclasses.replace(config, storage=storage, monitoring=monitoring, backups=backups)


@pytest.fixture
def assistant(settings: Config) -> Iterator[App]:
    built = app.build(settings, {}, rasa=False)
    yield built
    built.db.conn.close()


@pytest.fixture
def heart(assistant: App, tmp_path: Path) -> Iterator[Heart]:
    made = Heart(pulse.place(tmp_path / "so-tay.sqlite3"), "1.0", Vitals(assistant.shelf, None, {}, {}).look)
    made.beat()
    yield made
    made.end()


def test_every_figure_is_told_of_on_the_page(settings: Config, heart: Heart) -> None:
    page = (app.ROOT / "docs/giam-sat.md").read_text(encoding="utf-8")
    text = expose(look(settings, app.ROOT, heart.pulse, datetime.datetime.now(datetime.UTC))).decode()
    names = {line.split()[2] for line in text.splitlines() if line.startswith("# TYPE")}
    assert len(names) > 20
    documented = {row.split("`")[1] for row in page.splitlines() if row.startswith("| `so_tay_")}
    assert documented == names


def test_a_database_that_cannot_be_read_is_told_and_the_other_figures_stay(
    settings: Config, heart: Heart, tmp_path: Path
) -> None:
    lost = dataclasses.replace(
        settings, storage=dataclasses.replace(settings.storage, database=str(tmp_path / "lost.sqlite3"))
    )
    found = parsed(expose(look(lost, app.ROOT, heart.pulse, None)).decode())
    assert found["database_usable", ""] == 0
    assert found["status", ""] == 2
    assert found["documents", "loaded"] == 1
    assert not (tmp_path / "lost.sqlite3").exists()


def test_a_port_that_is_taken_is_told_at_the_start(settings: Config, heart: Heart) -> None:
    async def start() -> None:
        with contextlib.closing(socket.create_server(("127.0.0.1", settings.monitoring.port))):
            await Metrics(settings, app.ROOT, lambda: heart.pulse).start()

    with pytest.raises(Rejected, match=r"Không mở được cổng giám sát 127\.0\.0\.1:\d+ .*monitoring\.port"):
        asyncio.run(start())


def test_the_conversation_does_not_wait_while_a_large_database_is_counted(
    settings: Config, assistant: App, heart: Heart
) -> None:
    """Without the thread the loop would stand still for as long as one answer takes."""
    fill(assistant, 100_000)
    late: list[float] = []

    async def tick() -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(0.001)
            late.append(time.perf_counter() - began - 0.001)

    async def scrape() -> float:
        metrics = Metrics(settings, app.ROOT, lambda: heart.pulse)
        await metrics.start()
        ticking = asyncio.create_task(tick())
        async with httpx.AsyncClient() as client:
            await client.get(f"http://127.0.0.1:{metrics.port}/metrics")
            metrics._made_s = 0.0
            began = time.perf_counter()
            late.clear()
            found = parsed((await client.get(f"http://127.0.0.1:{metrics.port}/metrics")).text)
            took = time.perf_counter() - began
        ticking.cancel()
        await metrics.stop()
        assert found["inbox_waiting", ""] == 100_000
        return took

    took = asyncio.run(scrape())
    print(f"an answer: {took * 1000:.0f} ms; the loop was late by {max(late) * 1000:.1f} ms at most")
    assert len(late) > 5
    assert sorted(late)[len(late) * 9 // 10] < 0.02


def test_many_who_ask_at_once_are_answered_from_one_count(settings: Config, heart: Heart) -> None:
    made = []

    class Counted(Metrics):
        def _make(self, pulse: pulse.Pulse) -> bytes:
            made.append(pulse)
            return super()._make(pulse)

    async def scrape() -> None:
        metrics = Counted(settings, app.ROOT, lambda: heart.pulse)
        await metrics.start()
        async with httpx.AsyncClient() as client:
            url = f"http://127.0.0.1:{metrics.port}/metrics"
            await asyncio.gather(*(client.get(url) for _ in range(20)))
        await metrics.stop()

    asyncio.run(scrape())
    assert len(made) == 1


def fill(assistant: App, count: int) -> None:
    """So many messages wait."""
    at = datetime.datetime(2026, 11, 26, tzinfo=datetime.UTC)
    with transaction(assistant.db):
        for number in range(count):
            assistant.records.mailbox.accept(Inbound("telegram", "1", "1", str(number), "chào " * 20, at))
