"""How well the answers of a classifier fit the expected ones."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence, Set
from pathlib import Path

import yaml

from nlu import examples
from nlu.examples import Example

HERE = Path(__file__).parent


def held_out() -> list[Example]:
    """The messages of intents.jsonl, kept out of the training data."""
    lines = (HERE / "intents.jsonl").read_text(encoding="utf-8").splitlines()
    return [Example(**json.loads(line)) for line in lines]


def annotated(name: str) -> list[Example]:
    """The messages of a YAML file with a list of annotated messages for each intent."""
    content = yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
    return [examples.parse(message, intent) for intent, messages in content.items() for message in messages]


def macro_f1(expected: Sequence[str], given: Sequence[str]) -> float:
    """The mean F1 over all names that were expected or given."""
    right = Counter(e for e, g in zip(expected, given, strict=True) if e == g)
    total = Counter(expected) + Counter(given)
    return sum(2 * right[name] / times for name, times in total.items()) / len(total)


def f1(pairs: Iterable[tuple[Set[Hashable], Set[Hashable]]]) -> float:
    """F1 of what was given against what was expected, over the pairs (expected, given) of all messages."""
    right = total = 0
    for expected, given in pairs:
        right += len(expected & given)
        total += len(expected) + len(given)
    return 2 * right / total
