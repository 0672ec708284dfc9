"""A second opinion on an answer: what reviewed questions like this one were answered with.

The rules of answer.py tell what is asked by what a question names; where they hear it wrongly, they do so
surely. A classifier of whole questions with what answers them (answered.py) errs on others. Where the two
differ, a logistic regression on how sure the classifier is, on what the rules answered with and on what it
would answer with decides (opinion.yml, fitted by scripts/fit_opinion.py on answers of versions that had not
been developed on those questions; its figures are in docs/evaluation.md).
"""

from __future__ import annotations

import functools
import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import yaml

from knowledge import Answer
from knowledge.arrays import Floats
from knowledge.classifier import BESIDE, CITED, FRAME, MESSAGE, SILENCE, Classifier, class_of, joined

FOLDER = "opinion"
WEIGHTS = Path(__file__).with_name("opinion.yml")
# What the rules answered with, by the lead of the answer; "other" is any further one.
GIVEN = ("search", "frame", "cited", "other", "abstain", "silence", "not_loaded", "clarify")
# What the classifier would answer with.
TOLD = ("nothing", "inside", "header", "body")
NAMES = (
    "ahead",
    "likeness",
    "lead",
    *(f"given_{name}" for name in GIVEN),
    *(f"told_{name}" for name in TOLD),
)
# How much likelier than what is quoted first another quote must be to stand before it: of fresh questions so
# answered 24 came right by it and 5 wrong, of those below 4 and 12.
_PLAINLY = 0.3
_LEADS = {
    "answer": "search",
    "answer_facet": "frame",
    "answer_known_of": "cited",
    "abstain": "abstain",
    "abstain_unsure": "abstain",
    "not_loaded": "not_loaded",
    "clarify": "clarify",
    "clarify_what": "clarify",
    "clarify_document": "clarify",
}


class Doubt(NamedTuple):
    """Another answer than that of the rules, and what speaks for it.

    `told` is the class of the question; `ahead`: how much likelier it is than what the rules answered with,
    `lead`: than any other, both 0–1; `given` is one of GIVEN.
    """

    told: str
    ahead: float
    likeness: float
    lead: float
    given: str

    @property
    def figures(self) -> tuple[float, ...]:
        """One for each of NAMES."""
        kinds = (*(self.given == name for name in GIVEN), *(kind(self.told) == name for name in TOLD))
        return (self.ahead, self.likeness, self.lead, *map(float, kinds))


@dataclass(frozen=True)
class Weights:
    """The fitted regression: `intercept`, a weight for each of NAMES, and the chance that is enough."""

    intercept: float
    weights: dict[str, float]
    enough: float

    def chance(self, doubt: Doubt) -> float:
        """How likely the other answer is right, where one of the two is; 0–1."""
        each = zip(NAMES, doubt.figures, strict=True)
        margin = self.intercept + sum(self.weights[name] * figure for name, figure in each)
        return 1 / (1 + math.exp(-margin))


@functools.cache
def load(path: Path = WEIGHTS) -> Weights:
    """The fitted weights."""
    return Weights(**yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))


def doubt(classifier: Classifier, words: Sequence[str], given: str, quoted: Collection[str]) -> Doubt | None:
    """What the classifier would rather answer with; None where it agrees, or takes it for no question.

    `given` is one of GIVEN; `quoted` are the classes of the passages that the rules quoted, or CITED or
    SILENCE alone.
    """
    if not classifier.classes:
        return None
    likeness = classifier.likeness(words)
    best = int(likeness.argmax())
    told = classifier.classes[best]
    if told.startswith(MESSAGE) or not kind(told) or set(told.split(BESIDE)) <= set(quoted):
        return None
    own = max((classifier.of(likeness, name) for name in (*quoted, joined(quoted))), default=0.0)
    return Doubt(told, float(likeness[best]) - own, float(likeness[best]), _lead(likeness, best), given)


def plainly_told(classifier: Classifier, words: Sequence[str], quoted: Sequence[str]) -> tuple[str, ...]:
    """Which of the quoted classes are plainly asked for, where the first one is not; () for none."""
    if not classifier.classes or not quoted:
        return ()
    likeness = classifier.likeness(words)
    best = int(likeness.argmax())
    parts = tuple(classifier.classes[best].split(BESIDE))
    plainly = float(likeness[best]) - classifier.of(likeness, quoted[0]) >= _PLAINLY
    return parts if plainly and set(parts) <= set(quoted) and quoted[0] not in parts else ()


def given_by(answer: Answer) -> tuple[str, frozenset[str]]:
    """With what the rules answered: one of GIVEN, and the classes of what they quoted, for `doubt`."""
    kept = "silence" if answer.outcome == "abstain" else "other"
    given = _LEADS.get(answer.lead, kept)
    if answer.outcome == "answer":
        return given, frozenset(class_of(quote.citation.passage) for quote in answer.quotes)
    return given, frozenset((CITED if answer.outcome == "not_loaded" else SILENCE,))


def kind(told: str) -> str:
    """One of TOLD; "" for lists and other classes that are no passages."""
    if told in (SILENCE, CITED):
        return "nothing" if told == SILENCE else "inside"
    parts = told.split(BESIDE)
    if all(part.startswith("/") for part in parts):
        return "header" if all(part.removeprefix("/") in FRAME for part in parts) else ""
    return "body"


def _lead(likeness: Floats, best: int) -> float:
    others = likeness.copy()
    others[best] = 0
    return float(likeness[best] - others.max(initial=0.0))
