"""Where the official text itself is odd, so that a quote of it can say that it is quoted as it stands."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from knowledge import Quote


@dataclass(frozen=True)
class Defects:
    """The odd words of `defects.yml` by the id of their passage, each an exact substring of it."""

    of: dict[str, tuple[str, ...]]

    def within(self, quote: Quote) -> tuple[str, ...]:
        """The odd words that the quote holds, in the order of the file."""
        return tuple(text for text in self.of.get(quote.citation.passage, ()) if text in quote.text)


def load(path: Path | None = None) -> Defects:
    """The defects of a YAML file."""
    path = path or Path(__file__).with_name("defects.yml")
    data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return Defects({passage: tuple(each["text"] for each in found) for passage, found in data.items()})
