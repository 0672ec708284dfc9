"""The everyday words of a query in the words of documents, looked up in one index beside the query's own."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from knowledge.arrays import Floats, Rows
from knowledge.postings import Postings
from nlu.synonyms import Said

_WORTH = 0.7  # of what the same words would weigh if the query itself had them
_ONCE = 0.57  # what BM25 gives a term that stands once in a passage of middling length, k1 0.75
_PLACES = 50_000  # places of the rarest of these words, as for the query's own
_MOST = 3.0  # times the highest rarity: a long writing says no more than a few words


class Expansion:
    """What is written for the everyday words of one query.

    A writing of several syllables is there as far as its neighbours stand side by side: "tài" alone says
    nothing of "tài sản công".
    """

    def __init__(self, said: Sequence[Said], text: Postings) -> None:
        self.said = said
        writings = [written for each in said for written in each.written]
        singles = [w[0] for w in writings if len(w) == 1]
        pairs = [pair for w in writings for pair in pairwise(w)]
        terms = text.look_up(singles, pairs)
        own: list[int] = []  # the terms of each writing, one after the other
        starts: list[int] = []
        single, pair = 0, len(singles)
        for w in writings:
            starts.append(len(own))
            if len(w) == 1:
                own.append(single)
                single += 1
            else:
                own += range(pair, pair + len(w) - 1)
                pair += len(w) - 1
        self._terms = terms.chosen(np.array(own, dtype=np.int64))
        self._text = text
        self._starts = np.array(starts, dtype=np.int64)
        self._groups = np.cumsum([0, *(len(each.written) for each in said)])[:-1]
        self._sums = np.add.reduceat(self._terms.rarities, self._starts) if own else np.empty(0)

    def __bool__(self) -> bool:
        return bool(self.said)

    def total(self) -> Floats:
        """How much of all that is written for them stands in each row there is, to find rows to look at."""
        terms, most = self._terms, np.cumsum(self._terms.sizes[order := np.argsort(self._terms.sizes)])
        return self._text.total(terms.chosen(order[: int(most.searchsorted(_PLACES, side="right"))]))

    def shares(self, rows: Rows) -> tuple[Floats, Floats]:
        """How much of a writing of each everyday word stands in each of these rows, 0–1, and its weight.

        The weight is a part of the sum of rarities that BM25 adds up.
        """
        there = self._text.held(self._terms, rows)
        weights = there * self._terms.rarities[:, None].astype(np.float32)
        shares = np.add.reduceat(weights, self._starts, axis=0) / self._sums[:, None].astype(np.float32)
        shares *= shares
        most = np.minimum(self._sums, _MOST * float(self._terms.rarities.max())).astype(np.float32)
        worth = shares * (np.float32(_WORTH * _ONCE) * most[:, None])
        return np.maximum.reduceat(shares, self._groups, axis=0), np.maximum.reduceat(
            worth, self._groups, axis=0
        )
