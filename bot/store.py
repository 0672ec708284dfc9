"""The one SQLite file: opening it, its schema by numbered migrations, and immediate transactions."""

from __future__ import annotations

import datetime
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlite_utils
from sqlite_utils import Migrations

Database = sqlite_utils.Database  # named from here by all that hold the one database
migrations = Migrations("so_tay")


class StoreUnusable(Exception):
    """The database file cannot be used; the message says what to do, in Vietnamese."""


@migrations()
def m001_first_schema(db: Database) -> None:
    """The mailbox, conversations with their drafts, reports, questions and the audit trail."""
    for statement in re.split(r";\n+(?=CREATE)", _FIRST_SCHEMA):
        db.execute(statement)


@migrations()
def m002_feedback(db: Database) -> None:
    """What was thought of an answer, how the question was understood, and how long the answer took."""
    for column in _FEEDBACK:
        db.execute(f"ALTER TABLE questions ADD COLUMN {column}")
    db.execute("CREATE INDEX questions_by_message ON questions (inbox_id)")


def open_store(path: Path | str) -> Database:
    """The database at `path`, made or migrated as needed; ":memory:" for tests.

    WAL with synchronous=FULL: what is committed survives a power cut. Raises StoreUnusable.
    """
    try:
        if isinstance(path, Path):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
        connection = sqlite3.connect(path, isolation_level=None, timeout=5.0)
    except (sqlite3.OperationalError, OSError) as error:
        raise StoreUnusable(
            f"Không mở được cơ sở dữ liệu {path} ({error}). "
            "Hãy kiểm tra quyền ghi và chỗ trống của thư mục đó."
        ) from error
    try:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000"):
            connection.execute(f"PRAGMA {pragma}")
        _check(connection)
        db = Database(connection)
        migrations.apply(db)
    except sqlite3.OperationalError as error:
        connection.close()
        raise StoreUnusable(
            f"Cơ sở dữ liệu {path} đang bận, hoặc không ghi được ({error}). Hãy đóng chương trình khác "
            "đang dùng nó, kiểm tra quyền ghi và chỗ trống trên đĩa, rồi khởi động lại."
        ) from error
    except sqlite3.DatabaseError as error:
        connection.close()
        raise StoreUnusable(
            f"Cơ sở dữ liệu {path} đang hỏng ({error}). Hãy khôi phục tệp này từ bản sao lưu "
            "rồi khởi động lại; đừng xóa nó."
        ) from error
    return db


def _check(connection: sqlite3.Connection) -> None:
    found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise sqlite3.DatabaseError(found)


@contextmanager
def transaction(db: Database) -> Iterator[None]:
    """One immediate transaction: all of the block or, when it raises, nothing of it."""
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.conn.execute("COMMIT")
    except BaseException:
        if db.conn.in_transaction:
            db.conn.execute("ROLLBACK")
        raise


def now() -> str:
    """The present moment as it is stored: ISO 8601 in UTC, to the millisecond."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")


_FEEDBACK = (
    "view_of INTEGER REFERENCES inbox (id)",  # the message whose answer this looks further into
    "from_focus INTEGER NOT NULL DEFAULT 0 CHECK (from_focus IN (0, 1))",
    "understood_by TEXT CHECK (understood_by IN ('rasa', 'rules'))",
    "took_ms REAL",  # finding the passages, in milliseconds; NULL when no index could be asked
    "feedback TEXT CHECK (feedback IN ('right', 'wrong'))",
    "feedback_at TEXT",
)

_FIRST_SCHEMA = """
CREATE TABLE inbox (
    id INTEGER PRIMARY KEY,
    channel TEXT NOT NULL,
    chat TEXT NOT NULL,
    sender TEXT NOT NULL,
    key TEXT NOT NULL,
    text TEXT NOT NULL,
    choice TEXT NOT NULL,
    files TEXT NOT NULL,
    sent_at TEXT NOT NULL,
    received_at TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'done', 'failed')),
    tries INTEGER NOT NULL DEFAULT 0,
    intent TEXT,
    understood_by TEXT CHECK (understood_by IN ('rasa', 'rules')),
    done_at TEXT,
    UNIQUE (channel, key)
) STRICT;
CREATE INDEX inbox_waiting ON inbox (channel, id) WHERE state = 'new';

CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    inbox_id INTEGER NOT NULL REFERENCES inbox (id),
    channel TEXT NOT NULL,
    chat TEXT NOT NULL,
    reply TEXT NOT NULL,
    created_at TEXT NOT NULL,
    sent_at TEXT
) STRICT;
CREATE INDEX outbox_waiting ON outbox (channel, id) WHERE sent_at IS NULL;

CREATE TABLE conversations (
    channel TEXT NOT NULL,
    chat TEXT NOT NULL,
    state TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (channel, chat)
) STRICT;

CREATE TABLE drafts (
    id INTEGER PRIMARY KEY AUTOINCREMENT, -- never used again: a report is stored once for each draft
    channel TEXT NOT NULL,
    chat TEXT NOT NULL,
    form TEXT NOT NULL,
    form_version INTEGER NOT NULL,
    content TEXT NOT NULL,
    started_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    UNIQUE (channel, chat)
) STRICT;

CREATE TABLE reports (
    id INTEGER PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    year INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    draft_id INTEGER NOT NULL UNIQUE,
    inbox_id INTEGER NOT NULL REFERENCES inbox (id),
    channel TEXT NOT NULL,
    sender TEXT NOT NULL,
    form TEXT NOT NULL,
    form_version INTEGER NOT NULL,
    fields TEXT NOT NULL,
    stored_at TEXT NOT NULL,
    UNIQUE (year, sequence)
) STRICT;
CREATE INDEX reports_by_sender ON reports (channel, sender, id);

CREATE TABLE questions (
    id INTEGER PRIMARY KEY,
    inbox_id INTEGER NOT NULL REFERENCES inbox (id),
    asked_at TEXT NOT NULL,
    text TEXT NOT NULL,
    outcome TEXT NOT NULL,
    passages TEXT NOT NULL,
    confidence REAL NOT NULL,
    index_version TEXT NOT NULL
) STRICT;

CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    channel TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    object TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_is_append_only_update BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER audit_is_append_only_delete BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END
"""
