"""What a message asks to have done, beside questions and activities: by the phrases of requests.yml."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from nlu.phrase_table import PhraseTable
from nlu.text import fold, words

REQUESTS = Path(__file__).with_name("requests.yml")
_NONE = "no_request"  # the list of words that are none, though one of their syllables is

_NUMBER = re.compile(r"\b(bc|tap)[- ]?(20\d\d)[- ](\d{1,6})\b")
_SHORT = re.compile(r"\b(?:bc|bao cao) so (\d{1,6})\b(?!\s*(?:nguoi|dai bieu|luot))")


@dataclass(frozen=True)
class Named:
    """A report named in a text: its number as it is stored, and where it stands."""

    number: str
    start: int
    end: int


class Requests:
    """The phrases by request, in the order in which they are looked for; `none` are words that are none."""

    def __init__(self, phrases: Mapping[str, list[str]], none: Iterable[str] = ()) -> None:
        self._phrases = {name: PhraseTable(listed) for name, listed in phrases.items()}
        self._none = PhraseTable(none)

    def find(self, text: str, among: Container[str]) -> str:
        """The first of the requests `among` which the text has a phrase, "" for none."""
        typed = self._none.blanked(words(text))
        wanted = (name for name in self._phrases if name in among)
        return next((name for name in wanted if self._phrases[name].stands_in(typed)), "")

    def spelt(self, text: str, among: Iterable[str]) -> str:
        """The same, a phrase of one word counting only with its marks: "anh" is no "ảnh"."""
        typed = words(text)
        return next((name for name in among if self._phrases[name].find(typed, spelt=True) >= 0), "")

    def starts(self, text: str, name: str) -> int:
        """The word at which the first phrase of the request begins, -1 for none."""
        return self._phrases[name].find(words(text))


def load(path: Path = REQUESTS) -> Requests:
    """The requests of a YAML file of name: [phrases]."""
    phrases = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    none = phrases.pop(_NONE)
    return Requests(phrases, none)


def named(text: str, year: int, prefix: str) -> Named | None:
    """The first report that the text names: "BC-2025-000012", "báo cáo số 12" (of that year)."""
    folded = fold(text)
    if match := _NUMBER.search(folded):
        number = f"{match[1].upper()}-{match[2]}-{int(match[3]):06d}"
    elif match := _SHORT.search(folded):
        number = f"{prefix}-{year}-{int(match[1]):06d}"
    else:
        return None
    return Named(number, match.start(), match.end())
