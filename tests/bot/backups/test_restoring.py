"""A backup is put in place as a whole, whatever was there before, and nothing that was there is removed."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from bot import app, audit, running
from bot.backups import backup, copying, inspection, inventory, manifest, restoring, snapshot
from bot.backups.backup import BackupFailed
from bot.backups.restoring import Restored
from bot.migrations import Database, migrations
from bot.running import Running
from bot.store import StoreUnusable, open_store
from knowledge import versions
from tests.kept import NIGHT, Kept, content, flip, publish_small
from tests.reported import TIMEZONE

# A process that restores what a folder has, and ends by kill -9 at the step told: names on the disk change.
KILLED = """
import datetime, os, signal, sys
from pathlib import Path
from bot.backups import backup, restoring
folder, last, at = Path(sys.argv[1]), int(sys.argv[2]), datetime.datetime.fromisoformat(sys.argv[3])
steps = 0
def step(event, arguments):
    global steps
    if event in ("os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "shutil.copyfile"):
        steps += 1
        if steps == last:
            os.kill(os.getpid(), signal.SIGKILL)
there = backup.all_in(folder, folder / "backups")
chosen, _ = restoring.choose(there.backups, "")
sys.addaudithook(step)
restoring.put(chosen, there, at, "an")
print(steps)
"""


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    """An office that was backed up, and has ended."""
    made = Kept(tmp_path / "office")
    made.back_up()
    made.stop()
    return made


def restore(kept: Kept, name: str = "") -> Restored:
    chosen, _ = restoring.choose(kept.places.backups, name)
    return restoring.put(chosen, kept.places, NIGHT, "an")


def go_on(kept: Kept, reports: int = 2) -> None:
    """Nothing; more reports are sent after the backup."""
    kept.office.db.conn = open_store(kept.places.database).conn
    kept.photos += [kept.report(100 + number) for number in range(reports)]
    kept.stop()


def test_what_came_later_is_set_aside_and_all_is_as_it_was(kept: Kept) -> None:
    go_on(kept)
    kept.places.hints.write_text("other: []", encoding="utf-8")
    (kept.places.documents / "new.txt").write_text("văn bản mới", encoding="utf-8")
    later = publish_small(kept.places.index)
    before = content(kept.folder)
    done = restore(kept)
    assert kept.reports() == 3
    assert done.reports_before == 5
    assert {*done.moved} == {"so-tay.sqlite3", "hints.yml", "documents"}
    aside = content(done.aside)
    assert aside["so-tay.sqlite3"] == before["so-tay.sqlite3"]
    assert aside["hints.yml"] == b"other: []"
    assert aside["documents/new.txt"].decode() == "văn bản mới"
    assert content(kept.places.documents) == content(done.backup.folder / "documents")
    assert versions.check(kept.places.index).name == done.told.index != later
    assert (kept.places.index / later).is_dir()
    assert {path.name for path in kept.places.photos.iterdir()} == {photo.name for photo in kept.photos}
    assert inspection.faults(done.backup.folder) == []


def test_the_trail_tells_of_the_restore_and_holds_together(kept: Kept) -> None:
    restore(kept)
    db = open_store(kept.places.database)
    *_, last = audit.last(db, 5)
    assert (last.actor, last.action, last.object) == ("an", "restored", "backup 2025-03-21_023000")
    assert audit.verify(db) is None
    db.conn.close()


def test_in_an_empty_place_all_of_it_is_there_its_owners_alone(kept: Kept, tmp_path: Path) -> None:
    elsewhere = backup.all_in(tmp_path / "new", kept.places.backups)
    chosen, _ = restoring.choose(kept.places.backups, "")
    done = restoring.put(chosen, elsewhere, NIGHT, "an")
    assert (done.moved, done.reports_before) == ((), None)
    held = {
        name: data
        for name, data in content(chosen.folder).items()
        if name not in ("manifest.json", backup.DATABASE)
    }
    found = content(elsewhere.database.parent)
    assert {name: found.get(name) for name in held} == held
    open_store(elsewhere.database).conn.close()
    files = [path for path in (tmp_path / "new").rglob("*") if path.is_file() and path.parent.name != "index"]
    assert [path for path in files if path.stat().st_mode & 0o077] == []


def test_a_photo_that_was_damaged_is_replaced_and_one_that_was_lost_is_there_again(kept: Kept) -> None:
    lost, damaged, _ = kept.photos
    lost.unlink()
    flip(damaged)
    broken = damaged.read_bytes()
    done = restore(kept)
    assert all(copying.sha256(photo) == photo.name for photo in kept.photos)
    assert done.moved == (f"photos/{damaged.name}", "so-tay.sqlite3")
    assert (done.aside / "photos" / damaged.name).read_bytes() == broken


def test_what_is_left_of_a_damaged_database_is_kept(kept: Kept) -> None:
    left = kept.places.database.read_bytes()[:5000]
    kept.places.database.write_bytes(left)
    kept.places.database.with_name("so-tay.sqlite3-wal").write_bytes(b"what was written last")
    done = restore(kept)
    assert kept.reports() == 3
    assert done.reports_before is None
    assert (done.aside / "so-tay.sqlite3").read_bytes() == left
    assert (done.aside / "so-tay.sqlite3-wal").read_bytes() == b"what was written last"


def test_nothing_is_restored_while_an_assistant_runs_and_none_starts_meanwhile(kept: Kept) -> None:
    go_on(kept)
    before = content(kept.folder)
    lock = running.share(kept.places.database)
    second = running.share(kept.places.database)  # a terminal beside the service
    with pytest.raises(Running, match=r"Hãy dừng trợ lý .* Chưa có gì thay đổi"):
        restore(kept)
    os.close(lock)
    with pytest.raises(Running):
        restore(kept)
    os.close(second)
    assert {name: data for name, data in content(kept.folder).items() if not name.endswith("-lock")} == before
    with (
        running.alone(kept.places.database),
        pytest.raises(StoreUnusable, match=r"đang được khôi phục\. Hãy chờ"),
    ):
        running.share(kept.places.database)
    restore(kept)
    assert kept.reports() == 3


def test_the_newest_good_one_is_taken_and_a_damaged_one_passed_over(kept: Kept) -> None:
    go_on(kept)
    kept.office.db.conn = open_store(kept.places.database).conn
    damaged = kept.back_up(1)
    kept.stop()
    flip(damaged.folder / backup.DATABASE)
    chosen, passed = restoring.choose(kept.places.backups, "")
    assert chosen.name == "2025-03-21_023000"
    assert passed == [f"{damaged.name}: tệp so-tay.sqlite3 đã bị thay đổi"]
    with pytest.raises(BackupFailed, match=r"Không có bản nào dùng được, chưa có gì thay đổi:\n  2025-03-22"):
        restoring.choose(kept.places.backups, damaged.name)
    with pytest.raises(BackupFailed, match="Không có bản sao lưu 2020-01-01_000000"):
        restoring.choose(kept.places.backups, "2020-01-01_000000")


def test_a_backup_of_a_newer_program_is_refused_and_nothing_changes(kept: Kept) -> None:
    chosen, _ = restoring.choose(kept.places.backups, "")
    told = manifest.read(chosen.folder)
    manifest.write(replace(told, schema=(*told.schema, "m999_tomorrow")), chosen.folder)
    before = content(kept.folder)
    with pytest.raises(BackupFailed, match=r"mới hơn lập .*m999_tomorrow.* Hãy cập nhật chương trình"):
        restoring.put(chosen, kept.places, NIGHT, "an")
    assert {name: data for name, data in content(kept.folder).items() if not name.endswith("-lock")} == before


def test_a_backup_of_an_older_schema_is_brought_to_todays(kept: Kept, tmp_path: Path) -> None:
    old = backup.all_in(tmp_path / "old", tmp_path / "old" / "backups")
    old.database.parent.mkdir()
    with closing(sqlite3.connect(old.database, isolation_level=None)) as connection:
        migrations.apply(Database(connection), stop_before="m003_office")
        connection.execute("PRAGMA journal_mode = WAL")
    kept.places = old
    made = kept.back_up()
    assert made.manifest
    assert made.manifest.schema == ("m001_first_schema", "m002_feedback")
    restore(kept)
    db = open_store(old.database)
    assert migrations.pending(db) == []
    db.conn.close()


def test_settings_that_this_program_cannot_start_with_are_put_beside(kept: Kept, tmp_path: Path) -> None:
    chosen, _ = restoring.choose(kept.places.backups, "")
    settings = yaml.safe_load((chosen.folder / backup.CONFIG).read_text(encoding="utf-8"))
    del settings["backups"]
    (chosen.folder / backup.CONFIG).write_text(yaml.safe_dump(settings), encoding="utf-8")
    present = kept.places.config.read_bytes()
    done = restoring.restore(chosen, kept.folder, kept.places, NIGHT, "an")
    assert kept.places.config.read_bytes() == present
    beside = kept.folder / "config.yml.2025-03-21_023000"
    assert yaml.safe_load(beside.read_text(encoding="utf-8")) == settings
    assert str(beside) in inventory.restored(done, TIMEZONE)


def test_the_settings_of_the_backup_say_where_all_goes(kept: Kept, tmp_path: Path) -> None:
    chosen, _ = restoring.choose(kept.places.backups, "")
    settings = yaml.safe_load((chosen.folder / backup.CONFIG).read_text(encoding="utf-8"))
    settings["storage"]["database"] = "moved/a.sqlite3"
    (chosen.folder / backup.CONFIG).write_text(yaml.safe_dump(settings), encoding="utf-8")
    lock = running.share(kept.places.database)
    with pytest.raises(Running):
        restoring.restore(chosen, tmp_path / "root", kept.places, NIGHT, "an")
    os.close(lock)
    done = restoring.restore(chosen, tmp_path / "root", kept.places, NIGHT, "an")
    assert done.places.database == tmp_path / "root" / "moved" / "a.sqlite3"
    assert done.places.database.exists()
    assert kept.places.config.read_text(encoding="utf-8") == yaml.safe_dump(settings)


def test_a_drill_touches_nothing_and_can_be_looked_at(kept: Kept, tmp_path: Path) -> None:
    go_on(kept)
    lock = running.share(kept.places.database)  # the assistant goes on
    before = content(kept.folder)
    chosen, _ = restoring.choose(kept.places.backups, "")
    done = restoring.rehearse(chosen, tmp_path / "drill", kept.places.backups, NIGHT, "an")
    assert content(kept.folder) == before
    os.close(lock)
    told = inventory.rehearsed(done, TIMEZONE)
    assert (
        "Trong đó: 3 báo cáo, 1 người, 3 tin nhắn, 0 câu hỏi, 1 dòng nhật ký, 3 ảnh, 2 tệp văn bản." in told
    )
    assert "lập lúc 02:30 ngày 21/03/2025" in told
    settings = yaml.safe_load((tmp_path / "drill" / "config.yml").read_text(encoding="utf-8"))
    assert settings["storage"]["database"] == str(tmp_path / "drill" / "so-tay.sqlite3")
    assert settings["backups"]["at"] == ""
    with pytest.raises(BackupFailed, match="Hãy chọn một thư mục chưa có hoặc còn trống"):
        restoring.rehearse(chosen, tmp_path / "drill", kept.places.backups, NIGHT, "an")


def test_a_half_restored_database_is_not_opened_and_the_command_is_named(kept: Kept) -> None:
    mark = kept.folder / "so-tay.sqlite3-restoring"
    mark.write_text("2025-03-21_023000", encoding="utf-8")
    with pytest.raises(StoreUnusable, match=r"(?s)bị ngắt .* --restore 2025-03-21_023000$"):
        open_store(kept.places.database)
    restore(kept)
    assert kept.reports() == 3


def killed(folder: Path, step: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", KILLED, str(folder), str(step), NIGHT.isoformat()]
    return subprocess.run(
        command,
        cwd=app.ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.slow
def test_a_restore_killed_at_any_step_is_run_again_and_nothing_is_lost(kept: Kept) -> None:
    """At each step either the old state or the mark; afterwards the restored state, the old one aside."""
    go_on(kept)
    kept.photos[0].unlink()
    kept.places.hints.write_text("other: []", encoding="utf-8")
    before = content(kept.folder)
    marked = old = 0
    for step in range(1, 1000):
        ended = killed(kept.folder, step)
        if ended.returncode != -signal.SIGKILL:
            assert ended.returncode == 0, ended.stderr
            break
        if (kept.folder / "so-tay.sqlite3-restoring").exists():
            marked += 1
            with pytest.raises(StoreUnusable, match="--restore"):
                open_store(kept.places.database)
        else:
            old += kept.reports() == 5
        assert before["so-tay.sqlite3"] in content(kept.folder).values(), step
        assert b"other: []" in content(kept.folder).values(), step
    assert kept.reports() == 3
    assert kept.photos[0].exists()
    assert b"other" not in kept.places.hints.read_bytes()
    assert not list(kept.folder.rglob(".restoring-*"))
    assert marked >= 5
    assert old >= 2
    print(f"killed at {step - 1} steps, {marked} of them while half restored")


def test_a_database_of_no_schema_of_ours_is_no_backup(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE a (b)")
    with pytest.raises(snapshot.NotCopied, match="no such table"):
        snapshot.facts(path)
