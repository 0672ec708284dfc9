"""The reviewed phrases ("hints") of the entries of an index: what of a query the best phrase of each has."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from knowledge.arrays import Bools, Floats, Rows
from knowledge.occurrences import Terms
from knowledge.postings import Numbering, Postings, write
from nlu.text import syllables

# A phrase is short and each of its words counts.
K1, B = 0.5, 0.3


def build(phrases: Sequence[tuple[int, str]], folder: Path) -> None:
    """Nothing; writes the folder that `Hinted` reads, of phrases behind the rows of their entries, rising."""
    asked = Numbering()
    for _, phrase in phrases:
        asked.add(syllables(phrase))
    write(asked.texts(), folder, K1, B, pairs=True)
    np.save(folder / "entries.npy", np.array([row for row, _ in phrases], dtype=np.int32))


class Hinted:
    """The phrases of a folder written by `build`."""

    def __init__(self, folder: Path, count: int) -> None:
        """`count` is the number of entries, with phrases or without."""
        self._phrases = Postings(folder)
        self._count = count
        entries = np.load(folder / "entries.npy")
        self._in_entries = self._phrases.occurrences(entries, count)
        # Where the phrases of each entry that has any begin.
        self._starts = np.flatnonzero(np.diff(entries, prepend=-1))
        self._entries = entries[self._starts]

    def look_up(self, words: Sequence[str], pairs: Sequence[tuple[str, str]]) -> Terms:
        """The words, then the pairs of neighbours."""
        return self._phrases.look_up(words, pairs)

    def best(self, terms: Terms) -> Floats:
        """For each entry its best phrase's BM25 as a share of what one with all the terms could have."""
        best = np.zeros(self._count, dtype=np.float32)
        if most := float(terms.rarities.sum()):
            shares = np.maximum.reduceat(self._phrases.total(terms), self._starts) / np.float32(most)
            best[self._entries] = np.minimum(shares, np.float32(1))
        return best

    def held(self, terms: Terms, rows: Rows) -> Bools:
        """For each of the terms whether it stands in any phrase of each of these entries."""
        return self._in_entries.held(terms, rows)

    def known(self, pairs: Sequence[tuple[str, str]]) -> Bools:
        """Of each pair whether the second word follows the first at once in any phrase."""
        return self._phrases.known(pairs)
