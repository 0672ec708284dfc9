"""Which of the loaded documents a question means: "trong mấy văn bản đang nạp có cái nào về rừng không"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge import NO_FOCUS, Answer, Document, Focus
from knowledge.decision import Decision
from knowledge.facets import Facets
from knowledge.facts import Facts
from knowledge.library import MOST_QUOTES, Library
from knowledge.question import Question
from knowledge.scope import Scope
from knowledge.searching import Search
from knowledge.titles import Titles

_PAPER = (
    r"(?:van ban|cong van|cong dien|ke hoach|huong dan|chi thi|quyet dinh|nghi (?:quyet|dinh)|thong bao|"
    r"quy (?:che|dinh)|to trinh|tai lieu|giay to|cai|to)"
)
_STORED = re.compile(
    r"\b(?:(?:dang|da|duoc|vua|moi) nap|nap vo|nap vao|trong kho|kho (?:co|van ban|tai lieu|nay|minh)|"
    rf"trong (?:may|so|cac|mo|dong|nhung) (?:cai )?{_PAPER})\b"
)
_WHICH = re.compile(rf"\b{_PAPER} (?:nao|gi)\b")
_ABOUT = re.compile(rf"\b{_PAPER} (?:nao|gi) (?:noi |ban |viet |la )?(?:ve|cua|do|lien quan)\b")
_OF_PARTY = re.compile(r"\b(?:ben|co quan|to chuc|phia|cua) dang\b(?! (?:nap|co|luu|dung|xai))")
_PARTY_NUMBER = re.compile(r"\d+-")  # "37-HD/BTGDVTW", which no state body writes
_TOLD = ("number", "subject")


class Which:
    """Finds loaded documents by what a question says of them. Collaborators: those of `Answerer`."""

    def __init__(
        self,
        library: Library,
        titles: Titles,
        facets: Facets,
        facts: Facts,
        search: Search,
        decision: Decision,
    ) -> None:
        self._library = library
        self._titles = titles
        self._told = [facet for name in _TOLD if (facet := facets.named(name))]
        self._facts = facts
        self._search = search
        self._decision = decision

    def answer(self, q: Question) -> Answer | None:
        """Number and subject of the documents that are asked for; None when none is, or none is found."""
        said = " ".join(q.tokens)
        stored = _STORED.search(said) is not None
        if q.named or len(self._library.loaded) < 2 or not _WHICH.search(said):
            return None
        if not stored and not _ABOUT.search(said):
            return None
        found = self._found(q, said, stored=stored)[:MOST_QUOTES]
        told = [self._facts.facet(facet, d) for d in found for facet in self._told]
        quotes = tuple(dict.fromkeys(quote for each in told for quote in each.quotes[:1]))
        if not quotes:
            return None
        focus = Focus(found[0].key) if len(found) == 1 else NO_FOCUS
        values = {"count": str(len(found))}
        return Answer("answer", "answer_which", values, quotes, focus=focus, confidence=1.0)

    def _found(self, q: Question, said: str, *, stored: bool) -> Sequence[Document]:
        if _OF_PARTY.search(said):
            return [d for d in self._library.loaded if _PARTY_NUMBER.match(d.number)]
        if named := [n.document for n in self._titles.named(q.tokens, q.words) if not n.document.attached_to]:
            return named
        found = self._search.look(q, Scope(None), NO_FOCUS) if stored else None
        if found is None or not found.hits or self._decision.chance(found.evidence) < self._decision.near:
            return ()
        document = self._library.document(found.hits[0].passage.document)
        above = self._library.document(document.attached_to) if document else None
        return [d for d in (above or document,) if d]
