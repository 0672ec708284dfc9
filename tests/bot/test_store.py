"""The database file: its settings, its schema, its refusals."""

import sqlite3
from pathlib import Path

import pytest

from bot import audit
from bot.store import Database, StoreUnusable, migrations, open_store, transaction


def test_committed_work_survives_a_power_cut_by_its_settings(tmp_path: Path) -> None:
    db = open_store(tmp_path / "new" / "so-tay.sqlite3")
    pragmas = {
        name: db.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    }
    db.conn.close()
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}


def test_nobody_else_can_read_the_file(tmp_path: Path) -> None:
    open_store(tmp_path / "so-tay.sqlite3").conn.close()
    assert (tmp_path / "so-tay.sqlite3").stat().st_mode & 0o777 == 0o600


def test_every_table_of_ours_is_strict() -> None:
    db = open_store(":memory:")
    ours = {row["name"]: row["strict"] for row in db.query("PRAGMA table_list") if row["schema"] == "main"}
    db.conn.close()
    strict = {name for name, value in ours.items() if value}
    assert {"inbox", "outbox", "conversations", "drafts", "reports", "questions", "audit"} <= strict


def test_opening_again_applies_no_migration_twice(tmp_path: Path) -> None:
    path = tmp_path / "so-tay.sqlite3"
    open_store(path).conn.close()
    db = open_store(path)
    assert migrations.pending(db) == []
    assert len(migrations.applied(db)) == len(list(db.query("SELECT name FROM _sqlite_migrations")))
    db.conn.close()


def test_a_database_of_the_first_version_keeps_its_questions(tmp_path: Path) -> None:
    path = tmp_path / "so-tay.sqlite3"
    old = Database(sqlite3.connect(path, isolation_level=None))
    migrations.apply(old, stop_before="m002_feedback")
    assert "feedback" not in old["questions"].columns_dict
    old.execute(
        "INSERT INTO inbox (channel, chat, sender, key, text, choice, files, sent_at, received_at)"
        " VALUES ('c', 'a', 'a', '1', 'ai ký', '', '[]', 't', 't')"
    )
    old.execute(
        "INSERT INTO questions (inbox_id, asked_at, text, outcome, passages, confidence, index_version)"
        " VALUES (1, 't', 'ai ký', 'answer', '[]', 0.5, 'v')"
    )
    old.conn.close()
    db = open_store(path)
    (row,) = db.query("SELECT * FROM questions")
    assert (row["text"], row["confidence"], row["from_focus"]) == ("ai ký", 0.5, 0)
    assert [row[name] for name in ("feedback", "feedback_at", "understood_by", "took_ms", "view_of")] == [
        None
    ] * 5
    db.execute("UPDATE questions SET feedback = 'wrong'")
    with pytest.raises(sqlite3.IntegrityError):
        db.execute("UPDATE questions SET feedback = 'maybe'")
    assert migrations.pending(db) == []
    db.conn.close()


def test_the_audit_trail_refuses_to_be_changed() -> None:
    db = open_store(":memory:")
    audit.record_by(db, "c", "a", "x", "y")
    for statement in ("UPDATE audit SET actor = 'b'", "DELETE FROM audit"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            db.execute(statement)
    assert db.execute("SELECT actor FROM audit").fetchone()[0] == "a"
    db.conn.close()


def test_a_damaged_file_is_named_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "so-tay.sqlite3"
    path.write_bytes(b"not a database, far from it" * 100)
    with pytest.raises(StoreUnusable, match=r"khôi phục từ bản sao lưu"):
        open_store(path)
    assert path.read_bytes().startswith(b"not a database")


def test_a_second_writer_waits_instead_of_failing(tmp_path: Path) -> None:
    first, second = (open_store(tmp_path / "so-tay.sqlite3") for _ in range(2))
    with transaction(first):
        audit.record_by(first, "c", "a", "x", "1")
        second.execute("PRAGMA busy_timeout=50")
        with pytest.raises(sqlite3.OperationalError, match="locked"), transaction(second):
            pass
    with transaction(second):
        audit.record_by(second, "c", "a", "x", "2")
    assert first.execute("SELECT COUNT(*) FROM audit").fetchone()[0] == 2
    first.conn.close()
    second.conn.close()


def test_a_folder_that_cannot_be_written_is_named_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(StoreUnusable, match=r"kiểm tra quyền ghi"):
        open_store(tmp_path / "file" / "so-tay.sqlite3")
