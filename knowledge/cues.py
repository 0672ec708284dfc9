"""Cues: short patterns of how people ask, written as data; each letter may be typed without its marks.

A cue is tokens in order: "a|b" is one of several, "ngày_nào" is one choice of two syllables, "*" is up to
three syllables of anything, "**" up to eight. `facets.yml` and `addressees.yml` are written in it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass

from nlu.text import fold, fold_word, syllables, words

_WRITTEN_WITH_I = re.compile("[hklmst][iíìỉĩị]")
_I_TO_Y = str.maketrans("iíìỉĩị", "yýỳỷỹỵ")
_GAPS = {"*": 3, "**": 8}


@dataclass(frozen=True)
class Match:
    """Where a cue stands in a question, in syllables; `size` is how many it explains."""

    start: int
    end: int

    @property
    def size(self) -> int:
        return self.end - self.start


class Cues:
    """Any of several cues."""

    def __init__(self, cues: Iterable[str]) -> None:
        self._cues = tuple(cues)
        self._last: tuple[str, Match | None] = "", None  # one question is asked the same again and again

    @functools.cached_property
    def _any(self) -> re.Pattern[str] | None:
        """All cues in one, made at the first question: making it takes time."""
        return re.compile("|".join(f"(?:{_pattern(cue)})" for cue in self._cues)) if self._cues else None

    @functools.cached_property
    def _patterns(self) -> list[re.Pattern[str]]:
        """One for each cue, made when any of them first stands in a question."""
        return [re.compile(_pattern(cue)) for cue in self._cues]

    @functools.cached_property
    def _begins(self) -> frozenset[str]:
        """The words that cues begin with, folded: a question without any of them has none."""
        return frozenset(fold_word(phrase) for cue in self._cues for phrase in _first(cue))

    def vocabulary(self) -> list[list[str]]:
        """The phrases that the cues are made of, in syllables."""
        parts = (p for cue in self._cues for token in cue.split() for p in token.split("|") if p not in _GAPS)
        return [syllables(part.replace("_", " ")) for part in parts]

    def find(self, typed: list[str]) -> Match | None:
        """The longest match in the words (`nlu.text.words`), None when no cue is there."""
        text, folded = _as_searched(tuple(typed))
        if self._begins.isdisjoint(folded):
            return None
        said, match = self._last
        if said != text:
            match = self._found(text)
            self._last = text, match
        return match

    def _found(self, text: str) -> Match | None:
        if self._any is None or not self._any.search(text):
            return None
        found = [m for p in self._patterns if (m := p.search(text))]
        if not found:
            return None
        best = max(found, key=lambda m: m.end() - m.start())
        start = text[: best.start()].count(" ")
        return Match(start, start + best.group().strip().count(" ") + 1)


@functools.lru_cache(maxsize=64)
def _as_searched(typed: tuple[str, ...]) -> tuple[str, frozenset[str]]:
    """The words as one text, and each folded, remembered: many cues are looked for in one question."""
    written = [_with_y(word) for word in typed]
    return "".join(f" {word}" for word in written) + " ", frozenset(map(fold_word, written))


def _first(cue: str) -> list[str]:
    """The first words of the choices that a cue begins with, gaps aside."""
    token = next(token for token in cue.split() if token not in _GAPS)
    return [_with_y(words(choice.replace("_", " "))[0]) for choice in token.split("|")]


def _pattern(cue: str) -> str:
    parts = []
    for token in cue.split():
        if token in _GAPS:
            parts.append(rf"(?: \S+){{0,{_GAPS[token]}}}?")
            continue
        choices = (" ".join(map(_with_y, words(choice.replace("_", " ")))) for choice in token.split("|"))
        parts.append(" (?:" + "|".join(map(_as_typed, choices)) + ")")
    return "".join(parts) + r"(?= )"


def _with_y(word: str) -> str:
    """ "kí", "lí", "tỉ" as "ký", "lý", "tỷ": both are written."""
    return word.translate(_I_TO_Y) if _WRITTEN_WITH_I.fullmatch(word) else word


def _as_typed(phrase: str) -> str:
    """A pattern of the phrase as people type it: every letter with its marks or without."""
    return "".join(c if c == fold(c) else f"[{c}{fold(c)}]" for c in phrase)
