"""What looks like a person's name in a text: by surname, by capitals, by "văn" and "thị".

Whose name it is, a citizen's or an official's, is for bot/citizens.py to say. The words are those of
names.yml and, for places, of units.csv; a text without marks is read as one with them.
"""

from __future__ import annotations

import csv
import functools
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import yaml

from nlu.text import fold, typed_as

_DATA = Path(__file__).with_name("names.yml")
_UNITS = Path(__file__).with_name("units.csv")
_TOKEN = re.compile(
    r"\[(?:số|thư điện tử|tên) đã che\]"  # what bot/privacy.py puts
    r"|(?:[^\W\d_]['’]?[\u0300-\u036f]*)+|\d+|\n|\S"
)
_MOST, _LEAST_DOUBTFUL = 5, 3  # syllables of a name; of one whose surname may be another word


class Token(NamedTuple):
    """A word, a number, a line break, a mask or any other sign. `word` is in small letters and NFC."""

    start: int
    end: int
    word: str
    folded: str
    is_word: bool
    capital: bool
    upper: bool  # several letters, all capital


@dataclass(frozen=True)
class Name:
    """Tokens first to last, the last one excluded. `known`: a place, or a person of whom streets are named.

    `loose`: in small letters, and more words follow that may belong to it.
    """

    first: int
    last: int
    known: bool = False
    loose: bool = False


class Words:
    """Phrases that are looked for at a place among tokens, typed with marks or, but for "!…", without."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._spelled: dict[tuple[str, ...], list[tuple[str, ...]]] = {}  # by what they are without marks
        self._ahead: dict[str, set[int]] = {}  # lengths, by the first word
        self._behind: dict[str, set[int]] = {}
        self._marked: set[tuple[str, ...]] = set()
        for phrase in phrases:
            words = tuple(token.word for token in tokens(phrase.removeprefix("!").replace("_", " ")))
            bare = tuple(map(fold, words))
            self._spelled.setdefault(bare, []).append(words)
            self._ahead.setdefault(bare[0], set()).add(len(bare))
            self._behind.setdefault(bare[-1], set()).add(len(bare))
            if phrase.startswith("!"):
                self._marked.add(words)

    def ahead(self, said: Sequence[Token], at: int) -> int:
        """How many tokens from there on are one of the phrases, 0 for none; the longest counts."""
        if not 0 <= at < len(said) or said[at].folded not in self._ahead:
            return 0
        return max((n for n in self._ahead[said[at].folded] if self._has(said[at : at + n])), default=0)

    def behind(self, said: Sequence[Token], at: int) -> int:
        """How many tokens up to there, that one included, are one of the phrases, 0 for none."""
        if not 0 <= at < len(said) or said[at].folded not in self._behind:
            return 0
        lengths = self._behind[said[at].folded]
        return max((n for n in lengths if self._has(said[max(0, at + 1 - n) : at + 1])), default=0)

    def _has(self, said: Sequence[Token]) -> bool:
        phrases = self._spelled.get(tuple(token.folded for token in said), ())
        typed = tuple(token.word for token in said)
        return any(typed == p or (p not in self._marked and typed_as(typed, p)) for p in phrases)


@dataclass(frozen=True)
class Lexicon:
    """The lists of names.yml."""

    surnames: Words
    doubtful: Words
    initials: frozenset[str]
    middles: Words
    never_given: Words
    landscape: Words
    compounds: Words
    known: Words
    around: dict[str, Words]


def tokens(text: str) -> list[Token]:
    """The tokens of the text; only spaces stand between two of them."""
    return [_token(match) for match in _TOKEN.finditer(text)]


@functools.cache
def lexicon() -> Lexicon:
    """The lists, read when they are first needed."""
    data = yaml.load(_DATA.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    known = [*data.pop("known").split(","), *data.pop("places").split(","), *_units()]
    return Lexicon(
        Words(data.pop("surnames").split()),
        Words(data.pop("doubtful_surnames").split()),
        frozenset(data.pop("initials").lower().split()),
        Words(data.pop("middles").split()),
        Words(data.pop("never_given").split()),
        Words(data.pop("landscape").split()),
        Words(data.pop("compounds")),
        Words(known),
        {name: Words(words.split() if isinstance(words, str) else words) for name, words in data.items()},
    )


def names(said: Sequence[Token]) -> list[Name]:
    """Everything that looks like a name or is a known one, in order, none inside another."""
    found: list[Name] = []
    at, words = 0, lexicon()
    unmarked = all(token.word == token.folded for token in said)
    while at < len(said):
        name = _name(said, at, words, unmarked) if said[at].is_word else None
        if name:
            found.append(name)
        at = name.last if name else at + 1
    return found


def _name(said: Sequence[Token], at: int, words: Lexicon, unmarked: bool) -> Name | None:
    if said[at].capital:
        last = _capitals(said, at, words)
        if known := _known(said, at, last, words):
            return Name(at, known, known=True)
        shouted = said[at].upper and not _is_sure(said, at, last, words, unmarked)
        if _begins(said, at, last - at, words) and not shouted:
            return Name(at, last)
        if said[at].upper and not unmarked:
            return None
    return _small(said, at, words)


def _capitals(said: Sequence[Token], at: int, words: Lexicon) -> int:
    """Where the capitals that begin there end: at another surname, a title, a change of style."""
    last = at + 1
    while last < min(len(said), at + _MOST) and said[last].capital and _same_style(said[at], said[last]):
        if last - at >= 2 and (_is_next_name(said, last, words) or _ends(said, last, words)):
            break
        last += 1
    return last


def _is_next_name(said: Sequence[Token], at: int, words: Lexicon) -> bool:
    """Whether another name begins there: "Nguyễn Văn An Trần Thị Bình", not "Nguyễn Trần Bảo An"."""
    return bool(words.surnames.ahead(said, at) or words.doubtful.ahead(said, at)) and bool(
        words.middles.ahead(said, at + 1)
    )


def _ends(said: Sequence[Token], at: int, words: Lexicon) -> bool:
    """Whether the words from there on are a title or a hamlet, not a part of the name."""
    place = words.around["hamlets"].ahead(said, at) and at + 1 < len(said)
    return words.around["roles"].ahead(said, at) > 1 or bool(place and not said[at + 1].is_word)


def _begins(said: Sequence[Token], at: int, length: int, words: Lexicon) -> bool:
    """Whether capitals of that length make a person's name."""
    if words.landscape.ahead(said, at + 1) or _is_title(said, at, words):
        return False
    if words.surnames.ahead(said, at):
        return length >= 2
    if words.doubtful.ahead(said, at):
        other = _has_compound(said, at, at + length, words) and not words.middles.ahead(said, at + 1)
        return length >= _LEAST_DOUBTFUL and not other
    return (
        said[at].folded in words.initials and length >= 2 and not words.around["hamlets"].ahead(said, at + 1)
    )


def _is_title(said: Sequence[Token], at: int, words: Lexicon) -> bool:
    """Whether a capital begins a title or another word before a name: "Đồng Chí", "Duong Le Loi"."""
    before = (words.around[kind] for kind in ("roles", "places_before", "honorifics"))
    return any(kind.ahead(said, at) for kind in before) and not words.middles.ahead(said, at + 1)


def _has_compound(said: Sequence[Token], at: int, last: int, words: Lexicon) -> bool:
    return any(words.compounds.ahead(said, place) for place in range(at, last))


def _is_sure(said: Sequence[Token], at: int, last: int, words: Lexicon, unmarked: bool) -> bool:
    """Whether words all in capitals are a name although everything around them is so too."""
    if _has_compound(said, at, last, words):
        return False
    alone = not (at and said[at - 1].upper) and not (last < len(said) and said[last].upper)
    return bool(words.middles.ahead(said, at + 1)) or (alone and not unmarked)


def _known(said: Sequence[Token], at: int, last: int, words: Lexicon) -> int:
    """Where the known name that begins there ends, 0 for none: "Trần Phú", but not in "Trần Phú Quý"."""
    end = at + words.known.ahead(said, at)
    if end == at or (end < last and not words.known.ahead(said, end)):
        return 0
    return end


def _small(said: Sequence[Token], at: int, words: Lexicon) -> Name | None:
    """A name in small letters: surname, "văn" or "thị", and one or two syllables that are no other words."""
    surname = words.surnames.ahead(said, at) or words.doubtful.ahead(said, at)
    if not surname or not words.middles.ahead(said, at + 1) or not _is_given(said, at + 2, words):
        return None
    if _has_compound(said, at + 1, at + 3, words):
        return None
    if known := words.known.ahead(said, at):
        return Name(at, at + known, known=True)
    if _stops(said, at + 3, words):
        return Name(at, at + 3)
    if _is_given(said, at + 3, words) and _stops(said, at + 4, words):
        return Name(at, at + 4)
    return Name(at, at + 3, loose=True)


def _is_given(said: Sequence[Token], at: int, words: Lexicon) -> bool:
    return at < len(said) and said[at].is_word and not words.never_given.ahead(said, at)


def _stops(said: Sequence[Token], at: int, words: Lexicon) -> bool:
    """Whether no syllable of a name stands there."""
    around = words.around
    return (
        at >= len(said)
        or not said[at].is_word
        or bool(around["between"].ahead(said, at) or around["hamlets"].ahead(said, at))
    )


def _same_style(first: Token, other: Token) -> bool:
    """Whether both are capitals throughout, or both only at their beginning; a single letter is either."""
    return other.end - other.start == 1 or first.end - first.start == 1 or first.upper == other.upper


def _token(match: re.Match[str]) -> Token:
    return Token(match.start(), match.end(), *_read(match.group()))


@functools.lru_cache(maxsize=16384)
def _read(text: str) -> tuple[str, str, bool, bool, bool]:
    """The fields of a token from `word` on."""
    text = unicodedata.normalize("NFC", text)
    is_word = text[0].isalpha()
    word = text.lower()
    return word, fold(word), is_word, is_word and text[0].isupper(), len(text) > 1 and text.isupper()


def _units() -> list[str]:
    """The bare names of the province's units that have more than one syllable."""
    with _UNITS.open(encoding="utf-8", newline="") as file:
        full = {
            row[column]
            for row in csv.DictReader(file)
            for column in ("name", "former_name", "former_district")
        }
    bare = (re.sub(r"^(?:Xã|Phường|Thị trấn|Thị xã|Thành phố|Huyện|Đặc khu) ", "", name) for name in full)
    return sorted({name for name in bare if " " in name})
