"""Document numbers said letter by letter, as dictation writes them: "một không bảy hát đê" is 107-HD."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from nlu import numbers, symbols
from nlu.text import fold

# How the letters are called, folded.
_NAMES = {
    "a": ("a",), "b": ("be", "bo"), "c": ("xe", "co", "ce"), "d": ("de", "do"), "e": ("e",),
    "g": ("gie", "ge", "go"), "h": ("hat", "ho", "hac"), "i": ("i",), "k": ("ca", "ka", "co"),
    "l": ("e lo", "en lo", "lo"), "m": ("em mo", "e mo", "mo", "em"), "n": ("en no", "e no", "no", "en"),
    "o": ("o",), "p": ("pe", "po"), "q": ("quy", "qui", "cu", "quo", "qu"), "r": ("e ro", "ro"),
    "s": ("et si", "et", "so"), "t": ("te", "to"), "u": ("u",), "v": ("ve", "vo"),
    "x": ("ich xi", "ich", "xo"), "y": ("i dai", "y dai", "y"),
}  # fmt: skip
_CALLED = {letter: [tuple(name.split()) for name in names] for letter, names in _NAMES.items()}
_HEARD = frozenset(syllable for names in _CALLED.values() for name in names for syllable in name)
# Signs between the letters, when they are said.
_SIGNS = tuple(
    tuple(sign.split()) for sign in ("gach cheo", "gach ngang", "gach noi", "gach", "xuyet", "xet", "tren")
)
_FEWEST, _MOST = 2, 5  # figures of a number that are said one after the other
_TOKEN = re.compile(r"[a-z0-9]+")
_PART = re.compile(r"[a-z]+\d*")


class Aloud:
    """Writes out the numbers of known documents that are said aloud; all else stays as it is."""

    def __init__(self, known: Iterable[tuple[str, str]]) -> None:
        """`known` are numbers of documents with their types: ("324-KH/TU", "Kế hoạch")."""
        self._known: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        for number, type_ in known:
            if running := re.match(r"\d+", number):
                self._known[running.group()].append((number, type_))

    def written(self, text: str) -> str:
        """The text with "107-HD" or "KH 324" for a number said with letters of its symbol, or of its type.

        Behind it at least the symbol's first part is said, before it an abbreviation of the type.
        """
        folded = fold(text)
        found = list(_TOKEN.finditer(folded))
        tokens = [match.group() for match in found]
        if not any(first in _HEARD and second in _HEARD for first, second in pairwise(tokens)):
            return text  # of two letters at least
        free = len(tokens)  # those behind are written out already
        for first, last, figures in sorted(self._figures(text, folded, found), reverse=True):
            if last > free:
                continue
            said = (_said(tokens, first, last, *each) for each in self._known[figures])
            written, start, end = max(said, key=lambda s: (s[2] - s[1], -len(s[0])))
            if written and end <= free:
                text = text[: found[start].start()] + written + text[found[end - 1].end() :]
                free = start
        return text

    def _figures(
        self, text: str, folded: str, found: Sequence[re.Match[str]]
    ) -> Iterator[tuple[int, int, str]]:
        """Where the running number of a known document is said: its tokens' first and end, its figures."""
        starts = {match.start(): at for at, match in enumerate(found)}
        ends = {match.end(): at + 1 for at, match in enumerate(found)}
        for number in numbers.find(text, folded):
            figures = f"{number.value:.0f}"
            if figures in self._known and number.start in starts and number.end in ends:
                yield starts[number.start], ends[number.end], figures
        digits = [numbers.digit(match.group()) for match in found]
        for first in range(len(digits)):
            for last in range(first + _FEWEST, min(first + _MOST, len(digits)) + 1):
                figures = "".join(digits[first:last])
                if digits[last - 1] == "":
                    break
                if digits[first] and figures in self._known:
                    yield first, last, figures


def _said(tokens: list[str], first: int, last: int, number: str, type_: str) -> tuple[str, int, int]:
    """What is written for the running number `tokens[first:last]` and the letters beside it, and where."""
    end, until = _behind(tokens, last, number)
    start = min((_before(tokens, first, alias) for alias in _aliases(type_)), default=first)
    if end > last:
        return number[:until].upper(), start, end
    figures = re.match(r"\d+", number)
    if start == first or figures is None:
        return "", first, last
    alias = next(a for a in _aliases(type_) if _before(tokens, first, a) == start)
    return f"{alias.upper()} {figures.group()}", start, last


def _behind(tokens: list[str], start: int, number: str) -> tuple[int, int]:
    """Where the letters of the number's symbol end that are said from there, and where so much of it does.

    `start` when not even its first part is said, or when all letters stand there as they are written.
    """
    folded = fold(number)
    at, reached, aloud = start, (start, 0), False
    for part in _PART.finditer(folded):
        end = next((e for e in _spelled(tokens, _past_sign(tokens, at), part.group())), at)
        if end == at:
            break
        aloud |= "".join(tokens[at:end]) != part.group()
        at, reached = end, (end, part.end())
    return reached if aloud else (start, 0)


def _before(tokens: list[str], end: int, alias: str) -> int:
    """Where the letters of the alias begin that are said up to there; `end` when they are not."""
    furthest = max(0, end - 3 * len(alias))
    heard = [at for at in range(furthest, end - 1) if end in _spelled(tokens, at, alias)]
    return max(heard, default=end)


def _spelled(tokens: list[str], at: int, letters: str) -> Iterator[int]:
    """Each place where these letters end when they are said from there, as a word or one by one."""
    if tokens[at : at + 1] == [letters]:
        yield at + 1
    if letters[:1].isdigit():
        return
    for name in _CALLED.get(letters[:1], ()):
        if tuple(tokens[at : at + len(name)]) == name:
            if len(letters) == 1:
                yield at + len(name)
            else:
                yield from _spelled(tokens, at + len(name), letters[1:])


def _past_sign(tokens: list[str], at: int) -> int:
    return next((at + len(s) for s in _SIGNS if tuple(tokens[at : at + len(s)]) == s), at)


def _aliases(type_: str) -> list[str]:
    """The abbreviations by which the type is called: "cv", "kh"."""
    return [a for a, name in symbols.names().types.items() if name == type_ and a.isalpha() and len(a) <= 4]
