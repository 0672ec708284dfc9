"""What people teach: a question is attached to a passage, taken off again, or dismissed, with its audit line.

The files of the knowledge room are written before the database, in whose transaction the callers are: after a
crash in between the question stands in the files alone, and attaching it again writes down what is missing.
"""

from __future__ import annotations

from bot import audit
from bot.learning.unanswered import Unanswered
from bot.privacy import MASK, MASK_ADDRESS, MASK_NAME, found
from bot.store import Database
from knowledge.hinting import Hinting, HintRefused, phrase_of
from knowledge.index import Index

_MASKS = (MASK, MASK_ADDRESS, MASK_NAME)


class Lessons:
    """`by` is who does it: the channel and the account, or "script" and the user of the machine."""

    def __init__(self, db: Database, unanswered: Unanswered, hinting: Hinting) -> None:
        self._db = db
        self._unanswered = unanswered
        self._hinting = hinting

    def attach(self, question: str, passage: str, index: Index, by: tuple[str, str]) -> str:
        """The phrase that was attached; it counts from the next reload.

        Raises HintRefused, or DocumentRefused when a file cannot be read.
        """
        if found(question) or any(mask in question for mask in _MASKS):
            raise HintRefused(
                "Câu có tên người, số điện thoại, số giấy tờ hoặc thư điện tử nên không ghi vào hints.yml: "
                "gõ lại câu, bỏ phần đó đi."
            )
        written = self._hinting.passage_of(question) == passage
        if written and not self._unanswered.is_settled(question):
            phrase = phrase_of(question)
        else:
            phrase = self._hinting.attach(question, passage, index)
        self._unanswered.settle(question, passage, index.version)
        audit.record_by(self._db, *by, "question attached", f"{passage}: {phrase}")
        return phrase

    def detach(self, question: str, by: tuple[str, str]) -> str:
        """The passage from which the question was taken. Raises HintRefused, DocumentRefused."""
        passage = self._hinting.detach(question)
        self._unanswered.reopen(question)
        audit.record_by(self._db, *by, "question detached", f"{passage}: {phrase_of(question)}")
        return passage

    def dismiss(self, question: str, by: tuple[str, str]) -> None:
        """Nothing; the question is off the list until it is asked again. Raises LookupError."""
        if not self._unanswered.is_open(question):
            raise LookupError(f"Không có câu “{question}” trong danh sách câu hỏi chưa trả lời được.")
        self._unanswered.settle(question, "", "")
        audit.record_by(self._db, *by, "question dismissed", phrase_of(question))
