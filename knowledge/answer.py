"""A question to an answer: exact quotes with their citations, or the honest reason why there are none.

In order: documents that are named but not loaded; how documents relate; a matter that the document is known
not to state; a place in it; a fact about it; the duties of a body; then the search. Nothing here writes a
sentence: quotes are passages, leads are keys of the wording.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Collection
from dataclasses import replace

from knowledge import NO_FOCUS, Answer, Document, Focus, locator
from knowledge.addressees import Addressees
from knowledge.decision import Decision
from knowledge.decision import load as load_decision
from knowledge.duties import Duties, bodies_of
from knowledge.evidence import Found, Weigher
from knowledge.facets import Facet, Facets
from knowledge.facts import Facts, newest_first
from knowledge.index import Hit, Index
from knowledge.library import MOST_QUOTES, Library
from knowledge.question import Question, Reader
from knowledge.relations import Relations
from knowledge.scope import Scope, Scoper
from knowledge.titles import Titles
from nlu import DocumentNumber
from nlu.abbreviations import Abbreviations
from nlu.text import syllables, words

_CLOSE = 0.9  # a further passage is quoted too when it scores at least this share of the first
_CLOSE_OF_MANY = 0.7  # the same where several are asked for
_SEVERAL = re.compile(r"\b(?:nhung|cac|may) (?:\w+ ){1,3}nao\b|\bliet ke\b|\bke (?:het|ra|ten)\b")
_SEARCHED = 8  # passages looked at for quotes, and for what is related
_RELATED = 0.5  # one that scores at least this share is related
_TELLING = ("item", "paragraph", "preamble")  # kinds of passages that are worth a look beside an answer
_MOST_OPTIONS = 5
_MUCH = 4  # syllables of content beside a facet's cue
_NAMED_SILENCE = 0.35  # nearness from which a matter is named as not stated
# What is said around a question about a document that is only cited: whose it is, among which it is named.
_ABOUT_CITED = frozenset(
    "tinh uy trung uong ubnd uy ban nhan dan chinh phu bo hay hoac la cua ma cong van nay trien khai hai ba "
    "ca deu phat dong thi dua ban hanh ra gi do so ngay thang nam ky hieu co quan ten trich yeu "
    "to trinh".split()
)


class Answerer:
    """Answers from one published index."""

    def __init__(
        self,
        index: Index,
        facets: Facets,
        addressees: Addressees,
        abbreviations: Abbreviations,
        read_documents: Callable[[str], tuple[DocumentNumber, ...]],
        decision: Decision | None = None,
        today: Callable[[], datetime.date] = datetime.date.today,
    ) -> None:
        """`decision`: the fitted curve, None for that of decision.yml; `today` tells what is still valid."""
        self._today = today
        self._index = index
        self._decision = decision or load_decision()
        self._weigher = Weigher(index, index.hints, index.silences, facets)
        self._facets = facets
        self._library = Library(index)
        self._addressees = addressees.extended(bodies_of(self._library.loaded))
        texts = [part for p in index.passages for part in (*p.headings, p.text)]
        self._reader = Reader(
            index.documents, texts, facets.vocabulary(), self._addressees, abbreviations, read_documents
        )
        self._titles = Titles(self._library.loaded)
        self._scoper = Scoper(self._library, self._titles, facets, self._addressees, index.stopwords)
        self._facts = Facts(self._library, facets)
        self._duties = Duties(self._library, self._addressees)
        self._relations = Relations(self._library, facets)
        self.documents = index.documents
        self.version = index.version
        self.citations = self._library.citations

    def answer(self, question: str, focus: Focus = NO_FOCUS, *, light: bool = False) -> Answer:
        """What the documents say to the question, seen from the focus of the chat.

        `light`: the message was taken for small talk, so that only a very good match counts.
        """
        return self._answer(self._reader.read(question), question, focus, light=light)

    def _answer(self, q: Question, question: str, focus: Focus, *, light: bool) -> Answer:
        scope = self._scoper.scope(q, focus)
        answer = self._known(q, scope, focus) or self._of_search(q, scope, focus, light=light)
        notices = (*self._library.validity(answer, self._today()), *answer.notices)
        return replace(answer, focus=replace(answer.focus, question=question), notices=notices)

    def weigh(self, question: str, focus: Focus = NO_FOCUS) -> Found | None:
        """What a search finds for the question, None when it is answered without one (calibration)."""
        q = self._reader.read(question)
        scope = self._scoper.scope(q, focus)
        if self._known(q, scope, focus) or not self._scoper.rest(q, None, scope) or q.unclear:
            return None
        return self._look(q, scope, focus)

    def section(self, passage_id: str) -> Answer:
        """The whole section in which the passage stands; the passage alone where it stands in none."""
        passage = self._library.passages.get(passage_id)
        document = self._library.document(passage.document) if passage else None
        if passage is None or document is None:
            return self._abstain(None)
        holding = [s for s in document.sections if passage_id in s.passages]
        if holding:
            return self._facts.section(document, holding[0])
        return self.passage(passage_id)

    def passage(self, passage_id: str) -> Answer:
        """One passage as an answer."""
        passage = self._library.passages.get(passage_id)
        if passage is None:
            return self._abstain(None)
        focus = Focus(passage.document, passage.section)
        return Answer("answer", "answer", {}, (self._library.quote(passage),), focus=focus, confidence=1.0)

    def _known(self, q: Question, scope: Scope, focus: Focus) -> Answer | None:
        """The answer that needs no search: documents not loaded, relations, facts, duties."""
        if q.named and not any(found for _, found in q.named):
            return self._relations.of_unknown(q.named[0][0], self._facet_name(q))
        if scope.cited:
            return self._relations.of_cited(scope.cited, self._facet_of_cited(q, scope.cited, focus))
        if not self._library.loaded or self._scoper.is_elsewhere(q):
            return self._abstain(scope.document)
        return self._of_documents(q, scope, focus)

    # --- facts, places, duties ---

    def _of_documents(self, q: Question, scope: Scope, focus: Focus) -> Answer | None:
        """What is said of documents as such, or given to bodies; None when a passage has to be searched."""
        document, place = scope.document, locator.find(words(q.typed))
        asked = self._asked(q, scope)
        if asked and self._is_of_content(q, scope, asked) and self._is_found(q, scope, focus):
            return None
        if document is None and (place or asked):
            return self._of_which(q, scope, place)
        if document:
            if related := self._relations.answer(q, document):
                return related
            if (place or asked) and (silent := self._silent_instead(q, document, asked)):
                return silent
            if place:
                return self._at(place, scope)
            goes_on = q.follow and scope.within and focus.facet
            if asked is None and goes_on and not self._scoper.rest(q, None, scope):
                asked = next((f for f in self._facets.facets if f.name == focus.facet), None)
            if asked:
                told = self._facts.facet(asked, document, self._scoper.rest(q, asked, scope))
                return told if told.outcome == "answer" or not self._scoper.rest(q, asked, scope) else None
        if document and q.points_back and focus.addressee and self._addressees.asking.duty.find(q.words):
            holding = [s for s in document.sections if s.number == focus.addressee]
            if holding and not set(self._scoper.rest(q, None, scope)) - self._addressees.asking.duty_words:
                return replace(self._facts.section(document, holding[0]), from_focus=True)
        among = scope.within or ((document,) if document else newest_first(self._library.loaded))
        return self._duties.answer(q, among, self._scoper.rest(q, None, scope))

    def _silent_instead(self, q: Question, document: Document, asked: Facet | None) -> Answer | None:
        """That the document does not state what is asked, where this explains more than the facet's cue."""
        facet = asked.cues.find(q.words) if asked else None
        if self._facets.silent_size(q.words, document.key) <= (facet.size if facet else 0):
            return None
        return self._facts.silent(q, document)

    def _asked(self, q: Question, scope: Scope) -> Facet | None:
        """The fact that the question asks for, and for nothing besides."""
        asked = self._facets.asked(q.words)
        if asked is None:
            return None
        naming = self._titles.naming(scope.within, by_title=scope.by_title)
        bodies = [m for m in q.mentions if not set(q.tokens[m.match.start : m.match.end]) <= naming]
        if asked[0].alone and (self._scoper.rest(q, asked[0], scope) or bodies):
            return None
        return asked[0]

    def _is_of_content(self, q: Question, scope: Scope, facet: Facet) -> bool:
        """Whether so much else is said that a passage is asked for, no fact about a document."""
        return len(set(self._scoper.rest(q, facet, scope))) >= (_MUCH if scope.document else 1)

    def _is_found(self, q: Question, scope: Scope, focus: Focus) -> bool:
        """Whether the search finds an answer in the body of a document."""
        found = self._look(q, scope, focus)
        body = bool(found.hits) and found.hits[0].passage.kind in ("item", "paragraph")
        enough = self._decision.light if scope.document else self._decision.answer
        return body and self._decision.chance(found.evidence) >= enough

    def _at(self, place: locator.Place, scope: Scope) -> Answer:
        documents = scope.within or ((scope.document,) if scope.document else ())
        answers = [self._facts.at(place, each) for each in documents]
        return next((a for a in answers if a.outcome == "answer"), answers[0])

    def _of_which(self, q: Question, scope: Scope, place: locator.Place | None) -> Answer:
        """The question back, once for each document that may be meant, the newest first.

        No question where one document alone has the place.
        """
        among = scope.within or self._library.loaded
        if place and (having := tuple(d for d in among if locator.passages(d, place))):
            among = having
        if place and len(among) == 1:
            return self._facts.at(place, among[0])
        # One whose header is lost has no name by which it could be asked for.
        able = [d for d in newest_first(among) if d.number or d.subject]
        named = [f"{d.type or 'Văn bản'} {d.number or d.subject}" for d in able]
        options = tuple(f"{q.typed.rstrip(' ?')} – {each}" for each in named[:_MOST_OPTIONS])
        return Answer("clarify", "clarify_document", {"count": str(len(among))}, options=options)

    def _facet_name(self, q: Question) -> str:
        asked = self._facets.asked(q.words)
        return asked[0].name if asked else ""

    def _facet_of_cited(self, q: Question, documents: Collection[Document], focus: Focus) -> str:
        asked = self._facets.asked(q.words)
        known = {t for d in documents for t in syllables(f"{d.issuer} {d.subject}")} | _ABOUT_CITED
        if asked and not (asked[0].alone and set(self._scoper.rest(q, asked[0])) - known):
            return asked[0].name
        if self._facets.relation.find(q.words):
            return "relation"
        return focus.facet if not asked and not self._scoper.rest(q, None) else ""

    # --- search ---

    def _of_search(self, q: Question, scope: Scope, focus: Focus, *, light: bool = False) -> Answer:
        """The passages that match best, when they match well enough."""
        if not self._scoper.rest(q, None, scope):
            return self._of_nothing_more(q, scope, focus)
        if q.unclear:
            return self._of_readings(q, focus, light=light)
        enough = self._decision.light if light else self._decision.answer
        found = self._look(q, scope, focus)
        chance = self._decision.chance(found.evidence)
        if found.hits and chance >= enough:
            return self._told(found.hits, chance, several=bool(_SEVERAL.search(" ".join(q.tokens))))
        return (
            self._of_both(q, scope, focus, enough)
            or self._in_other_words(q, scope, focus, enough)
            or self._unsaid(q, scope, found, chance)
        )

    def _in_other_words(self, q: Question, scope: Scope, focus: Focus, enough: float) -> Answer | None:
        """The answer to the question in office words, when it was asked in everyday ones."""
        text = self._reader.in_written_words(q)
        if not text or self._facts_missing(q, scope):
            return None
        found = self._look(self._reader.read(text), scope, focus)
        chance = self._decision.chance(found.evidence)
        return self._told(found.hits, chance) if found.hits and chance >= enough else None

    def _facts_missing(self, q: Question, scope: Scope) -> bool:
        """Whether a matter is asked for that the document in question is known not to state."""
        return bool(scope.document and self._facets.silent_size(q.words, scope.document.key))

    def _look(self, q: Question, scope: Scope, focus: Focus) -> Found:
        """What the search finds in the documents that the question is about."""
        within = self._library.within(scope.within) if scope.within else None
        keys = {d.key for d in scope.within} or ({scope.document.key} if scope.document else set())
        text = self._titles.without_names(q, scope.within)
        if q.follow and text.startswith(" ".join(q.words[: len(q.follow)]) + " "):
            text = " ".join(q.words[len(q.follow) :])
        found = self._weigher.find(q, text, _SEARCHED, within=within, documents=keys)
        if focus.addressee and scope.document and found.hits and not q.mentions:
            section = {p.id for p in scope.document.passages if p.section == focus.addressee}
            own = self._weigher.find(q, text, _SEARCHED, within=section, documents=keys)
            if own.hits and self._is_about_focus(q, text, own):
                return own
        return found

    def _is_about_focus(self, q: Question, text: str, own: Found) -> bool:
        """Whether the question goes on about the section in focus: it says so, or says nothing beyond it."""
        if q.follow or q.points_back:
            return self._decision.chance(own.evidence) >= self._decision.answer
        content = set(self._index.content(text))
        first = own.hits[0].passage
        return len(content) <= _MUCH and content <= set(syllables(first.text))

    def _told(self, hits: list[Hit], chance: float, *, several: bool = False) -> Answer:
        close = _CLOSE_OF_MANY if several else _CLOSE
        chosen = [h for h in hits if h.score >= close * hits[0].score][:MOST_QUOTES]
        best = hits[0].passage
        others = [
            h
            for h in hits
            if h not in chosen and h.passage.kind in _TELLING and h.score >= _RELATED * hits[0].score
        ][:MOST_QUOTES]
        return Answer(
            "answer",
            "answer",
            {},
            tuple(self._library.quote(h.passage) for h in chosen),
            focus=Focus(best.document, best.section, ""),
            confidence=chance,
            related=tuple(self._library.citation(h.passage) for h in others),
        )

    def _of_both(self, q: Question, scope: Scope, focus: Focus, enough: float) -> Answer | None:
        """The answer to the earlier question asked of what this one names ("còn bản trích sao?").

        None unless the passage found holds all that this question names: nothing leaks from the earlier one.
        """
        goes_on = bool(q.follow) or q.points_back
        content = set(self._index.content(q.text)) - set(q.follow)
        if not goes_on or not focus.question or not content or not scope.document:
            return None
        ids = self._library.within(self._scoper.family([scope.document]))
        both = self._reader.read(f"{focus.question} {q.typed}")
        found = self._weigher.find(both, both.text, _SEARCHED, within=ids, documents={scope.document.key})
        if not found.hits or self._decision.chance(found.evidence) < enough:
            return None
        first = found.hits[0].passage
        if not content <= set(syllables(" ".join((*first.headings, first.text)))):
            return None
        return replace(self._told(found.hits[:1], self._decision.chance(found.evidence)), from_focus=True)

    def _unsaid(self, q: Question, scope: Scope, found: Found, chance: float) -> Answer:
        """That nothing answers; by name what a document is known not to state, when the question is near."""
        document = scope.document
        if document and (silent := self._facts.silent(q, document)):
            return silent
        if found.silence and found.nearness >= _NAMED_SILENCE:
            silent_document = self._library.document(found.silence.document)
            values = {
                "document": silent_document.number if silent_document else "",
                "what": found.silence.label,
            }
            focus = Focus(found.silence.document)
            return Answer("abstain", "abstain_not_stated", values, focus=focus, confidence=1 - chance)
        return self._abstain(document, found.hits if chance >= self._decision.near else None, chance)

    def _of_nothing_more(self, q: Question, scope: Scope, focus: Focus) -> Answer:
        """What a document is about, when it is all that was named; a question back when nothing was."""
        about = next((f for f in self._facets.facets if f.name == "about"), None)
        if (q.named or scope.by_title) and about and scope.document:
            return self._facts.facet(about, scope.document)
        return Answer("clarify", "clarify_what", focus=focus)

    def _of_readings(self, q: Question, focus: Focus, *, light: bool) -> Answer:
        """The answer of the one reading that has one; a question back when several have.

        What is unclear in a reading again stays as it was typed: readings of readings have no end.
        """
        read = [(reading, replace(self._reader.read(reading), unclear=())) for reading in q.unclear]
        answers = [(reading, self._answer(each, reading, focus, light=light)) for reading, each in read]
        told = [(reading, answer) for reading, answer in answers if answer.outcome == "answer"]
        if len({answer.quotes[:1] for _, answer in told}) > 1:
            options = tuple(reading for reading, _ in told)
            return Answer("clarify", "clarify", {"question": q.text}, options=options, focus=focus)
        return told[0][1] if told else answers[0][1]

    def _abstain(
        self, document: Document | None, hits: list[Hit] | None = None, chance: float = 0.0
    ) -> Answer:
        near = tuple(self._library.citation(h.passage) for h in (hits or [])[:2])
        focus = Focus(document.key) if document else NO_FOCUS
        values = {"count": str(len(self._library.loaded))}
        return Answer("abstain", "abstain", values, nearest=near, focus=focus, confidence=chance)
