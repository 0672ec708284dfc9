"""Whether letters make a syllable of Vietnamese: an initial, a rhyme and a tone that go together.

Orthography only: c, g, ng before a ă â o ô ơ u ư and k, gh, ngh before e ê i y; "qu" is an initial; a rhyme
in c, ch, p or t has the tone sắc or nặng. The rhymes are those of rhymes.txt, set down by hand after the
spelling that schools teach; every word of the directive and of the province's names fits them that is not
listed in loanwords.txt or abbreviations.csv (tests/nlu/test_syllable.py).
"""

from __future__ import annotations

import functools
import itertools
import unicodedata
from pathlib import Path

from nlu.text import fold

RHYMES = Path(__file__).with_name("rhymes.txt")
EITHER_TONE = Path(__file__).with_name("either_tone.txt")

GRAVE, ACUTE, TILDE, HOOK, DOT = "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"
CIRCUMFLEX, BREVE, HORN, STROKE = "\u0302", "\u0306", "\u031b", "-"
TONES = GRAVE + ACUTE + TILDE + HOOK + DOT
VOWELS = frozenset("aeiouy")

_INITIALS = "b c ch d đ g gh gi h k kh l m n ng ngh nh ph qu r s t th tr v x".split()
_FRONT = frozenset("eêiy")
_STOPS = ("c", "ch", "p", "t")


@functools.cache
def parts(letter: str) -> tuple[str, str, str]:
    """A small letter as its base, its shape (circumflex, breve, horn, stroke; "" for none) and its tone."""
    if letter == "đ":
        return "d", STROKE, ""
    base, *marks = list(unicodedata.normalize("NFD", letter))
    tone = "".join(m for m in marks if m in TONES)
    return base, "".join(m for m in marks if m not in TONES), tone


def shaped(base: str, shape: str) -> str:
    """The letter of a base and a shape: the reverse of `parts`, without tone."""
    return "đ" if shape == STROKE else unicodedata.normalize("NFC", base + shape)


def untoned(word: str) -> tuple[str, str]:
    """The small word without its tone, and the tone; two tones are none that a syllable has, "" "" then."""
    shape, tone = "", ""
    for letter in word:
        base, form, mark = parts(letter)
        if mark and tone:
            return "", ""
        shape, tone = shape + shaped(base, form), tone or mark
    return shape, tone


def toned(shape: str, tone: str) -> str:
    """The syllable with its tone on the letter that the official spelling puts it on ("hòa", "ủy", "quý")."""
    if not tone:
        return shape
    start = 2 if shape.startswith("qu") else 0
    if shape.startswith("gi") and any(fold(c) in VOWELS for c in shape[2:]):
        start = 2
    vowels = [i for i, c in enumerate(shape) if i >= start and fold(c) in VOWELS]
    if not vowels:
        return shape
    special = [i for i in vowels if shape[i] not in VOWELS]
    if special:
        at = special[-1]
    elif len(vowels) == 1:
        at = vowels[0]
    elif len(vowels) > 2 or vowels[-1] + 1 < len(shape):
        at = vowels[1]
    else:
        at = vowels[0]
    return shape[:at] + unicodedata.normalize("NFC", shape[at] + tone) + shape[at + 1 :]


@functools.lru_cache(maxsize=16384)
def respelled(word: str) -> str:
    """The syllable with its tone where it belongs ("cuả" → của); any other word as it is."""
    moved = toned(*untoned(word))
    return moved if is_written(moved) else word


@functools.lru_cache(maxsize=16384)
def mistoned(word: str) -> str:
    """The syllable with hỏi for ngã and the other way round, which are said alike in half of the country."""
    shape, tone = untoned(word)
    return toned(shape, {HOOK: TILDE, TILDE: HOOK}.get(tone, tone))


@functools.cache
def either_tone() -> frozenset[str]:
    """The everyday words that are others with hỏi for ngã ("tĩnh", "tỉnh"): no slip by themselves."""
    lines = EITHER_TONE.read_text(encoding="utf-8").splitlines()
    found = [word for line in lines if not line.startswith("#") for word in line.split()]
    return frozenset(form for word in found for form in (word, mistoned(word)))


@functools.lru_cache(maxsize=16384)
def is_written(word: str) -> bool:
    """Whether the word, in small letters, is a syllable with all of its marks."""
    shape, tone = untoned(word)
    return shape in _shapes() and (tone in (ACUTE, DOT) or not (shape.endswith(_STOPS)))


@functools.lru_cache(maxsize=16384)
def is_syllable(word: str) -> bool:
    """Whether the word is a syllable all or some of whose marks may have been left out ("tuyên", "tuyen")."""
    shape, tone = untoned(word)
    return shape in _half_typed() and (tone in ("", ACUTE, DOT) or not shape.endswith(_STOPS))


@functools.lru_cache(maxsize=16384)
def marks(word: str) -> frozenset[str]:
    """The marks of a word: its tone, and its shapes each with their letter."""
    found = [parts(letter) for letter in word]
    return frozenset(
        [tone for _, _, tone in found if tone] + [base + shape for base, shape, _ in found if shape]
    )


@functools.cache
def _shapes() -> frozenset[str]:
    """Every syllable without tone."""
    found: set[str] = set()
    initials = _INITIALS
    for line in RHYMES.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            names = line.strip("[]").split()
            initials = ["", *_INITIALS] if names == ["all"] else ["" if n == "-" else n for n in names]
        elif not line.startswith("#"):
            found.update(i + r for i, r in itertools.product(initials, line.split()) if _fits(i, r))
    return frozenset(found | {"g" + rhyme for rhyme in ("i", "in", "iêng", "iêt", "ich", "im")})


def _fits(initial: str, rhyme: str) -> bool:
    front = rhyme[0] in _FRONT
    if initial in ("c", "g", "ng"):
        return not front
    if initial in ("gh", "ngh", "k"):
        return front
    if initial == "qu":  # the u is the initial's
        return rhyme[0] not in "oôuư" or rhyme == "ôc"
    if initial == "gi":
        return rhyme[0] != "i"
    return initial != "" or not rhyme.startswith("iê")


@functools.cache
def _half_typed() -> frozenset[str]:
    """The syllables with each of their shapes there or left out."""
    return frozenset(
        "".join(letters)
        for shape in _shapes()
        for letters in itertools.product(*({c, fold(c)} for c in shape))
    )
