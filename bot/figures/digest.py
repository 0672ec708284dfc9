"""The roll-up of a period as one message for a phone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.figures.labels import Labels, percent, thousands
from bot.figures.rollup import Line, Rollup, UnitLine

_MOST_LINES = 10
_MOST_ABSENT = 30


def digest(rollup: Rollup, labels: Labels) -> str:
    """The figures in Vietnamese, short enough for one message; lines without reports are left out."""
    parts = [
        labels("digest_title", period=str(rollup.period)),
        taken(rollup, labels),
        "",
        *_figures(rollup, labels),
        *_section("digest_by_type", rollup.types, labels),
        *_section("digest_by_topic", rollup.topics, labels),
        *_section("digest_by_level", rollup.levels, labels),
        *_section("digest_by_unit", rollup.units, labels),
        *_by_time(rollup, labels),
        *_absent(rollup.absent, labels),
    ]
    return "\n".join(parts)


def taken(rollup: Rollup, labels: Labels) -> str:
    """Whether the period is closed, and when the figures were taken."""
    key = "closed" if rollup.closed_at else "open"
    return labels(key, closed_at=rollup.closed_at, taken_at=rollup.taken_at)


def _figures(rollup: Rollup, labels: Labels) -> Iterable[str]:
    total, expected = rollup.total, len(rollup.expected)
    yield labels(
        "digest_reports",
        reports=thousands(total.reports),
        approved=thousands(total.approved),
        waiting=thousands(total.waiting),
        returned=thousands(total.returned),
    )
    yield labels("digest_people", people=thousands(total.people))
    if rollup.nil:
        yield labels("digest_nil", nil=thousands(rollup.nil))
    if rollup.products:
        first = [f"{thousands(number)} {noun}" for noun, number in rollup.products[:_MOST_LINES]]
        yield labels("digest_products", products=", ".join(first))
    if rollup.lacking_photos:
        yield labels("digest_lacking", count=thousands(rollup.lacking_photos))
    if not expected:
        yield labels("digest_no_units")
        return
    yield labels("digest_rate", reported=rollup.reported, expected=expected, rate=percent(rollup.rate))
    yield labels(
        "digest_on_time",
        deadline=rollup.deadline,
        on_time=rollup.on_time,
        expected=expected,
        rate=percent(rollup.on_time_rate),
    )


def _section(heading: str, lines: Sequence[Line | UnitLine], labels: Labels) -> list[str]:
    told = [line for line in lines if line.count.reports]
    if not told:
        return []
    shown = [_line(line, labels) for line in told[:_MOST_LINES]]
    more = [labels("digest_more", count=len(told) - _MOST_LINES)] if len(told) > _MOST_LINES else []
    return ["", labels(heading), *shown, *more]


def _by_time(rollup: Rollup, labels: Labels) -> list[str]:
    """The weeks of a month, the months of a longer period, nothing for one week."""
    if len(rollup.weeks) > _MOST_LINES:
        return _section("digest_by_month", rollup.months, labels)
    return _section("digest_by_week", rollup.weeks, labels) if len(rollup.weeks) > 1 else []


def _line(line: Line | UnitLine, labels: Labels) -> str:
    source = line.source if isinstance(line, Line) else ""
    return labels(
        "digest_line_source" if source else "digest_line",
        name=line.name,
        reports=thousands(line.count.reports),
        people=thousands(line.count.people),
        source=source,
    )


def _absent(units: Sequence[str], labels: Labels) -> list[str]:
    if not units:
        return []
    shown = ", ".join(units[:_MOST_ABSENT])
    if len(units) > _MOST_ABSENT:
        shown = labels("digest_absent_more", units=shown, count=len(units) - _MOST_ABSENT)
    return ["", labels("digest_absent", count=len(units), units=shown)]
