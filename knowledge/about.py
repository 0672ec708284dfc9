"""What is said of documents as such (facts, relations, places), and what they give to bodies to do."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from knowledge import Answer, Document, Focus, locator
from knowledge.addressees import Addressees
from knowledge.asking import Asking
from knowledge.decision import Decision
from knowledge.details import Details
from knowledge.duties import Duties
from knowledge.facets import Facet, Facets
from knowledge.facts import BODY, Facts, newest_first
from knowledge.library import Library
from knowledge.locator import Place
from knowledge.nearest import type_asked
from knowledge.paper import Paper
from knowledge.question import Question
from knowledge.relations import Relations
from knowledge.scope import Scope, Scoper
from knowledge.searching import Search
from knowledge.which import Which
from nlu.text import words

_RESTS_ON = re.compile(
    r"\b(?:theo|tai|can cu|dua (?:vao|tren)|thuc hien|trien khai|bang|qua) (?:cai )?\w+ \w+ (?:nao|gi|so)\b"
)
_NAME = "person"  # the matter of what somebody is called
_SIGNED = ("signature", "recipients")  # the parts of a document that tell names


class About:
    """Answers that need no search in the passages of one library. Collaborators: those of `Answerer`.

    `taught` are the keys of documents whose phrases were reviewed.
    """

    def __init__(
        self,
        library: Library,
        scoper: Scoper,
        facets: Facets,
        facts: Facts,
        asking: Asking,
        details: Details,
        relations: Relations,
        duties: Duties,
        search: Search,
        addressees: Addressees,
        paper: Paper,
        decision: Decision,
        which: Which,
        taught: Collection[str],
    ) -> None:
        self._library = library
        self._scoper = scoper
        self._facets = facets
        self._facts = facts
        self._asking = asking
        self._details = details
        self._relations = relations
        self._duties = duties
        self._search = search
        self._addressees = addressees
        self._paper = paper
        self._decision = decision
        self._which = which
        self._taught = taught

    def answer(self, q: Question, scope: Scope, focus: Focus) -> Answer | None:
        """What is said of documents as such, or given to bodies; None when a passage has to be searched."""
        document, place = scope.document, locator.find(words(q.unnumbered))
        place = place.inside(document) if place and document else place
        sure = self._sure(q, scope, focus)
        asked = sure[0] if sure else self._asking.by_cue(q, scope)
        if before := self._which.of_stored(q) or self._first(q, scope, focus, sure):
            return before
        if asked and not sure:
            if self._asking.is_of_content(q, scope, asked) and self._is_found(q, scope, focus):
                return None
            asked = None if self._asking.is_of_other(q, scope, asked) else asked
        if document is None and (place or asked):
            return self._which.answer(q) or self._facts.of_which(
                q, scope.within or self._library.loaded, place
            )
        if document:
            between = self._relations.between(q, self._scoper.rest(q, None, scope))
            heard = bool(document.references) and self._paper.asks_what_is_cited(q)
            if related := self._relations.answer(q, document, self._search.liked(q), heard=heard) or between:
                return related
            if (place or asked) and (silent := self._silent_instead(q, document, asked, sure=bool(sure))):
                return silent
            if place:
                return self._at(q, place, scope, document)
            goes_on = q.follow and scope.within and focus.facet
            if asked is None and goes_on and not self._scoper.rest(q, None, scope):
                asked = self._facets.named(focus.facet)
            if asked and (again := self._details.time(q, asked, focus)):
                return again
            if cited := self._of_other_type(q, document, asked):
                return cited
            if asked:
                rest = self._scoper.rest(q, asked, scope)
                # Heard beyond doubt, so no copy is asked for ("nơi nhận") unless that is heard beside.
                more = () if sure and asked.name == "addressees" else rest
                first, *beside = self._asking.where_it_stands(q, (asked, *sure[1:]), document)
                alone = self._asking.without_title(q, scope)
                told = self._facts.facets(alone, first, document, more, beside=beside)
                return told if told.outcome == "answer" or not rest else None
        return self._duties_of(q, scope, document)

    def _sure(self, q: Question, scope: Scope, focus: Focus) -> tuple[Facet, ...]:
        """The facts that are asked for beyond doubt."""
        if scope.document is None or self._is_next_body(q, focus):
            return ()
        return self._asking.beyond_doubt(q, scope.document, scope)

    def _first(self, q: Question, scope: Scope, focus: Focus, sure: tuple[Facet, ...]) -> Answer | None:
        """A detail of what was told last, or from when on the document counts."""
        # "nhân dịp gì" asks for the subject of a paper, and for a detail of what has just been told.
        own = sure and sure[0].passage == "subject" and not self._facets.paper.find(q.words)
        if own and (detail := self._details.of(q, scope, focus)):
            return detail
        return self._in_force(q, scope.document) if scope.document else None

    def _duties_of(self, q: Question, scope: Scope, document: Document | None) -> Answer | None:
        among = scope.within or self._duties.places(q, document, newest_first(self._library.loaded))
        told = self._duties.answer(q, among, self._scoper.rest(q, None, scope))
        if told is None or told.outcome != "answer":
            told = self._duties.by_name(q, among) or told
        if told is None or told.outcome != "answer":
            return told
        quoted = {quote.citation.passage for quote in told.quotes}
        return replace(told, related=self._search.beside(q, quoted))

    def _at(self, q: Question, place: Place, scope: Scope, document: Document) -> Answer:
        """What stands at a place of the document; of it the work of the bodies named, when that is asked for.

        Where there is no such place, all the work of these bodies.
        """
        among: Sequence[Document] = scope.within or (document,)
        rest = [t for t in self._scoper.rest(q, None, scope) if t not in place.tokens()]
        found = {p.id for d in among for p in locator.passages(d, place)}
        duties = self._duties.answer(q, among, rest, within=found or None)
        if not found:
            duties = duties or self._duties.by_name(q, among)
        if duties and duties.quotes:
            return duties
        return self._facts.first_at(place, among)

    def _in_force(self, q: Question, document: Document) -> Answer | None:
        """From when on the document counts, or that it does not say so; None when that is not asked.

        Of those that belong together the one that has a sentence of it is asked.
        """
        effect = self._facets.named("effect")
        if effect is None or not effect.cues.find(q.words) or self._facets.silent_size(q.words, document.key):
            return None
        above = self._library.document(document.attached_to)
        together = self._scoper.family([d for d in (document, above) if d])
        telling = [d for d in together if self._facts.tells(effect, d)]
        own = [d for d in telling if self._facts.says_of_itself(d)]
        of = next(iter([*own, *telling]), document)
        return self._facts.facets(q, effect, of)

    def _of_other_type(self, q: Question, document: Document, asked: Facet | None) -> Answer | None:
        """Where the document cites one of another type that is asked for: "theo tờ trình số mấy"."""
        wanted = type_asked(q.tokens)
        if asked is None and (document.key in self._taught or not _RESTS_ON.search(" ".join(q.tokens))):
            return None  # what it rests on may be asked; of a taught one its phrases tell that
        if (asked and asked.name != "number") or wanted in ("", document.type):
            return None
        return self._relations.of_type(q, (document,))

    def _silent_instead(
        self, q: Question, document: Document, asked: Facet | None, *, sure: bool
    ) -> Answer | None:
        """That the document does not state what is asked, where this explains more than the facet's cue.

        `sure`: the facet is heard beyond doubt; then only somebody's name is asked for as well as a fact.
        """
        matter = self._facets.silent_about(q.words, document.key)
        if sure and (matter is None or matter.name != _NAME or (asked and asked.passage in _SIGNED)):
            return None
        facet = asked.cues.find(q.words) if asked else None
        if self._facets.silent_size(q.words, document.key) <= (facet.size if facet else 0):
            return None
        return self._facts.silent(q, document)

    def _is_found(self, q: Question, scope: Scope, focus: Focus) -> bool:
        """Whether the search finds an answer in the body of a document."""
        found = self._search.look(q, scope, focus)
        body = bool(found.hits) and found.hits[0].passage.kind in BODY
        enough = self._decision.light if scope.document else self._decision.answer
        return body and self._decision.chance(found.evidence) >= enough

    def _is_next_body(self, q: Question, focus: Focus) -> bool:
        """Whether the question goes on from one body's work to another's: "còn ủy ban huyện tụi em"."""
        names = {t for m in q.mentions for t in q.tokens[m.match.start : m.match.end]}
        said = names | self._addressees.asking.duty_words
        return bool(q.follow and names) and focus.facet == "duty" and set(self._scoper.rest(q, None)) <= said
