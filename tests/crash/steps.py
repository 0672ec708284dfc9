"""The steps of a run, counted; the process ends by kill -9 at the one told.

A step is the moment before or after a commit, a letter's sending, or a request for updates (which confirms
those before them).
"""

import os
import re
import signal
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from bot.channel import Channel
from bot.store import Database

_WRITE = re.compile(r"(INSERT INTO \w+|UPDATE \w+ SET \w+|DELETE FROM \w+|COMMIT)")
MARK = "step "


class Steps:
    """Counts; `end_at` is the number of the step that is the last, 0 for none."""

    def __init__(self, end_at: int) -> None:
        self._end_at = end_at
        self._count = 0

    def watch(self, db: Database, channels: Mapping[str, Channel]) -> None:
        """Nothing; from now on the steps of the database and of the channels are counted."""
        if not self._end_at:
            return
        db.conn = Watched(db.conn, self)  # type: ignore[assignment]  # stands in for it
        for channel in channels.values():
            for name in ("send", "_fetch"):
                setattr(channel, name, self._around(name, getattr(channel, name)))

    def take(self, name: str) -> None:
        """Nothing, unless this is the last one: then the log tells which it was, and there is no more."""
        self._count += 1
        if self._count == self._end_at:
            os.write(2, f"{MARK}{name}\n".encode())
            os.kill(os.getpid(), signal.SIGKILL)

    def _around(self, name: str, call: Any) -> Any:
        async def watched(*arguments: Any) -> Any:
            self.take(f"before {name}")
            result = await call(*arguments)
            self.take(f"after {name}")
            return result

        return watched


class Watched:
    """A connection whose commits are steps; what a statement returns is read before the step after it."""

    def __init__(self, connection: sqlite3.Connection, steps: Steps) -> None:
        self._connection = connection
        self._steps = steps
        self._written: list[str] = []  # since the last commit

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        """The cursor, or the rows in its place."""
        found = _WRITE.match(sql)
        if found and found[0] != "COMMIT":
            self._written.append(found[0])
        if not found or (self._connection.in_transaction and found[0] != "COMMIT"):
            return self._connection.execute(sql, parameters)
        written = ", ".join(dict.fromkeys(self._written))
        self._written.clear()
        self._steps.take(f"before commit of {written}")
        rows = Rows(self._connection.execute(sql, parameters))
        self._steps.take(f"after commit of {written}")
        return rows


class Rows:
    """The rows of a statement that has ended."""

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self.description = cursor.description
        self._rows = cursor.fetchall()

    def fetchall(self) -> list[tuple]:
        return self._rows

    def fetchone(self) -> tuple | None:
        return self._rows[0] if self._rows else None
