"""A question to an answer: exact quotes with their citations, or the honest reason why there are none.

In order: documents named but not loaded; how documents relate; what the document is known not to state; a
place in it; a fact about it; a body's duties; the search. Where whole questions like this one were answered
otherwise, that may stand in its place (overruling.py). Quotes are passages, leads keys of the wording.
"""

from __future__ import annotations

import datetime
import functools
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from knowledge import NO_FOCUS, Answer, Focus, clauses, follow_ups, standing
from knowledge.about import About
from knowledge.addressees import Addressees
from knowledge.allusions import Allusions
from knowledge.asking import Asking
from knowledge.belonging import Belonging
from knowledge.citedfacets import CitedFacets
from knowledge.confirming import Confirming
from knowledge.contents import Contents
from knowledge.decision import Decision
from knowledge.decision import load as load_decision
from knowledge.details import Details
from knowledge.duties import Duties, bodies_of
from knowledge.elsewhere import Elsewhere
from knowledge.entire import Entire
from knowledge.everyone import Everyone
from knowledge.evidence import Found
from knowledge.facets import Facets
from knowledge.facts import BODY, Facts
from knowledge.follow_ups import FollowUps
from knowledge.hearing import Hearing
from knowledge.index import Index
from knowledge.library import Library
from knowledge.overruling import Overruling
from knowledge.paper import Paper
from knowledge.question import Question, Reader
from knowledge.recall import Recall, remembered
from knowledge.relations import Relations
from knowledge.scope import Scope, Scoper
from knowledge.searching import Search
from knowledge.titles import Titles
from knowledge.together import Together
from knowledge.which import Which
from nlu import DocumentNumber
from nlu.abbreviations import Abbreviations


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
        """`decision`: the fitted curve, None for that of decision.yml; `today`: what is still valid."""
        self._today = today
        self._decision = decision or load_decision()
        self._facets = facets
        self._library = Library(index)
        self._addressees = addressees.extended(bodies_of(self._library, abbreviations.expand))
        texts = [part for p in index.passages for part in (*p.headings, p.text)]
        self._reader = Reader(
            index.documents, texts, facets.vocabulary(), self._addressees, abbreviations, read_documents
        )
        # A message may be asked first whether it is a question at all, and then answered.
        self._read = functools.lru_cache(maxsize=16)(self._reader.read)
        self._remembered = functools.lru_cache(maxsize=512)(
            lambda text, focus, light, day: self._answer(self._read(text), text, focus, light=light)
        )
        self._titles = Titles(self._library.loaded)
        self._paper = Paper(facets, index.classifier)
        self._scoper = Scoper(
            self._library, self._titles, facets, self._addressees, self._paper, index.stopwords
        )
        self._facts = Facts(self._library, facets)
        self._duties = Duties(self._library, self._addressees, self._paper, index.taught)
        self._relations = Relations(self._library, facets)
        self._contents = Contents(self._library, self._relations, index.classifier, index.silences)
        self._search = Search(
            index,
            self._library,
            self._reader,
            self._scoper,
            self._titles,
            facets,
            self._facts,
            self._duties,
            self._contents,
            self._decision,
        )
        cued = follow_ups.load()
        self._details = Details(index, self._library, facets, cued.ends)
        self._recall = Recall(self._library, self._reader, self._scoper, cued.back)
        self._follow_ups = FollowUps(
            self._library,
            self._reader,
            self._scoper,
            facets,
            self._facts,
            self._details,
            self._duties,
            self._relations,
            self._addressees,
            Confirming(self._library, self._relations, abbreviations, self._details.plainly_beside),
            cued,
        )
        self._overruling = Overruling(
            index, self._library, facets, self._facts, self._contents, self._relations, self._search
        )
        self._which = Which(
            index, self._library, self._titles, facets, self._facts, self._scoper, self._paper
        )
        self._about = About(
            self._library,
            self._scoper,
            facets,
            self._facts,
            Asking(
                self._library, facets, self._paper, self._facts, self._scoper, self._titles, self._addressees
            ),
            self._details,
            self._relations,
            self._duties,
            self._search,
            self._addressees,
            self._paper,
            self._decision,
            self._which,
            index.taught,
        )
        self._entire = Entire(self._library, self._scoper, facets, self._facts)
        self._elsewhere = Elsewhere(index, self._library, self._scoper)
        self._cited = CitedFacets(self._library, self._scoper, facets, self._paper)
        self._allusions = Allusions(index.documents)
        self._together = Together(self._library, facets, self._facts, self._paper, self._relations)
        self._everyone = Everyone(self._library)
        self._belonging = Belonging(index, self._library, facets, self._facts, self._relations)
        self.hearing = Hearing(self._read, index.classifier, facets, self._scoper)
        self.index = index
        self.documents = index.documents
        self.version = index.version
        self.citations = self._library.citations

    def answer(self, question: str, focus: Focus = NO_FOCUS, *, light: bool = False) -> Answer:
        """What the documents say to the question, seen from the focus of the chat.

        `light`: taken for small talk, so that only a very good match counts. What many ask is remembered.
        """
        return self._remembered(question, focus, light, self._today())

    def _answer(self, q: Question, question: str, focus: Focus, *, light: bool) -> Answer:
        if recalled := self._recall.find(q, focus):
            return self._of_earlier(*recalled, question, focus, light=light)
        before = remembered(focus)
        focus = Focus(focus.document) if self._follow_ups.turns_away(q) else focus
        scope = self._scoper.scope(q, focus)
        answer = self._by_rules(q, scope, focus, light=light)
        answer = self._everyone.told(q, self._overruling.answer(q, scope, focus, answer) or answer)
        notices = (*self._library.validity(answer, self._today()), *answer.notices)
        first = answer.quotes[0].citation.passage if answer.quotes else ""
        cited = standing.cited(self._library, answer)
        # A confirmation asks for nothing new.
        same = answer.from_focus and answer.focus.question == focus.question
        asked = (same and focus.question) or question
        after = replace(answer.focus, question=asked, passage=first, cited=cited, earlier=before)
        if answer.outcome == "abstain" and focus.passage and not q.named:  # what was talked about still is
            after = focus
        return replace(answer, focus=after, notices=notices)

    def _by_rules(self, q: Question, scope: Scope, focus: Focus, *, light: bool) -> Answer:
        """The answer by what the question names, or by a search."""
        answer = (
            self._of_another(q, focus)
            or self._known(q, scope, focus)
            or self._of_passages(q, scope, focus, light=light)
        )
        return self._by_clause(q, answer, focus)

    def _by_clause(self, q: Question, answer: Answer, focus: Focus) -> Answer:
        """The answer, or what a clause of the question asks that it does not tell."""

        def ask(clause: str, seen: Focus) -> Answer | None:
            each = self._read(clause)
            return self._known(each, self._scoper.scope(each, seen), seen)

        first = answer.quotes[0].citation.passage if answer.lead == "answer" else ""
        framed = bool(first) and self._library.passages[first].kind not in BODY
        if alone := clauses.alone(q, answer, lambda clause: ask(clause, focus), framed=framed):
            return alone
        about = self._library.document(answer.focus.document)
        if about is None or about.status != "loaded":  # a cited one: then only what cites it can be meant
            about = self._library.loaded[0] if len(self._library.loaded) == 1 else None
        if about is None:
            return answer
        seen = Focus(about.key)
        return clauses.facts_beside(q, answer, lambda clause: ask(clause, seen), about)

    def _of_earlier(self, text: str, subject: Focus, question: str, focus: Focus, *, light: bool) -> Answer:
        """The answer to what is asked of an earlier subject of the chat, as if that were the last one."""
        answer = self._answer(self._read(text), text, subject, light=light)
        after = replace(answer.focus, question=question, earlier=remembered(focus))
        return replace(answer, focus=after, from_focus=True)

    def _of_another(self, q: Question, focus: Focus) -> Answer | None:
        """The answer to the last question, asked of the body that this one names, when that has such work."""
        text = self._follow_ups.rewritten(q, focus)
        told = self._answer(self._read(text), text, Focus(focus.document), light=False) if text else None
        if told is None or told.outcome != "answer" or not self._follow_ups.holds(q, told):
            return None
        return replace(told, from_focus=True)

    def unaided(self, question: str) -> Answer:
        """What is answered without the second opinion (its fit)."""
        q = self._reader.read(question)
        return self._by_rules(q, self._scoper.scope(q, NO_FOCUS), NO_FOCUS, light=False)

    def weigh(self, question: str, focus: Focus = NO_FOCUS) -> Found | None:
        """What a search finds for the question, None when it is answered without one (calibration)."""
        q = self._reader.read(question)
        scope = self._scoper.scope(q, focus)
        if self._known(q, scope, focus) or not self._scoper.rest(q, None, scope) or q.unclear:
            return None
        return self._search.look(q, scope, focus)

    def section(self, passage_id: str) -> Answer:
        """The whole section in which the passage stands; the passage alone where it stands in none."""
        passage = self._library.passages.get(passage_id)
        document = self._library.document(passage.document) if passage else None
        if passage is None or document is None:
            return self._search.abstain(None)
        holding = [s for s in document.sections if passage_id in s.passages]
        if holding:
            return self._facts.section(document, holding[0])
        return self.passage(passage_id)

    def stored(self) -> Answer:
        """That these are the documents with text."""
        return self._which.listed()

    def passage(self, passage_id: str) -> Answer:
        """One passage as an answer."""
        passage = self._library.passages.get(passage_id)
        if passage is None:
            return self._search.abstain(None)
        focus = Focus(passage.document, passage.section)
        return Answer("answer", "answer", {}, (self._library.quote(passage),), focus=focus, confidence=1.0)

    def _known(self, q: Question, scope: Scope, focus: Focus) -> Answer | None:
        """The answer that needs no search: documents not loaded, relations, facts, duties."""
        if belongs := self._belonging.answer(q):
            return belongs
        if gone_on := self._follow_ups.answer(q, scope, focus):
            return gone_on
        if together := self._together.answer(q):
            return together
        if q.named and not any(found for _, found in q.named):
            return self._relations.of_unknown(q.named[0][0], self._facet_name(q))
        if scope.cited:
            return self._relations.of_cited(scope.cited, self._cited.facet(q, scope.cited, focus), q.tokens)
        if alluded := self._alluded(q, scope):
            return alluded
        if not self._library.loaded or self._elsewhere.is_elsewhere(q):
            return self._search.abstain(scope.document)
        if not q.named and (inside := self._contents.answer(q, scope)):
            return inside
        if entire := self._entire.answer(q, scope):
            return entire
        if of_law := self._elsewhere.part_of_law(q, scope):
            return of_law
        return self._about.answer(q, scope, focus)

    def _alluded(self, q: Question, scope: Scope) -> Answer | None:
        """What is told of documents without text that the question calls by their words.

        None where a loaded one that it calls by its own is asked what it has to do with them, or cites none.
        """
        if scope.by_title and scope.document and self._facets.relation.find(q.words):
            return None
        allusion = self._allusions.find(q)
        facet = self._cited.facet_of_allusion(allusion) if allusion else None
        if allusion is None or facet is None:
            return None
        if scope.by_title and scope.document:
            cited = {reference.target for reference in scope.document.references}
            if not any(document.key in cited for document in allusion.documents):
                return None
        return self._relations.of_cited(allusion.documents, facet, q.tokens)

    def _facet_name(self, q: Question) -> str:
        asked = self._facets.asked(q.words)
        return asked[0].name if asked else ""

    # --- search ---

    def _of_passages(self, q: Question, scope: Scope, focus: Focus, *, light: bool) -> Answer:
        """What the search finds; a question back when nothing, or nothing clear, is asked."""
        if not self._scoper.rest(q, None, scope):
            return self._of_nothing_more(q, scope, focus)
        if q.unclear:
            return self._of_readings(q, focus, light=light)
        if detail := self._details.of(q, scope, focus):
            return detail
        answer = self._search.answer(q, scope, focus, light=light)
        if answer.outcome == "answer" or scope.sure:
            return answer
        # The words that seemed to name a document may be what is asked for: it may stand in any.
        everywhere = self._search.answer(q, Scope(None), focus, light=light)
        return everywhere if everywhere.outcome == "answer" else answer

    def _of_nothing_more(self, q: Question, scope: Scope, focus: Focus) -> Answer:
        """What a document is about, when it is all that was named; a question back when nothing was."""
        about = self._facets.named("about")
        if (q.named or scope.by_title) and about and scope.document:
            return self._facts.facet(about, scope.document)
        if focus.passage in self._library.passages and not q.named:
            return replace(self.passage(focus.passage), from_focus=True, focus=focus)  # "ừ", "dạ"
        return Answer("clarify", "clarify_what", focus=focus)

    def _of_readings(self, q: Question, focus: Focus, *, light: bool) -> Answer:
        """The answer of the one reading that has one; a question back when several have.

        What is unclear in a reading again stays as it was typed: readings of readings have no end.
        """
        read = [(reading, replace(self._reader.read(reading), unclear=())) for reading in q.unclear]
        answers = [(reading, self._answer(each, reading, focus, light=light)) for reading, each in read]
        told = [(reading, answer) for reading, answer in answers if answer.outcome == "answer"]
        said = Counter(answer.quotes[:1] for _, answer in told)
        if len(said) > 1:
            most, count = said.most_common(1)[0]
            if 2 * count > len(answers):  # whatever it means, it decides little
                return next(answer for _, answer in told if answer.quotes[:1] == most)
            options = tuple(reading for reading, _ in told)
            return Answer("clarify", "clarify", {"question": q.text}, options=options, focus=focus)
        return told[0][1] if told else answers[0][1]
