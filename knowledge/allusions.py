"""Cited documents called by their type and their words: "kế hoạch phát động thi đua của Ban Thường vụ"."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise

from knowledge import Document
from knowledge.question import Question
from knowledge.titles import pairs, spans
from nlu.text import syllables

_PAPER = ["văn", "bản"]
_SUBJECT = 3  # pairs of its subject that name a document; one of its issuer's name does
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


class Allusions:
    """Finds what is called by its words among the documents of a catalogue."""

    def __init__(self, documents: Collection[Document]) -> None:
        self._documents = tuple(documents)
        self._issuers = {d.key: pairs(d.issuer) for d in self._documents}
        self._subjects = {d.key: pairs(d.subject) for d in self._documents}

    def find(self, q: Question) -> Allusion | None:
        """The documents called by most of their words; None for a question that names a number or none,

        or as well one whose text is loaded.
        """
        names = [] if q.named else [n for d in self._documents for n in self._names(q.tokens, d)]
        if not names:
            return None
        best = max(names, key=lambda n: n.strength)
        same = [n for n in names if (n.strength, n.start) == (best.strength, best.start)]
        if any(n.document.status == "loaded" for n in same):
            return None
        words = (*q.words[: best.start], *_PAPER, *q.words[best.end :])
        return Allusion(tuple(dict.fromkeys(n.document for n in same)), words)

    def _names(self, tokens: list[str], document: Document) -> Iterator[_Name]:
        types = [tuple(syllables(document.type))]
        types += [_SUBMISSION[1]] if _SUBMISSION[0] in document.number else []
        issuer, subject = self._issuers[document.key], self._subjects[document.key]
        for start, end in (span for said in types if said for span in spans(tokens, said)):
            if {*tokens[start - 1 : start]} & _MADE or {*tokens[end : end + 1]} & _WHICH:
                continue
            found = _held(tokens, end, issuer | subject)
            said = {" ".join(tokens[i : i + 2]) for i in found}
            if said & issuer or len(said & subject) >= _SUBJECT:
                yield _Name(document, start, found[-1] + 2, len(said))


def _held(tokens: list[str], start: int, known: Collection[str]) -> list[int]:
    """Where the pairs that name the document stand behind its type, none after a gap."""
    found: list[int] = []
    for at, pair in enumerate(pairwise(tokens[start:]), start):
        if at > (found[-1] + 1 if found else start - 1) + _GAP:
            break
        if " ".join(pair) in known:
            found.append(at)
    return found
