"""Places in a document as people name them: "mục 5", "khoản 2 Điều 8", "điểm b khoản 1", "ý 2 mục 1"."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from knowledge import Document, Passage
from knowledge.library import suffix
from nlu.text import fold, fold_word, syllables, words

# From the outermost in. Those of the first row are named in headings, the others in the ids of passages.
_CONTAINERS = ("phu luc", "phan", "chuong", "tieu muc")
_RANKS = (*_CONTAINERS, "muc", "dieu", "khoan", "diem", "gach dau dong")
_ITEM = "gach dau dong"
_ITEM_NAMES = r"(?:gach dau dong|dau gach|gach|y|doan|viec|nhiem vu)"
_COUNTED = {
    "nhat": "1", "mot": "1", "hai": "2", "nhi": "2", "ba": "3", "bon": "4", "tu": "4", "nam": "5",
    "dau tien": "1", "dau": "1", "cuoi cung": "cuoi", "cuoi": "cuoi", "chot": "cuoi",
}  # fmt: skip
_FIGURE = r"\d{1,2}|hai|ba|bon|dau tien|dau|cuoi cung|cuoi|chot"  # that counts without "thứ"
_LABEL = r"(?:\d{1,3}[a-z]?|[ivxlc]+)(?: \d{1,2})*"
_STEP = re.compile(
    rf"(?<![a-z])(?:(?P<kind>phu luc|phan|chuong|tieu muc|muc|dieu|khoan) (?:so |thu )?(?P<label>{_LABEL})"
    r"|diem (?P<letter>[a-zđ]\d?)"
    rf"|{_ITEM_NAMES} (?:(?:so|thu) (?P<nth>\d{{1,2}}|{'|'.join(_COUNTED)})|(?P<figure>{_FIGURE})))"
    r"(?![a-z0-9])"
    r"(?! v\b)(?! (?:trieu|nghin|ngan|ty|dong|nguoi|nam|thang|ngay|gio|lan)\b)"
)
_ROMAN = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv")


@dataclass(frozen=True)
class Place:
    """A named place: `steps` are (kind, label) from the outermost in, `said` how it was named."""

    steps: tuple[tuple[str, str], ...]
    said: str

    def tokens(self) -> set[str]:
        """The syllables with which it was named."""
        return set(syllables(self.said))

    def inside(self, document: Document) -> Place | None:
        """The place seen from the document: without "Phụ lục I" when that is the document itself."""
        kind, label = self.steps[0]
        own = kind == "phu luc" and is_appendix(document, label)
        steps = self.steps[1:] if own else self.steps
        return Place(steps, self.said) if steps else None


def is_appendix(document: Document, label: str) -> bool:
    """Whether the document is the appendix of that number, in Roman or in Arabic figures: "phụ lục 1"."""
    kind, _, number = fold(document.type).rpartition(" ")
    return kind == "phu luc" and roman(number) == roman(label)


def find(spelled: list[str]) -> Place | None:
    """The place that the words (`nlu.text.words`) name, None when they name none.

    "ý 2" alone is none: it is counted from what was told last (`knowledge.following`).
    """
    text = " ".join(word if word == "đ" else fold_word(word) for word in spelled)
    found: dict[str, str] = {}
    said: list[str] = []
    for match in _STEP.finditer(text):
        kind, label = _step(match)
        if kind not in found:
            found[kind] = label
            first = text[: match.start()].count(" ")
            said.append(" ".join(spelled[first : first + match.group().count(" ") + 1]))
    if not set(found) - {_ITEM}:
        return None
    return Place(tuple(sorted(found.items(), key=lambda step: _RANKS.index(step[0]))), " ".join(said))


def passages(document: Document, place: Place) -> tuple[Passage, ...]:
    """The passages at the place and below it, without headings, in order of the text."""
    if place.steps[-1] == (_ITEM, "cuoi"):
        return passages(document, Place(place.steps[:-1], place.said))[-1:]
    for steps in (place.steps, _in_roman(place.steps)):
        found = tuple(p for p in document.passages if p.kind != "heading" and _is_at(p, steps))
        if found:
            return found
    return ()


def _step(match: re.Match[str]) -> tuple[str, str]:
    if match["letter"]:
        return "diem", match["letter"]
    if nth := match["nth"] or match["figure"]:
        return _ITEM, _COUNTED.get(nth, nth)
    return match["kind"], match["label"].replace(" ", ".")


def _is_at(passage: Passage, steps: tuple[tuple[str, str], ...]) -> bool:
    labels = suffix(passage).lower().split(".")
    for kind, label in steps:
        named = f"{kind.replace(' ', '-')}-{label}"
        if kind == "dieu":
            if labels[0] != named:
                return False
            labels = labels[1:]
        elif named in labels:
            labels = labels[labels.index(named) + 1 :]
        elif _in_heading(passage, kind, label):
            continue
        else:
            wanted = label.split(".")
            if labels[: len(wanted)] != wanted or kind in ("phu luc", "chuong", "tieu muc"):
                return False
            labels = labels[len(wanted) :]
    return True


def _in_heading(passage: Passage, kind: str, label: str) -> bool:
    """Whether a heading above the passage is "Chương II. …", which the ids of its articles do not name."""
    if kind not in (*_CONTAINERS, "muc"):
        return False
    return any(
        words_of(heading)[: len(named)] == named
        for heading in passage.headings
        for named in [[*kind.split(), *label.split(".")]]
    )


@functools.lru_cache(maxsize=4096)
def words_of(text: str) -> list[str]:
    return [fold(word) for word in words(text)]


def _in_roman(steps: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """ "mục 3" of a plan whose parts are I., II., III."""
    (kind, label), *rest = steps
    return ((kind, roman(label)), *rest) if kind in ("muc", "phan", "phu luc") else steps


def roman(label: str) -> str:
    """The number in Roman figures, as it stands when it is none of the first."""
    return _ROMAN[int(label)] if label.isdigit() and int(label) < len(_ROMAN) else label
