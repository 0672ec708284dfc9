"""What the keys of an input method would have written: Telex and VNI typed while it was off.

Telex: aa ee oo dd, w for the horn and the breve ("uow" is ươ, a w with no vowel to mark is ư), s f r x j for
the tones, z for none. VNI: 1–5 for the tones, 0 for none, 6 circumflex, 7 horn, 8 breve, 9 đ. As with the
input methods themselves, a key may stand anywhere behind the letter that it changes ("ddanrg", "d9a5i",
"tuyeenf", "tuyenfe"), and letters that were written with their marks may stand beside it ("tuyênf").
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable

from nlu.syllable import (
    ACUTE,
    BREVE,
    CIRCUMFLEX,
    DOT,
    GRAVE,
    HOOK,
    HORN,
    STROKE,
    TILDE,
    VOWELS,
    is_syllable,
    parts,
    shaped,
    toned,
)

_TELEX_TONES = {"s": ACUTE, "f": GRAVE, "r": HOOK, "x": TILDE, "j": DOT, "z": ""}
_VNI_TONES = {"1": ACUTE, "2": GRAVE, "3": HOOK, "4": TILDE, "5": DOT, "0": ""}
_LONGEST = 12  # keys: "nghieengx" has 9, "ngu7o7i2" 8
_TELEX_KEYS = re.compile(r"(?s).+[sfrxjzw]|.*w|.*([aeod]).*\1")
_VNI_KEYS = re.compile(r"[^\W\d_][^\W_]*\d[^\W_]*")


@functools.lru_cache(maxsize=8192)
def keyed(word: str) -> str:
    """The syllable, in small letters, that the word's keys make; "" when they make none or changed nothing.

    Its tone may still be missing. A word that is a syllable as it stands makes none.
    """
    if len(word) > _LONGEST or is_syllable(word):
        return ""
    if _VNI_KEYS.fullmatch(word):
        return _Keys(_vni).syllable(word)
    if _TELEX_KEYS.match(word):
        return _Keys(_telex).syllable(word)
    return ""


class _Keys:
    """The letters of one syllable, each with its shape, and the tone, as the keys come in."""

    def __init__(self, press: Callable[[_Keys, str], bool]) -> None:
        self._press = press
        self.bases: list[str] = []
        self.shapes: list[str] = []
        self.tone = ""

    def syllable(self, word: str) -> str:
        for key in word:
            base, shape, tone = parts(key)
            if shape or tone or not self._press(self, key):
                self.bases.append(base)
                self.shapes.append(shape)
                self.tone = tone or self.tone
        made = "".join(map(shaped, self.bases, self.shapes))
        if made.endswith("ươ"):  # at the end it is "uơ": thuở, huơ
            made = made[:-2] + "uơ"
        made = toned(made, self.tone)
        return made if made != word and is_syllable(made) else ""

    def set_tone(self, tone: str) -> bool:
        if VOWELS.isdisjoint(self.bases):
            return False
        self.tone = tone
        return True

    def circumflex(self, vowels: str) -> bool:
        return self._shape(self._last(vowels), CIRCUMFLEX)

    def stroke(self) -> bool:
        return self._shape(0 if self.bases[:1] == ["d"] and not self.shapes[0] else -1, STROKE)

    def horn(self) -> bool:
        """The horn on both of u and o side by side, on the u of "ua" and "uu", else on the last u or o."""
        start = 2 if self.bases[:2] == ["q", "u"] else 0
        for at in range(start, len(self.bases) - 1):
            pair = "".join(self.bases[at : at + 2])
            if pair == "uo" and HORN in (self.shapes[at], self.shapes[at + 1]):
                return self._shape(at, HORN) or self._shape(at + 1, HORN)
            if pair == "uo" and not self.shapes[at + 1]:
                return self._shape(at, HORN) and self._shape(at + 1, HORN)
            if pair in ("ua", "uu") and not self.shapes[at] and not self.shapes[at + 1]:
                return self._shape(at, HORN)
        return self._shape(self._last("uo", start), HORN)

    def breve(self) -> bool:
        return self._shape(self._last("a"), BREVE)

    def _last(self, vowels: str, start: int = 0) -> int:
        plain = [i for i, b in enumerate(self.bases) if i >= start and b in vowels and not self.shapes[i]]
        return plain[-1] if plain else -1

    def _shape(self, at: int, shape: str) -> bool:
        if at < 0 or self.shapes[at]:
            return False
        self.shapes[at] = shape
        return True


def _telex(keys: _Keys, key: str) -> bool:
    """Whether the key changed a letter before it, or made one itself, so that it is no letter."""
    if key in _TELEX_TONES:
        return keys.set_tone(_TELEX_TONES[key])
    if key in "aeo":
        return keys.circumflex(key)
    if key == "d":
        return keys.stroke()
    if key != "w":
        return False
    if not (keys.horn() or keys.breve()):
        keys.bases.append("u")
        keys.shapes.append(HORN)
    return True


def _vni(keys: _Keys, key: str) -> bool:
    """The same for a key of VNI."""
    if key in _VNI_TONES:
        return keys.set_tone(_VNI_TONES[key])
    marks = {"6": lambda: keys.circumflex("aeo"), "7": keys.horn, "8": keys.breve, "9": keys.stroke}
    return key in marks and marks[key]()
