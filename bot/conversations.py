"""What a chat remembers between messages: its state and its open draft, each a row keyed (channel, chat)."""

from __future__ import annotations

import dataclasses
import datetime
import json
from dataclasses import dataclass

from bot import Choice, Inbound
from bot.form import Draft, Form, Held
from bot.store import Database, now
from knowledge import NO_FOCUS, Focus


@dataclass(frozen=True)
class State:
    """`focus` is what questions are about, until it expires; `choices` are those of the last reply.

    `shown` are the passages last quoted.
    """

    focus: Focus = NO_FOCUS
    focus_at: str = ""
    choices: tuple[Choice, ...] = ()
    shown: tuple[str, ...] = ()

    def fresh_focus(self, at: datetime.datetime, minutes: int) -> Focus:
        """The focus, or an empty one when it is older than that."""
        if not self.focus_at:
            return NO_FOCUS
        age = at - datetime.datetime.fromisoformat(self.focus_at)
        return self.focus if abs(age) <= datetime.timedelta(minutes=minutes) else NO_FOCUS


class Conversations:
    """State and drafts; callers hold a transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def state(self, message: Inbound) -> State:
        """The chat's state; an empty one for a chat not met before."""
        row = self._db.execute(
            "SELECT state FROM conversations WHERE channel = ? AND chat = ?", [message.channel, message.chat]
        ).fetchone()
        if row is None:
            return State()
        data = json.loads(row[0])
        return State(
            Focus(**data["focus"]),
            data["focus_at"],
            tuple(Choice(**c) for c in data["choices"]),
            tuple(data["shown"]),
        )

    def remember(self, message: Inbound, state: State) -> None:
        """Store the chat's state."""
        self._db.execute(
            "INSERT INTO conversations (channel, chat, state, updated_at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (channel, chat)"
            " DO UPDATE SET state = excluded.state, updated_at = excluded.updated_at",
            [message.channel, message.chat, json.dumps(dataclasses.asdict(state), ensure_ascii=False), now()],
        )

    def draft(self, channel: str, chat: str) -> Draft | None:
        """The chat's open draft, None when there is none."""
        row = self._db.execute(
            "SELECT id, content FROM drafts WHERE channel = ? AND chat = ?", [channel, chat]
        ).fetchone()
        return _draft(row[0], row[1]) if row else None

    def keep(self, message: Inbound, form: Form, draft: Draft) -> Draft:
        """Store the draft, the only one of its chat; returns it with its id."""
        content = {k: v for k, v in dataclasses.asdict(draft).items() if k != "id"}
        cursor = self._db.execute(
            "INSERT INTO drafts (channel, chat, form, form_version, content, started_at, updated_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (channel, chat)"
            " DO UPDATE SET content = excluded.content, updated_at = excluded.updated_at"
            " RETURNING id",
            [
                message.channel,
                message.chat,
                form.name,
                form.version,
                json.dumps(content, ensure_ascii=False),
                now(),
                now(),
            ],
        )
        return dataclasses.replace(draft, id=int(cursor.fetchall()[0][0]))

    def drop(self, message: Inbound) -> None:
        """Forget the chat's draft."""
        self._db.execute("DELETE FROM drafts WHERE channel = ? AND chat = ?", [message.channel, message.chat])


def _draft(draft_id: int, content: str) -> Draft:
    data = json.loads(content)
    return Draft(
        data["fields"],
        tuple(data["approximate"]),
        data["asked"],
        tuple(data["trail"]),
        tuple(Held(h["text"], h["values"], tuple(h["approximate"])) for h in data["held"]),
        draft_id,
    )
