"""Files written so that a crash leaves either the old ones or the new ones, whole."""

from __future__ import annotations

import os
from pathlib import Path


def to_disk(path: Path) -> None:
    """Nothing, once the file's content, or the folder's names, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_whole(path: Path, data: bytes) -> None:
    """Nothing; the file has this content as a whole, or is as it was. One that is new is readable by all."""
    fresh = path.with_name(f".{path.name}.new")
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    fresh.write_bytes(data)
    fresh.chmod(mode)
    to_disk(fresh)
    fresh.replace(path)
    to_disk(path.parent)
