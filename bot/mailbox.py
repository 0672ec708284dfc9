"""Inbox and outbox: a message is committed before it is worked on, a reply before it is sent.

    accept → commit → acknowledge → work → (effect + replies + audit + done: one transaction)
           → send → mark sent

A message key is accepted once per channel, so a message delivered again has no second effect. A crash
between send and mark may repeat that one reply; it loses none.
"""

from __future__ import annotations

import dataclasses
import datetime
import json
from collections.abc import Sequence
from dataclasses import dataclass

from bot import Choice, File, Inbound, Reply
from bot.privacy import mask
from bot.store import Database, now
from nlu import Understanding


@dataclass(frozen=True)
class Letter:
    """A reply that waits to be sent."""

    id: int
    chat: str
    reply: Reply


class Mailbox:
    """The two tables of one database; callers that write more than one row hold a transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def accept(self, message: Inbound) -> int | None:
        """The inbox id of the message, or None when its key was accepted before."""
        cursor = self._db.execute(
            "INSERT INTO inbox (channel, chat, sender, key, text, choice, files, sent_at, received_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (channel, key) DO NOTHING RETURNING id",
            [
                message.channel,
                message.chat,
                message.sender,
                message.key,
                message.text,
                message.choice,
                json.dumps([dataclasses.asdict(f) for f in message.files]),
                message.sent_at.isoformat(),
                now(),
            ],
        )
        rows = cursor.fetchall()
        return int(rows[0][0]) if rows else None

    def waiting(self, channel: str) -> list[tuple[int, Inbound]]:
        """Accepted messages of the channel that nobody has finished, oldest first."""
        rows = self._db.query(
            "SELECT * FROM inbox WHERE channel = ? AND state = 'new' ORDER BY id", [channel]
        )
        return [(row["id"], _inbound(row)) for row in rows]

    def is_waiting(self, inbox_id: int) -> bool:
        """Whether nobody has finished the message."""
        row = self._db.execute("SELECT state FROM inbox WHERE id = ?", [inbox_id]).fetchone()
        return bool(row[0] == "new")

    def attempt(self, inbox_id: int) -> int:
        """How many times the message has been tried, this one included."""
        self._db.execute("UPDATE inbox SET tries = tries + 1 WHERE id = ?", [inbox_id])
        return int(self._db.execute("SELECT tries FROM inbox WHERE id = ?", [inbox_id]).fetchone()[0])

    def finish(
        self,
        inbox_id: int,
        message: Inbound,
        replies: Sequence[Reply],
        said: Understanding | None = None,
        *,
        failed: bool = False,
    ) -> None:
        """Mark the message done (or set aside), mask citizens' numbers in it, put out its replies."""
        self._db.execute(
            "UPDATE inbox SET state = ?, text = ?, intent = ?, understood_by = ?, done_at = ? WHERE id = ?",
            [
                "failed" if failed else "done",
                mask(message.text),
                said.intent if said else None,
                said.source if said else None,
                now(),
                inbox_id,
            ],
        )
        for reply in replies:
            self._db.execute(
                "INSERT INTO outbox (inbox_id, channel, chat, reply, created_at) VALUES (?, ?, ?, ?, ?)",
                [
                    inbox_id,
                    message.channel,
                    message.chat,
                    json.dumps(dataclasses.asdict(reply), ensure_ascii=False),
                    now(),
                ],
            )

    def write(self, channel: str, chat: str, reply: Reply) -> int:
        """Put out a letter that answers no message; the id under which it waits to be sent."""
        content = json.dumps(dataclasses.asdict(reply), ensure_ascii=False)
        cursor = self._db.execute(
            "INSERT INTO outbox (channel, chat, reply, created_at) VALUES (?, ?, ?, ?) RETURNING id",
            [channel, chat, content, now()],
        )
        return int(cursor.fetchall()[0][0])

    def letters(self, channel: str) -> list[Letter]:
        """Unsent letters of the channel that answer no message, oldest first."""
        rows = self._db.query(
            "SELECT id, chat, reply FROM outbox"
            " WHERE channel = ? AND sent_at IS NULL AND inbox_id IS NULL ORDER BY id",
            [channel],
        )
        return [Letter(row["id"], row["chat"], _reply(row["reply"])) for row in rows]

    def unsent(self, channel: str, chat: str | None = None) -> list[Letter]:
        """Replies of the channel (of one chat, when given) that wait to be sent, oldest first."""
        where, values = "channel = ? AND sent_at IS NULL", [channel]
        if chat is not None:
            where, values = where + " AND chat = ?", [*values, chat]
        rows = self._db.query(f"SELECT id, chat, reply FROM outbox WHERE {where} ORDER BY id", values)
        return [Letter(row["id"], row["chat"], _reply(row["reply"])) for row in rows]

    def mark_sent(self, letter: Letter) -> None:
        """Remember that the channel took the reply."""
        self._db.execute("UPDATE outbox SET sent_at = ? WHERE id = ?", [now(), letter.id])


def _inbound(row: dict[str, str]) -> Inbound:
    return Inbound(
        channel=row["channel"],
        chat=row["chat"],
        sender=row["sender"],
        key=row["key"],
        text=row["text"],
        sent_at=datetime.datetime.fromisoformat(row["sent_at"]),
        choice=row["choice"],
        files=tuple(File(**f) for f in json.loads(row["files"])),
    )


def _reply(text: str) -> Reply:
    data = json.loads(text)
    return Reply(
        data["text"],
        tuple(Choice(**c) for c in data["choices"]),
        tuple(File(**f) for f in data["files"]),
    )
