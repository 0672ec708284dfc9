"""One message while a form's fields are read from it: what it affirms, where it tells of its activity."""

from __future__ import annotations

import itertools
import re

from bot import subjects
from bot.clues import Span
from bot.units import Place
from nlu import Quantity, Understanding
from nlu.text import fold, syllables

# "không phải Bình Chánh, Bình Châu": what is denied is not read.
_DENIED = re.compile(
    r"\b(?:(?:chu |cho )?(?:khong|ko|k|hong|hok|hem) phai|(?:chu|cho) (?:khong|ko|hong)(?= [0-9]))\b"
    r"[^,;.\n]*?(?=,|;|\.|\n|\bma\b|\bla\b|$)"
)
_TOOK_PART = frozenset(["du", "tham", "gia", "mat", "nghe", "xem", "thu", "hut", "co", "hoc", "phuc", "vu"])

_TEAM = re.compile(r"\b(?:doi|doi khach|doi ban|doi nha)\s+$")
# A hamlet by its name, which begins with capitals; one by its number alone is no place.
_HAMLET = re.compile(r"(?<![^\W_])(thôn|thon|làng|xóm|ấp|buôn)((?:[ ]+[^\W\d_]+){1,3})", re.IGNORECASE)
_FIRST_DAYS = re.compile(r"[a-z]+\s+m[uo]ng\b")
_NAME = "\u00b7"
_COUNTED = ("people", "household", "product", "event", "reach", "phone", "percent", "money")


class Message:
    """What all fields of one message need is made once.

    `affirmed` is its text with what it denies blanked out, `asides` the parts beside its activity, `main` the
    sentence that tells most of it (None in a short message), `tokens` the words by which choices are told.
    """

    def __init__(self, said: Understanding) -> None:
        self.said = said
        self.affirmed = _affirmed(said.text)
        self.tokens: list[str] = []
        self.places: list[Place] = []
        self.asides: list[Span] = []
        self.main: Span | None = None

    def is_beside(self, place: Place) -> bool:
        """Whether it is a bare name in an aside, or that of a visiting team: "đội khách Bình Hiệp"."""
        typed = fold(self.said.text[place.start : place.end])
        if place.unit is None or not place.unit.bare or typed != fold(place.unit.bare):
            return False
        return not self.told_in(place.start, (0, len(self.said.text))) or bool(
            _TEAM.search(self.before(place.start))
        )

    def told_in(self, position: int, part: Span) -> bool:
        """Whether the position is in that part and no aside."""
        beside = any(start <= position < end for start, end in self.asides)
        return part[0] <= position < part[1] and not beside

    def counted(self) -> list[Quantity]:
        """The quantities of what was done, those of the main sentence first."""
        whole = (0, len(self.said.text))
        told = [q for q in self.said.values.quantities if self.told_in(q.start, whole)]
        main = self.main or whole
        return sorted(told, key=lambda q: not self.told_in(q.start, main))

    def affirms(self, start: int, end: int) -> bool:
        """Whether that stretch is not denied."""
        return bool(self.affirmed[start:end].strip())

    def before(self, position: int) -> str:
        """The folded text that leads to the position."""
        return fold(self.said.text[max(0, position - 80) : position])

    def took_part(self, position: int) -> bool:
        """Whether the words there say that they took part, before any sign."""
        beside = re.split(r"[,.;:\n(]", self.said.text[position : position + 12])[0]
        return bool(_TOOK_PART & set(syllables(beside)[:2]))

    def without_names(self) -> str:
        """The text without the names of places, their types kept: "đài xã ···"."""
        kept = list(self.affirmed)
        for place in self.places:
            size = len(place.unit.bare) if place.unit else 0
            start = max(place.start, place.end - size)
            kept[start : place.end] = _NAME * (place.end - start)
        first = [(d.start, d.end) for d in self.said.values.dates if _FIRST_DAYS.match(fold(d.text))]
        for start, end in [*self.asides, *first]:  # "mung 5/6" cheers nothing
            kept[start:end] = " " * (end - start)
        return "".join(kept)

    def hamlet(self) -> str:
        """The first hamlet with its name, "" for none."""
        for match in _HAMLET.finditer(self.affirmed):
            name = list(itertools.takewhile(lambda word: word[0].isupper(), match[2].split()))
            if name and not self.affirmed.isupper():
                return " ".join([match[1].capitalize().replace("Thon", "Thôn"), *name])
        return ""

    def without_figures(self, works: frozenset[str]) -> str:
        """The text with places, days and counts replaced by one sign, counts of works by another."""
        kept = list(self.affirmed)
        spans = [(p.start, p.end) for p in self.places] + [(d.start, d.end) for d in self.said.values.dates]
        for start, end in spans:
            kept[start:end] = subjects.BLANK * (end - start)
        for q in self.said.values.quantities:
            if q.kind in _COUNTED:
                kept[q.start : q.end] = subjects.BLANK * (q.end - q.start)
            if _is_work(q, works):
                kept[q.end - 1] = subjects.WORKS
        for start, end in self.asides:
            kept[start:end] = subjects.BLANK * (end - start)
        return "".join(kept)


def _is_work(quantity: Quantity, works: frozenset[str]) -> bool:
    return quantity.kind == "product" and " ".join(fold(quantity.what).split()) in works


def _affirmed(text: str) -> str:
    """The text with what it denies blanked out; offsets stay."""
    kept = list(text)
    for match in _DENIED.finditer(fold(text)):
        kept[match.start() : match.end()] = " " * (match.end() - match.start())
    return "".join(kept)
