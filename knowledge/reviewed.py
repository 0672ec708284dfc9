"""Questions of which people have looked up the passage that answers them (reviewed.yml), to measure by.

Those that stand in hints.yml too were attached to their passage: the index knows their very words, and to
find them again says little. The others are kept out of it: they tell whether what was taught harms the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from knowledge.build import load_hints
from nlu.text import syllables

REVIEWED = Path(__file__).with_name("reviewed.yml")


@dataclass(frozen=True)
class Reviewed:
    """A question and the id of the passage that must be quoted first when it is asked."""

    question: str
    passage: str


def load(path: Path = REVIEWED) -> tuple[Reviewed, ...]:
    """The reviewed questions in order of the file. Raises DocumentRefused when it is not of that form."""
    return tuple(
        Reviewed(question, passage) for passage, asked in load_hints(path).items() for question in asked
    )


def apart(
    reviewed: Iterable[Reviewed], hints: Mapping[str, Iterable[str]]
) -> tuple[tuple[Reviewed, ...], tuple[Reviewed, ...]]:
    """Those that are kept out of the hints, and those that were taught by them."""
    taught = {tuple(syllables(phrase)) for phrases in hints.values() for phrase in phrases}
    every = tuple(reviewed)
    return (
        tuple(each for each in every if tuple(syllables(each.question)) not in taught),
        tuple(each for each in every if tuple(syllables(each.question)) in taught),
    )
