"""The curve of decision.yml, fitted on questions whose right answers are known.

A logistic regression with a small ridge, by Newton's method: a few hundred questions and a dozen figures need
no library. The chances of `left_out` come from fits without the question (ten folds).
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt

from knowledge.decision import NAMES, Decision, Evidence
from knowledge.ranking import FIGURES

Floats = npt.NDArray[np.float64]

_RIDGE = 0.5
_STEPS = 30
_FOLDS = 10
_FOR = (
    "coverage",
    "dense",
    "likeness",
    "margin",
    "found",
    "among",
    "inside",
    "about",
    "pairs",
)  # more of it can only speak for a passage


@dataclass(frozen=True)
class Judged:
    """What was found for one question, whether the first passage answers it, and whether any could."""

    evidence: Evidence
    right: bool
    answerable: bool


@dataclass(frozen=True)
class Row:
    """What happens when passages are quoted from this chance on: shares of the questions of each sort.

    `answered`: answerable ones answered rightly; `refused`: answerable ones not answered; `caught`:
    unanswerable ones not answered; `wrong`: of the quoted first passages, those that do not answer. Nan
    where there are no questions of that sort.
    """

    threshold: float
    answered: float
    refused: float
    caught: float
    wrong: float


def fit(judged: Sequence[Judged]) -> dict[str, float]:
    """The intercept and the weights, by name."""
    weights = _fitted(_matrix(judged), np.array([j.right for j in judged], dtype=np.float64))
    told = {n for n in NAMES if any(getattr(j.evidence, n) for j in judged)}
    named = zip(("intercept", *NAMES), weights, strict=True)
    return {n: round(float(weight), 3) for n, weight in named if n == "intercept" or n in told}


def left_out(judged: Sequence[Judged], seed: int = 0) -> Floats:
    """For each question its chance by a curve fitted without its fold."""
    x, y = _matrix(judged), np.array([j.right for j in judged], dtype=np.float64)
    folds = np.random.default_rng(seed).permutation(len(judged)) % _FOLDS
    chances = np.zeros(len(judged))
    for fold in range(_FOLDS):
        weights = _fitted(x[folds != fold], y[folds != fold])
        chances[folds == fold] = _sigmoid(x[folds == fold] @ weights)
    return chances


def curve(judged: Sequence[Judged], chances: Floats, thresholds: Sequence[float]) -> list[Row]:
    """One row for each threshold."""
    can = np.array([j.answerable for j in judged])
    right = np.array([j.right for j in judged])
    rows = []
    for threshold in thresholds:
        quoted = chances >= threshold
        rows.append(
            Row(
                threshold,
                _share((quoted & right)[can]),
                _share((~quoted)[can]),
                _share((~quoted)[~can]),
                float((~right)[quoted].mean()) if quoted.any() else 0.0,
            )
        )
    return rows


def reliability(judged: Sequence[Judged], chances: Floats, bins: int = 5) -> list[tuple[float, float, int]]:
    """Mean chance, share that was right and number of questions for each fifth of the chances' range."""
    right = np.array([j.right for j in judged], dtype=np.float64)
    which = np.minimum((chances * bins).astype(int), bins - 1)
    return [
        (float(chances[which == b].mean()), float(right[which == b].mean()), int((which == b).sum()))
        for b in range(bins)
        if (which == b).any()
    ]


def decision(
    taught: Sequence[Judged], untaught: Sequence[Judged], answer: float, light: float, near: float
) -> Decision:
    """The fitted curves with these thresholds."""
    return Decision(fit(taught), fit(untaught), answer, light, near)


def _share(which: npt.NDArray[np.bool_]) -> float:
    return float(which.mean()) if which.size else math.nan


def _matrix(judged: Sequence[Judged]) -> Floats:
    rows = [[1.0, *(cast(float, getattr(j.evidence, name)) for name in NAMES)] for j in judged]
    return np.array(rows, dtype=np.float64)


def _fitted(x: Floats, y: Floats) -> Floats:
    """The weights, 0 for a figure of `_FOR` that was fitted to speak against: it says no more than others."""
    weights = logistic(x, y)
    against = [i for i, name in enumerate(NAMES, 1) if name in _FOR and weights[i] < 0]
    if not against:
        return weights
    x = x.copy()
    x[:, against] = 0
    return logistic(x, y)


def logistic(x: Floats, y: Floats, strength: float = _RIDGE) -> Floats:
    """The weights of a logistic regression with a ridge; the first column, of ones, is free of it.

    `x`: questions × figures, `y`: 0 or 1 for each.
    """
    weights = np.zeros(x.shape[1])
    ridge = strength * np.eye(x.shape[1])
    ridge[0, 0] = 1e-6
    for _ in range(_STEPS):
        chance = _sigmoid(x @ weights)
        gradient = x.T @ (y - chance) - ridge @ weights
        curvature = (x * (chance * (1 - chance))[:, None]).T @ x + ridge
        weights = weights + np.linalg.solve(curvature, gradient)
    return weights


def _sigmoid(values: Floats) -> Floats:
    return 1 / (1 + np.exp(-np.clip(values, -30, 30)))


def is_drawn(key: str, of: int) -> bool:
    """Whether a question is one of those of which a sample takes one in `of`.

    The digest of its id decides, so that further questions do not change which of the others are drawn.
    """
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:4]) % of == 0


@dataclass(frozen=True)
class Choice:
    """The passages looked at for one question, and which of them answer it.

    `figures`: passages × knowledge.ranking.FIGURES; `right`: one for each passage, any number of them true.
    """

    figures: Floats
    right: npt.NDArray[np.bool_]


def fit_ranking(choices: Sequence[Choice], ridge: float = 1.0) -> dict[str, float]:
    """The weights of the figures under which a right passage is likeliest chosen (conditional logit)."""
    from scipy.optimize import minimize  # noqa: PLC0415 — needed for a fit alone

    able = [c for c in choices if c.right.any()]
    together = np.vstack([c.figures for c in able])
    mean, spread = together.mean(axis=0), together.std(axis=0) + 1e-9
    scaled = [((c.figures - mean) / spread, c.right) for c in able]

    def loss(weights: Floats) -> tuple[float, Floats]:
        total, slope = ridge * float(weights @ weights) / 2, ridge * weights
        for figures, right in scaled:
            scores = figures @ weights
            likely = np.exp(scores - scores.max())
            chosen = likely[right].sum()
            total -= math.log(chosen / likely.sum() + 1e-12)
            slope = slope - figures[right].T @ (likely[right] / chosen) + figures.T @ (likely / likely.sum())
        return total, slope

    found = minimize(loss, np.zeros(together.shape[1]), jac=True, method="L-BFGS-B").x / spread
    return {name: round(float(weight), 3) for name, weight in zip(FIGURES, found, strict=True)}


def first_right(choices: Sequence[Choice], weights: Mapping[str, float]) -> int:
    """For how many of the questions a right passage is ranked first."""
    by_name = np.array([weights[name] for name in FIGURES])
    return sum(bool(c.right[int(np.argmax(c.figures @ by_name))]) for c in choices)
