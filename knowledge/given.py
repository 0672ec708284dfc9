"""Which work of a document is that of the bodies a question names: their own, or a collective's."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from knowledge import Document
from knowledge.addressees import Addressees, Mention
from knowledge.assignments import Assignment, core
from knowledge.library import Library
from nlu.text import syllables

_LONGEST_CALLED = 60  # characters
# A "thành phố" may be a province's or a district's.
_RANKS = {"province": {"tinh"}, "district": {"huyen"}, "commune": {"xa", "phuong", "khu"}}


class _Named(NamedTuple):
    """The names in documents that mean one body: its own, those that hold what was said, its collectives'."""

    own: frozenset[str]
    loose: frozenset[str]
    shared: frozenset[str]


class GivenWork:
    """The work of all loaded documents by the names that it is given to.

    The names are compared with a body when a question first names it, and remembered: collections have
    thousands.
    """

    def __init__(self, library: Library, addressees: Addressees) -> None:
        self._addressees = addressees
        self._assignments = library.assignments
        self._numbers: dict[str, dict[str, list[int]]] = {}  # by document and name, into its assignments
        self._inside: dict[str, frozenset[str]] = {}  # passages given to one body out of others' work
        for key, given in self._assignments.items():
            numbers = self._numbers[key] = {}
            for number, assignment in enumerate(given):
                for name in assignment.names:
                    numbers.setdefault(name, []).append(number)
            self._inside[key] = frozenset(p for a in given if a.inside for p in a.passages)
        self._names = frozenset(name for numbers in self._numbers.values() for name in numbers)
        self._known: dict[tuple[str, tuple[str, ...]], _Named] = {}

    def of(
        self, document: Document, mentions: Iterable[Mention], *, loosely: bool = False
    ) -> list[tuple[Assignment, bool]]:
        """The work of these bodies, each one's own (True) before what it shares with a collective.

        `loosely`: "công an" is any in a document that knows but the Bộ Công an.
        """
        given, found = self._assignments[document.key], dict[int, bool]()
        for mention in mentions:
            named = self._named(mention)
            own = self._given(document, named.own)
            if loosely and not own:
                own = self._given(document, named.loose)
            for number in own:
                found.setdefault(number, True)
            for number in self._given(document, named.shared):
                found.setdefault(number, False)
        return [
            (given[number] if own else self._without_others(given[number]), own)
            for number, own in found.items()
        ]

    def called(self, mention: Mention, documents: Iterable[Document]) -> str:
        """What the body is called: one of several under one name as the documents or the question call it."""
        if not mention.body.several:
            return mention.body.name
        own = self._named(mention).own
        for document in documents:
            for number in self._given(document, own):
                assignment = self._assignments[document.key][number]
                short = [n for n in assignment.names if n in own and len(n) <= _LONGEST_CALLED]
                if short and not assignment.beside:
                    return short[0]
        return self._addressees.called(mention)

    def _given(self, document: Document, names: frozenset[str]) -> list[int]:
        """The numbers of the document's assignments to any of the names, in order."""
        numbers = self._numbers[document.key]
        return sorted({number for name in numbers.keys() & names for number in numbers[name]})

    def _named(self, mention: Mention) -> _Named:
        key = (mention.body.name, mention.spelled)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = _Named(
                frozenset(name for name in self._names if self._is(name, mention)),
                frozenset(name for name in self._names if _has(name, mention)),
                frozenset(name for name in self._names if self._is_collective(name, mention)),
            )
        return known

    def _is(self, name: str, mention: Mention) -> bool:
        body = mention.body
        if _rank(name) and _rank(" ".join(mention.spelled)) not in ("", _rank(name)):
            return False
        if body.collective:
            return self._is_collective(name, mention)
        first = re.split(r"\s+và\s+(?=[Cc]ác\b)", name)[0]  # "Ủy ban Mặt trận … và các Đoàn thể"
        if first != name and self._is(first, mention):
            return True
        spelled = tuple(syllables(name))
        if body.several:
            own = mention.spelled
            return spelled[: len(own)] == own or core(name) == core(" ".join(own))
        inherited = bool(body.formerly) and spelled == tuple(syllables(body.formerly))
        return inherited or spelled in body.spellings or core(name) in body.cores or name == body.name

    def _is_collective(self, name: str, mention: Mention) -> bool:
        return any(self._addressees.is_collective(name, each) for each in mention.body.of)

    def _without_others(self, shared: Assignment) -> Assignment:
        """The work of a collective without the parts of it that are given to single bodies by name."""
        others = self._inside[shared.document]
        rest = tuple(p for p in shared.passages if p not in others)
        return replace(shared, passages=rest) if rest and others else shared


@cache
def _rank(name: str) -> str:
    """At which level the body works, "Công an xã" and "Công an phường" alike; "" where that is untold."""
    level = syllables(name)[len(core(name)) :]
    return next((rank for rank, words in _RANKS.items() if words & set(level)), "")


def _has(name: str, mention: Mention) -> bool:
    """Whether the name holds all that was said of the body: "công an" of "Bộ Công an"."""
    said = " ".join(mention.spelled)
    return " " in said and f" {said} " in f" {' '.join(syllables(name))} "
