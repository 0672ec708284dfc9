"""How well the words of a query are found in each passage: BM25 over folded syllables and their bigrams.

Folded, because officers type with and without marks. Bigrams, because most Vietnamese words have two
syllables. bm25s computes the weights when the index is built; the running bot reads its files with numpy
alone, since importing bm25s costs 0.2 s (measured).
"""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from nlu.text import has_marks, syllables, words

Floats = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]

# Chosen on ALQAC 2024 (530 questions, 2,249 articles): k1 0.75, b 0.6 → acc@1 .845; 1.5, 0.75 → .802.
K1, B = 0.75, 0.6
# A phrase of hints.yml is short and each of its words counts. Its best phrase is added to a passage's own
# score at this weight: of hints held back from the index, 54 % found their passage; by the higher of the
# two scores 49 %, without hints 43 % (256 phrases, 4 folds).
HINT_K1, HINT_B = 0.5, 0.3
HINT_WEIGHT = 0.7
# How much of a marked word is taken to stand in a passage that has it with other marks ("bò" and "bộ"):
# most often another word, now and then a slip.
_OTHER_MARKS = 0.4
_STOPWORDS_FILE = Path(__file__).with_name("stopwords.txt")


@dataclass(frozen=True)
class Entry:
    """What is searched of one passage: its context (headings), its own text, its hints.

    `weight` lowers the score of its own words, for a passage that is a list of names.
    """

    context: str
    text: str
    hints: tuple[str, ...] = ()
    weight: float = 1.0


@dataclass(frozen=True)
class Scores:
    """One number for each entry, 0–1; `found` above 1 where both text and hints hold nearly all of the query.

    `found` is the BM25 score as a share of what a passage with every term of the query could have, so
    that it compares between queries; `coverage` the share, by rarity, of the query's content words that
    stand in the entry; `disagreement` the share of the query's marked words that stand there with other
    marks ("bán" for "bản").
    """

    found: Floats
    coverage: Floats
    disagreement: Floats


@dataclass(frozen=True)
class _Token:
    """A syllable of a query: folded, with its marks ("" for none), idle when it carries no content."""

    folded: str
    marked: str
    idle: bool


def terms(tokens: Sequence[str]) -> list[str]:
    """The tokens and their bigrams."""
    return [*tokens, *map(" ".join, pairwise(tokens))]


@functools.cache
def stopwords(path: Path = _STOPWORDS_FILE) -> frozenset[str]:
    """The words, with their marks, that carry no content."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in words(line))


def build(entries: Sequence[Entry], folder: Path) -> None:
    """Nothing; writes the folder that `Lexical` reads."""
    _write([terms(syllables(f"{e.context}\n{e.text}")) for e in entries], folder / "text", K1, B)
    _write([words(f"{e.context}\n{e.text}") for e in entries], folder / "marks", K1, B)
    np.save(folder / "weights.npy", np.array([e.weight for e in entries], dtype=np.float32))
    # Without marks "đang" looks like "Đảng" and "hỏi" like "hội": what the documents use is content.
    used = {word for e in entries for word in words(f"{e.context}\n{e.text}")} - stopwords()
    idle = sorted({syllables(word)[0] for word in stopwords()} - {syllables(word)[0] for word in used})
    (folder / "idle.json").write_text(json.dumps(idle), encoding="utf-8")
    phrases = [(row, phrase) for row, e in enumerate(entries) for phrase in e.hints]
    if phrases:
        _write([terms(syllables(phrase)) for _, phrase in phrases], folder / "hints", HINT_K1, HINT_B)
        np.save(folder / "hints" / "entries.npy", np.array([row for row, _ in phrases], dtype=np.int64))


def _write(tokens: list[list[str]], folder: Path, k1: float, b: float) -> None:
    import bm25s  # noqa: PLC0415 - needed when building only

    scorer = bm25s.BM25(k1=k1, b=b, method="lucene")
    scorer.index(tokens, show_progress=False)
    scorer.save(folder, show_progress=False)


class _Matrix:
    """The weights of terms in rows, by term, as bm25s saved them."""

    def __init__(self, folder: Path) -> None:
        with (folder / "vocab.index.json").open(encoding="utf-8") as file:
            self.vocabulary: dict[str, int] = json.load(file)
        with (folder / "params.index.json").open(encoding="utf-8") as file:
            self.rows = int(json.load(file)["num_docs"])
        self._starts = np.load(folder / "indptr.csc.index.npy").astype(np.int64)
        self._rows = np.load(folder / "indices.csc.index.npy")
        self._weights = np.load(folder / "data.csc.index.npy")

    def rarity(self, term: str) -> float:
        """The inverse document frequency (Lucene's) of the term, the highest there is for an unknown one."""
        number = self.vocabulary.get(term)
        frequency = 0 if number is None else int(self._starts[number + 1] - self._starts[number])
        return float(np.log(1 + (self.rows - frequency + 0.5) / (frequency + 0.5)))

    def holding(self, term: str) -> Rows:
        """The rows in which the term stands."""
        number = self.vocabulary.get(term)
        if number is None:
            return np.empty(0, dtype=np.int64)
        rows = self._rows[self._starts[number] : self._starts[number + 1]]
        return np.asarray(rows, dtype=np.int64)

    def shares(self, wanted: set[str]) -> Floats:
        """For each row its BM25 score over the terms, as a share of the highest one possible."""
        total = sum(self.rarity(term) for term in wanted)
        result = np.zeros(self.rows, dtype=np.float32)
        for term in sorted(wanted):
            if (number := self.vocabulary.get(term)) is not None:
                part = slice(self._starts[number], self._starts[number + 1])
                result[self._rows[part]] += self._weights[part]
        return np.minimum(result / np.float32(total), np.float32(1)) if total else result


class Lexical:
    """The lexical index of a folder written by `build`."""

    def __init__(self, folder: Path) -> None:
        self._text = _Matrix(folder / "text")
        self._marks = _Matrix(folder / "marks")
        self._hints = _Matrix(folder / "hints") if (folder / "hints").exists() else None
        self._hint_entries = (
            np.load(folder / "hints" / "entries.npy") if self._hints else np.empty(0, np.int64)
        )
        self._entries = self._text.rows
        self._entry_weights = np.load(folder / "weights.npy")
        self._idle = frozenset(json.loads((folder / "idle.json").read_text(encoding="utf-8")))

    def scores(self, query: str) -> Scores:
        """How well each entry answers to the words of the query."""
        tokens = self._tokens(query)
        return Scores(self._found(tokens), *self._weighed(tokens))

    def content(self, query: str) -> list[str]:
        """The folded syllables of the query that carry content."""
        return [token.folded for token in self._tokens(query) if not token.idle]

    def _found(self, tokens: list[_Token]) -> Floats:
        wanted = {token.folded for token in tokens if not token.idle}
        wanted |= {f"{a.folded} {b.folded}" for a, b in pairwise(tokens) if not (a.idle and b.idle)}
        found: Floats = self._text.shares(wanted) * self._entry_weights
        if self._hints is not None:
            best = np.zeros(self._entries, dtype=np.float32)
            np.maximum.at(best, self._hint_entries, self._hints.shares(wanted))
            found += HINT_WEIGHT * best
        return found

    def _weighed(self, tokens: list[_Token]) -> tuple[Floats, Floats]:
        """The coverage and the disagreement of the content words, each a share by rarity."""
        coverage = np.zeros(self._entries, dtype=np.float32)
        disagreement, total = coverage.copy(), 0.0
        for token in {each.folded: each for each in tokens if not each.idle}.values():
            rarity = self._text.rarity(token.folded)
            total += rarity
            share, other = np.zeros(self._entries, dtype=np.float32), self._text.holding(token.folded)
            share[other] = _OTHER_MARKS if token.marked else 1
            if token.marked:
                share[self._marks.holding(token.marked)] = 1
            if self._hints is not None:
                share[self._hint_entries[self._hints.holding(token.folded)]] = 1
            coverage += rarity * share
            disagreement += rarity * (share == np.float32(_OTHER_MARKS))
        if total:
            coverage, disagreement = coverage / np.float32(total), disagreement / np.float32(total)
        return np.minimum(coverage, np.float32(1)), disagreement

    def _tokens(self, query: str) -> list[_Token]:
        any_marks = has_marks(query)
        return [
            _Token(
                folded,
                word if word != folded else "",
                idle=(folded in self._idle and word == folded) or (any_marks and word in stopwords()),
            )
            for word, folded in zip(words(query), syllables(query), strict=True)
        ]
