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

    def unanswered(self) -> list[str]:
        """The texts of the questions that found no answer, oldest first."""
        rows = self._db.query(
            "SELECT text FROM questions WHERE outcome IN ('abstain', 'not_loaded', 'damaged') ORDER BY id"
        )
        return [row["text"] for row in rows]
