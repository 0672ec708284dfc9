"""A question to an answer: exact quotes with their citations, or the honest reason why there are none.

In order: documents that are named but not loaded; how documents relate; a matter that the document is known
not to state; a place in it; a fact about it; the duties of a body; then the search. Nothing here writes a
sentence: quotes are passages, leads are keys of the wording.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from knowledge import NO_FOCUS, Answer, Document, Focus, locator
from knowledge.addressees import Addressees
from knowledge.decision import OTHER_QUESTION, Decision
from knowledge.decision import load as load_decision
from knowledge.duties import Duties, bodies_of
from knowledge.evidence import Found, Weigher
from knowledge.facets import Facet, Facets
from knowledge.facts import Facts, newest_first
from knowledge.index import Hit, Index
from knowledge.library import MOST_QUOTES, Library
from knowledge.question import Question, Reader
from knowledge.relations import Relations
from knowledge.titles import Titles
from nlu import DocumentNumber
from nlu.abbreviations import Abbreviations
from nlu.text import syllables

_CLOSE = 0.9  # a further passage is quoted too when it scores at least this share of the first
_CLOSE_OF_MANY = 0.7  # the same where several are asked for
_SEVERAL = re.compile(r"\b(?:nhung|cac|may) (?:\w+ ){1,3}nao\b|\bliet ke\b|\bke (?:het|ra|ten)\b")
_SEARCHED = 8  # passages looked at for quotes, and for what is related
_RELATED = 0.5  # one that scores at least this share is related
_MOST_OPTIONS = 5
_MUCH = 4  # syllables of content beside a facet's cue
_NAMED_SILENCE = 0.35  # nearness from which a matter is named as not stated
_CARRIED_OUT = re.compile(
    r"(?:thuc hien|trien khai|quan triet|cu the hoa|to chuc) (?:tot |hieu qua |noi dung )?$"
)
# What is said around a question about a document that is only cited: whose it is, among which it is named.
_ABOUT_CITED = frozenset(
    "tinh uy trung uong ubnd uy ban nhan dan chinh phu bo hay hoac la cua ma cong van nay trien khai hai ba "
    "ca deu phat dong thi dua ban hanh ra gi".split()
)
_LEFT_BY_FOLLOWING = ("thi", "sao", "the", "nao", "nua", "khong")


@dataclass(frozen=True)
class _Scope:
    """What a question is about.

    `document` is the one to ask for facts, None when several could be meant; `within` are the documents to
    which duties and the search keep, () for all; `cited` are documents without text.
    """

    document: Document | None
    within: tuple[Document, ...] = ()
    cited: tuple[Document, ...] = ()
    by_title: bool = False


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
    ) -> None:
        """`decision` is the fitted curve, None for that of decision.yml."""
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
        q = self._reader.read(question)
        scope = self._scope(q, focus)
        answer = self._known(q, scope, focus) or self._of_search(q, scope, focus, light=light)
        return replace(answer, focus=replace(answer.focus, question=question))

    def weigh(self, question: str, focus: Focus = NO_FOCUS) -> Found | None:
        """What a search finds for the question, None when it is answered without one (calibration)."""
        q = self._reader.read(question)
        scope = self._scope(q, focus)
        if self._known(q, scope, focus) or not self._rest(q, None, scope) or q.unclear:
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

    def _known(self, q: Question, scope: _Scope, focus: Focus) -> Answer | None:
        """The answer that needs no search: documents not loaded, relations, facts, duties."""
        if q.named and not any(found for _, found in q.named):
            return self._relations.of_unknown(q.named[0][0], self._facet_name(q))
        if scope.cited:
            return self._relations.of_cited(scope.cited, self._facet_of_cited(q, scope.cited, focus))
        if not self._library.loaded or self._is_elsewhere(q):
            return self._abstain(scope.document)
        return self._of_documents(q, scope, focus)

    # --- what the question is about ---

    def _scope(self, q: Question, focus: Focus) -> _Scope:
        known = [d for _, found in q.named for d in found]
        loaded = [d for d in known if d.status == "loaded"]
        cited = [d for d in known if d.status == "cited only"]
        if not q.named and self._goes_on(q, focus):
            cited = [d for d in self.documents if d.key == focus.document and d.status == "cited only"]
        if loaded and cited and self._only_cites(q, loaded):
            loaded = []
        if cited and not loaded and not self._is_carried_out(q):
            return _Scope(None, cited=tuple(cited))
        if loaded:
            return _Scope(loaded[0], self._family(loaded))
        if named := self._titles.named(q.tokens):
            best = [n.document for n in named]
            return _Scope(best[0] if len(best) == 1 else None, self._family(best), by_title=True)
        recent = self._library.document(focus.document)
        if recent and recent.status == "loaded":
            return _Scope(recent, self._family([recent]) if q.follow or q.points_back else ())
        return _Scope(self._library.loaded[0] if len(self._library.loaded) == 1 else None)

    def _family(self, documents: Collection[Document]) -> tuple[Document, ...]:
        """The documents with what is attached to them."""
        keys = {d.key for d in documents}
        attached = [d for d in self._library.loaded if d.attached_to in keys and d.key not in keys]
        return (*documents, *attached)

    def _goes_on(self, q: Question, focus: Focus) -> bool:
        """Whether the question names nothing of its own and so goes on about what is in focus."""
        asked = self._facets.asked(q.words)
        if not focus.document or q.mentions:
            return False
        return q.points_back or not self._rest(q, asked[0] if asked else None)

    def _only_cites(self, q: Question, loaded: Collection[Document]) -> bool:
        """Whether the loaded documents are named as the place to look ("theo 356 thì Kế hoạch 324 …")."""
        numbers = {syllables(d.number)[0] for d in loaded if d.number}
        text = " ".join(q.tokens)
        return any(re.search(rf"\b(?:theo|trong|tai) (?:\w+ ){{0,3}}{n}\b", text) for n in numbers)

    def _is_carried_out(self, q: Question) -> bool:
        """Whether the question is about carrying a named document out, which the directive may answer."""
        if not q.named:
            return False
        before = " ".join(syllables(q.text)).partition(q.named[0][0].number)[0]
        before = re.sub(r"(?:(?:ke hoach|huong dan|cong van|van ban|kh|hd|cv|so) )+$", "", before)
        asks = q.mentions or OTHER_QUESTION & set(q.tokens) or self._facets.asked(q.words)
        return bool(_CARRIED_OUT.search(before)) and bool(asks) and not self._facets.relation.find(q.words)

    def _is_elsewhere(self, q: Question) -> bool:
        """Whether the question is about another province than those of the documents."""
        match = self._addressees.asking.elsewhere.find(q.words)
        return match is not None and not self._titles.hold(q.tokens[match.start : match.end])

    # --- facts, places, duties ---

    def _of_documents(self, q: Question, scope: _Scope, focus: Focus) -> Answer | None:
        """What is said of documents as such, or given to bodies; None when a passage has to be searched."""
        document, place = scope.document, locator.find(q.words)
        asked = self._asked(q, scope)
        if asked and self._is_of_content(q, scope, asked) and self._is_found(q, scope, focus):
            return None
        if document is None and (place or asked):
            return self._of_which(q, scope)
        if document:
            if related := self._relations.answer(q, document):
                return related
            if (place or asked) and (silent := self._silent_instead(q, document, asked)):
                return silent
            if place:
                return self._at(place, scope)
            if asked is None and q.follow and scope.within and focus.facet and not self._rest(q, None, scope):
                asked = next((f for f in self._facets.facets if f.name == focus.facet), None)
            if asked:
                told = self._facts.facet(asked, document, self._rest(q, asked, scope))
                return told if told.outcome == "answer" or not self._rest(q, asked, scope) else None
        among = scope.within or ((document,) if document else newest_first(self._library.loaded))
        return self._duties.answer(q, among, self._rest(q, None, scope))

    def _silent_instead(self, q: Question, document: Document, asked: Facet | None) -> Answer | None:
        """That the document does not state what is asked, where this explains more than the facet's cue."""
        facet = asked.cues.find(q.words) if asked else None
        if self._facets.silent_size(q.words, document.key) <= (facet.size if facet else 0):
            return None
        return self._facts.silent(q, document)

    def _asked(self, q: Question, scope: _Scope) -> Facet | None:
        """The fact that the question asks for, and for nothing besides."""
        asked = self._facets.asked(q.words)
        if asked is None or (asked[0].alone and (self._rest(q, asked[0], scope) or q.mentions)):
            return None
        return asked[0]

    def _is_of_content(self, q: Question, scope: _Scope, facet: Facet) -> bool:
        """Whether so much else is said that a passage is asked for, no fact about a document."""
        return scope.document is None or len(set(self._rest(q, facet, scope))) >= _MUCH

    def _is_found(self, q: Question, scope: _Scope, focus: Focus) -> bool:
        """Whether the search finds an answer in the body of a document."""
        found = self._look(q, scope, focus)
        body = bool(found.hits) and found.hits[0].passage.kind in ("item", "paragraph")
        return body and self._decision.chance(found.evidence) >= self._decision.light

    def _at(self, place: locator.Place, scope: _Scope) -> Answer:
        documents = scope.within or ((scope.document,) if scope.document else ())
        answers = [self._facts.at(place, each) for each in documents]
        return next((a for a in answers if a.outcome == "answer"), answers[0])

    def _of_which(self, q: Question, scope: _Scope) -> Answer:
        """The question back, once for each document that may be meant, the newest first."""
        among = scope.within or self._library.loaded
        named = [f"{d.type or 'Văn bản'} {d.number or d.subject}" for d in newest_first(among)]
        options = tuple(f"{q.typed.rstrip(' ?')} – {each}" for each in named[:_MOST_OPTIONS])
        return Answer("clarify", "clarify_document", {"count": str(len(among))}, options=options)

    def _facet_name(self, q: Question) -> str:
        asked = self._facets.asked(q.words)
        return asked[0].name if asked else ""

    def _facet_of_cited(self, q: Question, documents: Collection[Document], focus: Focus) -> str:
        asked = self._facets.asked(q.words)
        known = {t for d in documents for t in syllables(f"{d.issuer} {d.subject}")} | _ABOUT_CITED
        if asked and not (asked[0].alone and set(self._rest(q, asked[0])) - known):
            return asked[0].name
        if self._facets.relation.find(q.words):
            return "relation"
        return focus.facet if not asked and not self._rest(q, None) else ""

    # --- search ---

    def _of_search(self, q: Question, scope: _Scope, focus: Focus, *, light: bool = False) -> Answer:
        """The passages that match best, when they match well enough."""
        if not self._rest(q, None, scope):
            return self._of_nothing_more(q, scope, focus)
        if q.unclear:
            return self._of_readings(q, focus, light=light)
        enough = self._decision.light if light else self._decision.answer
        found = self._look(q, scope, focus)
        chance = self._decision.chance(found.evidence)
        if found.hits and chance >= enough:
            return self._told(found.hits, chance, several=bool(_SEVERAL.search(" ".join(q.tokens))))
        return self._of_both(q, scope, focus, enough) or self._unsaid(q, scope, found, chance)

    def _look(self, q: Question, scope: _Scope, focus: Focus) -> Found:
        """What the search finds in the documents that the question is about."""
        within = {p.id for d in scope.within for p in d.passages} if scope.within else None
        keys = {d.key for d in scope.within} or ({scope.document.key} if scope.document else set())
        text = self._titles.without_names(q, scope.within)
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
        others = [h for h in hits if h not in chosen and h.score >= _RELATED * hits[0].score][:MOST_QUOTES]
        return Answer(
            "answer",
            "answer",
            {},
            tuple(self._library.quote(h.passage) for h in chosen),
            focus=Focus(best.document, best.section, ""),
            confidence=chance,
            related=tuple(self._library.citation(h.passage) for h in others),
        )

    def _of_both(self, q: Question, scope: _Scope, focus: Focus, enough: float) -> Answer | None:
        """The answer to the earlier question asked of what this one names ("còn bản trích sao?").

        None unless the passage found holds all that this question names: nothing leaks from the earlier one.
        """
        goes_on = bool(q.follow) or q.points_back
        content = set(self._index.content(q.text)) - set(q.follow)
        if not goes_on or not focus.question or not content or not scope.document:
            return None
        ids = {p.id for d in self._family([scope.document]) for p in d.passages}
        both = self._reader.read(f"{focus.question} {q.typed}")
        found = self._weigher.find(both, both.text, _SEARCHED, within=ids, documents={scope.document.key})
        if not found.hits or self._decision.chance(found.evidence) < enough:
            return None
        first = found.hits[0].passage
        if not content <= set(syllables(" ".join((*first.headings, first.text)))):
            return None
        return replace(self._told(found.hits[:1], self._decision.chance(found.evidence)), from_focus=True)

    def _unsaid(self, q: Question, scope: _Scope, found: Found, chance: float) -> Answer:
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

    def _of_nothing_more(self, q: Question, scope: _Scope, focus: Focus) -> Answer:
        """What a document is about, when it is all that was named; a question back when nothing was."""
        about = next((f for f in self._facets.facets if f.name == "about"), None)
        if (q.named or scope.by_title) and about and scope.document:
            return self._facts.facet(about, scope.document)
        return Answer("clarify", "clarify_what", focus=focus)

    def _of_readings(self, q: Question, focus: Focus, *, light: bool) -> Answer:
        """The answer of the one reading that has one; a question back when several have."""
        answers = [(reading, self.answer(reading, focus, light=light)) for reading in q.unclear]
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

    def _rest(self, q: Question, facet: Facet | None, scope: _Scope | None = None) -> list[str]:
        """The content of the question besides the facet's cue and the documents it names."""
        match = facet.cues.find(q.words) if facet else None
        taken = set(q.tokens[match.start : match.end]) if match else set()
        taken |= {*q.follow, *(_LEFT_BY_FOLLOWING if q.follow else ())}
        for number, _ in q.named:
            taken |= {
                *syllables(number.text),
                *syllables(number.type),
                *syllables(number.symbol),
                number.number,
            }
        if scope:
            taken |= self._titles.naming(scope.within, by_title=scope.by_title)
        taken |= {"cong", "van", "ban", "ke", "hoach", "huong", "dan"} if q.named or facet else {"van", "ban"}
        return [t for t in q.tokens if len(t) > 1 and t not in taken and t not in self._index.stopwords]
