"""The symbol behind a document's number, made of abbreviations: KH/TU · UBND-KGVX · 2020/NĐ-CP.

A state letter has no type in its symbol (Nghị định 30/2020/NĐ-CP, annex I, on number and symbol), so
"356/UBND-KGVX" is a Công văn.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from nlu import abbreviations
from nlu.text import fold

_DASH = "[-–]"
_JOINT = rf"\s?(?:/|{_DASH}|&)\s?"
# Behind a number: a year, then letters joined by "/" or "-"; a space alone joins "324 KH/TU".
PATTERN = (
    r"(?P<year>\s?/\s?(?:19|20)[0-9]{2}(?![0-9]))?"
    rf"(?:(?P<separator>\s?(?:/|{_DASH})\s?|\s(?=[a-z]{{2,4}}\s?[/\-–]\s?[a-z]))"
    rf"(?P<symbol>[a-z]{{2,}}[0-9]{{0,2}}(?:{_JOINT}[a-z]{{2,}})*))?"
)
_LONG_BODY = 4  # letters: "356/ubnd" is a symbol in small letters too, "45/cb" is not


@dataclass(frozen=True)
class Names:
    """Folded: types of documents by alias and name ("" for a mere "văn bản"), and aliases of bodies."""

    types: dict[str, str]
    bodies: frozenset[str]

    def run_together(self, letters: str) -> str:
        """The type that a body follows without a sign ("khtu" → "kh"), "" when there is none."""
        starts = (alias for alias in self.types if letters.startswith(alias))
        return next((alias for alias in starts if letters[len(alias) :] in self.bodies), "")

    def known(self, part: str) -> bool:
        """Whether a part of a symbol is a type, a body, or both run together."""
        part = part.rstrip("0123456789")  # "QH14"
        return part in self.types or part in self.bodies or bool(self.run_together(part))


@functools.cache
def names() -> Names:
    """The names of the abbreviations table."""
    table = abbreviations.load()
    types: dict[str, str] = {}
    for row in table.of_kind("document type"):
        name = "" if row.expansion == "Văn bản" else row.expansion
        types.setdefault(fold(row.alias), name)
        types.setdefault(fold(row.expansion), name)
    return Names(types, frozenset(fold(row.alias) for row in table.of_kind("body")))


def read(match: re.Match[str], text: str) -> tuple[str, int]:
    """The symbol of a match of PATTERN and where it ends, ("", 0) when there is none."""
    year = re.sub(r"[\s/]", "", match["year"] or "")
    if match["symbol"] and _is_symbol(match, text):
        symbol = written(re.sub(r"\s", "", text[slice(*match.span("symbol"))]))
        return (f"{year}/{symbol}" if year else symbol), match.end("symbol")
    return (year, match.end("year")) if year else ("", 0)


def type_of(symbol: str) -> str:
    """The full name of the type that a symbol carries: "KH/TU" → Kế hoạch, "UBND-KGVX" → Công văn; or ""."""
    parts = [part for part in re.split(r"[/\-–&]", fold(symbol)) if part and not part.isdigit()]
    for part in parts:
        name = names().types.get(part) or names().types.get(names().run_together(part))
        if name:
            return name
    return "Công văn" if len(parts) > 1 and parts[0] in names().bodies else ""


def written(symbol: str) -> str:
    """The symbol as typed, in capitals when it was typed without any ("ubnd-kgvx")."""
    return symbol.upper() if symbol == symbol.lower() else symbol


def _is_symbol(match: re.Match[str], text: str) -> bool:
    """Whether the letters are a symbol and not "120 - xã Bình Chánh" or "45/cb"."""
    letters, separator, typed = match["symbol"], match["separator"], text[slice(*match.span("symbol"))]
    parts, named = re.split(_JOINT, letters), bool(match["type"])
    capitals = typed.isupper() and len(parts) > 1
    if not capitals and not any(names().known(part) for part in parts):
        return False
    if len(parts) == 1 and not (typed.isupper() or len(letters) >= _LONG_BODY or named):
        return False
    if separator == separator.strip():
        return True
    if "/" in separator:
        return named or typed != letters
    return parts[0] in names().types and (named or bool(separator.strip()))
