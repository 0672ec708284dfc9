"""Typing errors mended against a vocabulary: Telex and VNI residue, missing spaces, one wrong letter.

Only what is no Vietnamese syllable is touched, so a word that the vocabulary lacks stays as it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from nlu.text import fold

_ONSET = "(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|b|c|d|g|h|k|l|m|n|p|r|s|t|v|x)?"
_NUCLEUS = (
    "(?:uye|uya|uoi|uou|ieu|yeu|oai|oay|oeo|uay|uao|uyu|ia|ie|ya|ye|ua|uo|ue|uy|ui|uu|oa|oe|oi|"
    "ai|ao|au|ay|eo|eu|iu|a|e|i|o|u|y)"
)
_CODA = "(?:ng|nh|ch|c|m|n|p|t)?"
_VIETNAMESE = re.compile(f"{_ONSET}{_NUCLEUS}{_CODA}")
_TELEX = (
    (re.compile("dd"), "d"),
    (re.compile("([aeo])\\1"), "\\1"),
    (re.compile("(?<=[auo])w|w(?=[ou])"), ""),
)
_TELEX_TONE = re.compile("[sfrxj]")
_VNI = re.compile("(?<=[a-z])[1-9]{1,2}")
_WORD = re.compile(r"[^\W_]+")
_LONGEST = 24  # letters: nobody runs more syllables together by mistake
_LETTERS = "abcdeghiklmnopqrstuvxy"


class Speller:
    """Mends words towards the folded syllables of `texts`, the commoner ones first."""

    def __init__(self, texts: Iterable[list[str]]) -> None:
        self._counts = Counter(token for tokens in texts for token in tokens)

    def mend(self, text: str) -> str:
        """The text with every word that is no Vietnamese syllable mended, where it can be (without marks)."""
        return _WORD.sub(lambda m: self._mended(m.group()), text)

    def _mended(self, word: str) -> str:
        folded = fold(word)
        if len(folded) > _LONGEST:
            return word
        if folded in self._counts or is_vietnamese(folded) or folded.isdigit():
            return word
        return self._from_keystrokes(folded) or self._split(folded) or self._one_letter_off(folded) or word

    def _from_keystrokes(self, folded: str) -> str:
        """What Telex or VNI would have made of the keys: "ddaij" → dai, "tuyeen" → tuyen, "d9a5i" → dai."""
        plain = _VNI.sub("", folded)
        for pattern, replacement in _TELEX:
            plain = pattern.sub(replacement, plain)
        toneless = [plain[: m.start()] + plain[m.end() :] for m in _TELEX_TONE.finditer(plain) if m.start()]
        readings = [p for p in (plain, *reversed(toneless)) if p != folded]
        known = [p for p in readings if p in self._counts]
        return next(iter(known or [p for p in readings if is_vietnamese(p)]), "")

    def _split(self, folded: str) -> str:
        """Syllables typed without spaces: "nhiemvu" → nhiem vu; the fewest syllables win."""
        best: list[list[str] | None] = [[]] + [None] * len(folded)
        for end in range(1, len(folded) + 1):
            for start in range(max(0, end - 7), end):
                before, piece = best[start], folded[start:end]
                if before is None or len(piece) < 2 or piece not in self._counts:
                    continue
                if best[end] is None or len(before) + 1 < len(best[end] or ()):
                    best[end] = [*before, piece]
        return " ".join(best[-1] or ())

    def _one_letter_off(self, folded: str) -> str:
        """The commonest known word one slip away; a dropped letter is likelier than a wrong one."""
        if len(folded) < 3 or not folded.isalpha():
            return ""
        for slips in _slips(folded):
            near = slips & self._counts.keys()
            if near:
                return max(near, key=lambda w: (w[0] == folded[0], self._counts[w], w))
        return ""


def is_vietnamese(folded: str) -> bool:
    """Whether the folded word has the build of a Vietnamese syllable."""
    return _VIETNAMESE.fullmatch(folded) is not None


def _slips(word: str) -> list[set[str]]:
    """The words one slip from this: a letter dropped, two swapped, one wrong, one too many."""
    parts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    dropped = {a + c + b for a, b in parts for c in _LETTERS}
    swapped = {a + b[1] + b[0] + b[2:] for a, b in parts if len(b) > 1}
    wrong = {a + c + b[1:] for a, b in parts if b for c in _LETTERS}
    extra = {a + b[1:] for a, b in parts if b}
    return [dropped, swapped, wrong, extra]
