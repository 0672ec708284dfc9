"""What was overwritten in the database is gone from its files too: codes that were sent, numbers now masked.

`secure_delete` (bot/store.py) puts zeros where something stood, but the log beside the file keeps earlier
pages until it begins anew. https://www.sqlite.org/pragma.html#pragma_wal_checkpoint
"""

from __future__ import annotations

from bot.migrations import Database


def scrub(db: Database) -> bool:
    """Whether the log is empty now; not while somebody else reads or writes, which is not waited for."""
    if db.conn.in_transaction:
        return False
    waits_ms = db.execute("PRAGMA busy_timeout").fetchone()[0]
    db.execute("PRAGMA busy_timeout = 0")
    try:
        return bool(db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0)
    except db.conn.OperationalError:  # locked, or the disk is full: the next time will do
        return False
    finally:
        db.execute(f"PRAGMA busy_timeout = {waits_ms}")
