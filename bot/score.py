"""How often the assistant was right, by kind, with how far the figure may be off, and how sure it was."""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from dataclasses import dataclass, field

_SURE = 1.96  # standard deviations: 95 %
_BINS = 5


@dataclass
class Score:
    """Right and total by kind; `seconds` are the times of single turns.

    `chances` are the chance given to each passage that was searched for and quoted, and whether it was
    right; `by_id` says of each item whether it was right, which other item asks the same, and its kind;
    `messages` how many an officer wrote until a report was stored, the confirmation included.
    """

    right: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))
    seconds: list[float] = field(default_factory=list)
    chances: list[tuple[float, bool]] = field(default_factory=list)
    by_id: dict[str, tuple[bool, str, str]] = field(default_factory=dict)
    messages: list[int] = field(default_factory=list)

    def lines(self) -> list[str]:
        """The figures as text."""
        rows = [f"{kind:34} {share(sum(r), len(r))}" for kind, r in self.right.items()]
        time = f"a turn: median {statistics.median(self.seconds) * 1000:.1f} ms over {len(self.seconds)}"
        if self.messages:
            rows.append(f"messages to a stored report: median {statistics.median(self.messages):g}")
        return [*rows, *self._pairs(), *self._reliability(), time]

    def _pairs(self) -> list[str]:
        """How the same questions fare in two ways of typing."""
        kinds: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
        for right, pair, kind in self.by_id.values():
            if pair in self.by_id:
                kinds[kind].append((right, self.by_id[pair][0]))
        return [
            f"{kind}: {sum(a for a, _ in both)} of {len(both)}, "
            f"the same questions otherwise {sum(b for _, b in both)}"
            for kind, both in kinds.items()
        ]

    def _reliability(self) -> list[str]:
        """The chance given and the share that was right, of passages that were searched for and quoted."""
        rows = []
        for number in range(_BINS):
            low, high = number / _BINS, (number + 1) / _BINS
            found = [(c, r) for c, r in self.chances if low <= c < high or c == high == 1]
            if found:
                mean = statistics.fmean(c for c, _ in found)
                right = statistics.fmean(float(r) for _, r in found)
                rows.append(f"  chance {mean:.2f} → right {right:.2f} ({len(found)})")
        return ["reliability of quoted passages:", *rows] if rows else []


def share(count: int, total: int) -> str:
    """ "165 / 183   90.2 %  [85.0, 93.7]": the share with its 95 % interval after Wilson."""
    if not total:
        return "0 / 0"
    p, z = count / total, _SURE**2 / total
    middle = (p + z / 2) / (1 + z)
    wide = _SURE / (1 + z) * math.sqrt(p * (1 - p) / total + z / (4 * total))
    return f"{count:4} / {total:4}  {p:6.1%}  [{middle - wide:.1%}, {middle + wide:.1%}]"
