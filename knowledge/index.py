"""One published version of the documents (knowledge/versions.py), loaded and searched."""

from __future__ import annotations

import functools
import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from knowledge import Document, Passage, Silence
from knowledge.archive import read_documents
from knowledge.arrays import Floats, Rows
from knowledge.classifier import FOLDER, Classifier
from knowledge.dense import Encoder, EncoderUnusable, NamedEncoder, TextEncoder, fingerprint
from knowledge.lexical import Asked, Lexical, Presence, stopwords
from knowledge.neighbours import Neighbours, Vectors
from knowledge.opinion import FOLDER as OPINION
from knowledge.versions import MANIFEST, check
from nlu.text import normalise, syllables

PHRASES = "phrases.json"
# Weight of the dense score beside the lexical one, and of marks that differ ("bán" for "bản").
# Chosen on ALQAC 2024: 0.2 → acc@1 .851, 0.1 → .842, none → .834.
DENSE_WEIGHT = 0.2
MARKS_WEIGHT = 0.1
# A passage loses this share of what the best passage of its document lacks to the best of all: the document
# asked about is often named by its other passages. Of ALQAC 2024's 530 questions 0.3 brought one to three
# more among the first ten, at every weight tried, and none fewer in either half.
DOCUMENT_WEIGHT = 0.3
_MOST_COMPARED = 1_000  # passages of named documents that are compared one by one
_CANDIDATES = 120
_REMEMBERED = 64  # sets of passages
LONGEST_QUERY = 1_000  # characters: a question is shorter, and a pasted document must not stop the bot


class Hit(NamedTuple):
    """A passage found. Hits are ordered by `score`; the other figures, 0–1, compare between queries.

    `lexical`: BM25 as a share of what a passage with every term could have; `dense`: nearness of sense;
    `coverage`: the share, by rarity, of the query's content words that stand in the passage, its headings
    or its hints. `compared` is False when no encoder took part (it is still being loaded, or cannot be):
    then `dense` is 0 and says nothing.
    """

    passage: Passage
    score: float
    lexical: float
    dense: float
    coverage: float
    compared: bool = True


class Compared(NamedTuple):
    """Passages beside a query: what each holds of it, and how its document has the query's content words.

    `held`: for each content word (a row) in how many passages of each one's document it stands; `sizes`: how
    many passages that document has.
    """

    passages: list[Passage]
    words: list[str]  # the content words, folded
    presence: Presence
    nearness: Floats
    documents: Rows
    held: npt.NDArray[np.integer[Any]]
    sizes: Rows
    compared: bool  # False when no encoder took part


def taught(passages: Iterable[Passage], hints: Mapping[str, Collection[str]]) -> frozenset[str]:
    """The keys of the documents of which most passages of the body have reviewed phrases (`hints`)."""
    body = [p for p in passages if p.kind in ("item", "paragraph")]
    held = Counter(p.document for p in body if hints.get(p.id))
    return frozenset(k for k, count in Counter(p.document for p in body).items() if 2 * held[k] > count)


class Index:
    """One published version, loaded: all documents of the catalogue, all of their passages.

    `model` names the model of config.yml with which it was built, "" for the encoder trained on the
    documents. That one is ready at once; a named model only after `load_model`, and until then the words
    alone are compared.
    """

    def __init__(
        self,
        folder: Path,
        documents: tuple[Document, ...] | None = None,
        encoder: TextEncoder | None = None,
    ) -> None:
        """Documents and encoder are given where they are at hand; else they are read from the folder."""
        self.version = folder.name
        self.stopwords = frozenset(syllables(" ".join(stopwords())))
        self.documents = read_documents(folder / "documents.json") if documents is None else documents
        self.passages: tuple[Passage, ...] = tuple(p for each in self.documents for p in each.passages)
        said = json.loads((folder / PHRASES).read_text(encoding="utf-8"))
        self.hints: dict[str, tuple[str, ...]] = {k: tuple(v) for k, v in said["hints"].items()}
        self.silences = tuple(
            Silence(s["document"], s["label"], tuple(s["phrases"]), tuple(s.get("cited", ())))
            for s in said["silences"]
        )
        self.classifier = Classifier(folder / FOLDER)
        self.opinion = Classifier(folder / OPINION)
        self._searched = [passage for passage in self.passages if is_searched(passage)]
        numbers = {each.key: number for number, each in enumerate(self.documents)}
        self._document_of = np.array([numbers[passage.document] for passage in self._searched], np.int32)
        # Where the rows of each document begin, and where they all end: they stand in its order.
        self._begins = self._document_of.searchsorted(np.arange(len(self.documents) + 1)).astype(np.int32)
        self._within: dict[frozenset[str], Rows] = {}
        self._row_of = {passage.id: row for row, passage in enumerate(self._searched)}
        if self._searched:
            self._lexical = Lexical(folder / "lexical")
            self._neighbours = Neighbours(folder / "vectors.faiss")
        made_with = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["encoder"]
        self.model: str = made_with["name"]
        self._fingerprint: str = made_with["fingerprint"]
        own = self._searched and not self.model
        self._encoder = encoder or (Encoder(folder / "encoder") if own else None)

    @functools.cached_property
    def taught(self) -> frozenset[str]:
        """The keys of the documents that have been taught, by the reviewed phrases of this version."""
        return taught(self.passages, self.hints)

    def load_model(self) -> None:
        """Nothing; loads the named model, from then on used by every search. May run in a thread.

        Raises EncoderUnusable when it cannot be loaded or is not the one that the index was built with.
        """
        if not self.model or not self._searched:
            return
        encoder = NamedEncoder(self.model)
        same = fingerprint(self.model) == self._fingerprint
        if not same or encoder.encode(["a"]).shape[1] != self._neighbours.dimensions:
            raise EncoderUnusable(
                f"mô hình “{self.model}” đã khác lúc dựng kho: hãy chạy python3 scripts/reload_knowledge.py"
            )
        self._encoder = encoder

    def search(self, query: str, k: int = 10, *, within: Collection[str] | None = None) -> list[Hit]:
        """The k passages that match best, the best first; `within` are the ids to choose from, None for all.

        Only those with some word or some nearness to the query: none for a query without words.
        """
        text = normalise(query[:LONGEST_QUERY])
        if not self._searched:
            return []
        asked, encoder = self._lexical.ask(text), self._encoder
        vector = encoder.encode([text])[0] if encoder else None
        rows = self._candidates(asked, vector, within)
        scores = self._lexical.scores(asked, rows)
        nearness = np.zeros(len(rows), dtype=np.float32)
        if vector is not None:
            nearness = np.clip(self._neighbours.similarity(vector, rows), 0, 1)
        fused = scores.found + DENSE_WEIGHT * nearness - MARKS_WEIGHT * scores.disagreement
        fused = fused - np.float32(DOCUMENT_WEIGHT) * self._behind(fused, rows)
        order = np.argsort(-fused, kind="stable")
        best = order[(scores.found[order] > 0) | (nearness[order] > 0)][:k]
        figures = (rows, fused, np.minimum(scores.found, 1), nearness, scores.coverage)
        return [
            Hit(self._searched[row], score, lexical, dense, coverage, encoder is not None)
            for row, score, lexical, dense, coverage in zip(
                *(each[best].tolist() for each in figures), strict=True
            )
        ]

    def compare(self, query: str, k: int, *, within: Collection[str] | None = None) -> Compared:
        """The k passages nearest in their own words, hints aside, with what they hold of the query.

        What is written for everyday words counts as if the query had it (nlu/synonyms.csv).
        """
        text = normalise(query[:LONGEST_QUERY])
        asked, expansion = self._lexical.ask(text), self._lexical.expanded(text)
        among = self._rows_within(frozenset(within)) if within is not None else None
        rows = self._lexical.near(asked, expansion, k, among)
        vector = self._encoder.encode([text])[0] if self._encoder else None
        nearness = np.zeros(len(rows), dtype=np.float32)
        if vector is not None:
            if among is None:
                near = self._neighbours.nearest(vector, k // 4)
                rows = np.unique(np.concatenate([rows, near])).astype(np.int32)
            nearness = np.clip(self._neighbours.similarity(vector, rows), 0, 1)
        presence = self._lexical.presence(text, asked, expansion, rows)
        documents = self._document_of[rows]
        first, last = self._begins[documents], self._begins[documents + 1]
        counts = [own.searchsorted(last) - own.searchsorted(first) for own in self._lexical.entries_of(asked)]
        held = np.stack(counts) if counts else np.zeros((0, len(rows)), dtype=np.int64)
        return Compared(
            [self._searched[row] for row in rows],
            [token.folded for token in asked.content],
            presence,
            nearness,
            documents,
            held,
            last - first,
            vector is not None,
        )

    def content(self, query: str) -> list[str]:
        """The folded syllables of the query that carry content.

        "hỏi" is none but "hội" is, by their marks; without marks, what the documents use as content is.
        """
        return self._lexical.content(normalise(query[:LONGEST_QUERY])) if self._searched else []

    def strangeness(self, query: str) -> float:
        """The share, 0–1, of neighbouring syllables of the query that nothing here has side by side."""
        return self._lexical.strangeness(normalise(query[:LONGEST_QUERY])) if self._searched else 1.0

    def _behind(self, fused: Floats, rows: Rows) -> Floats:
        """How far the best passage of each row's document is behind the best of all."""
        documents = self._document_of[rows]
        best = np.full(len(self.documents), -np.inf, dtype=np.float32)
        np.maximum.at(best, documents, fused)
        return np.asarray(best.max(initial=-np.inf) - best[documents], dtype=np.float32)

    def _candidates(self, asked: Asked, vector: Vectors | None, within: Collection[str] | None) -> Rows:
        if within is not None:
            rows = self._rows_within(frozenset(within))
            few = len(rows) <= _MOST_COMPARED
            return rows if few else self._lexical.best(asked, _MOST_COMPARED, rows)
        if len(self._searched) <= _CANDIDATES:
            return np.arange(len(self._searched), dtype=np.int32)
        found = self._lexical.best(asked, _CANDIDATES)
        if vector is None:
            return found
        among = np.zeros(len(self._searched), dtype=np.bool_)
        among[found] = among[self._neighbours.nearest(vector, _CANDIDATES)] = True
        return np.flatnonzero(among).astype(np.int32)

    def _rows_within(self, within: frozenset[str]) -> Rows:
        """The rows of these passages in rising order, remembered for the sets asked for last."""
        known = self._within.get(within)
        if known is None:
            if len(self._within) >= _REMEMBERED:
                self._within.clear()
            known = np.array(sorted(self._row_of[each] for each in within if each in self._row_of), np.int32)
            self._within[within] = known
        return known


def is_searched(passage: Passage) -> bool:
    """Whether a search may return the passage: a heading is context, and rules and mottos say nothing."""
    name = passage.id.rpartition("/")[2].partition("-")[0]
    return passage.kind not in ("heading", "ornament") and name not in ("motto", "title")


def load(index_dir: Path) -> Index:
    """The version that `CURRENT` names. Raises KnowledgeDamaged when anything of it is missing or changed."""
    return Index(check(index_dir))
