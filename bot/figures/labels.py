"""The words of tables, charts and exported files, from `tables.yml`, and how numbers are written in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.wording import Wording
from nlu.text import words

TABLES = Path(__file__).with_name("tables.yml")


@dataclass(frozen=True)
class Sheet:
    """A sheet's name, the title of its table ("{form}" is the form's) and what stands below it."""

    name: str
    title: str
    note: str = ""


@dataclass(frozen=True)
class Heading:
    """The head of a column; `width` in characters."""

    heading: str
    width: int


@dataclass(frozen=True)
class Levels:
    """The administrative levels by the first words of a unit's name; bodies may stand before those."""

    levels: Mapping[tuple[str, ...], str]
    bodies: frozenset[tuple[str, ...]]
    unknown: str

    def of(self, unit: str) -> str:
        """The name of the unit's level, `unknown` when its first words tell none."""
        return self._of(tuple(words(unit))) or self.unknown

    def _of(self, name: tuple[str, ...]) -> str:
        for size in range(len(name), 0, -1):
            if name[:size] in self.bodies and (level := self._of(name[size:])):
                return level
        return next((self.levels[name[:n]] for n in range(len(name), 0, -1) if name[:n] in self.levels), "")


@dataclass(frozen=True)
class Labels:
    """All that stands in `tables.yml`; called with a key it gives the words of that key."""

    wording: Wording
    sheets: Mapping[str, Sheet]
    columns: Mapping[str, Heading]
    overview: Mapping[str, str]
    field_widths: Mapping[str, int]
    levels: Levels
    formula_starts: tuple[str, ...]

    def __call__(self, key: str, **values: object) -> str:
        """The words of that key with their places filled. Raises KeyError."""
        return self.wording(key, **values)


def load(path: Path = TABLES) -> Labels:
    """The labels of a YAML file."""
    data: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    wording = Wording(data["words"])
    return Labels(
        wording,
        {key: Sheet(**sheet) for key, sheet in data["sheets"].items()},
        {key: Heading(**column) for key, column in data["columns"].items()},
        data["overview"],
        data["fields"],
        Levels(
            {tuple(words(text)): level["name"] for level in data["levels"] for text in level["words"]},
            frozenset(tuple(words(text)) for text in data["bodies"]),
            wording("unknown_level"),
        ),
        tuple(data["formula_starts"]),
    )


def thousands(number: int) -> str:
    """The number as it is written in Vietnamese: "1.250"."""
    return f"{number:,}".replace(",", ".")


def percent(share: float | None) -> str:
    """The share in percent, "80%" or "66,7%", "–" for None."""
    return "–" if share is None else f"{100 * share:.1f}".removesuffix(".0").replace(".", ",") + "%"
