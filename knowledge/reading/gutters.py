"""Columns and tables of a printed page: rows whose words leave the same upright strip blank."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from knowledge.lines import mark
from knowledge.reading.layout import Paragraph, Table, is_frame
from knowledge.reading.printed import Row, Word, pitch

Strip = tuple[float, float]  # left, right

_WIDE = 1.2  # heights of a letter: no blank between two words of a sentence is wider
_CERTAIN = 4  # heights, of a blank in a single row
_NARROW = 0.5  # what must stay blank of a gutter
_LOOSE = 1.6  # usual blanks of its row: a gap of two columns that nearly touch
_NEAR = 1.35  # usual distances of rows: farther below, a line belongs to something else
_APART = 1.7
# The lines of a header that begin something else than the lines above them.
_OPENS = re.compile(r"S[ốỐ]\s*:|[^\d:;]{2,60},\s*ngày\s+\d")
_HALF_DATE = re.compile(r"[^\d:;]{2,60},\s*ngày\b(?!.*\bnăm\s*\d{4})")


@dataclass(frozen=True)
class Region:
    """The rows `first` to `last - 1` of a page, around the gutter."""

    first: int
    last: int
    gutter: Strip


def regions(rows: Sequence[Row], *, framed: bool) -> list[Region]:
    """The places of a page where words stand in columns, from the top down; they do not overlap.

    `framed`: the page before ended in a tail, which goes on in the first rows as far as they keep its gutter.
    """
    found: list[Region] = []
    usual, index = pitch(rows), 0
    while index < len(rows):
        region = _region(rows, index, usual, found[-1].last if found else 0)
        if region is not None:
            if framed and not found and all(_beside(row, region.gutter) for row in rows[: region.first]):
                region = replace(region, first=0)
            found.append(region)
            index = region.last
        else:
            index += 1
    return found


def table(rows: Sequence[Row], gutter: Strip, *, framed: bool) -> Table:
    """The rows as a table: left column before right one for a header or tail, else row by row.

    `framed`: a tail goes on from the page before.
    """
    parts = [_sides(row, [sum(gutter) / 2]) for row in rows]
    columns = [[side for side in (part[place] for part in parts) if side] for place in (0, 1)]
    if framed or is_frame("\n".join(row.text for column in columns for row in column)):
        return Table(tuple(tuple(map(_cell, _parts(column))) for column in columns), frame=True)
    cuts = [sum(strip) / 2 for strip in _strips(rows)]
    return Table(tuple(_rows(rows, cuts)))


def _region(rows: Sequence[Row], seed: int, usual: float, floor: int) -> Region | None:
    """The region whose first row with a wide blank is `seed`, None when that blank is no gutter."""
    gutter = _widest(rows[seed])
    if gutter is None:
        return None
    first, last, doubles = seed, seed + 1, 1
    while first > floor and (narrowed := _shared(rows[first - 1], gutter)):
        gutter, first, doubles = narrowed, first - 1, doubles + 1
    index = seed + 1
    while index < len(rows):
        row = rows[index]
        if narrowed := _shared(row, gutter):
            gutter, last, doubles = narrowed, index + 1, doubles + 1
        elif not (narrowed := _beside(row, gutter)):
            break
        else:
            gutter = narrowed
        index += 1
    last = _with_ends(rows, last, gutter, usual)
    sides = [side for row in rows[first:last] for side in _sides(row, [sum(gutter) / 2]) if side]
    certain = (
        doubles > 1
        or gutter[1] - gutter[0] > _CERTAIN * rows[seed].height
        or is_frame("\n".join(side.text for side in sides))
    )
    return Region(first, last, gutter) if certain else None


def _with_ends(rows: Sequence[Row], last: int, gutter: Strip, usual: float) -> int:
    """The end of a region with the lines under it that go on in one of its columns."""
    middle = (min(row.left for row in rows) + max(row.right for row in rows)) / 2
    while last < len(rows) and _beside(rows[last], gutter):
        row = rows[last]
        far = row.middle - rows[last - 1].middle > _NEAR * usual
        titled = abs((row.left + row.right) / 2 - middle) < 2 * row.height
        if far and (titled or row.left < gutter[0]):
            break
        last += 1
    return last


def _widest(row: Row) -> Strip | None:
    gaps = [gap for gap in row.gaps() if gap[1] - gap[0] > _WIDE * row.height]
    # Behind the number or dash of an item stands a tab.
    opening = mark(row.words[0].text)
    if opening and opening.width >= len(row.words[0].text):
        gaps = [gap for gap in gaps if gap[0] > row.words[0].right]
    return max(gaps, key=lambda gap: gap[1] - gap[0], default=None)


def _shared(row: Row, gutter: Strip) -> Strip | None:
    """What stays of the gutter beside a row that has words on both sides of it; None when it crosses."""
    gaps = row.gaps()
    if not gaps:
        return None
    usual = median(right - left for left, right in gaps)
    for gap in gaps:
        both = (max(gap[0], gutter[0]), min(gap[1], gutter[1]))
        wide = gap[1] - gap[0] > min(_WIDE * row.height, max(_LOOSE * usual, _NARROW * row.height))
        if wide and both[1] - both[0] > _NARROW * row.height:
            return both
    return None


def _beside(row: Row, gutter: Strip) -> Strip | None:
    """What stays of the gutter beside a row that lies in one column; None when it crosses."""
    left, right = gutter
    if row.left >= left:
        right = min(right, row.left)
    elif row.right <= right:
        left = max(left, row.right)
    else:
        return None
    return (left, right) if right - left > _NARROW * row.height else None


def _sides(row: Row, cuts: Sequence[float]) -> list[Row | None]:
    """The row cut at the places given; None for a side without words."""
    sides: list[list[Word]] = [[] for _ in range(len(cuts) + 1)]
    for word in row.words:
        sides[sum(1 for cut in cuts if (word.left + word.right) / 2 > cut)].append(word)
    return [Row(tuple(words)) if words else None for words in sides]


def _strips(rows: Sequence[Row]) -> list[Strip]:
    """The upright strips that no word of any row touches, from left to right."""
    height = median(row.height for row in rows)
    spans = sorted((word.left, word.right) for row in rows for word in row.words)
    strips, reached = [], spans[0][1]
    for left, right in spans:
        if left - reached > _NARROW * height:
            strips.append((reached, left))
        reached = max(reached, right)
    return strips


def _parts(column: Sequence[Row]) -> list[list[Row]]:
    """A column cut where the blank between two rows is larger than usual."""
    if not column:
        return []
    usual, found = pitch(column), [[column[0]]]
    for before, row in pairwise(column):
        if row.middle - before.middle > _APART * usual or _OPENS.match(row.text):
            found.append([])
        found[-1].append(row)
    return found


def _rows(rows: Sequence[Row], cuts: Sequence[float]) -> list[tuple[tuple[Paragraph, ...], ...]]:
    """The rows of a table, each of one or more printed ones: a new one has something in its first column."""
    usual = pitch(rows)
    found: list[list[list[Paragraph]]] = []
    before: Row | None = None
    for row in rows:
        sides = _sides(row, cuts)
        apart = before is None or row.middle - before.middle > _NEAR * usual
        numbered = sides[0] is not None and (sides[0].text.rstrip(".").isdigit() or mark(sides[0].text))
        if before is None or numbered or (apart and sides[0]):
            found.append([[] for _ in sides])
        for cell, side in zip(found[-1], sides, strict=True):
            if side:
                cell.append(_line(side))
        before = row
    return [tuple(tuple(cell) for cell in row) for row in found]


def _cell(rows: Sequence[Row]) -> tuple[Paragraph, ...]:
    """The lines of a part of a column; a date that is cut in two stands in one."""
    lines: list[str] = []
    for row in rows:
        if lines and _HALF_DATE.match(lines[-1]):
            lines[-1] += f" {row.text}"
        else:
            lines.append(row.text)
    return tuple(map(Paragraph, lines))


def _line(row: Row) -> Paragraph:
    return Paragraph(row.text)
