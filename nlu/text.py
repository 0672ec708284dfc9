"""The one normal form of Vietnamese text: every comparison in the house goes through here."""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from collections.abc import Callable, Sequence

# Zero-width and bidirectional controls, variation selectors: invisible, and they break words apart.
_INVISIBLE = dict.fromkeys(
    [
        *(0x00AD, 0x061C, 0x20E3, 0xFEFF),
        *itertools.chain(range(0x200B, 0x2010), range(0x202A, 0x202F), range(0x2060, 0x2070)),
        *range(0xFE00, 0xFE10),
    ]
)
_SPACES = dict.fromkeys([0x00A0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " ")
_APOSTROPHES = dict.fromkeys(map(ord, "‘’ʼʻʹ′´`＇"), "'")
_CHARACTERS = {**_INVISIBLE, **_SPACES, **_APOSTROPHES}
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
# Letters that look like Latin ones, as they come with text pasted from elsewhere; old fonts have Ð for Đ.
_LOOKALIKES = str.maketrans(
    "аеорсухіјѕһԁԛԝкмтгАВЕКМНОРСТХІЈЅУαοινρυκτχΑΒΕΖΗΙΚΜΝΟΡΤΥΧÐðƉɖɑıɡ",
    "aeopcyxijshdqwkmtrABEKMHOPCTXIJSYaoivpuktxABEZHIKMNOPTYXĐđĐđaig",
)
_LOOKALIKE = re.compile(f"[{''.join(map(chr, _LOOKALIKES))}]")
_LATIN = re.compile("[A-Za-z]")
# A tone that was typed before the circumflex or the breve.
_TONE_FIRST = re.compile("([\u0300\u0301\u0303\u0309])([\u0302\u0306])")
# The older tone placement ("hoà", "khoẻ", "uỷ") to the one of official documents ("hòa", "khỏe", "ủy").
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_END = "(?![^\\W\\d_]|[\u0302\u0306])"  # of the syllable: "hoặc" has its dot before its breve
_OLD_TONE = re.compile(rf"(?<![qQ])([oO])([aAeE])([{_TONES}]){_END}|(?<![qQ])([uU])([yY])([{_TONES}]){_END}")
# Text in NFC without any of these has its tones where they belong, and no letter that looks like another.
_UNUSUAL = re.compile("[^\x00-\u024f\u1e00-\u1eff\u2010-\u20cf]")
_MOVABLE = re.compile(r"[oO][àáảãạèéẻẽẹÀÁẢÃẠÈÉẺẼẸ](?![^\W\d_])|[uU][ỳýỷỹỵỲÝỶỸỴ](?![^\W\d_])")
_MARKED = re.compile("[\u00e0-\u1ef9]")
_SYLLABLE = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")


class _Table(dict[int, str | None]):
    """A table for str.translate that works a character out when it is first met: ten times a loop's speed."""

    def __init__(self, work_out: Callable[[str], str | None]) -> None:
        super().__init__()
        self._work_out = work_out

    def __missing__(self, code: int) -> str | None:
        return self.setdefault(code, self._work_out(chr(code)))


def _folded(character: str) -> str:
    return "d" if character in "đĐ" else unicodedata.normalize("NFD", character)[0].lower()[0]


def _lowered(character: str) -> str:
    return character.lower() if len(character.lower()) == 1 else character


def _plain(character: str) -> str | None:
    """The character as it is written most plainly: spaces and apostrophes in one form, letters and figures of
    full width or of mathematics as the usual ones; None for what is invisible.
    """
    if ord(character) in _CHARACTERS:
        return _CHARACTERS[ord(character)]
    if character < "\u2100" or unicodedata.category(character) not in ("Lu", "Ll", "Nd"):
        return character
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 else character


_PLAIN, _FOLDED = _Table(_plain), _Table(_folded)
# What is of no syllable is a space.
_SYLLABLES = _Table(lambda c: folded if (folded := _folded(c)) in _SYLLABLE else " ")
_WORDS = _Table(lambda c: _lowered(c) if _folded(c) in _SYLLABLE else " ")


def _move_tone(match: re.Match[str]) -> str:
    first, second, tone = (g for g in match.groups() if g is not None)
    return first + tone + second


def normalise(text: str) -> str:
    """The text in NFC with one tone placement, without invisible or control characters (but line breaks).

    Spaces and apostrophes have one form. Letters of another script that look like Latin ones are Latin where
    Latin letters stand beside them, and so are the letters of mathematics and of full width.
    """
    text = text.translate(_PLAIN)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
        if _UNUSUAL.search(text) or _MOVABLE.search(text) or _LOOKALIKE.search(text):
            text = _corrected(text)
    return _CONTROL.sub(" ", text)


def _corrected(text: str) -> str:
    """The text with its tones where they belong and without letters of another script among Latin ones."""
    text = unicodedata.normalize("NFD", text)
    if _LOOKALIKE.search(text) and _LATIN.search(text):
        text = text.translate(_LOOKALIKES)
    return unicodedata.normalize("NFC", _OLD_TONE.sub(_move_tone, _TONE_FIRST.sub(r"\2\1", text)))


def fold(text: str) -> str:
    """Lower case without marks, đ → d. One character stays one character, so offsets hold for NFC text."""
    return text.translate(_FOLDED)


@functools.lru_cache(maxsize=16384)
def fold_word(word: str) -> str:
    """What `fold` gives, remembered: for words, which come again."""
    return fold(word)


def syllables(text: str) -> list[str]:
    """The folded syllables and figures of the text, in order: "Kế hoạch 324-KH/TU" → ke hoach 324 kh tu."""
    return text.translate(_SYLLABLES).split()


def words(text: str) -> list[str]:
    """The same tokens with their marks, lower case, one for each of `syllables(text)`."""
    return text.translate(_WORDS).split()


def has_marks(text: str) -> bool:
    """Whether any letter carries a Vietnamese mark (or is đ)."""
    return not text.isascii() and any(fold(c) != c.lower() for c in text if c.isalpha())


def toneless(word: str) -> str:
    """The word without its tone, its letters kept: "truyển" is "truyên"."""
    letters = unicodedata.normalize("NFD", word)
    return unicodedata.normalize("NFC", "".join(c for c in letters if c not in _TONES))


def typed_as(typed: Sequence[str], phrase: Sequence[str]) -> bool:
    """Whether words were typed as the phrase's, each letter the same or without marks.

    "hoi thao" may be "hội thao" and "hội thảo"; "hội thảo" is no "hội thao".
    """
    return len(typed) == len(phrase) and all(
        t == w or _word_typed_as(t, w) for t, w in zip(typed, phrase, strict=True)
    )


@functools.lru_cache(maxsize=65536)
def _word_typed_as(typed: str, word: str) -> bool:
    return len(typed) == len(word) and all(a in (b, fold(b)) for a, b in zip(typed, word, strict=True))


def partly_typed_as(typed: Sequence[str], phrase: Sequence[str]) -> bool:
    """Whether words were typed as the phrase's with all, some or none of the marks of each letter.

    "bâu cư" may be "bầu cử"; "bấu cử" is not.
    """
    return len(typed) == len(phrase) and all(
        len(t) == len(w) and all(_marks(a) <= _marks(b) for a, b in zip(t, w, strict=True))
        for t, w in zip(typed, phrase, strict=True)
    )


def with_any_marks(pattern: str) -> str:
    """The regular expression that also fits what was typed with some or none of its letters' marks.

    "hồi nào" fits "hoi nao" and "hôi nào", not "hội nào": for lower case in NFC.
    """
    return _MARKED.sub(lambda match: f"[{''.join(_less_marked(match[0]))}]", pattern)


@functools.cache
def _less_marked(letter: str) -> list[str]:
    """The letter with none, some and all of its marks."""
    if letter == "đ":
        return ["d", "đ"]
    spread = unicodedata.normalize("NFD", letter)
    marks = spread[1:]
    some = (each for size in range(len(marks) + 1) for each in itertools.combinations(marks, size))
    return [unicodedata.normalize("NFC", spread[0] + "".join(each)) for each in some]


@functools.lru_cache(maxsize=1024)
def _marks(letter: str) -> frozenset[str]:
    """The letter and the marks on it, đ as a d with one."""
    return frozenset("d-" if letter == "đ" else unicodedata.normalize("NFD", letter))
