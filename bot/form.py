"""The form engine: fields from YAML, a draft of values, what is missing, what is wrong, the summary.

The form is data (`forms/*.yml`): nothing here knows a field by its name. Values are kept as they go into
JSON: a date as "2025-03-15", a choice by its name, several choices as a list, a quantity as
{"value": 12, "what": "băng rôn"}.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

# A field's value as stored in JSON; its shape depends on the field's type.
Value = str | int | list[str] | dict[str, Any]

TYPES = ("select_one", "select_multiple", "date", "place", "unit", "integer", "quantity", "text", "files")


# What an activity is known by, in any form: its kind, day and place, and the numbers that it comes to.
IDENTIFYING = ("select_one", "date", "place")
NUMBERS = ("integer", "quantity")


class FormError(ValueError):
    """A form file is not right; the message names the key."""


@dataclass(frozen=True)
class Option:
    """One allowed value of a select field, with the words that tell it in a message.

    `decisive` ones outweigh `words`, those `weak` ones; `otherwise` counts when no other option is told,
    unless it stands inside one of `besides`. `source` is the clause of a document that the choice comes
    from, "" for none.
    """

    name: str
    label: str
    decisive: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    otherwise: tuple[str, ...] = ()
    besides: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True)
class Field:
    """One question of a form; the columns are XLSForm's where XLSForm has them."""

    name: str
    type: str
    label: str
    ask: str = ""
    hint: str = ""
    required: bool = False
    required_for: dict[str, tuple[str, ...]] = field(default_factory=dict)
    choices: tuple[Option, ...] = ()
    counts: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | str | None = None
    confirm_above: int | None = None
    confirm_older_days: int | None = None
    first_message: bool = False

    def option(self, name: str) -> Option:
        """The choice of that name. Raises KeyError."""
        for option in self.choices:
            if option.name == name:
                return option
        raise KeyError(f"field {self.name} has no choice {name!r}")


@dataclass(frozen=True)
class Form:
    """A form; `version` is kept with every report made with it."""

    name: str
    version: int
    title: str
    number_prefix: str
    fields: tuple[Field, ...]

    def field(self, name: str) -> Field:
        """The field of that name. Raises KeyError."""
        for candidate in self.fields:
            if candidate.name == name:
                return candidate
        raise KeyError(f"form {self.name} has no field {name!r}")

    def first(self, kind: str) -> Field | None:
        """The first field of that type: the one date by which reports are counted, say; None for none."""
        return next((candidate for candidate in self.fields if candidate.type == kind), None)

    @property
    def identifying(self) -> tuple[str, ...]:
        """The names of the first fields that together tell one activity from another."""
        return tuple(f.name for f in map(self.first, IDENTIFYING) if f)

    @property
    def telling(self) -> tuple[str, ...]:
        """The names of those and of the first numbers: what tells of an activity at all."""
        return (*self.identifying, *(f.name for f in map(self.first, NUMBERS) if f))


@dataclass(frozen=True)
class Problem:
    """A value that cannot be taken (`wording` says why), or one to be confirmed first (`doubtful`)."""

    field: str
    wording: str
    value: Value
    doubtful: bool = False


@dataclass(frozen=True)
class Held:
    """A message that tells of another activity while a draft is open: it becomes the next draft.

    `impossible` are its dates that are none, by field.
    """

    text: str
    values: dict[str, Value]
    approximate: tuple[str, ...] = ()
    impossible: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Draft:
    """A report being made. `asked` is the field last asked for, "" for none; `trail` those before it.

    `of` is the number of the stored report that it changes, "" for a new one, and `reason` the words that
    asked for the change; `nil` the key of the period in which there was no activity, "" for a report of one.
    One made in `training` counts nowhere; a `separate` one may be like another.
    """

    fields: dict[str, Value] = field(default_factory=dict)
    approximate: tuple[str, ...] = ()
    asked: str = ""
    trail: tuple[str, ...] = ()
    held: tuple[Held, ...] = ()
    id: int | None = None
    of: str = ""
    reason: str = ""
    nil: str = ""
    training: bool = False
    separate: bool = False

    def put(self, name: str, value: Value, *, approximate: bool = False) -> Draft:
        """The draft with that value; an earlier one is replaced."""
        others = tuple(n for n in self.approximate if n != name)
        return replace(
            self,
            fields={**self.fields, name: value},
            approximate=(*others, name) if approximate else others,
        )

    def without(self, name: str) -> Draft:
        """The draft with that field empty again."""
        return replace(self, fields={n: v for n, v in self.fields.items() if n != name})


def load(path: Path) -> Form:
    """The form of a YAML file. Raises FormError for an unknown key, type or reference."""
    data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    fields = tuple(_field(item) for item in data["fields"])
    names = {f.name for f in fields}
    for f in fields:
        if unknown := set(f.required_for) - names:
            raise FormError(f"{path.name}: required_for of {f.name} names unknown fields {sorted(unknown)}")
    return Form(data["form"], int(data["version"]), data["title"], data["number_prefix"], fields)


def is_required(item: Field, draft: Draft) -> bool:
    """Whether the field must have a value, given the others."""
    return item.required or any(draft.fields.get(n) in values for n, values in item.required_for.items())


def missing(form: Form, draft: Draft) -> list[Field]:
    """The fields still to be asked for, in the form's order."""
    return [f for f in form.fields if f.name not in draft.fields and is_required(f, draft)]


def check(item: Field, value: Value, today: datetime.date) -> Problem | None:
    """What is wrong with the value, or None. A doubtful one is fine once the person has confirmed it."""
    if item.type == "date" and isinstance(value, str):
        day = datetime.date.fromisoformat(value)
        if item.maximum == "today" and day > today:
            return Problem(item.name, "form_date_future", value)
        age = (today - day).days
        if item.confirm_older_days is not None and age > item.confirm_older_days:
            return Problem(item.name, "form_date_old", value, doubtful=True)
    number = value["value"] if isinstance(value, dict) else value
    if isinstance(number, int):
        if item.minimum is not None and number < item.minimum:
            return Problem(item.name, "form_number_low", value)
        if item.confirm_above is not None and number > item.confirm_above:
            return Problem(item.name, "form_number_high", value, doubtful=True)
    return None


def show(item: Field, value: Value) -> str:
    """The value as a person reads it: "15/03/2025", "1.200", "12 băng rôn", the label of a choice."""
    if item.type == "date" and isinstance(value, str):
        return datetime.date.fromisoformat(value).strftime("%d/%m/%Y")
    if item.type == "select_one" and isinstance(value, str):
        return item.option(value).label
    if item.type == "files" and isinstance(value, list):
        return f"{len(value)} ảnh"
    if isinstance(value, list):
        return "; ".join(item.option(v).label if item.choices else v for v in value)
    if isinstance(value, dict):
        return f"{_thousands(value['value'])} {value['what']}".strip()
    return _thousands(value) if isinstance(value, int) else value


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _field(data: dict[str, Any]) -> Field:
    known = set(Field.__dataclass_fields__)
    if unknown := set(data) - known:
        raise FormError(
            f"field {data.get('name')}: unknown keys {sorted(unknown)}; known are {sorted(known)}"
        )
    if data["type"] not in TYPES:
        raise FormError(f"field {data['name']}: type {data['type']!r} is none of {', '.join(TYPES)}")
    choices = tuple(_option(c) for c in data.get("choices", ()))
    required_for = {n: tuple(v) for n, v in data.get("required_for", {}).items()}
    return Field(
        **{**data, "choices": choices, "required_for": required_for, "counts": tuple(data.get("counts", ()))}
    )


def _option(data: dict[str, Any]) -> Option:
    if unknown := set(data) - set(Option.__dataclass_fields__):
        raise FormError(f"choice {data.get('name')}: unknown keys {sorted(unknown)}")
    lists = {k: tuple(v) for k, v in data.items() if k not in ("name", "label", "source")}
    return Option(data["name"], data["label"], source=data.get("source", ""), **lists)
