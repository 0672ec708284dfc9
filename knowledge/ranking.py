"""Which passage of documents that nobody has taught answers a question: figures of each, weighed by a fit."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import yaml

from knowledge import Passage, kinds
from knowledge.index import Compared, Hit, Index
from knowledge.library import suffix
from knowledge.question import Question
from nlu.text import syllables

WEIGHTS = Path(__file__).with_name("ranking.yml")
_LOOKED_AT = 80  # passages
_FRAME = ("header", "addressees", "recipients", "signature")
_OPENING = 8  # syllables
_LONG_ROW = 200  # characters of a table row that is a note below a form
_HEARD, _PLAINLY = 0.4, 0.7  # likeness from which some reviewed phrase is heard, or heard plainly
FIGURES = (
    "found", "told", "among", "inside", "about", "pairs", "dense", "dense_taught", "met", "unmet", "who",
    "headed", "opened", "titled", "frame", "preamble", "closing", "note", "length", "named", "behind",
    "taught", "likeness", "unheard", "half_heard", "likeness_unheard",
)  # fmt: skip

# So many passages that hold nothing of the question are counted beside those that were found: of a document
# that has three, the best is not sure for want of others.
_OTHERS = 20
_STILL = (
    "frame",
    "preamble",
    "closing",
    "note",
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

    `passages` are those looked at in no order, `matrix` their figures: passages × FIGURES.
    """

    hits: list[Hit]
    passages: list[Passage]
    matrix: Figures

    @property
    def figures(self) -> dict[str, float]:
        """Those of the first passage, by name."""
        first = next(
            (i for i, p in enumerate(self.passages) if self.hits and p is self.hits[0].passage), None
        )
        return {} if first is None else dict(zip(FIGURES, self.matrix[first].tolist(), strict=True))


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

    def rank(
        self,
        q: Question,
        text: str,
        *,
        within: Collection[str] | None,
        documents: Collection[str],
        liked: Callable[[Passage], float],
    ) -> Ranked:
        """The passages for the text of the question; none for a text without words. Arguments: `figures`."""
        passages, figures, seen = self.figures(q, text, within=within, documents=documents, liked=liked)
        if not seen.words or not passages:
            return Ranked([], [], figures)
        scores = figures @ weights()
        best = figures[int(np.argmax(scores))] * _OF_NOTHING
        best[FIGURES.index("unmet")] = 1.0
        nothing = float(best @ weights())
        chances = np.exp(scores - max(float(scores.max()), nothing))
        chances /= chances.sum() + _OTHERS * math.exp(nothing - max(float(scores.max()), nothing))
        order = np.argsort(-scores, kind="stable")
        told = figures[:, FIGURES.index("told")]
        hits = [
            Hit(
                passages[i],
                float(chances[i]),
                float(seen.presence.found[i]),
                float(seen.nearness[i]),
                float(told[i]),
                seen.compared,
            )
            for i in order.tolist()
        ]
        return Ranked(hits, passages, figures)

    def figures(
        self,
        q: Question,
        text: str,
        *,
        within: Collection[str] | None,
        documents: Collection[str],
        liked: Callable[[Passage], float],
    ) -> tuple[list[Passage], Figures, Compared]:
        """The passages looked at, for each a row of FIGURES, and what they were made from.

        `documents` are those that the question names; `liked`: how like the phrases of a passage it is.
        """
        seen = self._index.compare(text, _LOOKED_AT, within=within)
        there, rarities = seen.presence.there, seen.presence.rarities
        number = len(seen.passages)
        tokens = tuple(q.tokens)
        asked, who = kinds.asked(tokens), kinds.asks_who(tokens)
        among = np.log(1 + number / (0.5 + there.sum(axis=1)))
        inside = np.log(1 + seen.sizes / (0.5 + seen.held))
        about = rarities[:, None] * (seen.held > 0)
        names = [{k.name for k in asked} & kinds.told(_whole(p)) for p in seen.passages]
        told = _share(rarities, there)
        best = np.zeros(int(seen.documents.max(initial=0)) + 1)
        np.maximum.at(best, seen.documents, seen.presence.found)
        taught = np.array([p.document in self._taught for p in seen.passages], dtype=np.float64)
        likeness = np.array([liked(p) for p in seen.passages], dtype=np.float64)
        most = float(likeness.max(initial=0.0))
        columns = (
            seen.presence.found,
            told,
            _share(among, there),
            (inside * there).sum(axis=0) / np.maximum(inside.sum(axis=0), 1e-9),
            about.sum(axis=0) / max(float(rarities.sum()), 1e-9),
            seen.presence.pairs,
            seen.nearness * (1 - taught),
            seen.nearness * taught,
            [float(bool(n)) for n in names],
            [float(len(n) < len(asked)) for n in names],
            [float(who and kinds.tells_who(p.text)) for p in seen.passages],
            [float(who and any(map(kinds.tells_who, p.headings))) for p in seen.passages],
            [_held(seen.words, rarities, _opening(p)) for p in seen.passages],
            [_held(seen.words, rarities, _title(p)) for p in seen.passages],
            [float(p.kind in _FRAME) for p in seen.passages],
            [float(p.kind == "preamble") for p in seen.passages],
            [float(suffix(p).startswith("closing")) for p in seen.passages],
            [float(p.text.startswith("|") and len(p.text) > _LONG_ROW) for p in seen.passages],
            [_length(p) for p in seen.passages],
            [float(p.document in documents) for p in seen.passages],
            best.max(initial=0.0) - best[seen.documents],
            taught,
            likeness,
            taught * (most < _HEARD),
            taught * (_HEARD <= most < _PLAINLY),
            likeness * (most < _HEARD),
        )
        return seen.passages, np.array(columns, dtype=np.float64).T, seen


def _share(rarities: npt.NDArray[np.floating], there: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    return rarities @ there / max(float(rarities.sum()), 1e-9)


def _held(words: Sequence[str], rarities: npt.NDArray[np.floating], among: frozenset[str]) -> float:
    """The share, by rarity, of the content words that are among these syllables."""
    total = float(rarities.sum())
    return sum(float(r) for w, r in zip(words, rarities, strict=True) if w in among) / total if total else 0.0


@functools.lru_cache(maxsize=8192)
def _opening(passage: Passage) -> frozenset[str]:
    """The first syllables of the passage: "Mục đích: …"."""
    return frozenset(syllables(passage.text)[:_OPENING])


@functools.lru_cache(maxsize=8192)
def _whole(passage: Passage) -> str:
    """The nearest heading and the text: what stands under "Mục đích" is one."""
    return "\n".join((*passage.headings[-1:], passage.text))


@functools.lru_cache(maxsize=8192)
def _title(passage: Passage) -> frozenset[str]:
    """The syllables of the nearest heading."""
    return frozenset(syllables(passage.headings[-1])) if passage.headings else frozenset()


@functools.lru_cache(maxsize=8192)
def _length(passage: Passage) -> float:
    return float(np.log1p(len(syllables(passage.text))) / 5)


@functools.cache
def weights(path: Path = WEIGHTS) -> npt.NDArray[np.float64]:
    """The fitted weights in the order of FIGURES."""
    read = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return np.array([read[name] for name in FIGURES], dtype=np.float64)
