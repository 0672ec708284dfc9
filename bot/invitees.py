"""Whom a message invites: the role, the unit and the name that it tells, by the words of invitees.yml."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.namesakes import Namesakes
from bot.requests import Requests
from bot.units import Units
from nlu.text import fold, typed_as, words

INVITEES = Path(__file__).with_name("invitees.yml")

_BY_DEFAULT = "officer"
_TOKEN = re.compile(r"[a-z0-9]+")
_NAME = range(2, 6)  # words of a name that is told without "tên"


@dataclass(frozen=True)
class Invitee:
    """Somebody who is to be let in; `units` are those that may be meant, () when none is told."""

    role: str
    units: tuple[str, ...] = ()
    name: str = ""


class Invitees:
    """Reads invitations."""

    def __init__(
        self,
        roles: Mapping[str, list[str]],
        lists: Mapping[str, list[str]],
        units: Units,
        namesakes: Namesakes,
    ) -> None:
        """`roles`: the phrases of each role; `lists`: "bodies", "names" and "besides" of invitees.yml."""
        self._roles = Requests(roles)
        self._among = frozenset(roles)
        self._bodies, self._names = (list(map(words, lists[each])) for each in ("bodies", "names"))
        plain = [*lists["besides"], *(phrase for phrases in roles.values() for phrase in phrases)]
        self._plain = {word for phrase in plain for word in words(phrase)}
        self._units = units
        self._namesakes = namesakes

    def read(self, text: str) -> Invitee | None:
        """Whom the message invites, None when it tells of anything else besides."""
        asked, units = self._places(text)
        asked, name = _cut(asked, self._names, with_phrase=False)
        if not units:
            asked, body = _cut(asked, self._bodies, with_phrase=True)
            if not body:
                name, body = _cut(name, self._bodies, with_phrase=True)
            units = (body,) if body else ()
        others = self._others(asked.split())
        if others and (name or len(others) not in _NAME or not all(word[0].isupper() for word in others)):
            return None
        role = self._roles.find(asked, self._among) or _BY_DEFAULT
        return Invitee(role, units, self._called(name.split() or others))

    def _others(self, said: list[str]) -> list[str]:
        """The words from the first to the last that say something else, with capitals on either side."""
        unknown = [at for at, word in enumerate(said) if not self._is_plain(word)]
        if not unknown:
            return []
        first, last = unknown[0], unknown[-1]
        while first > 1 and said[first - 1][0].isupper():
            first -= 1
        while last + 1 < len(said) and said[last + 1][0].isupper():
            last += 1
        return said[first : last + 1]

    def today(self, unit: str) -> str:
        """The unit of today to which one of two namesakes belongs; another unit as it is."""
        return self._namesakes.now(unit) or unit

    def _called(self, said: list[str]) -> str:
        """The name without what is said behind it: "Nguyễn Văn An ở"."""
        while said and self._is_plain(said[-1]) and not said[-1][0].isupper():
            said = said[:-1]
        return " ".join(said).strip(" .,;:")

    def _is_plain(self, word: str) -> bool:
        return all(any(typed_as([each], [known]) for known in self._plain) for each in words(word))

    def _places(self, text: str) -> tuple[str, tuple[str, ...]]:
        """The text without the places that it names, and the units that the first may be today."""
        places = self._units.find(text)
        if not places:
            return text, ()
        rest = text
        for place in sorted(places, key=lambda each: -each.start):
            rest = f"{rest[: place.start]} {rest[place.end :]}"
        name = self._namesakes.told(places[0].name, text)
        unit = places[0].unit
        merged = unit.now if unit and unit.level == "commune" else ()
        now = self._namesakes.now(name)
        return rest, ((now,) if now else self._namesakes.of(name) or merged or (name,))


def load(units: Units, namesakes: Namesakes, path: Path = INVITEES) -> Invitees:
    """The reader with the words of a YAML file."""
    data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return Invitees(data.pop("roles"), data, units, namesakes)


def _cut(text: str, phrases: Sequence[Sequence[str]], *, with_phrase: bool) -> tuple[str, str]:
    """The text before the first of the phrases and what follows it, "" when there is none."""
    spans = [match.span() for match in _TOKEN.finditer(fold(text))]
    said = words(text)
    for first in range(len(said)):
        for phrase in phrases:
            if typed_as(said[first : first + len(phrase)], phrase):
                begins, ends = spans[first][0], spans[first + len(phrase) - 1][1]
                return text[:begins], text[begins if with_phrase else ends :].strip(" .,;:")
    return text, ""
