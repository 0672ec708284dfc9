"""Phrases looked for in a message, each letter with its marks or without: "hoi thao" may be "hội thảo"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from nlu.text import fold_word, typed_as, words


class PhraseTable:
    """Any of several phrases; only those are compared whose first word can be the one that stands there."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._by_first_word: dict[str, list[tuple[str, ...]]] = {}
        for phrase in map(tuple, map(words, phrases)):
            self._by_first_word.setdefault(fold_word(phrase[0]), []).append(phrase)

    def find(self, said: Sequence[str]) -> int:
        """The word at which the first of them begins (`nlu.text.words`), -1 when none is there."""
        return next((start for start in range(len(said)) if self._begins(said, start)), -1)

    def stands_in(self, said: Sequence[str]) -> bool:
        """Whether one of them is there."""
        return self.find(said) >= 0

    def _begins(self, said: Sequence[str], start: int) -> bool:
        return any(
            typed_as(said[start : start + len(phrase)], phrase)
            for phrase in self._by_first_word.get(fold_word(said[start]), ())
        )
