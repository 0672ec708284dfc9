"""Page numbers and running headers of printed pages, found by their place at the edge of each page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from knowledge.reading.printed import Page, Row, pitch
from nlu.text import fold

_NUMBER = re.compile(r"\W*(?:[Tt]rang\s*)?(\d{1,4})(?:\s*/\s*\d{1,4})?\W*")
_APART = 1.3  # usual distances of rows between a page's number and its text
_REPEATED = 3  # pages
_SHORT = 3  # characters: a page number that was not recognised well
_LONGEST = 120


def without(pages: Sequence[Page]) -> tuple[list[Page], tuple[str, ...]]:
    """The pages without numbers and running headers, and the running headers left out."""
    seen = Counter(text for page in pages for text in {_said(page.rows[end]) for end in _ends(page)})
    running = {text for text, count in seen.items() if count >= _REPEATED and text and len(text) <= _LONGEST}
    left_out: dict[str, str] = {}
    kept = [_cut(page, running, left_out) for page in pages]
    return kept, tuple(left_out.values())


def _cut(page: Page, running: set[str], left_out: dict[str, str]) -> Page:
    rows = list(page.rows)
    for end in (0, -1):
        # A number stands above or below the running header.
        for _ in range(2):
            if not rows:
                break
            if _said(rows[end]) in running:
                left_out[_said(rows[end])] = rows[end].text
            elif not _is_number(rows, end, page.number):
                break
            rows.pop(end)
    return Page(page.number, tuple(rows))


def _is_number(rows: list[Row], end: int, number: int) -> bool:
    text = rows[end].text
    if not (match := _NUMBER.fullmatch(text)):
        return number > 1 and len(text) <= _SHORT and len(rows) > 1 and _is_apart(rows, end)
    return int(match[1]) == number or (len(rows) > 1 and _is_apart(rows, end))


def _is_apart(rows: list[Row], end: int) -> bool:
    beside = rows[1] if end == 0 else rows[-2]
    return abs(rows[end].middle - beside.middle) > _APART * pitch(rows)


def _ends(page: Page) -> tuple[int, ...]:
    return (0, -1) if len(page.rows) > 2 else ()


def _said(row: Row) -> str:
    """What the row says but its figures."""
    return re.sub(r"[\W\d_]+", " ", fold(row.text)).strip()
