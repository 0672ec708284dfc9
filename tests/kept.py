"""An office with something to back up: its database in use, photos, documents, an index, settings."""

from __future__ import annotations

import datetime
import io
import json
import shutil
from pathlib import Path

from PIL import Image

from bot import Reply, app, audit, files
from bot.backups import backup, packing
from bot.backups.backup import Backup
from bot.store import open_store, transaction
from knowledge import versions
from tests.reported import TIMEZONE, Reported

NIGHT = datetime.datetime(2025, 3, 21, 2, 30, tzinfo=TIMEZONE)
IN_USE = (".sqlite3-wal", ".sqlite3-shm")
CODE = "F92K-59F3-Q3ZC-M463"


class Kept:
    """The office in `folder`; `reports` are sent, each with a photo of its own."""

    def __init__(self, folder: Path, reports: int = 3) -> None:
        self.folder = folder
        self.office = Reported(folder)
        self.places = backup.all_in(folder, folder / "backups")
        publish_small(self.places.index)
        shutil.copytree(app.ROOT / "knowledge" / "documents", self.places.documents)
        for name, target in (("hints.yml", self.places.hints), ("not_stated.yml", self.places.silences)):
            shutil.copy(app.ROOT / "knowledge" / name, target)
        shutil.copy(app.CONFIG, self.places.config)
        self.photos = [self.report(number) for number in range(reports)]
        with transaction(self.office.db):
            self.office.records.people.add("An", "administrator", "", ("test", "an", "an"))
            audit.record_by(self.office.db, "script", "an", "added administrator", "person 1")

    def report(self, number: int) -> Path:
        """The photo of one more report."""
        made = files.keep_bytes(picture(number), "a", self.places.photos, 10)
        self.office.add("Xã Ba Vì", NIGHT.date(), photos=[made.sha256])
        return self.places.photos / made.sha256

    def write_secret(self) -> None:
        """Nothing; a letter with a one-time code waits to be sent."""
        with transaction(self.office.db):
            self.office.records.mailbox.write("test", "an", Reply(f"Mã: {CODE}", secret=True))

    def back_up(self, days: int = 0, keep: int = 14) -> Backup:
        """The backup of a later day."""
        return packing.make(self.places, keep=keep, at=NIGHT + datetime.timedelta(days=days))

    def stop(self) -> None:
        """Nothing; nobody has the database open any more."""
        self.office.db.conn.close()

    def reports(self) -> int:
        """How many reports the database holds that the assistant would open now."""
        db = open_store(self.places.database)
        try:
            return int(db.execute("SELECT COUNT(*) FROM reports").fetchone()[0])
        finally:
            db.conn.close()


def publish_small(index: Path) -> str:
    """The name of a version of an index with little in it."""
    folder = index.parent / "made"
    folder.mkdir()
    (folder / "documents.json").write_text("[]", encoding="utf-8")
    (folder / "lexical").mkdir()
    (folder / "lexical" / "words.json").write_text('["họp"]', encoding="utf-8")
    told = {"format": versions.FORMAT, "files": versions.hashes(folder)}
    (folder / versions.MANIFEST).write_text(json.dumps(told), encoding="utf-8")
    return versions.publish(folder, index)


def picture(number: int) -> bytes:
    """A JPEG like no other."""
    target = io.BytesIO()
    Image.new("RGB", (32, 32), (number % 256, number // 256, 90)).save(target, "JPEG")
    return target.getvalue()


def content(folder: Path) -> dict[str, bytes]:
    """Every file under the folder but a database in use: who reads that takes the locks from its users."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.with_name(f"{path.name}-wal").exists() and path.suffix not in IN_USE
    }


def flip(path: Path) -> None:
    """Nothing; one bit in the middle of the file is another, in a file of its own."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.unlink()  # the photos of backups are those of the office
    path.write_bytes(data)


def change_manifest(folder: Path, **changes: object) -> None:
    """Nothing; the manifest says something else, its seal is the old one."""
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | changes), encoding="utf-8")
