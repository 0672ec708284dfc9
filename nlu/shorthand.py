"""Words shortened by a mark or by letters left out: "n/vụ", "b.hành", "tkhai", "ng/th", "s/kh", "sbn".

Each piece begins a word with the letters before its first vowel, or some of them, or is a whole word; the
pieces together are a phrase of office_words.txt or, when the last is a whole word, two neighbours of the
documents. A syllable, a borrowed word and whatever holds a figure is nothing shortened.
"""

from __future__ import annotations

import functools
import itertools
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from nlu import vocabulary
from nlu.syllable import VOWELS, is_syllable
from nlu.text import fold_word, partly_typed_as, words

OFFICE_WORDS = Path(__file__).with_name("office_words.txt")

_TOKEN = re.compile(r"[^\W\d_]+(?:[/.\-&][^\W\d_]+)*")
_MARK = re.compile(r"[/.\-&]")
_ONSET = re.compile(r"(?:ngh|ng|nh|gh|gi|kh|ch|ph|qu|th|tr|[bcdđghklmnpqrstvx])?")
_LONGEST = 14  # letters and marks
_FEWEST = 3  # words that first letters alone may stand for without a mark: "st" is a slip of the finger
_OFFICE = 0.7  # what an office word counts beside log10(1 + how often the documents have the phrase)
_CUT = 0.5  # what a phrase loses for each beginning that stops short of its last consonant
_CLEAR = 0.3  # by how much the first reading must count more than the next to be the only one

Phrase = tuple[str, ...]


class Shorthand:
    """Reads what is shortened by the phrases of an office and of documents."""

    def __init__(self, clauses: Iterable[Sequence[str]], joining: frozenset[str]) -> None:
        """`clauses` are what the documents say, each its words; no phrase begins with a word of `joining`."""
        counts = Counter[Phrase](pair for clause in clauses for pair in itertools.pairwise(clause))
        self._weights: dict[Phrase, float] = {
            pair: math.log10(1 + count)
            for pair, count in counts.items()
            if pair[0] not in joining and all(map(is_syllable, pair))
        }
        self._ending: defaultdict[tuple[str, str], list[Phrase]] = defaultdict(list)
        self._beginning: defaultdict[str, list[Phrase]] = defaultdict(list)
        for phrase in office_words():
            self._weights[phrase] = _OFFICE + self._weights.get(phrase, 0.0)
            self._beginning[_letters(phrase)].append(phrase)
        for phrase in self._weights:
            self._ending[_letters(phrase[:-1]), fold_word(phrase[-1])].append(phrase)
        self.readings = functools.lru_cache(maxsize=4096)(self._readings)

    def _readings(self, token: str) -> tuple[str, ...]:
        """What the token may stand for, the likeliest first; one alone when it is clear, () for nothing."""
        lower = token.lower()
        if len(token) > _LONGEST or not _TOKEN.fullmatch(token) or not _is_shortened(lower):
            return ()
        pieces = _MARK.split(lower)
        found = {
            phrase: self._weights[phrase] - _CUT * cut
            for phrase in self._beginning_so(pieces)
            if (cut := _cut_onsets(pieces, phrase)) is not None
        }
        best = max(found.values(), default=0.0)
        ranked = sorted(found, key=lambda phrase: (-found[phrase], phrase))
        return tuple(" ".join(phrase) for phrase in ranked if found[phrase] > best - _CLEAR)

    def _beginning_so(self, pieces: list[str]) -> Iterator[Phrase]:
        """The phrases that have the first letters of one way to part the pieces."""
        for parts in itertools.product(*(list(_parted(fold_word(piece))) for piece in pieces)):
            row = [each for part in parts for each in part]
            if len(row) > 1 and len(row[-1]) > 1 and is_syllable(row[-1]):
                yield from self._ending.get(("".join(each[0] for each in row[:-1]), row[-1]), ())
            if len(pieces) > 1 or len(row) >= _FEWEST:
                yield from self._beginning.get("".join(each[0] for each in row), ())


@functools.cache
def office_words(path: Path = OFFICE_WORDS) -> tuple[Phrase, ...]:
    """The phrases of a file, each its words: commas part them, lines that begin with # are none."""
    lines = path.read_text(encoding="utf-8").splitlines()
    phrases = (tuple(words(p)) for line in lines if not line.startswith("#") for p in line.split(","))
    return tuple(dict.fromkeys(phrase for phrase in phrases if phrase))


def _is_shortened(lower: str) -> bool:
    """Whether it has a mark behind some letters that are no word, or is itself no word."""
    pieces = _MARK.split(lower)
    if len(pieces) == 1:
        return not is_syllable(lower) and lower not in vocabulary.loanwords()
    return any(not is_syllable(piece) or len(piece) == 1 for piece in pieces)


def _letters(phrase: Phrase) -> str:
    return "".join(fold_word(word)[0] for word in phrase)


def _parted(piece: str) -> Iterator[tuple[str, ...]]:
    """Every way to part a folded piece into beginnings of words, the last perhaps a whole one."""
    if len(piece) > 1 and is_syllable(piece):
        yield (piece,)
    for size in range(1, 4):
        onset, rest = piece[:size], piece[size:]
        if len(onset) < size or not (_is_onset(onset) or (size == 1 and onset in VOWELS)):
            continue
        if not rest:
            yield (onset,)
        elif onset not in VOWELS or rest[0] not in VOWELS:
            yield from ((onset, *others) for others in _parted(rest))


@functools.cache
def _is_onset(letters: str) -> bool:
    """Whether some word begins with these letters before its first vowel."""
    return bool(_ONSET.fullmatch(letters))


def _cut_onsets(pieces: Sequence[str], phrase: Phrase) -> int | None:
    """How many beginnings have two letters of three ("ng" for nghệ) in the likeliest way in which the pieces,
    with the marks that they have, stand for the words of the phrase in order; None when they do not.
    """
    if not pieces or not phrase:
        return None if pieces or phrase else 0
    piece, rest, word = pieces[0], pieces[1:], phrase[0]
    found: list[int] = []
    if len(piece) > 1 and partly_typed_as([piece], [word]):
        found = [cut for cut in [_cut_onsets(rest, phrase[1:])] if cut is not None]
    onset = _onset(word)
    for size in range(1, min(len(onset), len(piece)) + 1):
        if partly_typed_as([piece[:size]], [onset[:size]]):
            cut = _cut_onsets([piece[size:], *rest] if piece[size:] else rest, phrase[1:])
            found += [] if cut is None else [cut + (1 < size < len(onset))]
    return min(found, default=None)


def _onset(word: str) -> str:
    """The letters before the first vowel, or the vowel that the word begins with."""
    match = _ONSET.match(word)
    return match[0] if match and match[0] else word[:1]
