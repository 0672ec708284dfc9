"""Which work of a document is that of the bodies a question names: their own, or a collective's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from knowledge import Document
from knowledge.addressees import Addressees, Mention
from knowledge.assignments import Assignment, by_level, core
from knowledge.library import Library
from nlu.text import syllables

_LONGEST_CALLED = 60  # characters
# Syllables of names that tell nobody from anybody.
_GENERIC = frozenset("cac nhung cua va co quan don vi to chuc ca nhan uy ban dan nguoi doi voi lien".split())
# What stands before a body's own name and means it: its rank, or who leads it.
_LEADING = (_GENERIC - {"to", "chuc"}) | frozenset(
    "bo so cuc tong giam doc thu truong chu tich chanh pho bi lanh dao dung dau hieu thuong vu truc".split()
)
_OPENING = 3  # syllables that name somebody whose name goes on: "chủ tịch tỉnh"
# A "thành phố" may be a province's or a district's.
_RANKS = {"province": {"tinh"}, "district": {"huyen"}, "commune": {"xa", "phuong", "khu"}}


class _Named(NamedTuple):
    """The names in documents that mean one body: its own, those that hold what was said, its collectives'."""

    own: frozenset[str]
    loose: frozenset[str]
    shared: frozenset[str]


class GivenWork:
    """The work of all loaded documents by the names that it is given to.

    Collections have tens of thousands of names: those that may mean a body are looked up by their syllables,
    compared with it when a question first names it, and remembered.
    """

    def __init__(self, library: Library, addressees: Addressees) -> None:
        self._addressees = addressees
        self._assignments = library.assignments
        self._numbers: dict[str, dict[str, list[int]]] = {}  # by document and name, into its assignments
        self._giving: dict[str, set[str]] = {}  # the documents by name
        self._inside: dict[str, frozenset[str]] = {}  # passages given to one body out of others' work
        for key, given in self._assignments.items():
            numbers = self._numbers[key] = {}
            for number, assignment in enumerate(given):
                for name in assignment.names:
                    numbers.setdefault(name, []).append(number)
                    self._giving.setdefault(name, set()).add(key)
            self._inside[key] = frozenset(p for a in given if a.inside for p in a.passages)
        self._telling: dict[tuple[str, ...], list[str]] = {}  # names by what tells them, made when asked for
        self._known: dict[tuple[str, tuple[str, ...]], _Named] = {}
        self._of_collective: dict[str, frozenset[str]] = {}
        self._beginning: dict[tuple[str, ...], set[str]] = {}  # names by their first one and two syllables
        self._holding: dict[tuple[str, str], set[str]] = {}  # names by each pair of their syllables
        for name in self._giving:
            spelled = tuple(syllables(name))
            for pair in pairwise(spelled):
                self._holding.setdefault(pair, set()).add(name)
            behind = (tuple(syllables(part)) for part in _parts(name)[1:])
            for form in (spelled, *by_level(name), *behind):
                for size in (1, 2):
                    self._beginning.setdefault(form[:size], set()).add(name)

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

    def giving(self, mentions: Iterable[Mention], documents: Iterable[Document]) -> list[Document]:
        """Those of the documents that may give these bodies work."""
        names = {name for m in mentions for some in self._named(m) for name in some}
        keys: set[str] = set().union(*(self._giving[name] for name in names))
        return [d for d in documents if d.key in keys]

    def called(self, mention: Mention, documents: Iterable[Document]) -> str:
        """What the body is called: one of several under one name as the documents or the question call it."""
        if not mention.body.several:
            return mention.body.name
        own = self._named(mention).own
        for document in self.giving([mention], documents):
            for number in self._given(document, own):
                assignment = self._assignments[document.key][number]
                short = [n for n in assignment.names if n in own and len(n) <= _LONGEST_CALLED]
                if short and not assignment.beside:
                    return short[0]
        return self._addressees.called(mention)

    def nearly(self, tokens: Sequence[str], documents: Iterable[Document]) -> list[Assignment]:
        """The work of whoever has a name that the syllables nearly say: "chủ sạp rau quả"."""
        if not self._telling:
            for name in self._giving:
                self._telling.setdefault(tuple(_telling(name)[:2]), []).append(name)
        said = f" {' '.join(tokens)} "
        begun = (name for pair in set(pairwise(tokens)) for name in self._telling.get(pair, ()))
        names = frozenset(name for name in begun if _is_said(name, said))
        keys: set[str] = set().union(*(self._giving[name] for name in names))
        return [
            self._assignments[d.key][number]
            for d in documents
            if d.key in keys
            for number in self._given(d, names)
        ]

    def _given(self, document: Document, names: frozenset[str]) -> list[int]:
        """The numbers of the document's assignments to any of the names, in order."""
        numbers = self._numbers[document.key]
        return sorted({number for name in numbers.keys() & names for number in numbers[name]})

    def _named(self, mention: Mention) -> _Named:
        key = (mention.body.name, mention.spelled)
        known = self._known.get(key)
        if known is None:
            first_pair = next(pairwise(mention.spelled), ("", ""))
            known = self._known[key] = _Named(
                frozenset(name for name in self._like(mention) if self._is(name, mention)),
                frozenset(name for name in self._holding.get(first_pair, ()) if _has(name, mention)),
                frozenset().union(*(self._collective(each) for each in mention.body.of)),
            )
        return known

    def _like(self, mention: Mention) -> set[str]:
        """The names that begin as one of the body's does, and so may mean it."""
        body = mention.body
        forms = [
            *body.spellings,
            mention.spelled,
            tuple(syllables(body.formerly)),
            tuple(syllables(body.name)),
        ]
        if body.collective:
            forms += [form for each in body.of for form in self._addressees.forms_of(each)]
        return self._begun(forms)

    def _collective(self, collective: str) -> frozenset[str]:
        """The names that mean this collective."""
        known = self._of_collective.get(collective)
        if known is None:
            names = self._begun(self._addressees.forms_of(collective))
            is_meant = self._addressees.is_collective
            meant = (n for n in names if any(is_meant(part, collective) for part in (n, *_parts(n)[1:])))
            known = self._of_collective[collective] = frozenset(meant)
        return known

    def _begun(self, forms: Iterable[tuple[str, ...]]) -> set[str]:
        return set().union(*(self._beginning.get(form[:2], ()) for form in forms if form))

    def _is(self, name: str, mention: Mention) -> bool:
        body = mention.body
        if _rank(name) and _rank(" ".join(mention.spelled)) not in ("", _rank(name)):
            return False
        if body.collective:
            return any(name in self._collective(each) for each in body.of)
        first = _parts(name)[0]
        if first != name and self._is(first, mention):
            return True
        spelled = tuple(syllables(name))
        if body.several:
            own = mention.spelled
            return spelled[: len(own)] == own or core(name) == core(" ".join(own)) or own in by_level(name)
        inherited = bool(body.formerly) and spelled == tuple(syllables(body.formerly))
        return inherited or spelled in body.spellings or core(name) in body.cores or name == body.name

    def _without_others(self, shared: Assignment) -> Assignment:
        """The work of a collective without the parts of it that are given to single bodies by name."""
        others = self._inside[shared.document]
        rest = tuple(p for p in shared.passages if p not in others)
        return replace(shared, passages=rest) if rest and others else shared


@cache
def _parts(name: str) -> tuple[str, ...]:
    """Who is named, and with them all of a sort: "Ủy ban Mặt trận … và các đoàn thể"."""
    return tuple(re.split(r"(?:\s+và|,)\s+(?=các\b)|\s+và\s+(?=Các\b)", name))


@cache
def _rank(name: str) -> str:
    """At which level the body works, "Công an xã" and "Công an phường" alike; "" where that is untold."""
    level = syllables(name)[len(core(name)) :]
    return next((rank for rank, words in _RANKS.items() if words & set(level)), "")


def _has(name: str, mention: Mention) -> bool:
    """Whether the name holds all that was said of the body: "công an" of "Bộ Công an".

    What stands before it names no other body: "Ban Tuyên giáo Tỉnh ủy" is not the Tỉnh ủy.
    """
    said, spelled = " ".join(mention.spelled), f" {' '.join(syllables(name))} "
    at = spelled.find(f" {said} ")
    return " " in said and at >= 0 and _LEADING.issuperset(spelled[:at].split())


@cache
def _telling(name: str) -> list[str]:
    """The syllables of a name that tell whose it is."""
    return [t for t in core(name) if t not in _GENERIC]


def _is_said(name: str, said: str) -> bool:
    """Whether the name's own syllables, or the first of them, are said one after the other."""
    own = _telling(name)
    return len(own) >= 2 and (
        f" {' '.join(own)} " in said or (len(own) > _OPENING and f" {' '.join(own[:_OPENING])} " in said)
    )
