"""What the second opinion (knowledge/opinion.py) is fitted on, and the fit.

fresh.jsonl tells of each question of the later development files what the last version answered that had not
been developed on it. A classifier that was taught all files but the one in which the question stands says
what it would rather answer; where exactly one of the two is right, the regression learns which.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot import app, config
from bot.evaluation import Item, answer_is_right, bare
from knowledge import Hints, Silence
from knowledge.answered import NOT_LOADED, NOT_STATED, REFUSED, WITHOUT_TEXT, taught
from knowledge.calibration import logistic
from knowledge.classifier import BESIDE, CITED, SILENCE, Classifier, class_of
from knowledge.index import is_searched
from knowledge.opinion import NAMES, Doubt, Weights, doubt, given_by
from knowledge.teaching import teach
from nlu.rules import Rules

_NAMED = {"not_loaded": NOT_LOADED, "abstain": NOT_STATED, "refuse": REFUSED}
_RIDGE = 1.0


@dataclass(frozen=True)
class Asked:
    """A question that goes on about nothing. `words` as the search reads them; `file` in which it stands.

    `held`: for each gold snippet the passages that hold it, as asked.yml has them; `needs_all` of them.
    """

    id: str
    file: str
    words: tuple[str, ...]
    expect: str
    held: tuple[tuple[str, ...], ...]
    needs_all: bool

    @property
    def names(self) -> tuple[str, ...]:
        """What may answer it, as in asked.yml: several where each does alone, none where nothing can."""
        if self.expect != "answer":
            return (_NAMED[self.expect],)
        if not self.needs_all:
            return tuple(dict.fromkeys(part for parts in self.held for part in parts))
        return (BESIDE.join(sorted(_cover(self.held))),) if all(self.held) else ()

    def fits(self, told: str) -> bool:
        """Whether an answer with the class would be right."""
        if self.expect != "answer":
            return told == WITHOUT_TEXT[_NAMED[self.expect]]
        parts = frozenset(part.rpartition("/")[2] for part in told.split(BESIDE))
        each = (not parts.isdisjoint(holding) for holding in self.held)
        return all(each) if self.needs_all else any(each)


@dataclass(frozen=True)
class Settled:
    """A question and what it is taught to be answered by, as in asked.yml."""

    asked: Asked
    name: str


@dataclass(frozen=True)
class Fresh:
    """What a version answered that had not been developed on the question, as `opinion.given_by` tells it."""

    id: str
    given: str
    told: tuple[str, ...]
    right: bool

    @property
    def quoted(self) -> frozenset[str]:
        """The classes of what was quoted, as `opinion.doubt` has them."""
        return frozenset(self.told or (CITED if self.given == "not_loaded" else SILENCE,))


@dataclass(frozen=True)
class Differing:
    """A fresh question on which the two differ. `rules`, `other`: which of them is right."""

    file: str
    doubt: Doubt
    rules: bool
    other: bool


def answer_fresh(settings: config.Config, items: Iterable[Item]) -> list[Fresh]:
    """What this version answers to questions that it has not been developed on: lines for fresh.jsonl."""
    assistant = app.build(settings, {}, rasa=False, database=":memory:")
    rules, answerer, found = Rules.load(), assistant.parts.answerer(), []
    for item in items:
        if not item.get("context") and item["expect"] != "refuse":
            answer = answerer.unaided(rules.mend(item["question"]))
            given, _ = given_by(answer)
            result = {"outcome": answer.outcome, "citations": [{"quote": q.text} for q in answer.quotes]}
            quoted = answer.quotes if answer.outcome == "answer" else ()
            told = dict.fromkeys(class_of(quote.citation.passage) for quote in quoted)
            found.append(Fresh(item["id"], given, tuple(told), answer_is_right(item, result)))
    assistant.db.conn.close()
    return found


def write_fresh(path: Path, fresh: Iterable[Fresh]) -> None:
    """Nothing; adds the lines to fresh.jsonl."""
    with path.open("a", encoding="utf-8") as file:
        file.writelines(f"{json.dumps(vars(each), ensure_ascii=False)}\n" for each in fresh)


def read_fresh(path: Path) -> list[Fresh]:
    """The lines of fresh.jsonl."""
    read = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Fresh(r["id"], r["given"], tuple(r["told"]), r["right"]) for r in read]


def asked(settings: config.Config, items: Mapping[str, Iterable[Item]]) -> tuple[str, list[Asked]]:
    """The key of the document asked about, and the questions of the files that go on about nothing."""
    assistant = app.build(settings, {}, rasa=False, database=":memory:")
    rules = Rules.load()
    answerer = assistant.parts.answerer()
    passages = [(p.id.partition("/"), bare(p.text)) for p in answerer.index.passages if is_searched(p)]
    found = []
    for file, each in items.items():
        for item in each:
            if item.get("context"):
                continue
            held = tuple(
                tuple(part for (_, _, part), text in passages if bare(gold) in text) for gold in item["gold"]
            )
            words = tuple(answerer.hearing.words(rules.mend(item["question"])))
            found.append(Asked(item["id"], file, words, item["expect"], held, bool(item.get("all"))))
    assistant.db.conn.close()
    return passages[0][0][0], found


def settled(
    document: str, questions: Iterable[Asked], hints: Hints, silences: Sequence[Silence]
) -> list[Settled]:
    """The questions that something answers, each with the one thing that it is taught.

    Of several passages that answer one alone, that counts which those with a single answer make likeliest.
    """
    able = [q for q in questions if q.names]
    sure = [Settled(q, q.names[0]) for q in able if len(q.names) == 1]
    classifier = _taught({document: listed(sure)}, hints, silences)

    def likeliest(q: Asked) -> str:
        likeness = classifier.likeness(q.words)
        return max(q.names, key=lambda name: classifier.of(likeness, class_of(f"{document}/{name}")))

    return [*sure, *(Settled(q, likeliest(q)) for q in able if len(q.names) > 1)]


def listed(questions: Iterable[Settled]) -> dict[str, list[str]]:
    """The questions by what answers them, as in asked.yml."""
    found: dict[str, list[str]] = {}
    for each in questions:
        found.setdefault(each.name, []).append(" ".join(each.asked.words))
    return {name: list(dict.fromkeys(found[name])) for name in sorted(found)}


def differing(
    document: str,
    questions: Sequence[Settled],
    fresh: Iterable[Fresh],
    hints: Hints,
    silences: Sequence[Silence],
) -> list[Differing]:
    """Where classifiers that were not taught a file differ from what was answered to its questions."""
    answered = {each.id: each for each in fresh}
    found = []
    for file in dict.fromkeys(q.asked.file for q in questions if q.asked.id in answered):
        rest = listed(q for q in questions if q.asked.file != file)
        classifier = _taught({document: rest}, hints, silences)
        for q in (q.asked for q in questions if q.asked.file == file and q.asked.id in answered):
            given = answered[q.id]
            if other := doubt(classifier, q.words, given.given, given.quoted):
                found.append(Differing(file, other, given.right, q.fits(other.told)))
    return found


def fit(differences: Sequence[Differing], enough: float) -> Weights:
    """The regression, on those of which exactly one is right."""
    told = [d for d in differences if d.rules != d.other]
    figures = np.array([(1.0, *d.doubt.figures) for d in told]).reshape(len(told), 1 + len(NAMES))
    intercept, *found = logistic(figures, np.array([float(d.other) for d in told]), _RIDGE).tolist()
    weights = {name: round(weight, 3) for name, weight in zip(NAMES, found, strict=True)}
    return Weights(round(intercept, 3), weights, enough)


def left_out(differences: Sequence[Differing], enough: float) -> list[tuple[Differing, float]]:
    """Each with its chance by a fit without its file."""
    found = []
    for file in dict.fromkeys(d.file for d in differences):
        weights = fit([d for d in differences if d.file != file], enough)
        found += [(d, weights.chance(d.doubt)) for d in differences if d.file == file]
    return found


def _taught(
    given: Mapping[str, Mapping[str, list[str]]], hints: Hints, silences: Sequence[Silence]
) -> Classifier:
    with tempfile.TemporaryDirectory() as folder:
        teach(taught(hints, silences, given), Path(folder) / "opinion")
        return Classifier(Path(folder) / "opinion")


def _cover(held: Sequence[Sequence[str]]) -> set[str]:
    """Few passages that together hold every snippet: first the one that holds most of them, and so on."""
    chosen: set[str] = set()
    left = [set(parts) for parts in held]
    while left:
        every = dict.fromkeys(part for parts in held for part in parts)
        chosen.add(max(every, key=lambda part: sum(part in parts for parts in left)))
        left = [parts for parts in left if chosen.isdisjoint(parts)]
    return chosen
