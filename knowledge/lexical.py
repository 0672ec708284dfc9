"""How well the words of a query are found in each passage: BM25 over folded syllables and their pairs.

Folded, because officers type with and without marks. Pairs, because most Vietnamese words have two
syllables. Written and read with numpy alone: importing bm25s costs the running bot 0.2 s (measured).
"""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np

from knowledge import hinted
from knowledge.arrays import Floats, Rows
from knowledge.expansion import Expansion
from knowledge.hinted import Hinted
from knowledge.postings import Numbering, Postings, Texts, saved, write
from knowledge.unchanged import Unchanged
from nlu import synonyms
from nlu.text import fold, has_marks, syllables, words

# Chosen on ALQAC 2024 (530 questions, 2,249 articles): k1 0.75, b 0.6 → acc@1 .845; 1.5, 0.75 → .802.
K1, B = 0.75, 0.6
# The best phrase of hints.yml is added to a passage's own score at this weight: of hints held back from the
# index, 54 % found their passage; by the higher of the two scores 49 %, without hints 43 % (256 phrases).
HINT_WEIGHT = 0.7
# How much of a marked word is taken to stand in a passage that has it with other marks ("bò" and "bộ"):
# most often another word, now and then a slip.
_OTHER_MARKS = 0.4
# How much of an everyday word is taken to stand in a passage that has what is written for it.
_IN_OTHER_WORDS = 0.8
# Of a large index only so many places of the query's rarest terms are added up over all rows; its other
# terms are looked up in the best of these rows alone.
_PLACES, _ROWS = 50_000, 400
STOPWORDS = Path(__file__).with_name("stopwords.txt")
TYPED = "typed"  # the folder of each entry's words, for the next version


@dataclass(frozen=True)
class Entry:
    """What is searched of one passage: its context (headings), its own text, its hints.

    `weight` lowers the score of its own words, for a passage that is a list of names.
    """

    context: str
    text: str
    hints: tuple[str, ...] = ()
    weight: float = 1.0

    @property
    def whole(self) -> str:
        """The passage with what stands above it."""
        return f"{self.context}\n{self.text}"


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
class Presence:
    """What of a query some entries hold in their own words, hints aside; each figure 0–1.

    `there`: for each content word (a row) and each entry how far the entry has it, or what is written for it;
    `rarities`: of the content words among all entries, logarithms; `pairs`: the share of neighbouring
    words that stand side by side in the entry; `found`: BM25 as in `Scores`.
    """

    there: Floats
    rarities: Floats
    pairs: Floats
    found: Floats


class _Token(NamedTuple):
    """A syllable of a query: folded, with its marks ("" for none), idle when it carries no content."""

    folded: str
    marked: str
    idle: bool


@functools.cache
def stopwords(path: Path = STOPWORDS) -> frozenset[str]:
    """The words, with their marks, that carry no content."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in words(line))


def build(entries: Sequence[Entry], folder: Path, before: Unchanged | None = None) -> None:
    """Nothing; writes the folder that `Lexical` reads.

    `before` tells which entries stand in a version made by the same code: their words are taken over from it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    typed = _typed(entries, before)
    typed.save(folder / TYPED)
    write(typed.as_words(fold), folder / "text", K1, B, pairs=True)
    write(typed.as_words(lambda w: w if w != fold(w) else None), folder / "marks", K1, B, pairs=False)
    np.save(folder / "weights.npy", np.array([e.weight for e in entries], dtype=np.float32))
    # Without marks "đang" looks like "Đảng" and "hỏi" like "hội": what the documents use is content.
    content = {fold(word) for word in typed.words if word not in stopwords()}
    idle = sorted({fold(word) for word in stopwords()} - content)
    (folder / "idle.json").write_text(json.dumps(idle), encoding="utf-8")
    if phrases := [(row, phrase) for row, e in enumerate(entries) for phrase in e.hints]:
        hinted.build(phrases, folder / "hints")


def _typed(entries: Sequence[Entry], before: Unchanged | None) -> Texts:
    """The words of each entry with their marks."""
    if before is None:
        return _numbered(entries, Numbering())
    new = before.new
    texts = _numbered([entries[row] for row in new], Numbering(saved(before.folder / "lexical" / TYPED)))
    rows, known = before.rows.copy(), len(texts.starts) - 1 - len(new)
    rows[new] = np.arange(known, known + len(new))
    return texts.chosen(rows)


def _numbered(entries: Sequence[Entry], numbering: Numbering) -> Texts:
    for entry in entries:
        numbering.add(words(entry.whole))
    return numbering.texts()


class Asked:
    """A query as it was looked up, and what its rarer terms give each entry and each hint."""

    def __init__(self, tokens: list[_Token], text: Postings, hints: Hinted | None) -> None:
        self.content = list({token.folded: token for token in tokens if not token.idle}.values())
        words, pairs = [token.folded for token in self.content], _pairs(tokens)
        terms = text.look_up(words, pairs)
        self.words = terms.chosen(slice(len(words)))
        self.most = float(terms.rarities.sum())
        order = np.argsort(terms.sizes, kind="stable")
        summed = max(1, int(np.cumsum(terms.sizes[order]).searchsorted(_PLACES, side="right")))
        self.left = terms.chosen(order[summed:])
        self.found = text.total(terms.chosen(order[:summed]))
        of_hints = hints.look_up(words, pairs) if hints else text.look_up([])
        self.words_of_hints = of_hints.chosen(slice(len(words)))
        self.hinted = hints.best(of_hints) if hints else np.empty(0, dtype=np.float32)


class Lexical:
    """The lexical index of a folder written by `build`."""

    def __init__(self, folder: Path) -> None:
        self._text = Postings(folder / "text")
        self._marks = Postings(folder / "marks")
        hints = folder / "hints"
        self._hints = Hinted(hints, self._text.rows) if hints.exists() else None
        self._entry_weights: Floats = np.load(folder / "weights.npy")
        self._idle = frozenset(json.loads((folder / "idle.json").read_text(encoding="utf-8")))
        self._tokens = functools.lru_cache(maxsize=16)(self._read)  # one question is asked several times

    def ask(self, query: str) -> Asked:
        """The query looked up, for `best` and `scores`."""
        return Asked(self._tokens(query), self._text, self._hints)

    def best(self, asked: Asked, count: int, among: Rows | None = None) -> Rows:
        """The entries found best, at most `count`, in rising order; of those in `among` (None: of all)."""
        values = self._sum(asked, asked.found, slice(None))
        most = max(_ROWS, count) if len(asked.left.starts) else count
        rows = _highest(values, most) if among is None else among[_highest(values[among], most)]
        if len(asked.left.starts):
            rows = rows[_highest(self._found(asked, rows), count)]
        return rows

    def scores(self, asked: Asked, rows: Rows | None = None) -> Scores:
        """How well these entries (None: all) answer to the words of the query; `rows` in rising order."""
        if rows is None:
            rows = np.arange(self._text.rows, dtype=np.int32)
        return Scores(self._found(asked, rows), *self._weighed(asked, rows))

    def expanded(self, query: str) -> Expansion:
        """What is written for the everyday words of the query."""
        tokens = self._tokens(query)
        return Expansion(synonyms.load().find([token.marked or token.folded for token in tokens]), self._text)

    def near(self, asked: Asked, expansion: Expansion, count: int, among: Rows | None = None) -> Rows:
        """The entries whose own words are nearest, or what is written for everyday ones; in rising order."""
        values = _shares(asked.found + expansion.total(), asked.most) * self._entry_weights
        if among is None:
            return _highest(values, count)
        return among[_highest(values[among], count)]

    def presence(self, query: str, asked: Asked, expansion: Expansion, rows: Rows) -> Presence:
        """What these entries (in rising order) hold of the query."""
        tokens = self._tokens(query)
        content = asked.content
        pairs = [(a.folded, b.folded) for a, b in pairwise(tokens) if not (a.idle or b.idle)]
        there = self._text.held(asked.words, rows).astype(np.float32)
        marked = [i for i, token in enumerate(content) if token.marked]
        if marked:
            wanted = self._marks.look_up([content[i].marked for i in marked])
            exact = self._marks.held(wanted, rows)
            there[marked] = np.where(exact, 1, np.float32(_OTHER_MARKS) * there[marked])
        rarities = asked.words.rarities.astype(np.float32)
        found = self._weights(asked, rows)
        if expansion:
            place = {token.folded: i for i, token in enumerate(content)}
            written, worth = expansion.shares(rows)
            for said, share, weight in zip(expansion.said, written, worth, strict=True):
                places = [place[t.folded] for t in tokens[said.start : said.end] if not t.idle]
                found = found + np.maximum(weight - rarities[places] @ there[places], 0)
                there[places] = np.maximum(there[places], np.float32(_IN_OTHER_WORDS) * share)
        beside = np.zeros_like(found)
        if pairs:
            beside = self._text.held(self._text.look_up([], pairs), rows).mean(axis=0, dtype=np.float32)
        return Presence(there, rarities, beside, _shares(found, asked.most))

    def entries_of(self, asked: Asked) -> list[Rows]:
        """For each content word the entries in which it stands."""
        return self._text.rows_of(asked.words)

    def content(self, query: str) -> list[str]:
        """The folded syllables of the query that carry content."""
        return [token.folded for token in self._tokens(query) if not token.idle]

    def strangeness(self, query: str) -> float:
        """The share of the query's pairs of neighbouring syllables that no entry and no hint has."""
        pairs = list(dict.fromkeys(pairwise(syllables(query))))
        known = self._text.known(pairs)
        if self._hints is not None:
            known |= self._hints.known(pairs)
        return 1 - int(known.sum()) / len(pairs) if pairs else 0.0

    def _found(self, asked: Asked, rows: Rows) -> Floats:
        return self._sum(asked, self._weights(asked, rows), rows)

    def _weights(self, asked: Asked, rows: Rows) -> Floats:
        """What the terms of the query weigh in these rows."""
        found = asked.found[rows]
        if len(asked.left.starts):
            found += self._text.at(asked.left, rows)
        return found

    def _sum(self, asked: Asked, found: Floats, rows: Rows | slice) -> Floats:
        """The weights found in the rows as a share of the most possible, with the entries' own weights."""
        shares = _shares(found, asked.most) * self._entry_weights[rows]
        return shares + np.float32(HINT_WEIGHT) * asked.hinted[rows] if len(asked.hinted) else shares

    def _weighed(self, asked: Asked, rows: Rows) -> tuple[Floats, Floats]:
        """The coverage and the disagreement of the content words, each a share by rarity."""
        coverage = np.zeros(len(rows), dtype=np.float32)
        if not asked.content:
            return coverage, coverage
        shares = (asked.words.rarities / asked.words.rarities.sum()).astype(np.float32)
        folded = self._text.held(asked.words, rows)
        marked = [i for i, token in enumerate(asked.content) if token.marked]
        exact = folded.copy()
        if marked:
            wanted = self._marks.look_up([asked.content[i].marked for i in marked])
            exact[marked] = self._marks.held(wanted, rows)
        if self._hints is not None:
            exact |= self._hints.held(asked.words_of_hints, rows)
        disagreement = shares[marked] @ (folded[marked] & ~exact[marked])
        coverage = shares @ exact + np.float32(_OTHER_MARKS) * disagreement
        return np.minimum(coverage, np.float32(1)), disagreement

    def _read(self, query: str) -> list[_Token]:
        any_marks, stopped = has_marks(query), stopwords()
        return [
            _Token(
                folded,
                word if word != folded else "",
                (folded in self._idle and word == folded) or (any_marks and word in stopped),
            )
            for word, folded in zip(words(query), syllables(query), strict=True)
        ]


def _pairs(tokens: list[_Token]) -> list[tuple[str, str]]:
    """The pairs of neighbouring words of which one has content, each once."""
    return list(dict.fromkeys((a.folded, b.folded) for a, b in pairwise(tokens) if not (a.idle and b.idle)))


def _shares(found: Floats, most: float) -> Floats:
    return np.minimum(found / np.float32(most), np.float32(1)) if most else found


def _highest(values: Floats, count: int) -> Rows:
    """The places of the highest values, at most `count`, in rising order of place."""
    if len(values) <= count:
        return np.arange(len(values), dtype=np.int32)
    return np.sort(np.argpartition(-values, count)[:count].astype(np.int32))
