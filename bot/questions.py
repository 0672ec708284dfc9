"""The log of questions: what was asked, how it ended, which passages answered it, what was thought of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal

from bot.privacy import mask
from bot.store import Database, now
from knowledge import Answer

Vote = Literal["right", "wrong"]
UNKNOWN_DOCUMENT = "abstain_unknown_document"  # the lead about a document that not even a citation names


@dataclass(frozen=True)
class Asked:
    """One question as it came: its message, its words, who understood it ("rasa" or "rules").

    `view_of` is the message whose answer is looked further into ("xem cả mục"), None for a question;
    `reading_of` the message that was asked back and of whose readings this is one, None for none.
    `training`: asked while the chat only practises.
    """

    inbox_id: int
    text: str
    understood_by: str
    view_of: int | None = None
    reading_of: int | None = None
    training: bool = False


class Questions:
    """The table of questions; every method belongs to the transaction of the turn."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def log(self, asked: Asked, answer: Answer, index_version: str, took_ms: float) -> None:
        """Write down one question with its outcome; `took_ms` is the time that its answer took."""
        self._insert(
            asked,
            outcome=answer.outcome,
            lead=answer.lead,
            document=_wanted(answer),
            passages=json.dumps([q.citation.passage for q in answer.quotes]),
            confidence=answer.confidence,
            index_version=index_version,
            from_focus=int(answer.from_focus),
            took_ms=took_ms,
        )

    def log_damaged(self, asked: Asked) -> None:
        """Write down a question that no index could be asked."""
        self._insert(asked, outcome="damaged", passages="[]", confidence=0.0, index_version="", from_focus=0)

    def vote(self, inbox_id: int, vote: Vote) -> None:
        """Write down what was thought of the answer to that message; a later vote replaces an earlier one."""
        self._db.execute(
            "UPDATE questions SET feedback = ?, feedback_at = ? WHERE inbox_id = ?", [vote, now(), inbox_id]
        )

    def _insert(self, asked: Asked, **result: str | float | None) -> None:
        row = {
            "inbox_id": asked.inbox_id,
            "asked_at": now(),
            "text": mask(asked.text),
            "understood_by": asked.understood_by,
            "view_of": asked.view_of,
            "reading_of": asked.reading_of,
            "training": int(asked.training),
            **result,
        }
        places = ", ".join("?" for _ in row)
        self._db.execute(f"INSERT INTO questions ({', '.join(row)}) VALUES ({places})", list(row.values()))


def _wanted(answer: Answer) -> str:
    """The documents that were asked for and whose text is not here, "" for none."""
    missing = answer.outcome == "not_loaded" or answer.lead == UNKNOWN_DOCUMENT
    return mask(answer.values.get("document", "")) if missing else ""
