"""Phrases looked for in a message, each letter with its marks or without: "hoi thao" may be "hội thảo"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from nlu.text import fold_word, typed_as, words


class PhraseTable:
    """Any of several phrases; only those are compared whose first word can be the one that stands there."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._by_first_word: dict[str, list[tuple[str, ...]]] = {}
        for phrase in map(tuple, map(words, phrases)):
            self._by_first_word.setdefault(fold_word(phrase[0]), []).append(phrase)

    def find(self, said: Sequence[str], *, spelt: bool = False) -> int:
        """The word at which the first of them begins (`nlu.text.words`), -1 when none is there.

        Of a `spelt` message one word alone has all its marks: "cho" is no "chớ".
        """
        for start in range(len(said)):
            for phrase in self._beginning(said, start):
                if not spelt or len(phrase) > 1 or said[start] == phrase[0]:
                    return start
        return -1

    def stands_in(self, said: Sequence[str]) -> bool:
        """Whether one of them is there."""
        return self.find(said) >= 0

    def make_up(self, said: Sequence[str]) -> bool:
        """Whether the words are nothing but phrases of the table, one after another."""
        at = 0
        while at < len(said):
            size = max((len(phrase) for phrase in self._beginning(said, at)), default=0)
            if not size:
                return False
            at += size
        return True

    def blanked(self, said: Sequence[str]) -> list[str]:
        """The words, "" for each of those that make up one of the phrases."""
        left, at = list(said), 0
        while at < len(said):
            size = max((len(phrase) for phrase in self._beginning(said, at)), default=0)
            left[at : at + size] = [""] * size
            at += size or 1
        return left

    def _beginning(self, said: Sequence[str], start: int) -> Iterator[tuple[str, ...]]:
        """The phrases that the words there begin with."""
        for phrase in self._by_first_word.get(fold_word(said[start]), ()):
            if typed_as(said[start : start + len(phrase)], phrase):
                yield phrase
