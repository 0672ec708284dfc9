"""The parts around the body of a document: its header, addressees, recipients and signature.

The forms are those of Nghị định 30/2020/NĐ-CP, annex I, and of Party documents (Hướng dẫn 05-HD/VPTW):
no national title there, "Số 37-HD/BTGDVTW" with hyphens, "T/M" and "K/T" for "TM." and "KT.".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge import Kind, tail
from knowledge.columns import cells
from knowledge.header import ADDRESSEES, blocks, plain
from knowledge.lines import Line, lines

_KINDS: dict[str, Kind] = {
    "addressees": "addressees",
    "recipients": "recipients",
    "signature": "signature",
    "ornament": "ornament",
    "page": "ornament",
    "remark": "ornament",
}
_BODY = re.compile(r"(?:Căn\s+cứ|Thực\s+hiện|Triển\s+khai|Xét|Theo|Ngày|Sau|Để|Trong|Qua|Nhằm)\b")


@dataclass(frozen=True)
class Piece:
    """A stretch outside the body: `text[start:end]`, and what it is ("issuer", "number", "recipients" …)."""

    kind: Kind
    name: str
    start: int
    end: int


@dataclass(frozen=True)
class Frame:
    """A text cut into what stands around its body.

    `attached` is where the next document begins, behind the signature; the length of the text if none does.
    """

    pieces: tuple[Piece, ...]
    body: tuple[Line, ...]
    attached: int

    def texts(self, text: str, name: str) -> list[str]:
        """What each piece of this name says, in order."""
        return [text[piece.start : piece.end] for piece in self.pieces if piece.name == name]


def frame(text: str) -> Frame:
    """The text cut into header, addressees, body, recipients, signature and what is attached after it.

    A part that is not recognised is left in the body: nothing is guessed.
    """
    rest = cells(lines(text))
    cut = _Cut()
    header = blocks(rest)
    for name, line, joined in header:
        cut.add(name, line, join=joined)
    rest = _addressees(rest[len(header) :], cut)
    headed = bool({"number", "date", "issuer"} & {piece.name for piece in cut.pieces})
    end = tail.start(rest, headed)
    found, attached = tail.named(rest[end:])
    for name, line in found:
        cut.add(name, line, join=True)
    return Frame(tuple(cut.pieces), tuple(rest[:end]), attached[0].start if attached else len(text))


class _Cut:
    """The pieces found so far."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []

    def add(self, name: str, line: Line, *, join: bool) -> None:
        last = self.pieces[-1] if self.pieces else None
        if join and last and last.name == name:
            self.pieces[-1] = Piece(last.kind, name, last.start, line.end)
        else:
            self.pieces.append(Piece(_KINDS.get(name, "header"), name, line.start, line.end))


def _addressees(rest: list[Line], cut: _Cut) -> list[Line]:
    if not rest or not ADDRESSEES.match(plain(rest[0].text)):
        return rest
    cut.add("addressees", rest[0], join=False)
    index = 1
    while index < len(rest) and _is_addressee(rest[index - 1], rest[index]):
        cut.add("addressees", rest[index], join=True)
        index += 1
    return rest[index:]


def _is_addressee(previous: Line, line: Line) -> bool:
    if line.apart:
        return False
    if line.mark is not None:
        return line.mark.kind in ("dash", "plus")
    named = re.fullmatch(r"Kính gửi\s*:?", plain(previous.text)) is not None
    if line.after_blank:
        return named
    return line.text[0].islower() or not (previous.text.endswith(".") or _BODY.match(line.text))
