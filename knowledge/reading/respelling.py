"""The header fields of a scan as the document's own text and the house's lists write their words.

Tesseract takes one accent for another. Only fields are spelled anew, each with a note; the text that is
quoted stays as it was recognised.
"""

from __future__ import annotations

import csv
import functools
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from knowledge.header import title_names
from knowledge.pages import LOWER, UPPER
from knowledge.reading.signatories import signed
from knowledge.sections import body_names
from nlu.abbreviations import ABBREVIATIONS
from nlu.nouns import NOUNS
from nlu.syllable import is_syllable
from nlu.text import fold

_TOKEN = re.compile(r"[^\W\d_]+|\d+|[^\w\s]+|_+")
_LEAST = 2  # sightings beside the same neighbour
_OFTEN = 4  # times as often as the form that was recognised
_STRAY = re.compile(r"(?:(?<=\s)|^)[^\w\s“”\"()+•–-](?=\s|$)", re.MULTILINE)
_CLOSE = re.compile(r"(?<=[^\W\d_])([,;])(?=[^\W\d_])")
_SLASH = re.compile(r"(?<=\d)[Il|](?=[A-ZĐ]{1,5}[-/][A-ZĐ])")
_DOUBLED = re.compile(r"(?<=/[A-Z])ĐĐ(?=-)")
_LARGE = re.compile(rf"(?<=[{LOWER}])[{UPPER.removeprefix('A-Z')}](?![A-Z])")
_CONTENT = re.compile(r"[^\W_]")


def mended(text: str) -> str:
    """The text with its document numbers without what Tesseract makes of them: "1627IQĐ-UBND", "88/QĐĐ-UBND".

    No symbol of a document has Đ twice in a row, nor a letter between figures and a type's abbreviation.
    """
    return _DOUBLED.sub("Đ", _SLASH.sub("/", text))


def levelled(text: str) -> str:
    """The text without capitals inside its words: a small letter with two marks is as high as one ("vỆ")."""
    return _LARGE.sub(lambda match: match[0].lower(), text)


class Respelling:
    """The spelling of a document's fields after `body`, its own text."""

    def __init__(self, body: str) -> None:
        self._beside = _sightings(body)
        self.notes: list[str] = []

    def piece(self, piece: str) -> str:
        """The lines of a header as the body writes the same words, without stray stops; in the same case."""
        tidy = levelled(mended(_CLOSE.sub(r"\1 ", _STRAY.sub("", piece))))
        found = list(_TOKEN.finditer(tidy))
        spelled, at = [], 0
        for index, match in enumerate(found):
            spelled += [tidy[at : match.start()], self._token(found, index)]
            at = match.end()
        return self._told(piece, "".join((*spelled, tidy[at:])))

    def number(self, piece: str) -> str:
        """The line of the number, `mended`."""
        return self._told(piece, mended(piece))

    def signature(self, piece: str) -> str:
        """The lines of a signature: offices and bodies as their lists have them, and the name's surname."""
        lines = [signed(line) for line in _STRAY.sub("", piece).split("\n")]
        return self._told(piece, "\n".join(lines))

    def _told(self, read: str, spelled: str) -> str:
        was, now = read.split(), spelled.split()
        for tag, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
            if tag != "equal" and _CONTENT.search("".join((*was[a:b], *now[c:d]))):
                before = " ".join(was[max(0, a - 1) : b + 1])
                after = " ".join(now[max(0, c - 1) : d + 1])
                self.notes.append(
                    f"bản chụp đọc “{before}”, phần thông tin ghi “{after}”: hãy đối chiếu bản gốc"
                )
        return spelled

    def _token(self, found: Sequence[re.Match[str]], index: int) -> str:
        word = found[index][0]
        before = fold(found[index - 1][0]) if index else ""
        after = fold(found[index + 1][0]) if index + 1 < len(found) else ""
        if not word[0].isalnum():
            seen = self._beside[(before, after)]
            return _taken(word, seen)
        if not word.isalpha():
            return word
        seen = self._beside[(before, fold(word), "<")] + self._beside[(fold(word), after, ">")]
        taken = _taken(word.lower(), seen)
        if not is_syllable(taken):
            taken = _nearest(taken, self._beside[(before, after, "|")])
        return _cased(_listed_form(taken, found, index), word)


def _sightings(body: str) -> defaultdict[tuple[str, ...], Counter[str]]:
    """How the body writes a word beside its neighbour, and what stop stands between two words."""
    seen: defaultdict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    tokens = _TOKEN.findall(body)
    folded = [fold(token) for token in tokens]
    for index, token in enumerate(tokens):
        before = folded[index - 1] if index else ""
        after = folded[index + 1] if index + 1 < len(tokens) else ""
        if token.isalpha():
            seen[(before, after, "|")][token.lower()] += 1
            if before.isalnum():
                seen[(before, folded[index], "<")][token.lower()] += 1
            if after.isalnum():
                seen[(folded[index], after, ">")][token.lower()] += 1
        elif not token[0].isalnum():
            seen[(before, after)][token] += 1
    return seen


def _listed_form(word: str, found: Sequence[re.Match[str]], index: int) -> str:
    """The word as the house's lists spell it beside this very neighbour, when they know but one way."""
    before = found[index - 1][0].lower() if index else ""
    after = found[index + 1][0].lower() if index + 1 < len(found) else ""
    known, none = _phrases(), frozenset[str]()
    forms = known.get((before, fold(word)), none) | known.get((fold(word), after, ""), none)
    return next(iter(forms)) if len(forms) == 1 else word


def _taken(word: str, seen: Counter[str]) -> str:
    """The form seen far more often than the one recognised."""
    if not seen:
        return word
    best, count = seen.most_common(1)[0]
    return best if count >= max(_LEAST, _OFTEN * seen[word]) else word


def _nearest(word: str, seen: Counter[str]) -> str:
    """The one form between the same neighbours that is the word without a letter; else the word."""
    near = [form for form in seen if _has(word, form)]
    return near[0] if len(near) == 1 else word


def _has(word: str, form: str) -> bool:
    """Whether the form is the word without one letter."""
    return any(word[:at] + word[at + 1 :] == form for at in range(len(word)))


def _cased(spelled: str, word: str) -> str:
    """The spelling with each letter as large as the word has it."""
    if len(spelled) != len(word):
        return spelled.upper() if word.isupper() else spelled
    return "".join(s.upper() if w.isupper() else s for s, w in zip(spelled, word, strict=True))


@functools.cache
def _phrases() -> dict[tuple[str, ...], frozenset[str]]:
    """How the house's lists write a word: by (the word before, it folded) and (it folded, the next, "")."""
    phrases = [*body_names(), *title_names().values()]
    for path, column in ((NOUNS, "noun"), (ABBREVIATIONS, "expansion")):
        with path.open(encoding="utf-8", newline="") as file:
            phrases += [row[column] for row in csv.DictReader(file)]
    known: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for phrase in phrases:
        for one, other in pairwise(re.findall(r"[^\W\d_]+", phrase.lower())):
            known[(one, fold(other))].add(other)
            known[(fold(one), other, "")].add(one)
    return {key: frozenset(forms) for key, forms in known.items()}
