"""What lies on the disk is its owner's alone, whatever the umask, and no name leads out of its folder."""

from __future__ import annotations

import datetime
import io
import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from bot import File, files
from bot.figures.chat import Figures
from bot.form import Draft
from bot.store import open_store, transaction
from nlu.server import RasaServer
from tests.exported import fill
from tests.reported import LABELS, Reported

OUTSIDE = ("../geheim", "/etc/passwd", "..", ".", "a/../../geheim", "x\0y", "\0", "a\\..\\b", "~/geheim", "")
UMASKS = (0o000, 0o022, 0o177)


@pytest.fixture(params=UMASKS, ids=oct)
def _umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def photo() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (32, 32), "red").save(target, "JPEG")
    return target.getvalue()


@pytest.mark.usefixtures("_umask")
def test_database_photos_exports_and_logs_are_their_owners_alone(tmp_path: Path) -> None:
    home = tmp_path / "data" / "deeper"
    office = Reported(home)
    fill(office)
    kept = files.keep_bytes(photo(), "a", office.places.photos, 10)
    office.add("Xã Ba Vì", photos=[kept.sha256])
    for kind in ("xlsx", "csv", "photos"):
        office.exports.make(office.march, kind)
    Figures(office.exports, LABELS, office.places).charts(office.march)
    RasaServer(home / "logs")._prepare_directory()
    made = [tmp_path / "data", *(tmp_path / "data").rglob("*")]
    assert {path.name for path in made} >= {
        "so-tay.sqlite3-wal",
        "so-tay.sqlite3-shm",
        "rasa.log",
        kept.sha256,
    }
    assert len([path for path in made if path.suffix in (".xlsx", ".csv", ".zip", ".png")]) >= 4
    private = [path for path in made if path.parent.name != "logs" or path.is_file()]
    assert {path.name: oct(mode(path)) for path in private if path.is_file() and mode(path) != 0o600} == {}
    assert {path.name: oct(mode(path)) for path in private if path.is_dir() and mode(path) != 0o700} == {}
    office.db.conn.close()


def test_a_database_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    path = tmp_path / "so-tay.sqlite3"
    first = open_store(path)
    first.execute("INSERT INTO people (name, role, unit, added_at) VALUES ('a', 'officer', '', 't')")
    every = [path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))]
    for each in every:
        each.chmod(0o644)
    second = open_store(path)
    assert [oct(mode(each)) for each in every] == [oct(0o600)] * 3
    first.conn.close()
    second.conn.close()


def test_a_folder_that_was_there_keeps_its_mode(tmp_path: Path) -> None:
    """An administrator may have let a backup in."""
    tmp_path.chmod(0o750)
    files.folder(tmp_path)
    assert mode(tmp_path) == 0o750


@pytest.mark.parametrize("name", OUTSIDE)
def test_no_name_leads_out_of_the_folders(name: str, tmp_path: Path) -> None:
    secret = tmp_path / "geheim"
    secret.write_text("secret", encoding="utf-8")
    photos, exports = tmp_path / "photos", tmp_path / "exports"
    for folder in (photos, exports):
        files.folder(folder)
    for file, folder in (
        (File(name, "image/jpeg", 1), photos),
        (File("0" * 64, "x", 1, name or ".."), exports),
    ):
        path = files.locate(file, photos, exports)
        assert path.resolve().parent == folder.resolve()
        assert not path.is_file()
    assert files.kept(name, photos) is None


def test_what_is_kept_and_exported_is_found_again(tmp_path: Path) -> None:
    kept = files.keep_bytes(photo(), "../../etc/passwd", tmp_path, 10)
    assert files.kept(kept.sha256, tmp_path) == kept
    assert files.locate(kept, tmp_path, tmp_path / "exports") == tmp_path / kept.sha256
    for name in ("bao-cao-2025-03-20250406-080000.xlsx", "bieu-do-2025-W11-0a1b2c3d.png"):
        assert files.locate(replace(kept, name=name), tmp_path, tmp_path) == tmp_path / name


@pytest.mark.parametrize("name", ["../../geheim", "/etc/passwd", "x\0y"])
def test_a_report_with_a_path_for_a_photo_brings_no_file_into_an_export(name: str, tmp_path: Path) -> None:
    office = Reported(tmp_path / "data")
    (tmp_path / "geheim").write_bytes(b"\xff\xd8\xffsecret-of-the-machine")
    report = office.add("Xã Ba Vì", datetime.date(2025, 3, 2), photos=[name])
    archive = office.exports.make(office.march, "photos")
    assert b"secret-of-the-machine" not in archive.read_bytes()
    assert Figures(office.exports, LABELS, office.places).photos(report) == ()
    with transaction(office.db):
        message = office.message()
        office.records.conversations.keep(message, office.form, Draft({"photos": [name]}))
    office.db.conn.close()
