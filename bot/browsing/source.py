"""The database as it is read here: nothing is written into it, and nothing beside it stays."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from bot.migrations import Database, migrations

Signature = tuple[tuple[int, int, int] | None, ...]
_Result = TypeVar("_Result")


class SourceUnusable(Exception):
    """The database cannot be looked into; the message says what to do, in Vietnamese."""


def read(path: Path, work: Callable[[Database], _Result]) -> _Result:
    """What `work` makes of the database of one moment; whoever writes meanwhile is not held up.

    A file that nobody has open is read as one that does not change, for SQLite would else put two files
    beside it, which stay; when it did change, it is read again. Raises SourceUnusable.
    """
    if not path.is_file():
        raise SourceUnusable(
            f"Chưa có cơ sở dữ liệu {path}. Hãy chạy trợ lý một lần (python3 scripts/chat.py) rồi chạy lại."
        )
    if not _wal(path).exists():
        before = signature(path)
        try:
            result = _work(path, "immutable=1", work)
        except SourceUnusable:
            if signature(path) == before:
                raise
        else:
            if signature(path) == before:
                return result
    return _work(path, "mode=ro", work)


def signature(path: Path) -> Signature:
    """What changes whenever the database does."""
    return tuple(_stamp(each) for each in (path, _wal(path)))


def _work(path: Path, how: str, work: Callable[[Database], _Result]) -> _Result:
    try:
        address = f"{path.absolute().as_uri()}?{how}"
        with closing(sqlite3.connect(address, uri=True, isolation_level=None)) as connection:
            connection.execute("PRAGMA query_only = ON")
            connection.execute("BEGIN")
            db = Database(connection)
            if migrations.pending(db):
                raise SourceUnusable(
                    f"Cơ sở dữ liệu {path} do bản trợ lý cũ hơn tạo ra. Hãy khởi động trợ lý một lần để nâng "
                    "cấp nó, rồi chạy lại."
                )
            return work(db)
    except sqlite3.Error as error:
        raise SourceUnusable(
            f"Không đọc được cơ sở dữ liệu {path} ({error}). Hãy khởi động trợ lý: nó nói rõ phải làm gì."
        ) from error


def _wal(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns
