"""The one SQLite file: opening it, immediate transactions (its schema: bot/migrations.py)."""

from __future__ import annotations

import datetime
import shlex
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from bot import files
from bot.migrations import Database, migrations

__all__ = [
    "Database",
    "StoreUnusable",
    "migrations",
    "now",
    "open_store",
    "out_of_service",
    "restoring",
    "transaction",
    "unsynced",
]

_PASSING = frozenset(
    [
        *(sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR),
        *(sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_NOMEM),
    ]
)
_RESTORE = "python3 scripts/backup.py --restore"
_OUT_OF_SERVICE = _PASSING | {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


class StoreUnusable(Exception):
    """The database file cannot be used; the message says what to do, in Vietnamese."""


def open_store(path: Path | str) -> Database:
    """The database at `path`, made or migrated as needed; ":memory:" for tests.

    WAL with synchronous=FULL: what is committed survives a power cut. Its files are their owner's alone.
    Raises StoreUnusable.
    """
    try:
        if isinstance(path, Path):
            _prepare(path)
        connection = sqlite3.connect(path, isolation_level=None, timeout=5.0)
    except (sqlite3.OperationalError, OSError) as error:
        raise StoreUnusable(
            f"Không mở được cơ sở dữ liệu {path} ({error}). "
            "Hãy kiểm tra quyền ghi và chỗ trống của thư mục đó."
        ) from error
    try:
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=5000",
            "secure_delete=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")
        _check(connection)
        db = Database(connection)
        migrations.apply(db)
    except sqlite3.Error as error:
        connection.close()
        raise _unusable(path, error) from error
    return db


def _prepare(path: Path) -> None:
    """Make the file when there is none, and close it to others. Raises StoreUnusable, OSError."""
    files.folder(path.parent)
    if restoring(path).exists():
        raise _half_restored(path)
    left = [each.name for each in _beside(path) if each.exists()]
    if not path.exists():
        if left:  # it is not new but lost, and what is left may be the newest of it
            raise _damaged(path, f"tệp không còn, chỉ còn {', '.join(left)}")
        _make(path)
    if path.stat().st_size == 0:  # SQLite would take it for a new database, and nobody would miss the old one
        raise _damaged(path, "tệp rỗng")
    for each in (path, *_beside(path)):
        with suppress(FileNotFoundError):  # the last process that ends takes those beside it away
            if each.stat().st_mode & 0o077:
                each.chmod(0o600)


def _make(path: Path) -> None:
    """An empty database, there as a whole or not at all: an empty file is taken for a damaged one."""
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}-") as folder:
        fresh = Path(folder) / path.name
        fresh.touch(mode=0o600)
        with closing(sqlite3.connect(fresh)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
        with suppress(FileExistsError):  # another process was quicker: its file must not be replaced
            path.hardlink_to(fresh)


def _beside(path: Path) -> tuple[Path, Path]:
    """The two files that SQLite keeps beside the database."""
    return path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")


def _check(connection: sqlite3.Connection) -> None:
    found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise sqlite3.DatabaseError(found.replace("\n", "; "))


def _unusable(path: Path | str, error: sqlite3.Error) -> StoreUnusable:
    """What to do about the error: wait and make room, or restore the file."""
    if _code(error) not in _PASSING:
        return _damaged(path, str(error))
    return StoreUnusable(
        f"Cơ sở dữ liệu {path} đang bận, hoặc không ghi được ({error}). Hãy đóng chương trình khác "
        "đang dùng nó, kiểm tra quyền ghi và chỗ trống trên đĩa, rồi khởi động lại."
    )


def _damaged(path: Path | str, why: str) -> StoreUnusable:
    """With the command that puts a backup in its place; what is left of the file stays beside it."""
    return StoreUnusable(
        f"Cơ sở dữ liệu {path} đang hỏng ({why}). Đừng xóa nó. Hãy khôi phục từ bản sao lưu mới nhất còn tốt "
        f"rồi khởi động lại; tệp hỏng được cất sang bên:\n  {_RESTORE}"
    )


def restoring(path: Path) -> Path:
    """The file that holds the backup's name while the database is being restored, or that was broken off."""
    return path.with_name(f"{path.name}-restoring")


def _half_restored(path: Path) -> StoreUnusable:
    backup = restoring(path).read_text(encoding="utf-8")
    return StoreUnusable(
        f"Việc khôi phục cơ sở dữ liệu {path} bị ngắt giữa chừng. Hãy chạy lại lệnh sau rồi khởi động lại:\n"
        f"  {_RESTORE} {shlex.quote(backup)}"
    )


def _code(error: BaseException) -> int | None:
    """The primary result code, https://www.sqlite.org/rescode.html; None for an error of another kind."""
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


def out_of_service(error: BaseException) -> bool:
    """Whether the error is the database's own: locked for too long, a full disk, a damaged file."""
    return _code(error) in _OUT_OF_SERVICE


@contextmanager
def transaction(db: Database) -> Iterator[None]:
    """One immediate transaction: all of the block or, when it raises, nothing of it."""
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.conn.execute("COMMIT")
    except BaseException:  # also when the program is stopped: nothing of the block stays
        if db.conn.in_transaction:
            db.conn.execute("ROLLBACK")
        raise


@contextmanager
def unsynced(db: Database) -> Iterator[None]:
    """What the block writes outlives the process, not a power cut just then: for what may be lost so.

    It saves the wait for the disk, 0.3 ms or more. To be used outside of transactions.
    """
    db.conn.execute("PRAGMA synchronous=NORMAL")
    try:
        yield
    finally:
        db.conn.execute("PRAGMA synchronous=FULL")


def now() -> str:
    """The present moment as it is stored: ISO 8601 in UTC, to the millisecond."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")
