"""txtai: an Embeddings database with `hybrid`, saved and loaded (sources in docs/benchmark.md)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from txtai import Embeddings


def build(passages: list[dict[str, str]], encoder: Path, index: Path, options: dict[str, Any]) -> None:
    """Nothing; saves the database. `options` go to Embeddings as they are."""
    settings = {"method": "sentence-transformers", "hybrid": True, **options}
    embeddings = Embeddings(path=str(encoder), **settings)
    embeddings.index((row, each["content"]) for row, each in enumerate(passages))
    embeddings.save(str(index))


def load(encoder: Path, index: Path, options: dict[str, Any], k: int) -> Callable[[str], list[int]]:
    """A function from a query to the rows of the k best passages."""
    embeddings = Embeddings().load(str(index))
    if options.get("content"):
        return lambda query: [int(each["id"]) for each in embeddings.search(query, k)]
    return lambda query: [int(row) for row, _ in embeddings.search(query, k)]
