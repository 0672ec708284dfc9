"""A question written out: what its abbreviations stand for, by what stands beside them."""

from __future__ import annotations

import functools
import itertools
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass

from knowledge.initials import Initials
from knowledge.lexical import stopwords
from nlu import examples, symbols
from nlu.abbreviations import Abbreviations
from nlu.shorthand import Shorthand, office_words
from nlu.syllable import VOWELS, is_syllable
from nlu.text import fold, fold_word, syllables
from nlu.vocabulary import Vocabulary

_INITIALS = re.compile(r"[A-ZĐƯÔ]{3,7}|[bcdđghklmnpqrstvx]{3,7}")  # small letters without a vowel are no word
_TOKEN = re.compile(r"(?<![\w/@.&\-–])[^\W_]+(?:[&/.-][^\W_]+)*(?![\w/@\-–])")
_SEVERAL = re.compile(r"(?<![\w/.-])[A-ZĐ]{1,5}(?:/[A-ZĐ]{1,5})+(?![\w/-]|\.\w)")  # "H/TX/TP"
_NUMBERED = re.compile(r"(?<![\w/.,-])(?:([^\W\d_]{1,3})(\d{1,4})|(\d{1,4})([^\W\d_]))(?![\w/-]|[.,]\w)")
_NUMBER = re.compile(r"\d{2,4}(?:[/-].*)?")
_LABELLED = frozenset(["diem", "khoan", "muc", "nhom", "loai", "luc", "lop", "mau", "bang"])  # by a letter
_SAID = 0.5  # what neighbours count that people have and no document
_FIRST = 0.3  # what being the first row of the table counts, among those that fit
_SURE = 0.6  # what being the only row that is not rare counts
_CHANCE = 3  # times as often as by chance, from which words are neighbours that people use
_OFTEN = 0.2  # what ten times as many uses in the documents count


@dataclass(frozen=True)
class _Reading:
    """What a token may stand for, and its folded syllables; `source` is table, shorthand or slip."""

    text: str
    tokens: tuple[str, ...]
    source: str


class Longhand:
    """Writes questions out in the words of one set of documents."""

    def __init__(
        self,
        clauses: Sequence[Sequence[str]],
        held: Set[str],
        abbreviations: Abbreviations,
        vocabulary: Vocabulary,
    ) -> None:
        """`clauses` are what the documents say, each its words; `held` the folded words and pairs of these
        and of how people ask about them.
        """
        self._abbreviations = abbreviations
        self._vocabulary = vocabulary
        self._held = held
        self._initials = Initials(clauses)
        self._shorthand = Shorthand(clauses, frozenset(stopwords()))
        folded = [[fold_word(word) for word in clause] for clause in clauses]
        self._written = {" ".join(pair) for tokens in folded for pair in itertools.pairwise(tokens)}
        self._often = Counter[tuple[str, ...]]((token,) for tokens in folded for token in tokens)
        self._often.update(pair for tokens in folded for pair in itertools.pairwise(tokens))
        self._skeletons = _skeletons({word for clause in clauses for word in clause})
        office = [[fold_word(word) for word in phrase] for phrase in office_words()]
        self._office = {" ".join(pair) for tokens in office for pair in itertools.pairwise(tokens)}
        # Words come again, from question to question.
        self._readings = functools.lru_cache(maxsize=16384)(self._all_readings)
        self._held_readings = functools.lru_cache(maxsize=16384)(self._only_readings)

    def write(self, text: str) -> tuple[str, tuple[str, ...]]:
        """The text without abbreviations, and the question in each reading of the first still unclear.

        Of several readings that one is taken that stands beside the token's neighbours in the documents,
        in office words or in ordinary messages. Beyond the sure ones, a token that no document holds is
        taken for the expansion that they do hold: "mxh" in small letters.
        """
        text = _SEVERAL.sub(self._apart, _NUMBERED.sub(self._numbered, text))
        expanded = self._abbreviations.expand(self._by_neighbours(text))
        unclear: tuple[str, tuple[str, ...]] = "", ()
        for before, token in dict.fromkeys(itertools.pairwise(["", *_TOKEN.findall(expanded)])):
            readings = () if _is_label(before, token) else self._held_readings(token)
            if len(readings) == 1:
                expanded = _replaced(expanded, token, readings[0])
            elif readings and not unclear[0]:
                unclear = token, readings
        return expanded, tuple(_replaced(expanded, unclear[0], r) for r in unclear[1])

    def holds(self, tokens: Sequence[str]) -> bool:
        """Whether the documents hold these syllables as neighbours."""
        pairs = [" ".join(p) for p in itertools.pairwise(tokens)] or tokens
        return all(p in self._held for p in pairs)

    def _only_readings(self, token: str) -> tuple[str, ...]:
        """What a token that no document holds may stand for in them; failing that its only reading."""
        known = self._known(token)
        if self._is_written(token) or (self._is_word(token) and not self._is_odd(token)):
            return ()
        if not known and _INITIALS.fullmatch(token):
            known = self._initials.phrases(token)
        if found := tuple(r for r in known if self.holds(syllables(r))):
            return found
        alone = len(known) == 1 and len(token) > 2
        return known if alone or _is_doubled(token) else self._shortened(token)

    def _known(self, token: str) -> tuple[str, ...]:
        """The readings of the table, for "Đ.PTTH" those of "ĐPTTH"."""
        bare = re.sub(r"[/.-]", "", token)
        return self._abbreviations.readings(token) or (
            self._abbreviations.readings(bare) if len(bare) < len(token) and bare.isalpha() else ()
        )

    def _shortened(self, token: str) -> tuple[str, ...]:
        """What the letters of a token may begin; () for one that stands in a document as it is.

        A first letter that comes twice may also be a slip: "ccấp" is cung cấp or cấp.
        """
        if self._is_written(token):
            return ()
        found = self._shorthand.readings(token)
        return (*found, token[1:]) if found and _is_doubled(token) else found

    def _is_word(self, token: str) -> bool:
        """Whether the token may be a word, typed without its marks perhaps."""
        return len(token) > 1 and not token.isupper() and is_syllable(token.lower())

    def _is_odd(self, token: str) -> bool:
        """Whether an abbreviation looks like a word that neither documents nor questions have: "cat"."""
        return token in self._abbreviations and fold_word(token) not in self._held

    def _is_written(self, token: str) -> bool:
        """Whether a document has the token as it is."""
        tokens = syllables(token)
        return " ".join(tokens) in self._written if len(tokens) > 1 else bool(self._often[tuple(tokens)])

    def _numbered(self, match: re.Match[str]) -> str:
        """The word and the number of "m6" and "50n", where the table has such a word."""
        alias = f"{match[1]}#" if match[1] else f"#{match[4]}"
        found = self._abbreviations.readings(alias)
        return found[0].replace("#", match[2] or match[3]) if len(found) == 1 else match.group()

    def _apart(self, match: re.Match[str]) -> str:
        """Abbreviations with a stroke between them one by one: "H, TX, TP"; those of a symbol stay."""
        token = match.group()
        parts = token.split("/")
        names = symbols.names()
        is_symbol = fold(parts[0]) in names.types and fold(parts[-1]) in names.bodies
        known = is_symbol or self._known(token) or self._shortened(token)
        return ", ".join(parts) if not known and all(map(self._abbreviations.readings, parts)) else token

    def _by_neighbours(self, text: str) -> str:
        """The text with tokens written out where their neighbours, or nothing else, decide for one reading.

        A token that comes twice means the same both times.
        """
        found = _TOKEN.findall(text)
        read = [
            (_reading(token),) if _is_label(before, token) else self._readings(token)
            for before, token in itertools.pairwise(["", *found])
        ]
        decided = {
            token: best
            for token in dict.fromkeys(found)
            if (best := self._best(read, [i for i, each in enumerate(found) if each == token], token))
        }
        return _TOKEN.sub(lambda match: decided.get(match.group(), match.group()), text) if decided else text

    def _best(self, read: Sequence[Sequence[_Reading]], places: Sequence[int], token: str) -> str:
        """The reading of the token in these places that its neighbours decide for, "" for none.

        Of two that fit as well the one that the table has first is taken, and one that the table is sure of
        unless another fits much better.
        """
        readings = read[places[0]]
        if len(readings) == 1:
            return readings[0].text if readings[0].source == "shorthand" else ""
        if typed := self._numbered_type(read, places[0]):
            return typed
        scores = [sum(self._fits(read, at, each) for at in places) for each in readings]
        if not any(scores):
            return ""
        scores[0] += _FIRST
        sure = self._abbreviations.sure(token) if readings[0].text != token else ""
        scores = [s + (_SURE if each.text == sure else 0.0) for s, each in zip(scores, readings, strict=True)]
        most = max(scores)
        best = {each.text for each, score in zip(readings, scores, strict=True) if score == most}
        return best.pop() if len(best) == 1 else ""

    def _numbered_type(self, read: Sequence[Sequence[_Reading]], at: int) -> str:
        """The type of document that stands before a number, "" when it may be several or none: "cv 356"."""
        after = read[at + 1][0].text if at + 1 < len(read) else ""
        types = [each.text for each in read[at] if " ".join(each.tokens) in symbols.names().types]
        return types[0] if len(types) == 1 and _NUMBER.fullmatch(after) else ""

    def _all_readings(self, token: str) -> tuple[_Reading, ...]:
        """What the token may stand for: several, the one that is sure, or itself."""
        known = () if self._is_word(token) and not self._is_odd(token) else self._known(token)
        if len(known) > 1:
            slips = (_reading(word, "slip") for word in self._skeletons.get(token, ()))
            return (*map(_reading, known), *slips)
        expanded = self._abbreviations.expand(token)
        if known and expanded == token and self._is_word(token):
            return _reading(token), _reading(known[0])
        if expanded == token and (short := self._shortened(token)):
            return tuple(_reading(each, "shorthand") for each in short)
        return (_reading(expanded),)

    def _fits(self, read: Sequence[Sequence[_Reading]], at: int, reading: _Reading) -> float:
        """How well the reading fits between the token's neighbours there, in the best reading of each."""
        before = read[at - 1] if at else ()
        after = read[at + 1] if at + 1 < len(read) else ()
        said = 0.0 if reading.source == "slip" else _SAID
        left = [self._beside(each.tokens, reading.tokens, at=0, said=said) for each in before]
        right = [self._beside(reading.tokens, each.tokens, at=-1, said=said) for each in after]
        found = max(left, default=0.0) + max(right, default=0.0)
        often = self._often[reading.tokens[:2]] if len(reading.tokens) > 1 else 0
        return found and found + _OFTEN * math.log10(1 + often)

    def _beside(self, first: tuple[str, ...], second: tuple[str, ...], *, at: int, said: float) -> float:
        """How much of the words of both the documents have side by side; people's words count less.

        `at` is 0 when the second is the reading, else -1. "của đảng" tells little of "của đảng viên": it
        counts by how many of the uses of đảng are in đảng viên.
        """
        if not first or not second:
            return 0.0
        pair = f"{first[-1]} {second[0]}"
        longer = (" ".join([first[-1], *second[:2]]), " ".join([*first[-2:], second[0]]))
        found: float = sum(each in self._vocabulary.triples for each in longer)
        if pair in self._written:
            read = first[-2:] if at else second[:2]
            found += self._often[read] / self._often[(read[at],)]
        if pair in self._office or _is_said(first[-1], second[0]):
            found += said
        return found


@functools.cache
def _messages() -> tuple[Counter[str], int]:
    """How often ordinary messages have each folded word and each two as neighbours; and all their words."""
    counts: Counter[str] = Counter()
    for message in examples.read().messages:
        tokens = syllables(message.text)
        counts.update([*tokens, *map(" ".join, itertools.pairwise(tokens))])
    return counts, sum(count for each, count in counts.items() if " " not in each)


def _is_said(first: str, second: str) -> bool:
    """Whether ordinary messages have the two words side by side, and more often than by chance."""
    counts, size = _messages()
    found = counts[f"{first} {second}"]
    return found > 1 and found * size > _CHANCE * counts[first] * counts[second]


def _skeletons(words: Iterable[str]) -> dict[str, list[str]]:
    """The words by what is left of them without their vowels: "hc" is học, a slip or meant so."""
    found: dict[str, list[str]] = {}
    for word in words:
        skeleton = "".join(c for c in word if fold_word(c) not in VOWELS)
        if len(skeleton) < len(word) and skeleton[:1] == word[:1] and skeleton[-1:] == word[-1:]:
            for typed in {skeleton, fold_word(skeleton)}:
                found.setdefault(typed, []).append(word)
    return found


def _is_label(before: str, token: str) -> bool:
    """Whether a letter names something, as in "điểm b", "Nguyễn Văn A"."""
    return len(token) == 1 and (fold(before) in _LABELLED or (before.istitle() and token.isupper()))


def _is_doubled(token: str) -> bool:
    """Whether the first letter was typed twice before what is a syllable with it once."""
    return fold_word(token[:1]) == fold_word(token[1:2]) and is_syllable(token[1:].lower())


def _reading(text: str, source: str = "table") -> _Reading:
    return _Reading(text, tuple(syllables(text)), source)


def _replaced(text: str, token: str, reading: str) -> str:
    return re.sub(rf"(?<!\w){re.escape(token)}(?!\w)", reading.replace("\\", ""), text)
