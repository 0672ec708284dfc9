"""A collection to search, passages and queries with their right answers, in one of two forms of folder.

`law.json` and `train_full.json` (the form of ALQAC), or `corpus.jsonl`, {"id", "title", "text"} a line,
and `queries.jsonl`, {"id", "text", "relevant": [ids]} a line.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from nlu.text import fold, normalise


@dataclass(frozen=True)
class Text:
    """A passage: its id, what stands above it ("" for nothing), and its own words."""

    id: str
    title: str
    text: str

    @property
    def content(self) -> str:
        """The whole as the peers index it."""
        return f"{self.title}\n{self.text}".strip()


@dataclass(frozen=True)
class Query:
    """A question and the ids of the passages of which any is a right answer."""

    id: str
    text: str
    relevant: frozenset[str]

    @property
    def without_marks(self) -> str:
        """The question as somebody types it without diacritics, capitals kept."""
        pairs = zip(self.text, fold(self.text), strict=True)
        return "".join(plain.upper() if letter.isupper() else plain for letter, plain in pairs)


@dataclass(frozen=True)
class Collection:
    """Passages with words in them, and queries: one whose answer is not among them is missed by everybody."""

    name: str
    passages: tuple[Text, ...]
    queries: tuple[Query, ...]


def read(folder: Path) -> Collection:
    """The collection of the folder, its texts in the one normal form (NFC), for us and the others alike.

    Raises ValueError when it is in neither form or no query has an answer.
    """
    if (folder / "law.json").exists():
        passages, queries = list(_articles(folder)), list(_questions(folder))
    elif (folder / "corpus.jsonl").exists():
        passages = [
            Text(str(each["id"]), each.get("title", ""), each["text"])
            for each in _lines(folder / "corpus.jsonl")
        ]
        queries = [
            Query(str(each["id"]), each["text"], frozenset(map(str, each["relevant"])))
            for each in _lines(folder / "queries.jsonl")
        ]
    else:
        raise ValueError(f"{folder}: neither law.json and train_full.json nor corpus.jsonl and queries.jsonl")
    passages = [
        Text(each.id, normalise(each.title), normalise(each.text)) for each in passages if each.text.strip()
    ]
    queries = [Query(each.id, normalise(each.text), each.relevant) for each in queries]
    ids = {each.id for each in passages}
    if not any(each.relevant & ids for each in queries):
        raise ValueError(f"{folder}: no query has its answer among the passages")
    return Collection(folder.resolve().name, tuple(passages), tuple(queries))


def _articles(folder: Path) -> Iterator[Text]:
    for law in _json(folder / "law.json"):
        for article in law["articles"]:
            yield Text(f"{law['id']}#{article['id']}", law["id"], article["text"])


def _questions(folder: Path) -> Iterator[Query]:
    for question in _json(folder / "train_full.json"):
        relevant = frozenset(
            f"{each['law_id']}#{each['article_id']}" for each in question["relevant_articles"]
        )
        yield Query(question["question_id"], question["text"], relevant)


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)
