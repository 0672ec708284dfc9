"""The documents of one index at hand: by key, by passage, quoted and cited."""

from __future__ import annotations

import datetime
import functools
import re

from knowledge import Answer, Citation, Document, Notice, Passage, Quote, Reference, catalogue
from knowledge.assignments import Assignment, assignments
from knowledge.index import Index

MOST_QUOTES = 3


class Library:
    """What an index holds, with its citations made once."""

    def __init__(self, index: Index) -> None:
        self.documents = index.documents
        self.loaded = tuple(d for d in index.documents if d.status == "loaded")
        self.passages = {p.id: p for p in index.passages}
        self.citations = {d.key: catalogue.citation(d) for d in index.documents}
        self._within: dict[tuple[str, ...], frozenset[str]] = {}
        self._by_key = {d.key: d for d in index.documents}
        self.hints = index.hints

    @functools.cached_property
    def assignments(self) -> dict[str, tuple[Assignment, ...]]:
        """The work that each loaded document gives, by its key; read from their texts once."""
        return {d.key: assignments(d) for d in self.loaded}

    def document(self, key: str) -> Document | None:
        """The document with the key."""
        return self._by_key.get(key)

    def within(self, documents: tuple[Document, ...]) -> frozenset[str]:
        """The ids of all passages of these documents, remembered: they are asked for again and again."""
        keys = tuple(d.key for d in documents)
        if keys not in self._within:
            self._within[keys] = frozenset(p.id for d in documents for p in d.passages)
        return self._within[keys]

    def pieces(self, document: Document, name: str) -> list[Passage]:
        """The passages of this name: "preamble" gives preamble, preamble-2, …, in order of the text."""
        wanted = re.compile(rf"{re.escape(name)}(?:-\d+)?")
        return [p for p in document.passages if wanted.fullmatch(suffix(p))]

    def quote(self, passage: Passage, label: str = "") -> Quote:
        """The whole passage with its citation."""
        return Quote(passage.text, self.citation(passage), label)

    def citation(self, passage: Passage) -> Citation:
        return Citation(passage.document, passage.id, self.citations[passage.document], passage.place)

    def validity(self, answer: Answer, today: datetime.date) -> list[Notice]:
        """What the catalogue says of the validity of the documents quoted, on that day."""
        found: list[Notice] = []
        for key in dict.fromkeys(q.citation.key for q in answer.quotes):
            document = self.document(key)
            if document is None:
                continue
            name = {"document": catalogue.titled(document)}
            if document.replaced_by:
                found.append(("notice_replaced", {**name, "by": document.replaced_by}))
            if document.expired_on and document.expired_on <= today:
                found.append(("notice_expired", {**name, "date": f"{document.expired_on:%d/%m/%Y}"}))
            if document.effective_on and document.effective_on > today:
                found.append(("notice_not_yet", {**name, "date": f"{document.effective_on:%d/%m/%Y}"}))
        return found

    def citing(self, references: tuple[Reference, ...]) -> tuple[Quote, ...]:
        """The citing sentences, the fullest first: the subject line alone tells less."""
        ordered = sorted(references, key=lambda r: self.passages[r.passage].kind == "header")
        quotes = (Quote(r.sentence, self.citation(self.passages[r.passage])) for r in ordered)
        return tuple(dict.fromkeys(quotes))


def suffix(passage: Passage) -> str:
    """The part of the passage's id behind its document's key: "1.3", "dieu-8.2", "signature"."""
    return passage.id.removeprefix(f"{passage.document}/")
