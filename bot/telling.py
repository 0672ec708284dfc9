"""Which parts of a message tell of its activity, and which day among several is that of the activity.

A part beside it tells of what is planned, wished for, left out of the count, asked, or done by others; the
lists are in telling.yml.
"""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import yaml

from nlu import DateValue
from nlu.text import fold, typed_as

TELLING = Path(__file__).with_name("telling.yml")

Span = tuple[int, int]

# Not the full stop of an abbreviation: "x. Mỏ Cày", "TP. Quảng Ngãi".
_END = re.compile(
    r"(?:(?<!\bx)(?<!\bp)(?<!\bh)(?<!\btp)(?<!\btt)(?<!\btx)[.]|[?!…])+(?=\s|$)|\n+", re.IGNORECASE
)
_CLAUSE = re.compile(r"[,;:–]\s|[()]|\s[-–]\s|\b(?:còn|nhưng|chứ|chớ|mà)\b", re.IGNORECASE)
_TOKEN = re.compile(r"[^\W_]+")
_NEAR = 5  # words before a day that may say what it is
_FAR = 8  # words between a paper's name and its day: "giấy mời số 45/GM-UBND ngày 10/9"
_AFTER = 3  # words behind it
_PART_OF_DAY = re.compile(r"(?:sáng|trưa|chiều|tối|đêm|khuya|sang|trua|chieu|dem)\b", re.IGNORECASE)
_FIGURE = re.compile(r"[0-9]")


class Phrases:
    """Phrases in small letters, found with their marks or without; one of a single word with them only."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._spelt: dict[str, list[str]] = {}
        for phrase in phrases:
            self._spelt.setdefault(fold(phrase), []).append(phrase)
        longest = sorted(self._spelt, key=len, reverse=True)
        self._pattern = re.compile(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, longest))})(?![^\W_])")

    def found(self, text: str) -> bool:
        """Whether the text has one of them; its words stand one space apart."""
        return any(
            self._is_typed(text[slice(*match.span())].lower(), match.group())
            for match in self._pattern.finditer(fold(text))
        )

    def _is_typed(self, typed: str, folded: str) -> bool:
        single = " " not in folded
        return any(
            typed == phrase if single else typed_as(typed.split(), phrase.split())
            for phrase in self._spelt[folded]
        )


@dataclass(frozen=True)
class Telling:
    """The lists of telling.yml."""

    beside: Phrases
    planned: Phrases
    writing: Phrases
    papers: Phrases
    done: Phrases
    published: Phrases
    undone: Phrases
    not_yet: Phrases
    could: Phrases

    def tells_of_undone(self, text: str) -> bool:
        """Whether a clause tells of what did not take place: "chưa họp dân được", "hoãn qua tuần sau"."""
        clauses = (text[a:b] for start, end in sentences(text) for a, b in _parts(text, start, end, _CLAUSE))
        return any(map(self._is_undone, clauses))

    def _is_undone(self, clause: str) -> bool:
        """Whether the clause has a phrase of `undone`, or one of `not_yet` with one of `could` behind it."""
        if self.undone.found(clause):
            return True
        typed = _TOKEN.findall(clause)
        first = next((at for at in range(len(typed)) if self.not_yet.found(typed[at])), len(typed))
        behind = [*typed[first + 1 :], ""]
        return any(self.could.found(word) and not _FIGURE.match(then) for word, then in pairwise(behind))

    def asides(self, text: str) -> list[Span]:
        """The clauses that tell of something else, and the sentences that ask."""
        found = []
        for start, end in sentences(text):
            if text[start:end].rstrip().endswith("?"):
                found.append((start, end))
                continue
            for a, b in _parts(text, start, end, _CLAUSE):
                if self.beside.found(text[a:b]) or self._is_undone(text[a:b]):
                    found.append((a, b))
        return found

    def day(
        self,
        text: str,
        dates: Sequence[DateValue],
        today: datetime.date,
        main: Span | None,
        beside: Sequence[Span],
    ) -> DateValue | None:
        """The day of the activity; None when every one is that of a paper or a deadline.

        `main` is the sentence that tells most of it, `beside` are the asides.
        """
        told = [date for date in dates if not self._is_papers(text, date)]
        return max(told, key=lambda date: self._weight(text, date, today, main, beside), default=None)

    def _weight(
        self, text: str, date: DateValue, today: datetime.date, main: Span | None, beside: Sequence[Span]
    ) -> float:
        weight = 2.0 * (main is not None and _inside(date, [main])) + bool(_FIGURE.search(date.text))
        weight -= 4 * _inside(date, beside) + 3 * (date.value is None or date.value > today)
        weight -= 3 * self._before(self.planned, text, date)
        weight -= 3 * (self._before(self.writing, text, date) or self._behind(self.writing, text, date))
        weight += self._before(self.done, text, date)
        return weight + 1.5 * (
            self._before(self.published, text, date) or self._behind(self.published, text, date)
        )

    def _is_papers(self, text: str, date: DateValue) -> bool:
        """Whether it is the day of a paper or a deadline; the morning or evening of a day is none."""
        of_its_own = _PART_OF_DAY.match(date.text) is not None
        return not of_its_own and self._before(self.papers, text, date, _FAR)

    def _before(self, phrases: Phrases, text: str, date: DateValue, words: int = _NEAR) -> bool:
        """Whether one of the phrases stands within so many words before the day, in its clause."""
        start = max((b for _, b in _breaks(text) if b <= date.start), default=0)
        return phrases.found(" ".join(_TOKEN.findall(text[start : date.start])[-words:]))

    def _behind(self, phrases: Phrases, text: str, date: DateValue) -> bool:
        end = min((a for a, _ in _breaks(text) if a >= date.end), default=len(text))
        return phrases.found(" ".join(_TOKEN.findall(text[date.end : end])[:_AFTER]))


def sentences(text: str) -> list[Span]:
    """The sentences of the text, each with its sign at the end."""
    return _parts(text, 0, len(text), _END)


def _parts(text: str, start: int, end: int, sign: re.Pattern[str]) -> list[Span]:
    ends = [match.end() for match in sign.finditer(text, start, end)]
    return [(a, b) for a, b in zip([start, *ends], [*ends, end], strict=True) if text[a:b].strip()]


@functools.lru_cache(maxsize=64)
def _breaks(text: str) -> list[Span]:
    """The signs and words between the clauses of the text."""
    return [m.span() for sign in (_END, _CLAUSE) for m in sign.finditer(text)]


def _inside(date: DateValue, spans: Iterable[Span]) -> bool:
    return any(start <= date.start and date.end <= end for start, end in spans)


@functools.cache
def load(path: Path = TELLING) -> Telling:
    """The lists of a file, read once for each path."""
    data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return Telling(**{name: Phrases(data[name]) for name in data})
