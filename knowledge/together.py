"""A fact asked of several documents at once, of which some have no text: "356 với 324 cách nhau bao lâu"."""

from __future__ import annotations

import re
from dataclasses import replace

from knowledge import Answer, Document, standing
from knowledge.facets import Facets
from knowledge.facts import Facts
from knowledge.library import Library
from knowledge.masking import masked
from knowledge.paper import Paper
from knowledge.question import Question
from knowledge.relations import KNOWN_OF_CITED, Relations

_AND = r"(?:va|voi|hay|hoac|so voi|cung|lan)"
_SAID = r"(?:văn bản|công văn này|van ban|cong van nay)"
_THIS = re.compile(r"\b(?:công văn này|cong van nay)\b")
_JOINED = re.compile(rf"{_SAID}(?: (?:và|với|{_AND}|hay|hoặc|so với|lẫn))+ {_SAID}")


class Together:
    """Tells facts of documents with and without text side by side."""

    def __init__(
        self, library: Library, facets: Facets, facts: Facts, paper: Paper, relations: Relations
    ) -> None:
        self._library = library
        self._facets = facets
        self._facts = facts
        self._paper = paper
        self._relations = relations

    def answer(self, q: Question) -> Answer | None:
        """The fact as each document named tells it; None where not both sorts are named, or none is asked."""
        loaded = [d for d in q.documents if d.status == "loaded"]
        cited = tuple(d for d in q.documents if d.status == "cited only")
        words = " ".join(masked(q))
        if not loaded and len(self._library.loaded) == 1 and _THIS.search(words):
            loaded = [*self._library.loaded]
        if not (loaded and cited and _JOINED.search(words)):
            return None
        return self._told(q, _JOINED.sub("văn bản", words).split(), loaded[0], cited)

    def _told(
        self, q: Question, words: list[str], loaded: Document, cited: tuple[Document, ...]
    ) -> Answer | None:
        asked = self._paper.sure(words)
        date = self._facets.named("date")
        if date and standing.COMPARED.search(" ".join(q.tokens)):
            asked = (date,)
        if not asked or asked[0].name not in KNOWN_OF_CITED:
            return None
        own = self._facts.facets(q, asked[0], loaded, beside=asked[1:])
        others = self._relations.of_cited(cited, asked[0].name, q.tokens)
        return replace(own, quotes=(*own.quotes, *others.quotes)) if own.outcome == "answer" else None
