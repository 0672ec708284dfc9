"""The province's administrative units, found in running text with or without marks.

`units.csv` lists the 96 commune-level units since 1/7/2025 with the 274 units they were made of and the
former districts. A name keeps the form in which it was valid: "xã Bình Chánh" stays so, with a note of
the unit it belongs to now.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from nlu.slips import slip_cost
from nlu.syllable import is_syllable
from nlu.text import fold, has_marks, partly_typed_as, words

Level = Literal["commune", "district"]

_TYPES = {
    "xa": "Xã",
    "x": "Xã",
    "phuong": "Phường",
    "p": "Phường",
    "f": "Phường",
    "thi tran": "Thị trấn",
    "tt": "Thị trấn",
    "huyen": "Huyện",
    "h": "Huyện",
    "thi xa": "Thị xã",
    "tx": "Thị xã",
    "thanh pho": "Thành phố",
    "tp": "Thành phố",
    "dac khu": "Đặc khu",
    "dk": "Đặc khu",
}
_DISTRICT_TYPES = {"Huyện", "Thị xã", "Thành phố"}
_TOKEN = re.compile(r"[a-z0-9]+")
_SHORT_TYPE = 2  # letters of "p", "tt": an unknown name behind them has a capital
_LONG_NAME = 6  # letters of a name that is known though its words were typed as one
# Words that a place name never holds; they end a name that the table does not know.
_ENDS = frozenset(
    (
        "to chuc da co voi cho ve ngay sang chieu toi tuyen truyen trong va la tham gia du nguoi treo phat "
        "dang lap duoc cua tai o hom nay qua mo ra khai vua dan minh em phoi hop hoi gom thu luc huyen tinh "
        "cu nha ni do bao kia ta toi tui khong chua roi"
    ).split()
)
_NEARBY = frozenset(["tai", "o", "dia", "ban", "den", "noi", "ubnd", "tren", "diem"])


@dataclass(frozen=True)
class Unit:
    """A unit by its full name ("Xã Bình Chánh"); `now` names the units it belongs to since 1/7/2025."""

    name: str
    type: str
    bare: str
    level: Level
    former: bool
    now: tuple[str, ...] = ()


@dataclass(frozen=True)
class Place:
    """A place read from a text: `unit` is None when it is kept as typed. Offsets are of the text."""

    name: str
    start: int
    end: int
    score: float
    unit: Unit | None = None


class Units:
    """The gazetteer: bare names by their folded syllables."""

    def __init__(self, units: Iterable[Unit]) -> None:
        """`names` are the full names of all."""
        self._by_syllables: dict[tuple[str, ...], list[Unit]] = {}
        self.names: list[str] = []
        for unit in units:
            self.names.append(unit.name)
            name = tuple(_TOKEN.findall(fold(unit.bare)))
            self._by_syllables.setdefault(name, []).append(unit)
            if len(name) > 1 and len(joined := "".join(name)) >= _LONG_NAME:
                self._by_syllables.setdefault((joined,), []).append(unit)
        self._longest = max(map(len, self._by_syllables), default=0)

    def find(self, text: str) -> list[Place]:
        """The places named in the text, the likeliest first; a commune stands before its district."""
        tokens = [(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(fold(text))]
        places: list[Place] = []
        position = 0
        while position < len(tokens):
            place, used = self._at(text, tokens, position)
            if place:
                places.append(place)
            position += used
        return sorted(places, key=_rank, reverse=True)

    def resolve(self, name: str) -> Unit | None:
        """The unit of a stored place name, None when the table does not know it."""
        places = self.find(name)
        return places[0].unit if places else None

    def _at(self, text: str, tokens: list[tuple[str, int, int]], position: int) -> tuple[Place | None, int]:
        prefix, used = _prefix(tokens, position)
        first = position + used
        short = used and len(tokens[first - 1][0]) <= _SHORT_TYPE and tokens[first - 1][0] != "xa"
        signs = " .:" if short else " :"  # "x. Mỏ Cày", but "… bộ xã. Cảm ơn"
        if used and text[tokens[first - 1][2] : tokens[first][1]].strip(signs):  # "p/sự"
            prefix, used, first = "", 0, position
        cue = 0.5 * (position > 0 and tokens[position - 1][0] in _NEARBY)
        for size in range(min(self._longest, len(tokens) - first), 0, -1):
            units = self._by_syllables.get(tuple(t[0] for t in tokens[first : first + size]))
            if not units:
                continue
            start, end = tokens[first][1], tokens[first + size - 1][2]
            unit = max(units, key=lambda u: (u.type == prefix, _exact(u, text[start:end]), not u.former))
            score = _certainty(unit, text, start, end, prefix) + cue
            if score < 2 or (not prefix and size == 1 and not cue):
                continue
            begin = tokens[position][1] if prefix else start
            named = Place(unit.name, begin, end, score, unit)
            if prefix and prefix != unit.type:
                named = Place(f"{prefix} {unit.bare}", begin, end, score, None)
            return named, used + size
        if prefix:
            return self._unknown(text, tokens, position, first, prefix, cue)
        return None, 1

    def _unknown(
        self,
        text: str,
        tokens: list[tuple[str, int, int]],
        position: int,
        first: int,
        prefix: str,
        cue: float,
    ) -> tuple[Place | None, int]:
        """A name after "xã", "phường" … that the table lacks: corrected by one letter, or as typed."""
        size = 0
        while first + size < len(tokens) and size < 3:
            if tokens[first + size][0] in _ENDS and not _begins_name(text, tokens[first + size], size):
                break
            gap = text[tokens[first + size - 1][2] : tokens[first + size][1]] if first + size else ""
            if size and (gap.strip() or "\n" in gap):
                break
            if size and text[tokens[first][1]].isupper() and not text[tokens[first + size][1]].isupper():
                break
            size += 1
        if not size or (tokens[first][0].isdigit() and prefix != "Phường"):
            return None, 1
        for length in range(size, 1, -1):
            typed = tuple(t[0] for t in tokens[first : first + length])
            near = [
                u
                for key, us in self._by_syllables.items()
                if _one_letter_off(key, typed) and _may_be_slip(key, typed)
                for u in us
            ]
            same = _likeliest([u for u in near if u.type == prefix], " ".join(typed))
            if len({u.name for u in same}) == 1:
                end = tokens[first + length - 1][2]
                return Place(
                    same[0].name, tokens[position][1], end, 3 + cue, same[0]
                ), first - position + length
        if len(tokens[position][0]) <= _SHORT_TYPE and not text[tokens[first][1]].isupper():
            return None, 1
        size = min(size, 2) if not text[tokens[first][1]].isupper() else size
        end = tokens[first + size - 1][2]
        name = f"{prefix} {text[tokens[first][1] : end]}"
        return Place(name, tokens[position][1], end, 2 + cue), first - position + size


def load(path: Path | None = None) -> Units:
    """The gazetteer of `units.csv`: code, name, former_code, former_name, former_district."""
    current: dict[str, Unit] = {}
    former: dict[str, set[str]] = {}
    districts: dict[str, set[str]] = {}
    with (path or Path(__file__).with_name("units.csv")).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            current.setdefault(row["name"], _unit(row["name"], former=False))
            former.setdefault(row["former_name"], set()).add(row["name"])
            districts.setdefault(row["former_district"], set()).add(row["name"])
    units = list(current.values())
    for table in (former, districts):
        units += [
            _unit(name, former=True, now=now) for name, now in table.items() if name and name not in current
        ]
    return Units(units)


def _unit(name: str, *, former: bool, now: Iterable[str] = ()) -> Unit:
    kind = next(t for t in _TYPES.values() if name.startswith(f"{t} "))
    level: Level = "district" if kind in _DISTRICT_TYPES else "commune"
    return Unit(name, kind, name.removeprefix(f"{kind} "), level, former, tuple(sorted(now)))


def _prefix(tokens: list[tuple[str, int, int]], position: int) -> tuple[str, int]:
    for size in (2, 1):
        spelled = " ".join(t[0] for t in tokens[position : position + size])
        if len(tokens) > position + size and spelled in _TYPES:
            return _TYPES[spelled], size
    return "", 0


def _exact(unit: Unit, typed: str) -> bool:
    return words(unit.bare) == words(typed)


def _certainty(unit: Unit, text: str, start: int, end: int, prefix: str) -> float:
    """How surely these letters name the unit; below 2 they are taken for ordinary words."""
    typed = text[start:end]
    if prefix:
        return 6 if prefix == unit.type else 3
    capital = typed[0].isupper() and any(c.islower() for c in typed[1:])
    if _exact(unit, typed) and has_marks(unit.bare) and unit.type != "Thành phố":
        return 3 if capital else 2
    if unit.type == "Thành phố":  # "Báo Quảng Ngãi" names no place
        return 0
    if has_marks(typed):
        return 2 if capital and partly_typed_as(words(typed), words(unit.bare)) else 0
    if has_marks(text):
        return 2 if capital else 0
    return 2.5 if capital else 2


def _rank(place: Place) -> tuple[bool, float, int]:
    district = place.name.split()[0] in ("Huyện", "Thành") or place.name.startswith("Thị xã ")
    return (not district, place.score, -place.start)


def _begins_name(text: str, token: tuple[str, int, int], size: int) -> bool:
    """Whether a word that ends names is one of the first two of a name: "Tịnh Gianh", "Thiện Tính"."""
    word, start, end = token
    capital = text[start].isupper() and not text.isupper()
    return size < 2 and (capital or (size == 0 and word == "tinh" and text[start:end].lower() != "tỉnh"))


def _likeliest(units: list[Unit], typed: str) -> list[Unit]:
    """Those of the units whose name takes the slightest slip."""
    costs = {unit: slip_cost(typed, " ".join(_TOKEN.findall(fold(unit.bare)))) or 0.0 for unit in units}
    return [unit for unit in units if costs[unit] == min(costs.values())]


def _may_be_slip(known: tuple[str, ...], typed: tuple[str, ...]) -> bool:
    """Whether syllables may be typed for others: "Tân Phú", which may well exist, is no slip for "An Phú"."""
    return known[0][0] == typed[0][0] or not all(map(is_syllable, typed))


def _one_letter_off(known: tuple[str, ...], typed: tuple[str, ...]) -> bool:
    """Whether two folded names differ by one inserted, missing, changed or swapped letter."""
    a, b = " ".join(known), " ".join(typed)
    if abs(len(a) - len(b)) > 1 or a == b or len(a) < 5:
        return a == b
    head = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    rests = [(a[head + 1 :], b[head + 1 :]), (a[head + 1 :], b[head:]), (a[head:], b[head + 1 :])]
    swapped = a[head : head + 2] == b[head : head + 2][::-1] and a[head + 2 :] == b[head + 2 :]
    return swapped or any(x == y for x, y in rests)
