"""Abbreviations that nobody wrote down, by first letters: "CQBC" is cơ quan báo chí where it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from knowledge.lexical import stopwords
from nlu.text import fold

_FEW = 3  # letters
_MOST_CLAUSES = 50_000  # a larger collection has too many words that begin alike


class Initials:
    """The clauses of documents, each as its words with their marks."""

    def __init__(self, clauses: Sequence[Sequence[str]]) -> None:
        few = clauses if len(clauses) <= _MOST_CLAUSES else ()
        self._clauses = [(clause, "".join(fold(word[0]) for word in clause)) for clause in few if clause]

    def phrases(self, letters: str) -> tuple[str, ...]:
        """What the letters may stand for: the commonest phrase that begins so, or those equally common.

        Three letters stand somewhere in any text: their phrase has to come twice.
        """
        wanted, found = fold(letters), Counter[str]()
        for clause, initials in self._clauses:
            at = initials.find(wanted)
            while at >= 0:
                if not stopwords() & set(clause[at : at + len(wanted)]):
                    found[" ".join(clause[at : at + len(wanted)])] += 1
                at = initials.find(wanted, at + 1)
        most = max(found.values(), default=0)
        if len(wanted) <= _FEW and most < 2:
            return ()
        return tuple(phrase for phrase, count in found.items() if count == most)
