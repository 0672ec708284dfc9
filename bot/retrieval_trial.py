"""The search measured on a corpus with queries: how often the right passage comes first, and how fast.

A folder holds either corpus.jsonl (`{"id", "text", "title"}`, the title may be left out) and queries.jsonl
(`{"id", "query", "gold": [ids]}`), or the files of ALQAC 2024, law.json and train_full.json.
"""

from __future__ import annotations

import json
import math
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge import addressees, facets
from knowledge.answer import Answerer
from knowledge.index import Index
from knowledge.plain import Plain, build_plain
from nlu import abbreviations
from nlu.text import fold, normalise

_FIRST = 10
_SURE = 1.96  # standard deviations: 95 %


@dataclass(frozen=True)
class Query:
    """A question and the ids of the passages that answer it."""

    text: str
    gold: frozenset[str]


@dataclass(frozen=True)
class Figures:
    """Where the right passage came (0 first, None not among the first ten) and the seconds of each query."""

    ranks: list[int | None]
    seconds: list[float]

    def lines(self, name: str) -> list[str]:
        """The figures as text, each with its 95 % confidence interval."""
        count, ordered = len(self.ranks), sorted(self.seconds)
        first = sum(rank == 0 for rank in self.ranks)
        among = sum(rank is not None for rank in self.ranks)
        reciprocal = [0.0 if rank is None else 1 / (rank + 1) for rank in self.ranks]
        mean = statistics.fmean(reciprocal)
        wide = _SURE * statistics.pstdev(reciprocal) / math.sqrt(count)
        return [
            f"{name}, {count} queries",
            f"  acc@1   {share(first, count)}",
            f"  acc@10  {share(among, count)}",
            f"  MRR@10  {mean:.4f}  [{mean - wide:.4f}, {mean + wide:.4f}]",
            f"  a query: median {statistics.median(ordered) * 1000:.2f} ms, "
            f"p95 {ordered[math.ceil(0.95 * count) - 1] * 1000:.2f} ms",
        ]


def share(right: int, count: int) -> str:
    """ "512 / 530  0.9660 [0.9470, 0.9783]": with Wilson's 95 % interval."""
    p, z2 = right / count, _SURE**2
    middle, below = p + z2 / (2 * count), 1 + z2 / count
    wide = _SURE * math.sqrt(p * (1 - p) / count + z2 / (4 * count**2))
    return f"{right} / {count}  {p:.4f}  [{(middle - wide) / below:.4f}, {(middle + wide) / below:.4f}]"


def evaluate(folder: Path, count: int = 0) -> list[str]:
    """The figures of the corpus and queries in the folder as lines of text, with and without diacritics.

    With a `count` the corpus is repeated and varied until it has so many passages (`enlarged`): for times.
    """
    passages, queries = load(folder)
    passages = enlarged(passages, count)
    with tempfile.TemporaryDirectory() as made:
        began = time.perf_counter()
        build_plain(passages, Path(made) / "index")
        built = time.perf_counter() - began
        began = time.perf_counter()
        index = Index(Path(made) / "index")
        loaded = time.perf_counter() - began
        size = sum(path.stat().st_size for path in Path(made).rglob("*") if path.is_file())
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [
        f"{len(passages)} passages: built in {built:.1f} s, loaded in {loaded:.2f} s, {size / 1e6:.0f} MB; "
        f"at most {memory:.0f} MB of memory, the build included",
        *measure(index, queries, normalise).lines("with diacritics"),
        *measure(index, queries, lambda text: fold(normalise(text))).lines("without diacritics"),
        answering(index, queries),
    ]


def enlarged(passages: list[Plain], count: int, seed: int = 0) -> list[Plain]:
    """The passages and copies of them up to `count`: in a copy one word in seven is another passage's."""
    chance, result = random.Random(seed), list(passages)
    words = [word for each in passages for word in each.text.split()]
    while len(result) < count:
        copied = passages[len(result) % len(passages)]
        text = [chance.choice(words) if chance.random() < 1 / 7 else word for word in copied.text.split()]
        title, _, rest = copied.title.partition("\n")
        number = len(result) // len(passages)
        result.append(Plain(f"{copied.id}+{number}", " ".join(text), f"{title} ({number})\n{rest}".strip()))
    return result


def answering(index: Index, queries: list[Query]) -> str:
    """The time of a whole answer, from the question to the quotes, as a line of text.

    Asked again, a question finds no answer remembered (a mark is added) but passages that were met before,
    as it does in a process that has run for a while.
    """
    words = abbreviations.load()
    began = time.perf_counter()
    answerer = Answerer(index, facets.load(), addressees.load(words), words, lambda text: ())
    ready = time.perf_counter() - began
    first = _took_ms(answerer, [query.text for query in queries])
    again = _took_ms(answerer, [f"{query.text} ?" for query in queries])
    return f"an answer: {_spread(first[20:] or first)}; asked again {_spread(again)}; ready in {ready:.2f} s"


def _took_ms(answerer: Answerer, questions: list[str]) -> list[float]:
    taken = []
    for question in questions:
        began = time.perf_counter()
        answerer.answer(question)
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def _spread(taken_ms: list[float]) -> str:
    """The median and the 95th percentile."""
    ordered = sorted(taken_ms)
    most = ordered[math.ceil(0.95 * len(ordered)) - 1]
    return f"median {statistics.median(ordered):.2f} ms, p95 {most:.2f} ms"


def measure(index: Index, queries: list[Query], typed: Callable[[str], str]) -> Figures:
    """The figures of the queries, each as `typed` writes it; a query that no passage answers is missed."""
    index.search(typed(queries[0].text))  # the first search imports and fills caches
    ranks: list[int | None] = []
    seconds = []
    for query in queries:
        text = typed(query.text)
        began = time.perf_counter()
        hits = index.search(text, _FIRST)
        seconds.append(time.perf_counter() - began)
        right = (rank for rank, hit in enumerate(hits) if hit.passage.id in query.gold)
        ranks.append(next(right, None))
    return Figures(ranks, seconds)


def load(folder: Path) -> tuple[list[Plain], list[Query]]:
    """The passages and the queries of the folder. Raises ValueError when it holds neither form."""
    if (folder / "corpus.jsonl").is_file():
        return _lines(folder)
    if (folder / "law.json").is_file():
        return _alqac(folder)
    raise ValueError(
        f"{folder}: cần corpus.jsonl và queries.jsonl, hoặc law.json và train_full.json (docs/evaluation.md)"
    )


def _lines(folder: Path) -> tuple[list[Plain], list[Query]]:
    def read(name: str) -> list[dict[str, Any]]:
        lines = (folder / name).read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines if line.strip()]

    passages = [
        Plain(each["id"], normalise(each["text"]), normalise(each.get("title", "")))
        for each in read("corpus.jsonl")
    ]
    return passages, [Query(each["query"], frozenset(each["gold"])) for each in read("queries.jsonl")]


def _alqac(folder: Path) -> tuple[list[Plain], list[Query]]:
    """ALQAC 2024: a passage is an article with its heading; its title the law, the article's number, heading.

    The number stands beside the text there, but in the heading of a real document ("Điều 6. …").
    """
    laws = json.loads((folder / "law.json").read_text(encoding="utf-8"))
    questions = json.loads((folder / "train_full.json").read_text(encoding="utf-8"))
    passages = []
    for law in laws:
        for article in law["articles"]:
            text = normalise(article["text"])
            title = f"{normalise(law['id'])}\nĐiều {article['id']}. {text.partition(chr(10))[0]}"
            passages.append(Plain(f"{law['id']}/{article['id']}", text, title))
    queries = [
        Query(each["text"], frozenset(f"{r['law_id']}/{r['article_id']}" for r in each["relevant_articles"]))
        for each in questions
    ]
    return passages, queries
