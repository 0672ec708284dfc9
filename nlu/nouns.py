"""The nouns that stand beside a number, from nouns.csv: noun, kind, typed.

`kind` is a kind of `Quantity` (people, household, product, event, reach, percent, money, time), or

- classifier: stands before the counted noun ("12 cái băng rôn") or after it ("băng rôn 12 cái");
- other: counted, but never the figure of a report ("5 xã", "3 chủ đề"): such a quantity is left out;
- ordinal: stands before the number and makes it a name ("thôn 3", "khóa XIV");
- ordinal if alone: the same, unless a counted noun follows ("đội 3", but "đội 12 người").

`typed` is "marked" for a noun whose letters without marks are an everyday word, so that only "bà" counts, and
"closed" where the everyday word never ends a clause: "30 co" can be flags, "30 co mat" cannot.
"""

from __future__ import annotations

import csv
import functools
import re
from dataclasses import dataclass
from pathlib import Path

from nlu.text import fold, partly_typed_as, typed_as

NOUNS = Path(__file__).with_name("nouns.csv")

_LONGEST = 6  # words
_NEXT = re.compile(r"[\s*_\"“”]*([a-z][a-z0-9]*(?:[/.\-][a-z]+)*)")
_WORD = re.compile(r"[a-z][a-z0-9]*(?:[/.\-][a-z]+)*")
_SHORT = 4  # letters: longer ones survive a misplaced mark ("ngừơi")
_CLOSING = ",.;)\n+&"


@dataclass(frozen=True)
class Noun:
    """One row of the table."""

    noun: str
    kind: str
    typed: str


@dataclass(frozen=True)
class Found:
    """A noun in the text, at `start` to `end`."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class Nouns:
    """The table by folded noun: those counted, and those that name by number."""

    counted: dict[str, tuple[Noun, ...]]
    naming: dict[str, tuple[Noun, ...]]


@functools.cache
def load(path: Path = NOUNS) -> Nouns:
    """The table of a file, read once for each path. ValueError names a row that is not noun,kind,typed."""
    counted: dict[str, tuple[Noun, ...]] = {}
    naming: dict[str, tuple[Noun, ...]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            if not row["noun"] or not row["kind"] or row["typed"] not in ("", "marked", "closed"):
                raise ValueError(
                    f"{path.name}, line {number}: expected noun,kind,[marked|closed], got {row}; correct it"
                )
            noun = Noun(row["noun"].lower(), row["kind"], row["typed"])
            table = naming if noun.kind.startswith("ordinal") else counted
            table[fold(noun.noun)] = (*table.get(fold(noun.noun), ()), noun)
    return Nouns(counted, naming)


def spelt(noun: str) -> str:
    """The noun with its marks where it was typed without: "bang ron" is "băng rôn"; as typed when unsure."""
    known = list(dict.fromkeys(each.noun for each in load().counted.get(_spaced(fold(noun)), ())))
    sure = len(known) == 1 or (
        known and " " in noun
    )  # of several spellings the table's first is the usual one
    return known[0] if sure and fold(noun) == noun.lower() else noun


def is_classifier(noun: str) -> bool:
    """Whether the word only stands beside what is counted: "cái", "tấm"."""
    return any(each.kind == "classifier" for each in load().counted.get(_spaced(fold(noun)), ()))


def after(table: dict[str, tuple[Noun, ...]], text: str, folded: str, position: int) -> Found | None:
    """The longest noun of the table that begins at the position (spaces and emphasis marks before it)."""
    ends: list[tuple[int, int]] = []
    at = position
    while len(ends) < _LONGEST and (match := _NEXT.match(folded, at)):
        ends.append(match.span(1))
        at = match.end()
    for start, end in [(ends[0][0], end) for _, end in reversed(ends)] if ends else []:
        found = _look_up(table, text, folded, start, end)
        if found:
            return found
    if ends and (separator := re.search(r"[/.\-]", folded[slice(*ends[0])])):  # "cb/đv", "người.Sau đó"
        return _look_up(table, text, folded, ends[0][0], ends[0][0] + separator.start())
    return None


def before(table: dict[str, tuple[Noun, ...]], text: str, folded: str, position: int) -> Found | None:
    """The longest noun of the table that ends at the position."""
    start = max(0, position - 40)
    words = [
        m
        for m in _WORD.finditer(folded, start, position)
        if m.start() == 0 or not folded[m.start() - 1].isalnum()
    ]
    if not words or words[-1].end() != position:
        return None
    for first in words[-_LONGEST:]:
        found = _look_up(table, text, folded, first.start(), position)
        if found:
            return found
    return None


def _look_up(
    table: dict[str, tuple[Noun, ...]], text: str, folded: str, start: int, end: int
) -> Found | None:
    key = _spaced(folded[start:end])
    for noun in table.get(key, ()):
        closed = noun.typed != "closed" or not folded[end:].strip() or folded[end:].lstrip(" ")[0] in _CLOSING
        typed = _spaced(text[start:end].lower())
        if typed == noun.noun or (closed and noun.typed != "marked" and _typed_as(noun, typed)):
            return Found(noun.kind, start, end)
    return None


def _spaced(words: str) -> str:
    return " ".join(words.replace("*", " ").replace("_", " ").split())


def _typed_as(noun: Noun, typed: str) -> bool:
    """Whether the typed letters can be this noun: several words always can, one must letter by letter."""
    if " " in noun.noun or len(noun.noun) > _SHORT or len(typed) != len(noun.noun):
        return True
    same = partly_typed_as if len(typed) == _SHORT else typed_as  # "lươt" is "lượt", "họ" is no "hộ"
    return same((typed,), (noun.noun,))
