"""Tokens and webhook secrets: held so that they are not printed, and known so that they are not logged."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NoReturn

HIDDEN = "***"
# What is shorter is not redacted: it would black out words of every text. A real token never is.
SHORTEST = 8
# How often an escape may be escaped again; unbounded, a text of backslashes would take for ever.
_ESCAPED = r"\\{1,8}"
_known: set[str] = set()


class Secret:
    """A value that shows itself only when asked for by name. What it holds is redacted from then on."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value
        if len(value) >= SHORTEST:
            _known.add(value)

    @property
    def value(self) -> str:
        """What must not be shown."""
        return self._value

    def __repr__(self) -> str:
        return f"Secret({HIDDEN})"

    def __format__(self, form: str) -> str:
        return format(repr(self), form)

    def __bool__(self) -> bool:
        return bool(self._value)

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, memo: object) -> Secret:
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Secret is not pickled: it would be stored as it is")


def from_environment(name: str, environment: Mapping[str, str] = os.environ) -> Secret:
    """The secret in that variable; an empty one when it is not set."""
    return Secret(environment.get(name, "").strip())


def redacted(text: str) -> str:
    """The text without any secret known: as it is, or as an address, JSON or a repr writes it."""
    return _pattern(frozenset(_known)).sub(HIDDEN, text) if _known else text


@lru_cache(maxsize=1)
def _pattern(values: frozenset[str]) -> re.Pattern[str]:
    """What finds any of the values; the longest first, as one may be the beginning of another."""
    ordered = sorted(values, key=lambda value: (-len(value), value))
    return re.compile("|".join("".join(map(_written, value)) for value in ordered), re.IGNORECASE)


def _written(character: str) -> str:
    """A pattern of the ways in which a character is written, escaped again or not: ":", "%3A", "\\u003a"."""
    octets, units = (character.encode(code, "surrogatepass") for code in ("utf-8", "utf-16-be"))
    ways = [re.escape(character), "".join(f"%(?:25){{0,4}}{octet:02x}" for octet in octets)]
    ways.append("".join(rf"{_ESCAPED}u{units[i : i + 2].hex()}" for i in range(0, len(units), 2)))
    if ord(character) < 256:
        ways.append(rf"{_ESCAPED}x{ord(character):02x}")
    if character in "\"'/\\":
        ways.append(_ESCAPED + re.escape(character))
    return f"(?:{'|'.join(ways)})"
