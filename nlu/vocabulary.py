"""The words that texts use, and which of them stand side by side."""

from __future__ import annotations

import functools
import itertools
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nlu import examples, synonyms
from nlu.syllable import is_syllable
from nlu.text import fold, fold_word, words

LOANWORDS = Path(__file__).with_name("loanwords.txt")
_ODD = 50  # times that a word is commoner than a slip of it: "về" than "vè"
_USUAL = 5  # "tỉnh xử" may stand once between two words that have nothing to do with each other


@dataclass(frozen=True)
class Vocabulary:
    """What is known of some texts.

    Folded: `counts` of each word, its `forms` with marks, the commonest first and without those that are so
    much rarer that they are slips (the reviewed phrases have some on purpose), the `pairs` of neighbours
    ("nhiem vu") each with its forms, the `triples`. With marks: the `usual` pairs ("nhiệm vụ"), which stand
    there at least `_USUAL` times.
    """

    counts: Mapping[str, int]
    forms: Mapping[str, tuple[str, ...]]
    pairs: Mapping[str, tuple[str, ...]]
    triples: Container[str]
    usual: Container[str]

    def __contains__(self, folded: str) -> bool:
        return folded in self.counts

    def neighbours(self, first: str, second: str) -> bool:
        """Whether the texts have the two folded words side by side."""
        return f"{first} {second}" in self.pairs

    def side_by_side(self, first: str, second: str) -> list[list[str]]:
        """The two folded words as the texts have them beside each other, with their marks."""
        return [pair.split() for pair in self.pairs.get(f"{first} {second}", ())]

    def is_usual(self, before: str, word: str, after: str) -> bool:
        """Whether the texts often have the word, with just these marks, beside one of the two."""
        return f"{before} {word}" in self.usual or f"{word} {after}" in self.usual


def read(texts: Iterable[Sequence[str]]) -> Vocabulary:
    """The vocabulary of texts and of ordinary messages.

    Each text is the words of `nlu.text.words` in a row that belongs together. The triples are those of
    `texts` alone.
    """
    return _read(tuple(map(tuple, texts)))


@functools.lru_cache(maxsize=3)  # of the rules, the form and the documents: built anew they say the same
def _read(texts: tuple[tuple[str, ...], ...]) -> Vocabulary:
    ordinary_words, ordinary_pairs = _ordinary()
    marked, pairs = ordinary_words.copy(), ordinary_pairs.copy()
    triples: set[str] = set()
    for text in texts:
        marked.update(text)
        pairs.update(itertools.pairwise(text))
        plain = [fold_word(word) for word in text]
        triples.update(map(" ".join, zip(plain, plain[1:], plain[2:], strict=False)))
    counts: Counter[str] = Counter()
    forms: defaultdict[str, list[str]] = defaultdict(list)
    for word, count in marked.most_common():
        folded = fold_word(word)
        counts[folded] += count
        if not forms[folded] or count * _ODD >= marked[forms[folded][0]]:
            forms[folded].append(word)
    beside: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    for (first, second), _ in pairs.most_common():
        beside[f"{fold_word(first)} {fold_word(second)}"] += (f"{first} {second}",)
    usual = {f"{first} {second}" for (first, second), count in pairs.items() if count >= _USUAL}
    return Vocabulary(counts, {f: tuple(found) for f, found in forms.items()}, dict(beside), triples, usual)


@functools.cache
def _ordinary() -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """How often the training data's messages have each word, and each two as neighbours.

    Only syllables count; neighbours are none with another word between them.
    """
    runs = [
        tuple(run)
        for example in examples.read().messages
        for right, run in itertools.groupby(words(example.text), is_syllable)
        if right
    ]
    return Counter(itertools.chain(*runs)), Counter(itertools.chain(*map(itertools.pairwise, runs)))


def is_compound(words: Sequence[str], i: int) -> bool:
    """Whether the word makes one of the language's with a neighbour ("chung cư"): it is no slip then."""
    known = _compounds()
    return (i > 0 and (words[i - 1], words[i]) in known) or (
        i + 1 < len(words) and (words[i], words[i + 1]) in known
    )


@functools.cache
def _compounds() -> frozenset[tuple[str, str]]:
    """Neighbours in words of the language that may stand in no text here, with their marks."""
    return frozenset(itertools.chain.from_iterable(map(itertools.pairwise, synonyms.phrases())))


@functools.cache
def loanwords(path: Path = LOANWORDS) -> frozenset[str]:
    """The words of a file that are right though no syllables, with their marks and folded."""
    lines = path.read_text(encoding="utf-8").splitlines()
    found = [word for line in lines if not line.startswith("#") for word in words(line)]
    return frozenset(form for word in found for form in (word, fold(word)))
