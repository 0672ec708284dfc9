"""Everyday words in the words of documents, from synonyms.csv: "dòm ngó" is theo dõi."""

from __future__ import annotations

import csv
import functools
from collections.abc import Callable
from pathlib import Path

from nlu.text import fold_word, syllables, typed_as, words

_FILE = Path(__file__).with_name("synonyms.csv")
_LONGEST = 4  # syllables
_TELLING = 4  # letters of an unmarked syllable that is no other word


class Synonyms:
    """`said` leads from everyday words, folded, to their marked forms with what is written, best first."""

    def __init__(self, said: dict[tuple[str, ...], list[tuple[tuple[str, ...], str]]]) -> None:
        self._said = said

    def written(self, typed: list[str], holds: Callable[[list[str]], bool]) -> str:
        """The words (`nlu.text.words`) with everyday ones as documents write them; "" when nothing changes.

        `holds` tells whether the documents hold syllables side by side: what they hold stays, and only what
        they hold comes in. A lone syllable without its marks may be any word and stays too, but for one that
        is written without ("facebook").
        """
        folded = [fold_word(word) for word in typed]
        result, at, changed = [], 0, False
        while at < len(typed):
            size, new = self._at(typed, folded, at, holds)
            result.append(new or typed[at])
            at, changed = at + size, changed or bool(new)
        return " ".join(result) if changed else ""

    def _at(
        self, typed: list[str], folded: list[str], at: int, holds: Callable[[list[str]], bool]
    ) -> tuple[int, str]:
        """How many words from here on are one everyday word, and what is written for it; (1, "") for none."""
        for size in range(min(_LONGEST, len(typed) - at), 0, -1):
            said = typed[at : at + size]
            if size == 1 and _is_joined(folded, at, holds):
                continue
            if size > 1 and holds(folded[at : at + size]):
                continue
            for form, new in self._said.get(tuple(folded[at : at + size]), ()):
                if size == 1 and said[0] == folded[at] and (form[0] != said[0] or len(said[0]) < _TELLING):
                    continue
                if typed_as(said, form) and holds(syllables(new)):
                    return size, new
        return 1, ""


def _is_joined(folded: list[str], at: int, holds: Callable[[list[str]], bool]) -> bool:
    """Whether the documents hold the syllable together with a neighbour: it is part of a word of theirs."""
    before, behind = folded[max(0, at - 1) : at + 1], folded[at : at + 2]
    return any(len(pair) == 2 and holds(pair) for pair in (before, behind))


@functools.cache
def load(path: Path = _FILE) -> Synonyms:
    """The table of a file with the columns said, written."""
    said: dict[tuple[str, ...], list[tuple[tuple[str, ...], str]]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            form = tuple(words(row["said"]))
            said.setdefault(tuple(map(fold_word, form)), []).append((form, row["written"]))
    return Synonyms(said)
