"""A document as a whole: its text from the beginning, or the sections of which it is made."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge import Answer, Document, Focus, Passage, catalogue
from knowledge.cues import Cues
from knowledge.facets import Facets
from knowledge.facts import Facts, articles, is_top, newest_first
from knowledge.library import Library
from knowledge.question import Question
from knowledge.scope import Scope, Scoper

_MOST = 60  # passages of a document that is told from the beginning; of a longer one its sections are
_ROOM = 1200  # characters for the headings of sections: with what stands around them, a page of a phone


class Entire:
    """Tells whole documents of one library."""

    def __init__(self, library: Library, scoper: Scoper, facets: Facets, facts: Facts) -> None:
        self._library = library
        self._scoper = scoper
        self._facets = facets
        self._facts = facts

    def answer(self, q: Question, scope: Scope) -> Answer | None:
        """The text or the sections of the document meant, a question back where it may be several.

        None where neither is asked for, or something else beside it.
        """
        outlined = self._is_asked(self._facets.outline, q, scope)
        if not outlined and not self._is_asked(self._facets.whole, q, scope):
            return None
        if scope.document is None:
            return self._facts.of_which(q, scope.within or newest_first(self._library.loaded), None)
        told = [p for p in scope.document.passages if p.kind != "heading"]
        lines = self._lines(scope.document) if outlined or len(told) > _MOST else []
        return _outline(scope.document, lines) if lines else self._text(scope.document, told)

    def _is_asked(self, cues: Cues, q: Question, scope: Scope) -> bool:
        match = cues.find(q.words)
        if match is None or q.mentions:
            return False
        spans = [each for each in (match, self._facets.paper.find(q.words)) if each]
        said = {token for each in spans for token in q.tokens[each.start : each.end]}
        return not set(self._scoper.rest(q, None, scope)) - said

    def _text(self, document: Document, told: Sequence[Passage]) -> Answer:
        quotes = tuple(self._library.quote(p) for p in told)
        values, focus = {"document": catalogue.brief(document)}, Focus(document.key)
        return Answer("answer", "answer_whole", values, quotes, focus=focus, confidence=1.0)

    @staticmethod
    def _lines(document: Document) -> list[str]:
        """The headings of the first level; the articles where none has one, none without either."""
        headings = [" ".join(s.heading.split()) for s in document.sections if is_top(s, document)]
        named = articles(document)
        return headings or (named.split(", ") if named else [])


def _outline(document: Document, lines: list[str]) -> Answer:
    values = {
        "document": catalogue.brief(document),
        "count": str(len(lines)),
        "sections": _shortened(lines),
    }
    return Answer("answer", "answer_outline", values, focus=Focus(document.key), confidence=1.0)


def _shortened(lines: list[str]) -> str:
    """The lines that have room; "…" for the others."""
    kept: list[str] = []
    for line in lines:
        if sum(map(len, kept)) + len(line) > _ROOM:
            return "\n".join([*kept, "…"])
        kept.append(line)
    return "\n".join(kept)
