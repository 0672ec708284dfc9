"""What the fits of knowledge/calibration.py are made from: questions whose right answers are known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from bot import app, config
from bot.evaluation import Item, bare
from knowledge import NO_FOCUS
from knowledge.calibration import Choice, Judged
from knowledge.evidence import Found
from nlu.rules import Rules


def judge(settings: config.Config, items: Iterable[Item]) -> list[Judged]:
    """What the search finds for each question that is answered by one, and whether it is right."""
    judged = []
    for item, found in _found(settings, items):
        if found.hits:
            first = bare(found.hits[0].passage.text)
            right = any(bare(snippet) in first for snippet in item["gold"])
            judged.append(Judged(found.evidence, right, item["expect"] == "answer"))
    return judged


def choose(settings: config.Config, items: Iterable[Item]) -> list[Choice]:
    """The passages that the ranking looks at for each answerable question that is answered by a search."""
    choices = []
    for item, found in _found(settings, items):
        if item["expect"] == "answer" and found.ranked:
            texts = [bare(passage.text) for passage in found.ranked.passages]
            right = [any(bare(snippet) in text for snippet in item["gold"]) for text in texts]
            choices.append(Choice(found.ranked.matrix, np.array(right, dtype=bool)))
    return choices


def _found(settings: config.Config, items: Iterable[Item]) -> Iterator[tuple[Item, Found]]:
    assistant = app.build(settings, {}, rasa=False, database=":memory:")
    rules = Rules.load()
    answerer = assistant.parts.answerer()
    for item in items:
        if item["expect"] not in ("answer", "abstain"):
            continue
        focus = NO_FOCUS
        for earlier in item.get("context", ()):
            focus = answerer.answer(rules.mend(earlier), focus).focus
        if found := answerer.weigh(rules.mend(item["question"]), focus):
            yield item, found
    assistant.db.conn.close()
