"""What officers abbreviate, from abbreviations.csv: alias, expansion, kind, case.

`kind` is body, document type, term, word, chat, or dialect (which counts with its marks only). `case` "upper"
counts only in capitals ("CA" is Công an, "ca" a shift), "lower" only in small letters ("kh" in a chat is
không); "" in any. An alias of several rows is ambiguous: `expand` leaves it, `readings` gives them all.
"""

from __future__ import annotations

import csv
import functools
import re
from dataclasses import dataclass
from pathlib import Path

from nlu.text import fold, has_marks

ABBREVIATIONS = Path(__file__).with_name("abbreviations.csv")

# A whole token: not a part of "356/UBND-KGVX", of an address or of a hyphenated word.
_TOKEN = re.compile(r"(?<![\w/&@\-–.])[^\W_]+(?:[&/.][^\W_]+)*(?![\w/&@\-–]|\.\w)")
_CAPITALS_WORDS = 3


@dataclass(frozen=True)
class Abbreviation:
    """One row of the table."""

    alias: str
    expansion: str
    kind: str
    case: str


@dataclass(frozen=True)
class Abbreviations:
    """The table by folded alias, rows in the order of the file."""

    rows: dict[str, tuple[Abbreviation, ...]]

    def readings(self, token: str) -> tuple[str, ...]:
        """Every expansion that the token may stand for, whatever its case; () for an unknown one."""
        return _expansions([*self._exact(token), *self._unmarked(token)])

    def expand(self, text: str) -> str:
        """The text with every unambiguous whole token replaced; everything else stays as it was typed."""
        capitals = text.isupper() and len(text.split()) > _CAPITALS_WORDS
        return _TOKEN.sub(lambda match: self._expansion(match.group(), has_marks(text), capitals), text)

    def _expansion(self, token: str, marked: bool, capitals: bool) -> str:
        rows = [row for row in self._exact(token) if _written(row, token, capitals)]
        if not rows or not marked:
            rows += [row for row in self._unmarked(token) if _written(row, token, capitals)]
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
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            new = Abbreviation(**row)
            if not new.alias or not new.expansion or not new.kind or new.case not in ("", "upper", "lower"):
                expected = "alias,expansion,kind,[upper|lower]"
                raise ValueError(f"{path.name}, line {number}: expected {expected}, got {row}; correct it")
            rows[fold(new.alias)] = (*rows.get(fold(new.alias), ()), new)
    return Abbreviations(rows)


def _expansions(rows: list[Abbreviation]) -> tuple[str, ...]:
    """Without repetitions; two that differ in capitals alone are one."""
    return tuple({row.expansion.lower(): row.expansion for row in reversed(rows)}.values())[::-1]


def _written(row: Abbreviation, token: str, capitals: bool) -> bool:
    """Whether the token has the case of the row; in a message all in capitals, case says nothing."""
    if row.case == "upper":
        return not capitals and (token == token.upper() or token == row.alias)
    if row.case == "lower":
        return token[1:] == token[1:].lower() and token != token.upper()
    return True
