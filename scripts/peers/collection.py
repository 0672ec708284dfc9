"""A collection to search, as `scripts/evaluate.py retrieval` reads it, laid down for the systems."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from bot.retrieval_trial import Query, load
from knowledge.plain import Plain
from nlu.text import fold, normalise
from peers.figures import MARKED, PLAIN


@dataclass(frozen=True)
class Collection:
    """Passages with words in them, and queries: one whose answer is not among them is missed by everybody."""

    name: str
    passages: tuple[Plain, ...]
    queries: tuple[Query, ...]

    def right(self) -> list[set[int]]:
        """For each query the rows of the passages of which any is a right answer."""
        rows = {each.id: row for row, each in enumerate(self.passages)}
        return [{rows[each] for each in query.gold if each in rows} for query in self.queries]

    def laid_down(self) -> dict[str, Any]:
        """What the systems get: the passages by row, as one `content` for the peers; both sets of queries."""
        return {
            "passages": [
                {"title": each.title, "text": each.text, "content": content(each)} for each in self.passages
            ],
            "queries": {
                MARKED: [normalise(each.text) for each in self.queries],
                PLAIN: [fold(normalise(each.text)) for each in self.queries],
            },
        }


def content(passage: Plain) -> str:
    """The passage under its title, the text whose words and sense our own index holds."""
    return f"{passage.title}\n{passage.text}".strip()


def read(folder: Path) -> Collection:
    """The collection of the folder. Raises ValueError when its form is unknown or no query has an answer."""
    passages, queries = load(folder)
    found = Collection(
        folder.resolve().name, tuple(each for each in passages if each.text.strip()), tuple(queries)
    )
    if not any(found.right()):
        raise ValueError(f"{folder}: không câu hỏi nào có đáp án trong các đoạn văn")
    return found
