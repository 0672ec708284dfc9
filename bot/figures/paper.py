"""How wide columns and how high rows are on an A4 sheet, from the text that they hold.

Widths of letters are those of Times New Roman; a column's characters are a spreadsheet's (7 pixels each).
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

FONT_PT = 11
MARGINS_IN = {"left": 0.6, "right": 0.4, "top": 0.6, "bottom": 0.6}
ROW_PT = 16.5  # the height of a row of one line

_PX_IN = 96
_PAGE_PX = int((11.69 - MARGINS_IN["left"] - MARGINS_IN["right"]) * _PX_IN)  # A4, landscape
_HEAD_PX = 350  # of either half of the head: the national motto takes 304
_BORDERS_PX, _INDENT_PX = 5, 9
_LINE_PT, _HIGHEST_PT = 14.0, 409.0  # of a row: a spreadsheet's limit
_SAFE = 0.96  # of a column's room: each program breaks lines a little differently
_BOLD = 1.08  # as wide as the upright letters
_OTHER, _IDEOGRAPH, _IDEOGRAPHS = 500, 1000, 0x2E80  # thousandths of the font's size, and from where on
_REMEMBERED = 20  # characters of a word whose width is worth keeping

_LETTERS = {
    letter: width
    for width, letters in {
        250: " .,",
        278: "ijlt/:;",
        333: "frI-()!'[]",
        389: "sJ",
        444: "acez?“”",
        556: "FPS",
        611: "ELTZ",
        667: "BCR",
        722: "ADĐGHKNOQUVXYw",
        778: "m&",
        833: "%",
        889: "M",
        944: "W",
        1000: "…",
    }.items()
    for letter in letters
}


@dataclass(frozen=True)
class Layout:
    """The widths of a sheet's columns in pixels, and the last column of the left half of its head."""

    pixels: tuple[int, ...]
    middle: int

    def rooms(self, *, bold: bool = False) -> list[float]:
        """The room for text in each column, in points."""
        return [_room(width, bold=bold) for width in self.pixels]

    def halves(self, printed: int) -> tuple[float, float]:
        """The room for bold text in the halves of the first `printed` columns, in points."""
        left, right = self.pixels[: self.middle + 1], self.pixels[self.middle + 1 : printed]
        return _room(sum(left), bold=True), _room(sum(right), bold=True)


def lay_out(widths: Sequence[int], printed: int) -> Layout:
    """Columns of those widths in characters; the `printed` first ones take at least a page's width, and
    each half of the head has room for the national motto.
    """
    pixels = [7 * width + _BORDERS_PX for width in widths]
    # The first column, of running numbers, stays as it is.
    wanted, found = _PAGE_PX - pixels[0], sum(pixels[1:printed])
    if found < wanted:
        pixels[1:printed] = [width * wanted // found for width in pixels[1:printed]]
    middle = max(range(printed - 1), key=lambda n: min(sum(pixels[: n + 1]), sum(pixels[n + 1 : printed])))
    pixels[middle] += max(0, _HEAD_PX - sum(pixels[: middle + 1]))
    pixels[printed - 1] += max(0, _HEAD_PX - sum(pixels[middle + 1 : printed]))
    return Layout(tuple(pixels), middle)


def height(cells: Iterable[object], rooms: Iterable[float]) -> float:
    """The height in points of a row with these cells, by its longest text; at most a spreadsheet's limit."""
    most = max(
        (lines(cell, room) for cell, room in zip(cells, rooms, strict=False) if isinstance(cell, str)),
        default=1,
    )
    return min(_HIGHEST_PT, ROW_PT + (most - 1) * _LINE_PT)


def lines(text: str, room: float) -> int:
    """How many lines the text takes in so many points: it is broken between words, long words anywhere."""
    return sum(_lines(paragraph, room) for paragraph in text.split("\n"))


def width(text: str) -> float:
    """The width of the text on one line, in points."""
    letters = unicodedata.normalize("NFD", text)
    return sum(_letter(letter) for letter in letters) * FONT_PT / 1000


def _lines(paragraph: str, room: float) -> int:
    taken, used = 1, 0.0
    for word in paragraph.split(" "):
        wide = _remembered(word) if len(word) <= _REMEMBERED else width(word)
        if used and used + wide > room:
            taken, used = taken + 1, 0.0
        if wide > room:
            more = math.ceil(wide / room) - 1
            taken, wide = taken + more, wide - more * room
        used += wide + _SPACE_PT
    return taken


def _letter(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    return _LETTERS.get(letter, _IDEOGRAPH if ord(letter) >= _IDEOGRAPHS else _OTHER)


def _room(pixels: int, *, bold: bool) -> float:
    points = (pixels - _BORDERS_PX - _INDENT_PX) * 72 / _PX_IN
    return points * _SAFE / (_BOLD if bold else 1)


_remembered = lru_cache(maxsize=20_000)(width)
_SPACE_PT = width(" ")
