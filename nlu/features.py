"""What a message is classified by, alike for Rasa and for the rules. Runs on Python 3.10: Rasa imports it."""

from __future__ import annotations

import functools
import itertools
import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from nlu.text import fold, normalise

START, END = "^", "$"
UNKNOWN = "?"  # a word that fewer than two examples have
NUMBER, PLACE = "0", "@"

# A run of letters (with marks typed as characters of their own, and invisible ones inside a word), a run of
# digits, or one other sign: "cv356" is two words, so is "200ng".
_MARKS = "\u00ad\u0300-\u036f\u200b-\u200f\u2060\ufe0e\ufe0f\ufeff"
_WORD = re.compile(rf"[^\W\d_][^\W\d_{_MARKS}]*(?:[{_MARKS}]+[^\W\d_]*)*|\d+|[^\s{_MARKS}]")
# One syllable is a place only after a word of this kind: "hiếu" is piety, "xã Hiếu" a commune.
_TYPE_WORDS = frozenset({"xa", "x", "phuong", "p", "huyen", "tt", "tran", "tx", "tp", "pho", "khu"})


class Word(NamedTuple):
    """A word, number or sign of a message; offsets are into the text as given.

    `folded` is lower case without marks, `marked` lower case with them; `shape` is `folded` with every digit
    as 0, and with its capitals unless the whole message is in capitals: there they tell nothing.
    """

    folded: str
    marked: str
    shape: str
    start: int
    end: int

    @property
    def is_sign(self) -> bool:
        """Whether it is punctuation; an emoji is not, being all that some messages have."""
        return not self.folded.isalnum() and self.folded < "\u2190"


def words(text: str) -> list[Word]:
    """The words, numbers and signs of any text, normalised or not, in order, with offsets of that text."""
    found = [Word(*_forms(m.group()), m.start(), m.end()) for m in _WORD.finditer(text)]
    return [word._replace(shape=word.shape.lower()) for word in found] if text.isupper() else found


@functools.lru_cache(maxsize=4096)
def _forms(word: str) -> tuple[str, str, str]:
    """The folded, marked and shape of a word."""
    plain = normalise(word)
    folded = fold(plain)
    if folded.isdigit():
        return folded, folded, "0" * len(folded)
    shape = folded.capitalize() if plain.istitle() else folded.upper() if plain.isupper() else folded
    return folded, plain.lower(), shape


class Table:
    """Names of one kind of thing, found in a message by their folded words, whatever stands between these.

    A word typed with marks must have those of the name ("phố Quảng" is not "Phổ Quang"), but not after one of
    the `type_words`: "xã Trà Tậy" is a place in spite of its typing error. There alone may a name of one
    syllable stand, when there are `type_words` at all.
    """

    def __init__(self, names: Iterable[str], *, type_words: Collection[str] = ()) -> None:
        self._type_words = type_words
        self._names: dict[str, list[tuple[Word, ...]]] = {}
        for name in names:
            syllables = tuple(w for w in words(name) if not w.is_sign)
            self._names.setdefault(syllables[0].folded, []).append(syllables)
        for same_start in self._names.values():
            same_start.sort(key=len, reverse=True)

    def spans(self, message: Sequence[Word]) -> Iterator[tuple[int, int]]:
        """First and last + 1 of every name in the message, the longest first, without overlap."""
        if self._names.keys().isdisjoint([word.folded for word in message]):
            return
        places = [at for at, word in enumerate(message) if not word.is_sign]
        plain = [message[at] for at in places]
        at = 0
        while at < len(plain):
            length = self._length(plain, at) if plain[at].folded in self._names else 0
            if length:
                yield places[at], places[at + length - 1] + 1
            at += length or 1

    def _length(self, plain: Sequence[Word], at: int) -> int:
        typed = at > 0 and plain[at - 1].folded in self._type_words
        for name in self._names[plain[at].folded]:
            found = plain[at : at + len(name)]
            if [w.folded for w in found] != [w.folded for w in name]:
                continue
            if typed or (all(map(_agree, found, name)) and (len(name) > 1 or not self._type_words)):
                return len(name)
        return 0


def _agree(typed: Word, meant: Word) -> bool:
    """Whether the marks typed, if any, are those meant."""
    return typed.marked in (typed.folded, meant.marked)


def place_table(names: Iterable[str]) -> Table:
    """The table of the names of communes and districts."""
    return Table(names, type_words=_TYPE_WORDS)


def reduce(message: Sequence[Word], places: Table) -> list[str]:
    """The folded words without punctuation, every number as NUMBER and every known place as PLACE."""
    reduced = ["" if w.is_sign else NUMBER if w.folded.isdigit() else w.folded for w in message]
    for start, end in places.spans(message):
        reduced[start:end] = [PLACE, *[""] * (end - start - 1)]
    return [word for word in reduced if word]


def known(examples: Iterable[Sequence[str]]) -> frozenset[str]:
    """The words that at least two of the reduced examples have."""
    seen = Counter(word for example in examples for word in set(example))
    return frozenset(word for word, times in seen.items() if times > 1)


def grams(reduced: Sequence[str], vocabulary: Collection[str]) -> list[str]:
    """Words, pairs of neighbours (with the message's start and end), UNKNOWN if there is an unknown word."""
    framed = [START, *reduced, END]
    pairs = [f"{a} {b}" for a, b in itertools.pairwise(framed)]
    unknown = not all(word in vocabulary for word in reduced)
    return [*framed, *pairs, UNKNOWN] if unknown else [*framed, *pairs]


def pieces(reduced: Sequence[str], shortest: int = 3, longest: int = 5) -> list[str]:
    """Every run of 3 to 5 characters, over word boundaries: what survives a typing error."""
    text = f" {' '.join(reduced)} "
    return [text[i : i + n] for n in range(shortest, longest + 1) for i in range(len(text) - n + 1)]


def rarity(messages: Sequence[Iterable[str]]) -> dict[str, float]:
    """The inverse document frequency of every feature of the messages, in order of first appearance."""
    frequency = Counter(feature for found in messages for feature in dict.fromkeys(found))
    return {f: math.log((1 + len(messages)) / (1 + times)) + 1 for f, times in frequency.items()}


def weigh(found: Iterable[str], rare: Mapping[str, float]) -> dict[str, float]:
    """tf-idf of the features that are in `rare`, as a vector of length 1 (or empty)."""
    counts: dict[str, int] = {}
    for feature in found:
        if feature in rare:
            counts[feature] = counts.get(feature, 0) + 1
    weights = {f: rare[f] if times == 1 else (1 + math.log(times)) * rare[f] for f, times in counts.items()}
    length = math.hypot(*weights.values())
    return {feature: weight / length for feature, weight in weights.items()}
