"""A database of every earlier schema opens with all it held, and works; so does one killed on the way."""

from __future__ import annotations

import datetime
import json
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot import Inbound, Reply, app, audit, chain, config, form, records
from bot.form import Draft
from bot.migrations import Database, migrations
from bot.reports import Filing
from bot.store import open_store, transaction
from tests.reported import TIMEZONE

NOON = datetime.datetime(2025, 3, 16, 12, tzinfo=TIMEZONE)
with closing(sqlite3.connect(":memory:")) as _nothing:
    NAMES = [each.name for each in migrations.pending(Database(_nothing))]
KILLS = os.environ.get("SO_TAY_KILLS")
EARLIER = NAMES[1:]  # a database of each is one that stopped before it
DRAFT = json.dumps({"fields": {"place": "Xã Ba Tơ"}, "approximate": [], "trail": [], "held": []})
# A row of each table; an earlier schema takes what it has a column for, a later one its defaults.
LETTER = json.dumps({"text": "đã lưu", "choices": [], "files": []}, ensure_ascii=False)
FIELDS = json.dumps({"fields": {"held_on": "2025-03-15", "place": "Xã Ba Vì"}, "approximate": []})
ROWS: dict[str, dict[str, Any]] = {
    "inbox": {
        **{"channel": "test", "chat": "an", "sender": "an", "key": "1", "text": "gửi", "choice": ""},
        **{"files": "[]", "sent_at": "2025-03-15T03:00:00+00:00", "received_at": "t", "state": "done"},
    },
    "outbox": {"inbox_id": 1, "channel": "test", "chat": "an", "reply": LETTER, "created_at": "t"},
    "conversations": {"channel": "test", "chat": "an", "state": "{}", "updated_at": "t"},
    "drafts": {
        **{"id": 7, "channel": "test", "chat": "an", "form": "activity_report", "form_version": 1},
        **{"content": DRAFT, "started_at": "t", "updated_at": "t"},
    },
    "reports": {
        **{"number": "BC-2025-000001", "year": 2025, "sequence": 1, "draft_id": 1, "inbox_id": 1},
        **{"channel": "test", "sender": "an", "form": "activity_report", "form_version": 1},
        **{"fields": FIELDS, "stored_at": "2025-03-15T03:00:00.000+00:00"},
        **{"day": "2025-03-15", "unit": "Xã Ba Vì"},
    },
    "report_versions": {
        **{"report_id": 1, "version": 1, "draft_id": 1, "inbox_id": 1, "form_version": 1},
        **{"fields": FIELDS, "reason": "", "stored_at": "2025-03-15T03:00:00.000+00:00"},
    },
    "questions": {
        **{"inbox_id": 1, "asked_at": "t", "text": "ai ký", "outcome": "answer", "passages": "[]"},
        **{"confidence": 0.5, "index_version": "v"},
    },
    "people": {"name": "An", "role": "officer", "unit": "Xã Ba Vì", "added_at": "t"},
    "contacts": {"channel": "test", "sender": "an", "chat": "an", "person_id": 1},
    "invitations": {
        **{"lookup": "x", "role": "officer", "unit": "", "name": "", "made_by": "script"},
        **{"made_at": "t", "expires_at": "t"},
    },
    "tasks": {"channel": "test", "chat": "an", "kind": "export", "content": "{}", "made_at": "t"},
}
LINES = [("t1", "test", "an", "stored", "report 1"), ("t2", "script", "bình", "added", "person 1")]
# A process that opens the file, and ends by kill -9 before the statement of that number.
KILLED = """
import os, signal, sqlite3, sys
from pathlib import Path
from bot import store
last, count = int(sys.argv[2]), 0
class Counted(sqlite3.Connection):
    def execute(self, sql, *parameters):
        global count
        count += not sql.lstrip().upper().startswith(("PRAGMA", "SELECT"))
        if count == last:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().execute(sql, *parameters)
real = sqlite3.connect
store.sqlite3.connect = lambda *given, **named: real(*given, factory=Counted, **named)
store.open_store(Path(sys.argv[1])).conn.close()
print(count)
"""


def released(path: Path, before: str) -> dict[str, list[dict[str, Any]]]:
    """What is in a database of the schema that had all migrations before that one, filled as its time did."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        db = Database(connection)
        connection.execute("PRAGMA journal_mode = WAL")
        migrations.apply(db, stop_before=before)
        tables = set(db.table_names())
        for table, row in ROWS.items():
            if table in tables:
                known = db[table].columns_dict
                db.table(table).insert({name: value for name, value in row.items() if name in known})
        for line in LINES:
            if "hash" in db["audit"].columns_dict:
                audit.record_by(db, *line[1:])
            else:
                db.table("audit").insert(dict(zip(chain.FIELDS[1:], line, strict=True)))
        return content(db)


def content(db: Database) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table of ours."""
    tables = [name for name in db.table_names() if not name.startswith(("_", "sqlite_"))]
    return {name: list(db.query(f"SELECT * FROM [{name}]")) for name in tables}


def held(before: dict[str, list[dict[str, Any]]], db: Database) -> None:
    """Nothing. AssertionError unless all that there was before is there, and the file is sound."""
    now = content(db)
    for table, rows in before.items():
        assert len(now[table]) == len(rows), table
        for old, new in zip(rows, now[table], strict=True):
            assert {name: new[name] for name in old} == old
    assert migrations.pending(db) == []
    assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    assert audit.verify(db) is None


def schema(db: Database) -> set[tuple[str, tuple[tuple[str, str, int, str | None], ...]]]:
    """Each table with the names, kinds, NOT NULL and defaults of its columns, whatever their order."""
    return {
        (each.name, tuple(sorted((c.name, c.type, c.notnull, c.default_value) for c in each.columns)))
        for each in db.tables
        if not each.name.startswith("sqlite_")
    }


def use(db: Database) -> None:
    """Nothing; an officer's report, its correction, its review and the period's end, as of today."""
    kept = records.keep(db, config.load(app.CONFIG))
    report_form = form.load(app.FORM)
    message = Inbound("test", "an", "an", "2", "gửi", NOON)
    with transaction(db):
        inbox = kept.mailbox.accept(message)
        assert inbox
        draft = Draft({"held_on": "2025-03-16", "place": "Xã Ba Vì"}, id=100)
        made = kept.reports.add(inbox, message, report_form, draft, Filing(NOON.date(), "Xã Ba Vì"))
        kept.mailbox.finish(inbox, message, [Reply("đã lưu")])
        kept.reviews.decide(made, "returned", "thiếu", message)
        audit.record(db, message, "stored", made.number)
    assert {each.number for each in kept.reports.of(message, 9)} == {"BC-2025-000001", made.number}
    old = kept.reports.get("BC-2025-000001")
    assert old
    assert (old.day.isoformat(), old.unit, old.version) == ("2025-03-15", "Xã Ba Vì", 1)
    period = kept.periods.named("2025-03")
    with transaction(db):
        kept.closings.close(period, message)
    assert kept.closings.closed_at(period)
    assert kept.conversations.draft("test", "an")
    assert [letter.reply.text for letter in kept.mailbox.unsent("test")] == ["đã lưu", "đã lưu"]


@pytest.mark.parametrize("before", EARLIER)
def test_a_database_of_an_earlier_schema_keeps_all_and_works(before: str, tmp_path: Path) -> None:
    path = tmp_path / "so-tay.sqlite3"
    rows = released(path, before)
    assert {"inbox", "drafts", "reports", "audit", "questions"} <= {name for name in rows if rows[name]}
    db = open_store(path)
    held(rows, db)
    use(db)
    assert audit.verify(db) is None
    db.conn.close()


@pytest.mark.parametrize("before", EARLIER)
def test_its_schema_is_then_that_of_a_new_one(before: str, tmp_path: Path) -> None:
    released(tmp_path / "old.sqlite3", before)
    old, new = open_store(tmp_path / "old.sqlite3"), open_store(tmp_path / "new.sqlite3")
    assert schema(old) == schema(new)
    for kind in ("trigger", "index"):
        query = "SELECT name FROM sqlite_master WHERE type = ? AND name NOT LIKE 'sqlite_%' ORDER BY name"
        assert list(old.query(query, [kind])) == list(new.query(query, [kind]))
    for db in (old, new):
        db.conn.close()


@pytest.mark.slow
@pytest.mark.parametrize("before", EARLIER)
def test_a_start_killed_before_a_statement_of_a_migration_opens_the_next_time(
    before: str, tmp_path: Path
) -> None:
    """Before every statement of the last migration; before some of the longer ways, or with KILLS all."""
    step = 1 if KILLS or before == EARLIER[-1] else 12
    for last in range(1, 1000, step):
        path = tmp_path / f"{last}.sqlite3"
        rows = released(path, before)
        command = [sys.executable, "-c", KILLED, str(path), str(last)]
        nothing = subprocess.DEVNULL
        ended = subprocess.run(
            command, cwd=app.ROOT, stdin=nothing, capture_output=True, text=True, timeout=60, check=False
        )
        db = open_store(path)
        held(rows, db)
        db.conn.close()
        if ended.returncode != -signal.SIGKILL:
            assert ended.returncode == 0, ended.stderr
            break
    assert last > step, "no statement of a migration was seen"
    print(f"before {before}: killed at {(last - 1) // step} statements")
