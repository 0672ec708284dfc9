"""Where a part of a document stands: the end of its passage's id, its number, and its place in a citation."""

from __future__ import annotations

import re

from knowledge.lines import Mark
from knowledge.sections import Part
from knowledge.tables import is_row, row_number
from nlu.text import syllables

_NAMED = {"điều": "Điều", "chương": "Chương", "phần": "Phần", "phụ lục": "Phụ lục", "tiểu mục": "Tiểu mục"}
_LONGEST_TITLE = 160
_REMARK = re.compile(r"\s*`[^`]*`|\*\*|#+\s+")  # what an archive wrote into a heading
_UNNUMBERED = {"dash": "gạch đầu dòng", "plus": "dấu cộng", "row": "dòng bảng"}


def family(part: Part) -> list[Part]:
    """The part and all below it, in order of the text."""
    return [part, *(each for child in part.children for each in family(child))]


def _chain(part: Part) -> list[Part]:
    """The parts whose labels name this one: from its Điều on, since those count on over chapters."""
    chain = [*part.path, part]
    articles = [i for i, each in enumerate(chain) if each.mark and each.mark.kind == "điều"]
    return chain[articles[-1] :] if articles else chain


def path(part: Part) -> str:
    """The end of its passage's id: "I.1.2", "dieu-3.b"."""
    labels: list[str] = []
    for each in _chain(part):
        if each.numbered and each.mark:
            labels = _with_label(labels, each.mark)
        elif not _alone(each):
            labels.append(str(each.nth))
    return ".".join(labels) or "1"


def _with_label(labels: list[str], mark: Mark) -> list[str]:
    """The labels with one more; "2.1" under "2" already says both."""
    if mark.kind in _NAMED or mark.kind == "mục":
        return [*labels, "-".join([*syllables(mark.kind), *syllables(mark.label)])]
    base = mark.label.rpartition(".")[0]
    return [*labels[:-1], mark.label] if base and labels[-1:] == [base] else [*labels, mark.label]


def number(part: Part) -> str:
    """The number of the innermost numbered part: "5", "IV.2", "Điều 3.1"; "" outside any."""
    labels: list[str] = []
    for each in _chain(part):
        if each.numbered and each.mark:
            named = {**_NAMED, "mục": "Mục"}.get(each.mark.kind)
            labels = [*labels, f"{named} {each.mark.label}"] if named else _with_label(labels, each.mark)
    return ".".join(labels)


def _alone(part: Part) -> bool:
    """Whether it is all that stands under a heading, so that the heading's number names it."""
    return part.parent is not None and part.parent.kind == "heading" and len(part.parent.children) == 1


def place(part: Part) -> str:
    """Where it stands, as a citation says it: "mục 1. Các sở, ban, ngành …, gạch đầu dòng thứ 3"."""
    if part.place is None:
        above = place(part.parent) if part.parent else ""
        part.place = ", ".join(step for step in (above, _step(part)) if step)
    return part.place


def _step(part: Part) -> str:
    if part.mark is None or not part.numbered:
        kind = part.mark.kind if part.mark else "row" if is_row(part.text) else ""
        if kind == "row" and (own := row_number(part.text)):
            return f"{_UNNUMBERED[kind]} số {own}"
        if not kind and part.parent and (_alone(part) or _only_paragraph(part)):
            return ""
        return f"{_UNNUMBERED.get(kind, 'đoạn')} thứ {part.nth_alike}"
    title = _REMARK.sub("", part.title).lstrip("#> -+•").rstrip(": ")
    titled = part.kind == "heading" and len(title) <= _LONGEST_TITLE
    if part.mark.kind in _NAMED:
        return title if titled else f"{_NAMED[part.mark.kind]} {part.mark.label}"
    in_article = any(each.mark and each.mark.kind == "điều" for each in part.path)
    noun = "điểm" if part.mark.kind == "letter" else "khoản" if in_article else "mục"
    if titled and part.mark.kind == "mục":
        return title
    return f"{noun} {title if titled else part.mark.label}"


def _only_paragraph(part: Part) -> bool:
    """Whether no other paragraph stands beside it, so that it needs no number."""
    plain = [p for p in part.siblings if p.mark is None and not is_row(p.text)]
    return len(plain) == 1
