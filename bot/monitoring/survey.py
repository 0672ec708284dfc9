"""All that can be known of the assistant from outside: its process, its files, what waits in them.

Nothing here writes, and nothing here needs the assistant to be well: what cannot be read is told in its
place.
"""

from __future__ import annotations

import datetime
import errno
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from bot.backups import backup
from bot.config import Config
from bot.monitoring import pulse, tallies
from bot.monitoring.pulse import Found, Served
from bot.monitoring.tallies import Connection, Schema, Tallies
from bot.store import restoring
from bot.version import version
from knowledge import KnowledgeDamaged, versions


@dataclass(frozen=True)
class File:
    """The database. `problem`: "missing", "empty", "half restored", "unreadable", "damaged", "" for none.

    `reason` is what the system or SQLite says of it.
    """

    path: Path
    bytes: int = 0
    problem: str = ""
    reason: str = ""
    schema: Schema | None = None
    tallies: Tallies | None = None


@dataclass(frozen=True)
class Published:
    """The index on the disk: what would be served after a start, and what is wrong with the newest version.

    `served.version` is "" when no version is whole. None in a survey means that it was not looked at.
    """

    served: Served
    damage: str = ""


@dataclass(frozen=True)
class Survey:
    """What was found at that moment. `free_bytes` of the disk of the database, None when it has no folder."""

    at: datetime.datetime
    version: str
    settings: Config
    process: Found | None  # None: not this account's to read
    database: File
    published: Published | None
    free_bytes: int | None
    backed_up_at: datetime.datetime | None  # the newest backup that has all its files


def take(settings: Config, root: Path, at: datetime.datetime) -> Survey:
    """The survey from outside of the process: every page of the database and every hash is checked."""
    database = root / settings.storage.database
    try:
        process = pulse.read(pulse.place(database))
    except OSError:
        process = None
    return Survey(
        at,
        version(),
        settings,
        process,
        look_into(database, at, whole=True),
        published(root / settings.storage.index),
        free(database.parent),
        backed_up_at(settings, root),
    )


def look_into(path: Path, at: datetime.datetime, *, whole: bool) -> File:
    """The database as it is; whether it is `whole` is found out by reading all of it."""
    if restoring(path).exists():
        return File(path, problem="half restored")
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        return File(path, problem="missing")
    except OSError as error:
        return File(path, problem="unreadable", reason=error.strerror or "")
    if size == 0:
        return File(path, problem="empty")
    # Not opened to see: closing it would take the locks of SQLite from this process.
    if not os.access(path, os.R_OK):
        return File(path, size, "unreadable", os.strerror(errno.EACCES))
    try:
        with tallies.reading(path) as connection:
            return _read(connection, path, size, at, whole=whole)
    except tallies.Fault as error:
        busy = "locked" in str(error) or "busy" in str(error)
        return File(path, size, "unreadable" if busy else "damaged", str(error))


def _read(connection: Connection, path: Path, size: int, at: datetime.datetime, *, whole: bool) -> File:
    if whole and (damage := tallies.damage(connection)):
        return File(path, size, "damaged", damage)
    schema = tallies.schema(connection)
    old = schema.file < schema.program  # it may lack what is counted, until the assistant opens it
    return File(path, size, schema=schema, tallies=None if old else tallies.count(connection, at))


def published(index_dir: Path) -> Published:
    """The version that a start would serve from, each file held against its hash."""
    try:
        found = versions.serving(index_dir)
    except KnowledgeDamaged as damage:
        return Published(Served("", problem=str(damage)), str(damage))
    manifest = json.loads((found.folder / versions.MANIFEST).read_bytes())
    documents = json.loads((found.folder / "documents.json").read_bytes())
    loaded = sum(each["status"] == "loaded" for each in documents)
    served = Served(found.folder.name, loaded, len(documents) - loaded, int(manifest["passages"]))
    return Published(served, found.damage)


def backed_up_at(settings: Config, root: Path) -> datetime.datetime | None:
    """When the newest backup was made that has all its files, None when there is none."""
    try:
        newest = backup.newest(root / settings.backups.folder)
    except OSError:
        return None
    return newest.made_at if newest else None


def free(folder: Path) -> int | None:
    """Bytes that are free for files of the folder, None when it is not there."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None
