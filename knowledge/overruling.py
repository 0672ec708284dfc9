"""Answers that the second opinion (opinion.py) gives in place of those of the rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from knowledge import Answer, Document, Focus, Quote, belonging, opinion
from knowledge.classifier import BESIDE, CITED, SILENCE, class_of
from knowledge.contents import Contents
from knowledge.facets import Facets
from knowledge.facts import Facts
from knowledge.index import Index
from knowledge.library import Library
from knowledge.question import Question
from knowledge.relations import Relations
from knowledge.scope import Scope
from knowledge.searching import Search
from nlu.text import syllables

# What was asked for outright: the whole text, its sections, a place in it, what a day or a sign belongs to.
_OUTRIGHT = (
    *("answer_whole", "answer_outline", "answer_section", "answer_place"),
    *(*belonging.LEADS.values(), "abstain_no_such_day"),
)
_BRIEF = 4  # syllables: "111 thì sao", "ngày mấy" mean what was talked about
# Of these lists the one in which a body stands that the question names comes first.
_LISTS = {"/addressees", "/recipients"}


class Overruling:
    """Overrules answers about the documents of one index that were taught."""

    def __init__(
        self,
        index: Index,
        library: Library,
        facets: Facets,
        facts: Facts,
        contents: Contents,
        relations: Relations,
        search: Search,
    ) -> None:
        self._classifier = index.opinion
        self._taught = index.taught
        self._library = library
        # The fact that each part of the frame tells; of several the first.
        self._facet_of = {f"/{facet.passage}": facet for facet in reversed(facets.facets)}
        self._facts = facts
        self._contents = contents
        self._relations = relations
        self._search = search
        self._weights = opinion.load()

    def answer(self, q: Question, scope: Scope, focus: Focus, given: Answer) -> Answer | None:
        """What questions like this one were answered with, where that is likelier right than what is given.

        None where it is not, and for what goes on about an earlier question or is about another document.
        """
        brief = len(q.tokens) <= _BRIEF
        goes_on = brief or q.follow or q.points_back or (scope.cited and not q.named)
        if given.from_focus or given.lead in _OUTRIGHT or (focus.question and goes_on):
            return None
        doubt = opinion.doubt(self._classifier, q.words, *opinion.given_by(given))
        chance = self._weights.chance(doubt) if doubt else 0.0
        if doubt is None or chance < self._weights.enough:
            return self._plainest_first(q, given)
        document = self._meant(doubt.told, scope, given)
        other = self._told(doubt.told, q, scope, focus, document) if document else None
        return replace(other, confidence=chance) if other else None

    def _meant(self, told: str, scope: Scope, given: Answer) -> Document | None:
        """The one document that was taught, where nothing says that the question is about another one."""
        keys = {part.rpartition("/")[0] for part in told.split(BESIDE)} - {""}
        if not keys:  # its frame, or what it does not state
            keys = {scope.document.key} if scope.document else set(self._taught)
        elsewhere = {d.key for d in (scope.document, *scope.within) if d}
        elsewhere |= {quote.citation.key for quote in given.quotes}
        if len(keys) != 1 or not keys <= self._taught or elsewhere - keys:
            return None
        return self._library.document(*keys)

    def _told(self, told: str, q: Question, scope: Scope, focus: Focus, document: Document) -> Answer | None:
        if told == SILENCE:
            return self._search.unsaid(q, scope, focus)
        if told == CITED:
            if scope.cited:
                return self._relations.of_cited(scope.cited, "", q.tokens)
            return self._contents.likeliest(q)
        parts = told.split(BESIDE)
        if all(part.startswith("/") for part in parts):
            return self._of_header(parts, document)
        passages = [p for p in document.passages if class_of(p.id) in parts]
        if not passages:
            return None
        focus = Focus(document.key, passages[0].section)
        quotes = tuple(map(self._library.quote, passages))
        related = self._search.beside(q, {p.id for p in passages})
        return Answer("answer", "answer", {}, quotes, focus=focus, related=related)

    def _plainest_first(self, q: Question, given: Answer) -> Answer | None:
        """The same quotes, those first that are plainly asked for: "VPUB có ở nơi nhận không"."""
        quoted = [class_of(quote.citation.passage) for quote in given.quotes]
        told = opinion.plainly_told(self._classifier, q.words, quoted)
        if not told or (_LISTS.issuperset((quoted[0], *told)) and _names_one_of(q, given.quotes[0])):
            return None
        order = sorted(range(len(quoted)), key=lambda i: quoted[i] not in told)
        quotes = tuple(given.quotes[i] for i in order)
        if given.lead != "answer_facet":
            return replace(given, quotes=quotes)
        parts = dict.fromkeys(quoted[i] for i in order)
        if not self._facet_of.keys() >= parts.keys():
            return None  # a fact that the body tells
        return replace(given, quotes=quotes, values={"facet": self._labels(parts)})

    def _of_header(self, parts: list[str], document: Document) -> Answer | None:
        answers = [self._facts.facet(self._facet_of[part], document) for part in parts]
        quotes = tuple(quote for each in answers for quote in each.quotes)
        return replace(answers[0], values={"facet": self._labels(parts)}, quotes=quotes) if quotes else None

    def _labels(self, parts: Iterable[str]) -> str:
        return ", ".join(self._facet_of[part].label for part in parts)


def _names_one_of(q: Question, held: Quote) -> bool:
    """Whether a body that the question names stands in the quoted list."""
    listed = set(syllables(held.text))
    return any(listed.issuperset(q.tokens[m.match.start : m.match.end]) for m in q.mentions)
