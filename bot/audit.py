"""The audit trail: who did what to which object, append-only (the schema refuses UPDATE and DELETE).

Its lines hang together by hashes (bot/chain.py), so that a line changed, put in or taken out behind the
schema's back is noticed. What is cut off at the end is noticed by who has written down an earlier `head`.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot import Inbound
from bot.chain import FIELDS, FIRST, link
from bot.store import Database, now

_COLUMNS = ", ".join(FIELDS)


@dataclass(frozen=True)
class Line:
    """One line; `at` ISO 8601 in UTC."""

    id: int
    at: str
    channel: str
    actor: str
    action: str
    object: str


def record(db: Database, message: Inbound, action: str, subject: str) -> None:
    """Write one line; it stands or falls with the transaction of the effect it records."""
    record_by(db, message.channel, message.sender, action, subject)


def record_by(db: Database, channel: str, actor: str, action: str, subject: str) -> None:
    """The same for what was done without a message, by a script say; the caller holds a transaction."""
    last = db.execute("SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1").fetchone()
    number, previous = last or (0, FIRST)
    line = dict(zip(FIELDS, (number + 1, now(), channel, actor, action, subject), strict=True))
    db.execute(
        f"INSERT INTO audit ({_COLUMNS}, previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [*line.values(), previous, link(previous, line)],
    )


def verify(db: Database) -> int | None:
    """The number of the first line that does not follow from those before it, None when all do."""
    previous = FIRST
    rows = db.query(f"SELECT {_COLUMNS}, previous, hash FROM audit ORDER BY id")
    for number, row in enumerate(rows, 1):
        if row["id"] != number or row["previous"] != previous or row["hash"] != link(previous, row):
            return int(row["id"])
        previous = row["hash"]
    return None


def head(db: Database) -> str:
    """The hash of the last line: it tells whether anything up to now was changed. "" for an empty trail."""
    row = db.execute("SELECT hash FROM audit ORDER BY id DESC LIMIT 1").fetchone()
    return str(row[0]) if row else FIRST


def holds(db: Database, earlier: str) -> bool:
    """Whether what was once the `head` is still in the trail."""
    return db.execute("SELECT 1 FROM audit WHERE hash = ?", [earlier]).fetchone() is not None


def last(db: Database, count: int) -> list[Line]:
    """The last lines, the earliest of them first."""
    rows = db.query(f"SELECT {_COLUMNS} FROM audit ORDER BY id DESC LIMIT ?", [count])
    return [Line(**row) for row in rows][::-1]
