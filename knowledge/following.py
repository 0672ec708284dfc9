"""Passages named by where they stand to the last answer: "gạch đầu dòng kế tiếp", "nguyên văn câu đó"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge import Document, Passage

_ITEM = r"(?:gach dau dong|dau gach|gach|y|doan|khoan|diem|dong|cau|viec|nhiem vu)"
_PART = r"(?:muc|phan|dieu)"
_NEXT = r"(?:ke tiep|tiep theo|ke do|sau do|lien sau|ke|sau|tiep)"
_BEFORE = r"(?:lien truoc|truoc do|ke truoc|ben tren|phia tren|truoc)"
_LAST = r"(?:cuoi cung|sau cung|cuoi|chot)"
_NTH = {
    "nhat": 1, "dau tien": 1, "dau": 1, "mot": 1, "1": 1, "hai": 2, "nhi": 2, "2": 2, "ba": 3, "3": 3,
    "tu": 4, "bon": 4, "4": 4, "nam": 5, "5": 5,
}  # fmt: skip
_ORDER = rf"(?:thu (?P<nth>{'|'.join(_NTH)})|(?P<first>dau tien|dau))"
_STEP = re.compile(
    rf"\b(?:(?P<part>{_PART})|{_ITEM}) "
    rf"(?:(?P<next>{_NEXT})|(?P<before>{_BEFORE})|(?P<last>{_LAST})|{_ORDER})\b"
    r"|\b(?P<again>(?:trich |doc |ghi |xin |cho )?(?:lai )?nguyen van(?: (?:lai|cau|doan|y|cho|phan|viec))?"
    r"(?: (?:do|nay|ay|tren|kia))?|(?:doc|nhac|trich) lai(?: (?:cau|doan|y))?(?: (?:do|nay|ay|tren))?)\b"
)
Where = Literal["next", "before", "last", "nth", "again"]


@dataclass(frozen=True)
class Step:
    """The way from the last answer: over `part`s of the document or its single passages.

    `nth` counts within the part that the last answer stands in; `said` are the syllables of it.
    """

    where: Where
    part: bool
    nth: int
    said: frozenset[str]


def find(tokens: Sequence[str]) -> Step | None:
    """The step that the syllables name, None for none."""
    match = _STEP.search(" ".join(tokens))
    if match is None:
        return None
    said = frozenset(match.group().split())
    if match["nth"] or match["first"]:
        return Step("nth", bool(match["part"]), _NTH[match["nth"] or match["first"]], said)
    wheres: tuple[Where, ...] = ("next", "before", "last", "again")
    return Step(next(w for w in wheres if match[w]), bool(match["part"]), 0, said)


def passages(step: Step, document: Document, at: str) -> tuple[Passage, ...]:
    """The passages to which the step leads from the passage with the id `at`; () when it leads nowhere."""
    told = [p for p in document.passages if p.kind not in ("heading", "ornament")]
    here = next((p for p in told if p.id == at), None)
    if here is None:
        return ()
    if step.where == "again":
        return (here,)
    if step.part:
        parts = list(dict.fromkeys(p.section for p in told if p.section))
        wanted = _at(parts, here.section, step)
        return tuple(p for p in told if wanted and p.section == wanted)
    within = [p.id for p in told if p.section == here.section] if here.section else [p.id for p in told]
    found = _at(within, at, step)
    return tuple(p for p in told if p.id == found)


def _at(names: Sequence[str], here: str, step: Step) -> str:
    """The name to which the step leads among them, "" when it leads over an end."""
    if here not in names:
        return ""
    at = {"next": names.index(here) + 1, "before": names.index(here) - 1, "last": len(names) - 1}
    place = at.get(step.where, step.nth - 1)
    return names[place] if 0 <= place < len(names) else ""
