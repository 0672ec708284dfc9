"""Passages named by where they stand to the last answer: "gạch đầu dòng kế tiếp", "nguyên văn câu đó"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge import Document, Passage

_ITEM = r"(?:gach dau dong|dau gach|gach|y|doan|khoan|diem|dong|cau|viec|nhiem vu)"
_ENTRY = r"(?:cai|cho|noi|chu de|de tai|don vi|co quan|ten)"  # in a list inside one passage
_PART = r"(?:muc|phan|dieu)"
_NEXT = r"(?:ke tiep|tiep theo|ke do|sau do|lien sau|sau no|ke|sau|tiep)"
_BEFORE = r"(?:lien truoc|truoc do|truoc no|ke truoc|ben tren|phia tren|truoc)"
_LAST = r"(?:cuoi cung|sau cung|chot|cuoi)"
_NTH = {
    "nhat": 1, "dau tien": 1, "dau": 1, "mot": 1, "1": 1, "hai": 2, "nhi": 2, "2": 2, "ba": 3, "3": 3,
    "tu": 4, "bon": 4, "4": 4, "nam": 5, "5": 5,
}  # fmt: skip
_ORDER = rf"(?:thu (?P<nth>{'|'.join(_NTH)})|(?P<first>dau tien|dau(?! dong)))"
_STEP = re.compile(
    rf"\b(?:(?P<part>{_PART})|(?P<entry>{_ENTRY})|{_ITEM}) "
    rf"(?:(?P<next>{_NEXT})|(?P<before>{_BEFORE})|(?P<last>{_LAST})|{_ORDER})\b"
)
_BACK = re.compile(r"\b(?:lui|tro|quay) (?:\w+ ){0,2}?muc(?: nua| truoc)?\b")
_ON = re.compile(r"\b(?:sang|qua|toi|them) (?:mot |1 )?muc(?: nua| sau)\b")
_ONE_MORE = re.compile(
    r"^(?:cai |y |gach )?(?:nua|tiep|tiep theo|ke tiep|sau do)(?: (?:la )?(?:muc|gach|y|cai) (?:nao|gi))?$"
)
_ONE = re.compile(rf"^(?:cai |y )?thu (?P<nth>{'|'.join(_NTH)})$")
_AGAIN = re.compile(
    r"\b(?:(?:trich |doc |ghi |xin |cho |chep )?(?:lai )?nguyen van(?: (?:lai|cau|doan|y|cho|phan|viec))?"
    r"(?: (?:do|nay|ay|tren|kia))?|(?:doc|nhac|trich|chep) (?:y chang |y nguyen )?lai(?: (?:cau|doan|y))?"
    r"(?: (?:do|nay|ay|tren))?|chep y chang(?: lai)?|"
    r"(?:ghi|chep|doc|trich|gui) (?:lai )?(?:nguyen|y nguyen|y chang|du|het|ca) (?:doan|cau|y|dong)"
    r"(?: (?:do|nay|ay|tren))?"
    r"(?: lai)?)\b"
)
Where = Literal["next", "before", "last", "nth", "again"]


@dataclass(frozen=True)
class Step:
    """The way from the last answer: over `part`s of the document, its passages, or `entry`s of a passage.

    `nth` counts within the part that the last answer stands in; `said` are the syllables of it.
    """

    where: Where
    nth: int
    said: frozenset[str]
    part: bool = False
    entry: bool = False


def find(tokens: Sequence[str]) -> Step | None:
    """The step that the syllables name, None for none."""
    text = " ".join(tokens)
    again = _AGAIN.search(text)
    said = frozenset(again.group().split()) if again else frozenset()
    if match := _STEP.search(text):
        said |= frozenset(match.group().split())
        kind = {"part": bool(match["part"]), "entry": bool(match["entry"])}
        if match["nth"] or match["first"]:
            return Step("nth", _NTH[match["nth"] or match["first"]], said, **kind)
        wheres: tuple[Where, ...] = ("next", "before", "last")
        return Step(next(w for w in wheres if match[w]), 0, said, **kind)
    if match := _ONE.search(text):
        return Step("nth", _NTH[match["nth"]], frozenset(tokens))
    if _ONE_MORE.search(text):
        return Step("next", 0, frozenset(tokens), part=" muc " in f" {text} ")
    if match := _BACK.search(text):
        return Step("before", 0, frozenset(match.group().split()), part=True)
    if match := _ON.search(text):
        return Step("next", 0, frozenset(match.group().split()), part=True)
    return Step("again", 0, said) if again else None


def passages(step: Step, document: Document, at: str) -> tuple[Passage, ...]:
    """The passages to which the step leads from the passage with the id `at`; () when it leads nowhere."""
    told = [p for p in document.passages if p.kind not in ("heading", "ornament")]
    here = next((p for p in told if p.id == at), None)
    if here is None:
        return ()
    if step.part and not here.section:
        return _of_parts(step, told)
    if step.where == "again" or step.entry or (not here.section and step.where in ("nth", "last")):
        return (here,)
    within = [p.id for p in told if p.section == here.section] if here.section else [p.id for p in told]
    found = "" if step.part else _at(within, at, step)
    if found or not here.section or not (step.part or step.where in ("next", "before")):
        return tuple(p for p in told if p.id == found)
    parts = list(dict.fromkeys(p.section for p in told if p.section))
    wanted = _at(parts, here.section, step)
    return tuple(p for p in told if wanted and p.section == wanted)


def _of_parts(step: Step, told: Sequence[Passage]) -> tuple[Passage, ...]:
    """The so-manieth or last part of the document, whatever was told last; () for one beside nothing."""
    parts = list(dict.fromkeys(p.section for p in told if p.section))
    at = len(parts) - 1 if step.where == "last" else step.nth - 1 if step.where == "nth" else -1
    return tuple(p for p in told if 0 <= at < len(parts) and p.section == parts[at])


def _at(names: Sequence[str], here: str, step: Step) -> str:
    """The name to which the step leads among them, "" when it leads over an end."""
    if here not in names:
        return ""
    at = {"next": names.index(here) + 1, "before": names.index(here) - 1, "last": len(names) - 1}
    place = at.get(step.where, step.nth - 1)
    return names[place] if 0 <= place < len(names) else ""
