"""The words of a form's choices, found in a message: which of them stand where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nlu.text import fold, typed_as

Span = tuple[int, int]  # first and last + 1 of some words

_MARKED = 0.35  # share of the words with marks above which "co" is no "cờ"
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

    def _is_typed(self, typed: list[str], clue: Clue, marked: bool) -> bool:
        if marked and len(typed) == 1:
            return typed[0] == clue.words[0]
        if typed_as(typed, clue.words):
            return True
        right = sum(typed_as([t], (w,)) for t, w in zip(typed, clue.words, strict=True))
        long = sum(map(len, clue.plain)) >= _LONG
        return long and clue.plain in self._certain and 0 < len(typed) <= 2 * right


def _inside(span: Span, others: Iterable[Span], or_equal: bool = False) -> bool:
    return any(o[0] <= span[0] and span[1] <= o[1] and (or_equal or o != span) for o in others)
