"""One turn as the dialogue sees it: the message, what it says, and what the chat remembers."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from bot import Inbound
from bot.conversations import State
from bot.form import Draft
from nlu import Understanding
from nlu.text import syllables

# Words that make a sentence a question, folded; pairs are neighbours.
_QUESTION_WORDS = frozenset(["ai", "gi", "nao", "sao", "dau", "may", "chua"])
_QUESTION_PAIRS = frozenset(
    [
        ("bao", "nhieu"),
        ("bao", "gio"),
        ("the", "nao"),
        ("khi", "nao"),
        ("la", "gi"),
        ("ra", "sao"),
        ("tai", "sao"),
    ]
)


@dataclass(frozen=True)
class Scene:
    """A message with its surroundings.

    `command` is the choice tapped or typed ("report:confirm:7"), "" for free text; `phrase` the exact
    phrase said (nlu/phrases.yml), "" for none.
    """

    inbox_id: int
    message: Inbound
    said: Understanding
    state: State
    draft: Draft | None
    command: str
    phrase: str

    @property
    def is_question(self) -> bool:
        """Whether the sentence asks something, by its words or its question mark."""
        tokens = syllables(self.said.text)
        pairs = set(itertools.pairwise(tokens))
        asks = self.said.text.rstrip().endswith("?") or bool(pairs & _QUESTION_PAIRS)
        return asks or bool(_QUESTION_WORDS & set(tokens[-3:])) or bool(tokens and tokens[0] == "ai")
