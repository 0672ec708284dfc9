"""In which rows a term stands and how much it weighs there (BM25): numpy arrays in a folder.

Terms are words and pairs of neighbouring words. A pair is kept as one number made of its two words' own, so
that an index of 100,000 passages loads without a dictionary of its million pairs.
"""

from __future__ import annotations

import functools
import json
from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from knowledge.arrays import Bools, Floats, Ints, Rows
from knowledge.occurrences import Occurrences, Terms

_NAMES = ("pairs", "starts", "rows", "weights")
_WHOLE = 65_535  # what a weight is a share of: kept as whole numbers they take half the room


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
    weights = np.rint(_WHOLE * often / (often + scales[rows])).astype(np.uint16)
    arrays: tuple[npt.NDArray[Any], ...] = (numbers, starts, rows.astype(np.int32), weights)
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


class Postings:
    """The postings of a folder written by `write`.

    A question's terms are looked up and counted together: many short calls of numpy took a third of the time.
    """

    def __init__(self, folder: Path) -> None:
        with (folder / "words.json").open(encoding="utf-8") as file:
            self.rows, *found = json.load(file)
        self._numbers = {word: number for number, word in enumerate(found)}
        self._pairs, starts, self._rows, self._weights = (np.load(folder / f"{name}.npy") for name in _NAMES)
        self._unknown = len(starts) - 1  # the number of a term that stands nowhere
        self._starts = np.append(starts, starts[-1])

    def look_up(self, words: Sequence[str], pairs: Sequence[tuple[str, str]] = ()) -> Terms:
        """The words, then the pairs of words of which the second follows the first at once.

        An unknown one has no rows, and the highest rarity there is.
        """
        numbers = np.array([self._numbers.get(word, self._unknown) for word in words], dtype=np.int64)
        if pairs:
            numbers = np.concatenate([numbers, self._numbers_of(pairs)])
        starts, ends = self._starts[numbers], self._starts[numbers + 1]
        sizes = ends - starts
        return Terms(numbers, starts, ends, np.log(1 + (self.rows - sizes + 0.5) / (sizes + 0.5)))

    def known(self, pairs: Sequence[tuple[str, str]]) -> Bools:
        """Of each pair whether the second word follows the first at once in any row."""
        return np.asarray(self._numbers_of(pairs) != self._unknown)

    @functools.cached_property
    def _occurrences(self) -> Occurrences:
        return self.occurrences(np.arange(self.rows, dtype=np.int32), self.rows)

    def occurrences(self, groups: Rows, count: int) -> Occurrences:
        """In which of `count` groups the terms stand; `groups` tells that of each row, in rising order."""
        return Occurrences(self._starts, groups[self._rows], len(self._numbers), count)

    def held(self, terms: Terms, rows: Rows) -> Bools:
        """For each of the terms whether it stands in each of these rows."""
        return self._occurrences.held(terms, rows)

    def rows_of(self, terms: Terms) -> list[Rows]:
        """The rows of each term."""
        return _parts(self._rows, terms)

    def total(self, terms: Terms) -> Floats:
        """The sum of the terms' weights in each row there is."""
        if not len(terms.starts):
            return np.zeros(self.rows, dtype=np.float32)
        rows = np.concatenate(self.rows_of(terms))
        weights = np.concatenate(_parts(self._weights, terms)).astype(np.float32)
        weights *= (terms.rarities / _WHOLE).astype(np.float32).repeat(terms.sizes)
        return np.bincount(rows, weights=weights, minlength=self.rows).astype(np.float32)

    def at(self, terms: Terms, rows: Rows) -> Floats:
        """The sum of the weights in each of these rows, of terms that stand in very many."""
        found = np.zeros(len(rows), dtype=np.float32)
        rarities = (terms.rarities / _WHOLE).astype(np.float32)
        for own, weights, rarity in zip(
            self.rows_of(terms), _parts(self._weights, terms), rarities, strict=True
        ):
            places = own.searchsorted(rows)  # of the same type, or all would be copied
            np.minimum(places, len(own) - 1, out=places)
            found += rarity * weights[places] * (own[places] == rows)
        return found

    def _numbers_of(self, pairs: Sequence[tuple[str, str]]) -> Ints:
        """The number of each pair."""
        number, size = self._numbers.get, len(self._numbers)
        both = [(number(first), number(second)) for first, second in pairs]
        codes = np.array([-1 if a is None or b is None else a * size + b for a, b in both], dtype=np.int64)
        if not len(self._pairs):
            return np.full(len(codes), self._unknown)
        places = np.minimum(self._pairs.searchsorted(codes), len(self._pairs) - 1)
        return np.where(self._pairs[places] == codes, size + places, self._unknown)


def _parts(values: npt.NDArray[Any], terms: Terms) -> list[npt.NDArray[Any]]:
    """The values of each term."""
    return [values[start:end] for start, end in zip(terms.starts.tolist(), terms.ends.tolist(), strict=True)]
