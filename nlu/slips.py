"""Words one slip of the finger away from what was typed, and how likely each slip is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
# What is taken for one another by its sound, north or south.
_ALIKE = frozenset(map(frozenset, ("sx", "dv", "ln", "iy", "ck", "dr", "dg", "gr", "vb", "ct", "pt", "rs")))
SHORTEST = 2  # letters: what is mended has more

# In units of one slip on a neighbouring key. Set by hand, tried on tests/nlu/typist.py with seeds 1–9.
_DOUBLED = 0.6
_SWAPPED = 0.8
_NEAR = 1.0
_ALIKE_COST = 1.1
_DROPPED = 1.1
_EXTRA_NEAR = 1.1
_EXTRA = 1.5
_WRONG = 1.7
_FIRST = 0.4  # the first letter is seldom the wrong one


def _near_keys() -> frozenset[frozenset[str]]:
    found: set[frozenset[str]] = set()
    for y, row in enumerate(_ROWS):
        for x, key in enumerate(row):
            near = [
                row[x + 1 : x + 2],
                *((_ROWS[y + 1][x - 1 : x], _ROWS[y + 1][x : x + 1]) if y < 2 else ()),
            ]
            found.update(frozenset((key, other)) for other in near if other)
    return frozenset(found)


_NEAR_KEYS = _near_keys()


class Slips:
    """Finds the words of a list that are one slip away: by the words that dropping one letter leaves."""

    def __init__(self, words: Iterable[str]) -> None:
        self._by_rest: defaultdict[str, list[str]] = defaultdict(list)
        for word in words:
            if len(word) >= SHORTEST and word.isascii() and word.isalpha():
                for rest in {word, *_rests(word)}:
                    self._by_rest[rest].append(word)

    def near(self, typed: str) -> list[tuple[float, str]]:
        """The words one slip away, each with the cost of the slip, the likeliest first."""
        candidates = {w for rest in {typed, *_rests(typed)} for w in self._by_rest.get(rest, ())}
        costed = ((cost, word) for word in candidates if (cost := slip_cost(typed, word)) is not None)
        return sorted(costed)


def slip_cost(typed: str, meant: str) -> float | None:
    """How unlikely the slip is that makes `typed` of `meant`; None when it takes more than one, or none."""
    if typed == meant:
        return None
    start = 0
    while start < min(len(typed), len(meant)) and typed[start] == meant[start]:
        start += 1
    a, b = typed[start:], meant[start:]
    first = _FIRST if start == 0 else 0.0
    if a[1:] == b:
        return first + _extra(typed, start)
    if b[1:] == a:
        return first + _DROPPED
    if a[1:] == b[1:]:
        return first + _wrong(a[0], b[0])
    if a[2:] == b[2:] and a[:2] == b[1::-1]:
        return first + _SWAPPED
    return None


def _extra(typed: str, at: int) -> float:
    beside = typed[max(0, at - 1) : at] + typed[at + 1 : at + 2]
    if typed[at] in beside:
        return _DOUBLED
    return _EXTRA_NEAR if any(frozenset((typed[at], c)) in _NEAR_KEYS for c in beside) else _EXTRA


def _wrong(typed: str, meant: str) -> float:
    pair = frozenset((typed, meant))
    return _NEAR if pair in _NEAR_KEYS else _ALIKE_COST if pair in _ALIKE else _WRONG


def _rests(word: str) -> list[str]:
    return [word[:i] + word[i + 1 :] for i in range(len(word))]
