"""Wishes that are made beside the conversation: a table, so that none is lost when the process ends."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from bot.store import Database, now

Content = Mapping[str, str]


@dataclass(frozen=True)
class Task:
    """A wish of a chat. `tries` are those made before."""

    id: int
    channel: str
    chat: str
    kind: str
    content: Content
    tries: int


class Tasks:
    """The table of wishes. `any`: whether one may wait; an earlier run may have left some."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self.any = True

    def add(self, channel: str, chat: str, kind: str, content: Content) -> None:
        """Nothing; the caller holds the transaction of the turn."""
        self.any = True
        query = "INSERT INTO tasks (channel, chat, kind, content, made_at) VALUES (?, ?, ?, ?, ?)"
        self._db.execute(query, [channel, chat, kind, json.dumps(content), now()])

    def take(self) -> Task | None:
        """The oldest wish that waits, this try counted; None when none does."""
        query = (
            "UPDATE tasks SET tries = tries + 1 WHERE id = (SELECT MIN(id) FROM tasks WHERE done_at IS NULL)"
            " RETURNING id, channel, chat, kind, content, tries - 1"
        )
        rows = self._db.execute(query).fetchall()
        if not rows:
            self.any = False
            return None
        number, channel, chat, kind, content, tries = rows[0]
        return Task(number, channel, chat, kind, json.loads(content), tries)

    def finish(self, task: Task) -> None:
        """Nothing; the wish is done."""
        self._db.execute("UPDATE tasks SET done_at = ? WHERE id = ?", [now(), task.id])
