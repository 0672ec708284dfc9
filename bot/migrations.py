"""The schema of the one SQLite file, as numbered migrations: each is applied once, in order (bot/schema)."""

from __future__ import annotations

import re
from pathlib import Path

import sqlite_utils
from sqlite_utils import Migrations

from bot.chain import FIELDS, FIRST, link

Database = sqlite_utils.Database  # named from here by all that hold the one database
migrations = Migrations("so_tay")
SCHEMA = Path(__file__).with_name("schema")


@migrations()
def m001_first_schema(db: Database) -> None:
    """The mailbox, conversations with their drafts, reports, questions and the audit trail."""
    _execute(db, "001-first.sql")


@migrations()
def m002_feedback(db: Database) -> None:
    """What was thought of an answer, how the question was understood, and how long the answer took."""
    _execute(db, "002-feedback.sql")


@migrations()
def m003_office(db: Database) -> None:
    """Versions, states and periods of reports, people, reviews, reminders; letters that answer no message."""
    _execute(db, "003-office.sql")
    db.table("outbox").transform(not_null={"inbox_id": False}, strict=True)
    db.execute("CREATE INDEX IF NOT EXISTS outbox_waiting ON outbox (channel, id) WHERE sent_at IS NULL")


@migrations()
def m004_messengers(db: Database) -> None:
    """What came with a message and is not fetched yet; tries of sending, and letters that were given up."""
    _execute(db, "004-messengers.sql")


@migrations()
def m005_people(db: Database) -> None:
    """Invitations and tries of codes; each line of the audit trail with its hash and the one before it."""
    _execute(db, "005-people.sql")
    columns, previous = ", ".join(FIELDS), FIRST
    for row in list(db.query(f"SELECT {columns} FROM audit_without_hashes ORDER BY id")):
        own = link(previous, row)
        query = f"INSERT INTO audit ({columns}, previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        db.execute(query, [*row.values(), previous, own])
        previous = own
    db.execute("DROP TABLE audit_without_hashes")


@migrations()
def m006_tasks(db: Database) -> None:
    """What is made beside the conversation."""
    _execute(db, "006-tasks.sql")


@migrations()
def m007_learning(db: Database) -> None:
    """What a question was told and which document it missed; what people did about unanswered ones."""
    _execute(db, "007-learning.sql")


def _execute(db: Database, name: str) -> None:
    """Run the statements of a file one by one, in the transaction of the migration."""
    statements = (SCHEMA / name).read_text(encoding="utf-8").strip().removesuffix(";")
    for statement in re.split(r";\n+(?=CREATE|ALTER|UPDATE|INSERT|DROP)", statements):
        db.execute(statement)
