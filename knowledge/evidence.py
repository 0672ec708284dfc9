"""What speaks for a passage as the answer to a question, and what for the document's silence."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from knowledge import Hints, Passage, Silence
from knowledge.arrays import Floats
from knowledge.classifier import CITED, MESSAGE, OTHER, SILENCE, class_of, class_of_silence
from knowledge.decision import RANKED, Evidence, asks_for_figure, is_met
from knowledge.facets import Facets
from knowledge.index import Hit, Index, taught
from knowledge.question import Question
from knowledge.ranking import Ranked, Ranker
from nlu.text import fold_word, syllables, words

# How much a passage is moved up by how like its class the question is.
_LIKENESS_WEIGHT = 1.5
# From this gap on, between the scores of the best passages of two documents, the phrases of the one behind
# say nothing. A document that has just been loaded has no phrases yet, and "nội dung bản tin gồm những gì" is
# like many of an older one.
_FAR_BEHIND = 0.2
_OWN_WEIGHT = 0.5
_MET_WEIGHT = 0.15  # for a passage that has the figure or the time that is asked for
_DEFINITION = re.compile(r"((?:\w+ ){1,4})(?:la gi|nghia la gi|la the nao|duoc hieu)\b")
_ENDS = ("la gi", "la the nao", "duoc hieu")  # of any definition asked for: the pattern alone is slow
_MOST_WITHIN = 60  # passages of a named document that are looked at


@dataclass(frozen=True)
class Found:
    """The passages found, the best first; what speaks for the first; the silence that comes near.

    `likeness` is that of the first one, 0–1; `of_focus`: the question goes on about
    the section in focus, in which they were found; `ranked`: what was ranked, among untaught documents.
    """

    hits: list[Hit]
    evidence: Evidence
    silence: Silence | None
    nearness: float  # the likeness of that silence, 0–1
    likeness: float
    of_focus: bool = False
    ranked: Ranked | None = None


@dataclass(frozen=True)
class _Words:
    """The syllables of texts and their neighbours, with their marks and folded."""

    singles: frozenset[str]
    pairs: frozenset[tuple[str, str]]

    @staticmethod
    def of(texts: Sequence[str]) -> _Words:
        spelled = [words(text) for text in texts]
        forms = [*spelled, *(list(map(fold_word, each)) for each in spelled)]
        return _Words(frozenset().union(*forms), frozenset().union(*map(pairwise, forms)))

    def has_pair(self, first: tuple[str, str], second: tuple[str, str]) -> bool:
        """Whether two neighbours, each (folded, as spelled), are there: in any marks if one has none."""
        (a, x), (b, y) = first, second
        return ((a, b) if a == x or b == y else (x, y)) in self.pairs


class Weigher:
    """Searches an index and weighs what it finds against reviewed phrases."""

    def __init__(self, index: Index, hints: Hints, silences: Sequence[Silence], facets: Facets) -> None:
        self._index = index
        self._facets = facets
        self._hints = hints
        known = [s for s in silences if index.classifier.number(class_of_silence(s.document, s.label)) >= 0]
        self._silences = {s.document: [o for o in known if o.document == s.document] for s in known}
        self._silent = {
            key: np.array([index.classifier.number(class_of_silence(key, s.label)) for s in each])
            for key, each in self._silences.items()
        }
        self._classifier = index.classifier
        self._taught = taught(index.passages, hints)
        self._of_taught = frozenset(p.id for p in index.passages if p.document in self._taught)
        untaught = any(d.key not in self._taught for d in index.documents if d.status == "loaded")
        self._ranker = Ranker(index, self._taught) if untaught else None
        self._classes = np.array(index.classifier.classes, dtype=object)
        classes = index.classifier.classes
        self._asked_for = np.array([not c.startswith((SILENCE, MESSAGE)) for c in classes], dtype=bool)
        self._words: dict[str, frozenset[str]] = {}  # syllables of passages met so far
        self._said_of: dict[str, _Words] = {}  # of them and their phrases

    def find(
        self, q: Question, text: str, k: int, *, within: Collection[str] | None, documents: Collection[str]
    ) -> Found:
        """The k best passages for the text of the question, of those in `within` (None: all).

        `documents` are the keys of the documents whose silences count.
        """
        likeness = self._classifier.likeness(q.words)
        if ranked := self._ranked(q, text, likeness, within, documents):
            return self._found(q, text, likeness, ranked.hits, documents, k, ranked)
        hits = self._index.search(text, 3 * k if within is None else _MOST_WITHIN, within=within)
        hits = self._by_likeness(q, likeness, hits)
        if within is not None and len(within) > 3 * k:
            hits = self._by_own_words(text, hits)
        if asks_for_figure(q):
            hits = [h._replace(score=h.score + _MET_WEIGHT * is_met(q, h.passage)) for h in hits]
        asked = " ".join(q.tokens)
        if any(end in asked for end in _ENDS) and (defined := _DEFINITION.search(asked)):
            hits = [h._replace(score=h.score + _MET_WEIGHT * _defines(h, defined[1])) for h in hits]
        hits.sort(key=lambda h: -h.score)
        return self._found(q, text, likeness, hits, documents, k)

    def _ranked(
        self,
        q: Question,
        text: str,
        likeness: Floats,
        within: Collection[str] | None,
        documents: Collection[str],
    ) -> Ranked | None:
        """The passages ranked by the fit for documents that nobody has taught; None when all were taught."""
        if self._ranker is None or (within is not None and self._of_taught.issuperset(within)):
            return None
        ranked = self._ranker.rank(q, text, within=within, documents=documents, likeness=likeness)
        return None if all(h.passage.document in self._taught for h in ranked.hits) else ranked

    def _found(
        self,
        q: Question,
        text: str,
        likeness: Floats,
        hits: list[Hit],
        documents: Collection[str],
        k: int,
        ranked: Ranked | None = None,
    ) -> Found:
        silence, nearness = self._silence(likeness, documents)
        best = self._classifier.of_passage(likeness, hits[0].passage) if hits else 0.0
        figures = ranked.figures if ranked else {}
        evidence = self._evidence(q, text, hits, likeness, documents, figures)
        return Found(hits[:k], evidence, silence, nearness, best, ranked=ranked)

    def _by_likeness(self, q: Question, likeness: Floats, hits: list[Hit]) -> list[Hit]:
        """The hits moved up by how like their class the question is, as far as their document is near it."""
        counts = dict.fromkeys((h.passage.document for h in hits), 1.0)
        if len(counts) > 1:
            best = dict.fromkeys(counts, 0.0)
            for h in hits:
                best[h.passage.document] = max(best[h.passage.document], h.score)
            most = max(best.values())
            counts = {key: max(0.0, 1 - (most - each) / _FAR_BEHIND) for key, each in best.items()}
        return [
            h._replace(
                score=h.score
                + _LIKENESS_WEIGHT
                * counts[h.passage.document]
                * self._classifier.of_passage(likeness, h.passage)
            )
            for h in hits
        ]

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

    def _silence(self, likeness: Floats, documents: Collection[str]) -> tuple[Silence | None, float]:
        """What of that the documents do not state the question is likest, and how like."""
        best, nearness = None, 0.0
        for key in documents:
            if (numbers := self._silent.get(key)) is not None:
                at = int(likeness[numbers].argmax())
                if likeness[numbers[at]] > nearness:
                    best, nearness = self._silences[key][at], float(likeness[numbers[at]])
        return best, nearness

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
            texts = [*passage.headings, passage.text, *self._hints.get(passage.id, ())]
            known = self._said_of[passage.id] = _Words.of(texts)
        return known

    def _rival(self, likeness: Floats, passage: Passage) -> float:
        """How like the question is the likest class that is neither the passage's nor a silence."""
        own = class_of(passage.id)
        others = self._asked_for & (self._classes != own)
        return float(likeness[others].max(initial=0.0))

    def _unasked(self, likeness: Floats, passage: Passage) -> float:
        """How like what nothing here answers the question is.

        For a part of the frame also how like questions that only sound as if they were about it: "bảng chấm
        công nộp cho ai ký".
        """
        silence = max(self._classifier.of(likeness, name) for name in (SILENCE, CITED))
        framed = class_of(passage.id).startswith("/")
        return max(silence, self._classifier.of(likeness, OTHER)) if framed else silence

    def _evidence(
        self,
        q: Question,
        text: str,
        hits: list[Hit],
        likeness: Floats,
        documents: Collection[str],
        figures: Mapping[str, float],
    ) -> Evidence:
        if not hits:
            return Evidence()
        first = hits[0]
        content = set(self._index.content(text))
        cue = max((self._facets.silent_size(q.words, d) for d in documents), default=0)
        rest = [h.score for h in hits[1:] if h.passage.section != first.passage.section]
        # Shares of what speaks for any passage: those of one section speak for it together.
        part = [
            h.score for h in hits if figures and h.passage.section and _is_beside(h.passage, first.passage)
        ]
        own = sum(part) if part else first.score
        return Evidence(
            coverage=first.coverage,
            dense=first.dense,
            taught=first.passage.document in self._taught,
            likeness=self._classifier.of_passage(likeness, first.passage),
            rival=self._rival(likeness, first.passage),
            silence=self._unasked(likeness, first.passage),
            cue=min(cue, 4) / 4,
            margin=min(1.0, max(0.0, own - (rest[0] if rest else 0.0))),
            length=min(1.0, math.log1p(len(content)) / 3),
            apart=self._apart(q, first.passage),
            strange=self._index.strangeness(text if figures else q.text),
            unmet=figures.get("unmet", 0.0 if is_met(q, first.passage) else 1.0),
            **{name: figures[name] for name in RANKED if name in figures},
        )


def _is_beside(passage: Passage, first: Passage) -> bool:
    return (passage.document, passage.section) == (first.document, first.section)


def _defines(hit: Hit, said: str) -> bool:
    """Whether the passage says what the end of these syllables is: "văn bản điện tử là …"."""
    text, tokens = f" {' '.join(syllables(hit.passage.text))} ", said.split()
    return any(f" {' '.join(tokens[i:])} la " in text for i in range(len(tokens) - 1))
