"""A printed page, of a PDF or of a scan, as rows of words that have their places on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median


@dataclass(frozen=True)
class Word:
    """A word and its box; x grows to the right, y downwards, in any unit that a page keeps."""

    text: str
    left: float
    right: float
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(frozen=True)
class Row:
    """The words of one line across the whole page, from left to right; never empty."""

    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def left(self) -> float:
        return self.words[0].left

    @property
    def right(self) -> float:
        return max(word.right for word in self.words)

    @property
    def middle(self) -> float:
        return median(word.middle for word in self.words)

    @property
    def height(self) -> float:
        return median(word.bottom - word.top for word in self.words)

    def gaps(self) -> list[tuple[float, float]]:
        """The blanks between the words, as (left, right)."""
        found, reached = [], self.words[0].right
        for word in self.words[1:]:
            if word.left > reached:
                found.append((reached, word.left))
            reached = max(reached, word.right)
        return found


@dataclass(frozen=True)
class Page:
    """What is printed on one page; `number` counts from 1."""

    number: int
    rows: tuple[Row, ...]


def rows(words: Iterable[Word]) -> tuple[Row, ...]:
    """The words in rows, from the top down; columns whose lines are staggered a little share their rows."""
    found: list[list[Word]] = []
    for word in sorted((w for w in words if w.text.strip()), key=lambda w: w.middle):
        if found and _beside(word, found[-1][0]):
            found[-1].append(word)
        else:
            found.append([word])
    level: list[Row] = []
    for each in found:
        row = Row(tuple(sorted(each, key=lambda w: w.left)))
        if level and _is_staggered(level[-1], row):
            words_of_both = (*level[-1].words, *row.words)
            level[-1] = Row(tuple(sorted(words_of_both, key=lambda w: w.left)))
        else:
            level.append(row)
    return tuple(level)


def pitch(found: Sequence[Row]) -> float:
    """The usual distance of one row from the next; 0 for fewer than two."""
    steps = [b.middle - a.middle for a, b in pairwise(found) if b.middle > a.middle]
    return median(steps) if steps else 0.0


def _beside(word: Word, first: Word) -> bool:
    return word.middle - first.middle < 0.5 * max(min(word.bottom - word.top, first.bottom - first.top), 1e-6)


def _is_staggered(row: Row, following: Row) -> bool:
    """Whether two rows overlap in height and stand in columns of their own."""
    height = min(row.height, following.height)
    apart = max(following.left - row.right, row.left - following.right)
    return following.middle - row.middle < 0.8 * height and apart > height
