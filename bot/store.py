"""The one SQLite file: opening it, immediate transactions (its schema: bot/migrations.py)."""

from __future__ import annotations

import datetime
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.migrations import Database, migrations

__all__ = ["Database", "StoreUnusable", "migrations", "now", "open_store", "out_of_service", "transaction"]

_OUT_OF_SERVICE = frozenset(
    [
        *(sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR),
        *(sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_NOMEM),
        *(sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB),
    ]
)


class StoreUnusable(Exception):
    """The database file cannot be used; the message says what to do, in Vietnamese."""


def open_store(path: Path | str) -> Database:
    """The database at `path`, made or migrated as needed; ":memory:" for tests.

    WAL with synchronous=FULL: what is committed survives a power cut. Raises StoreUnusable.
    """
    try:
        if isinstance(path, Path):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
        connection = sqlite3.connect(path, isolation_level=None, timeout=5.0)
    except (sqlite3.OperationalError, OSError) as error:
        raise StoreUnusable(
            f"Không mở được cơ sở dữ liệu {path} ({error}). "
            "Hãy kiểm tra quyền ghi và chỗ trống của thư mục đó."
        ) from error
    try:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000"):
            connection.execute(f"PRAGMA {pragma}")
        _check(connection)
        db = Database(connection)
        migrations.apply(db)
    except sqlite3.OperationalError as error:
        connection.close()
        raise StoreUnusable(
            f"Cơ sở dữ liệu {path} đang bận, hoặc không ghi được ({error}). Hãy đóng chương trình khác "
            "đang dùng nó, kiểm tra quyền ghi và chỗ trống trên đĩa, rồi khởi động lại."
        ) from error
    except sqlite3.DatabaseError as error:
        connection.close()
        raise StoreUnusable(
            f"Cơ sở dữ liệu {path} đang hỏng ({error}). Hãy khôi phục tệp này từ bản sao lưu "
            "rồi khởi động lại; đừng xóa nó."
        ) from error
    return db


def _check(connection: sqlite3.Connection) -> None:
    found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise sqlite3.DatabaseError(found)


def out_of_service(error: BaseException) -> bool:
    """Whether the error is the database's own: locked for too long, a full disk, a damaged file.

    https://www.sqlite.org/rescode.html; the primary code is the lowest byte.
    """
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in _OUT_OF_SERVICE


@contextmanager
def transaction(db: Database) -> Iterator[None]:
    """One immediate transaction: all of the block or, when it raises, nothing of it."""
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.conn.execute("COMMIT")
    except BaseException:
        if db.conn.in_transaction:
            db.conn.execute("ROLLBACK")
        raise


def now() -> str:
    """The present moment as it is stored: ISO 8601 in UTC, to the millisecond."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")
