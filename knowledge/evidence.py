"""What speaks for a passage as the answer to a question, and what for the document's silence."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from knowledge import Passage, Silence
from knowledge.decision import Evidence, asks_for_figure, is_met
from knowledge.facets import Facets
from knowledge.index import Hit, Index
from knowledge.phrasebook import Phrasebook
from knowledge.postings import Floats
from knowledge.question import Question
from nlu.text import syllables, words

Hints = Mapping[str, Sequence[str]]  # Passage.id → phrases
# How much the nearness of a passage's best phrase moves it up. On the development questions 0 → 314 of 356
# first passages right, 0.6 → 317, 1.0 → 318.
_PHRASE_WEIGHT = 1.0
# From this gap on, in the share of the question's neighbouring words that stand together, the phrases of a
# document say nothing beside those of the document that keeps most together. A document that has just been
# loaded has no phrases yet, and "nội dung bản tin gồm những gì" is near to many of an older one.
_FAR_BEHIND = 0.2
_OWN_WEIGHT = 1.0
_MET_WEIGHT = 0.15  # for a passage that has the figure or the time that is asked for
_DEFINITION = re.compile(r"((?:\w+ ){1,4})(?:la gi|nghia la gi|la the nao|duoc hieu)\b")
_MOST_WITHIN = 60  # passages of a named document that are looked at


@dataclass(frozen=True)
class Found:
    """The passages found, the best first; what speaks for the first; the silence that comes near.

    `phrase` is the nearness of the first one's nearest phrase, 0–1; `of_focus`: the question goes on about
    the section in focus, in which they were found.
    """

    hits: list[Hit]
    evidence: Evidence
    silence: Silence | None
    nearness: float  # of that silence's nearest phrase, 0–1
    phrase: float
    of_focus: bool = False


@dataclass(frozen=True)
class _Words:
    """The syllables of texts and their neighbours, with their marks and folded."""

    singles: frozenset[str]
    pairs: frozenset[tuple[str, str]]

    @staticmethod
    def of(texts: Sequence[str]) -> _Words:
        forms = [form for text in texts for form in (words(text), syllables(text))]
        singles = frozenset(token for form in forms for token in form)
        return _Words(singles, frozenset(pair for form in forms for pair in pairwise(form)))

    def has_pair(self, first: tuple[str, str], second: tuple[str, str]) -> bool:
        """Whether two neighbours, each (folded, as spelled), are there: in any marks if one has none."""
        (a, x), (b, y) = first, second
        return ((a, b) if a == x or b == y else (x, y)) in self.pairs


class Weigher:
    """Searches an index and weighs what it finds against reviewed phrases."""

    def __init__(self, index: Index, hints: Hints, silences: Sequence[Silence], facets: Facets) -> None:
        self._index = index
        self._facets = facets
        self._places: dict[str, slice] = {}  # passage id → where its phrases stand
        end = 0
        for passage, phrases in ((key, each) for key, each in hints.items() if each):
            self._places[passage] = slice(end, end + len(phrases))
            end += len(phrases)
        self._silent = [silence for silence in silences for _ in silence.phrases]
        said = [p for phrases in hints.values() for p in phrases]
        self._said = said
        self._words: dict[str, frozenset[str]] = {}  # syllables of passages met so far
        self._said_of: dict[str, _Words] = {}  # of them and their phrases
        self._phrases = Phrasebook([*said, *(p for s in silences for p in s.phrases)])

    def find(
        self, q: Question, text: str, k: int, *, within: Collection[str] | None, documents: Collection[str]
    ) -> Found:
        """The k best passages for the text of the question, of those in `within` (None: all).

        `documents` are the keys of the documents whose silences count.
        """
        near = self._phrases.similarity(q.text)
        hits = self._index.search(text, 3 * k if within is None else _MOST_WITHIN, within=within)
        if self._said:
            hits = self._by_phrases(q, near, hits)
        if within is not None and len(within) > 3 * k:
            hits = self._by_own_words(text, hits)
        if asks_for_figure(q):
            hits = [h._replace(score=h.score + _MET_WEIGHT * is_met(q, h.passage)) for h in hits]
        if defined := _DEFINITION.search(" ".join(q.tokens)):
            hits = [h._replace(score=h.score + _MET_WEIGHT * _defines(h, defined[1])) for h in hits]
        hits.sort(key=lambda h: -h.score)
        silence, nearness = self._silence(near[len(self._said) :], documents)
        best = self._nearest(near, hits[0]) if hits else 0.0
        evidence = self._evidence(q, text, hits, nearness, documents)
        return Found(hits[:k], evidence, silence, nearness, best)

    def _by_phrases(self, q: Question, near: Floats, hits: list[Hit]) -> list[Hit]:
        """The hits moved up by their nearest phrases, each document's phrases by how near it is itself."""
        counts = dict.fromkeys((h.passage.document for h in hits), 1.0)
        if len(counts) > 1:
            together = dict.fromkeys(counts, 0.0)
            for h in hits:
                key = h.passage.document
                together[key] = max(together[key], 1 - self._apart(q, h.passage))
            most = max(together.values())
            counts = {key: max(0.0, 1 - (most - each) / _FAR_BEHIND) for key, each in together.items()}
        return [
            h._replace(score=h.score + _PHRASE_WEIGHT * counts[h.passage.document] * self._nearest(near, h))
            for h in hits
        ]

    def _nearest(self, near: Floats, hit: Hit) -> float:
        """The nearness of the passage's nearest phrase; 0 for one without any."""
        place = self._places.get(hit.passage.id)
        return float(near[place].max()) if place else 0.0

    def _by_own_words(self, text: str, hits: list[Hit]) -> list[Hit]:
        """The hits with the coverage counted by what is rare among them.

        Inside one document its subject stands everywhere and tells its passages as little apart as "và".
        """
        content = dict.fromkeys(self._index.content(text))
        held = [self._words_of(h.passage) for h in hits]
        rarity = {t: math.log(1 + len(hits) / (0.5 + sum(t in words for words in held))) for t in content}
        total = sum(rarity.values()) or 1.0
        shares = [sum(r for t, r in rarity.items() if t in words) / total for words in held]
        return [
            h._replace(score=h.score + _OWN_WEIGHT * share, coverage=share)
            for h, share in zip(hits, shares, strict=True)
        ]

    def _words_of(self, passage: Passage) -> frozenset[str]:
        known = self._words.get(passage.id)
        if known is None:
            known = frozenset(syllables(" ".join((*passage.headings, passage.text))))
            self._words[passage.id] = known
        return known

    def _silence(self, near: Floats, documents: Collection[str]) -> tuple[Silence | None, float]:
        order = np.argsort(-near)[:20]
        for row in order:
            if self._silent[row].document in documents:
                return self._silent[row], float(near[row])
        return None, 0.0

    def _apart(self, q: Question, passage: Passage) -> float:
        """The share of neighbouring words of the question that are no neighbours in the passage."""
        held, pairs = self._all_words(passage), set(pairwise(zip(q.tokens, q.words, strict=True)))
        if not pairs:
            return float(not held.singles.issuperset(q.words))
        return sum(not held.has_pair(*pair) for pair in pairs) / len(pairs)

    def _all_words(self, passage: Passage) -> _Words:
        """Those of the passage, its headings and all its phrases."""
        known = self._said_of.get(passage.id)
        if known is None:
            place = self._places.get(passage.id)
            texts = [*passage.headings, passage.text, *(self._said[place] if place else ())]
            known = self._said_of[passage.id] = _Words.of(texts)
        return known

    def _evidence(
        self,
        q: Question,
        text: str,
        hits: list[Hit],
        silence: float,
        documents: Collection[str],
    ) -> Evidence:
        if not hits:
            return Evidence()
        first = hits[0]
        content = set(self._index.content(text))
        cue = max((self._facets.silent_size(q.words, d) for d in documents), default=0)
        rest = [h.score for h in hits[1:] if h.passage.section != first.passage.section]
        return Evidence(
            coverage=first.coverage,
            dense=first.dense,
            silence=silence,
            cue=min(cue, 4) / 4,
            margin=min(1.0, first.score - (rest[0] if rest else 0.0)),
            length=min(1.0, math.log1p(len(content)) / 3),
            apart=self._apart(q, first.passage),
            strange=self._index.strangeness(q.text),
            unmet=0.0 if is_met(q, first.passage) else 1.0,
        )


def _defines(hit: Hit, said: str) -> bool:
    """Whether the passage says what the end of these syllables is: "văn bản điện tử là …"."""
    text, tokens = f" {' '.join(syllables(hit.passage.text))} ", said.split()
    return any(f" {' '.join(tokens[i:])} la " in text for i in range(len(tokens) - 1))
