"""Inbox and outbox: a message is committed before it is worked on, a reply before it is sent.

    accept → commit → acknowledge → work → (effect + replies + audit + done: one transaction)
           → send → mark sent

A message key is accepted once per channel, so a message delivered again has no second effect. A crash
between send and mark may repeat that one reply; it loses none.
"""

from __future__ import annotations

import dataclasses
import datetime
import functools
import json
from collections.abc import Sequence

from bot import Attachment, Choice, File, Inbound, Letter, Reply
from bot.codes import masked
from bot.privacy import mask
from bot.scrubbing import scrub
from bot.store import Database, now, unsynced
from nlu import Understanding

WAITS = "sent_at IS NULL AND failed_at IS NULL"
_SENT_SECRET = "[đã gửi, không giữ lại]"


class Mailbox:
    """The two tables of one database; callers that write more than one row hold a transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def accept(self, message: Inbound) -> int | None:
        """The inbox id of the message, or None when its key was accepted before."""
        cursor = self._db.execute(
            "INSERT INTO inbox (channel, chat, sender, key, text, choice, files, sent_at, received_at,"
            " attachments, in_group, edited, written_s)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (channel, key) DO NOTHING RETURNING id",
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
                json.dumps([dataclasses.asdict(a) for a in message.attachments]),
                int(message.in_group),
                int(message.edited),
                message.sent_at.timestamp(),
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
        query = "UPDATE inbox SET tries = tries + 1 WHERE id = ? RETURNING tries"
        with unsynced(self._db):
            return int(self._db.execute(query, [inbox_id]).fetchall()[0][0])

    def finish(
        self,
        inbox_id: int,
        message: Inbound,
        replies: Sequence[Reply],
        said: Understanding | None = None,
        *,
        failed: bool = False,
    ) -> None:
        """Mark the message done (or set aside), mask what it tells of citizens, put out its replies.

        Where its photos were to be had is forgotten; which they are is kept.
        """
        self._db.execute(
            "UPDATE inbox SET state = ?, text = ?, files = ?, attachments = '[]', intent = ?,"
            " understood_by = ?, done_at = ? WHERE id = ?",
            [
                "failed" if failed else "done",
                masked(mask(message.text)),
                json.dumps([dataclasses.asdict(f) for f in message.files]),
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
                    json.dumps(reply, default=vars, ensure_ascii=False),
                    now(),
                ],
            )

    def write(self, channel: str, chat: str, reply: Reply) -> int:
        """Put out a letter that answers no message; the id under which it waits to be sent."""
        content = json.dumps(reply, default=vars, ensure_ascii=False)
        cursor = self._db.execute(
            "INSERT INTO outbox (channel, chat, reply, created_at) VALUES (?, ?, ?, ?) RETURNING id",
            [channel, chat, content, now()],
        )
        return int(cursor.fetchall()[0][0])

    def unsent(self, channel: str, chat: str | None = None, most: int = -1) -> list[Letter]:
        """Letters of the channel (of one chat, when given) that wait to be sent, oldest first; -1: all."""
        where, values = f"channel = ? AND {WAITS}", [channel]
        if chat is not None:
            where, values = where + " AND chat = ?", [*values, chat]
        query = f"SELECT id, chat, reply FROM outbox WHERE {where} ORDER BY id LIMIT ?"
        rows = self._db.query(query, [*values, most])
        return [Letter(row["id"], row["chat"], _reply(row["reply"])) for row in rows]

    def heads(self, channel: str, most: int) -> list[Letter]:
        """The oldest letter of each chat that waits to be sent, oldest first."""
        rows = self._db.query(
            f"SELECT MIN(id) AS id, chat, reply FROM outbox WHERE channel = ? AND {WAITS}"
            " GROUP BY chat ORDER BY id LIMIT ?",
            [channel, most],
        )
        return [Letter(row["id"], row["chat"], _reply(row["reply"])) for row in rows]

    def mark_sent(self, letter: Letter) -> None:
        """Remember that the channel took the letter; a secret one is forgotten with that.

        A power cut just then may have letters sent again, as a crash may one.
        """
        if letter.reply.secret:
            query = "UPDATE outbox SET sent_at = ?, reply = ? WHERE id = ?"
            self._db.execute(query, [*_left(letter), letter.id])
            scrub(self._db)
            return
        with unsynced(self._db):
            self._db.execute("UPDATE outbox SET sent_at = ? WHERE id = ?", [now(), letter.id])

    def mark_failed(self, letter: Letter, why: str) -> None:
        """Give the letter up, for that reason."""
        query = "UPDATE outbox SET failed_at = ?, reply = ?, error = ? WHERE id = ?"
        self._db.execute(query, [*_left(letter), why, letter.id])
        if letter.reply.secret:
            scrub(self._db)

    def mark_tried(self, letter: Letter) -> None:
        """Count a try that the channel did not take; it waits on."""
        self._db.execute("UPDATE outbox SET tries = tries + 1 WHERE id = ?", [letter.id])

    def choice(self, channel: str, chat: str, letter: int, row: int) -> Choice | None:
        """The choice in that row of a letter to that chat; None when none was offered there."""
        query = "SELECT reply FROM outbox WHERE id = ? AND channel = ? AND chat = ?"
        found = self._db.execute(query, [letter, channel, chat]).fetchone()
        choices = _reply(found[0]).choices if found else ()
        return choices[row] if 0 <= row < len(choices) else None

    def received(self, message: Inbound, since: datetime.datetime) -> int:
        """How many messages written by that sender since then were accepted."""
        query = "SELECT COUNT(*) FROM inbox WHERE channel = ? AND sender = ? AND written_s > ?"
        values = [message.channel, message.sender, since.timestamp()]
        return int(self._db.execute(query, values).fetchone()[0])

    def photos(self, message: Inbound, since: datetime.datetime) -> int:
        """How many photos of that sender were taken since then."""
        query = (
            "SELECT COALESCE(SUM(json_array_length(files)), 0) FROM inbox"
            " WHERE channel = ? AND sender = ? AND written_s > ?"
        )
        values = [message.channel, message.sender, since.timestamp()]
        return int(self._db.execute(query, values).fetchone()[0])


def _left(letter: Letter) -> tuple[str, str]:
    """When a letter was done with, and what is kept of it."""
    kept = dataclasses.replace(letter.reply, text=_SENT_SECRET) if letter.reply.secret else letter.reply
    return now(), json.dumps(kept, default=vars, ensure_ascii=False)


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
        attachments=tuple(Attachment(**a) for a in json.loads(row["attachments"])),
        in_group=bool(row["in_group"]),
        edited=bool(row["edited"]),
    )


@functools.lru_cache(maxsize=256)  # a letter is looked at again and again while it waits
def _reply(text: str) -> Reply:
    data = json.loads(text)
    return Reply(
        data["text"],
        tuple(Choice(**c) for c in data["choices"]),
        tuple(File(**f) for f in data["files"]),
        data.get("secret", False),
    )
