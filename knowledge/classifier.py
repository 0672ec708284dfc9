"""What a question asks for, by a linear classifier of the reviewed phrases: how like each class it is.

Classes are the passages that phrases of hints.yml stand for, the parts of a document's frame, whatever the
document ("/number", "/signature"), and what documents do not state ("~"). Taught by teaching.py at a reload.
Of phrases held back it found the passage of 87 in 100, where the nearest phrase found that of 67.
"""

from __future__ import annotations

import functools
import json
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

from knowledge import Passage
from knowledge.arrays import Floats, Ints
from nlu.text import fold_word, syllables

FOLDER = "classifier"
SILENCE = "~"  # what no document states; with the document's key and the label behind it, one such matter
CITED = "~cited"  # what stands inside documents that are only cited, called by their words
QUESTION = "@question"  # anything that may be asked of a document, answered or not
MESSAGE = "@"  # with "report", "talk" … behind it: what an officer writes that is none
OTHER = "/other"  # what sounds like a question about the paper itself and is none
_TABLED = 8  # a term that weighs in one of so many classes has a row of a table, where they cost an eighth
BESIDE = " + "  # between the classes of what is asked for at once
FRAME = ("number", "date", "issuer", "motto", "subject", "addressees", "preamble", "recipients", "signature")


def class_of(passage_id: str) -> str:
    """The class that a passage belongs to: its own id, or the part of the frame that it is."""
    name = passage_id.rpartition("/")[2].partition("-")[0]
    return f"/{name}" if name in FRAME else passage_id


def class_of_silence(document: str, label: str) -> str:
    """The class of a matter that the document does not state."""
    return f"{SILENCE}{document}/{label}"


def joined(classes: Iterable[str]) -> str:
    """The name of the class of questions that need all of these together."""
    return BESIDE.join(sorted(set(classes)))


def terms(words: Sequence[str]) -> list[str]:
    """What is counted of a text: its syllables and their pairs without marks, and those with marks again."""
    folded = [fold_word(word) for word in words]
    plain = [*folded, *map(" ".join, pairwise(folded))]
    marked = [*words, *map(" ".join, pairwise(words))]
    return [*plain, *(m for m, p in zip(marked, plain, strict=True) if m != p)]


class Classifier:
    """The classifier of a folder written by `teaching.teach`; one without classes knows nothing."""

    def __init__(self, folder: Path) -> None:
        kept = json.loads((folder / "classes.json").read_text(encoding="utf-8"))
        self.classes: tuple[str, ...] = tuple(kept["classes"])
        self._number = {name: number for number, name in enumerate(self.classes)}
        self._terms = {term: number for number, term in enumerate(kept["terms"])}
        self._same: dict[str, list[int]] = kept["phrases"]
        with np.load(folder / "weights.npz") as saved:
            self._starts, self._columns, self._weights = saved["starts"], saved["columns"], saved["weights"]
            self._rarities, self._offsets = saved["rarities"], saved["offsets"]
        self._rows, self._table = self._tabled()
        self._body = np.array([not c.startswith(("/", SILENCE, MESSAGE)) for c in self.classes], dtype=bool)
        self._messages = np.array([c.startswith(MESSAGE) and c != QUESTION for c in self.classes], dtype=bool)
        self._remembered = functools.lru_cache(maxsize=16)(self._likeness)

    def _tabled(self) -> tuple[Ints, Floats]:
        """Of the terms that weigh in many classes a table, terms × classes; for each term its row, or -1."""
        sizes = np.diff(self._starts)
        many = np.flatnonzero(_TABLED * sizes >= max(1, len(self.classes)))
        rows = np.full(len(sizes), -1)
        rows[many] = np.arange(len(many))
        table = np.zeros((len(many), len(self.classes)), dtype=np.float32)
        of_weights = rows.repeat(sizes)
        tabled = of_weights >= 0
        table[of_weights[tabled], self._columns[tabled]] = self._weights[tabled]
        return rows, table

    def likeness(self, words: Sequence[str]) -> Floats:
        """For each class how like it the question is, 0–1; 1 for those of a phrase in the same syllables."""
        return self._remembered(tuple(words))

    def _likeness(self, words: tuple[str, ...]) -> Floats:
        counts = Counter([number for t in terms(words) if (number := self._terms.get(t)) is not None])
        margins = self._offsets.copy()
        if counts:
            found = np.fromiter(counts, np.int64, len(counts))
            values = self._rarities[found]
            if len(counts) < counts.total():
                values *= 1 + np.log(np.fromiter(counts.values(), np.float32, len(counts)))
            values /= math.sqrt(values @ values)
            # Few terms have most of the weights: theirs are rows of a table, those of the others are listed.
            rows = self._rows[found]
            listed = rows < 0
            margins += values[~listed] @ self._table[rows[~listed]]
            found, values = found[listed], values[listed]
            starts, sizes = self._starts[found], self._starts[found + 1] - self._starts[found]
            ends = sizes.cumsum()
            if len(found) and ends[-1]:
                at = np.arange(ends[-1]) + (starts - ends + sizes).repeat(sizes)
                weights = self._weights[at] * values.repeat(sizes)
                margins += np.bincount(self._columns[at], weights=weights, minlength=len(margins))
        margins += 1
        margins /= 2
        likeness: Floats = margins.clip(0, 1).astype(np.float32)
        if (same := self._same.get(" ".join(syllables(" ".join(words))))) is not None:
            likeness[same] = 1
        likeness.flags.writeable = False  # it is remembered
        return likeness

    def number(self, name: str) -> int:
        """The place of the class among the classes, -1 for one that is not known."""
        return self._number.get(name, -1)

    def of(self, likeness: Floats, name: str) -> float:
        """The likeness of that class; 0 for one that is not known."""
        number = self._number.get(name)
        return 0.0 if number is None else float(likeness[number])

    def of_passage(self, likeness: Floats, passage: Passage) -> float:
        """The likeness of the class that the passage belongs to."""
        return self.of(likeness, class_of(passage.id))

    def question(self, likeness: Floats) -> float:
        """How much more it is like a question to the documents than like any other message, −1–1."""
        return self.of(likeness, QUESTION) - float(likeness[self._messages].max(initial=0.0))

    def likeliest(self, likeness: Floats) -> tuple[str, float]:
        """The class of the body, a passage's id, that the question is likest, and how like; "" for none."""
        body = np.where(self._body, likeness, 0)
        at = int(body.argmax()) if len(body) else -1
        return (self.classes[at], float(body[at])) if at >= 0 and body[at] > 0 else ("", 0.0)
