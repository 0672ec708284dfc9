"""A message that says again what was told last, to have it confirmed: "của Tuyên giáo tỉnh chứ"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from knowledge import Answer, Document, Focus, catalogue
from knowledge.details import quoted
from knowledge.library import Library
from knowledge.paper import LISTS
from knowledge.question import Question
from knowledge.relations import Relations
from nlu.abbreviations import Abbreviations
from nlu.text import fold, syllables

# Syllables that ask for something that was not said yet.
_ASKING = frozenset("gì gi chi nào nao ai sao đâu mô mo răng mấy may bao rang ntn".split())
# At the end of a sentence that is to be confirmed.
_TAG = re.compile(
    r"\b(?:a|ha|ah|chu|hen|nhi|ok|lan|nua|luon|hay sao|"
    r"(?:phai|dung|co|duoc)? ?(?:khong|hong|hok|ko|chua|roi))(?: (?:a|ha|nhi|vay|em|anh|chi|ban))?$"
)
_ABOUT = frozenset(
    "a ha chu hen nhi ok lan nua luon hay sao phai dung co duoc khong hong hok ko chua roi vay the "
    "u thi la cua ve ma con ca va voi o do nay ay cai nam thang ngay so ban hanh ra thoi em anh ban toi "
    "minh ne trong gom ten nhac ghi toi den".split()
)
_MOST = 8  # syllables of content: more is something new


class Confirming:
    """Repeats the last answer where all that is said stands in it."""

    def __init__(
        self,
        library: Library,
        relations: Relations,
        abbreviations: Abbreviations,
        beside: Callable[[Question, Focus], Answer | None],
    ) -> None:
        """`beside` tells what stands beside the passage told last, where that is meant rather."""
        self._library = library
        self._beside = beside
        self._relations = relations
        self._abbreviations = abbreviations

    def again(self, q: Question, document: Document, focus: Focus) -> Answer | None:
        """The last answer once more; None when the message asks for anything else."""
        said, listed = q.words, focus.facet in LISTS
        if listed and said[-2:] == ["thì", "sao"]:
            said = said[:-2]
        if q.named or not focus.passage or _ASKING & set(said):
            return None
        cited = document.status == "cited only"
        if not (cited or listed or _TAG.search(" ".join(q.tokens))):
            return None
        content = {fold(word) for word in said} - _ABOUT
        if not 0 < len(content) <= _MOST:
            return None
        known = {t for text in self._told(document, focus) for t in syllables(text)}
        if not content <= known:
            return None
        if cited:
            told = self._relations.of_cited((document,), focus.facet, q.tokens)
        else:
            last = quoted(self._library, (self._library.passages[focus.passage],), focus)
            told = self._beside(q, focus) or last
        return replace(told, focus=replace(told.focus, question=focus.question))

    def _told(self, document: Document, focus: Focus) -> Iterator[str]:
        """The texts that were told last, with what is short in them written out as well."""
        if document.status == "cited only":
            yield from (document.type, document.number, document.issuer, document.subject)
            yield from (r.sentence for r in catalogue.cited_by(self._library.documents, document.key))
        elif passage := self._library.passages.get(focus.passage):
            yield from (*passage.headings, passage.text, self._abbreviations.expand(passage.text))
