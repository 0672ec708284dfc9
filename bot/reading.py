"""What one message says for the fields of a form: the reading rules of the report.

Each field type has one reader. A reader returns nothing when the message is silent: a value is never
guessed. Rules: the place is the most specific administrative unit named; people are those who took part;
a quantity is the first counted product; the day is that of the activity.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.form import Field, Form, Option, Value
from bot.units import Units
from nlu import Understanding
from nlu.abbreviations import Abbreviations
from nlu.text import fold, syllables, typed_as, words

# "không phải Bình Chánh, Bình Châu": what is denied is not read.
_DENIED = re.compile(
    r"\b(?:khong phai|ko phai|k phai|chu khong phai|chu ko phai)\b"
    r"[^,;.\n]*?(?=,|;|\.|\n|\bma\b|\bla\b|$)"
)
# What a phrase of each column is worth, and what coming first is worth; fitted on the development set.
_WEIGHTS = {"decisive": 3.0, "words": 1.0, "weak": 0.5}
_LEAD = 2.0
_TOOK_PART = frozenset(["du", "tham", "gia", "mat", "nghe", "xem", "thu", "hut", "co", "hoc", "phuc", "vu"])


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
        self._readers: dict[str, Callable[[Field, Understanding], Reading]] = {
            "select_one": self._select_one,
            "select_multiple": self._select_multiple,
            "date": self._date,
            "place": self._place,
            "integer": self._integer,
            "quantity": self._quantity,
        }
        self._phrases = {
            (item.name, option.name, column): self._by_first_syllable(getattr(option, column))
            for item in form.fields
            for option in item.choices
            for column in (*_WEIGHTS, "otherwise", "besides")
        }

    def read(self, said: Understanding) -> Reading:
        """Everything that the message says, by field."""
        values: dict[str, Value] = {}
        approximate: list[str] = []
        impossible: dict[str, str] = {}
        for item in self._form.fields:
            if item.type in self._readers:
                found = self._readers[item.type](item, said)
                values |= found.values
                approximate += found.approximate
                impossible |= found.impossible
        return Reading(values, tuple(approximate), impossible)

    def _by_first_syllable(self, phrases: tuple[str, ...]) -> dict[str, list[tuple[str, ...]]]:
        index: dict[str, list[tuple[str, ...]]] = {}
        for phrase in phrases:
            tokens = tuple(words(self._abbreviations.expand(phrase)))
            index.setdefault(fold(tokens[0]), []).append(tokens)
        return index

    def _tokens(self, said: Understanding) -> list[str]:
        return words(self._abbreviations.expand(_affirmed(said.text)))

    def _found(self, item: Field, option: Option, column: str, tokens: list[str]) -> list[tuple[int, int]]:
        """Where the option's phrases of that column stand, in syllables; the longest where they overlap."""
        phrases = self._phrases[item.name, option.name, column]
        spans = {
            (start, start + len(phrase))
            for start, token in enumerate(tokens)
            for phrase in phrases.get(fold(token), ())
            if typed_as(tokens[start : start + len(phrase)], phrase)
        }
        return [s for s in spans if not any(o != s and o[0] <= s[0] and s[1] <= o[1] for o in spans)]

    def _select_one(self, item: Field, said: Understanding) -> Reading:
        """The option with most words for it; long phrases weigh more, and the one named first leads."""
        tokens = self._tokens(said)
        scores: dict[str, float] = {}
        for option in item.choices:
            found = {column: self._found(item, option, column, tokens) for column in _WEIGHTS}
            score = sum(
                weight * len(found[column]) + 0.25 * sum(end - start - 1 for start, end in found[column])
                for column, weight in _WEIGHTS.items()
            )
            strong = found["decisive"] + found["words"]
            if strong:
                score += _LEAD * (1 - min(start for start, _ in strong) / len(tokens))
            scores[option.name] = score
        best = max(scores, key=lambda name: scores[name])
        return Reading({item.name: best}) if scores[best] >= 1 else Reading()

    def _select_multiple(self, item: Field, said: Understanding) -> Reading:
        tokens = self._tokens(said)
        named: list[str] = [o.name for o in item.choices if self._found(item, o, "words", tokens)]
        if not named:
            named = [o.name for o in item.choices if self._told_otherwise(item, o, tokens)]
        return Reading({item.name: named}) if named else Reading()

    def _told_otherwise(self, item: Field, option: Option, tokens: list[str]) -> bool:
        besides = self._found(item, option, "besides", tokens)
        told = self._found(item, option, "otherwise", tokens)
        return any(not any(b[0] <= t[0] and t[1] <= b[1] for b in besides) for t in told)

    def _date(self, item: Field, said: Understanding) -> Reading:
        affirmed = _affirmed(said.text)
        dates = [d for d in said.values.dates if affirmed[d.start : d.end].strip()]
        for date in dates:
            if date.value:
                return Reading({item.name: date.value.isoformat()})
        return Reading(impossible={item.name: dates[0].text}) if dates else Reading()

    def _place(self, item: Field, said: Understanding) -> Reading:
        places = self._units.find(_affirmed(said.text))
        return Reading({item.name: places[0].name}) if places else Reading()

    def _integer(self, item: Field, said: Understanding) -> Reading:
        affirmed = _affirmed(said.text)
        counted = [
            q
            for q in said.values.quantities
            if q.kind in item.counts and not q.role and affirmed[q.start : q.end].strip()
        ]
        if not counted:
            return Reading()
        told = [q for q in counted if _TOOK_PART & set(syllables(said.text[q.end : q.end + 12])[:2])]
        best = max(told or counted, key=lambda q: q.value)
        return Reading({item.name: best.value}, (item.name,) if best.approximate else ())

    def _quantity(self, item: Field, said: Understanding) -> Reading:
        for q in said.values.quantities:
            if q.kind in item.counts and not q.role:
                value: Value = {"value": q.value, "what": q.what}
                return Reading({item.name: value}, (item.name,) if q.approximate else ())
        return Reading()


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
