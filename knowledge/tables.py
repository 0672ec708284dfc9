"""Tables that a converter flattened, a line for each cell or less: where their rows begin."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.lines import Line
from knowledge.pages import TABLE_HEAD

_NUMBER = re.compile(r"(\d{1,3})$")
_NUMBERED = re.compile(r"(\d{1,3})(?:\s+\S|$)")  # under a head the first cell may stand beside the number
_ALONE = re.compile(r"\d{1,3}\n")
_LEAST = 3  # rows of a table without a head
_HEAD_LINES = 12  # the most that a head has


def is_row(text: str) -> bool:
    """Whether a paragraph is a table's row: between bars, or opened by its number on a line of its own."""
    return text.startswith("|") or _ALONE.match(text) is not None


def row_number(text: str) -> str:
    """The number that opens the row, "" for a row between bars."""
    return "" if text.startswith("|") else text.partition("\n")[0].strip()


def table_lines(body: Sequence[Line]) -> dict[int, bool]:
    """The indexes of the lines that stand in flattened tables: True where a head or a row begins."""
    found: dict[int, bool] = {}
    at = 0
    while at < len(body):
        headed = _is_plain(body[at]) and TABLE_HEAD.match(body[at].text) is not None
        if headed or (_is_plain(body[at]) and body[at].text == "1"):
            table, at = _table(body, at, headed=headed)
            found |= table
        else:
            at += 1
    return found


def _table(body: Sequence[Line], start: int, *, headed: bool) -> tuple[dict[int, bool], int]:
    """The lines of the table that begins there, and where to look on; none when it is no table."""
    lines: dict[int, bool] = {}
    begins: list[int] = []  # of its rows
    expected, spaced, at = 0 if headed else 1, False, start
    while at < len(body):
        line = body[at]
        again = bool(begins) and TABLE_HEAD.match(line.text) is not None  # the head of the next page
        number = _number(line, headed=headed) if at > start or not headed else 0
        opens = number > 0 and expected in (0, number)  # a part of a table may begin anywhere
        if opens:
            begins.append(at)
            expected = number + 1
        elif not begins and at - start >= _HEAD_LINES:
            break
        if line.apart:
            if not _goes_on(body, at, expected, headed=headed):
                break
        elif not again and not opens and (_ends(line) or (line.after_blank and begins and not spaced)):
            break
        else:
            spaced = spaced or (at == start + 1 and line.after_blank)
            lines[at] = opens or again or at == start
        at += 1
    if len(begins) < (2 if headed else _LEAST):
        return {}, start + 1
    lengths = [sum(begins[n] <= i < after for i in lines) for n, after in enumerate([*begins[1:], at])]
    if min(lengths) < (1 if headed else 2):
        return {}, start + 1
    longest = max(lengths[:-1])
    end = next((i for n, i in enumerate(i for i in lines if i >= begins[-1]) if n == longest), at)
    return {i: first for i, first in lines.items() if i < end}, end


def _number(line: Line, *, headed: bool) -> int:
    """The number that the line opens with, 0 for none; without a head it must stand alone."""
    match = (_NUMBERED if headed else _NUMBER).match(line.text) if _is_plain(line) else None
    return int(match[1]) if match else 0


def _is_plain(line: Line) -> bool:
    return not (line.apart or line.mark or line.text.startswith("|"))


def _ends(line: Line) -> bool:
    """Whether the line opens something that is no cell: a cell may hold items with dashes."""
    return line.text.startswith("|") or (line.mark is not None and line.mark.kind not in ("dash", "plus"))


def _goes_on(body: Sequence[Line], at: int, expected: int, *, headed: bool) -> bool:
    """Whether the table goes on behind the end of a page, with its head again or its next row."""
    behind = next((line for line in body[at:] if not line.apart), None)
    if behind is None or not _is_plain(behind):
        return False
    return TABLE_HEAD.match(behind.text) is not None or (
        expected > 0 and _number(behind, headed=headed) == expected
    )
