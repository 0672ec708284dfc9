"""The database's part of a backup: a copy as of one moment, and what is wrong with a copy, if anything."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot import audit
from bot.migrations import Database, migrations

WAITS_S = 30.0
_COUNTED = ("reports", "people", "inbox", "questions", "audit")
_NAMING_PHOTOS = (("reports", "fields"), ("report_versions", "fields"), ("drafts", "content"))
_ALONE = "mode=ro&immutable=1"  # of a file that nobody writes to: no others appear beside it
_NOT_KEPT = "[không đưa vào bản sao lưu]"


class NotCopied(Exception):
    """The database cannot be copied, or the copy cannot be read; the message says why."""


@dataclass(frozen=True)
class Facts:
    """What a copy holds: `migrations` applied to it, `photos` that reports and drafts name."""

    migrations: tuple[str, ...]
    counts: dict[str, int]
    photos: frozenset[str]
    last_report: str


def take(database: Path, copy: Path) -> None:
    """Nothing; `copy` is the database as it was at one moment, whoever writes to it meanwhile.

    The database is opened by SQLite alone: when a process opens the file otherwise and closes it again, the
    locks of its connections are gone (https://www.sqlite.org/howtocorrupt.html, 2.2). A damaged one is not
    copied. Raises NotCopied.
    """
    try:
        copy.touch(mode=0o600)
        with closing(_open(database, "mode=rw")) as connection:
            found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            if found != "ok":
                raise sqlite3.DatabaseError(found.replace("\n", "; "))
            connection.execute("VACUUM INTO ?", [str(copy)])
        with closing(_open(copy, "mode=rw")) as connection:
            _forget_secrets(connection)
    except (sqlite3.Error, OSError) as error:
        raise NotCopied(f"{database}: {error}") from error


def facts(copy: Path) -> Facts:
    """What the copy holds. Raises NotCopied."""
    with _reading(copy) as connection:
        return Facts(
            tuple(row[0] for row in connection.execute("SELECT name FROM _sqlite_migrations ORDER BY id")),
            {name: _count(connection, name) for name in _COUNTED if _has(connection, name)},
            _photos(connection),
            _one(connection, "SELECT COALESCE(MAX(number), '') FROM reports"),
        )


def faults(copy: Path) -> list[str]:
    """What is wrong with the copy, in Vietnamese; nothing when it is whole."""
    try:
        with _reading(copy) as connection:
            found = [row[0] for row in connection.execute("PRAGMA integrity_check(3)")]
            wrong = [] if found == ["ok"] else [f"cơ sở dữ liệu hỏng: {'; '.join(found)}"]
            if connection.execute("PRAGMA foreign_key_check").fetchone():
                wrong.append("cơ sở dữ liệu có dòng trỏ tới dòng không có")
            if _has(connection, "audit", "hash") and (line := audit.verify(Database(connection))) is not None:
                wrong.append(f"nhật ký không còn nguyên từ dòng số {line}")
            return wrong
    except (NotCopied, sqlite3.Error) as error:
        return [f"cơ sở dữ liệu hỏng: {error}"]


def unknown(applied: tuple[str, ...]) -> tuple[str, ...]:
    """The migrations among them that this program does not have: a newer one made them."""
    with closing(sqlite3.connect(":memory:")) as connection:
        known = {each.name for each in migrations.pending(Database(connection))}
    return tuple(name for name in applied if name not in known)


def count_reports(database: Path) -> int | None:
    """How many reports a database holds that nobody uses; None when it cannot be read."""
    try:
        wal = database.with_name(f"{database.name}-wal")
        with closing(_open(database, "mode=ro" if wal.exists() else _ALONE)) as connection:
            return _count(connection, "reports")
    except sqlite3.Error:
        return None


def _open(path: Path, how: str) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{path.resolve().as_uri()}?{how}", uri=True, isolation_level=None, timeout=WAITS_S
    )


@contextmanager
def _reading(copy: Path) -> Iterator[sqlite3.Connection]:
    """A connection that leaves no file beside the copy. Raises NotCopied."""
    try:
        with closing(_open(copy, _ALONE)) as connection:
            yield connection
    except sqlite3.Error as error:
        raise NotCopied(str(error)) from error


def _forget_secrets(connection: sqlite3.Connection) -> None:
    """Nothing; a letter that waits with a one-time code in it is not to be sent from a backup."""
    waiting = "SELECT id, reply FROM outbox WHERE sent_at IS NULL AND json_extract(reply, '$.secret')"
    if not (letters := connection.execute(waiting).fetchall()):
        return
    connection.execute("PRAGMA secure_delete = ON")
    query = "UPDATE outbox SET reply = ?, failed_at = created_at, error = 'not kept in a backup' WHERE id = ?"
    for number, reply in letters:
        text = json.dumps({**json.loads(reply), "text": _NOT_KEPT}, ensure_ascii=False)
        connection.execute(query, [text, number])


def _photos(connection: sqlite3.Connection) -> frozenset[str]:
    """The SHA-256 of each photo that a report, a version of one or a draft names, whatever its field."""
    query = (
        "SELECT DISTINCT atom FROM {table}, json_tree({column})"
        " WHERE type = 'text' AND length(atom) = 64 AND atom NOT GLOB '*[^0-9a-f]*'"
    )
    return frozenset(
        row[0]
        for table, column in _NAMING_PHOTOS
        if _has(connection, table)
        for row in connection.execute(query.format(table=table, column=column))
    )


def _has(connection: sqlite3.Connection, table: str, column: str = "") -> bool:
    columns = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
    return column in columns if column else bool(columns)


def _count(connection: sqlite3.Connection, table: str) -> int:
    return int(_one(connection, f"SELECT COUNT(*) FROM {table}"))


def _one(connection: sqlite3.Connection, query: str) -> str:
    return str(connection.execute(query).fetchone()[0])
