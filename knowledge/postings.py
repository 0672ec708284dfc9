"""In which rows a term stands and how much it weighs there (BM25): numpy arrays in a folder.

Terms are words and pairs of neighbouring words. A pair is kept as one number made of its two words' own, so
that an index of 100,000 passages loads without a dictionary of its million pairs.
"""

from __future__ import annotations

import json
import math
from array import array
from collections.abc import Callable, Iterable
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

    def as_words(self, as_word: Callable[[str], str | None]) -> Texts:
        """The rows with other words in place of these, without those for which there is None."""
        known: dict[str, int] = {}
        new = [
            None if (w := as_word(word)) is None else known.setdefault(w, len(known)) for word in self.words
        ]
        numbers = np.array([-1 if each is None else each for each in new], dtype=np.int32)[self.numbers]
        held = numbers >= 0
        starts = np.concatenate([[0], np.cumsum(held)])[self.starts]
        return Texts(tuple(known), numbers[held], starts)

    def chosen(self, rows: Ints) -> Texts:
        """These rows in this order, and the words that they have in the order in which they come."""
        starts = np.concatenate([[0], np.cumsum(np.diff(self.starts)[rows])])
        places = np.repeat(self.starts[rows] - starts[:-1], np.diff(starts)) + np.arange(starts[-1])
        numbers = self.numbers[places]
        # Written from the last to the first, so that the first place of each number remains.
        first = np.full(len(self.words), len(numbers), dtype=np.int64)
        first[numbers[::-1]] = np.arange(len(numbers) - 1, -1, -1)
        order = np.argsort(first, kind="stable")[: int(np.count_nonzero(first < len(numbers)))]
        renamed = np.zeros(len(self.words), dtype=np.int32)
        renamed[order] = np.arange(len(order), dtype=np.int32)
        return Texts(tuple(self.words[number] for number in order), renamed[numbers], starts)

    def save(self, folder: Path) -> None:
        """Nothing; writes the folder that `saved` reads."""
        folder.mkdir()
        (folder / "words.json").write_text(json.dumps(self.words, ensure_ascii=False), encoding="utf-8")
        np.save(folder / "numbers.npy", self.numbers)
        np.save(folder / "starts.npy", self.starts)


def saved(folder: Path) -> Texts:
    """The rows of a folder written by `Texts.save`."""
    words = json.loads((folder / "words.json").read_text(encoding="utf-8"))
    return Texts(tuple(words), np.load(folder / "numbers.npy"), np.load(folder / "starts.npy"))


class Numbering:
    """Rows of words taken in one after the other, as numbers: strings would fill the memory."""

    def __init__(self, before: Texts | None = None) -> None:
        """`before` are rows taken in already."""
        self._known = {word: number for number, word in enumerate(before.words)} if before else {}
        self._before = before
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
        if self._before:
            starts = np.concatenate([self._before.starts, starts[1:] + self._before.starts[-1]])
            numbers = np.concatenate([self._before.numbers, numbers])
        return Texts(tuple(self._known), numbers, starts)


def write(found: Texts, folder: Path, k1: float, b: float, *, pairs: bool) -> None:
    """Nothing; writes the folder that `Postings` reads. BM25 in the form of Lucene."""
    folder.mkdir(parents=True, exist_ok=True)
    count = len(found.starts) - 1
    codes, rows, often = _counted(found.numbers.astype(np.int64), found.rows, count)
    frequencies, numbers = np.bincount(codes, minlength=len(found.words)), np.empty(0, dtype=np.int64)
    if pairs:
        codes, rows_of_pairs, often_pairs = _counted(*_joined(found), count)
        numbers, held = _distinct(codes)
        frequencies = np.concatenate([frequencies, held])
        rows, often = np.concatenate([rows, rows_of_pairs]), np.concatenate([often, often_pairs])
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


def _joined(found: Texts) -> tuple[Ints, Rows]:
    """Each pair of neighbouring words as one number, and its row."""
    rows = found.rows
    inside = rows[1:] == rows[:-1]
    codes = found.numbers[:-1].astype(np.int64)
    codes *= len(found.words)
    codes += found.numbers[1:]
    return codes[inside], rows[:-1][inside]


def _counted(codes: Ints, rows: Rows, count: int) -> tuple[Ints, Ints, Ints]:
    """Each code with each of its rows, in order, and how often it stands there; `codes` is used up."""
    codes *= max(1, count)
    codes += rows
    codes.sort()
    together, often = _distinct(codes)
    return (*np.divmod(together, max(1, count)), often)


def _distinct(ordered: Ints) -> tuple[Ints, Ints]:
    """The different numbers of a rising row of them, and how often each stands in it."""
    firsts = np.flatnonzero(np.diff(ordered, prepend=-1))
    return ordered[firsts], np.diff(np.append(firsts, len(ordered)))


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
