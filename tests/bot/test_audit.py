"""The audit trail's chain: what was changed, put in or taken out behind the schema's back is noticed."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import audit
from bot.chain import FIRST, link
from bot.store import Database, migrations, open_store, transaction

TRIGGERS = ("audit_is_append_only_update", "audit_is_append_only_delete")


@pytest.fixture
def db() -> Iterator[Database]:
    """A trail of five lines in a database whose triggers somebody has dropped."""
    made = open_store(":memory:")
    for number in range(1, 6):
        audit.record_by(made, "telegram", "an", "report stored", f"BC-2025-00000{number}")
    for trigger in TRIGGERS:
        made.execute(f"DROP TRIGGER {trigger}")
    yield made
    made.conn.close()


def test_a_trail_that_was_only_written_is_whole(db: Database) -> None:
    assert audit.verify(db) is None
    assert audit.head(db) == next(iter(db.query("SELECT hash FROM audit WHERE id = 5")))["hash"]
    assert [line.object for line in audit.last(db, 2)] == ["BC-2025-000004", "BC-2025-000005"]


def test_an_empty_trail_is_whole() -> None:
    made = open_store(":memory:")
    assert (audit.verify(made), audit.head(made), audit.last(made, 3)) == (None, FIRST, [])
    made.conn.close()


@pytest.mark.parametrize("column", ["at", "channel", "actor", "action", "object", "previous", "hash"])
def test_a_changed_line_is_noticed(db: Database, column: str) -> None:
    db.execute(f"UPDATE audit SET {column} = 'x' WHERE id = 3")
    assert audit.verify(db) == 3


def test_a_line_that_was_changed_and_hashed_anew_is_noticed_at_the_next(db: Database) -> None:
    row = next(iter(db.query("SELECT * FROM audit WHERE id = 3"))) | {"actor": "binh"}
    db.execute("UPDATE audit SET actor = 'binh', hash = ? WHERE id = 3", [link(row["previous"], row)])
    assert audit.verify(db) == 4


@pytest.mark.parametrize(("taken", "noticed"), [(1, 2), (3, 4)])
def test_a_line_taken_out_is_noticed(db: Database, taken: int, noticed: int) -> None:
    db.execute("DELETE FROM audit WHERE id = ?", [taken])
    assert audit.verify(db) == noticed


def test_lines_moved_together_over_a_gap_are_noticed(db: Database) -> None:
    db.execute("DELETE FROM audit WHERE id = 3")
    db.execute("UPDATE audit SET id = id - 1 WHERE id > 3")
    assert audit.verify(db) == 3


def test_a_line_put_in_is_noticed(db: Database) -> None:
    db.execute("UPDATE audit SET id = -id WHERE id > 2")
    db.execute("UPDATE audit SET id = 1 - id WHERE id < 0")
    db.execute(
        "INSERT INTO audit SELECT 3, at, channel, 'binh', action, object, previous, hash"
        " FROM audit WHERE id = 2"
    )
    assert audit.verify(db) == 3


def test_what_was_cut_off_at_the_end_is_noticed_by_the_head_written_down(db: Database) -> None:
    before = audit.head(db)
    assert audit.holds(db, before)
    db.execute("DELETE FROM audit WHERE id = 5")
    assert audit.verify(db) is None
    assert not audit.holds(db, before)


def test_a_line_stands_or_falls_with_its_transaction(db: Database) -> None:
    before = audit.head(db)
    with pytest.raises(RuntimeError), transaction(db):
        audit.record_by(db, "telegram", "an", "report stored", "BC-2025-000006")
        raise RuntimeError
    assert (audit.head(db), audit.verify(db)) == (before, None)


def test_two_processes_write_one_chain(tmp_path: Path) -> None:
    both = [open_store(tmp_path / "so-tay.sqlite3") for _ in range(2)]
    for number in range(10):
        with transaction(both[number % 2]):
            audit.record_by(both[number % 2], "script", "an", "x", str(number))
    assert audit.verify(both[0]) is None
    assert len(audit.last(both[1], 20)) == 10
    for db in both:
        db.conn.close()


def test_an_older_trail_gets_its_hashes_and_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "so-tay.sqlite3"
    old = Database(sqlite3.connect(path, isolation_level=None))
    migrations.apply(old, stop_before="m005_people")
    for number in range(3):
        old.execute(
            "INSERT INTO audit (at, channel, actor, action, object) VALUES ('t', 'c', 'a', 'x', ?)",
            [str(number)],
        )
    before = [tuple(row.values()) for row in old.query("SELECT * FROM audit")]
    old.conn.close()
    db = open_store(path)
    kept = [
        tuple(row.values()) for row in db.query("SELECT id, at, channel, actor, action, object FROM audit")
    ]
    assert kept == before
    assert audit.verify(db) is None
    audit.record_by(db, "c", "a", "x", "3")
    assert audit.verify(db) is None
    for statement in ("UPDATE audit SET actor = 'b'", "DELETE FROM audit"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            db.execute(statement)
    assert "audit_without_hashes" not in db.table_names()
    strict = {row["name"]: row["strict"] for row in db.query("PRAGMA table_list")}
    assert strict["audit"] == strict["invitations"] == strict["code_tries"] == 1
    db.conn.close()
