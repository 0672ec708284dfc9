"""Letters typed with a space behind each: "t u y ê n  t r u y ề n"."""

from __future__ import annotations

import re

from nlu.joined import split
from nlu.syllable import is_syllable
from nlu.vocabulary import Vocabulary

_LETTER = r"(?<![^\W_])[^\W\d_](?![^\W_])"
_SPACED = re.compile(rf"{_LETTER}(?:[ .\-_]{_LETTER}){{1,39}}")
_LEAST = 6  # letters that stand alone, in a text that was typed so


def closed(text: str, vocabulary: Vocabulary) -> str:
    """The text with letters that were typed apart put together where they make words."""
    if len(re.findall(_LETTER, text)) < _LEAST:
        return text
    return _SPACED.sub(lambda match: _words(match.group(), vocabulary), text)


def _words(letters: str, vocabulary: Vocabulary) -> str:
    word = letters[::2]
    if is_syllable(word.lower()):
        return word
    return " ".join(split(word, vocabulary)) or letters
