"""A backup is made: gathered in a hidden folder, looked through, and only then published by a rename.

So what has a name is whole as far as the disk keeps it, and what a killed run left is hidden and swept by the
next. No token is in it: those stand in the environment alone.
"""

from __future__ import annotations

import datetime
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from bot import files
from bot.backups import inspection, manifest, snapshot
from bot.backups.backup import (
    BUILDING,
    CONFIG,
    DATABASE,
    DOCUMENTS,
    HINTS,
    INDEX,
    LEAVING,
    PHOTOS,
    SILENCES,
    Backup,
    BackupFailed,
    Places,
    alone,
    listed,
    look,
)
from bot.backups.copying import copy, megabytes, sha256, share, size, sync_all
from bot.backups.manifest import Manifest
from bot.files import SHA256
from bot.version import version
from knowledge import KnowledgeDamaged, versions
from knowledge.disk import to_disk

_SPARE = 20_000_000  # bytes that must be left over


def make(
    places: Places,
    *,
    keep: int,
    at: datetime.datetime,
    free: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free,
) -> Backup:
    """The backup that was made and published; older ones than the `keep` newest whole ones are gone.

    `at` gives its name, in local time; `free` tells how many bytes a folder's disk has left. Raises
    BackupFailed, and then nothing has changed.
    """
    try:
        with alone(places.backups):
            _require_room(places, free)
            building = Path(tempfile.mkdtemp(prefix=BUILDING, dir=places.backups))
            try:
                made = _publish(_gathered(places, building, at), places.backups, at)
            finally:
                shutil.rmtree(building, ignore_errors=True)
            _thin_out(places.backups, keep)
            return made
    except snapshot.NotCopied as error:
        raise BackupFailed(
            f"Không sao lưu được cơ sở dữ liệu ({error}). Các bản sao lưu trước còn nguyên. Nếu nó hỏng: "
            "dừng trợ lý rồi chạy python3 scripts/backup.py --restore"
        ) from error
    except (OSError, KnowledgeDamaged) as error:
        raise BackupFailed(
            f"Không sao lưu được ({error}). Hãy kiểm tra chỗ trống và quyền ghi của {places.backups}."
        ) from error


def _gathered(places: Places, folder: Path, at: datetime.datetime) -> Path:
    """The folder, filled, on the disk and without a fault. Raises BackupFailed."""
    snapshot.take(places.database, folder / DATABASE)
    facts = snapshot.facts(folder / DATABASE)  # photos come first in the bot, so those it names are there
    lost = facts.photos - _photos(places.photos, folder / PHOTOS)
    index = _index(places.index, folder / INDEX)
    for source, name in (
        (places.documents, DOCUMENTS),
        (places.hints, HINTS),
        (places.silences, SILENCES),
        (places.config, CONFIG),
    ):
        copy(source, folder / name)
    sync_all(folder)
    if index:
        versions.check(folder / INDEX)
    found = Manifest(
        at.astimezone(datetime.UTC).isoformat(timespec="seconds"),
        version(),
        facts.migrations,
        facts.counts,
        facts.last_report,
        tuple(sorted(lost)),
        index,
        manifest.entries(folder),
    )
    manifest.write(found, folder)
    if faults := inspection.faults(folder):
        raise BackupFailed(
            f"Bản sao lưu vừa làm không đúng nên không giữ: {'; '.join(faults)}. Hãy chạy lại."
        )
    to_disk(folder / manifest.NAME)
    to_disk(folder)
    return folder


def _publish(folder: Path, backups: Path, at: datetime.datetime) -> Backup:
    """The backup under its name; one made within the same second gets the next."""
    while (target := backups / f"{at:%Y-%m-%d_%H%M%S}").exists():
        at += datetime.timedelta(seconds=1)
    folder.rename(target)
    to_disk(backups)
    return look(target)


def _thin_out(backups: Path, keep: int) -> None:
    """Nothing; whole backups but the newest are removed. Damaged ones are left to people."""
    whole = [each for each in listed(backups) if each.whole]
    for old in whole[max(keep, 1) :]:
        leaving = backups / f"{LEAVING}{old.name}"
        old.folder.rename(leaving)  # so that one half removed is not taken for a damaged one
        shutil.rmtree(leaving, ignore_errors=True)


def _photos(source: Path, target: Path) -> set[str]:
    """The photos that are now in the backup; one whose content is not that of its name is none of them."""
    files.folder(target)
    found = [each for each in source.iterdir() if SHA256.fullmatch(each.name)] if source.is_dir() else []
    sound = [each for each in found if sha256(each) == each.name]
    for each in sound:
        share(each, target / each.name)
    return {each.name for each in sound}


def _index(source: Path, target: Path) -> str:
    """The version of the index that is now in the backup, "" when none is whole."""
    try:
        serving = versions.serving(source).folder
    except KnowledgeDamaged:
        return ""
    copy(serving, target / serving.name)
    versions.serve(target / serving.name)
    (target / versions.CURRENT).chmod(0o600)
    return serving.name


def _require_room(places: Places, free: Callable[[Path], int]) -> None:
    wal = places.database.with_name(f"{places.database.name}-wal")
    wanted = [places.database, wal, places.index, places.documents]
    if not _same_disk(places.photos, places.backups):
        wanted.append(places.photos)
    needed = sum(map(size, wanted)) + _SPARE
    if (left := free(places.backups)) < needed:
        raise BackupFailed(
            f"Đĩa của {places.backups} còn {megabytes(left)}, cần {megabytes(needed)} để sao lưu. "
            "Hãy dọn bớt đĩa, hoặc đặt backups.folder sang đĩa khác."
        )


def _same_disk(one: Path, other: Path) -> bool:
    return one.is_dir() and one.stat().st_dev == other.stat().st_dev
