"""Words typed without the spaces between them: "aikycongvan", "sởvănhóa", "côngvăn356"."""

from __future__ import annotations

import itertools
import math
import re

from nlu.syllable import is_syllable, marks
from nlu.text import fold, fold_word
from nlu.vocabulary import Vocabulary

_LONGEST = 40  # letters: nobody runs more together by mistake
_SYLLABLE = 7  # letters of the longest
_AT_FIGURES = re.compile(r"([^\W\d_]{2,})(\d+)|(\d+)([^\W\d_]{2,})")
_APART = 1.5  # powers of ten by which a word is rarer that the texts do not have beside the last


def split(word: str, vocabulary: Vocabulary) -> list[str]:
    """The words that were run together, as they were typed; [] when no known ones make up the whole."""
    if at := _AT_FIGURES.fullmatch(word):
        letters, figures = at.group(1) or at.group(4), at.group(2) or at.group(3)
        known = fold(letters) in vocabulary and is_syllable(letters.lower())
        pieces = [letters] if known else split(letters, vocabulary)
        if not pieces:
            return []
        return [*pieces, figures] if at.group(1) else [figures, *pieces]
    if not 3 < len(word) <= _LONGEST or not word.isalpha():
        return []
    ends = _cut(word.lower(), vocabulary)
    return [word[a:b] for a, b in itertools.pairwise(ends)] if len(ends) > 2 else []


def _cut(word: str, vocabulary: Vocabulary) -> list[int]:
    """Where the likeliest words begin, and the end of the last; [] when there are none."""
    folded = fold(word)
    total = 1 + len(vocabulary.counts)
    best: dict[int, tuple[float, list[int]]] = {0: (0.0, [0])}  # by end: cost, and where its words begin
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - _SYLLABLE), end):
            if start not in best or not _is_known(word[start:end], vocabulary):
                continue
            cost, cuts = best[start]
            piece = folded[start:end]
            cost += math.log10(total / vocabulary.counts[piece])
            if len(cuts) > 1 and not vocabulary.neighbours(folded[cuts[-2] : start], piece):
                cost += _APART
            if end not in best or cost < best[end][0]:
                best[end] = cost, [*cuts, end]
    return best[len(word)][1] if len(word) in best else []


def _is_known(piece: str, vocabulary: Vocabulary) -> bool:
    """Whether the texts have the piece, with these marks or more."""
    forms = vocabulary.forms.get(fold_word(piece), ())
    if piece.isascii() and len(piece) < 2:
        return False
    return is_syllable(piece) and any(marks(piece) <= marks(form) for form in forms)
