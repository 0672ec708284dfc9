"""What one message says for the fields of a form: the reading rules of the report.

Each field type has one reader. A reader returns nothing when the message is silent: a value is never
guessed. Rules: the place is the most specific administrative unit named; people are those who took part;
a quantity is the first counted product; the day is that of the activity.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from bot import subjects
from bot.clues import Clues, Span
from bot.form import Field, Form, Option, Value
from bot.units import Place, Units
from nlu import Quantity, Understanding
from nlu.abbreviations import Abbreviations
from nlu.syllable import is_syllable
from nlu.text import fold, syllables, words

# "không phải Bình Chánh, Bình Châu": what is denied is not read.
_DENIED = re.compile(
    r"\b(?:khong phai|ko phai|k phai|chu khong phai|chu ko phai)\b"
    r"[^,;.\n]*?(?=,|;|\.|\n|\bma\b|\bla\b|$)"
)
# What a phrase of each column is worth, and what coming first is worth; fitted on the development set.
_WEIGHTS = {"decisive": 3.0, "words": 1.0, "weak": 0.5}
_LEAD = 2.0
_TOOK_PART = frozenset(["du", "tham", "gia", "mat", "nghe", "xem", "thu", "hut", "co", "hoc", "phuc", "vu"])


# Who was given something, or visited, took no part where others did.
_GIVEN = re.compile(
    r"\b(?:tang|trao|phat|cap|ho tro|bieu|giup)\b[^.;\n]*\bcho\s+$|\btham(?: hoi| tang qua)*\s+$"
)
_CAME = re.compile(
    r"\b(?:co mat|thuc du|thuc te|den du|tham du|toi noi|ra san|hien dien|du)\s*[:=]?\s*(?:la|duoc|co)?\s*$"
)
_OTHERWISE_SPELT = re.compile(r"(?i)\bpa[ -]?n[oôố]\b")
_NAME = "\u00b7"
_LONG_WORD = re.compile(r"[^\W\d_]{5,}")
_COUNTED = ("people", "household", "product", "event", "reach", "phone", "percent", "money")


@dataclass(frozen=True)
class Reading:
    """Values by field name; `approximate` names the estimated ones, `impossible` the dates that are none."""

    values: dict[str, Value] = field(default_factory=dict)
    approximate: tuple[str, ...] = ()
    impossible: dict[str, str] = field(default_factory=dict)


class Reader:
    """Reads messages for one form with the province's units."""

    def __init__(self, form: Form, units: Units, abbreviations: Abbreviations) -> None:
        self._form = form
        self._units = units
        self._abbreviations = abbreviations
        self._readers: dict[str, Callable[[Field, _Message], Reading]] = {
            "select_one": self._select_one,
            "select_multiple": self._select_multiple,
            "date": self._date,
            "place": self._place,
            "integer": self._integer,
            "quantity": self._quantity,
        }
        self._subjects = subjects.load()
        self._clues = {
            item.name: Clues(
                (option.name, column, words(abbreviations.expand(phrase)))
                for option in item.choices
                for column in (*_WEIGHTS, "otherwise", "besides")
                for phrase in getattr(option, column)
            )
            for item in form.fields
        }

    def read(self, said: Understanding) -> Reading:
        """Everything that the message says, by field."""
        values: dict[str, Value] = {}
        approximate: list[str] = []
        impossible: dict[str, str] = {}
        message = _Message(said, _affirmed(said.text))
        message.places = self._units.find(message.affirmed)
        message.tokens = words(_apart(self._abbreviations.expand(message.without_names())))
        for item in self._form.fields:
            if item.type in self._readers:
                found = self._readers[item.type](item, message)
                values |= found.values
                approximate += found.approximate
                impossible |= found.impossible
        return Reading(values, tuple(approximate), impossible)

    def _select_one(self, item: Field, message: _Message) -> Reading:
        """The option with most words for it; long phrases weigh more, and the one named first leads."""
        found = self._clues[item.name].find(message.tokens)
        scores = {option.name: _score(option, found, len(message.tokens)) for option in item.choices}
        best = max(scores, key=lambda name: scores[name])
        return Reading({item.name: best}) if scores[best] >= 1 else Reading()

    def _select_multiple(self, item: Field, message: _Message) -> Reading:
        found = self._clues[item.name].find(message.tokens)
        named: list[str] = [o.name for o in item.choices if (o.name, "words") in found]
        if not named:
            named = [o.name for o in item.choices if o.otherwise and self._told_otherwise(o, found, message)]
        return Reading({item.name: named}) if named else Reading()

    def _told_otherwise(
        self, option: Option, found: dict[tuple[str, str], list[Span]], message: _Message
    ) -> bool:
        if (option.name, "otherwise") in found:
            return True
        text = _apart(self._abbreviations.expand(message.without_figures(self._subjects.works)))
        return self._subjects.told(text, self._names_activity)

    def _names_activity(self, tokens: list[str]) -> bool:
        """Whether the words hold one that tells a choice of another field."""
        return any(self._clues[f.name].find(tokens) for f in self._form.fields if f.type == "select_one")

    def _date(self, item: Field, message: _Message) -> Reading:
        dates = [d for d in message.said.values.dates if message.affirms(d.start, d.end)]
        for date in dates:
            if date.value:
                return Reading({item.name: date.value.isoformat()})
        return Reading(impossible={item.name: dates[0].text}) if dates else Reading()

    def _place(self, item: Field, message: _Message) -> Reading:
        return Reading({item.name: message.places[0].name}) if message.places else Reading()

    def _integer(self, item: Field, message: _Message) -> Reading:
        counted = [
            q
            for q in message.said.values.quantities
            if q.kind in item.counts and not q.role and message.affirms(q.start, q.end)
        ]
        counted = [q for q in counted if not _GIVEN.search(message.before(q.start))] or counted
        if not counted:
            return Reading()
        if sorted(fold(q.what) for q in counted) == ["nam", "nu"]:  # men and women make up the whole
            estimated = any(q.approximate for q in counted)
            return Reading({item.name: sum(q.value for q in counted)}, (item.name,) if estimated else ())
        told = [q for q in counted if _CAME.search(message.before(q.start)) or message.took_part(q.end)]
        best = max(told or counted, key=lambda q: q.value)
        return Reading({item.name: best.value}, (item.name,) if best.approximate else ())

    def _quantity(self, item: Field, message: _Message) -> Reading:
        for q in message.said.values.quantities:
            if q.kind in item.counts and not q.role:
                value: Value = {"value": q.value, "what": _OTHERWISE_SPELT.sub("pano", q.what)}
                return Reading({item.name: value}, (item.name,) if q.approximate else ())
        return Reading()


class _Message:
    """One message while its fields are read; what all of them need is made once."""

    def __init__(self, said: Understanding, affirmed: str) -> None:
        self.said = said
        self.affirmed = affirmed
        self.tokens: list[str] = []
        self.places: list[Place] = []

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
        return "".join(kept)

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
        return "".join(kept)


def _apart(text: str) -> str:
    """The text with two syllables that were typed as one word apart: "truyềnphòng" → truyền phòng."""
    return _LONG_WORD.sub(lambda match: _parted(match.group()), text)


def _parted(word: str) -> str:
    plain = fold(word)
    if is_syllable(plain):
        return word
    for at in range(2, len(word) - 1):
        if is_syllable(plain[:at]) and is_syllable(plain[at:]):
            return f"{word[:at]} {word[at:]}"
    return word


def _is_work(quantity: Quantity, works: frozenset[str]) -> bool:
    return quantity.kind == "product" and " ".join(fold(quantity.what).split()) in works


def _score(option: Option, found: dict[tuple[str, str], list[Span]], length: int) -> float:
    spans = {column: found.get((option.name, column), []) for column in _WEIGHTS}
    score = sum(
        weight * len(spans[column]) + 0.25 * sum(end - start - 1 for start, end in spans[column])
        for column, weight in _WEIGHTS.items()
    )
    strong = spans["decisive"] + spans["words"]
    return score + (_LEAD * (1 - min(start for start, _ in strong) / length) if strong else 0)


def answer(item: Field, said: Understanding, reading: Reading) -> Value | None:
    """The message as the answer to that one question, where it is less than a sentence; else None."""
    text = said.text.strip().strip(".!")
    if item.name in reading.values:
        return reading.values[item.name]
    if item.type == "integer":
        bare = [q for q in said.values.quantities if q.kind in ("bare", "ordinal", *item.counts)]
        return bare[0].value if len(bare) == 1 and not said.values.dates else None
    if item.type == "select_one":
        return _named_option(item, text)
    if item.type == "select_multiple":
        name = _named_option(item, text)
        return [name] if name else None
    if item.type == "text" and text:
        return text
    if item.type in ("place", "unit") and 1 < len(text) <= 60 and not said.values.quantities:
        return text[0].upper() + text[1:]
    return None


def _named_option(item: Field, text: str) -> str | None:
    folded = " ".join(syllables(text))
    for number, option in enumerate(item.choices, 1):
        if folded in (str(number), option.name.replace("_", " "), " ".join(syllables(option.label))):
            return option.name
    return None


def _affirmed(text: str) -> str:
    """The text with what it denies blanked out; offsets stay."""
    kept = list(text)
    for match in _DENIED.finditer(fold(text)):
        kept[match.start() : match.end()] = " " * (match.end() - match.start())
    return "".join(kept)
