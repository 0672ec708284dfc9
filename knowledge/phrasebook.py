"""How near a question is to each of many reviewed phrases: the cosine of their folded syllables and pairs.

Unlike the search it counts every word, "bao nhiêu" and "khi nào" too, and a phrase must be covered as well as
the question: "kinh phí in pano" and "ai in pano" share a thing but ask for different matters.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from knowledge.postings import Floats, Numbering
from nlu.text import syllables


class Phrasebook:
    """Phrases to be compared with. A term is a syllable's number, or one made of those of a pair."""

    def __init__(self, phrases: Sequence[str]) -> None:
        self.size = len(phrases)
        numbering = Numbering()
        for phrase in phrases:
            numbering.add(syllables(phrase))
        held = numbering.texts()
        self._numbers = {word: number for number, word in enumerate(held.words)}
        rows, codes = held.rows, held.numbers.astype(np.int64)
        inside = rows[1:] == rows[:-1]
        pairs = ((codes[:-1] + 1) * len(held.words) + codes[1:])[inside]
        rows, codes = np.concatenate([rows, rows[:-1][inside]]), np.concatenate([codes, pairs])
        self._terms, terms = np.unique(codes, return_inverse=True)
        once = np.unique(terms.astype(np.int64) * max(1, self.size) + rows)  # each term once a phrase
        terms, self._rows = np.divmod(once, max(1, self.size))
        frequencies = np.bincount(terms, minlength=len(self._terms))
        self._starts = np.concatenate([[0], np.cumsum(frequencies)])
        self._rarities = np.log((1 + self.size) / np.maximum(frequencies, 1)).astype(np.float32)
        weights = self._rarities[terms]
        lengths = np.sqrt(np.bincount(self._rows, weights=weights**2, minlength=self.size))
        self._weights = (weights / np.maximum(lengths[self._rows], 1e-9)).astype(np.float32)
        self._unknown = math.log(1 + self.size)

    def similarity(self, question: str) -> Floats:
        """For each phrase its nearness to the question, 0–1."""
        result = np.zeros(self.size, dtype=np.float32)
        places = self._places(syllables(question))
        rarities = [self._unknown if p is None else float(self._rarities[p]) for p in places]
        length = math.sqrt(sum(r * r for r in rarities)) or 1.0
        for place, rarity in zip(places, rarities, strict=True):
            if place is not None:
                part = slice(self._starts[place], self._starts[place + 1])
                result[self._rows[part]] += self._weights[part] * np.float32(rarity / length)
        return result

    def _places(self, tokens: list[str]) -> list[int | None]:
        """The place of each syllable and pair among the terms, None for unknown ones; each once."""
        numbers = [self._numbers.get(token, -1) for token in tokens]
        codes: dict[tuple[str, ...], int | None] = {(t,): n for t, n in zip(tokens, numbers, strict=True)}
        for (a, b), (first, second) in zip(pairwise(tokens), pairwise(numbers), strict=True):
            known = first >= 0 and second >= 0
            codes[a, b] = (first + 1) * len(self._numbers) + second if known else -1
        return [self._place(code) for code in codes.values()]

    def _place(self, code: int | None) -> int | None:
        if code is None or code < 0:
            return None
        place = int(np.searchsorted(self._terms, code))
        return place if place < len(self._terms) and int(self._terms[place]) == code else None
