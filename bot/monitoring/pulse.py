"""What the running process writes down about itself, in a file beside the database.

A file and no table: `python -m bot status` has to read it when the database is damaged or gone, a beat must
never wait for SQLite's locks, and a copy of the database that is restored elsewhere must not tell of a
process that is not there. The process holds a lock on the file (flock) for as long as it lives, which the
kernel takes back however it ends: a pid that another process has by now deceives nobody.

The file is one page, written in place and never forced to the disk: when something changed, looked for every
LOOK_S, and every BEAT_S in any case, so that a process that hangs is told from one that lives.
"""

from __future__ import annotations

import dataclasses
import datetime
import fcntl
import json
import logging
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.privacy import trace
from bot.store import now

LOOK_S = 5.0
BEAT_S = 30.0
MOST_STARTS = 20  # remembered, to notice a process that starts again and again
_PAGE = 4096
_TRIES, _PAUSE_S = 5, 0.02  # of a reader who comes while a page is written
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Link:
    """A messenger that is on. `reached_at`: when it last answered, seconds since 1970, 0 for never.

    `lost`: it does not let the bot in any more. `fetches`: messages are fetched, not sent to a webhook, so
    that it must answer all the time.
    """

    fetches: bool
    lost: bool = False
    reached_at: float = field(default=0.0, compare=False)


@dataclass(frozen=True)
class Served:
    """The index that answers: its version ("" for none), documents, passages searched.

    `problem`: why there is none, or why it is not the version published last; "" for neither.
    """

    version: str
    loaded: int = 0
    cited_only: int = 0
    passages: int = 0
    problem: str = ""


@dataclass(frozen=True)
class Condition:
    """How the parts of the process are. `rasa`: "ready", "starting", "down", or "off" for rules alone.

    `rasa_problem` is its Vietnamese line, "" when all is well or no Rasa is wanted.
    """

    links: Mapping[str, Link]
    rasa: str
    rasa_problem: str
    index: Served


@dataclass(frozen=True)
class Pulse:
    """One page; times are ISO 8601 in UTC. `starts` of this process (the last one) and those before.

    `ended_at` is "" unless the process came to its end in order.
    """

    version: str
    pid: int
    starts: tuple[str, ...]
    beat_at: str
    condition: Condition
    ended_at: str = ""


@dataclass(frozen=True)
class Found:
    """What a reader found: whether the process lives, and its page, None when there is none to be read."""

    alive: bool
    pulse: Pulse | None


def place(database: Path) -> Path:
    """Where the process that serves from that database writes."""
    return database.with_name(f"{database.name}-pulse")


class Heart:
    """Writes the page. `look` tells how the parts are; it has to be quick."""

    def __init__(self, path: Path, version: str, look: Callable[[], Condition]) -> None:
        self._path = path
        self._version = version
        self._look = look
        self._file: int | None = None
        self._starts: tuple[str, ...] = ()
        self._begun = now()
        self._written_s = 0.0
        self._failing = False
        self.pulse = self._page()

    def beat(self) -> None:
        """Nothing; writes when there is something new, or nothing was written for BEAT_S.

        When another process holds the file, or it cannot be written, the next beat tries again.
        """
        before, self.pulse = self.pulse, self._page()
        same = before.condition == self.pulse.condition
        if self._file is not None and same and time.monotonic() - self._written_s < BEAT_S:
            return
        try:
            self._write()
        except OSError as error:
            if not self._failing:
                _log.warning("the pulse is not written: %s", trace(error))
            self._failing = True
        else:
            self._failing = False

    def end(self) -> None:
        """Nothing; the page tells that the process ended in order, and the file is free."""
        if self._file is None:
            return
        self.pulse = dataclasses.replace(self._page(), ended_at=now())
        try:
            self._write()
        except OSError as error:
            _log.warning("the pulse is not written: %s", trace(error))
        os.close(self._file)
        self._file = None

    def _page(self) -> Pulse:
        starts = (*self._starts, self._begun)[-MOST_STARTS:]
        return Pulse(self._version, os.getpid(), starts, now(), self._look())

    def _write(self) -> None:
        if self._file is None:
            self._file = self._taken()
        text = json.dumps(dataclasses.asdict(self.pulse), ensure_ascii=False)
        os.pwrite(self._file, text.encode().ljust(_PAGE), 0)
        self._written_s = time.monotonic()

    def _taken(self) -> int:
        """The file, locked, with the earlier starts read from it. OSError when another process has it."""
        file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(file)
            raise
        earlier = _parsed(os.pread(file, 16 * _PAGE, 0))
        self._starts = earlier.starts if earlier else ()
        os.ftruncate(file, 0)
        self.pulse = self._page()
        return file


def read(path: Path) -> Found:
    """What is written there. Raises OSError when it is not this account's to read."""
    try:
        file = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return Found(False, None)
    try:
        alive = _is_locked(file)
        pulse = _parsed(os.pread(file, 16 * _PAGE, 0))
        for _ in range(_TRIES if alive else 0):
            if pulse:
                break
            time.sleep(_PAUSE_S)
            pulse = _parsed(os.pread(file, 16 * _PAGE, 0))
    finally:
        os.close(file)
    return Found(alive, pulse)


def _is_locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    fcntl.flock(file, fcntl.LOCK_UN)
    return False


def _parsed(data: bytes) -> Pulse | None:
    """The page, None for none: an empty file, half a page, one of another version of the program."""
    try:
        told: dict[str, Any] = json.loads(data)
        condition = told["condition"]
        links = {name: Link(**link) for name, link in condition["links"].items()}
        index = Served(**condition["index"])
        parts = Condition(links, condition["rasa"], condition["rasa_problem"], index)
        for moment in (*told["starts"], told["beat_at"], *filter(None, [told["ended_at"]])):
            datetime.datetime.fromisoformat(moment)
        return Pulse(**{**told, "starts": tuple(told["starts"]), "condition": parts})
    except (ValueError, TypeError, LookupError, AttributeError):
        return None
