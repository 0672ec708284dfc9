"""Paragraphs and tables, as Word, web pages and printed pages have them, written as lines of text.

A paragraph is one line with a blank line around it, which the parser takes as a paragraph for certain;
centred paragraphs that follow each other are a title in several lines. A table that holds the header or the
tail of a document (issuer beside motto, recipients beside signature) is read cell by cell; of any other each
row is a line "| a | b |".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_FRAMES = re.compile(
    r"CỘNG H(?:ÒA|OÀ) XÃ HỘI|ĐẢNG CỘNG SẢN\s+VIỆT NAM|N(?:ơi nhận|ƠI NHẬN)\s*:"
    r"|(?:^|\n)\W*(?:S[ốỐ]\s*:|S[ốỐ]\s+\d*\s*[-/]\s*[A-ZĐ]|Kính gửi\b|(?:TM|KT|TL|TUQ)\s*\.|[TK]/[ML]\b)"
)


@dataclass(frozen=True)
class Paragraph:
    """Its text may hold "\\n" where the author broke the line."""

    text: str
    centred: bool = False


@dataclass(frozen=True)
class Table:
    """Rows of cells of paragraphs.

    `frame` is true when it is known to hold a header or tail; each of its rows is then a whole column.
    """

    rows: tuple[tuple[tuple[Paragraph, ...], ...], ...]
    frame: bool = False


Block = Paragraph | Table


def text(blocks: Iterable[Block]) -> str:
    """The blocks as lines, in order; those without any text are left out."""
    written: list[str] = []
    titled = False
    for block in blocks:
        piece = _written(block)
        if not piece:
            continue
        centred = isinstance(block, Paragraph) and block.centred
        if titled and centred:
            written[-1] = f"{written[-1]}\n{piece}"
        else:
            written.append(piece)
        titled = centred
    return "\n\n".join(written) + "\n"


def is_frame(content: str) -> bool:
    """Whether the text of a table says what headers and tails say."""
    return _FRAMES.search(content) is not None


def _written(block: Block) -> str:
    if isinstance(block, Paragraph):
        return _trimmed(block.text)
    cells = [_cell(cell) for row in block.rows for cell in row]
    if len(block.rows) == 1 and len(cells) == 1:
        return cells[0]  # a frame drawn around a text
    if block.frame or is_frame("\n".join(cells)):
        return "\n\n".join(cell for cell in cells if cell)
    rows = [[" ".join(_cell(cell).split()) for cell in row] for row in block.rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows if any(row))


def _cell(paragraphs: tuple[Paragraph, ...]) -> str:
    return "\n".join(line for each in paragraphs if (line := _trimmed(each.text)))


def _trimmed(text: str) -> str:
    lines = [line.strip() for line in text.split("\n")]
    return "\n".join(line for line in lines if line)
