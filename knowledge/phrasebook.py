"""How near a question is to each of many reviewed phrases: the cosine of their folded syllables and pairs.

Unlike the search it counts every word, "bao nhiêu" and "khi nào" too, and a phrase must be covered as well as
the question: "kinh phí in pano" and "ai in pano" share a thing but ask for different matters.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from knowledge.lexical import terms
from nlu.text import syllables

Floats = npt.NDArray[np.float32]


class Phrasebook:
    """Phrases to be compared with."""

    def __init__(self, phrases: Sequence[str]) -> None:
        self.size = len(phrases)
        held = [Counter(terms(syllables(phrase))) for phrase in phrases]
        frequency = Counter(term for counts in held for term in counts)
        self._rarity = {t: math.log((1 + self.size) / n) for t, n in frequency.items()}
        self._unknown = math.log(1 + self.size)
        postings: defaultdict[str, tuple[list[int], list[float]]] = defaultdict(lambda: ([], []))
        for row, counts in enumerate(held):
            length = math.sqrt(sum(self._rarity[t] ** 2 for t in counts)) or 1.0
            for term in counts:
                rows, weights = postings[term]
                rows.append(row)
                weights.append(self._rarity[term] / length)
        self._postings = {
            term: (np.array(rows, dtype=np.int64), np.array(weights, dtype=np.float32))
            for term, (rows, weights) in postings.items()
        }

    def rarity(self, term: str) -> float:
        """How rare the term is among the phrases (inverse document frequency)."""
        return self._rarity.get(term, self._unknown)

    def similarity(self, question: str) -> Floats:
        """For each phrase its nearness to the question, 0–1."""
        wanted = set(terms(syllables(question)))
        result = np.zeros(self.size, dtype=np.float32)
        length = math.sqrt(sum(self._rarity.get(t, self._unknown) ** 2 for t in wanted)) or 1.0
        for term in sorted(wanted):
            if term in self._postings:
                rows, weights = self._postings[term]
                result[rows] += weights * np.float32(self._rarity[term] / length)
        return result
