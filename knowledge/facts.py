"""Answers about a document itself: its header fields, a place in it by number, and what it does not state."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from knowledge import Answer, Document, Focus, Passage, Section, catalogue, locator
from knowledge.facets import Facet, Facets
from knowledge.library import Library, suffix
from knowledge.locator import Place
from knowledge.nearest import nearness
from knowledge.question import Question
from nlu.text import fold, syllables

ANYWHERE = "*"  # Facet.passage of what any passage of the body may tell
BODY = ("item", "paragraph")  # kinds of passages that are no frame
_ITSELF = re.compile(r"\bnay (?:co|bat dau co|se co) hieu luc\b|\bhieu luc (?:thi hanh )?(?:ke )?tu\b")
_MOST_OPTIONS = 5
_FOREIGN = 0.25  # share of a question's further words from which it is about something else


class Facts:
    """Header fields and places of the loaded documents."""

    def __init__(self, library: Library, facets: Facets) -> None:
        self._library = library
        self._facets = facets
        self._words: dict[tuple[str, str], frozenset[str]] = {}

    def silent(self, q: Question, document: Document) -> Answer | None:
        """That the document was reviewed not to state what is asked; None when nothing such is asked."""
        matter = self._facets.silent_about(q.words, document.key)
        if matter is None:
            return None
        values = {"document": catalogue.brief(document), "what": matter.label}
        return Answer("abstain", "abstain_not_stated", values, focus=Focus(document.key), confidence=1.0)

    def at(self, place: Place, document: Document) -> Answer:
        """All that stands at a place of the document; that there is no such place otherwise."""
        focus = Focus(document.key, place.steps[0][1].upper(), "duty")
        found = locator.passages(document, place)
        if not found and (appendix := self._appendix(place, document)):
            return appendix
        if not found:
            numbers = ", ".join(s.number for s in document.sections if is_top(s, document)) or articles(
                document
            )
            values = {"document": catalogue.brief(document), "section": place.said, "sections": numbers}
            lead = "abstain_no_such_section" if numbers else "abstain_no_section_numbers"
            return Answer("abstain", lead, values, focus=Focus(document.key), confidence=1.0)
        quotes = tuple(self._library.quote(p) for p in found)
        return Answer("answer", "answer_place", {"place": place.said}, quotes, focus=focus, confidence=1.0)

    def _appendix(self, place: Place, document: Document) -> Answer | None:
        """That an appendix of which the document speaks is not loaded, with its sentence; else None."""
        kind, label = place.steps[0]
        if kind != "phu luc":
            return None
        said = re.compile(rf"\bphu luc (?:{re.escape(label)}|{re.escape(locator.roman(label))})\b")
        citing = next((p for p in document.passages if said.search(" ".join(syllables(p.text)))), None)
        if citing is None:
            return None
        quotes = (self._library.quote(citing),)
        name = f"{place.said.capitalize()} – {document.type or 'Văn bản'} {document.number}".strip()
        focus = Focus(document.key)
        return Answer("not_loaded", "not_loaded", {"document": name}, quotes, focus=focus, confidence=1.0)

    def first_at(self, place: Place, documents: Sequence[Document]) -> Answer:
        """What stands at the place in the first of the documents that has it."""
        answers = [self.at(place, each) for each in documents]
        return next((a for a in answers if a.outcome == "answer"), answers[0])

    def of_which(self, q: Question, among: Collection[Document], place: Place | None) -> Answer:
        """The question back, once for each document that may be meant, the newest first.

        No question where one document alone has the place.
        """
        if place and (having := tuple(d for d in among if locator.passages(d, place))):
            among = having
        if place and len(among) == 1:
            return self.at(place, next(iter(among)))
        # One whose header is lost has no name by which it could be asked for.
        able = [d for d in newest_first(among) if d.number or d.subject]
        named = [catalogue.titled(d) for d in able]
        options = tuple(f"{q.typed.rstrip(' ?')} – {each}" for each in named[:_MOST_OPTIONS])
        return Answer("clarify", "clarify_document", {"count": str(len(among))}, options=options)

    def facet(
        self, facet: Facet, document: Document, more: Collection[str] = (), asked: Sequence[str] = ()
    ) -> Answer:
        """The passages of the document that tell the facet; that it does not tell it otherwise.

        What an attached one lacks is told by the document that it belongs to. Those that are nearest to the
        syllables of the question (`asked`) come first ("nghị quyết nào của HĐND"); `more` are the further
        ones beside the facet's cue.
        """
        found = self._pieces(document, facet.passage)
        copies = self._facets.named("recipients")
        if facet.name == "addressees" and not found and copies and asked and "kinh" not in asked:
            return self.facet(copies, document, more, asked)  # a plan addresses nobody
        if facet.name == "addressees" and more:  # a body may be among those who only get a copy
            both = [*found, *self._library.pieces(document, "recipients")]
            found = sorted(both, key=lambda p: -len(set(more) & set(syllables(p.text))))[:1]
            if copies and found and found[0].kind == "recipients":
                facet = replace(facet, label=copies.label)

        def near(p: Passage) -> tuple[bool, tuple[int, int], int]:
            own = facet.name == "effect" and _ITSELF.search(fold(" ".join(p.text.split()))) is not None
            return own, nearness(asked, p.text), len(set(more) & set(syllables(p.text)))

        fitting = [p for p in found if any(h in fold(" ".join(p.text.split())) for h in facet.holding)]
        found = sorted(fitting if facet.passage == ANYWHERE else fitting or found, key=near, reverse=True)
        focus = Focus(document.key, "", facet.name)
        if not found:
            values = {"document": catalogue.brief(document), "what": facet.label}
            return Answer("abstain", "abstain_not_told", values, focus=focus, confidence=1.0)
        quotes = tuple(self._library.quote(p) for p in found)
        return Answer("answer", "answer_facet", {"facet": facet.label}, quotes, focus=focus, confidence=1.0)

    def says_of_itself(self, document: Document) -> bool:
        """Whether a sentence says from when on this very document counts."""
        return any(_ITSELF.search(fold(" ".join(p.text.split()))) for p in document.passages)

    def tells(self, facet: Facet, document: Document) -> bool:
        """Whether the document tells the facet, its header, or any sentence of its body."""
        return self.facet(facet, document).outcome == "answer"

    def _pieces(self, document: Document, name: str) -> list[Passage]:
        of = self._library.document(document.attached_to) if document.attached_to else None
        if name == ANYWHERE:
            return [p for p in document.passages if p.kind in BODY]
        own = self._library.pieces(document, name)
        return own or (self._library.pieces(of, name) if of else [])

    def facets(
        self,
        q: Question,
        first: Facet,
        document: Document,
        more: Collection[str] = (),
        beside: Collection[Facet] = (),
    ) -> Answer:
        """The facet as `facet` tells it, with those `beside` it and others that the question has cues for."""
        answer = self.facet(first, document, more, q.tokens)
        if answer.outcome != "answer":
            return answer
        beside = [*beside, *self._facets.beside(q.words, first)]
        others = [self.facet(each, document) for each in beside]
        quotes = dict.fromkeys(quote for each in (answer, *others) for quote in each.quotes)
        labels = ", ".join(dict.fromkeys(each.label for each in (first, *beside)))
        return replace(answer, values={"facet": labels}, quotes=tuple(quotes)) if others else answer

    def is_foreign(self, facet: Facet, document: Document, rest: Collection[str]) -> bool:
        """Whether what a question says besides the facet's cue is about something else than the document.

        Known are the words of its header and signature, and those in which people ask for the facet.
        """
        known = self._known(facet, document)
        foreign = sum(token not in known for token in rest)
        return foreign > _FOREIGN * len(rest)

    def _known(self, facet: Facet, document: Document) -> frozenset[str]:
        found = self._words.get((facet.name, document.key))
        if found is None:
            frame = [p.text for p in document.passages if p.kind not in BODY]
            pieces = self._library.pieces(document, facet.passage)
            asked = [phrase for p in pieces for phrase in self._library.hints.get(p.id, ())]
            named = [document.type, document.issuer, document.subject, facet.label]
            found = frozenset(syllables(" ".join([*named, *frame, *asked])))
            self._words[facet.name, document.key] = found
        return found

    def section(self, document: Document, section: Section) -> Answer:
        """A whole numbered part."""
        quotes = tuple(self._library.quote(self._library.passages[p]) for p in section.passages)
        values = {"section": section.number}
        focus = Focus(document.key, section.number, "duty")
        return Answer("answer", "answer_section", values, quotes, focus=focus, confidence=1.0)


def newest_first(documents: Collection[Document]) -> list[Document]:
    """The documents by date, undated ones last."""
    return sorted(documents, key=lambda d: str(d.date or ""), reverse=True)


def is_top(section: Section, document: Document) -> bool:
    """Whether the section stands under no other one."""
    numbers = {s.number for s in document.sections}
    return section.number.rpartition(".")[0] not in numbers


def articles(document: Document) -> str:
    """The articles of a document in which none has a heading of its own: "Điều 1, Điều 2"."""
    labels = (suffix(p).partition(".")[0] for p in document.passages)
    return ", ".join(
        dict.fromkeys(f"Điều {x.removeprefix('dieu-')}" for x in labels if x.startswith("dieu-"))
    )
