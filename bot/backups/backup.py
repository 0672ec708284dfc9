"""Backups: a folder each, with the database, the photos, the documents and their index, and the settings.

How one is made: packing.py; what is wrong with one: inspection.py; put in place: restoring.py.
"""

from __future__ import annotations

import contextlib
import datetime
import fcntl
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot import files
from bot.backups import manifest
from bot.backups.manifest import Manifest, ManifestDamaged
from bot.config import Config

DATABASE, PHOTOS, INDEX, DOCUMENTS = "so-tay.sqlite3", "photos", "index", "documents"
HINTS, SILENCES, CONFIG = "hints.yml", "not_stated.yml", "config.yml"
BUILDING, LEAVING = ".building-", ".leaving-"
_NAME, _LOCK = re.compile(r"\d{4}-\d\d-\d\d_\d{6}"), ".lock"


class BackupFailed(Exception):
    """No backup was made, or none could be found; the message says why and what to do, in Vietnamese."""


@dataclass(frozen=True)
class Places:
    """Where everything is that a backup holds, and the folder of the backups."""

    database: Path
    photos: Path
    index: Path
    documents: Path
    hints: Path
    silences: Path
    config: Path
    backups: Path


@dataclass(frozen=True)
class Backup:
    """One published backup. Without a manifest it is not whole, and `why` says so; else `why` is "".

    Whole means here that all its files are there in their size: bot/backups/inspection.py reads them.
    """

    folder: Path
    manifest: Manifest | None
    why: str

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def whole(self) -> bool:
        return not self.why

    @property
    def made_at(self) -> datetime.datetime | None:
        return datetime.datetime.fromisoformat(self.manifest.made_at) if self.manifest else None


def places(root: Path, config_file: Path, settings: Config) -> Places:
    """The places of the project in `root` with those settings."""
    storage, knowledge = settings.storage, root / "knowledge"
    return Places(
        root / storage.database,
        root / storage.photos,
        root / storage.index,
        knowledge / DOCUMENTS,
        knowledge / HINTS,
        knowledge / SILENCES,
        config_file,
        root / settings.backups.folder,
    )


def all_in(folder: Path, backups: Path) -> Places:
    """The places of a backup's own parts in a folder."""
    parts = (DATABASE, PHOTOS, INDEX, DOCUMENTS, HINTS, SILENCES, CONFIG)
    database, photos, index, documents, hints, silences, settings = (folder / part for part in parts)
    return Places(database, photos, index, documents, hints, silences, settings, backups)


def listed(folder: Path) -> list[Backup]:
    """Every published backup of the folder, the newest first."""
    if not folder.is_dir():
        return []
    names = sorted((each.name for each in folder.iterdir() if _NAME.fullmatch(each.name)), reverse=True)
    return [look(folder / name) for name in names]


def newest(folder: Path) -> Backup | None:
    """The newest backup that has all its files, None when there is none."""
    return next((each for each in listed(folder) if each.whole), None)


def look(folder: Path) -> Backup:
    """The backup in the folder, as far as its manifest and its names tell."""
    try:
        found = manifest.read(folder)
    except ManifestDamaged as damage:
        return Backup(folder, None, str(damage))
    gone = manifest.missing(found, folder)
    return Backup(folder, found, f"thiếu {len(gone)} tệp, ví dụ {gone[0]}" if gone else "")


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Waits until nobody else makes, removes or restores a backup of the folder; sweeps what they left."""
    files.folder(folder)
    with (folder / _LOCK).open("w") as lock:
        (folder / _LOCK).chmod(0o600)
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left in (*folder.glob(f"{BUILDING}*"), *folder.glob(f"{LEAVING}*")):
            shutil.rmtree(left, ignore_errors=True)
        yield
