"""A conversation as it looks on a phone: an SVG of what was typed and what the assistant really answered."""

from __future__ import annotations

import dataclasses
import textwrap
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from bot import Reply

WIDTH, MARGIN, GAP = 400, 12, 10  # px
LINE, FONT, PADDING = 18, 13.5, 10
CHARACTERS = 46  # of a line: Vietnamese prose in this font is some 6.9 px a character wide
CHARACTER_PX = 6.9
SHORT = 14  # characters of labels that leave room for three buttons side by side
_STYLE = (
    f"text{{font:{FONT}px 'Segoe UI','Helvetica Neue',Arial,sans-serif;fill:#111;white-space:pre}}"
    ".choice{fill:#1a5fb4;text-anchor:middle}"
)


@dataclasses.dataclass(frozen=True)
class Bubble:
    """One message: the officer's stands on the right; `choices` are the buttons under it."""

    text: str
    mine: bool
    choices: tuple[str, ...] = ()


def bubbles(typed: str, replies: Sequence[Reply]) -> list[Bubble]:
    """The officer's message and what came back."""
    answers = [Bubble(each.text, False, tuple(c.label for c in each.choices)) for each in replies]
    return [Bubble(typed, True), *answers]


def svg(title: str, conversation: Sequence[Bubble]) -> str:
    """The picture; `title` is read out to those who do not see it."""
    top, parts = MARGIN, []
    for each in conversation:
        drawn, height = _drawn(each, top)
        parts += drawn
        top += height + GAP
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{top}" role="img">',
            f"<title>{escape(title)}</title>",
            f"<style>{_STYLE}</style>",
            f'<rect width="{WIDTH}" height="{top}" rx="14" fill="#dfe7ee"/>',
            *parts,
            "</svg>\n",
        ]
    )


def _drawn(bubble: Bubble, top: int) -> tuple[list[str], int]:
    """The elements of one bubble with its buttons, and how high they are."""
    lines = list(_lines(bubble.text))
    width = round(max(map(len, lines)) * CHARACTER_PX) + 2 * PADDING
    height = len(lines) * LINE + 2 * PADDING - 4
    left = WIDTH - MARGIN - width if bubble.mine else MARGIN
    colour = "#cdf0c0" if bubble.mine else "#ffffff"
    parts = [f'<rect x="{left}" y="{top}" width="{width}" height="{height}" rx="12" fill="{colour}"/>']
    for number, line in enumerate(lines):
        y = top + PADDING + (number + 1) * LINE - 7
        parts.append(f'<text x="{left + PADDING}" y="{y}">{escape(line)}</text>')
    side_by_side = max(map(len, bubble.choices), default=0) <= SHORT
    for row in [bubble.choices] if side_by_side and bubble.choices else [(each,) for each in bubble.choices]:
        parts += _buttons(row, top + height + 4)
        height += 32
    return parts, height


def _buttons(labels: Sequence[str], top: int) -> list[str]:
    """The elements of buttons that stand side by side."""
    width = (WIDTH - 6 * MARGIN) // len(labels)
    parts = []
    for number, label in enumerate(labels):
        left = MARGIN + number * width
        box = f'x="{left}" y="{top}" width="{width - 4}" height="28" rx="8"'
        parts.append(f'<rect {box} fill="#f4f8fb" stroke="#b7c7d6"/>')
        parts.append(
            f'<text class="choice" x="{left + width // 2 - 2}" y="{top + 19}">{escape(label)}</text>'
        )
    return parts


def _lines(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        yield from textwrap.wrap(line, CHARACTERS) or [""]
