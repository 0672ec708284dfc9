"""What answers in Rasa's place: naive Bayes over the same training data, and entities by their names."""

from __future__ import annotations

import datetime
import functools
import math
from collections.abc import Sequence
from pathlib import Path

from nlu import Understanding, examples, features, values
from nlu.examples import DATA, Examples
from nlu.features import Word
from nlu.names import Names
from nlu.spelling import Speller
from nlu.text import normalise

_SMOOTHING = 0.1  # chosen by 5-fold cross-validation over the training data


class Rules:
    """`rules(text, today)` is the understanding of a message without Rasa; its source is always "rules"."""

    def __init__(self, data: Examples) -> None:
        self._names = Names(data.tables)
        self._speller = Speller(())
        reduced = [self._reduce(features.words(example.text)) for example in data.messages]
        self._known = features.known(reduced)
        self._intents = sorted({example.intent for example in data.messages})
        self._learn(reduced, [self._intents.index(example.intent) for example in data.messages])

    @classmethod
    @functools.cache
    def load(cls, data_dir: Path = DATA) -> Rules:
        """The rules that follow from a folder of Rasa's training data, learnt once in a process.

        ValueError: see `examples.read`.
        """
        return cls(examples.read(data_dir))

    def __call__(self, text: str, today: datetime.date) -> Understanding:
        text = normalise(text)
        message = features.words(text)
        intent, confidence = self._classify(self._reduce(message))
        figures = values.read(text, today)
        return Understanding(
            text, intent, confidence, self._names.find(text, message, intent, figures), figures
        )

    def mend(self, text: str) -> str:
        """The text with typing errors mended towards the words of the training data."""
        return self._speller.mend(text)

    def _reduce(self, message: Sequence[Word]) -> list[str]:
        return features.reduce(message, self._names.places)

    def _learn(self, messages: Sequence[Sequence[str]], intents: Sequence[int]) -> None:
        grams = [features.grams(message, self._known) for message in messages]
        self._rarity = features.rarity(grams)
        self._weights: dict[str, dict[int, float]] = {gram: {} for gram in self._rarity}
        totals = [_SMOOTHING * len(self._rarity)] * len(self._intents)
        for found, intent in zip(grams, intents, strict=True):
            for gram, weight in features.weigh(found, self._rarity).items():
                seen = self._weights[gram]
                seen[intent] = seen.get(intent, _SMOOTHING) + weight
                totals[intent] += weight
        self._totals = [math.log(total) for total in totals]

    def _classify(self, reduced: Sequence[str]) -> tuple[str, float]:
        """The likeliest intent and its probability, every intent being as likely beforehand."""
        found = features.weigh(features.grams(reduced, self._known), self._rarity)
        unseen, every = math.log(_SMOOTHING), sum(found.values())
        scores = [every * (unseen - total) for total in self._totals]
        for gram, weight in found.items():
            for intent, seen in self._weights[gram].items():
                scores[intent] += weight * (math.log(seen) - unseen)
        best = max(scores)
        return self._intents[scores.index(best)], 1.0 / sum(math.exp(score - best) for score in scores)
