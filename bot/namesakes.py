"""Units that had the same name in two former districts: which one is meant must be told.

"Phường Nguyễn Nghiêm" was in Thành phố Quảng Ngãi and in Thị xã Đức Phổ. Once told, it is kept as
"Phường Nguyễn Nghiêm (Thị xã Đức Phổ)".
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from nlu.text import fold, syllables

UNITS = Path(__file__).with_name("units.csv")

_CITY = ("tp", "thanh pho")
_ANSWER = 5  # syllables


class Namesakes:
    """The options of each name, and the unit to which each option belongs now."""

    def __init__(self, options: Mapping[str, Mapping[str, str]]) -> None:
        """`options`: name → what it may be ("name (district)") → the unit of today."""
        self._options = {fold(name): tuple(each) for name, each in options.items()}
        self._now = {option: now for each in options.values() for option, now in each.items()}

    def of(self, place: str) -> tuple[str, ...]:
        """What the place may be, () when it is clear."""
        return self._options.get(fold(place), ())

    def told(self, place: str, text: str) -> str:
        """The one whose district the text names; the place as it is when none or more than one is named."""
        said = syllables(text)
        named = [option for option in self.of(place) if _names(said, *_district(option))]
        return named[0] if len(named) == 1 else place

    def now(self, place: str) -> str:
        """The unit of today to which an option belongs, "" for another place."""
        return self._now.get(place, "")


def load(path: Path = UNITS) -> Namesakes:
    """The namesakes of `units.csv`."""
    found: dict[str, dict[str, str]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            option = f"{row['former_name']} ({row['former_district']})"
            found.setdefault(row["former_name"], {}).setdefault(option, row["name"])
    return Namesakes({name: options for name, options in found.items() if len(options) > 1})


def _district(option: str) -> tuple[str, str]:
    """The kind and the bare name of the district of an option: "thi xa", "duc pho"."""
    district = syllables(option.partition("(")[2])
    size = 1 if district[0] == "huyen" else 2
    return " ".join(district[:size]), " ".join(district[size:])


def _names(said: list[str], kind: str, name: str) -> bool:
    """Whether the words name the district; in a sentence a city, whose name others have, by its kind."""
    text = f" {' '.join(said)} "
    if kind in _CITY and len(said) > _ANSWER:
        return any(f" {city} {name} " in text for city in _CITY)
    return f" {name} " in text
