"""Which choices of a form's fields a message tells, by the words listed for each and by what it is about."""

from __future__ import annotations

import re

from bot import subjects
from bot.clues import STRONG, Clues, Span
from bot.form import Field, Form, Option
from bot.mending import Mending, worded
from bot.message import Message
from nlu.abbreviations import Abbreviations
from nlu.syllable import is_syllable
from nlu.text import fold, has_marks, words

# What a phrase of each column is worth, and what coming first is worth; fitted on the development set.
_WEIGHTS = {"decisive": 3.0, "words": 1.0, "weak": 0.5}
_LEAD = 2.0
_ENOUGH = 1.0
_LONG_WORD = re.compile(r"[^\W\d_]{5,}")

Found = dict[tuple[str, str], list[Span]]


class Choices:
    """Reads the fields of one form that have choices."""

    def __init__(self, form: Form, abbreviations: Abbreviations, mending: Mending) -> None:
        self._abbreviations = abbreviations
        self._mending = mending
        self._subjects = subjects.load()
        self._clues = {
            item.name: Clues(
                (option.name, column, worded(phrase, abbreviations))
                for option in item.choices
                for column in (*_WEIGHTS, "otherwise", "besides")
                for phrase in getattr(option, column)
            )
            for item in form.fields
        }
        self._ones = [item.name for item in form.fields if item.type == "select_one"]

    def tokens(self, message: Message, part: Span | None = None) -> list[str]:
        """The words of the message, or of that part, but for asides and the names of places."""
        text = message.without_names()
        text = text[slice(*part)] if part else text
        return words(_apart(self._abbreviations.expand(text)))

    def names_one(self, message: Message, part: Span) -> bool:
        """Whether that part surely names a choice of a field that takes one."""
        tokens = self.tokens(message, part)
        return any(column in STRONG for name in self._ones for _, column in self._clues[name].find(tokens))

    def one(self, item: Field, message: Message) -> str:
        """The choice with most words for it, in the main sentence if there is one; "" for none.

        Long phrases weigh more, and the one named first leads.
        """
        parts = [self.tokens(message, message.main)] if message.main else []
        marked = has_marks(message.affirmed)
        return next(
            (told for tokens in (*parts, message.tokens) if (told := self._told(item, tokens, marked))), ""
        )

    def _told(self, item: Field, tokens: list[str], marked: bool) -> str:
        clues = self._clues[item.name]
        found, length = clues.find(tokens), len(tokens)
        if best := _best(item, found, length):
            return best
        worded = [token for token in tokens if not (marked and token.isdigit())]  # "trồng 150 cây"
        best = _best(item, clues.find(worded), length)
        best = best or _best(item, clues.near(tokens, self._mending.are_usual), length)
        return best or next((o.name for o in item.choices if (o.name, "otherwise") in found), "")

    def several(self, item: Field, message: Message) -> list[str]:
        """The choices that are named; without one, those that the message tells otherwise."""
        clues = self._clues[item.name]
        found = clues.find(message.tokens)
        named = [o.name for o in item.choices if (o.name, "words") in found]
        if not named:
            near = clues.near(message.tokens, self._mending.are_usual)
            named = [o.name for o in item.choices if (o.name, "words") in near]
        return named or [
            o.name for o in item.choices if o.otherwise and self._told_otherwise(o, found, message)
        ]

    def _told_otherwise(self, option: Option, found: Found, message: Message) -> bool:
        if (option.name, "otherwise") in found:
            return True
        text = _apart(self._abbreviations.expand(message.without_figures(self._subjects.works)))
        return self._subjects.told(text, self._names_activity)

    def _names_activity(self, tokens: list[str]) -> bool:
        """Whether the words hold one that tells a choice of a field that takes one."""
        return any(self._clues[name].find(tokens) for name in self._ones)


def _best(item: Field, found: Found, length: int) -> str:
    """The choice that is told most, "" when none is told enough."""
    scores = {option.name: _score(option, found, length) for option in item.choices}
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] >= _ENOUGH else ""


def _score(option: Option, found: Found, length: int) -> float:
    """How much of the choice a message of that many words tells; 1 is enough."""
    spans = {column: found.get((option.name, column), []) for column in _WEIGHTS}
    score = sum(
        weight * len(spans[column]) + 0.25 * sum(end - start - 1 for start, end in spans[column])
        for column, weight in _WEIGHTS.items()
    )
    strong = spans["decisive"] + spans["words"]
    return score + (_LEAD * (1 - min(start for start, _ in strong) / length) if strong else 0)


def _apart(text: str) -> str:
    """The text with two syllables that were typed as one word apart: "truyềnphòng" → truyền phòng."""
    return _LONG_WORD.sub(lambda match: _parted(match.group()), text)


def _parted(word: str) -> str:
    plain = fold(word)
    if is_syllable(plain):
        return word
    for at in range(2, len(word) - 1):
        if is_syllable(plain[:at]) and is_syllable(plain[at:]):
            return f"{word[:at]} {word[at:]}"
    return word
