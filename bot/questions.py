"""The log of questions: what was asked, how it ended, which passages answered it."""

from __future__ import annotations

import json

from bot.privacy import mask
from bot.store import Database, now
from knowledge import Answer


class Questions:
    """The table of questions; `log` belongs to the transaction of the answer."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def log(self, inbox_id: int, text: str, answer: Answer, index_version: str) -> None:
        """Write down one question with its outcome."""
        self._db.execute(
            "INSERT INTO questions (inbox_id, asked_at, text, outcome, passages, confidence, index_version)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                inbox_id,
                now(),
                mask(text),
                answer.outcome,
                json.dumps([q.citation.passage for q in answer.quotes]),
                answer.confidence,
                index_version,
            ],
        )

    def log_damaged(self, inbox_id: int, text: str) -> None:
        """Write down a question that no index could be asked."""
        self._db.execute(
            "INSERT INTO questions (inbox_id, asked_at, text, outcome, passages, confidence, index_version)"
            " VALUES (?, ?, ?, 'damaged', '[]', 0, '')",
            [inbox_id, now(), mask(text)],
        )
