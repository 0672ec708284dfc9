"""The noun that stands before its number.

"Băng rôn: 12" · "số người dự 120" · "pano bầu cử: 5" · "đi treo băng rôn … được 17 cái".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlu import nouns
from nlu.nouns import Found

REPORTED = ("people", "household", "product", "event", "reach")

_LINK = re.compile(
    r"(?:\s+(?:tham|den|du|gia|nghe|xem|coi|co|mat|la|duoc|dat|di|toi|ra|ngoi|vao|ve|hien|dien)){0,4}"
    r"(?:\s*[:=]\s*(?:la|co)?|\s*\()?\s*$"
)
_LABEL = re.compile(r"\bso\s+(?:luong\s+)?$")
CLOSED = re.compile(
    r"\s*(?:$|[,.;:()\n\u00b7+&!?~–-]|(?:thui|thoi|lan|a|ah|ak|nha|nhe|nhen|nghen|ne|do|chi do|luon|"
    r"mang|ma|va|cung)"
    r"(?![^\W_]))"
)
_HEADING = re.compile(
    r"[^,.;:\n\u00b7]*(?:\.[a-z][^,.;:\n\u00b7]*)?:\s*(?:la\s+|duoc\s+)?$"
)  # "pano b.cử: 5"
_ALONE = {"nu", "nam", "nguoi", "ng"}  # short nouns that may stand before their number: "nữ 12"
_SHORT = 3  # letters: "bài", "tin", "nhà" are too common to be the product that a mere number counts
_WORD = re.compile(r"(?<![^\W_])[a-z]+")


def before(
    text: str, free: str, number: tuple[int, int], floor: int, classified: bool = False
) -> Found | None:
    """The noun of the number at that span, none that begins before `floor`; `classified`: "12 cái"."""
    start, end = number
    link = _LINK.search(free, max(0, start - 24), start)
    places = [len(free[:start].rstrip()), *([link.start()] if link else [])]
    nearest = [nouns.before(nouns.load().counted, text, free, at) for at in places]
    found = next((noun for noun in nearest if noun and noun.kind in REPORTED), None)
    if found is None or found.start < floor:
        heading = CLOSED.match(free, end) and not classified and _HEADING.search(free, floor, start)
        return next(_products(text, free, heading.start(), start), None) if heading else None
    word, sign = free[found.start : found.end], free[found.end : start].strip("abcdefghijklmnopqrstuvwxyz ")
    labelled = sign[:1] in (":", "=", "(") or bool(_LABEL.search(free, max(0, found.start - 12), found.start))
    if " " in word or labelled or classified:
        return found
    alone = not sign and (found.kind in ("product", "event") or word in _ALONE)
    return found if alone and CLOSED.match(free, end) else None


def named_earlier(text: str, free: str, end: int) -> Found | None:
    """The last product named anywhere before a classifier: "đi treo băng rôn … được 17 cái"."""
    return next(reversed([*_products(text, free, 0, end)]), None)


def _products(text: str, free: str, start: int, end: int) -> Iterator[Found]:
    """The products of more than a few letters between two positions, in order."""
    for word in _WORD.finditer(free, start, end):
        noun = nouns.after(nouns.load().counted, text, free, word.start()) if word.start() >= start else None
        if noun and noun.kind == "product" and noun.end <= end and noun.end - noun.start > _SHORT:
            yield noun
            start = noun.end
