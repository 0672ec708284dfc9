"""The words of a form's choices, found in a message: which of them stand where."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from nlu.slips import Slips
from nlu.text import fold, partly_typed_as, toneless, typed_as

Span = tuple[int, int]  # first and last + 1 of some words

_MARKED = 0.35  # share of the words with marks above which "co" is no "cờ"
STRONG = ("decisive", "words")  # columns whose phrases tell their choice
_MOST_WORDS = 5  # of a phrase that was mistyped
_SLIGHT = 1.1  # cost of a slip: a letter dropped, doubled, swapped or beside the right one
_LONG = 7  # letters of a phrase that is known in spite of a wrong mark: "truyển thanh"


@dataclass(frozen=True)
class Clue:
    """A phrase, and the choice and column (`words`, `weak` …) that it stands in; `plain` is it folded."""

    choice: str
    column: str
    words: tuple[str, ...]
    plain: tuple[str, ...]


class Clues:
    """The phrases of one field by their first folded word."""

    def __init__(self, phrases: Iterable[tuple[str, str, Sequence[str]]]) -> None:
        """`phrases` are choice, column and the words of each."""
        self._by_first: dict[str, list[Clue]] = {}
        spellings: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
        for choice, column, spelt in phrases:
            clue = Clue(choice, column, tuple(spelt), tuple(map(fold, spelt)))
            self._by_first.setdefault(clue.plain[0], []).append(clue)
            spellings.setdefault(clue.plain, set()).add(clue.words)
        long = {"".join(plain): plain for plain in spellings if len("".join(plain)) >= _LONG}
        self._slips, self._long = Slips(long), long
        self._certain = {plain for plain, typed in spellings.items() if len(typed) == 1}

    def find(self, tokens: list[str]) -> dict[tuple[str, str], list[Span]]:
        """The spans by choice and column, the longest where they overlap; none inside one of `besides`."""
        plain = [fold(token) for token in tokens]
        marked = sum(map(str.__ne__, plain, tokens)) > _MARKED * len(tokens)
        found: dict[tuple[str, str], set[Span]] = {}
        for start, first in enumerate(plain):
            for clue in self._by_first.get(first, ()):
                end = start + len(clue.plain)
                if tuple(plain[start:end]) == clue.plain and self._is_typed(tokens[start:end], clue, marked):
                    found.setdefault((clue.choice, clue.column), set()).add((start, end))
        for (choice, column), spans in found.items():
            outer = found.get((choice, "besides"), set()) if column != "besides" else set()
            found[choice, column] = {
                s for s in spans if not _inside(s, spans) and not _inside(s, outer, True)
            }
        return {key: sorted(spans) for key, spans in found.items() if spans}

    def near(self, tokens: list[str], usual: Callable[[str, str], bool]) -> dict[tuple[str, str], list[Span]]:
        """The spans of long phrases with one slip in them or a space too many or too few: "hộinghi".

        Words that stand side by side anyway, as `usual` tells of two of them folded, are no slip: "đảng bộ".
        """
        plain = [fold(token) for token in tokens]
        found: dict[tuple[str, str], set[Span]] = {}
        for start, size in itertools.product(range(len(plain)), range(1, _MOST_WORDS + 1)):
            part = plain[start : start + size]
            joined = "".join(part)
            if len(part) < size or len(joined) < _LONG - 1:
                continue
            together = size > 1 and all(itertools.starmap(usual, itertools.pairwise(part)))
            for clue in self._near(joined):
                spelt = clue.plain == tuple(part) and any(
                    t == w for t, w in zip(tokens[start : start + size], clue.words, strict=True)
                )
                if (together or clue.plain == tuple(part)) and not spelt:
                    continue
                found.setdefault((clue.choice, clue.column), set()).add((start, start + size))
        return {key: sorted(spans) for key, spans in found.items()}

    def _near(self, joined: str) -> Iterable[Clue]:
        """The strong clues that the letters may be meant for."""
        meant = [self._long[joined]] if joined in self._long else []
        meant += [self._long[word] for cost, word in self._slips.near(joined) if cost <= _SLIGHT]
        return (
            clue
            for phrase in meant
            for clue in self._by_first[phrase[0]]
            if clue.plain == phrase and clue.column in STRONG
        )

    def _is_typed(self, typed: list[str], clue: Clue, marked: bool) -> bool:
        if marked and len(typed) == 1:
            return typed[0] == clue.words[0]
        if typed_as(typed, clue.words):
            return True
        if len(typed) > 1 and clue.plain in self._certain and partly_typed_as(typed, clue.words):
            return True
        pairs = list(zip(typed, clue.words, strict=True))
        wrong = [(t, w) for t, w in pairs if not (t == w if marked else typed_as([t], (w,)))]
        slips = all(len(w) > 2 and toneless(t) == toneless(w) for t, w in wrong) or not marked
        long = sum(map(len, clue.plain)) >= _LONG
        return long and slips and clue.plain in self._certain and 2 * len(wrong) <= len(typed)


def _inside(span: Span, others: Iterable[Span], or_equal: bool = False) -> bool:
    return any(o[0] <= span[0] and span[1] <= o[1] and (or_equal or o != span) for o in others)
