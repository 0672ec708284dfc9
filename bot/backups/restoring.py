"""A backup put in place: looked through first, then what is there is set aside and nothing is removed.

The database is opened as the assistant would open it, and so brought to today's schema, before anything that
is there is touched. From then on until all is in place a mark beside the database keeps the assistant from
starting (bot/store.py); a restore that was broken off is run again, and whatever it finds is set aside.
"""

from __future__ import annotations

import contextlib
import datetime
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from bot import audit, config, files, running
from bot.backups import backup, copying, inspection, manifest, snapshot
from bot.backups.backup import Backup, BackupFailed, Places
from bot.backups.manifest import Manifest
from bot.store import open_store, restoring, transaction
from knowledge import KnowledgeDamaged, versions
from knowledge.disk import to_disk

NO_INDEX = "không có kho văn bản còn nguyên trong bản sao lưu. Chạy: python3 scripts/reload_knowledge.py"
_STAGED = ".restoring-"


@dataclass(frozen=True)
class Restored:
    """`moved` was there before and is now in `aside`. `reports_before`: how many the database had then.

    None when there was none, or it could not be read. `notes` are for people.
    """

    backup: Backup
    told: Manifest
    places: Places
    aside: Path
    moved: tuple[str, ...]
    reports_before: int | None
    notes: tuple[str, ...]


def choose(backups: Path, name: str) -> tuple[Backup, list[str]]:
    """The backup of that name, the newest good one for "", and what was passed over. Raises BackupFailed."""
    found = [each for each in backup.listed(backups) if name in ("", each.name)]
    passed: list[str] = []
    for each in found:
        if not (faults := inspection.faults(each.folder)):
            return each, passed
        passed.append(f"{each.name}: {'; '.join(faults)}")
    if not found:
        raise BackupFailed(
            f"Không có bản sao lưu {name or 'nào'} trong {backups}. Xem những bản đang có: "
            "python3 scripts/backup.py --list. Bản ở máy khác thì chép cả thư mục của nó vào đó trước."
        )
    raise BackupFailed(
        "Không có bản nào dùng được, chưa có gì thay đổi:\n  " + "\n  ".join(passed) + "\nHãy lấy bản khác."
    )


def restore(chosen: Backup, root: Path, present: Places, at: datetime.datetime, user: str) -> Restored:
    """What was done; the project in `root` is now as in the backup. Raises as `put` does."""
    there, notes = _settled(chosen, root, present)
    apart = there.database != present.database
    with running.alone(present.database) if apart else contextlib.nullcontext():
        done = put(chosen, there, at, user)
    return replace(done, notes=(*notes, *done.notes))


def rehearse(chosen: Backup, folder: Path, backups: Path, at: datetime.datetime, user: str) -> Restored:
    """What was done; all of the backup is in the folder, with settings by which a terminal may look at it.

    Nothing else is touched. Raises as `put` does, and BackupFailed for a folder that holds something.
    """
    folder = folder.resolve()
    if folder.exists() and any(folder.iterdir()):
        raise BackupFailed(f"Thư mục {folder} đang có tệp. Hãy chọn một thư mục chưa có hoặc còn trống.")
    done = put(chosen, backup.all_in(folder, backups), at, user)
    _keep_to(folder)
    return done


def put(chosen: Backup, there: Places, at: datetime.datetime, user: str) -> Restored:
    """What was done; everything of the backup is at those places.

    Raises Running while an assistant runs there, BackupFailed or StoreUnusable when the backup cannot be used
    (then nothing has changed), and OSError.
    """
    with backup.alone(there.backups), running.alone(there.database), _staging(there.database) as staging:
        told = manifest.read(chosen.folder)
        if foreign := snapshot.unknown(told.schema):
            raise BackupFailed(
                f"Bản sao lưu {chosen.name} do bản chương trình mới hơn lập ({told.program}, {foreign[-1]}). "
                "Hãy cập nhật chương trình rồi chạy lại."
            )
        database = _opened(chosen, told, staging, user)
        before = snapshot.count_reports(there.database)
        move = _Aside(_unused(there.database.parent, at))
        files.write(chosen.name.encode(), there.database.parent, restoring(there.database).name)
        _put_all(chosen.folder, there, move)
        notes = _put_index(chosen.folder / backup.INDEX, told.index, there.index, move)
        for path in (there.database.with_name(f"{there.database.name}{end}") for end in ("-wal", "-shm", "")):
            move(path)
        database.rename(there.database)
        to_disk(there.database.parent)
        restoring(there.database).unlink()
        to_disk(there.database.parent)
    return Restored(chosen, told, there, move.folder, tuple(move.moved), before, notes)


class _Aside:
    """Moves what is in the way into a folder, which is made when there is something to move."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.moved: list[str] = []

    def __call__(self, path: Path, within: str = "") -> None:
        """Nothing; what was there, if anything, is in the folder."""
        if path.exists():
            files.folder(self.folder / within)
            shutil.move(path, self.folder / within / path.name)
            self.moved.append(f"{within}/{path.name}".lstrip("/"))


def _settled(chosen: Backup, root: Path, present: Places) -> tuple[Places, tuple[str, ...]]:
    """The places of the settings that will be in force, and what to say of these.

    Settings of another version of the program, which it could not start with, are put beside today's.
    """
    try:
        settings = config.load(chosen.folder / backup.CONFIG)
    except config.ConfigError as error:
        beside = present.config.with_name(f"{present.config.name}.{chosen.name}")
        told = f"config.yml trong bản sao lưu không hợp với chương trình này ({error}) nên để ở {beside}"
        return replace(present, config=beside), (f"{told}; tệp đang dùng giữ nguyên.",)
    there = backup.places(root, present.config, settings)
    return replace(there, backups=present.backups), ()


@contextlib.contextmanager
def _staging(database: Path) -> Iterator[Path]:
    """A folder on the disk of the database; those of broken-off restores are gone."""
    files.folder(database.parent)
    for left in database.parent.glob(f"{_STAGED}*"):
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=_STAGED, dir=database.parent) as folder:
        yield Path(folder)


def _opened(chosen: Backup, told: Manifest, folder: Path, user: str) -> Path:
    """A copy of the database in the folder, opened as the assistant does; its trail tells of the restore."""
    copy = folder / backup.DATABASE
    copying.copy(chosen.folder / backup.DATABASE, copy)
    if copying.sha256(copy) != told.files[backup.DATABASE].sha256:
        raise BackupFailed(f"Bản sao lưu {chosen.name} không đọc được trọn vẹn. Chưa có gì thay đổi.")
    db = open_store(copy)
    try:
        with transaction(db):
            audit.record_by(db, "script", user, "restored", f"backup {chosen.name}")
    finally:
        db.conn.close()
    if copy.with_name(f"{copy.name}-wal").exists():
        raise BackupFailed(f"Không ghi trọn được {copy}. Hãy kiểm tra chỗ trống trên đĩa rồi chạy lại.")
    to_disk(copy)
    return copy


def _put_all(source: Path, there: Places, move: _Aside) -> None:
    """Nothing; the photos, documents and settings are in place. Photos that came later stay."""
    files.folder(there.photos)
    for photo in sorted((source / backup.PHOTOS).iterdir()):
        target = there.photos / photo.name
        if target.exists() and copying.sha256(target) != photo.name:
            move(target, backup.PHOTOS)
        copying.share(photo, target)
    to_disk(there.photos)
    for name, target in (
        (backup.DOCUMENTS, there.documents),
        (backup.HINTS, there.hints),
        (backup.SILENCES, there.silences),
        (backup.CONFIG, there.config),
    ):
        _put(source / name, target, move)


def _put(source: Path, target: Path, move: _Aside) -> None:
    """Nothing; the target is like the source. One that is so already, or has no source, stays as it is."""
    if not source.exists() or _same(source, target):
        return
    fresh = target.with_name(f"{_STAGED}{target.name}")
    _remove(fresh)
    copying.copy(source, fresh)
    copying.sync_all(fresh)
    move(target)
    fresh.rename(target)
    to_disk(target.parent)


def _put_index(source: Path, version: str, target: Path, move: _Aside) -> tuple[str, ...]:
    """What to say of it; the version of the backup serves, the others stay."""
    if not version:
        return ()
    files.folder(target)
    _put(source / version, target / version, move)
    versions.serve(target / version)
    try:
        versions.check(target)
    except KnowledgeDamaged as damage:
        return (str(damage),)
    return ()


def _keep_to(folder: Path) -> None:
    """Nothing; the settings in the folder name the files in it. What is no settings stays as it is."""
    path = folder / backup.CONFIG
    with contextlib.suppress(config.ConfigError):
        config.load(path)
        settings = yaml.safe_load(path.read_text(encoding="utf-8"))
        for name, at in (("database", backup.DATABASE), ("photos", backup.PHOTOS), ("index", backup.INDEX)):
            settings["storage"][name] = str(folder / at)
        settings["storage"] |= {name: str(folder / name) for name in ("logs", "exports")}
        settings["backups"] |= {"at": "", "folder": str(folder / "backups")}
        files.write(yaml.safe_dump(settings, allow_unicode=True, sort_keys=False).encode(), folder, path.name)


def _same(source: Path, target: Path) -> bool:
    if source.is_dir():
        return target.is_dir() and copying.hashes(source) == copying.hashes(target)
    return target.is_file() and copying.sha256(source) == copying.sha256(target)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _unused(folder: Path, at: datetime.datetime) -> Path:
    """A folder of that time that is not there yet."""
    while (path := folder / f"truoc-khoi-phuc-{at:%Y-%m-%d_%H%M%S}").exists():
        at += datetime.timedelta(seconds=1)
    return path
