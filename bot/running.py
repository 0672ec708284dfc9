"""Who runs on a database: assistants share a lock on the file beside it, a restore has it alone.

The system lets go of the lock of a process that is gone, however it ended.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot import files
from bot.store import StoreUnusable


class Running(Exception):
    """An assistant runs on the database; the message says what to do, in Vietnamese."""


def share(database: Path) -> int:
    """The lock, a file descriptor, held until that is closed. Raises StoreUnusable while a restore has it."""
    lock = _opened(database)
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(lock)
        raise StoreUnusable(
            f"Cơ sở dữ liệu {database} đang được khôi phục. Hãy chờ việc khôi phục xong rồi khởi động lại."
        ) from error
    return lock


@contextmanager
def alone(database: Path) -> Iterator[None]:
    """No assistant runs on the database, and none starts. Raises Running."""
    lock = _opened(database)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise Running(
            f"Trợ lý đang chạy trên {database}. Hãy dừng trợ lý (sudo systemctl stop so-tay, hoặc gõ /thoat "
            "trong cửa sổ dòng lệnh) rồi chạy lại lệnh này. Chưa có gì thay đổi."
        ) from error
    finally:
        os.close(lock)


def _opened(database: Path) -> int:
    path = database.with_name(f"{database.name}-lock")
    files.folder(path.parent)
    return os.open(path, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
