"""Everyday words in the words of documents, from synonyms.csv: "dòm ngó" is theo dõi."""

from __future__ import annotations

import csv
import functools
import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from nlu.text import fold_word, typed_as, words

_FILE = Path(__file__).with_name("synonyms.csv")
_TELLING = 4  # letters of an unmarked syllable that is no other word


class Said(NamedTuple):
    """An everyday word in a text, from `start` to `end`, and what is written for it in folded syllables."""

    start: int
    end: int
    written: tuple[tuple[str, ...], ...]


class Synonyms:
    """`said` leads from everyday words, folded, to their marked forms with all that is written for each."""

    def __init__(
        self, said: dict[tuple[str, ...], list[tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]]]
    ) -> None:
        self._said = said
        self._longest: dict[str, int] = {}  # syllables of those that begin with one
        for form in said:
            self._longest[form[0]] = max(self._longest.get(form[0], 0), len(form))

    def find(self, typed: Sequence[str]) -> list[Said]:
        """The everyday words among these (`nlu.text.words`), the longest first where two overlap.

        A lone syllable without its marks may be any word: it is none but in a text without any.
        """
        folded = [fold_word(word) for word in typed]
        plain = all(word == each for word, each in zip(typed, folded, strict=True))
        found: list[Said] = []
        at = 0
        while at < len(typed):
            said = self._at(typed, folded, at, plain=plain)
            if said:
                found.append(said)
            at = said.end if said else at + 1
        return found

    def _at(self, typed: Sequence[str], folded: list[str], at: int, *, plain: bool) -> Said | None:
        for size in range(min(self._longest.get(folded[at], 0), len(typed) - at), 0, -1):
            said = typed[at : at + size]
            fitting = [
                written
                for form, written in self._said.get(tuple(folded[at : at + size]), ())
                if (typed_as(said, form) if size > 1 else _is_alone(said[0], form[0], plain=plain))
            ]
            if fitting:
                return Said(at, at + size, tuple(dict.fromkeys(each for one in fitting for each in one)))
        return None

    def rows(self) -> list[tuple[str, list[str]]]:
        """Each everyday word with all that is written for it, in syllables."""
        return [
            (" ".join(form), [" ".join(each) for each in written])
            for forms in self._said.values()
            for form, written in forms
        ]


def _is_alone(typed: str, word: str, *, plain: bool) -> bool:
    return typed == word or (plain and len(typed) >= _TELLING and typed == fold_word(word))


@functools.cache
def load(path: Path = _FILE) -> Synonyms:
    """The table of a file with the columns said, written."""
    rows: dict[tuple[str, ...], dict[tuple[str, ...], None]] = {}
    for spoken, phrase in _table(path):
        rows.setdefault(spoken, {})[tuple(map(fold_word, phrase))] = None
    said: dict[tuple[str, ...], list[tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]]] = {}
    for form, written in rows.items():
        said.setdefault(tuple(map(fold_word, form)), []).append((form, tuple(written)))
    return Synonyms(said)


@functools.cache
def phrases(path: Path = _FILE) -> tuple[tuple[str, ...], ...]:
    """All words of the table, said or written, with their marks: each is a word of the language."""
    return tuple(dict.fromkeys(itertools.chain.from_iterable(_table(path))))


@functools.cache
def _table(path: Path) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    with path.open(encoding="utf-8", newline="") as file:
        return tuple((tuple(words(r["said"])), tuple(words(r["written"]))) for r in csv.DictReader(file))
