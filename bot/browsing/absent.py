"""The page of units that have not reported, in the period that is running and in those before it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace

from bot.browsing.page import Cell, Page
from bot.browsing.reports import Filed
from bot.browsing.words import Words
from bot.figures.labels import Labels
from bot.figures.rollup import unit_key
from bot.periods import Period
from bot.records import Records

PERIODS = 6  # the running one and five before it


def page(
    records: Records, reports: Sequence[Filed], labels: Labels, words: Words, today: datetime.date
) -> Page:
    """A row for each expected unit and each period, the newest first, in which no report of it counts."""
    units = {unit_key(unit): unit for unit in records.people.reporting_units()}
    officers = _officers(records)
    reported = _reported(reports)
    absent: dict[Period, list[dict[str, Cell]]] = {}
    in_a_row = dict.fromkeys(units, 0)
    for period in _periods(records, today):
        came = reported.get(period.key, set())
        in_a_row = {key: 0 if key in came else in_a_row[key] + 1 for key in units}
        deadline = records.periods.deadline(period)
        absent[period] = [
            {
                "period": period.name,
                "unit": unit,
                "level": labels.levels.of(unit),
                "officers": "; ".join(officers[unit]),
                "deadline": deadline.isoformat(),
                "when": words("overdue" if today > deadline else "not_yet_due"),
                "in_a_row": in_a_row[key],
            }
            for key, unit in units.items()
            if key not in came
        ]
    rows = [row for found in reversed(absent.values()) for row in found]
    numbered = [{"order": number, **row} for number, row in enumerate(rows, 1)]
    return replace(words.pages["chua_bao_cao"], rows=numbered)


def _reported(reports: Sequence[Filed]) -> dict[str, set[str]]:
    """What units that have reported are compared by, by the key of the period."""
    units = {each.report.unit: unit_key(each.report.unit) for each in reports}
    found: dict[str, set[str]] = {}
    for each in reports:
        if each.counted:
            found.setdefault(each.period.key, set()).add(units[each.report.unit])
    return found


def _periods(records: Records, today: datetime.date) -> list[Period]:
    """The earliest first."""
    found = [records.periods.containing(today)]
    while len(found) < PERIODS:
        found.append(records.periods.before(found[-1]))
    return found[::-1]


def _officers(records: Records) -> dict[str, list[str]]:
    """The names of each unit's active officers."""
    found: dict[str, list[str]] = {}
    for person, active, _ in records.people.everybody():
        if active and person.role == "officer":
            found.setdefault(person.unit, []).append(person.name)
    return found
