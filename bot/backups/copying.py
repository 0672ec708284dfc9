"""Copies of files that have to be right: their owner's alone, on the disk, known by their hash."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

from bot import files
from knowledge.disk import to_disk

_CHUNK = 1 << 20


def copy(source: Path, target: Path) -> None:
    """Nothing; the file, or the files under the folder, are copied; what is not there is not."""
    if source.is_dir():
        files.folder(target)
        for each in sorted(source.iterdir()):
            copy(each, target / each.name)
    elif source.is_file():
        files.folder(target.parent)
        shutil.copyfile(source, target)
        target.chmod(0o600)


def share(source: Path, target: Path) -> None:
    """Nothing; the file, which nobody ever writes to, has a second name on the same disk, or is copied."""
    try:
        target.hardlink_to(source)
    except FileExistsError:
        return
    except OSError:  # another disk, or one that has no such links
        fresh = target.with_name(f".{target.name}")
        copy(source, fresh)
        fresh.replace(target)


def sync_all(path: Path) -> None:
    """Nothing; the file, or all that is under the folder, is on the disk."""
    for each in (*path.rglob("*"), path):
        to_disk(each)


def sha256(path: Path) -> str:
    """The SHA-256 of the file, read from the disk where the system lets go of what it remembers of it."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def hashes(folder: Path) -> dict[str, str]:
    """The SHA-256 of each file under the folder, by relative path."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): sha256(path) for path in found}


def size(path: Path) -> int:
    """How many bytes the file, or the files under the folder, take; 0 for what is not there."""
    if path.is_dir():
        return sum(map(size, path.iterdir()))
    return path.stat().st_size if path.is_file() else 0


def megabytes(count: int) -> str:
    """ "12,5 MB"."""
    return f"{count / 1_000_000:.1f} MB".replace(".", ",")
