"""What was asked in vain: questions by their folded words, and the documents whose text is not here.

Counted are questions that were not answered, those asked back whose readings nobody chose, answers voted
"chưa đúng", and answers of low confidence. Looks further into an answer, what was asked in training, and what
met a damaged index are none of these. Who asked is counted, never told.
"""

from __future__ import annotations

import datetime
import functools
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from bot.questions import UNKNOWN_DOCUMENT
from bot.store import Database, now
from nlu import courtesy
from nlu.text import has_marks, normalise, syllables

# Of 38 development questions quoted with a chance around 0.52, 42 % were answered rightly, of 65 around 0.71
# 74 % (docs/evaluation.md).
UNSURE = 0.6
_LARGEST = 2**63 - 1  # that SQLite keeps
DAYS = 30  # looked back, unless another time is asked for
_NOTHING_ASKED = "clarify_what"  # the lead when a message had no content to be asked for

Replied = Literal["abstain", "not_stated", "clarify", "wrong", "unsure"]
_Row = Mapping[str, Any]
_Listed = TypeVar("_Listed", "Group", "Wanted")

_QUESTIONS = """
SELECT q.id, q.asked_at, q.text, q.outcome, q.lead, q.document, q.passages, q.confidence, q.index_version,
    q.from_focus, COALESCE('person ' || c.person_id, i.channel || ' ' || i.sender) AS who,
    COALESCE(q.feedback, '') AS feedback,
    q.inbox_id IN
        (SELECT view_of FROM questions WHERE feedback = 'wrong' AND view_of IS NOT NULL) AS wrong_view,
    q.inbox_id IN (SELECT reading_of FROM questions WHERE reading_of IS NOT NULL) AS chosen
FROM questions q JOIN inbox i ON i.id = q.inbox_id
    LEFT JOIN contacts c ON c.channel = i.channel AND c.sender = i.sender
WHERE q.view_of IS NULL AND NOT q.training AND q.asked_at >= ?
ORDER BY q.id
"""


@dataclass(frozen=True)
class Group:
    """Questions of the same words. `number` is that of one of them, and finds the group again at any time.

    `people`: how many asked; `last`: when, ISO 8601 in UTC; `replied`, `passages`: what was said and quoted
    then; `goes_on`: it was asked about an earlier question, so that its own words say little.
    """

    number: int
    words: str
    text: str
    times: int
    people: int
    last: str
    replied: Replied
    passages: tuple[str, ...]
    goes_on: bool


@dataclass(frozen=True)
class Wanted:
    """A document that was asked for; `is_cited`: known from citing sentences, otherwise not at all.

    `name` is "" for questions of a time when it was not written down.
    """

    name: str
    is_cited: bool
    times: int
    people: int
    last: str


@dataclass(frozen=True)
class Overview:
    """What was asked in a time: `asked` questions in all, `damaged` of them while the index was damaged."""

    unanswered: tuple[Group, ...]
    wanted: tuple[Wanted, ...]
    unsure: tuple[Group, ...]
    asked: int
    damaged: int


class Unanswered:
    """Reads the log of questions, and writes down what people did about it; callers hold a transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def overview(self, since: str = "") -> Overview:
        """What was asked since then (ISO 8601 in UTC, "" for ever), the most frequent first."""
        rows = list(self._db.query(_QUESTIONS, [since]))
        settled = {row["grouped"]: row for row in self._db.query("SELECT * FROM settlements")}
        told = [(row, kind) for row in rows if not _wants_document(row) and (kind := _replied(row))]
        left = [(row, kind) for row, kind in told if not _is_settled(row, settled.get(grouped(row["text"])))]
        return Overview(
            _groups((row, kind) for row, kind in left if kind != "unsure"),
            _documents(row for row in rows if _wants_document(row)),
            _groups((row, kind) for row, kind in left if kind == "unsure"),
            len(rows),
            sum(row["outcome"] == "damaged" for row in rows),
        )

    def group(self, number: int, since: str = "") -> Group | None:
        """The open group to which the question of that number belongs, None when there is none any more."""
        return self._open(self.text(number), since)

    def is_open(self, question: str) -> bool:
        """Whether the question is listed, whenever it was asked."""
        return self._open(question) is not None

    def _open(self, question: str, since: str = "") -> Group | None:
        words, overview = grouped(question), self.overview(since)
        return next((g for g in (*overview.unanswered, *overview.unsure) if g.words == words), None)

    def text(self, number: int) -> str:
        """The question of that number as it was asked, masked; "" when there is none."""
        if number > _LARGEST:
            return ""
        row = self._db.execute("SELECT text FROM questions WHERE id = ?", [number]).fetchone()
        return str(row[0]) if row else ""

    def meant(self, said: str) -> str:
        """The question that is meant by its number in the list, or by its own words. Raises LookupError."""
        if not said.strip().isdecimal():
            return said
        number = int(said)
        if not (text := self.text(number)):
            raise LookupError(f"Không có câu hỏi số {number}; xem danh sách: scripts/questions.py --all")
        group = self.group(number)
        return group.text if group else text

    def settle(self, question: str, passage: str, index_version: str) -> None:
        """Nothing; the question was attached to the passage, or dismissed when that is "".

        One that was dismissed is listed again when it is asked again: somebody still needs it. One that was
        attached, when a newer index still does not answer it.
        """
        self._db.execute(
            "INSERT INTO settlements (grouped, how, passage, through, index_version, at)"
            " VALUES (?, ?, ?, (SELECT COALESCE(MAX(id), 0) FROM questions), ?, ?)"
            " ON CONFLICT (grouped) DO UPDATE SET how = excluded.how, passage = excluded.passage,"
            " through = excluded.through, index_version = excluded.index_version, at = excluded.at",
            [grouped(question), "attached" if passage else "dismissed", passage, index_version, now()],
        )

    def is_settled(self, question: str) -> bool:
        """Whether somebody has attached or dismissed the question."""
        query = "SELECT 1 FROM settlements WHERE grouped = ?"
        return self._db.execute(query, [grouped(question)]).fetchone() is not None

    def reopen(self, question: str) -> None:
        """Nothing; the question is listed as if nothing had been done about it."""
        self._db.execute("DELETE FROM settlements WHERE grouped = ?", [grouped(question)])


def moment(day: datetime.date, timezone: datetime.tzinfo) -> str:
    """When the day begins there, as questions have their time: ISO 8601 in UTC."""
    began = datetime.datetime.combine(day, datetime.time(), timezone)
    return began.astimezone(datetime.UTC).isoformat(timespec="milliseconds")


@functools.lru_cache(maxsize=8192)  # the same questions are looked through again and again
def grouped(text: str) -> str:
    """What the questions of a group have alike: the folded words without the politeness around them."""
    return " ".join(syllables(courtesy.load().strip(normalise(text))))


def _wants_document(row: _Row) -> bool:
    """Whether a document was asked for whose text is not here: no passage can answer that."""
    return bool(row["document"]) or row["outcome"] == "not_loaded"


def _replied(row: _Row) -> Replied | None:
    """What was wrong with the reply, None when nothing was."""
    if row["feedback"] == "wrong" or row["wrong_view"]:
        return "wrong"
    if row["outcome"] == "abstain":
        return "not_stated" if row["lead"] == "abstain_not_stated" else "abstain"
    if row["outcome"] == "clarify":
        return None if row["chosen"] or row["lead"] == _NOTHING_ASKED else "clarify"
    doubtful = row["outcome"] == "answer" and row["confidence"] < UNSURE and row["feedback"] != "right"
    return "unsure" if doubtful else None


def _is_settled(row: _Row, settled: _Row | None) -> bool:
    if settled is None:
        return False
    waits = settled["how"] == "attached" and row["index_version"] == settled["index_version"]
    return bool(row["id"] <= settled["through"] or waits)


def _groups(replied: Iterable[tuple[_Row, Replied]]) -> tuple[Group, ...]:
    """The questions by their words, the most frequent first, then the latest."""
    by_words: dict[str, list[tuple[_Row, Replied]]] = {}
    for row, kind in replied:
        by_words.setdefault(grouped(row["text"]), []).append((row, kind))
    return _sorted(_group(words, members) for words, members in by_words.items() if words)


def _group(words: str, members: list[tuple[_Row, Replied]]) -> Group:
    rows = [row for row, _ in members]
    last, replied = members[-1]
    typed = Counter(row["text"] for row in rows)
    return Group(
        rows[0]["id"],
        words,
        max(typed, key=lambda text: (has_marks(text), typed[text])),
        len(rows),
        len({row["who"] for row in rows}),
        last["asked_at"],
        replied,
        tuple(json.loads(last["passages"])),
        any(row["from_focus"] for row in rows),
    )


def _documents(rows: Iterable[_Row]) -> tuple[Wanted, ...]:
    """The documents asked for; a question that names two asks for each."""
    by_name: dict[str, list[_Row]] = {}
    for row in rows:
        for name in row["document"].split(", "):
            by_name.setdefault(name, []).append(row)
    return _sorted(
        Wanted(
            name,
            any(row["lead"] != UNKNOWN_DOCUMENT for row in asked),
            len(asked),
            len({row["who"] for row in asked}),
            asked[-1]["asked_at"],
        )
        for name, asked in by_name.items()
    )


def _sorted(found: Iterable[_Listed]) -> tuple[_Listed, ...]:
    return tuple(sorted(found, key=lambda each: (each.times, each.last), reverse=True))
