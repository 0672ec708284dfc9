"""In which rows terms stand: a table of words and rows if small, else each term's rows are searched."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from knowledge.arrays import Bools, Ints, Rows

_CELLS = 16_000_000  # of a table: a byte each


class Terms(NamedTuple):
    """Words and pairs as they were looked up: number, where the rows of each begin and end, and rarity."""

    numbers: Ints
    starts: Ints
    ends: Ints
    rarities: npt.NDArray[np.float64]

    @property
    def sizes(self) -> Ints:
        """In how many rows each stands."""
        return self.ends - self.starts

    def chosen(self, which: Ints | slice) -> Terms:
        """These of the terms."""
        return Terms(self.numbers[which], self.starts[which], self.ends[which], self.rarities[which])


class Occurrences:
    """Tells for terms and rows which stands in which."""

    def __init__(self, starts: Ints, rows: Rows, words: int, count: int) -> None:
        """`rows[starts[n]:starts[n + 1]]` are those of term n in rising order, any of them more than once.

        The first `words` terms are words, of which there is a table; `count` is the number of rows.
        """
        self._rows = rows
        tabled = words if words * count <= _CELLS else 0
        self._table = np.zeros((tabled, count), dtype=np.bool_)
        terms = np.arange(tabled).repeat(np.diff(starts[: tabled + 1]))
        self._table[terms, rows[: len(terms)]] = True

    def held(self, terms: Terms, rows: Rows) -> Bools:
        """For each of the terms whether it stands in each of these rows."""
        tabled = terms.numbers < len(self._table)
        if tabled.all():
            return self._table[terms.numbers][:, rows]
        found = np.zeros((len(tabled), len(rows)), dtype=np.bool_)
        found[tabled] = self._table[terms.numbers[tabled]][:, rows]
        for line in np.flatnonzero(~tabled & (terms.sizes > 0)).tolist():
            own = self._rows[terms.starts[line] : terms.ends[line]]
            places = own.searchsorted(rows)  # of the same type, or all would be copied
            np.minimum(places, len(own) - 1, out=places)
            found[line] = own[places] == rows
        return found
