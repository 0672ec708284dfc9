"""Documents named otherwise than by number: "chỉ thị nước dưới đất của Cần Thơ", "công điện mưa lũ"."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise

from knowledge import Document
from knowledge.question import Question
from nlu import DocumentNumber
from nlu.text import syllables

_ALIASES = ("cv", "kh", "hd", "qd", "nd", "ct", "cd", "vb")
# Pairs that name no one place or subject.
_EVERYWHERE = {
    "uy ban",
    "ban nhan",
    "nhan dan",
    "thanh pho",
    "dan tinh",
    "dan thanh",
    "dan xa",
    "to chuc",
    "thuc hien",
}
_DISTINCT = 0.7  # rarity of a place that about half of the documents lack
_NEARLY = 0.7
_BESIDE = 2  # syllables between a document's number and what is asked of it: "324 thì do ai ban hành"


@dataclass(frozen=True)
class Named:
    """A document that a question names by its words; `strength` is the rarity of those words, summed."""

    document: Document
    strength: float


class Titles:
    """What each document is called: type, issuer, place, subject."""

    def __init__(self, documents: Collection[Document]) -> None:
        self._documents = tuple(documents)
        self._titles = [_pairs(f"{d.issuer} . {d.place} . {d.subject}") for d in self._documents]
        self._issuers = [_pairs(f"{d.issuer} . {d.place}") for d in self._documents]
        held = Counter(pair for title in self._titles for pair in title)
        self._rarity = {t: math.log((1 + len(self._documents)) / n) for t, n in held.items()}
        self._types = {d.type: tuple(syllables(d.type)) for d in self._documents if d.type}

    def type_named(self, tokens: list[str]) -> str:
        """The type of document that the syllables name, "" for none."""
        found = [t for t, said in self._types.items() if len(said) > 1 and _holds(tokens, said)]
        return max(found, key=lambda t: len(self._types[t]), default="")

    def named(self, tokens: list[str]) -> list[Named]:
        """The documents that the syllables name, the best first: by their type, or by an issuer or a place

        that not all have, and then by what they say of the subject. Nothing when one document is all there
        is: it needs no name.
        """
        if len(self._documents) < 2:
            return []
        type_, asked = self.type_named(tokens), _pairs(" ".join(tokens))
        found = []
        for document, title, issuer in zip(self._documents, self._titles, self._issuers, strict=True):
            place = sum(self._rarity[t] for t in asked & issuer)
            if (type_ and document.type == type_) or (not type_ and place >= _DISTINCT):
                found.append(Named(document, sum(self._rarity[t] for t in asked & title)))
        found.sort(key=lambda n: -n.strength)
        return [n for n in found if n.strength >= _NEARLY * found[0].strength]

    def naming(self, documents: Collection[Document], *, by_title: bool) -> frozenset[str]:
        """The syllables that name these documents rather than ask about them: types, issuers and places,

        with the subjects when they were named by their titles. None when one document is all there is.
        """
        if len(self._documents) < 2:
            return frozenset()
        parts = [(d.type, d.issuer, d.place, d.subject if by_title else "") for d in documents]
        return frozenset(syllables(" ".join(part for each in parts for part in each)))

    def without_names(self, q: Question, documents: Collection[Document]) -> str:
        """The question's text without the words that name these documents: no content of passages."""
        gone = [s for number, _ in q.named for s in _numbered(q.tokens, number)]
        for document in documents if len(self._documents) > 1 else ():
            for name in (document.issuer, document.place):
                gone += _spans(q.tokens, tuple(syllables(name))) + _spans(
                    q.tokens, tuple(syllables(name))[-2:]
                )
            if (said := self._types.get(document.type)) and not q.named:
                gone += _spans(q.tokens, said)
        dropped = {i for start, end in gone for i in range(start, end)}
        kept = [word for i, word in enumerate(q.words) if i not in dropped]
        return " ".join(kept) if kept else q.text

    def is_beside(self, q: Question, start: int, end: int) -> bool:
        """Whether these syllables stand beside a document's number: "ngày của Kế hoạch 324"."""
        spans = [span for number, _ in q.named for span in _numbered(q.tokens, number)]
        return any(0 <= a - end <= _BESIDE or 0 <= start - b <= _BESIDE for a, b in spans)

    def hold(self, phrase: list[str]) -> bool:
        """Whether an issuer or a place of the documents is named so."""
        names = (syllables(name) for d in self._documents for name in (d.issuer, d.place))
        return any(_holds(name, tuple(phrase)) for name in names)


def _numbered(tokens: list[str], number: DocumentNumber) -> list[tuple[int, int]]:
    """Where a number stands with its type, "số", symbol and date: "ke hoach so 324 kh tu ngay 25 12 2024"."""
    before = {"so", *syllables(number.type), *_ALIASES}
    behind = {*syllables(number.symbol), *syllables(number.text), "ngay"} if number.symbol else set()
    spans = []
    for at in (i for i, token in enumerate(tokens) if token == number.number):
        start, end = at, at + 1
        while start > 0 and tokens[start - 1] in before:
            start -= 1
        while end < len(tokens) and tokens[end] in behind:
            end += 1
        spans.append((start, end))
    return spans


def _spans(tokens: list[str], phrase: tuple[str, ...]) -> list[tuple[int, int]]:
    size = len(phrase)
    starts = range(len(tokens) - size + 1) if size else ()
    return [(i, i + size) for i in starts if tuple(tokens[i : i + size]) == phrase]


def _pairs(text: str) -> set[str]:
    """The pairs of neighbouring syllables, none across " . "."""
    return {" ".join(p) for part in text.split(" . ") for p in pairwise(syllables(part))} - _EVERYWHERE


def _holds(tokens: list[str], phrase: tuple[str, ...]) -> bool:
    return bool(_spans(tokens, phrase))
