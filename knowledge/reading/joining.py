"""Printed pages as paragraphs and tables: which rows go on with the sentence above, over page breaks too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.lines import mark
from knowledge.reading.gutters import regions, table
from knowledge.reading.layout import Block, Paragraph, Table
from knowledge.reading.printed import Page, Row, pitch

_APART = 1.25  # usual distances of rows: a paragraph never goes on after such a blank
_INDENT = 0.6  # heights of a letter
_CENTRED = 0.02  # of the width: how far the middle of a centred row may lie from that of the page
_ENDED = (".", ";", ":", "!", "?", "”")
_JOINED = ("-", "/")


@dataclass(frozen=True)
class Measure:
    """Where the rows of a page begin and end, and how far one is from the next."""

    left: float
    right: float
    pitch: float

    def is_centred(self, row: Row, following: Row | None) -> bool:
        """Whether it is a line of a title; ragged text may end as far from the edge as it begins."""
        margin = min(row.left - self.left, self.right - row.right)
        off = abs((row.left + row.right) - (self.left + self.right)) / 2
        if off > _CENTRED * (self.right - self.left):
            return False
        if row.text == row.text.upper():
            return margin > 0.3 * row.height
        broken = following is None or self.has_room(row, following)
        return margin > 1.5 * row.height and broken and not mark(row.text)

    def has_room(self, row: Row, following: Row) -> bool:
        """Whether the first word of the following row had fitted behind this one."""
        word = following.words[0]
        return self.right - row.right > word.right - word.left + 0.5 * row.height

    def is_indented(self, row: Row) -> bool:
        return row.left > self.left + _INDENT * row.height


def blocks(pages: Sequence[Page]) -> Iterator[Block]:
    """The paragraphs and tables of the pages, in reading order."""
    joiner = _Joiner()
    for page in pages:
        yield from joiner.page(page)
    yield from joiner.finish()


class _Joiner:
    """What is not yet known to be whole: the rows of a paragraph, or a tail at the foot of a page."""

    def __init__(self) -> None:
        self._held: list[Row] = []
        self._frame: Table | None = None
        self._above = Measure(0, 0, 0)  # of the page of the last row held
        self._titled = False

    def page(self, page: Page) -> Iterator[Block]:
        """What the page makes certain."""
        parts = list(_parts(page.rows, framed=self._frame is not None))
        # What stands in columns says nothing of the margins of the text, unless there is nothing else.
        measure = _measure([part for part in parts if isinstance(part, Row)] or page.rows)
        turned = True
        for part, behind in zip(parts, [*parts[1:], None], strict=True):
            if isinstance(part, Table):
                yield from self._table(part)
            else:
                following = behind if isinstance(behind, Row) else None
                yield from self._row(part, following, measure, turned=turned)
            turned = False
        if page.rows:
            self._above = measure

    def finish(self) -> Iterator[Block]:
        """What is still held."""
        yield from _paragraph(self._held)
        self._held = []
        if self._frame is not None:
            yield self._frame
            self._frame = None

    def _table(self, table: Table) -> Iterator[Block]:
        self._titled = False
        if table.frame and self._frame is not None:
            columns = zip(self._frame.rows, table.rows, strict=True)
            self._frame = Table(tuple((*above, *below) for above, below in columns), frame=True)
            return
        yield from self.finish()
        if table.frame:
            self._frame = table
        else:
            yield table

    def _row(self, row: Row, following: Row | None, measure: Measure, *, turned: bool) -> Iterator[Block]:
        if self._frame is not None:
            yield from self.finish()
        above = self._above if turned else measure
        self._titled = (self._titled and _is_full_title(row)) or (
            measure.is_centred(row, following) and not _continues_centred(self._held, row, above)
        )
        if self._titled:
            yield from self.finish()
            yield Paragraph(row.text, centred=True)
            return
        if self._held and _begins(self._held, row, above, measure, turned=turned):
            yield from self.finish()
        self._held.append(row)


def _continues_centred(held: list[Row], row: Row, measure: Measure) -> bool:
    """Whether a short row in the middle is only the end of the paragraph above."""
    if not held or measure.has_room(held[-1], row):
        return False
    open_ended = not held[-1].text.endswith(_ENDED) and row.text != row.text.upper()
    return open_ended or row.text[:1].islower()


def _is_full_title(row: Row) -> bool:
    """Whether a row under one of a title goes on with it though it leaves no margin."""
    return row.text == row.text.upper() and not mark(row.text)


def _parts(rows: Sequence[Row], *, framed: bool) -> Iterator[Row | Table]:
    """The rows and tables of a page; `framed`: the page before ended in a tail, which may go on."""
    found = {region.first: region for region in regions(rows, framed=framed)}
    index = 0
    while index < len(rows):
        if region := found.get(index):
            within = rows[region.first : region.last]
            yield table(within, region.gutter, framed=framed and not region.first)
            index = region.last
        else:
            yield rows[index]
            index += 1


def _measure(rows: Sequence[Row]) -> Measure:
    if not rows:
        return Measure(0, 0, 0)
    lefts, rights = sorted(row.left for row in rows), sorted(row.right for row in rows)
    # One row in twenty may stand out (a stamp, a speck of a scan).
    return Measure(lefts[len(lefts) // 20], rights[-1 - len(rights) // 20], pitch(rows))


def _begins(held: list[Row], row: Row, above: Measure, measure: Measure, *, turned: bool) -> bool:
    """Whether the row begins a paragraph; `above` measures the page of the last row held."""
    previous = held[-1]
    if not turned and row.middle - previous.middle > _APART * measure.pitch:
        return True
    if above.has_room(previous, row):
        return True
    indented = measure.is_indented(row)
    first = mark(held[0].text)
    if mark(row.text):
        return _new_item(held, row, measure)
    if not indented:
        return False
    if len(held) > 1:
        # The rows of a list's item hang under its words.
        return turned or row.left > held[-1].left + _INDENT * row.height
    if first and row.left > held[0].left - _INDENT * row.height:
        return False
    return previous.text.endswith(_ENDED)


def _new_item(held: list[Row], row: Row, measure: Measure) -> bool:
    """Whether a row that begins with a mark, under a full row, opens an item and not the middle of a name."""
    if len(held) > 1 and abs(row.left - held[-1].left) < _INDENT * row.height:
        return held[-1].text.endswith(_ENDED) and not measure.is_indented(held[0])
    if measure.is_indented(row):
        return True
    return held[-1].text.endswith(_ENDED) and not measure.is_indented(held[0])


def _paragraph(rows: list[Row]) -> Iterator[Paragraph]:
    if not rows:
        return
    words = rows[0].text
    for row in rows[1:]:
        # "UBND-" and "KGVX" are one word; "Lao động -" and "Thương binh" are not.
        joined = words.endswith(_JOINED) and not words[-2:-1].isspace()
        words += row.text if joined else f" {row.text}"
    yield Paragraph(words)
