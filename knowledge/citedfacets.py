"""Which fact is asked of a document that is only cited: as much as the sentences that cite it may tell."""

from __future__ import annotations

import re
from collections.abc import Collection

from knowledge import Document, Focus, catalogue
from knowledge.facets import Facets
from knowledge.library import Library
from knowledge.paper import Paper
from knowledge.question import Question
from knowledge.scope import Scoper
from knowledge.titles import Titles
from nlu.text import syllables

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
_OF_ANY = ("number", "day", "date", "issuer")  # what a question asks that names it beside a document's number
_HELD = 0.7  # share of a question's words that stand in a citing sentence which answers it


class CitedFacets:
    """Tells the facets of questions about documents of one library that have no text."""

    def __init__(
        self, library: Library, titles: Titles, scoper: Scoper, facets: Facets, paper: Paper
    ) -> None:
        self._library = library
        self._titles = titles
        self._scoper = scoper
        self._facets = facets
        self._paper = paper

    def facet(self, q: Question, documents: Collection[Document], focus: Focus) -> str:
        """The name of the facet that the question asks for, "" for more than a citing sentence tells."""
        asked = self._facets.asked(q.words)
        said = [r.sentence for d in documents for r in catalogue.cited_by(self._library.documents, d.key)]
        known = {t for d in documents for t in syllables(f"{d.issuer} {d.subject}")} | _ABOUT_CITED
        known |= {t for sentence in said for t in syllables(sentence)}
        if asked and (
            not asked[0].alone
            or not set(self._scoper.rest(q, asked[0])) - known
            or (asked[0].name in _OF_ANY and self._paper.likely(q.words, asked[0]))
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
