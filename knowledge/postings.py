"""In which rows a term stands and how much it weighs there (BM25): numpy arrays in a folder.

Terms are words and pairs of neighbouring words. A pair is kept as one number made of its two words' own, so
that an index of 100,000 passages loads without a dictionary of its million pairs.
"""

from __future__ import annotations

import json
import math
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int32]
Ints = npt.NDArray[np.int64]

_NAMES = ("pairs", "starts", "rows", "counts", "scales")
_MOST = 255  # a word more often in one row counts as this often


@dataclass(frozen=True)
class Texts:
    """Rows of words as numbers: row i is `numbers[starts[i]:starts[i + 1]]`, a number an index of `words`."""

    words: tuple[str, ...]
    numbers: npt.NDArray[np.int32]
    starts: Ints

    @property
    def rows(self) -> Rows:
        """For each number the row in which it stands."""
        return np.repeat(np.arange(len(self.starts) - 1, dtype=np.int32), np.diff(self.starts))


class Numbering:
    """Rows of words taken in one after the other, as numbers: strings would fill the memory."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}
        self._numbers = array("i")
        self._starts = array("q", [0])

    def add(self, row: Iterable[str]) -> None:
        """Nothing; takes in one row."""
        known = self._known
        self._numbers.extend([known.setdefault(word, len(known)) for word in row])
        self._starts.append(len(self._numbers))

    def texts(self) -> Texts:
        """The rows taken in so far."""
        numbers, starts = np.array(self._numbers, dtype=np.int32), np.array(self._starts, dtype=np.int64)
        return Texts(tuple(self._known), numbers, starts)


def write(found: Texts, folder: Path, k1: float, b: float, *, pairs: bool) -> None:
    """Nothing; writes the folder that `Postings` reads. BM25 in the form of Lucene."""
    folder.mkdir(parents=True, exist_ok=True)
    rows, codes, numbers = found.rows, found.numbers.astype(np.int64), np.empty(0, dtype=np.int64)
    count = len(found.starts) - 1
    if pairs:
        inside = rows[1:] == rows[:-1]
        joined = (codes[:-1] * len(found.words) + codes[1:])[inside]
        numbers = np.unique(joined)
        codes = np.concatenate([codes, np.searchsorted(numbers, joined) + len(found.words)])
        rows = np.concatenate([rows, rows[:-1][inside]])
        del joined, inside
    codes *= max(1, count)
    codes += rows
    del rows
    codes.sort()
    firsts = np.flatnonzero(np.diff(codes, prepend=-1))
    often = np.diff(np.append(firsts, len(codes)))
    codes, rows = np.divmod(codes[firsts], max(1, count))
    frequencies = np.bincount(codes, minlength=len(found.words) + len(numbers))
    lengths = np.bincount(rows, weights=often, minlength=count)
    scales = k1 * (1 - b + b * lengths / max(1.0, lengths.mean() if count else 1))
    words = json.dumps([count, *found.words], ensure_ascii=False)
    (folder / "words.json").write_text(words, encoding="utf-8")
    starts = np.concatenate([[0], np.cumsum(frequencies)])
    counts = np.minimum(often, _MOST).astype(np.uint8)
    arrays: tuple[npt.NDArray[Any], ...] = (
        numbers,
        starts,
        rows.astype(np.int32),
        counts,
        scales.astype(np.float32),
    )
    for name, each in zip(_NAMES, arrays, strict=True):
        np.save(folder / f"{name}.npy", each)


class Term(NamedTuple):
    """A word or pair as it was looked up: its rows in order, how often it stands in each, its rarity.

    `scales` are, for every row there is, the count at which a word reaches half of its weight.
    """

    rows: Rows
    counts: npt.NDArray[np.uint8]
    rarity: float
    scales: Floats

    def holding(self, rows: Rows) -> npt.NDArray[np.bool_]:
        """Whether it stands in each of these rows."""
        if not len(self.rows):
            return np.zeros(len(rows), dtype=np.bool_)
        return np.asarray(self.rows[self._places(rows)] == rows)

    def at(self, rows: Rows) -> Floats:
        """Its weight in each of these rows, 0 where it does not stand."""
        if not len(self.rows):
            return np.zeros(len(rows), dtype=np.float32)
        places = self._places(rows)
        counts = self.counts[places] * (self.rows[places] == rows).astype(np.float32)
        return np.asarray(np.float32(self.rarity) * counts / (counts + self.scales[rows]), dtype=np.float32)

    def _places(self, rows: Rows) -> npt.NDArray[np.int64]:
        """Where each of the rows stands among its own, if it does."""
        places = self.rows.searchsorted(rows)  # of the same type, or all would be copied
        np.minimum(places, len(self.rows) - 1, out=places)
        return places


class Postings:
    """The postings of a folder written by `write`."""

    def __init__(self, folder: Path) -> None:
        with (folder / "words.json").open(encoding="utf-8") as file:
            self.rows, *found = json.load(file)
        self._numbers = {word: number for number, word in enumerate(found)}
        self._pairs, self._starts, self._rows, self._counts, self._scales = (
            np.load(folder / f"{name}.npy") for name in _NAMES
        )

    def word(self, word: str) -> Term:
        """The word's rows; none, and the highest rarity there is, for an unknown one."""
        return self._term(self._numbers.get(word))

    def pair(self, first: str, second: str) -> Term:
        """The rows in which the second word follows the first at once."""
        place = self._place(first, second)
        return self._term(None if place is None else len(self._numbers) + place)

    def has_pair(self, first: str, second: str) -> bool:
        """Whether the second word follows the first at once in any row."""
        return self._place(first, second) is not None

    def _place(self, first: str, second: str) -> int | None:
        """The number of the pair among the pairs, None for an unknown one."""
        a, b = self._numbers.get(first), self._numbers.get(second)
        if a is None or b is None:
            return None
        code = a * len(self._numbers) + b
        place = int(self._pairs.searchsorted(code))
        return place if place < len(self._pairs) and int(self._pairs[place]) == code else None

    def _term(self, number: int | None) -> Term:
        start, end = (0, 0) if number is None else (int(self._starts[number]), int(self._starts[number + 1]))
        rarity = math.log(1 + (self.rows - (end - start) + 0.5) / (end - start + 0.5))
        return Term(self._rows[start:end], self._counts[start:end], rarity, self._scales)


def total(terms: Iterable[Term], rows: int) -> Floats:
    """The sum of the terms' weights in each of the `rows` rows."""
    found = [term for term in terms if len(term.rows)]
    if not found:
        return np.zeros(rows, dtype=np.float32)
    places = np.concatenate([term.rows for term in found])
    counts = np.concatenate([term.counts for term in found]).astype(np.float32)
    rarities = np.repeat([np.float32(term.rarity) for term in found], [len(term.rows) for term in found])
    weights = rarities * counts / (counts + found[0].scales[places])
    return np.bincount(places, weights=weights, minlength=rows).astype(np.float32)
