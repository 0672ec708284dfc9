"""Which passage of documents that nobody has taught answers a question: figures of each, weighed by a fit."""

from __future__ import annotations

import functools
import math
from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import yaml

from knowledge import Passage, kinds
from knowledge.arrays import Floats
from knowledge.classifier import class_of
from knowledge.index import Compared, Hit, Index
from knowledge.library import suffix
from knowledge.question import Question
from nlu.text import syllables

WEIGHTS = Path(__file__).with_name("ranking.yml")
_LOOKED_AT = 60  # passages
_LEAST = 1e-9  # of what is divided by
_FRAME = ("header", "addressees", "recipients", "signature")
_OPENING = 8  # syllables
_HEARD, _PLAINLY = 0.4, 0.7  # likeness from which some reviewed phrase is heard, or heard plainly
FIGURES = (
    "found", "told", "among", "inside", "about", "pairs", "dense", "dense_taught", "met", "unmet", "who",
    "headed", "opened", "titled", "frame", "preamble", "closing", "length", "named", "behind",
    "taught", "likeness", "unheard", "half_heard", "likeness_unheard",
)  # fmt: skip

# So many passages that hold nothing of the question are counted beside those that were found: of a document
# that has three, the best is not sure for want of others.
_OTHERS = 20
_STILL = (
    "frame",
    "preamble",
    "closing",
    "length",
    "named",
    "behind",
    "taught",
    "unheard",
    "half_heard",
)
_OF_NOTHING = np.array([float(name in _STILL) for name in FIGURES])

Figures = npt.NDArray[np.float64]


class Ranked(NamedTuple):
    """Passages ranked, the best first: hits with the share of each in what speaks for any of them as `score`.

    `passages` are those looked at in no order, `matrix` their figures: passages × FIGURES; `first` is the row
    of the best.
    """

    hits: list[Hit]
    passages: list[Passage]
    matrix: Figures
    first: int = 0

    @property
    def figures(self) -> dict[str, float]:
        """Those of the first passage, by name; none when nothing was found."""
        return dict(zip(FIGURES, self.matrix[self.first].tolist(), strict=True)) if self.hits else {}


class _Traits(NamedTuple):
    """What no question changes of a passage.

    The number of its class, -1 for none; the syllables of its first words and of its nearest heading; frame,
    preamble, closing, length as in FIGURES.
    """

    number: int
    opening: frozenset[str]
    title: frozenset[str]
    fixed: tuple[float, float, float, float]


class Ranker:
    """Ranks passages of one index. `taught` are the keys of documents whose phrases were reviewed.

    The figures of a passage, all but `length` and the sums 0–1: `found` BM25 and `told` the share of the
    question's content words, both of the passage's own words and of what is written for everyday ones;
    `among`, `inside` the same by what is rare among the passages looked at, and in the passage's document;
    `about` the share that its document holds anywhere; `pairs` of neighbouring words; `opened`, `titled`:
    `told` of its first words, and of the nearest heading; `dense` nearness of sense (`dense_taught` in a
    document that was taught: the encoder knows its phrases); `met`, `unmet`: of the kinds of things that are
    asked for it has one, lacks one; `who`, `headed`: a body is asked for, and it or its heading names one;
    `behind`: how far its document's best is behind the best of all; `likeness` to its reviewed phrases, apart
    where hardly any is heard (`unheard`, `half_heard`: that it is taught then).
    """

    def __init__(self, index: Index, taught: Collection[str]) -> None:
        self._index = index
        self._taught = taught
        self._traits: dict[str, _Traits] = {}  # of passages met so far
        self._told: dict[tuple[str, str], bool] = {}  # by the passage's id and the kind's name

    def rank(
        self,
        q: Question,
        text: str,
        *,
        within: Collection[str] | None,
        documents: Collection[str],
        likeness: Floats,
    ) -> Ranked:
        """The passages for the text of the question; none for a text without words.

        `documents` are those that the question names; `likeness`: of each class of the classifier, 0–1.
        """
        nothing = Ranked([], [], np.zeros((0, len(FIGURES))))
        seen = self._index.compare(text, _LOOKED_AT, within=within) if self._index.content(text) else None
        if seen is None or not seen.passages:
            return nothing
        traits = [self._traits_of(p) for p in seen.passages]
        liked = np.append(likeness, np.float32(0))[[t.number for t in traits]]  # -1: of no class
        figures = self._figures(q, seen, documents, traits, liked.astype(np.float64))
        scores = figures @ weights()
        first = int(np.argmax(scores))
        empty = figures[first] * _OF_NOTHING
        empty[FIGURES.index("unmet")] = 1.0
        beside = float(empty @ weights())
        most = max(float(scores[first]), beside)
        chances = np.exp(scores - most)
        chances /= chances.sum() + _OTHERS * math.exp(beside - most)
        order = np.argsort(-scores, kind="stable")
        of_hits = (chances, seen.presence.found, seen.nearness, figures[:, FIGURES.index("told")])
        values = zip(order.tolist(), *(each[order].tolist() for each in of_hits), strict=True)
        hits = [
            Hit(seen.passages[i], share, found, dense, covered, seen.compared)
            for i, share, found, dense, covered in values
        ]
        return Ranked(hits, seen.passages, figures, first)

    def _figures(
        self,
        q: Question,
        seen: Compared,
        documents: Collection[str],
        traits: list[_Traits],
        likeness: Figures,
    ) -> Figures:
        """For each of the passages a row of FIGURES."""
        there, rarities = seen.presence.there, seen.presence.rarities
        total = max(float(rarities.sum()), _LEAST)
        asked, who = kinds.asked(q.words), kinds.asks_who(q.words)
        among = np.log(1 + len(seen.passages) / (0.5 + there.sum(axis=1)))
        inside = np.log(1 + seen.sizes / (0.5 + seen.held))
        best = np.zeros(int(seen.documents.max(initial=0)) + 1)
        np.maximum.at(best, seen.documents, seen.presence.found)
        taught = np.array([p.document in self._taught for p in seen.passages], dtype=np.float64)
        most = float(likeness.max(initial=0.0))
        shares = rarities / total
        none = np.zeros(len(seen.passages))
        of_asked = np.array([sum(self._tells(p, k) for k in asked) for p in seen.passages]) if asked else none
        columns = (
            seen.presence.found,
            shares @ there,
            among @ there / max(float(among.sum()), _LEAST),
            (inside * there).sum(axis=0) / np.maximum(inside.sum(axis=0), _LEAST),
            shares @ (seen.held > 0),
            seen.presence.pairs,
            seen.nearness * (1 - taught),
            seen.nearness * taught,
            of_asked > 0,
            of_asked < len(asked),
            [kinds.tells_who(p.text) for p in seen.passages] if who else none,
            [any(map(kinds.tells_who, p.headings)) for p in seen.passages] if who else none,
            shares @ np.array([[word in t.opening for t in traits] for word in seen.words]),
            shares @ np.array([[word in t.title for t in traits] for word in seen.words]),
            *np.array([t.fixed for t in traits]).T,
            [p.document in documents for p in seen.passages],
            best.max(initial=0.0) - best[seen.documents],
            taught,
            likeness,
            taught * (most < _HEARD),
            taught * (_HEARD <= most < _PLAINLY),
            likeness * (most < _HEARD),
        )
        figures = np.empty((len(traits), len(columns)))
        for number, column in enumerate(columns):
            figures[:, number] = column
        return figures

    def _traits_of(self, passage: Passage) -> _Traits:
        known = self._traits.get(passage.id)
        if known is None:
            said = passage.text.split()
            known = self._traits[passage.id] = _Traits(
                self._index.classifier.number(class_of(passage.id)),
                frozenset(syllables(" ".join(said[:_OPENING]))),
                frozenset(syllables(passage.headings[-1])) if passage.headings else frozenset(),
                (
                    float(passage.kind in _FRAME),
                    float(passage.kind == "preamble"),
                    float(suffix(passage).startswith("closing")),
                    math.log1p(len(said)) / 5,
                ),
            )
        return known

    def _tells(self, passage: Passage, kind: kinds.Kind) -> bool:
        """Whether the passage or its nearest heading has the kind of thing ("Mục đích" stands above it)."""
        known = self._told.get((passage.id, kind.name))
        if known is None:
            text = "\n".join((*passage.headings[-1:], passage.text))
            known = self._told[passage.id, kind.name] = kind.is_told(text)
        return known


@functools.cache
def weights(path: Path = WEIGHTS) -> npt.NDArray[np.float64]:
    """The fitted weights in the order of FIGURES."""
    read = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return np.array([read[name] for name in FIGURES], dtype=np.float64)
