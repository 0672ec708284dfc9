"""Documents named otherwise than by number: "chỉ thị nước dưới đất của Cần Thơ", "công điện mưa lũ"."""

from __future__ import annotations

import csv
import math
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from pathlib import Path

from knowledge import Document
from knowledge.question import Question
from nlu import DocumentNumber
from nlu.text import fold_word, syllables, typed_as, words

_OTHER_NAMES = Path(__file__).with_name("other_names.csv")
_ALIASES = ("cv", "kh", "hd", "qd", "nd", "ct", "cd", "vb")
# Pairs that name no one place or subject.
_EVERYWHERE = {
    "uy ban",
    "ban nhan",
    "nhan dan",
    "thanh pho",
    "dan tinh",
    "dan thanh",
    "dan xa",
    "trung uong",
    "to chuc",
    "thuc hien",
}
_DISTINCT = 0.7  # rarity of a place that about half of the documents lack
_NEARLY = 0.7
_SUBJECT = 2  # pairs that one document alone has name it without its type or issuer
# Types that are verbs as well: "sở nào hướng dẫn" names no Hướng dẫn, "theo hướng dẫn" does.
_VERBS = {"huong dan", "quyet dinh", "thong bao", "bao cao", "quy dinh", "ket luan"}
_BEFORE_NOUN = {"theo", "trong", "cua", "tai", "ban", "to", "cai", "nhung", "cac", "ca", "o", "tu"}
_BEHIND_NOUN = {"nay", "do", "ay", "kia", "tren", "so", "ve", "cua", "ngay", "nam"}
_FIRST = 2  # syllables before a type that is asked for and yet names
_GAP = 2  # syllables between two that name a document: "chỉ thị an toàn giao thông dịp Tết"
_ASKED = re.compile(r"(?:nao|gi|may|so (?:may|nao|bao))\b")
_BESIDE = 2  # syllables between a document's number and what is asked of it: "324 thì do ai ban hành"


@dataclass(frozen=True)
class Named:
    """A document that a question names by its words; `strength` is the rarity of those words, summed.

    `sure` is false when only words of its subject name it, or a type that may be a verb: these may as well be
    what is asked for.
    """

    document: Document
    strength: float
    sure: bool = True


class Titles:
    """What each document is called: type, issuer, place, subject."""

    def __init__(self, documents: Collection[Document]) -> None:
        self._documents = tuple(documents)
        # The numbers of the documents by the pairs of their titles, and of their issuers and places.
        self._titled = _by_pair(f"{d.issuer} . {d.place} . {d.subject}" for d in self._documents)
        self._issued = _by_pair(f"{d.issuer} . {d.place}" for d in self._documents)
        self._names = {" ".join(syllables(name)) for d in self._documents for name in (d.issuer, d.place)}
        self._spelled: dict[str, set[tuple[str, str]]] = {}
        for d in self._documents:
            for typed in pairwise(words(f"{d.issuer} . {d.place} . {d.subject}".lower())):
                self._spelled.setdefault(" ".join(map(fold_word, typed)), set()).add(typed)
        self._rarity = {t: math.log((1 + len(self._documents)) / len(n)) for t, n in self._titled.items()}
        self._of_type: dict[str, list[int]] = {}
        for number, d in enumerate(self._documents):
            self._of_type.setdefault(d.type, []).append(number)
        self._much = _SUBJECT * math.log(1 + len(self._documents))
        self._types = {d.type: tuple(syllables(d.type)) for d in self._documents if d.type}
        # "Kế hoạch số" says nothing of the subject "triển khai Kế hoạch số 8".
        self._of_types = {" ".join(p) for said in self._types.values() for p in pairwise((*said, "so"))}

    def type_named(self, tokens: list[str]) -> str:
        """The type of document that the syllables name, "" for none.

        One that is asked for names none unless it comes first: "kế hoạch này thực hiện chỉ thị nào", but "chỉ
        thị nào nói về giao thông".
        """
        found = [
            t
            for t, said in self._types.items()
            if len(said) > 1
            and any(start <= _FIRST or not _is_asked(tokens, end) for start, end in spans(tokens, said))
        ]
        return max(found, key=lambda t: len(self._types[t]), default="")

    def named(self, tokens: list[str], spelled: Sequence[str] = ()) -> list[Named]:
        """The documents that the syllables name, the best first.

        They are named by their type, by an issuer or a place that not all have, and by what they say of the
        subject, or by that alone when they say much of it. Nothing when one document is all there is: it
        needs no name. `spelled` are the syllables as they were typed: "dân vẫn" names no Dân vận.
        """
        if len(self._documents) < 2:
            return []
        type_, asked = self.type_named(tokens), pairs(_written(" ".join(tokens)))
        asked -= self._others(tokens, spelled) | self._of_types
        noun = bool(type_) and _is_noun(tokens, self._types[type_])
        found = []
        said_of, place_of = self._weighed(asked, self._titled), self._weighed(asked, self._issued)
        alike = self._of_type[type_] if type_ else []
        of_type = math.log((1 + len(self._documents)) / len(alike)) if alike else 0.0
        for number in sorted({*said_of, *alike}):
            document, said, place = self._documents[number], said_of[number], place_of[number]
            placed = place >= _DISTINCT
            told = noun or said > 0 or not document.attached_to  # a form behind a letter is called by more
            typed = bool(type_) and document.type == type_ and told
            if typed or (placed and not noun) or said - place >= self._much:
                strength = said + place + (of_type if typed else 0)
                found.append(Named(document, strength, sure=placed or (typed and (noun or said > 0))))
        found.sort(key=lambda n: -n.strength)
        best = [n for n in found if n.strength >= _NEARLY * found[0].strength]
        return [n for n in best if noun and n.document.type == type_] or best

    def _weighed(self, asked: Collection[str], of_pair: Mapping[str, list[int]]) -> dict[int, float]:
        """The rarity of the asked pairs that each document has, summed, by its number."""
        found: dict[int, float] = defaultdict(float)
        for pair in sorted(asked):
            for number in of_pair.get(pair, ()):
                found[number] += self._rarity[pair]
        return found

    def _others(self, tokens: list[str], spelled: Sequence[str]) -> set[str]:
        """The pairs that were typed with marks with which no title has them, and never otherwise."""
        found: dict[str, bool] = {}
        for folded, typed in zip(pairwise(tokens), pairwise(spelled), strict=False):
            pair = " ".join(folded)
            fits = any(typed_as(typed, each) for each in self._spelled.get(pair, ()))
            found[pair] = found.get(pair, False) or fits
        return {pair for pair, fits in found.items() if not fits}

    def naming(self, documents: Collection[Document], *, by_title: bool) -> frozenset[str]:
        """The syllables that name these documents rather than ask about them.

        They are types, issuers and places, with the subjects when they were named by their titles. None when
        one document is all there is.
        """
        if len(self._documents) < 2:
            return frozenset()
        parts = [(d.type, d.issuer, d.place, d.subject if by_title else "") for d in documents]
        return frozenset(syllables(" ".join(part for each in parts for part in each)))

    def without_names(self, q: Question, documents: Collection[Document]) -> str:
        """The question's text without the words that name these documents: no content of passages."""
        gone = [s for number, _ in q.named for s in numbered(q.tokens, number)]
        for document in documents if len(self._documents) > 1 else ():
            for name in (document.issuer, document.place):
                gone += spans(q.tokens, tuple(syllables(name))) + spans(q.tokens, tuple(syllables(name))[-2:])
            if (said := self._types.get(document.type)) and not q.named:
                gone += spans(q.tokens, said)
        dropped = {i for start, end in gone for i in range(start, end)}
        kept = [word for i, word in enumerate(q.words) if i not in dropped]
        return " ".join(kept) if kept else q.text

    def unnamed(self, q: Question, document: Document) -> Question:
        """The question with "văn bản" for the words that name the document: what is asked of it.

        As it is when no stretch of it has the document's type or two pairs of its title.
        """
        title = pairs(f"{document.issuer} . {document.place} . {document.subject}")
        typed = spans(q.tokens, self._types.get(document.type, ()))
        paired = [(i, i + 2) for i, pair in enumerate(pairwise(q.tokens)) if " ".join(pair) in title]
        runs: list[tuple[int, int, int]] = []  # from, to, how many name it
        for start, end in sorted([*typed, *paired]):
            if runs and start <= runs[-1][1] + _GAP:
                runs[-1] = (runs[-1][0], max(end, runs[-1][1]), runs[-1][2] + 1)
            else:
                runs.append((start, end, 1))
        naming = [r for r in runs if r[2] >= _SUBJECT or r[:2] in typed]
        places = _places_of(q.words, q.text) if naming else []
        if not places:
            return q
        text = q.text
        for start, end, _ in reversed(naming):
            text = f"{text[: places[start][0]]}văn bản{text[places[end - 1][1] :]}"
        apart = [m for m in q.mentions if all(m.match.end <= a or b <= m.match.start for a, b, _ in naming)]
        return replace(q, text=text, tokens=syllables(text), words=words(text), mentions=tuple(apart))

    def is_beside(self, q: Question, start: int, end: int) -> bool:
        """Whether these syllables stand beside a document's number: "ngày của Kế hoạch 324"."""
        spans = [span for number, _ in q.named for span in numbered(q.tokens, number)]
        return any(0 <= a - end <= _BESIDE or 0 <= start - b <= _BESIDE for a, b in spans)

    def hold(self, phrase: list[str]) -> bool:
        """Whether an issuer or a place of the documents is named so."""
        written = f" {_written(' '.join(phrase))} "
        return bool(written.strip()) and any(written in f" {name} " for name in self._names)


def numbered(tokens: list[str], number: DocumentNumber) -> list[tuple[int, int]]:
    """Where a number stands with its type, "số", symbol and date: "ke hoach so 324 kh tu ngay 25 12 2024"."""
    before = {"so", *syllables(number.type), *_ALIASES}
    behind = {*syllables(number.symbol), *syllables(number.text), "ngay"} if number.symbol else set()
    spans = []
    for at in (i for i, token in enumerate(tokens) if token == number.number):
        start, end = at, at + 1
        while start > 0 and tokens[start - 1] in before:
            start -= 1
        while end < len(tokens) and tokens[end] in behind:
            end += 1
        spans.append((start, end))
    return spans


def _written(said: str) -> str:
    """The syllables with the names that documents use: Sài Gòn is Hồ Chí Minh there."""
    for name, written in _other_names():
        said = re.sub(rf"\b{name}\b", written, said)
    return said


@cache
def _other_names() -> tuple[tuple[str, str], ...]:
    with _OTHER_NAMES.open(encoding="utf-8", newline="") as file:
        rows = ((row["said"], row["written"]) for row in csv.DictReader(file))
        return tuple((" ".join(syllables(said)), " ".join(syllables(written))) for said, written in rows)


def _is_asked(tokens: list[str], end: int) -> bool:
    """Whether the type that ends there is asked for: "chỉ thị nào", "tờ trình số mấy"."""
    return _ASKED.match(" ".join(tokens[end : end + 2])) is not None


def _places_of(spelled: Sequence[str], text: str) -> list[tuple[int, int]]:
    """Where each word stands in the text; [] when one is not found there."""
    lower, found, at = text.lower(), list[tuple[int, int]](), 0
    for word in spelled:
        at = lower.find(word, at)
        if at < 0:
            return []
        found.append((at, at + len(word)))
        at += len(word)
    return found


def _is_noun(tokens: list[str], type_: tuple[str, ...]) -> bool:
    """Whether the type is meant as a document wherever it may be a verb: first, or beside what says so."""
    if " ".join(type_) not in _VERBS:
        return True
    return any(
        start == 0 or tokens[start - 1] in _BEFORE_NOUN or bool(_BEHIND_NOUN & set(tokens[end : end + 1]))
        for start, end in spans(tokens, type_)
    )


def spans(tokens: list[str], phrase: tuple[str, ...]) -> list[tuple[int, int]]:
    size = len(phrase)
    starts = range(len(tokens) - size + 1) if size else ()
    return [(i, i + size) for i in starts if tuple(tokens[i : i + size]) == phrase]


def _by_pair(titles: Iterable[str]) -> dict[str, list[int]]:
    """Of each pair of syllables the numbers of the titles that have it."""
    found: dict[str, list[int]] = {}
    for number, title in enumerate(titles):
        for pair in pairs(title):
            found.setdefault(pair, []).append(number)
    return found


def pairs(text: str) -> set[str]:
    """The pairs of neighbouring syllables, none across " . "."""
    return {" ".join(p) for part in text.split(" . ") for p in pairwise(syllables(part))} - _EVERYWHERE
