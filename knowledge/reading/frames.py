"""The header and the tail of a recognised page, read a second time: each column alone, and larger.

Tesseract loses short lines in bold capitals between two columns, and takes accents for one another where
letters are small. Of two readings of the same word the one counts that Tesseract is surer of.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from statistics import fmean, median

from knowledge import DocumentRefused
from knowledge.reading import scan
from knowledge.reading.gutters import regions
from knowledge.reading.layout import is_frame
from knowledge.reading.printed import Row, rows
from knowledge.reading.scan import DASHES, Seen, Sheet

_SECONDS = 8.0  # for all that is read again on a page; the first reading stands where it is not enough
_SURE = 60  # of 100, for a word that only the second reading sees
_LIKE = 3  # as sure as the first reading, the second one sees larger letters
_CERTAIN = 90  # for a letter or two
_MOST_TITLE = 10  # rows under a header
_FULL = 0.9  # of the width of the text: no row of a title is as long, but for one in capitals
_EDGE = 0.6  # heights of a letter around a part: accents, and what a slanting line leaves
Box = tuple[float, float, float, float]  # left, top, right, bottom


def reread(sheet: Sheet, name: str) -> list[Seen]:
    """The words of the page, those of its header and tail after the surer of two readings."""
    words, until = list(sheet.words), time.monotonic() + _SECONDS
    for box in _boxes(sheet):
        left = until - time.monotonic()
        if left <= 0:
            break
        try:
            words = _better(words, scan.part(sheet, box, name, left), box)
        except DocumentRefused:
            break  # too slow for a second time: the first reading stands
    return words


def _boxes(sheet: Sheet) -> Iterator[Box]:
    """The columns of each header and tail, and the title under a header."""
    found = rows(sheet.words)
    width, height = sheet.picture.size
    columns = regions(found, framed=False)
    last = _title_end(found, 0) if found and found[0].text == found[0].text.upper() else 0
    if last and not any(region.first < last for region in columns):
        yield 0, _between(found, 0, 0, height), width, _between(found, last, 0, height)
    for region in columns:
        within = found[region.first : region.last]
        if not is_frame("\n".join(_columns(within, sum(region.gutter) / 2))):
            continue
        top = _between(found, region.first, 0, height)
        bottom = _between(found, region.last, 0, height)
        middle = sum(region.gutter) / 2
        yield 0, top, middle, bottom
        yield middle, top, width, bottom
        last = _title_end(found, region.last)
        if region.first < _MOST_TITLE and last > region.last:
            yield 0, bottom, width, _between(found, last, 0, height)


def _columns(within: Sequence[Row], middle: float) -> list[str]:
    """What each column of each row says."""
    sides = (
        [w.text for w in row.words if (w.left < middle) == left] for row in within for left in (True, False)
    )
    return [" ".join(side) for side in sides if side]


def _between(found: Sequence[Row], index: int, least: float, most: float) -> float:
    """The height at which the rows before the index end and those from it on begin."""
    if index == 0:
        return max(least, found[0].middle - (0.5 + 2 * _EDGE) * found[0].height)
    above = found[index - 1].middle + (0.5 + _EDGE) * found[index - 1].height
    if index == len(found):
        return min(most, above + 2 * _EDGE * found[-1].height)
    below = found[index].middle - (0.5 + _EDGE) * found[index].height
    return (above + below) / 2


def _title_end(found: Sequence[Row], first: int) -> int:
    """The index of the row at which the text under a header begins, as far as a title may reach."""
    wide = max(row.right for row in found) - min(row.left for row in found)
    last = first
    while last < min(len(found), first + _MOST_TITLE):
        row = found[last]
        if row.right - row.left > _FULL * wide and row.text != row.text.upper():
            break
        last += 1
    return last


def _better(first: Sequence[Seen], second: Sequence[Seen], box: Box) -> list[Seen]:
    """The words of the page with those in the box after the surer reading."""
    left, top, right, bottom = box
    inside = [w for w in first if left <= (w.left + w.right) / 2 < right and top <= w.middle < bottom]
    outside = [w for w in first if w not in inside]
    for ours, theirs in _alike(inside, second):
        outside += _surer(ours, theirs) if theirs else [w for w in ours if _is_whole(w) or _opens(w, first)]
    return outside


def _alike(first: Sequence[Seen], second: Sequence[Seen]) -> Iterable[tuple[list[Seen], list[Seen]]]:
    """The words that stand in the same place: of the first reading, and of the second."""
    groups: list[tuple[list[Seen], list[Seen]]] = [([word], []) for word in first]
    for word in second:
        same = [group for group in groups if any(_touch(word, each) for side in group for each in side)]
        joined = ([w for g in same for w in g[0]], [*(w for g in same for w in g[1]), word])
        groups = [group for group in groups if group not in same] + [joined]
    return groups


def _touch(one: Seen, other: Seen) -> bool:
    common = min(one.right, other.right) - max(one.left, other.left)
    near = abs(one.middle - other.middle) < 0.5 * max(one.bottom - one.top, other.bottom - other.top)
    return near and common > 0.3 * min(one.right - one.left, other.right - other.left)


def _surer(first: list[Seen], second: list[Seen]) -> list[Seen]:
    if not first:
        return [word for word in second if word.sure >= _SURE and _is_whole(word)]
    return _placed(second, first) if _sure(second) > _sure(first) - _LIKE else first


def _placed(second: Sequence[Seen], first: Sequence[Seen]) -> list[Seen]:
    """The words of the second reading where the first one has them: the page keeps its lines and edges."""
    top, bottom = median(word.top for word in first), median(word.bottom for word in first)
    left, right = min(word.left for word in first), max(word.right for word in first)
    ordered = sorted(second, key=lambda word: word.left)
    level = [replace(word, top=top, bottom=bottom) for word in ordered]
    level[0] = replace(level[0], left=left)
    level[-1] = replace(level[-1], right=right)
    return level


def _is_whole(word: Seen) -> bool:
    """Whether it is more than the speck that a single letter or a stop may be, when one reading has it."""
    letters = sum(1 for c in word.text if c.isalnum())
    return letters > 2 or bool(letters and word.sure >= _CERTAIN)


def _opens(word: Seen, words: Sequence[Seen]) -> bool:
    """Whether it is the dash of an item: nothing stands before it on its row."""
    row = [each for each in words if abs(each.middle - word.middle) < word.bottom - word.top]
    return word.text in DASHES and all(each.left >= word.left for each in row)


def _sure(words: Sequence[Seen]) -> float:
    return fmean(word.sure for word in words)
