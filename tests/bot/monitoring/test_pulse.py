"""What the running process writes down about itself, and who is taken in by it: nobody."""

from __future__ import annotations

import dataclasses
import os
import time
from pathlib import Path

import pytest

from bot import app
from bot.config import Config
from bot.monitoring import pulse
from bot.monitoring.pulse import Condition, Found, Heart, Link, Served
from bot.monitoring.vitals import Vitals
from bot.store import open_store


class Body:
    """Parts whose condition a test sets."""

    def __init__(self) -> None:
        self.condition = Condition({"telegram": Link(True)}, "off", "", Served("v1", 1, 5, 24))

    def look(self) -> Condition:
        return self.condition


@pytest.fixture
def body() -> Body:
    return Body()


def test_a_page_without_a_process_that_holds_it_tells_of_none_even_when_its_pid_lives(
    tmp_path: Path, body: Body
) -> None:
    path = tmp_path / "pulse"
    heart = Heart(path, "1.0", body.look)
    heart.beat()
    page = path.read_bytes()
    assert pulse.read(path).alive
    heart.end()
    path.write_bytes(page)
    found = pulse.read(path)
    assert found.pulse
    assert found.pulse.pid == os.getpid()
    assert not found.alive


def test_a_beat_writes_what_changed_at_once_and_else_every_half_minute(
    tmp_path: Path, body: Body, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "pulse"
    heart = Heart(path, "1.0", body.look)
    heart.beat()
    first = path.read_bytes()
    body.condition = dataclasses.replace(body.condition, links={"telegram": Link(True, reached_at=5.0)})
    heart.beat()
    assert path.read_bytes() == first  # that a messenger answered again is nothing new
    body.condition = dataclasses.replace(body.condition, index=Served("v2", 2, 4, 30))
    heart.beat()
    found = pulse.read(path).pulse
    assert found
    assert found.condition.index.version == "v2"
    path.write_bytes(b"x")
    heart.beat()
    assert path.read_bytes() == b"x"
    later = time.monotonic() + pulse.BEAT_S
    monkeypatch.setattr(time, "monotonic", lambda: later)
    heart.beat()
    assert pulse.read(path).pulse == heart.pulse
    heart.end()


def test_a_second_process_leaves_the_page_alone_until_the_first_is_gone(tmp_path: Path, body: Body) -> None:
    path = tmp_path / "pulse"
    first, second = Heart(path, "1", body.look), Heart(path, "2", body.look)
    first.beat()
    second.beat()
    assert (found := pulse.read(path).pulse)
    assert found.version == "1"
    first.end()
    second.beat()
    assert (found := pulse.read(path).pulse)
    assert (found.version, len(found.starts)) == ("2", 2)
    second.end()


@pytest.mark.parametrize("page", [b"", b'{"version": "1"', b"[]", b"\xff\xfe", b"null", b'{"condition": 3}'])
def test_a_page_that_is_none_is_told_and_written_anew(tmp_path: Path, body: Body, page: bytes) -> None:
    path = tmp_path / "pulse"
    path.write_bytes(page)
    assert pulse.read(path) == Found(False, None)
    heart = Heart(path, "1", body.look)
    heart.beat()
    assert pulse.read(path).pulse == heart.pulse
    heart.end()


def test_the_page_is_its_owners_alone_and_a_page_long(tmp_path: Path, body: Body) -> None:
    heart = Heart(tmp_path / "pulse", "1", body.look)
    heart.beat()
    assert (tmp_path / "pulse").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "pulse").stat().st_size == 4096
    heart.end()


def test_a_beat_waits_for_nobody_and_takes_no_time(config: Config, tmp_path: Path) -> None:
    """Another process holds the database for writing; the parts are the real ones."""
    settings = dataclasses.replace(
        config, storage=dataclasses.replace(config.storage, database=str(tmp_path / "so-tay.sqlite3"))
    )
    assistant = app.build(settings, {}, rasa=False)
    vitals = Vitals(assistant.shelf, None, {}, {})
    heart = Heart(tmp_path / "pulse", "1", vitals.look)
    other = open_store(tmp_path / "so-tay.sqlite3")
    other.execute("BEGIN IMMEDIATE")
    heart.beat()
    took = []
    for _ in range(200):
        heart._written_s = -pulse.BEAT_S
        began = time.perf_counter()
        heart.beat()
        took.append(time.perf_counter() - began)
    other.execute("ROLLBACK")
    for db in (other, assistant.db):
        db.conn.close()
    heart.end()
    print(f"a beat: median {sorted(took)[100] * 1000:.2f} ms, longest {max(took) * 1000:.2f} ms")
    assert sorted(took)[100] < 0.005
    assert max(took) < 0.5
