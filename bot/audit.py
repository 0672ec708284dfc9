"""The audit trail: who did what to which object, append-only (the schema refuses UPDATE and DELETE)."""

from __future__ import annotations

from bot import Inbound
from bot.store import Database, now


def record(db: Database, message: Inbound, action: str, subject: str) -> None:
    """Write one line; it stands or falls with the transaction of the effect it records."""
    db.execute(
        "INSERT INTO audit (at, channel, actor, action, object) VALUES (?, ?, ?, ?, ?)",
        [now(), message.channel, message.sender, action, subject],
    )
