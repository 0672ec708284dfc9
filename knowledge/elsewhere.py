"""Questions about what no loaded document is: another province, a law that these documents only name."""

from __future__ import annotations

import re

from knowledge import Answer, Passage
from knowledge.index import Index
from knowledge.library import MOST_QUOTES, Library
from knowledge.question import Question
from knowledge.scope import Scope, Scoper
from nlu.text import syllables

_LAW = re.compile(r"(?<!phap )\bluat (?!nao|gi|chi|su|dinh|cua|thi|le|khong|phap|moi|hien)\w{2,}")
_PART_OF_LAW = re.compile(
    r"\b(?:dieu|khoan|diem|chuong) \w{1,4} (?:(?:dieu|khoan) \w{1,4} )?(?:cua |trong |theo )?"
    r"(?:bo )?(?P<law>luat \w{2,} \w{2,})"
)


class Elsewhere:
    """Tells such questions to one index."""

    def __init__(self, index: Index, library: Library, scoper: Scoper) -> None:
        self._index = index
        self._library = library
        self._scoper = scoper

    def is_elsewhere(self, q: Question) -> bool:
        """Whether the question is about a province, or a law, of which the documents say nothing."""
        place = self._scoper.elsewhere(q)
        law = _LAW.search(" ".join(q.tokens))
        unknown = law is not None and self._index.strangeness(law.group()) == 1
        return unknown or (bool(place) and not self._holding(place))

    def part_of_law(self, q: Question, scope: Scope) -> Answer | None:
        """That the law of which an article is asked is not loaded, with a sentence that names it.

        None when no such law is named here, or a document of that type is loaded.
        """
        text = " ".join(q.tokens)
        match = _PART_OF_LAW.search(text)
        loaded = any(d.type == "Luật" for d in self._library.loaded)
        if match is None or loaded or (scope.document and q.named):
            return None
        holding = self._holding(match["law"])
        if not holding:
            return None
        start, said = text[: match.start("law")].count(" "), " ".join(syllables(holding[0].text))
        ends = range(start + 2, len(q.tokens) + 1)
        end = max(end for end in ends if f" {' '.join(q.tokens[start:end])} " in f" {said} ")
        name = " ".join(q.words[start:end]).capitalize()
        quotes = (self._library.quote(holding[0]),)
        return Answer("not_loaded", "not_loaded", {"document": name}, quotes, confidence=1.0)

    def _holding(self, phrase: str) -> list[Passage]:
        """Of the passages that match the syllables best, those that have them one after the other."""
        found = (hit.passage for hit in self._index.search(phrase, MOST_QUOTES))
        return [p for p in found if f" {phrase} " in f" {' '.join(syllables(p.text))} "]
