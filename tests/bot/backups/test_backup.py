"""A backup holds everything, is whole when it has a name, and takes nothing from the assistant."""

from __future__ import annotations

import datetime
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot import app
from bot.backups import backup, inspection, inventory, manifest, packing
from bot.backups.backup import BackupFailed
from bot.version import version
from tests.kept import CODE, NIGHT, Kept, change_manifest, content, flip

# A process that backs up what is in a folder; its files may have so many bytes at most (0: any).
ANOTHER = """
import datetime, resource, signal, sys
from pathlib import Path
from bot.backups import backup, packing
folder, most, at = Path(sys.argv[1]), int(sys.argv[2]), datetime.datetime.fromisoformat(sys.argv[3])
if most:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
try:
    print(packing.make(backup.all_in(folder, folder / "backups"), keep=14, at=at).name)
except backup.BackupFailed as error:
    sys.exit(str(error))
"""


def another(folder: Path, most: int = 0) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", ANOTHER, str(folder), str(most), NIGHT.isoformat()]
    return subprocess.Popen(
        command,
        cwd=app.ROOT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
    )


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    made = Kept(tmp_path / "office")
    yield made
    made.stop()


def names(kept: Kept) -> list[str]:
    return sorted(each.name for each in kept.places.backups.iterdir() if each.name != ".lock")


def test_a_backup_holds_all_that_there_is_and_changes_nothing(kept: Kept) -> None:
    data_version = kept.office.db.execute("PRAGMA data_version").fetchone()
    before = content(kept.folder)
    made = kept.back_up()
    assert {name: data for name, data in content(kept.folder).items() if "backups/" not in name} == before
    assert kept.office.db.execute("PRAGMA data_version").fetchone() == data_version
    held = content(made.folder)
    for name in ("hints.yml", "not_stated.yml", "config.yml", "documents/catalogue.csv"):
        assert held[name] == before[name]
    assert {f"photos/{photo.name}" for photo in kept.photos} == {name for name in held if "photos/" in name}
    assert any(name.endswith("words.json") for name in held)
    assert inspection.faults(made.folder) == []
    assert made.manifest
    assert made.manifest.counts == {"reports": 3, "people": 1, "inbox": 3, "questions": 0, "audit": 1}
    assert made.manifest.schema[0] == "m001_first_schema"
    assert made.manifest.program == version()
    assert made.manifest.lost == ()
    newest = backup.newest(kept.places.backups)
    assert newest == made
    assert newest.name == "2025-03-21_023000"
    assert newest.made_at == NIGHT


def test_all_of_it_is_its_owners_alone(kept: Kept) -> None:
    made = kept.back_up()
    files = {path.name: oct(path.stat().st_mode & 0o777) for path in made.folder.rglob("*") if path.is_file()}
    folders = [kept.places.backups, made.folder, *(path for path in made.folder.rglob("*") if path.is_dir())]
    assert {name: mode for name, mode in files.items() if mode != "0o600"} == {}
    assert {str(path) for path in folders if path.stat().st_mode & 0o777 != 0o700} == set()


def test_photos_take_no_second_place_on_the_same_disk(kept: Kept) -> None:
    made = kept.back_up()
    assert all((made.folder / "photos" / photo.name).samefile(photo) for photo in kept.photos)


def test_a_code_that_waits_to_be_sent_is_not_in_the_backup_and_still_waits(kept: Kept) -> None:
    kept.write_secret()
    made = kept.back_up()
    assert not any(CODE.encode() in data for data in content(made.folder).values())
    with closing(sqlite3.connect(made.folder / backup.DATABASE)) as copy:
        assert copy.execute("SELECT COUNT(*) FROM outbox WHERE failed_at IS NULL").fetchone() == (0,)
    (letter,) = kept.office.records.mailbox.unsent("test")
    assert letter.reply.text == f"Mã: {CODE}"


def test_photos_lost_or_damaged_before_are_told_and_keep_no_backup_from_being_made(kept: Kept) -> None:
    lost, damaged, sound = kept.photos
    lost.unlink()
    flip(damaged)
    made = kept.back_up()
    assert made.manifest
    assert set(made.manifest.lost) == {lost.name, damaged.name}
    assert {path.name for path in (made.folder / "photos").iterdir()} == {sound.name}
    assert inspection.faults(made.folder) == []
    assert "2 ảnh đã mất hoặc hỏng" in inventory.made(made)


def test_without_an_index_that_is_whole_the_rest_is_kept_and_it_is_told(kept: Kept) -> None:
    shutil.rmtree(kept.places.index)
    made = kept.back_up()
    assert made.whole
    assert "scripts/reload_knowledge.py" in inventory.made(made)


def test_any_file_changed_or_gone_is_noticed(kept: Kept, tmp_path: Path) -> None:
    made = kept.back_up()
    for name in content(made.folder):
        for damage in (flip, Path.unlink):
            copy = tmp_path / "copy" / made.name
            shutil.copytree(made.folder, copy)
            damage(copy / name)
            assert inspection.faults(copy), (name, damage)
            assert damage is flip or not backup.look(copy).whole
            shutil.rmtree(copy)


def test_a_manifest_that_says_something_else_is_noticed(kept: Kept) -> None:
    made = kept.back_up()
    change_manifest(made.folder, counts={"reports": 2})
    assert inspection.faults(made.folder) == ["tệp manifest.json đã bị thay đổi"]
    assert backup.newest(kept.places.backups) is None


def test_a_manifest_names_no_file_outside(kept: Kept) -> None:
    made = kept.back_up()
    assert made.manifest
    files = {**made.manifest.files, "../../config.yml": made.manifest.files["config.yml"]}
    (made.folder / manifest.NAME).unlink()
    manifest.write(manifest.Manifest(**{**vars(made.manifest), "files": files}), made.folder)
    assert inspection.faults(made.folder) == ["tệp manifest.json đã bị thay đổi"]


def test_a_database_with_other_rows_than_were_counted_is_noticed(kept: Kept) -> None:
    made = kept.back_up()
    assert made.manifest
    with closing(sqlite3.connect(made.folder / backup.DATABASE)) as copy:
        copy.execute("UPDATE people SET name = 'B'")
        copy.execute("INSERT INTO people (name, role, unit, added_at) VALUES ('C', 'officer', '', 't')")
        copy.commit()
    entries = manifest.entries(made.folder)
    manifest.write(manifest.Manifest(**{**vars(made.manifest), "files": entries}), made.folder)
    assert inspection.faults(made.folder) == ["số dòng trong cơ sở dữ liệu khác với lúc sao lưu"]


def test_a_trail_or_photos_not_as_they_were_are_noticed(kept: Kept) -> None:
    made = kept.back_up()
    assert made.manifest
    with closing(sqlite3.connect(made.folder / backup.DATABASE)) as copy:
        copy.execute("DROP TRIGGER audit_is_append_only_update")
        copy.execute("UPDATE audit SET actor = 'someone else'")
        copy.commit()
    (made.folder / "photos" / kept.photos[0].name).unlink()
    entries = manifest.entries(made.folder)
    manifest.write(manifest.Manifest(**{**vars(made.manifest), "files": entries}), made.folder)
    assert inspection.faults(made.folder) == [
        "nhật ký không còn nguyên từ dòng số 1",
        f"thiếu ảnh {kept.photos[0].name}",
    ]


def test_the_newest_whole_ones_are_kept_and_damaged_ones_are_left_to_people(kept: Kept) -> None:
    damaged = kept.back_up(0, keep=3)
    (damaged.folder / "config.yml").unlink()
    for day in range(1, 6):
        kept.back_up(day, keep=3)
    assert names(kept) == ["2025-03-21_023000", "2025-03-24_023000", "2025-03-25_023000", "2025-03-26_023000"]
    kept.back_up(6, keep=0)
    assert names(kept) == ["2025-03-21_023000", "2025-03-27_023000"]


def test_without_room_nothing_is_begun_and_it_is_told_what_is_needed(kept: Kept) -> None:
    kept.back_up()
    with pytest.raises(BackupFailed, match=r"còn 1,0 MB, cần \d+,\d MB .*Hãy dọn bớt đĩa"):
        packing.make(kept.places, keep=14, at=NIGHT, free=lambda folder: 1_000_000)
    assert names(kept) == ["2025-03-21_023000"]


def test_a_disk_that_gets_full_leaves_the_earlier_backups_alone_and_nothing_half_done(kept: Kept) -> None:
    earlier = content(kept.back_up(-1).folder)
    ended = another(kept.folder, most=100_000)
    _, told = ended.communicate(timeout=60)
    assert ended.returncode == 1
    assert "Không sao lưu được" in told
    assert "Traceback" not in told
    assert names(kept) == ["2025-03-20_023000"]
    assert content(kept.places.backups / "2025-03-20_023000") == earlier


def test_a_damaged_database_is_not_passed_off_as_a_backup(kept: Kept) -> None:
    kept.back_up(-1)
    kept.stop()
    with closing(sqlite3.connect(kept.places.database)) as db:
        (page,) = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'reports_by_day'").fetchone()
    with kept.places.database.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(bytes(4096))
    with pytest.raises(BackupFailed, match="Các bản sao lưu trước còn nguyên"):
        kept.back_up()
    assert names(kept) == ["2025-03-20_023000"]


def test_no_database_is_told_and_none_is_made(kept: Kept, tmp_path: Path) -> None:
    empty = backup.all_in(tmp_path / "empty", tmp_path / "backups")
    with pytest.raises(BackupFailed, match="Không sao lưu được"):
        packing.make(empty, keep=14, at=NIGHT)
    assert not empty.database.exists()


def test_what_a_killed_run_left_is_swept_by_the_next(kept: Kept) -> None:
    for left in (".building-abc", ".leaving-2025-03-01_023000"):
        (kept.places.backups / left / "photos").mkdir(parents=True)
    kept.back_up()
    assert names(kept) == ["2025-03-21_023000"]


def test_two_at_once_are_made_one_after_the_other(kept: Kept) -> None:
    both = [another(kept.folder) for _ in range(2)]
    made = sorted(each.communicate(timeout=60)[0].strip() for each in both)
    assert made == names(kept) == ["2025-03-21_023000", "2025-03-21_023001"]
    assert all(not inspection.faults(kept.places.backups / name) for name in made)


def test_the_table_tells_of_each_backup_and_the_report_of_what_is_wrong(kept: Kept) -> None:
    assert "Chưa có bản sao lưu nào" in inventory.table(kept.places.backups)
    with pytest.raises(BackupFailed, match="Không có bản sao lưu nào"):
        inventory.report(kept.places.backups, "")
    first, second = kept.back_up(0), kept.back_up(1)
    flip(first.folder / "hints.yml")
    (second.folder / "config.yml").unlink()
    newer, older = inventory.table(kept.places.backups).splitlines()
    assert newer.startswith("2025-03-22_023000  3 báo cáo, 1 người")
    assert newer.endswith("HỎNG: thiếu 1 tệp, ví dụ config.yml")
    assert older.endswith("đủ tệp")  # what is in the files only --verify reads
    told, damaged = inventory.report(kept.places.backups, first.name)
    assert (told, damaged) == (f"{first.name}  HỎNG: tệp hints.yml đã bị thay đổi", True)
    assert inventory.report(kept.places.backups, kept.back_up(2).name) == ("2025-03-23_023000  tốt", False)


def test_the_time_of_a_backup_is_that_of_its_beginning_in_utc(kept: Kept) -> None:
    made = kept.back_up()
    assert made.made_at
    assert made.made_at.utcoffset() == datetime.timedelta(0)
