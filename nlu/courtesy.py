"""What is said around a question out of politeness ("dạ cho em hỏi", "ad ơi", "em cảm ơn ạ")."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from nlu.text import fold

COURTESIES = Path(__file__).with_name("courtesies.yml")

_WORD = re.compile(r"[^\W_]+")
_LEAST = 2  # words that must be left: "dạ, cảm ơn ạ" is no question
_LONGEST_CLOSING = 16  # words

# The phrases of a list by their first word, typed with its marks or without.
_Group = Mapping[str, Sequence[Sequence[frozenset[str]]]]


@dataclass(frozen=True)
class _Phrase:
    """Words with their marks or without, and groups that may be left out.

    `led`: somebody may be named before.
    """

    led: bool
    parts: tuple[frozenset[str] | str, ...]


@dataclass(frozen=True)
class Courtesies:
    """The phrases of courtesies.yml that open a message and that close it, by first word.

    `joining` words lead on to the question; before those of `not_asking`, "hoi" is hội.
    """

    opening: Mapping[str, Sequence[_Phrase]]
    closing: Mapping[str, Sequence[_Phrase]]
    groups: Mapping[str, _Group]
    joining: frozenset[str]
    not_asking: frozenset[str]

    def strip(self, text: str) -> str:
        """The text without what is said around the question; the whole when hardly anything would be left."""
        found = list(_WORD.finditer(text))
        words = [match.group().lower() for match in found]
        start = self._opened(words)
        end = self._closed(words, start)
        if (start == 0 and end == len(words)) or end - start < _LEAST:
            return text
        last = found[end].start() if end < len(words) else len(text)
        return text[found[start].start() : last].rstrip(" ,;:-~")

    def _opened(self, words: Sequence[str]) -> int:
        """How many of the first words are courtesy."""
        at = 0
        while (to := max(self._ends(self.opening, words, at), default=at)) > at:
            at = to
        return at + 1 if at and at < len(words) and words[at] in self.joining else at

    def _closed(self, words: Sequence[str], start: int) -> int:
        """How many of the words are left when those at the end that are courtesy go."""
        closes = {len(words)}
        for at in range(len(words) - 1, max(start, len(words) - _LONGEST_CLOSING) - 1, -1):
            if not closes.isdisjoint(self._ends(self.closing, words, at)):
                closes.add(at)
        return min(closes)

    def _ends(self, phrases: Mapping[str, Sequence[_Phrase]], words: Sequence[str], at: int) -> set[int]:
        """Where a phrase that begins there may end; "cho hoi" does not before "dong": cho hội đồng."""
        ends: set[int] = set()
        for start in {at, *self._named(_WHO, words, at)}:
            for phrase in phrases.get(words[start], ()) if start < len(words) else ():
                if phrase.led or start == at:
                    ends |= self._matched(phrase, words, start)
        return {
            e for e in ends if words[e - 1] != "hoi" or e == len(words) or words[e] not in self.not_asking
        }

    def _matched(self, phrase: _Phrase, words: Sequence[str], at: int) -> set[int]:
        ends = {at}
        for part in phrase.parts:
            if isinstance(part, str):
                ends |= {to for end in ends for to in self._named(part, words, end)}
            else:
                ends = {end + 1 for end in ends if end < len(words) and words[end] in part}
        return ends

    def _named(self, group: str, words: Sequence[str], at: int) -> list[int]:
        """Where a phrase of the group that begins there may end."""
        return [
            at + len(choice)
            for choice in (self.groups[group].get(words[at], ()) if at < len(words) else ())
            if at + len(choice) <= len(words) and all(map(_in, words[at:], choice))
        ]


_WHO = "{who}"


def _in(word: str, forms: frozenset[str]) -> bool:
    return word in forms


@functools.cache
def load(path: Path = COURTESIES) -> Courtesies:
    """The table of a file. KeyError names a list that it lacks."""
    data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    groups: dict[str, dict[str, list[list[frozenset[str]]]]] = {_WHO: {}, "{bit}": {}}
    for name, group in groups.items():
        for phrase in data[name.strip("{}")]:
            choice = [_forms(word) for word in _WORD.findall(phrase)]
            for form in choice[0]:
                group.setdefault(form, []).append(choice)
    opening, closing = (_by_first_word(data[name]) for name in ("opening", "closing"))
    joining = frozenset(form for word in data["joining"] for form in _forms(word))
    return Courtesies(opening, closing, groups, joining, frozenset(data["not_asking"]))


def _by_first_word(phrases: Sequence[str]) -> dict[str, list[_Phrase]]:
    found: dict[str, list[_Phrase]] = {}
    for phrase in phrases:
        words = phrase.split()
        led = words[0] == _WHO
        parts = tuple(word if word.startswith("{") else _forms(word) for word in words[led:])
        for form in _forms(words[led]):
            found.setdefault(form, []).append(_Phrase(led, parts))
    return found


def _forms(word: str) -> frozenset[str]:
    return frozenset((word, fold(word)))
