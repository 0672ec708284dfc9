"""The lines of a scanned signature in the spelling of the house's lists of offices and surnames."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from knowledge.sections import body_names
from nlu.text import fold

_HOME = Path(__file__).parent
_ON_BEHALF = ("TM.", "KT.", "TL.", "TUQ.", "Q.", "T/M", "K/T", "T/L", "T/UQ")


def signed(line: str) -> str:
    """The line with its office or body, what stands before that ("K/T"), or its surname as listed."""
    words = line.split()
    if line != line.upper():
        named = len(words) > 1 and all(word[0].isupper() for word in words)
        surname = _surnames().get(fold(words[0])) if named else None
        return " ".join([surname or words[0], *words[1:]])
    offices = [_office(words[at:]) for at in (0, 1)]
    if not offices[0] and len(words) > 1 and offices[1]:
        return " ".join([_behalf(words[0]), *offices[1]])
    return " ".join(offices[0] or words)


def _office(words: Sequence[str]) -> list[str]:
    """The words with the office or body that they begin with as its list has it; [] without one."""
    for count in range(min(len(words), _longest()), 0, -1):
        known = _offices().get(tuple(map(fold, words[:count])))
        if known:
            return [*known, *words[count:]]
    return []


def _behalf(word: str) -> str:
    """ "TM.", "K/T" …: the only one that differs from the word in one character."""
    near = [each for each in _ON_BEHALF if len(each) == len(word) and _differ(each, word) <= 1]
    return near[0] if len(near) == 1 else word


def _differ(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))


@functools.cache
def _offices() -> dict[tuple[str, ...], list[str]]:
    names = [*_listed("offices.txt"), *(name.upper() for name in body_names() if " " in name)]
    return {tuple(fold(name).split()): name.split() for name in names}


@functools.cache
def _longest() -> int:
    return max(map(len, _offices()))


@functools.cache
def _surnames() -> dict[str, str]:
    """The surnames by what they are without marks, but those that only their marks tell apart."""
    counts = Counter(map(fold, _listed("surnames.txt")))
    return {fold(name): name for name in _listed("surnames.txt") if counts[fold(name)] == 1}


@functools.cache
def _listed(name: str) -> tuple[str, ...]:
    lines = (_HOME / name).read_text(encoding="utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))
