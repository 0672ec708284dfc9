"""All who are given one and the same work: "ba chủ đề lớn giao cho những nơi nào" stands in several parts."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from knowledge import Answer, Passage
from knowledge.facts import BODY
from knowledge.library import MOST_QUOTES, Library
from knowledge.question import Question
from nlu.text import syllables

_NOUN = r"(?:noi|ai|don vi|co quan|ben|to chuc|nganh|cho|muc|so|ban|hoi)"
# All of them are asked for: "những đơn vị nào", "tất cả những nơi được nêu", "ở mấy mục".
_ALL = re.compile(rf"\b(?:nhung|cac|tat ca|toan bo|may|bao nhieu|hai|nhieu|con) (?:nhung |cac )?{_NOUN}\b")
_WHO = re.compile(rf"\b(?:ai|{_NOUN} (?:nao|mo)|giao cho|co trach nhiem|trach nhiem)\b")
_LEAST = 2  # pairs of neighbouring words of the work that a passage has to have


class Everyone:
    """Finds them in one library."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def told(self, q: Question, answer: Answer) -> Answer:
        """The answer; where all are asked for who have the work that it tells, with the others of them."""
        if answer.lead != "answer" or len(answer.quotes) != 1:
            return answer
        said = " ".join(syllables(q.typed))  # "… tất cả những nơi được nêu" may stand behind the question
        if not (_ALL.search(said) and _WHO.search(said)):
            return answer
        first = self._library.passages[answer.quotes[0].citation.passage]
        document = self._library.document(first.document)
        asked = _WHO.sub(".", _ALL.sub(".", " ".join(q.tokens))).split()
        work = {*pairwise(asked)} & _pairs(first)
        if document is None or first.kind not in BODY or len(work) < _LEAST:
            return answer
        elsewhere = [p for p in document.passages if p.kind in BODY and p.section != first.section]
        same = [p for p in elsewhere if work <= _pairs(p)][: MOST_QUOTES - 1]
        quotes = (*answer.quotes, *map(self._library.quote, same))
        related = tuple(c for c in answer.related if c.passage not in {each.id for each in same})
        return replace(answer, quotes=quotes, related=related)


def _pairs(passage: Passage) -> set[tuple[str, str]]:
    return {*pairwise(syllables(passage.text))}
