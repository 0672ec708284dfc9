"""A database damaged at the start: the assistant does not start, and names the command that restores it."""

from __future__ import annotations

import datetime
import random
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import yaml

from bot import Reply, app
from bot.backups import backup, packing, restoring
from bot.backups.backup import Places
from bot.mailbox import Mailbox
from bot.store import Database, StoreUnusable, open_store, transaction

PAGE = 4096
LETTERS = 400
NIGHT = datetime.datetime(2025, 3, 21, 2, 30, tzinfo=datetime.UTC)


def read(db: Database) -> int:
    """How many letters the database holds."""
    return int(db.execute("SELECT COUNT(*) FROM outbox").fetchone()[0])


def overwrite(at: int, data: bytes) -> Callable[[Path], None]:
    def damage(path: Path) -> None:
        with path.open("r+b") as file:
            file.seek(at)
            file.write(data)

    return damage


def a_page_in_the_middle(data: Callable[[int], bytes]) -> Callable[[Path], None]:
    """A page that holds letters is overwritten."""

    def damage(path: Path) -> None:
        with closing(open_store(path).conn) as db:
            [page] = db.execute(
                "SELECT pageno FROM dbstat WHERE name = 'outbox' AND pagetype = 'leaf' LIMIT 1 OFFSET 3"
            ).fetchone()
        overwrite((page - 1) * PAGE, data(PAGE))(path)

    return damage


def cut(part: float) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(path.read_bytes()[: int(path.stat().st_size * part)])


def lost_but_for_what_was_written_last(path: Path) -> None:
    path.rename(path.with_name(f"{path.name}-wal"))


DAMAGES: dict[str, Callable[[Path], object]] = {
    "no header": overwrite(0, bytes(100)),
    "a header of another kind": overwrite(0, b"PK\x03\x04" * 4),
    "a wrong size of pages in the header": overwrite(16, b"\x12\x34"),
    "a newer format in the header": overwrite(18, b"\x09\x09"),
    "no first page": overwrite(0, bytes(PAGE)),
    "a schema of noise": overwrite(100, random.Random(5).randbytes(PAGE - 100)),
    "a page of noise": a_page_in_the_middle(random.Random(5).randbytes),
    "a page of zeros": a_page_in_the_middle(bytes),
    "half of it": cut(0.5),
    "the last page missing": cut(0.98),
    "less than a page": lambda path: path.write_bytes(path.read_bytes()[:1000]),
    "an empty file": lambda path: path.write_bytes(b""),
    "a text file": lambda path: path.write_text("Số liệu tháng 3\n" * 500, encoding="utf-8"),
    "only the journal beside it": lost_but_for_what_was_written_last,
}


@pytest.fixture
def backed_up(tmp_path: Path) -> Places:
    """A database with letters, of which there is a backup."""
    places = backup.all_in(tmp_path / "Sổ tay 'mới'", tmp_path / "backups")
    db = open_store(places.database)
    with transaction(db):
        for number in range(LETTERS):
            Mailbox(db).write("test", "a", Reply(f"thư số {number} " * 20))
    db.conn.close()
    packing.make(places, keep=1, at=NIGHT)
    return places


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_database_is_left_alone_and_what_is_told_to_do_restores_it(
    damage: str, backed_up: Places
) -> None:
    path = backed_up.database
    DAMAGES[damage](path)
    left = {each.name: each.read_bytes() for each in path.parent.iterdir()}
    with pytest.raises(StoreUnusable, match=r"đang hỏng .* khôi phục từ bản sao lưu") as refusal:
        open_store(path)
    assert {name: (path.parent / name).read_bytes() for name in left} == left
    assert str(refusal.value).endswith("\n  python3 scripts/backup.py --restore")
    chosen, _ = restoring.choose(backed_up.backups, "")
    done = restoring.put(chosen, backed_up, NIGHT, "an")
    with closing(open_store(path).conn) as restored:
        assert read(Database(restored)) == LETTERS
    assert path.stat().st_mode & 0o777 == 0o600
    for name, data in left.items():
        assert (done.aside / name).read_bytes() == data


def test_the_program_says_so_and_ends(tmp_path: Path) -> None:
    database = tmp_path / "so-tay.sqlite3"
    database.write_bytes(b"not a database" * 1000)
    settings = yaml.safe_load(app.CONFIG.read_text(encoding="utf-8"))
    settings["storage"]["database"] = str(database)
    (tmp_path / "config.yml").write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")
    for channel in ("console", "run"):
        ended = subprocess.run(
            [sys.executable, "-m", "bot", channel, "--no-rasa", "--config", str(tmp_path / "config.yml")],
            cwd=app.ROOT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert ended.returncode == 1
        assert "python3 scripts/backup.py --restore" in ended.stderr
        assert "Traceback" not in ended.stderr


def test_a_database_that_was_never_there_is_made_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "new" / "so-tay.sqlite3"
    db = open_store(path)
    assert sorted(each.name for each in path.parent.iterdir()) == [
        path.name,
        f"{path.name}-shm",
        f"{path.name}-wal",
    ]
    db.conn.close()


def test_files_that_others_could_read_are_closed_to_them(backed_up: Places) -> None:
    path = backed_up.database
    first = open_store(path)
    Mailbox(first).write("test", "a", Reply("trong -wal"))
    files = [path, *(path.with_name(f"{path.name}{end}") for end in ("-wal", "-shm"))]
    for each in files:
        each.chmod(0o644)
    second = open_store(path)
    assert [each.stat().st_mode & 0o777 for each in files] == [0o600] * 3
    assert read(second) == LETTERS + 1
    for db in (first, second):
        db.conn.close()
