"""Which of several sentences a question means: by the type of document asked for, and by shared words."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from itertools import pairwise

from knowledge.header import document_types
from knowledge.references import mentions
from nlu.text import syllables


def type_asked(tokens: Sequence[str]) -> str:
    """The type of document that is asked for ("căn cứ nghị quyết nào"), "" for none."""
    found = _asked().search(" ".join(tokens))
    return _types()[found[1]] if found else ""


def nearness(tokens: Sequence[str], text: str) -> tuple[int, int]:
    """How near the text is to the question of these syllables, to sort by.

    First whether the document that it names first is of the type asked for, or any words of it are; then how
    many neighbouring syllables of the question it has.
    """
    said = syllables(text)
    wanted = type_asked(tokens)
    named = mentions(text)[:1] if wanted else []
    typed = 2 * bool(named and named[0].type == wanted) or int(
        bool(wanted) and " ".join(syllables(wanted)) in " ".join(said)
    )
    return typed, len(set(pairwise(tokens)) & set(pairwise(said)))


@functools.cache
def _types() -> dict[str, str]:
    return {" ".join(syllables(name)): name for name in document_types().values()}


@functools.cache
def _asked() -> re.Pattern[str]:
    names = "|".join(sorted(_types(), key=len, reverse=True))
    return re.compile(rf"\b({names}) (?:nao|gi|so may|so bao nhieu)\b")
