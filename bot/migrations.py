"""The schema of the one SQLite file, as numbered migrations: each is applied once, in order."""

from __future__ import annotations

import re

import sqlite_utils
from sqlite_utils import Migrations

Database = sqlite_utils.Database  # named from here by all that hold the one database
migrations = Migrations("so_tay")


@migrations()
def m001_first_schema(db: Database) -> None:
    """The mailbox, conversations with their drafts, reports, questions and the audit trail."""
    _execute(db, _FIRST_SCHEMA)


@migrations()
def m002_feedback(db: Database) -> None:
    """What was thought of an answer, how the question was understood, and how long the answer took."""
    for column in _FEEDBACK:
        db.execute(f"ALTER TABLE questions ADD COLUMN {column}")
    db.execute("CREATE INDEX questions_by_message ON questions (inbox_id)")


@migrations()
def m003_office(db: Database) -> None:
    """Versions, states and periods of reports, people, reviews, reminders; letters that answer no message."""
    _execute(db, _OFFICE)
    db.table("outbox").transform(not_null={"inbox_id": False}, strict=True)
    db.execute("CREATE INDEX IF NOT EXISTS outbox_waiting ON outbox (channel, id) WHERE sent_at IS NULL")


def _execute(db: Database, statements: str) -> None:
    for statement in re.split(r";\n+(?=CREATE|ALTER|UPDATE|INSERT)", statements.strip()):
        db.execute(statement)


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

_OFFICE = """
ALTER TABLE reports ADD COLUMN kind TEXT NOT NULL DEFAULT 'activity' CHECK (kind IN ('activity', 'nil'));
ALTER TABLE reports ADD COLUMN training INTEGER NOT NULL DEFAULT 0 CHECK (training IN (0, 1));
ALTER TABLE reports ADD COLUMN state TEXT NOT NULL DEFAULT 'new'
    CHECK (state IN ('new', 'returned', 'approved', 'rejected'));
ALTER TABLE reports ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE reports ADD COLUMN day TEXT NOT NULL DEFAULT '' /* the period's last for "nil" */;
ALTER TABLE reports ADD COLUMN unit TEXT NOT NULL DEFAULT '' /* that reports */;
UPDATE reports SET day = COALESCE(json_extract(fields, '$.fields.held_on'), substr(stored_at, 1, 10)),
    unit = COALESCE(json_extract(fields, '$.fields.unit'), json_extract(fields, '$.fields.place'), '');
CREATE INDEX reports_by_day ON reports (day);

CREATE TABLE report_versions (
    id INTEGER PRIMARY KEY,
    report_id INTEGER NOT NULL REFERENCES reports (id),
    version INTEGER NOT NULL,
    draft_id INTEGER NOT NULL UNIQUE,
    inbox_id INTEGER NOT NULL REFERENCES inbox (id),
    form_version INTEGER NOT NULL,
    fields TEXT NOT NULL,
    reason TEXT NOT NULL, -- the officer's words
    stored_at TEXT NOT NULL,
    UNIQUE (report_id, version)
) STRICT;
INSERT INTO report_versions (report_id, version, draft_id, inbox_id, form_version, fields, reason, stored_at)
    SELECT id, 1, draft_id, inbox_id, form_version, fields, '', stored_at FROM reports;

CREATE TABLE people (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    unit TEXT NOT NULL,
    active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
    added_at TEXT NOT NULL
) STRICT;

CREATE TABLE contacts (
    channel TEXT NOT NULL,
    sender TEXT NOT NULL,
    chat TEXT NOT NULL,
    person_id INTEGER NOT NULL REFERENCES people (id),
    PRIMARY KEY (channel, sender)
) STRICT;

CREATE TABLE reviews (
    id INTEGER PRIMARY KEY,
    report_id INTEGER NOT NULL REFERENCES reports (id),
    version INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('returned', 'approved', 'rejected')),
    reason TEXT NOT NULL,
    channel TEXT NOT NULL, -- of the reviewer
    sender TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;
CREATE INDEX reviews_by_report ON reviews (report_id, id);

CREATE TABLE closings (
    id INTEGER PRIMARY KEY,
    period TEXT NOT NULL UNIQUE, -- "2025-03", "2025-W11", "2025-Q1"
    first TEXT NOT NULL,
    last TEXT NOT NULL,
    channel TEXT NOT NULL,
    sender TEXT NOT NULL,
    closed_at TEXT NOT NULL
) STRICT;

CREATE TABLE closing_reports (
    closing_id INTEGER NOT NULL REFERENCES closings (id),
    report_id INTEGER NOT NULL REFERENCES reports (id),
    number TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    version INTEGER NOT NULL,
    form_version INTEGER NOT NULL,
    day TEXT NOT NULL,
    unit TEXT NOT NULL,
    fields TEXT NOT NULL,
    stored_at TEXT NOT NULL,
    PRIMARY KEY (closing_id, report_id)
) STRICT;
CREATE TRIGGER closing_reports_are_kept_update BEFORE UPDATE ON closing_reports
BEGIN SELECT RAISE(ABORT, 'a closed period is not changed'); END;
CREATE TRIGGER closing_reports_are_kept_delete BEFORE DELETE ON closing_reports
BEGIN SELECT RAISE(ABORT, 'a closed period is not changed'); END;

CREATE TABLE reminders (
    id INTEGER PRIMARY KEY,
    period TEXT NOT NULL,
    person_id INTEGER NOT NULL REFERENCES people (id),
    outbox_id INTEGER, -- the letter, NULL when it could not be sent
    outcome TEXT NOT NULL CHECK (outcome IN ('sent', 'undeliverable')),
    at TEXT NOT NULL,
    UNIQUE (period, person_id)
) STRICT
"""
