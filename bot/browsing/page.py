"""What is shown: pages, which are tables with Vietnamese headings, and charts of bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# A list is shown as its items, each of which can be chosen from.
Cell = str | int | list[str] | None
Conditions = tuple[tuple[str, str], ...]  # as Datasette takes them: ("Kỳ", "tháng 3/2025"), ("Ngày__gte", …)


@dataclass(frozen=True)
class Column:
    """One column; `facet`: its values are counted beside the table; `searched`: so are words in it found.

    `many`: its cells are lists; `number`: whole numbers. `typed`: people wrote what stands in it. `leads`
    names the page whose rows have the cell, or the items of its list, as their keys, "" for none.
    """

    heading: str
    facet: bool = False
    searched: bool = False
    many: bool = False
    number: bool = False
    typed: bool = False
    leads: str = ""


@dataclass(frozen=True)
class Page:
    """One prepared page: the first column is the key of its rows. `newest` is the heading to sort by."""

    name: str
    title: str
    about: str
    columns: Mapping[str, Column]
    newest: str = ""
    rows: Sequence[Mapping[str, Cell]] = ()

    @property
    def headings(self) -> list[str]:
        """The headings of its columns, in order."""
        return [column.heading for column in self.columns.values()]

    def column(self, heading: str) -> Column:
        """The column under that heading."""
        return next(column for column in self.columns.values() if column.heading == heading)

    def told(self, kind: str) -> list[str]:
        """The headings of the columns that are `kind`: "facet", "searched", "many"."""
        return [column.heading for column in self.columns.values() if getattr(column, kind)]


@dataclass(frozen=True)
class Part:
    """One stretch of a bar: what it stands for, and how many."""

    name: str
    number: int


@dataclass(frozen=True)
class Bar:
    """One bar; the page shows the rows that it counts under these conditions."""

    name: str
    parts: tuple[Part, ...]
    page: str
    conditions: Conditions

    @property
    def total(self) -> int:
        """How many its parts come to."""
        return sum(part.number for part in self.parts)


@dataclass(frozen=True)
class Chart:
    """Bars under a title; `parts` are the names of their stretches, () when each has one alone."""

    title: str
    bars: tuple[Bar, ...]
    parts: tuple[str, ...] = ()

    @property
    def longest(self) -> int:
        """The most that a bar comes to, at least 1."""
        return max([1, *(bar.total for bar in self.bars)])
