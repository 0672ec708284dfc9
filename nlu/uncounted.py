"""Figures that count nothing: telephones, clock times, report numbers, roman numbers of congresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlu import Quantity

_PHONE = re.compile(
    r"(?<![^\W_])(?:(?:\+\s?84|84)[\s.\-]?[1-9](?:[\s.\-]?[0-9]){8}|0[1-9](?:[\s.\-]?[0-9]){8})(?![0-9])"
)
_CLOCK = re.compile(
    r"(?<![^\W_])(?<![0-9][.,/])(?:[01]?[0-9]|2[0-4])(?:\s?[hg]\s?(?:[0-5][0-9])?(?![^\W_])|:[0-5][0-9](?![0-9:])|"
    r"\s?gio\s+[0-5]?[0-9](?:\s+phut)?(?![^\W_])|\s?(?:gio\s+)?ruoi\s+(?:sang|trua|chieu|toi)(?![^\W_]))"
)
_CODE = re.compile(r"(?<![^\W_])[a-z]{2,}-[0-9]{4}-[0-9]+(?![^\W_])")  # "BC-2025-000001"
_ROMAN = re.compile(
    r"(?<![^\W_])(?P<name>khoa|dai hoi|(?:lan|ky hop|ky|phien)(?:\s+thu)?|thu|quy|the ky|chuong|phan|"
    r"muc|phu luc)\s+(?P<roman>[ivxl]+)(?![^\W_])"
)
_DIGITS = {"i": 1, "v": 5, "x": 10, "l": 50}


def named(text: str, folded: str) -> Iterator[Quantity]:
    """The telephone numbers and roman ordinals of the text."""
    for match in _PHONE.finditer(folded):
        value = int(re.sub("[^0-9]", "", match.group()))
        yield Quantity(text[slice(*match.span())], *match.span(), value, "phone")
    for match in _romans(text, folded):
        name = text[slice(*match.span("name"))]
        yield Quantity(text[slice(*match.span())], *match.span(), _value(match["roman"]), "ordinal", name)


def without(text: str, folded: str) -> str:
    """The text with these, clock times and report numbers blanked out."""
    for match in [
        *_PHONE.finditer(folded),
        *_CLOCK.finditer(folded),
        *_CODE.finditer(folded),
        *_romans(text, folded),
    ]:
        folded = folded[: match.start()] + "\u00b7" * len(match.group()) + folded[match.end() :]
    return folded


def _romans(text: str, folded: str) -> Iterator[re.Match[str]]:
    for match in _ROMAN.finditer(folded):
        typed = text[slice(*match.span("roman"))]
        if _value(match["roman"]) and (typed.isupper() or (len(typed) > 1 and typed == match["roman"])):
            yield match


def _value(roman: str) -> int:
    """The value of a well-formed roman number up to 89, 0 for anything else."""
    if not re.fullmatch(r"(?:l?x{0,3}|xl)(?:ix|iv|v?i{0,3})", roman):
        return 0
    values = [_DIGITS[letter] for letter in roman]
    return sum(-value if value < max(values[at:]) else value for at, value in enumerate(values))
