"""A question to an answer: exact quotes with their citations, or the honest reason why there are none.

In order: a document that is named but not loaded; a fact about a document itself; a matter that it is
known not to state; the duties of a body; then the search. Nothing here writes a sentence: quotes are
passages, leads are keys of the wording.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from knowledge import (
    NO_FOCUS,
    Answer,
    Citation,
    Document,
    Focus,
    Passage,
    Quote,
    Reference,
    Section,
    catalogue,
)
from knowledge.addressees import Addressees
from knowledge.decision import CONFIDENT, NEAR, OTHER_QUESTION, confidence, counts
from knowledge.facets import Facet, Facets
from knowledge.index import Hit, Index
from knowledge.question import Question, Reader
from nlu import DocumentNumber
from nlu.abbreviations import Abbreviations
from nlu.text import syllables

MOST_QUOTES = 3
_TELLING = ("item", "paragraph", "preamble")  # kinds of passages that are worth a look beside an answer
_CLOSE = 0.9  # a further passage is quoted too when it scores at least this share of the first
# What the citing sentence of a cited-only document can tell.
_KNOWN_OF_CITED = ("number", "date", "issuer", "day", "subject", "about", "relation")
_CARRIED_OUT = re.compile(
    r"(?:thuc hien|trien khai|quan triet|cu the hoa|to chuc) (?:tot |hieu qua |noi dung )?$"
)
_LEFT_BY_FOLLOWING = ("thi", "sao", "the", "nao", "nua", "khong")
_SECTION = re.compile(r"\bmuc (?:so )?(\d{1,2})\b")


class Answerer:
    """Answers from one published index."""

    def __init__(
        self,
        index: Index,
        facets: Facets,
        addressees: Addressees,
        abbreviations: Abbreviations,
        read_documents: Callable[[str], tuple[DocumentNumber, ...]],
    ) -> None:
        self._index = index
        self._facets = facets
        self._addressees = addressees
        texts = [part for p in index.passages for part in (*p.headings, p.text)]
        self._reader = Reader(
            index.documents, texts, facets.vocabulary(), addressees, abbreviations, read_documents
        )
        self._passages = {p.id: p for p in index.passages}
        self._loaded = [d for d in index.documents if d.status == "loaded"]
        self._themes = _themes(index.passages)
        self.documents = index.documents
        self.version = index.version
        self.citations = {d.key: catalogue.citation(d) for d in index.documents}

    def answer(self, question: str, focus: Focus = NO_FOCUS, *, enough: float = CONFIDENT) -> Answer:
        """What the documents say to the question, seen from the focus of the chat.

        `enough` is the least confidence with which a passage that was only searched for is quoted.
        """
        q = self._reader.read(question)
        loaded = [d for _, found in q.named for d in found if d.status == "loaded"]
        cited = [d for _, found in q.named for d in found if d.status == "cited only"]
        if q.named and not loaded and not cited:
            return self._of_unknown(q, q.named[0][0])
        if not q.named and self._goes_on(q, focus):
            cited = [d for d in self.documents if d.key == focus.document and d.status == "cited only"]
        if cited and not loaded and not self._is_carried_out(q):
            return self._of_cited(q, cited[0], focus)
        document = loaded[0] if loaded else self._document(focus)
        if document is None or self._addressees.asking.elsewhere.find(q.words):
            return self._abstain(document)
        return (
            self._of_document(q, document)
            or self._of_bodies(q, document)
            or self._of_search(q, document, focus, enough)
        )

    def section(self, passage_id: str) -> Answer:
        """The whole section in which the passage stands; the passage alone where it stands in none."""
        passage = self._passages.get(passage_id)
        if passage is None:
            return self._abstain(None)
        document = next(d for d in self.documents if d.key == passage.document)
        for section in document.sections:
            if passage_id in section.passages:
                return self._whole_section(document, section)
        return Answer(
            "answer", "answer", {}, (self._quote(passage),), focus=Focus(document.key), confidence=1.0
        )

    def passage(self, passage_id: str) -> Answer:
        """That one passage; an abstention when the index has none of that id."""
        passage = self._passages.get(passage_id)
        if passage is None:
            return self._abstain(None)
        focus = Focus(passage.document, passage.section, "")
        return Answer("answer", "answer", {}, (self._quote(passage),), focus=focus, confidence=1.0)

    def _document(self, focus: Focus) -> Document | None:
        """The loaded document in focus, else the newest one loaded."""
        for document in self._loaded:
            if document.key == focus.document:
                return document
        return max(self._loaded, key=lambda d: str(d.date), default=None)

    def _goes_on(self, q: Question, focus: Focus) -> bool:
        """Whether the question names nothing of its own and so goes on about what is in focus."""
        asked = self._facets.asked(q.words)
        if not focus.document or q.mentions:
            return False
        return q.points_back or not self._rest(q, asked[0] if asked else None)

    def _is_carried_out(self, q: Question) -> bool:
        """Whether the question is about carrying a named document out, which the directive may answer."""
        if not q.named:
            return False
        before = " ".join(syllables(q.text)).partition(q.named[0][0].number)[0]
        before = re.sub(r"(?:(?:ke hoach|huong dan|cong van|van ban|kh|hd|cv|so) )+$", "", before)
        asks = q.mentions or OTHER_QUESTION & set(q.tokens) or self._facets.asked(q.words)
        return bool(_CARRIED_OUT.search(before)) and bool(asks)

    def _of_cited(self, q: Question, document: Document, focus: Focus) -> Answer:
        """About a document known only from others' sentences: those sentences, and what cannot be told."""
        facet = self._facet_of_cited(q, document, focus)
        quotes = self._reference_quotes(catalogue.cited_by(self.documents, document.key))
        named = {"document": f"{document.type} số {document.number}".strip()}
        about = Focus(document.key, "", facet)
        if facet in _KNOWN_OF_CITED and quotes:
            return Answer("answer", "answer_known_of", named, quotes, focus=about, confidence=1.0)
        return Answer("not_loaded", "not_loaded", named, quotes[:1], focus=about, confidence=1.0)

    def _facet_of_cited(self, q: Question, document: Document, focus: Focus) -> str:
        asked = self._facets.asked(q.words)
        issuer = set(syllables(document.issuer))
        if asked and not (asked[0].alone and set(self._rest(q, asked[0])) - issuer):
            return asked[0].name
        if self._facets.relation.find(q.words):
            return "relation"
        return focus.facet if not asked and not self._rest(q, None) else ""

    def _of_unknown(self, q: Question, number: DocumentNumber) -> Answer:
        """About a document that the catalogue lacks; a sentence that names it may still tell its day."""
        asked = self._facets.asked(q.words)
        name = " ".join(p for p in (number.type, f"{number.number}/{number.symbol}".strip("/")) if p)
        holding = [
            r
            for d in self._loaded
            for r in d.references
            if syllables(r.target)[:1] == [number.number] and (number.symbol or number.type)
        ]
        if holding:
            quotes = self._reference_quotes(tuple(holding))
            if asked and asked[0].name in _KNOWN_OF_CITED:
                return Answer("answer", "answer_known_of", {"document": name}, quotes, confidence=1.0)
            return Answer("not_loaded", "not_loaded", {"document": name}, quotes[:1], confidence=1.0)
        values = {"document": name, "count": str(len(self._loaded))}
        return Answer("abstain", "abstain_unknown_document", values, confidence=1.0)

    def _of_document(self, q: Question, document: Document) -> Answer | None:
        """A fact about the document itself, a whole section by its number, or what it does not state."""
        if matter := self._facets.silent_about(q.words, document.key):
            values = {"document": document.number, "what": matter.label}
            return Answer("abstain", "abstain_not_stated", values, focus=Focus(document.key), confidence=1.0)
        if number := _SECTION.search(" ".join(q.tokens)):
            return self._of_section(document, number.group(1))
        asked = self._facets.asked(q.words)
        if asked is None or (asked[0].alone and (self._rest(q, asked[0]) or q.mentions)):
            return None
        return self._of_facet(document, asked[0])

    def _of_section(self, document: Document, number: str) -> Answer:
        for section in document.sections:
            if section.number == number:
                return self._whole_section(document, section)
        numbers = ", ".join(s.number for s in document.sections)
        values = {"document": document.number, "section": number, "sections": numbers}
        return Answer("abstain", "abstain_no_such_section", values, focus=Focus(document.key), confidence=1.0)

    def _of_facet(self, document: Document, facet: Facet) -> Answer | None:
        passage = self._passages.get(f"{document.key}/{facet.passage}")
        if passage is None:
            return None
        focus = Focus(document.key, "", facet.name)
        values = {"facet": facet.label}
        return Answer("answer", "answer_facet", values, (self._quote(passage),), focus=focus, confidence=1.0)

    def _of_bodies(self, q: Question, document: Document) -> Answer | None:
        """The duties of the bodies named, when the question asks for nothing more particular."""
        asking = self._addressees.asking
        names = {t for m in q.mentions for s in m.body.spellings for t in s}
        authors = asking.authors.find(q.words)
        by = set(q.tokens[authors.start : authors.end]) if authors else set()
        rest = {t for t in self._rest(q, None) if len(t) > 2} - names - by - asking.duty_words - q.places
        if not q.mentions or (rest - self._themes if asking.duty.find(q.words) else rest):
            return None
        quotes: list[Quote] = []
        sections: list[Section] = []
        for mention in q.mentions:
            for found in self._addressees.duties(document, mention.body):
                if found.section not in sections:
                    sections.append(found.section)
                    label = "" if found.own else ", ".join(found.section.addressees)
                    quotes += self._section_quotes(found.section, label)
        body = ", ".join(dict.fromkeys(m.body.name for m in q.mentions))
        if not quotes:
            values = {"document": document.number, "body": body}
            return Answer("abstain", "abstain_no_section", values, focus=Focus(document.key), confidence=1.0)
        focus = Focus(document.key, sections[0].number, "duty")
        values = {"body": body, "count": str(len(quotes))}
        related = self._related(self._index.search(q.text, len(quotes) + MOST_QUOTES), quotes)
        return Answer(
            "answer", "answer_duties", values, tuple(quotes), focus=focus, confidence=1.0, related=related
        )

    def _of_search(self, q: Question, document: Document, focus: Focus, enough: float) -> Answer:
        """The passages that match best, when they match well enough."""
        if not self._rest(q, None):
            return self._of_nothing_more(q, document, focus)
        if q.unclear:
            return self._of_readings(q, focus, enough)
        hits = self._index.search(q.text, MOST_QUOTES + 2)
        if q.follow and focus.addressee:
            hits = self._in_focus(q, hits, document, focus)
        if not hits or confidence(hits[0]) < enough or not counts(q, hits[0].passage):
            return self._abstain(document, hits)
        chosen = [h for h in hits if h.score >= _CLOSE * hits[0].score][:MOST_QUOTES]
        best = hits[0].passage
        quotes = [self._quote(h.passage) for h in chosen]
        return Answer(
            "answer",
            "answer",
            {},
            tuple(quotes),
            focus=Focus(best.document, best.section, ""),
            confidence=confidence(hits[0]),
            related=self._related(hits, quotes),
        )

    def _related(self, hits: list[Hit], quotes: list[Quote]) -> tuple[Citation, ...]:
        """The best hits that are near enough to be worth a look and not quoted."""
        quoted = {quote.citation.passage for quote in quotes}
        near = [
            hit.passage
            for hit in hits
            if hit.passage.kind in _TELLING and hit.passage.id not in quoted and confidence(hit) > NEAR
        ]
        return tuple(self._citation(passage) for passage in near[:MOST_QUOTES])

    def _of_nothing_more(self, q: Question, document: Document, focus: Focus) -> Answer:
        """What a document is about, when it is all that was named; a question back when nothing was."""
        about = next((f for f in self._facets.facets if f.name == "about"), None)
        answer = self._of_facet(document, about) if q.named and about else None
        return answer or Answer("clarify", "clarify_what", focus=focus)

    def _of_readings(self, q: Question, focus: Focus, enough: float) -> Answer:
        """The answer of the one reading that has one; a question back when several have."""
        answers = [(reading, self.answer(reading, focus, enough=enough)) for reading in q.unclear]
        told = [(reading, answer) for reading, answer in answers if answer.outcome == "answer"]
        if len({answer.quotes[:1] for _, answer in told}) > 1:
            options = tuple(reading for reading, _ in told)
            return Answer("clarify", "clarify", {"question": q.text}, options=options, focus=focus)
        return told[0][1] if told else answers[0][1]

    def _in_focus(self, q: Question, hits: list[Hit], document: Document, focus: Focus) -> list[Hit]:
        """The hits with those of the section in focus first, when they match as well."""
        within = {p.id for p in document.passages if p.section == focus.addressee}
        own = self._index.search(q.text, MOST_QUOTES, within=within)
        if own and confidence(own[0]) >= CONFIDENT and own[0].score >= _CLOSE * hits[0].score:
            return own + [h for h in hits if h.passage.id not in within]
        return hits

    def _abstain(self, document: Document | None, hits: list[Hit] | None = None) -> Answer:
        near = tuple(self._citation(h.passage) for h in (hits or []) if confidence(h) > NEAR)
        focus = Focus(document.key) if document else NO_FOCUS
        best = confidence(hits[0]) if hits else 0.0
        values = {"count": str(len(self._loaded))}
        return Answer("abstain", "abstain", values, nearest=near[:2], focus=focus, confidence=best)

    def _whole_section(self, document: Document, section: Section) -> Answer:
        focus = Focus(document.key, section.number, "duty")
        quotes = tuple(self._section_quotes(section, ""))
        return Answer(
            "answer", "answer_section", {"section": section.number}, quotes, focus=focus, confidence=1.0
        )

    def _section_quotes(self, section: Section, label: str) -> list[Quote]:
        return [replace(self._quote(self._passages[p]), label=label) for p in section.passages]

    def _reference_quotes(self, references: tuple[Reference, ...]) -> tuple[Quote, ...]:
        """The citing sentences, the fullest first: the subject line alone tells less."""
        ordered = sorted(references, key=lambda r: self._passages[r.passage].kind == "header")
        quotes = (Quote(r.sentence, self._citation(self._passages[r.passage])) for r in ordered)
        return tuple(dict.fromkeys(quotes))[:MOST_QUOTES]

    def _quote(self, passage: Passage) -> Quote:
        return Quote(passage.text, self._citation(passage))

    def _citation(self, passage: Passage) -> Citation:
        return Citation(passage.document, passage.id, self.citations[passage.document], passage.place)

    def _rest(self, q: Question, facet: Facet | None) -> list[str]:
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
        taken |= {"cong", "van", "ban", "ke", "hoach", "huong", "dan"} if q.named or facet else {"van", "ban"}
        return [t for t in q.tokens if len(t) > 1 and t not in taken and t not in self._index.stopwords]


def _themes(passages: tuple[Passage, ...]) -> set[str]:
    """The syllables that stand in most sections: what the document is about, no duty of its own."""
    sections: dict[tuple[str, str], set[str]] = {}
    for passage in passages:
        if passage.section:
            sections.setdefault((passage.document, passage.section), set()).update(syllables(passage.text))
    counts = Counter(token for tokens in sections.values() for token in tokens)
    return {token for token, count in counts.items() if count * 2 >= len(sections)}
