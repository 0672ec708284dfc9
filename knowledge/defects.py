"""Where the official text itself is odd, so that a quote of it can say that it is quoted as it stands."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from knowledge import Quote


@dataclass(frozen=True)
class Defect:
    """`text` is an exact substring of its passage; `odd` says in Vietnamese what is odd about it."""

    text: str
    odd: str


@dataclass(frozen=True)
class Defects:
    """All of `defects.yml`, by the id of the passage."""

    of: dict[str, tuple[Defect, ...]]

    def within(self, quote: Quote) -> tuple[str, ...]:
        """The odd words that the quote holds, in the order of the file."""
        return tuple(d.text for d in self.of.get(quote.citation.passage, ()) if d.text in quote.text)


def load(path: Path | None = None) -> Defects:
    """The defects of a YAML file."""
    path = path or Path(__file__).with_name("defects.yml")
    data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return Defects(
        {passage: tuple(Defect(d["text"], d["odd"]) for d in found) for passage, found in data.items()}
    )
