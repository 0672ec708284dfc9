"""What one message says for the fields of a form: the reading rules of the report.

Each field type has one reader. A reader returns nothing when the message is silent: a value is never
guessed. Rules: the place is the most specific administrative unit named; people are those who took part;
a quantity is the first counted product; the day is that of the activity.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from bot import telling
from bot.choices import Choices
from bot.clues import Span
from bot.form import Field, Form, Value
from bot.mending import Mending
from bot.message import Message
from bot.units import Units
from nlu import Understanding
from nlu.abbreviations import Abbreviations
from nlu.nouns import spelt
from nlu.text import fold, syllables

# Who was given something, or visited, took no part where others did.
_GIVEN = re.compile(
    r"\b(?:tang|trao|phat|cap|ho tro|bieu|giup)\b[^.;\n]*\bcho\s+$|\btham(?: hoi| tang qua)*\s+$"
)
_CAME = re.compile(
    r"\b(?:co mat|thuc du|thuc te|den du|tham du|toi noi|ra san|hien dien|du)\s*[:=]?\s*(?:la|duoc|co)?\s*$"
)
_OTHERWISE_SPELT = re.compile(r"(?i)\bpa[ -]?n[oôố]\b")
_FEW_SENTENCES = 3
_LONG_MESSAGE = 160  # characters
_ENOUGH_SIGNS = 3
_WORDED = ("select_one", "select_multiple")


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
        self._readers: dict[str, Callable[[Field, Message], Reading]] = {
            "select_one": self._select_one,
            "select_multiple": self._select_multiple,
            "date": self._date,
            "place": self._place,
            "integer": self._integer,
            "quantity": self._quantity,
        }
        self._telling = telling.load()
        self._last: tuple[Understanding | None, Reading] = None, Reading()
        self._mending = Mending(form, units, abbreviations)
        self._choices = Choices(form, abbreviations, self._mending)

    def read(self, said: Understanding) -> Reading:
        """Everything that the message says, by field; what was mistyped is read as it was meant."""
        if said is not self._last[0]:  # several parts of one turn ask
            typed = self._read(said)
            mended = self._mending.mended(said)
            self._last = said, self._together(typed, self._read(mended)) if mended else typed
        return self._last[1]

    def _together(self, typed: Reading, mended: Reading) -> Reading:
        """What the mended message says, and the typed one's figures, days and places where it is silent."""
        values = {n: v for n, v in typed.values.items() if self._form.field(n).type not in _WORDED}
        values |= {n: v for n, v in mended.values.items() if not self._is_better_typed(n, v, values.get(n))}
        estimated = {*mended.approximate, *(n for n in typed.approximate if n not in mended.values)}
        impossible = {name: text for name, text in typed.impossible.items() if name not in values}
        return Reading(values, tuple(name for name in values if name in estimated), impossible)

    def _is_better_typed(self, name: str, mended: Value, typed: Value | None) -> bool:
        """Whether the place as typed is one of the province and the mended one is not."""
        if self._form.field(name).type != "place" or typed is None:
            return False
        return bool(self._units.resolve(str(typed)) and not self._units.resolve(str(mended)))

    def _read(self, said: Understanding) -> Reading:
        values: dict[str, Value] = {}
        approximate: list[str] = []
        impossible: dict[str, str] = {}
        message = Message(said)
        message.asides = self._telling.asides(said.text)
        message.places = [p for p in self._units.find(message.affirmed) if not message.is_beside(p)]
        message.main = self._main(message)
        message.tokens = self._choices.tokens(message)
        for item in self._form.fields:
            if item.type in self._readers:
                found = self._readers[item.type](item, message)
                values |= found.values
                approximate += found.approximate
                impossible |= found.impossible
        return Reading(values, tuple(approximate), impossible)

    def _main(self, message: Message) -> Span | None:
        """The sentence of a long message that tells most of the activity: what, when, where, how many."""
        parts = telling.sentences(message.said.text)
        if len(parts) < _FEW_SENTENCES or len(message.said.text) < _LONG_MESSAGE:
            return None
        told = {part: self._signs(message, part) for part in parts}
        best = max(parts, key=lambda part: told[part])
        return best if told[best] >= _ENOUGH_SIGNS else None

    def _signs(self, message: Message, part: Span) -> float:
        """How many of these the part has; a day counts most."""
        values = message.said.values
        days = [d for d in values.dates if d.value and values.today and d.value <= values.today]
        counted = [q for q in values.quantities if q.kind in ("people", "product") and not q.role]
        signs = (
            1.5 * any(message.told_in(d.start, part) for d in days)
            + any(message.told_in(q.start, part) for q in counted)
            + any(message.told_in(p.start, part) for p in message.places)
        )
        few = signs < _ENOUGH_SIGNS - 1  # whatever it does
        return signs if few else signs + self._choices.names_one(message, part)

    def _select_one(self, item: Field, message: Message) -> Reading:
        told = self._choices.one(item, message)
        return Reading({item.name: told}) if told else Reading()

    def _select_multiple(self, item: Field, message: Message) -> Reading:
        told = self._choices.several(item, message)
        return Reading({item.name: told}) if told else Reading()

    def _date(self, item: Field, message: Message) -> Reading:
        values = message.said.values
        dates = [d for d in values.dates if message.affirms(d.start, d.end)]
        named = [d for d in dates if d.value]
        if named and values.today:
            day = self._telling.day(message.said.text, named, values.today, message.main, message.asides)
            return Reading({item.name: day.value.isoformat()}) if day and day.value else Reading()
        return Reading(impossible={item.name: dates[0].text}) if dates else Reading()

    def _place(self, item: Field, message: Message) -> Reading:
        if not message.places:
            hamlet = message.hamlet()
            return Reading({item.name: hamlet}) if hamlet else Reading()
        first = message.places[0]
        told = [
            p for p in message.places if p.unit and message.main and message.told_in(p.start, message.main)
        ]
        commune = next((p for p in told if p.unit and p.unit.level == "commune"), first)
        return Reading({item.name: commune.name})

    def _integer(self, item: Field, message: Message) -> Reading:
        counted = [
            q
            for q in message.counted()
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

    def _quantity(self, item: Field, message: Message) -> Reading:
        for q in message.counted():
            if q.kind in item.counts and not q.role and message.affirms(q.start, q.end):
                value: Value = {"value": q.value, "what": _OTHERWISE_SPELT.sub("pano", spelt(q.what))}
                return Reading({item.name: value}, (item.name,) if q.approximate else ())
        return Reading()


def answer(item: Field, said: Understanding, reading: Reading) -> Value | None:
    """The message as the answer to that one question, where it is less than a sentence; else None."""
    text = said.text.strip().strip(".!")
    if item.name in reading.values:
        return reading.values[item.name]
    if item.type == "integer":
        numbers = [q for q in said.values.quantities if q.kind != "ordinal" or not q.what]  # no "thôn 4"
        bare = [q for q in numbers if q.kind in ("bare", "ordinal", *item.counts)]
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


def is_estimate(value: Value, said: Understanding) -> bool:
    """Whether the number was told as an estimate: "chừng 50"."""
    number = value["value"] if isinstance(value, dict) else value
    return any(q.approximate for q in said.values.quantities if q.value == number)


def _named_option(item: Field, text: str) -> str | None:
    folded = " ".join(syllables(text))
    for number, option in enumerate(item.choices, 1):
        if folded in (str(number), option.name.replace("_", " "), " ".join(syllables(option.label))):
            return option.name
    return None
