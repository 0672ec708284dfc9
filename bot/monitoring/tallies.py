"""How much waits, failed and was asked, counted from the database without a word of anybody.

The database is only read, from a connection of its own: nothing is made beside it, no lock is waited for.
"""

from __future__ import annotations

import contextlib
import datetime
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from bot.mailbox import WAITS
from bot.migrations import migrations
from bot.store import Database

UNANSWERED = ("abstain", "not_loaded", "damaged")  # outcomes (bot/questions.py) that left without an answer
Connection = sqlite3.Connection
Fault = sqlite3.DatabaseError  # of a file that cannot be read
_DAY, _WEEK = datetime.timedelta(days=1), datetime.timedelta(days=7)


@dataclass(frozen=True)
class Traffic:
    """Of one channel; moments are ISO 8601 in UTC, "" for never. `waiting` letters are in the outbox."""

    received_at: str = ""
    sent_at: str = ""
    waiting: int = 0
    oldest_at: str = ""


@dataclass(frozen=True)
class Tallies:
    """All counts. `set_aside` are messages that failed for good, `given_up` letters that nobody can get."""

    channels: Mapping[str, Traffic]
    inbox_waiting: int
    inbox_oldest_at: str
    set_aside: int
    set_aside_week: int
    set_aside_day: int
    given_up: int
    drafts: int
    asked_week: int
    unanswered_week: int
    people: Mapping[str, int]  # active ones, by role


@dataclass(frozen=True)
class Schema:
    """The newest migration of the file by its number, and that of the program; `unknown` ones of the file."""

    file: int
    program: int
    unknown: bool


@contextlib.contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that cannot write. Raises Fault.

    Where no process has the file open, and none was killed over it, it is read as it lies (immutable):
    SQLite would make the two files beside it, and leave them.
    """
    beside = any(path.with_name(f"{path.name}{end}").exists() for end in ("-wal", "-shm"))
    address = f"file:{quote(str(path))}?{'mode=ro' if beside else 'immutable=1'}"
    connection = sqlite3.connect(address, uri=True, timeout=1.0)
    try:
        yield connection
    finally:
        connection.close()


def damage(connection: sqlite3.Connection) -> str:
    """What SQLite finds wrong with the file, "" for nothing. It reads all of it."""
    found = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    return "" if found == "ok" else found.replace("\n", "; ")


def schema(connection: sqlite3.Connection) -> Schema:
    """Which migrations the file has had."""
    applied = {each.name for each in migrations.applied(Database(connection))}
    with contextlib.closing(sqlite3.connect(":memory:")) as empty:
        known = {each.name for each in migrations.pending(Database(empty))}
    return Schema(_newest(applied), _newest(known), bool(applied - known))


def _newest(names: set[str]) -> int:
    """The number of the last of "m001_first_schema", …"""
    return max((int(name[1:4]) for name in names), default=0)


def count(connection: sqlite3.Connection, at: datetime.datetime) -> Tallies:
    """The counts at that moment."""

    def one(query: str, *values: str) -> int:
        return int(connection.execute(query, values).fetchone()[0])

    day, week = ((at - span).isoformat(timespec="milliseconds") for span in (_DAY, _WEEK))
    aside = "SELECT COUNT(*) FROM inbox WHERE state = 'failed'"
    asked = "SELECT COUNT(*) FROM questions WHERE view_of IS NULL AND training = 0 AND asked_at > ?"
    places = ", ".join("?" for _ in UNANSWERED)
    waiting, oldest = connection.execute(
        "SELECT COUNT(*), COALESCE(MIN(received_at), '') FROM inbox WHERE state = 'new'"
    ).fetchone()
    return Tallies(
        channels=_channels(connection),
        inbox_waiting=waiting,
        inbox_oldest_at=oldest,
        set_aside=one(aside),
        set_aside_week=one(f"{aside} AND done_at > ?", week),
        set_aside_day=one(f"{aside} AND done_at > ?", day),
        given_up=one("SELECT COUNT(*) FROM outbox WHERE failed_at IS NOT NULL"),
        drafts=one("SELECT COUNT(*) FROM drafts"),
        asked_week=one(asked, week),
        unanswered_week=one(f"{asked} AND outcome IN ({places})", week, *UNANSWERED),
        people=dict(
            connection.execute("SELECT role, COUNT(*) FROM people WHERE active GROUP BY role").fetchall()
        ),
    )


def _channels(connection: sqlite3.Connection) -> dict[str, Traffic]:
    received = dict(
        connection.execute("SELECT channel, MAX(received_at) FROM inbox GROUP BY channel").fetchall()
    )
    rows = connection.execute(
        f"SELECT channel, COALESCE(MAX(sent_at), ''), COUNT(*) FILTER (WHERE {WAITS}),"
        f" COALESCE(MIN(created_at) FILTER (WHERE {WAITS}), '') FROM outbox GROUP BY channel"
    ).fetchall()
    out = {channel: found for channel, *found in rows}
    return {
        name: Traffic(received.get(name, ""), *out.get(name, ("", 0, "")))
        for name in sorted({*received, *out})
    }
