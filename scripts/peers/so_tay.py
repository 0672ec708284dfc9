"""Our own search: built as the documents' index is, loaded and searched as the bot does."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))


def build(passages: list[dict[str, str]], encoder: Path, index: Path, options: dict[str, Any]) -> None:
    """Nothing; publishes an index of the passages, whose encoder is trained on them."""
    from knowledge.plain import Plain, build_plain  # noqa: PLC0415 - searching does not need it
    from knowledge.versions import publish  # noqa: PLC0415 - searching does not need it

    version = index / "building"
    plain = [Plain(str(row), each["text"], each["title"]) for row, each in enumerate(passages)]
    build_plain(plain, version)
    publish(version, index)


def load(encoder: Path, index: Path, options: dict[str, Any], k: int) -> Callable[[str], list[int]]:
    """A function from a query to the rows of the k best passages."""
    from knowledge.index import load as load_index  # noqa: PLC0415 - its time is measured

    loaded = load_index(index)
    return lambda query: [int(hit.passage.id) for hit in loaded.search(query, k)]
