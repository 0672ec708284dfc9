"""A question to an answer: exact quotes with their citations, or the honest reason why there are none.

In order: documents named but not loaded; how documents relate; what the document is known not to state; a
place in it; a fact about it; a body's duties; the search. Quotes are passages, leads keys of the wording.
"""

from __future__ import annotations

import datetime
import functools
import re
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import replace

from knowledge import NO_FOCUS, Answer, Document, Focus, catalogue, following, locator
from knowledge.addressees import Addressees
from knowledge.decision import Decision, is_met
from knowledge.decision import load as load_decision
from knowledge.duties import Duties, bodies_of
from knowledge.evidence import Found
from knowledge.facets import Facet, Facets
from knowledge.facts import Facts, newest_first
from knowledge.index import Index
from knowledge.library import Library
from knowledge.question import Question, Reader
from knowledge.relations import Relations
from knowledge.scope import Scope, Scoper
from knowledge.searching import Search
from knowledge.titles import Titles
from nlu import DocumentNumber
from nlu.abbreviations import Abbreviations
from nlu.text import syllables, words

_MOST_OPTIONS = 5
_STRAY = 2  # syllables that may stand beside a step from the last answer
_MUCH = 4  # syllables of content beside a facet's cue
# What is said around a question about a document that is only cited: whose it is, among which it is named.
_ABOUT_CITED = frozenset(
    "tinh uy trung uong ubnd uy ban nhan dan chinh phu bo hay hoac la cua ma cong van nay trien khai hai ba "
    "ca deu phat dong thi dua ban hanh ra gi do so ngay thang nam ky hieu co quan ten trich yeu "
    "to trinh".split()
)

# What is asked for, with the noun before it, and what asks for more than a citing sentence tells.
_WHAT = re.compile(r"\b(\w+) (?:gi|chi|nao)\b")
_CONTENT = re.compile(
    r"\b(?:the nao|nhu the|ra sao|bao nhieu|may|nhung gi|lam gi|giao|quy dinh|yeu cau|nhiem vu|"
    r"(?:noi|viet|ghi|neu|co|de cap|trinh bay) (?:nhung |cai )?gi|"
    r"(?:ngay|khi|luc|hom|thang|nam|noi|cho) nao)\b"
)
_OF_ANY = ("number", "day", "issuer")  # what a question asks that names it beside a document's number
_LAW = re.compile(r"(?<!phap )\bluat (?!nao|gi|chi|su|dinh|cua|thi|le|khong|phap|moi|hien)\w{2,}")
_HELD = 0.7  # share of a question's words that stand in a citing sentence which answers it


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
        self._addressees = addressees.extended(bodies_of(self._library.loaded))
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
        self._scoper = Scoper(self._library, self._titles, facets, self._addressees, index.stopwords)
        self._facts = Facts(self._library, facets)
        self._duties = Duties(self._library, self._addressees)
        self._search = Search(
            index,
            self._library,
            self._reader,
            self._scoper,
            self._titles,
            facets,
            self._decision,
        )
        self._relations = Relations(self._library, facets)
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
        scope = self._scoper.scope(q, focus)
        answer = self._known(q, scope, focus) or self._of_passages(q, scope, focus, light=light)
        notices = (*self._library.validity(answer, self._today()), *answer.notices)
        first = answer.quotes[0].citation.passage if answer.quotes else ""
        after = replace(answer.focus, question=question, passage=first)
        return replace(answer, focus=after, notices=notices)

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

    def passage(self, passage_id: str) -> Answer:
        """One passage as an answer."""
        passage = self._library.passages.get(passage_id)
        if passage is None:
            return self._search.abstain(None)
        focus = Focus(passage.document, passage.section)
        return Answer("answer", "answer", {}, (self._library.quote(passage),), focus=focus, confidence=1.0)

    def _known(self, q: Question, scope: Scope, focus: Focus) -> Answer | None:
        """The answer that needs no search: documents not loaded, relations, facts, duties."""
        if stepped := self._from_last(q, focus):
            return stepped
        if q.named and not any(found for _, found in q.named):
            return self._relations.of_unknown(q.named[0][0], self._facet_name(q))
        if scope.cited:
            return self._relations.of_cited(scope.cited, self._facet_of_cited(q, scope.cited, focus))
        if not self._library.loaded or self._scoper.is_elsewhere(q) or self._is_of_a_law(q):
            return self._search.abstain(scope.document)
        return self._of_documents(q, scope, focus)

    def _is_of_a_law(self, q: Question) -> bool:
        """Whether a law is named that no document here mentions: "Luật An ninh mạng quy định gì"."""
        match = _LAW.search(" ".join(q.tokens))
        return match is not None and self.index.strangeness(match.group()) == 1

    def _from_last(self, q: Question, focus: Focus) -> Answer | None:
        """What stands before, behind or beside the last answer, when nothing else is asked."""
        step = following.find(q.tokens) if focus.passage and not q.named else None
        document = self._library.document(focus.document) if step else None
        if step is None or document is None:
            return None
        told = q.mentions and not q.points_back
        rest = set(self._scoper.rest(q, None)) - step.said - self._addressees.asking.duty_words
        found = following.passages(step, document, focus.passage)
        if told or len(rest) > _STRAY or not found:
            return None
        quotes = tuple(self._library.quote(p) for p in found)
        after = Focus(document.key, found[0].section, focus.facet)
        return Answer("answer", "answer", {}, quotes, focus=after, confidence=1.0, from_focus=True)

    # --- facts, places, duties ---

    def _of_documents(self, q: Question, scope: Scope, focus: Focus) -> Answer | None:
        """What is said of documents as such, or given to bodies; None when a passage has to be searched."""
        document, place = scope.document, locator.find(words(q.typed))
        asked = self._asked(q, scope)
        if asked and self._is_of_content(q, scope, asked) and self._is_found(q, scope, focus):
            return None
        if asked and document and self._is_of_other(q, scope, asked, document):
            asked = None
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
            if asked and (again := self._time_of_last(q, asked, focus)):
                return again
            if asked:
                told = self._facts.facets(q, asked, document, self._scoper.rest(q, asked, scope))
                return told if told.outcome == "answer" or not self._scoper.rest(q, asked, scope) else None
        if document and q.points_back and focus.addressee and self._addressees.asking.duty.find(q.words):
            holding = [s for s in document.sections if s.number == focus.addressee]
            if holding and not set(self._scoper.rest(q, None, scope)) - self._addressees.asking.duty_words:
                return replace(self._facts.section(document, holding[0]), from_focus=True)
        among = scope.within or self._duties.places(q, document, newest_first(self._library.loaded))
        return self._with_related(q, self._duties.answer(q, among, self._scoper.rest(q, None, scope)))

    def _time_of_last(self, q: Question, asked: Facet, focus: Focus) -> Answer | None:
        """The passage quoted last, when it tells the time that is asked for and no document is named."""
        last = self._library.passages.get(focus.passage)
        if last is None or last.kind not in ("item", "paragraph") or focus.facet:
            return None
        if asked.name != "day" or q.named or self._facets.paper.find(q.words):
            return None
        return replace(self.passage(focus.passage), from_focus=True) if is_met(q, last) else None

    def _with_related(self, q: Question, answer: Answer | None) -> Answer | None:
        if answer is None or answer.outcome != "answer":
            return answer
        quoted = {quote.citation.passage for quote in answer.quotes}
        return replace(answer, related=self._search.beside(q, quoted))

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

    def _is_of_other(self, q: Question, scope: Scope, facet: Facet, document: Document) -> bool:
        """Whether the fact is asked of something else than a document: "ai ký bảng chấm công"."""
        about = q.named or q.follow or q.points_back or scope.by_title or self._facets.paper.find(q.words)
        return not about and self._facts.is_foreign(facet, document, self._scoper.rest(q, facet, scope))

    def _is_found(self, q: Question, scope: Scope, focus: Focus) -> bool:
        """Whether the search finds an answer in the body of a document."""
        found = self._search.look(q, scope, focus)
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
        said = [r.sentence for d in documents for r in catalogue.cited_by(self.documents, d.key)]
        known = {t for d in documents for t in syllables(f"{d.issuer} {d.subject}")} | _ABOUT_CITED
        known |= {t for sentence in said for t in syllables(sentence)}
        if asked and (
            not asked[0].alone
            or not set(self._scoper.rest(q, asked[0])) - known
            or (asked[0].name in _OF_ANY and self._titles.is_beside(q, asked[1].start, asked[1].end))
        ):
            return asked[0].name
        if self._facets.relation.find(q.words):
            return "relation"
        if self._is_told(q, known):
            return "subject"
        return focus.facet if not asked and not self._scoper.rest(q, None) else ""

    def _is_told(self, q: Question, known: Collection[str]) -> bool:
        """Whether the citing sentence has what the question says and may say more: "chào mừng dịp gì".

        What it asks for must be no word of the sentence, which would only repeat it: "những chủ đề nào".
        """
        text = " ".join(q.tokens)
        match = _WHAT.search(text)
        if match is None or _CONTENT.search(text) or match[1] in set(known) - _ABOUT_CITED:
            return False
        rest = [t for t in self._scoper.rest(q, None) if t not in match.group().split()]
        held = sum(t in known for t in rest)
        return len(rest) > 1 and held >= _HELD * len(rest)

    # --- search ---

    def _of_passages(self, q: Question, scope: Scope, focus: Focus, *, light: bool) -> Answer:
        """What the search finds; a question back when nothing, or nothing clear, is asked."""
        if not self._scoper.rest(q, None, scope):
            return self._of_nothing_more(q, scope, focus)
        if q.unclear:
            return self._of_readings(q, focus, light=light)
        return self._search.answer(q, scope, focus, light=light)

    def _of_nothing_more(self, q: Question, scope: Scope, focus: Focus) -> Answer:
        """What a document is about, when it is all that was named; a question back when nothing was."""
        about = next((f for f in self._facets.facets if f.name == "about"), None)
        if (q.named or scope.by_title) and about and scope.document:
            return self._facts.facet(about, scope.document)
        if focus.passage in self._library.passages and not q.named:
            return replace(self.passage(focus.passage), from_focus=True)
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
