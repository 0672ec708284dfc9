"""What rankings and times come to: the figures of a system, a table of systems, the targets."""

from __future__ import annotations

import statistics
from collections.abc import Collection, Sequence
from dataclasses import dataclass

WARM_UP = 20  # queries of each set whose times do not count
MARKED, PLAIN = "with diacritics", "without"

# Issue 3 asks of our search against the best of the others, each as its documentation recommends:
TIMES_FASTER, POINTS_BETTER, POINTS_BETTER_PLAIN, TIMES_SOONER = 5.0, 2.0, 15.0, 5.0


@dataclass(frozen=True)
class Quality:
    """Shares of the queries, 0–1: a right passage stands first, among the first ten; the mean of
    1 / the rank of the first right one, 0 from the eleventh on."""

    acc1: float
    acc10: float
    mrr10: float


@dataclass(frozen=True)
class Figures:
    """A system's: times are medians over the rounds, `query_ms` of the warm queries of both sets.

    `…cpu…` is the same as time of the processor, over all threads.
    """

    name: str
    recommended: bool
    quality: dict[str, Quality]  # by MARKED and PLAIN
    query_ms: float
    query_cpu_ms: float
    first_answer_s: float
    first_answer_cpu_s: float
    memory_mb: float
    build_s: float
    rounds: int


@dataclass(frozen=True)
class Target:
    """One thing to reach: what was found, what it should be at least."""

    text: str
    found: float
    wanted: float

    @property
    def is_met(self) -> bool:
        return self.found >= self.wanted


def quality(rankings: Sequence[Sequence[int]], right: Sequence[Collection[int]]) -> Quality:
    """Of rankings of rows, one a query, the best first, and the rows that are right for each query."""
    places = [_place(ranking[:10], rows) for ranking, rows in zip(rankings, right, strict=True)]
    return Quality(
        acc1=statistics.fmean(place == 1 for place in places),
        acc10=statistics.fmean(place > 0 for place in places),
        mrr10=statistics.fmean(1 / place if place else 0.0 for place in places),
    )


def _place(ranking: Sequence[int], right: Collection[int]) -> int:
    """From 1; 0 when no right one is there."""
    return next((place for place, row in enumerate(ranking, 1) if row in right), 0)


def warm_median_ms(times_ms: dict[str, list[float]]) -> float:
    """The median over all sets without the first queries of each, or of all when there are no more."""
    warm = [ms for times in times_ms.values() for ms in (times[WARM_UP:] or times)]
    return statistics.median(warm)


def table(systems: Sequence[Figures]) -> str:
    """The figures in Markdown, a row a system."""
    head = (
        "| system | acc@1 | acc@10 | MRR@10 | acc@1 without diacritics | acc@10 | MRR@10 "
        "| a query, ms | CPU, ms | first answer, s | CPU, s | memory, MB | build, s |\n"
        "|---|---|---|---|---|---|---|---|---|---|---|---|---|"
    )
    return "\n".join([head, *map(_row, systems)])


def _row(system: Figures) -> str:
    shares = [
        f"{share:.3f}".removeprefix("0")
        for name in (MARKED, PLAIN)
        for share in (system.quality[name].acc1, system.quality[name].acc10, system.quality[name].mrr10)
    ]
    cells = [
        system.name,
        *shares,
        f"{system.query_ms:.2f}",
        f"{system.query_cpu_ms:.2f}",
        f"{system.first_answer_s:.2f}",
        f"{system.first_answer_cpu_s:.2f}",
        f"{system.memory_mb:.0f}",
        f"{system.build_s:.1f}",
    ]
    return f"| {' | '.join(cells)} |"


def targets(ours: Figures, others: Sequence[Figures]) -> list[Target]:
    """Ours against the best in each respect of the others as recommended; [] when there are none."""
    peers = [each for each in others if each.recommended]
    if not peers:
        return []
    fastest = min(peers, key=lambda each: each.query_ms)
    soonest = min(peers, key=lambda each: each.first_answer_s)
    return [
        Target(f"times faster a query than {fastest.name}", fastest.query_ms / ours.query_ms, TIMES_FASTER),
        _points(ours, peers, MARKED, POINTS_BETTER),
        _points(ours, peers, PLAIN, POINTS_BETTER_PLAIN),
        Target(
            f"times sooner a first answer than {soonest.name}",
            soonest.first_answer_s / ours.first_answer_s,
            TIMES_SOONER,
        ),
    ]


def _points(ours: Figures, peers: Sequence[Figures], name: str, wanted: float) -> Target:
    best = max(peers, key=lambda each: each.quality[name].acc1)
    points = 100 * (ours.quality[name].acc1 - best.quality[name].acc1)
    return Target(f"points better acc@1 {name} than {best.name}", points, wanted)


def told(targets: Sequence[Target]) -> str:
    """A line a target, in Markdown."""
    return "\n".join(
        f"- {each.found:.1f} {each.text} (to reach: {each.wanted:g}{'' if each.is_met else ', NOT reached'})"
        for each in targets
    )
