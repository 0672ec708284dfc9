"""Whether a message says what its activity was about, beyond the subjects that the form knows by name.

A subject is told after a word that opens one ("nói về …", "chuyên đề …", "tuyên truyền …"), after a number of
works ("3 tin cúm gia cầm"), after the years of an anniversary, or as a part of a short note ("họp thôn, giá
điện, 40 người"). Words of movement, places, days and people are none; the lists are in subjects.yml.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml

from nlu.text import fold, partly_typed_as, typed_as

SUBJECTS = Path(__file__).with_name("subjects.yml")

BLANK = "|"  # stands for a place, a day or a count
WORKS = "§"  # stands for a count of works that have a subject: "3 tin"

_TOKEN = re.compile(r"[^\W_]+|[,.;:()\n|§\"“”!?]|(?<=\s)[-–](?=\s)")
_YEARS = re.compile(r"[0-9]{1,3}|muoi|tram|chuc|lam")
_LONGEST_NOTE = 24  # words
_PART = range(2, 9)
_NEAR = 3  # words
_ABOUT = ("về", "dìa")
_OPENS = {":", '"', "“"}


@dataclass(frozen=True)
class Subjects:
    """The lists: `cues` open a subject, `common` words are none, the others: see subjects.yml."""

    cues: tuple[tuple[str, ...], ...]
    speaking: frozenset[str]
    moving: frozenset[str]
    moving_to: frozenset[str]
    fillers: frozenset[str]
    common: frozenset[str]
    ages: frozenset[str]
    works: frozenset[str]
    bearers: frozenset[str]

    def told(self, text: str, names_activity: Callable[[list[str]], bool]) -> bool:
        """Whether the text, with BLANK and WORKS in it, tells a subject; the function knows activities."""
        words = [m.group().lower() for m in _TOKEN.finditer(text)]
        return (
            any(self._opened(at, words) for at in range(len(words)))
            or self._anniversary(words)
            or self._part_of_note([m.group() for m in _TOKEN.finditer(text)], names_activity)
        )

    def _opened(self, at: int, words: list[str]) -> bool:
        if words[at] == WORKS:
            return self._begins(words, at + 1)
        for cue in self._cues_like(words[at]):
            end = at + len(cue)
            about = cue[0] in _ABOUT
            if not typed_as(words[at:end], cue) or (about and self._is_movement(words, at)):
                continue
            while end < len(words) and words[end] in _OPENS:
                end += 1
            near = words[end : end + _NEAR]
            if self._begins(words, end) or (
                about and (self._is_spoken(words, at, near) or self._holds(near))
            ):
                return True
        return False

    def _cues_like(self, word: str) -> list[tuple[str, ...]]:
        return self._by_first.get(fold(word), [])

    @functools.cached_property
    def _by_first(self) -> dict[str, list[tuple[str, ...]]]:
        """The cues by their first word folded."""
        found: dict[str, list[tuple[str, ...]]] = {}
        for cue in self.cues:
            found.setdefault(fold(cue[0]), []).append(cue)
        return found

    def _is_spoken(self, words: list[str], at: int, near: list[str]) -> bool:
        """Whether "về" follows a work or a word of speaking, and anything at all follows it."""
        before = fold(words[at - 1]) if at else ""
        return (before == WORKS or before in self.speaking) and bool(near) and near[0][0].isalpha()

    def _is_movement(self, words: list[str], at: int) -> bool:
        before = fold(words[at - 1]) if at else ""
        after = fold(words[at + 1]) if at + 1 < len(words) else ""
        return before not in (WORKS, *self.speaking) and (before in self.moving or after in self.moving_to)

    def _begins(self, words: list[str], at: int) -> bool:
        """Whether what begins there is a subject: no end, no number, no common word."""
        while at + 1 < len(words) and words[at] in self.fillers and words[at + 1].isalpha():
            at += 1
        return at < len(words) and self._is_content(words[at])

    def _holds(self, words: list[str]) -> bool:
        """Whether a subject stands among the words before the first sign: "về cả những giá điện"."""
        first_sign = next((at for at, word in enumerate(words) if not word[0].isalpha()), len(words))
        return any(map(self._is_content, words[:first_sign]))

    def _is_content(self, word: str) -> bool:
        return word.isalpha() and len(word) > 1 and not self._is_common(word)

    def _is_common(self, word: str) -> bool:
        """Whether it is a common word, though some of its marks are missing: "vơi" for "với"."""
        forms = self._common_by_letters.get(fold(word), [])
        return word in self.common or any(partly_typed_as((word,), (form,)) for form in forms)

    @functools.cached_property
    def _common_by_letters(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for word in self.common:
            found.setdefault(fold(word), []).append(word)
        return found

    def _anniversary(self, words: list[str]) -> bool:
        """ "60 năm chiến thắng Vạn Tường", not "10 năm tuổi đảng"."""
        return any(
            words[at] in ("năm", "nam")
            and _YEARS.fullmatch(fold(words[at - 1]))
            and words[at + 1][0].isalpha()
            and words[at + 1] not in self.ages
            for at in range(1, len(words) - 1)
        )

    def _part_of_note(self, typed: list[str], names_activity: Callable[[list[str]], bool]) -> bool:
        """A part of a short note that holds nothing but a subject: "loa Đăk Sao: 3 tin, sốt xuất huyết"."""
        if len(typed) > _LONGEST_NOTE or self.bearers.isdisjoint(map(fold, typed)):
            return False
        part: list[str] = []
        for token in [*typed, ","]:
            if token[0].isalnum():
                part.append(token)
                continue
            whole = len(part) in _PART and not any(word.lower() in self.common for word in part)
            named = all(word[:1].isupper() and not word.isupper() for word in part)
            told = whole and not named and part[0][0].isalpha()
            if told and not names_activity([word.lower() for word in part]):
                return True
            part = []
        return False


@functools.cache
def load(path: Path = SUBJECTS) -> Subjects:
    """The lists of a file, read once for each path."""
    data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    folded = ("speaking", "moving", "moving_to", "works", "bearers")
    lists = {name: frozenset(map(fold, data[name])) for name in folded}
    lists |= {name: _with_unmarked(data[name]) for name in ("fillers", "common", "ages")}
    return Subjects(cues=tuple(tuple(cue.split()) for cue in data["cues"]), **lists)


def _with_unmarked(listed: Iterable[str]) -> frozenset[str]:
    return frozenset(form for word in listed for form in (word, fold(word)))
