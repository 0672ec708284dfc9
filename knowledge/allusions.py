"""Cited documents called by their type and their words: "kế hoạch phát động thi đua của Ban Thường vụ"."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise

from knowledge import Document
from knowledge.question import Question
from knowledge.titles import pairs, spans
from nlu.text import syllables

_PAPER = ["văn", "bản"]
_SUBJECT = 3  # pairs of its subject that name a document; one of its issuer's name does
_MOST = 20  # documents that words may name: what more have in common tells none of them
_GAP = 3  # syllables between two that name it: "công văn mà bên Sở Thông tin"
_SUBMISSION = ("TTr", ("to", "trinh"))  # a submission comes as a letter: "Công văn số 140/TTr-STTTT"
# Before the type: what is to be done, no document that there is ("xây dựng kế hoạch tuyên truyền").
_MADE = frozenset(("dung", "lam", "lap", "viet", "soan", "khai", "hien", "len", "phai", "can"))
_WHICH = frozenset(("nao", "gi", "chi"))  # "kế hoạch nào của Tỉnh ủy": that is asked for


@dataclass(frozen=True)
class Allusion:
    """The cited documents that a question means, and its words with "văn bản" for their name."""

    documents: tuple[Document, ...]
    words: tuple[str, ...]


@dataclass(frozen=True)
class _Name:
    """Where a question calls a document, and by how many pairs of its words."""

    document: Document
    start: int
    end: int
    strength: int


class _Kind:
    """The documents that are called by one type ("kế hoạch"), found by the pairs of their names."""

    def __init__(self) -> None:
        self._by_issuer: defaultdict[str, set[str]] = defaultdict(set)
        self._by_subject: defaultdict[str, set[str]] = defaultdict(set)

    def add(self, document: Document) -> None:
        """Nothing; the document is found from now on."""
        for pair in pairs(document.issuer):
            self._by_issuer[pair].add(document.key)
        for pair in pairs(document.subject):
            self._by_subject[pair].add(document.key)

    def named(self, said: Collection[str]) -> set[str]:
        """The keys of those that have the pairs of an issuer, or enough of a subject; none for very many."""
        issued = set().union(*(self._by_issuer.get(pair, ()) for pair in said))
        held = Counter(key for pair in said for key in self._by_subject.get(pair, ()))
        issued = issued if len(issued) <= _MOST else issued & held.keys()
        found = issued | {key for key, count in held.items() if count >= _SUBJECT}
        return found if len(found) <= _MOST else set()


class Allusions:
    """Finds what is called by its words among the documents of a catalogue."""

    def __init__(self, documents: Collection[Document]) -> None:
        self._documents = {document.key: document for document in documents}
        self._kinds: defaultdict[tuple[str, ...], _Kind] = defaultdict(_Kind)
        for document in documents:
            for called in _types(document):
                self._kinds[called].add(document)

    def find(self, q: Question) -> Allusion | None:
        """The documents called by most of their words; None for a question that names a number or none,

        or as well one whose text is loaded.
        """
        names = [] if q.named else list(self._names(q.tokens))
        if not names:
            return None
        best = max(names, key=lambda n: n.strength)
        same = [n for n in names if (n.strength, n.start) == (best.strength, best.start)]
        if any(n.document.status == "loaded" for n in same):
            return None
        words = (*q.words[: best.start], *_PAPER, *q.words[best.end :])
        documents = {n.document.key: n.document for n in same}
        return Allusion(tuple(documents.values()), words)

    def _names(self, tokens: list[str]) -> Iterator[_Name]:
        for called, kind in self._kinds.items():
            for start, end in spans(tokens, called):
                if {*tokens[start - 1 : start]} & _MADE or {*tokens[end : end + 1]} & _WHICH:
                    continue
                for key in sorted(kind.named({" ".join(pair) for pair in pairwise(tokens[end:])})):
                    if name := _name(tokens, start, end, self._documents[key]):
                        yield name


def _types(document: Document) -> list[tuple[str, ...]]:
    """What its type is called, in syllables: a letter with "TTr" in its number is a submission too."""
    types = [tuple(syllables(document.type))] if document.type else []
    return [*types, _SUBMISSION[1]] if _SUBMISSION[0] in document.number else types


def _name(tokens: list[str], start: int, end: int, document: Document) -> _Name | None:
    """How the words behind the type, `tokens[start:end]`, call the document; None when they do not."""
    issuer, subject = pairs(document.issuer), pairs(document.subject)
    found = _held(tokens, end, issuer | subject)
    said = {" ".join(tokens[i : i + 2]) for i in found}
    if said & issuer or len(said & subject) >= _SUBJECT:
        return _Name(document, start, found[-1] + 2, len(said))
    return None


def _held(tokens: list[str], start: int, known: Collection[str]) -> list[int]:
    """Where the pairs that name the document stand behind its type, none after a gap."""
    found: list[int] = []
    for at, pair in enumerate(pairwise(tokens[start:]), start):
        if at > (found[-1] + 1 if found else start - 1) + _GAP:
            break
        if " ".join(pair) in known:
            found.append(at)
    return found
