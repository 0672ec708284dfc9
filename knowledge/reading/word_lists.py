"""The numbers that Word itself puts before the paragraphs of a list: "1.", "a)", "1.2.", "-"."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from knowledge.reading.word_styles import whole
from knowledge.reading.xml import Element, child, local, value

_PLACE = re.compile(r"%(\d)")
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_LEVELS = 9
# The hyphens and dashes of lists; all other bullets (discs, squares, letters of symbol fonts) are "•".
_DASHES = {"-": "-", "–": "-", "—": "-", "−": "-", "\uf02d": "-", "+": "+", "\uf02b": "+", "*": "*"}


@dataclass(frozen=True)
class Level:
    """One level of a list: where it starts, how its number is written, and what stands around it."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    joined: bool = False  # nothing between number and words


class Lists:
    """The lists of numbering.xml, and how far each has been counted."""

    def __init__(self, root: Element | None) -> None:
        self._patterns: dict[str, dict[int, Level]] = {}
        self._of: dict[str, str] = {}  # w:num → w:abstractNum, whose count all of its nums share
        self._overridden: dict[str, dict[int, Level]] = {}
        self._restarts: dict[str, dict[int, int]] = {}
        self._counts: dict[str, list[int | None]] = {}
        for each in root if root is not None else ():
            if local(each) == "abstractNum":
                self._add_pattern(each)
            elif local(each) == "num":
                self._add_list(each)

    def label(self, list_id: str, depth: int) -> str:
        """The mark before the next paragraph of that list and level, with its space; "" for none."""
        pattern = self._of.get(list_id)
        if pattern is None or not 0 <= depth < _LEVELS:
            return ""
        levels = {**self._patterns.get(pattern, {}), **self._overridden.get(list_id, {})}
        self._count(pattern, list_id, depth, levels)
        own = levels.get(depth, Level())
        if own.format == "none":
            return ""
        if own.format == "bullet":
            written = _DASHES.get(own.text.strip()[:1], "•")
        else:
            written = _PLACE.sub(lambda m: self._number(pattern, int(m[1]) - 1, levels), own.text)
        return f"{written}{'' if own.joined else ' '}" if written else ""

    def _count(self, pattern: str, list_id: str, depth: int, levels: dict[int, Level]) -> None:
        counts = self._counts.setdefault(pattern, [None] * _LEVELS)
        restart = self._restarts.get(list_id, {}).pop(depth, None)
        if restart is not None:
            counts[depth] = restart
        else:
            last = counts[depth]
            counts[depth] = levels.get(depth, Level()).start if last is None else last + 1
        counts[depth + 1 :] = [None] * (_LEVELS - depth - 1)

    def _number(self, pattern: str, depth: int, levels: dict[int, Level]) -> str:
        if not 0 <= depth < _LEVELS:
            return ""
        level = levels.get(depth, Level())
        count = self._counts[pattern][depth]
        return FORMATS.get(level.format, str)(level.start if count is None else count)

    def _add_pattern(self, element: Element) -> None:
        levels = {
            depth: _level(each)
            for each in element
            if local(each) == "lvl" and (depth := whole(value(each, "ilvl"))) is not None
        }
        self._patterns[value(element, "abstractNumId")] = levels

    def _add_list(self, element: Element) -> None:
        list_id = value(element, "numId")
        self._of[list_id] = value(child(element, "abstractNumId"))
        for each in element:
            depth = whole(value(each, "ilvl"))
            if local(each) != "lvlOverride" or depth is None:
                continue
            own, start = child(each, "lvl"), whole(value(child(each, "startOverride")))
            if own is not None:
                level = _level(own)
                level = level if start is None else replace(level, start=start)
                self._overridden.setdefault(list_id, {})[depth] = level
            if start is not None:
                self._restarts.setdefault(list_id, {})[depth] = start


def _level(element: Element) -> Level:
    start = whole(value(child(element, "start")))
    return Level(
        1 if start is None else start,
        value(child(element, "numFmt")) or "decimal",
        value(child(element, "lvlText")),
        value(child(element, "suff")) == "nothing",
    )


def roman(number: int) -> str:
    """The number in small Roman figures."""
    written = ""
    for worth, letters in _ROMAN:
        times, number = divmod(number, worth)
        written += letters * times
    return written


def letters(number: int) -> str:
    """The number as Word letters it: a … z, then aa, bb …; Word knows no đ here."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if 0 < number < 1000 else str(number)


FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02}",
    "lowerLetter": letters,
    "upperLetter": lambda number: letters(number).upper(),
    "lowerRoman": lambda number: roman(number) if number < 4000 else str(number),
    "upperRoman": lambda number: roman(number).upper() if number < 4000 else str(number),
}
