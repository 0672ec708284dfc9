"""Whether a passage that was found answers a question: how surely, and whether it has what is asked for."""

from __future__ import annotations

import re

from knowledge import Passage
from knowledge.index import Hit
from knowledge.question import Question
from nlu.text import syllables

# Fitted on tests/evaluation/development (scripts/evaluate.py answers prints the figures at this setting).
CONFIDENT = 0.4
# The same when the message was taken for small talk: then only a very good match counts.
CONFIDENT_OUT_OF_SCOPE = 0.75
# From here a passage that is not quoted is worth naming.
NEAR = 0.34

OTHER_QUESTION = frozenset(["ai", "gi", "nao", "sao", "dau", "chi"])
_HOW_MANY = re.compile(r"\b(?:bao nhieu|may) (\S+)")
_NUMBER = re.compile(r"(?:\d+|[ivxlc]+|mot|hai|ba|bon|nam|sau|bay|tam|chin|muoi)")


def confidence(hit: Hit) -> float:
    """How surely the passage answers the question, 0–1: nearness of sense, and how much of it is there."""
    return 0.6 * hit.coverage + 0.4 * hit.dense


def counts(q: Question, passage: Passage) -> bool:
    """Whether the passage has a number before the noun that a "how many" question asks about.

    True for every other question. "mấy" beside another question word is a plural ("mấy sở nào"), no count.
    """
    tokens = " ".join(q.tokens)
    match = _HOW_MANY.search(tokens)
    if match is None or (match.group().startswith("may") and OTHER_QUESTION & set(q.tokens)):
        return True
    text = " ".join(syllables(passage.text))
    return re.search(rf"\b{_NUMBER.pattern} {re.escape(match.group(1))}\b", text) is not None
