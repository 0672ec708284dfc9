"""The one normal form of Vietnamese text: every comparison in the house goes through here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence

# Zero-width and bidirectional controls: invisible, and they break words apart.
_INVISIBLE = dict.fromkeys(
    [0x00AD, 0x061C, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)]
)
# The older tone placement ("hoà", "khoẻ", "uỷ") to the one of official documents ("hòa", "khỏe", "ủy").
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_OLD_TONE = re.compile(
    rf"(?<![qQ])([oO])([aAeE])([{_TONES}])(?![^\W\d_])|(?<![qQ])([uU])([yY])([{_TONES}])(?![^\W\d_])"
)
_SYLLABLE = re.compile(r"[a-z0-9]+")


class _Table(dict[int, str]):
    """A table for str.translate that works a character out when it is first met: ten times a loop's speed."""

    def __init__(self, work_out: Callable[[str], str]) -> None:
        super().__init__()
        self._work_out = work_out

    def __missing__(self, code: int) -> str:
        return self.setdefault(code, self._work_out(chr(code)))


def _folded(character: str) -> str:
    return "d" if character in "đĐ" else unicodedata.normalize("NFD", character)[0].lower()[0]


def _lowered(character: str) -> str:
    return character.lower() if len(character.lower()) == 1 else character


_FOLDED, _LOWERED = _Table(_folded), _Table(_lowered)


def _move_tone(match: re.Match[str]) -> str:
    first, second, tone = (g for g in match.groups() if g is not None)
    return first + tone + second


def normalise(text: str) -> str:
    """The text in NFC with one tone placement, without invisible or control characters (but line breaks)."""
    text = text.translate(_INVISIBLE)
    text = _OLD_TONE.sub(_move_tone, unicodedata.normalize("NFD", text))
    text = unicodedata.normalize("NFC", text)
    return "".join(c if c == "\n" or unicodedata.category(c) != "Cc" else " " for c in text)


def fold(text: str) -> str:
    """Lower case without marks, đ → d. One character stays one character, so offsets hold for NFC text."""
    return text.translate(_FOLDED)


def syllables(text: str) -> list[str]:
    """The folded syllables and figures of the text, in order: "Kế hoạch 324-KH/TU" → ke hoach 324 kh tu."""
    return _SYLLABLE.findall(fold(text))


def words(text: str) -> list[str]:
    """The same tokens with their marks, lower case, one for each of `syllables(text)`."""
    lower = text.translate(_LOWERED)
    return [lower[m.start() : m.end()] for m in _SYLLABLE.finditer(fold(text))]


def has_marks(text: str) -> bool:
    """Whether any letter carries a Vietnamese mark (or is đ)."""
    return any(fold(c) != c.lower() for c in text if c.isalpha())


def typed_as(typed: Sequence[str], phrase: Sequence[str]) -> bool:
    """Whether words were typed as the phrase's, each letter the same or without marks.

    "hoi thao" may be "hội thao" and "hội thảo"; "hội thảo" is no "hội thao".
    """
    return len(typed) == len(phrase) and all(
        len(t) == len(w) and all(a in (b, fold(b)) for a, b in zip(t, w, strict=True))
        for t, w in zip(typed, phrase, strict=True)
    )
