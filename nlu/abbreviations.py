"""What officers abbreviate or say in their own way, from abbreviations.csv: alias, expansion, kind, case.

`kind` is body, document type, term, word, chat, dialect (a single word of it counts with its marks only),
rare (a reading for `readings` alone, where documents decide), counted ("m#" is mục with its number) or fixed
(words that stay: "đại biểu" has no "biểu"). An alias of several words counts with its marks or without.
`case` "upper" counts only in capitals ("CA" is Công an, "ca" a shift), "lower" only in small letters ("kh" in
a chat is không); "" in any. An alias of several rows, the commonest first, is ambiguous: `expand` leaves it,
`readings` gives them all.
"""

from __future__ import annotations

import csv
import functools
import re
from dataclasses import dataclass
from pathlib import Path

from nlu.syllable import is_syllable
from nlu.text import fold, fold_word, has_marks, typed_as

ABBREVIATIONS = Path(__file__).with_name("abbreviations.csv")

# A whole token: not a part of "356/UBND-KGVX", of an address or of a hyphenated word.
_TOKEN = re.compile(r"(?<![\w/&@\-–.])[^\W_]+(?:[&/.][^\W_]+)*(?![\w/&@\-–]|\.\w)")
_WORD = re.compile(r"[^\W_]+")
_CAPITALS_WORDS = 3


@dataclass(frozen=True)
class Abbreviation:
    """One row of the table."""

    alias: str
    expansion: str
    kind: str
    case: str


@dataclass(frozen=True, eq=False)  # one for each file: told apart by being another
class Abbreviations:
    """The table by folded alias, rows in the order of the file."""

    rows: dict[str, tuple[Abbreviation, ...]]
    phrases: dict[str, tuple[Abbreviation, ...]]  # by their first word folded, the longest first

    def readings(self, token: str) -> tuple[str, ...]:
        """Every expansion that the token may stand for; () for an unknown one.

        Its case counts for a chat's small letters alone: "KG" is no không where it may be kính gửi.
        """
        if fold_word(token) not in self.rows:
            return ()
        rows = [*self._exact(token), *self._unmarked(token)]
        capitals = len(token) > 1 and token.isupper()
        return _expansions([row for row in rows if not capitals or row.case != "lower"] or rows)

    def __contains__(self, token: str) -> bool:
        """Whether the token is an alias with its marks, whatever its case."""
        return bool(self._exact(token))

    def sure(self, token: str) -> str:
        """The expansion that the token has in any text, or the only one that is not rare, whatever its case.

        "" for none.
        """
        if (expanded := self.expand(token)) != token:
            return expanded
        rows = [row for row in [*self._exact(token), *self._unmarked(token)] if row.kind != "rare"]
        expansions = _expansions(rows)
        return expansions[0] if len(expansions) == 1 else ""

    def expand(self, text: str) -> str:
        """The text with every unambiguous whole token replaced; everything else stays as it was typed."""
        capitals = text.isupper() and len(text.split()) > _CAPITALS_WORDS
        marked = has_marks(text)
        kept, text = self._phrased(text)
        return _TOKEN.sub(
            lambda m: m.group() if m.start() in kept else self._expansion(m.group(), marked, capitals), text
        )

    def _phrased(self, text: str) -> tuple[set[int], str]:
        """The text with its phrases replaced, and where in it the words of fixed ones begin."""
        found = list(_WORD.finditer(text))
        typed = [match.group().lower() for match in found]
        starts = [i for i, word in enumerate(typed) if fold_word(word) in self.phrases]
        if not starts:
            return set(), text
        fixed = {i for at in starts for i in self._span(typed, at, is_fixed=True)}
        result, at, shift, taken, kept = [], 0, 0, 0, set()
        for i in range(len(found)):
            if i in fixed:
                kept.add(found[i].start() + shift)
            span = self._span(typed, i, is_fixed=False) if i in starts and i >= taken else ()
            if span and fixed.isdisjoint(span):
                row = self._phrase(typed, i, is_fixed=False)
                start, end = found[i].start(), found[span[-1]].end()
                result += [text[at:start], row.expansion if row else ""]
                shift += len(result[-1]) - (end - start)
                at, taken = end, span.stop
        return kept, "".join([*result, text[at:]])

    def _span(self, typed: list[str], at: int, *, is_fixed: bool) -> range:
        """The words of the phrase that begins there, none for no phrase."""
        row = self._phrase(typed, at, is_fixed=is_fixed)
        return range(at, at + len(row.alias.split()) if row else at)

    def _phrase(self, typed: list[str], at: int, *, is_fixed: bool) -> Abbreviation | None:
        rows = (r for r in self.phrases.get(fold_word(typed[at]), ()) if (r.kind == "fixed") == is_fixed)
        return next((r for r in rows if typed_as(typed[at:][: len(r.alias.split())], r.alias.split())), None)

    def _expansion(self, token: str, marked: bool, capitals: bool) -> str:
        if fold_word(token) not in self.rows:
            return token
        rows = [row for row in self._exact(token) if _counts(row, token, capitals)]
        if not rows or not marked:
            rows += [row for row in self._unmarked(token) if _counts(row, token, capitals)]
        expansions = _expansions(rows)
        return expansions[0] if len(expansions) == 1 else token

    def of_kind(self, kind: str) -> list[Abbreviation]:
        """The rows of a kind, in the order of the file."""
        return [row for rows in self.rows.values() for row in rows if row.kind == kind]

    def _exact(self, token: str) -> list[Abbreviation]:
        return [row for row in self.rows.get(fold(token), ()) if row.alias.lower() == token.lower()]

    def _unmarked(self, token: str) -> list[Abbreviation]:
        """Rows whose alias has marks that the token lacks: "HD" may be "HĐ", never the other way round."""
        rows = self.rows.get(fold(token), ()) if token.lower() == fold(token) else ()
        return [row for row in rows if row.alias.lower() != token.lower() and row.kind != "dialect"]


@functools.cache
def load(path: Path = ABBREVIATIONS) -> Abbreviations:
    """The table of a file, read once for each path. ValueError names a row that lacks a column."""
    rows: dict[str, tuple[Abbreviation, ...]] = {}
    phrases: dict[str, tuple[Abbreviation, ...]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            new = Abbreviation(**row)
            if not new.alias or not new.expansion or not new.kind or new.case not in ("", "upper", "lower"):
                expected = "alias,expansion,kind,[upper|lower]"
                raise ValueError(f"{path.name}, line {number}: expected {expected}, got {row}; correct it")
            table, key = (phrases, new.alias.split()[0]) if " " in new.alias else (rows, new.alias)
            table[fold(key)] = (*table.get(fold(key), ()), new)
    longest = {key: tuple(sorted(found, key=lambda r: -len(r.alias))) for key, found in phrases.items()}
    return Abbreviations(rows, longest)


def _expansions(rows: list[Abbreviation]) -> tuple[str, ...]:
    """Without repetitions; two that differ in capitals alone are one."""
    return tuple({row.expansion.lower(): row.expansion for row in reversed(rows)}.values())[::-1]


def _counts(row: Abbreviation, token: str, capitals: bool) -> bool:
    """Whether the token has the case of the row, which a message all in capitals tells of no syllable."""
    if row.kind == "rare":
        return False
    if row.case == "upper":
        return not (capitals and is_syllable(token.lower())) and (
            token == token.upper() or token == row.alias
        )
    if row.case == "lower":
        return token[1:] == token[1:].lower() and token != token.upper()
    return True
