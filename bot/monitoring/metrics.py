"""The figures of `python -m bot status` for Prometheus, at /metrics of the running process.

Labels are names of channels, roles, states and versions: nothing of any person. The database is counted in
a thread, over a connection of its own, at most once in FRESH_S: the conversation does not wait for it.
"""

from __future__ import annotations

import asyncio
import datetime
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from aiohttp import web
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from bot.channel import Rejected
from bot.config import Config
from bot.journal import SILENT
from bot.monitoring import findings, survey
from bot.monitoring.pulse import Condition, Found, Pulse
from bot.monitoring.survey import Survey
from bot.monitoring.tallies import Tallies
from bot.privacy import trace

FRESH_S = 5.0
BACKUPS_S = 300.0  # so often the files of the newest backup are looked for
RASA_STATES = ("ready", "starting", "down", "off")
_log = logging.getLogger(__name__)


class Metrics:
    """Listens for Prometheus. `pulse` tells how the process is; `port` is the real one once started."""

    def __init__(self, settings: Config, root: Path, pulse: Callable[[], Pulse]) -> None:
        self._settings = settings
        self._root = root
        self._pulse = pulse
        self._runner: web.ServerRunner | None = None
        self._making = asyncio.Lock()
        self._backed_up_at: datetime.datetime | None = None
        self._backups_seen_s = -BACKUPS_S
        self._text = b""
        self._made_s = -FRESH_S
        self.port = settings.monitoring.port

    async def start(self) -> None:
        """Nothing, once /metrics is answered. Raises Rejected when the port is not free."""
        host = self._settings.monitoring.host
        self._runner = web.ServerRunner(web.Server(self._answer, access_log=SILENT, logger=SILENT))
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, host, self.port).start()
        except (OSError, OverflowError) as error:
            await self.stop()
            raise Rejected(
                f"Không mở được cổng giám sát {host}:{self.port} ({error}). Hãy tắt chương trình đang "
                "dùng cổng đó, hoặc sửa monitoring.host và monitoring.port trong config.yml."
            ) from error
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Nothing, once nobody is answered any more."""
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    async def _answer(self, request: web.BaseRequest) -> web.Response:
        if request.path != "/metrics":
            return _answered(404)
        if request.method not in ("GET", "HEAD"):
            return _answered(405, Allow="GET, HEAD")
        try:
            text = await self._exposed()
        except Exception as error:  # the top for one request: the next may go well
            _log.error("metrics: %s", trace(error))
            return _answered(500)
        return _answered(200, text, **{"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})

    async def _exposed(self) -> bytes:
        """The text, made by one request for all that come within FRESH_S."""
        async with self._making:
            if time.monotonic() - self._made_s >= FRESH_S:
                self._text = await asyncio.to_thread(self._make, self._pulse())
                self._made_s = time.monotonic()
            return self._text

    def _make(self, pulse: Pulse) -> bytes:
        """The text, in a thread."""
        if time.monotonic() - self._backups_seen_s >= BACKUPS_S:
            self._backed_up_at = survey.backed_up_at(self._settings, self._root)
            self._backups_seen_s = time.monotonic()
        return expose(look(self._settings, self._root, pulse, self._backed_up_at))


def _answered(status: int, body: bytes = b"", **headers: str) -> web.Response:
    return web.Response(status=status, body=body, headers={"Server": "", **headers})


def look(settings: Config, root: Path, pulse: Pulse, backed_up_at: datetime.datetime | None) -> Survey:
    """The survey from inside of the process: neither the pages of the database nor hashes are checked."""
    at = datetime.datetime.now(datetime.UTC)
    database = root / settings.storage.database
    found = Found(True, replace(pulse, beat_at=at.isoformat()))
    file = survey.look_into(database, at, whole=False)
    free = survey.free(database.parent)
    return Survey(at, pulse.version, settings, found, file, None, free, backed_up_at)


def expose(found: Survey) -> bytes:
    """The survey as Prometheus text, format 0.0.4."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Collected(found))
    return generate_latest(registry)


class _Collected(Collector):
    def __init__(self, found: Survey) -> None:
        self._found = found

    def collect(self) -> Iterator[Metric]:
        found = self._found
        level = int(findings.worst(findings.judge(found)))
        yield _gauge("status", "0 all is well, 1 something needs a look, 2 not serving", level)
        if found.process and found.process.pulse:
            pulse = found.process.pulse
            yield _labelled("info", "version of the program", "version", {pulse.version: 1})
            started = datetime.datetime.fromisoformat(pulse.starts[-1]).timestamp()
            yield _gauge("start_time_seconds", "when the process started", started)
            yield from _parts(pulse.condition)
        yield _gauge("database_bytes", "size of the database", found.database.bytes)
        if found.free_bytes is not None:
            yield _gauge("disk_free_bytes", "free for the database", found.free_bytes)
        if found.backed_up_at:
            made = found.backed_up_at.timestamp()
            yield _gauge("backup_timestamp_seconds", "when the newest backup was made", made)
        yield _gauge("database_usable", "1 when it could be read just now", int(not found.database.problem))
        if found.database.tallies:
            yield from _tallied(found.database.tallies)


def _parts(condition: Condition) -> Iterator[Metric]:
    links, index = condition.links, condition.index
    yield _labelled(
        "rasa", "1 for the state that is", "state", {s: int(s == condition.rasa) for s in RASA_STATES}
    )
    on = {name: int(not link.lost) for name, link in links.items()}
    yield _labelled("channel_up", "0 when the messenger does not let the bot in", "channel", on)
    reached = {name: link.reached_at for name, link in links.items()}
    yield _labelled("channel_reached_timestamp_seconds", "when it last answered", "channel", reached)
    yield _labelled(
        "index_info", "version that answers", "version", {index.version: 1} if index.version else {}
    )
    yield _gauge("index_usable", "0 when no documents can be asked", int(bool(index.version)))
    documents = {"loaded": index.loaded, "cited_only": index.cited_only}
    yield _labelled("documents", "documents that are known", "status", documents)
    yield _gauge("passages", "passages that are searched", index.passages)


def _tallied(tallies: Tallies) -> Iterator[Metric]:
    of = tallies.channels.items()
    received = {name: _seconds(traffic.received_at) for name, traffic in of}
    yield _labelled("received_timestamp_seconds", "last message, 0 for none", "channel", received)
    sent = {name: _seconds(traffic.sent_at) for name, traffic in of}
    yield _labelled("sent_timestamp_seconds", "last letter taken, 0 for none", "channel", sent)
    waiting = {name: traffic.waiting for name, traffic in of}
    yield _labelled("outbox_waiting", "letters that wait to be sent", "channel", waiting)
    oldest = {name: _seconds(traffic.oldest_at) for name, traffic in of if traffic.waiting}
    yield _labelled("outbox_oldest_timestamp_seconds", "the oldest that waits", "channel", oldest)
    yield _gauge("inbox_waiting", "messages that nobody has finished", tallies.inbox_waiting)
    yield _counter("set_aside", "messages that failed for good", tallies.set_aside)
    yield _counter("given_up", "letters that nobody can get", tallies.given_up)
    yield _gauge("drafts", "reports that are being written", tallies.drafts)
    yield _gauge("questions_week", "questions of the last seven days", tallies.asked_week)
    yield _gauge("unanswered_week", "those of them without an answer", tallies.unanswered_week)
    yield _labelled("people", "active people", "role", tallies.people)


def _gauge(name: str, told: str, value: float) -> Metric:
    return GaugeMetricFamily(f"so_tay_{name}", told, value)


def _counter(name: str, told: str, value: float) -> Metric:
    return CounterMetricFamily(f"so_tay_{name}", told, value)


def _labelled(name: str, told: str, label: str, values: Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(f"so_tay_{name}", told, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family


def _seconds(moment: str) -> float:
    return datetime.datetime.fromisoformat(moment).timestamp() if moment else 0.0
