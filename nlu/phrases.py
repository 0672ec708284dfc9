"""Which exact phrase a whole message is, from phrases.yml.

The only way to confirm, cancel, skip or go back by typing: no classifier decides these. A question mark, a
figure or one word more than the phrase and its politeness ("dạ", "ạ", "nhé", "em") makes it no phrase.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TypeGuard

import yaml

from nlu.text import fold, fold_word, normalise, syllables, typed_as, words

PHRASES = Path(__file__).with_name("phrases.yml")
NAMES = (
    *("confirm", "cancel", "skip", "back", "continue", "yes", "no"),
    *("right", "wrong", "more", "related", "show_all", "help"),
)

Words = tuple[str, ...]

_CLAUSES = re.compile(r"[,;.!\n]")
_LEADING_WORDS = 6


@dataclass(frozen=True)
class Consent:
    """Words of which a whole message is made that confirms: "ok đúng rồi, gửi luôn nha".

    One of `core` must be among them; those before the first one are of `before`, those behind it of `after`.
    A short clause may stand before ("coi lại rồi, gửi"), without a figure or a word of `hesitation`.
    """

    core: tuple[Words, ...]
    before: tuple[Words, ...]
    after: tuple[Words, ...]
    hesitation: tuple[Words, ...]

    def given(self, text: str) -> bool:
        """Whether the text confirms."""
        *earlier, last = [clause for clause in _CLAUSES.split(text) if words(clause)] or [""]
        leading = words(" ".join(earlier))
        hesitates = any(_starts(tuple(leading[at:]), self.hesitation) for at in range(len(leading)))
        short = len(leading) <= _LEADING_WORDS and not any(word.isdigit() for word in leading)
        return self._made_of_these(tuple(words(text))) or (
            short and not hesitates and self._made_of_these(tuple(words(last)))
        )

    def _made_of_these(self, message: Words) -> bool:
        at, confirmed = 0, False
        while at < len(message):
            if size := _starts(message[at:], self.core):
                confirmed = True
            elif not (size := _starts(message[at:], self.after if confirmed else self.before)):
                return False
            at += size
        return confirmed


@dataclass(frozen=True)
class Phrases:
    """The phrases with their marks by folded words, and the politeness that may stand around one."""

    names: dict[Words, tuple[tuple[Words, str], ...]]
    before: tuple[Words, ...]
    after: tuple[Words, ...]
    consent: Consent

    def match(self, text: str) -> str:
        """The phrase's name (one of NAMES), "" when the message is not exactly a phrase."""
        text = normalise(text)
        if "?" in text:
            return ""
        message = tuple(words(text))
        while message:
            name = self._name(message)
            if name:
                return name
            shorter = _without_end(message, self.after)
            if shorter == message:
                shorter = _without_start(message, self.before)
            if shorter == message:
                break
            message = shorter
        return "confirm" if self.consent.given(text) else ""

    def _name(self, message: Words) -> str:
        candidates = self.names.get(tuple(map(fold, message)), ())
        return next((name for phrase, name in candidates if typed_as(message, phrase)), "")


@functools.cache
def load(path: Path = PHRASES) -> Phrases:
    """The phrases of a file, read once for each path. ValueError says what is wrong in it."""
    # Every scalar stays text: "yes", "no" and "off" are words here.
    data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
    expected = {"politeness", "consent", *NAMES}
    if not isinstance(data, dict) or set(data) != expected:
        got = sorted(data) if isinstance(data, dict) else data
        raise ValueError(f"{path.name}: expected the groups {sorted(expected)}, got {got}; correct it")
    names: dict[Words, tuple[tuple[Words, str], ...]] = {}
    for name in NAMES:
        for phrase in _phrases(data[name], f"{path.name}, {name}"):
            folded = tuple(map(fold, phrase))
            clash = next((other for _, other in names.get(folded, ()) if other != name), "")
            if clash:
                raise ValueError(
                    f'{path.name}: "{" ".join(phrase)}" stands under {clash} and {name}; keep one'
                )
            names[folded] = (*names.get(folded, ()), (phrase, name))
    before, after = (_phrases(data["politeness"][key], f"{path.name}, {key}") for key in ("before", "after"))
    consent = (
        _longest_first(_phrases(data["consent"][key], f"{path.name}, consent {key}"))
        for key in ("core", "before", "after", "hesitation")
    )
    return Phrases(names, _longest_first(before), _longest_first(after), Consent(*consent))


def _phrases(value: object, where: str) -> list[Words]:
    if not _is_texts(value):
        raise ValueError(f"{where}: expected a list of phrases, got {value!r}; correct it")
    return [tuple(words(normalise(phrase))) for phrase in value]


def _is_texts(value: object) -> TypeGuard[list[str]]:
    return isinstance(value, list) and all(isinstance(item, str) and syllables(item) for item in value)


def _longest_first(phrases: list[Words]) -> tuple[Words, ...]:
    return tuple(sorted(phrases, key=len, reverse=True))


def _starts(message: Words, beginnings: tuple[Words, ...]) -> int:
    """How many words of the message the longest of the beginnings takes, 0 for none; "da" is no "dạ"."""
    if message[0] == "da":  # "da gui" may be "đã gửi"
        return 0
    plain = fold_word(message[0])
    return next(
        (
            len(each)
            for each in beginnings
            if fold_word(each[0]) == plain and typed_as(message[: len(each)], each)
        ),
        0,
    )


def _without_end(message: Words, endings: tuple[Words, ...]) -> Words:
    for ending in endings:
        if len(message) > len(ending) and typed_as(message[-len(ending) :], ending):
            return message[: -len(ending)]
    return message


def _without_start(message: Words, beginnings: tuple[Words, ...]) -> Words:
    """Without the politeness at its start; "da" must carry its mark there, since "đã gửi" is no consent."""
    for beginning in beginnings:
        start = message[: len(beginning)]
        if len(message) > len(beginning) and typed_as(start, beginning) and start[0] != "da":
            return message[len(beginning) :]
    return message
