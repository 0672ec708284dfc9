"""A question read: written out, mended, and what it names (documents, bodies)."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass

from knowledge import Document, catalogue
from knowledge.addressees import Addressees, Mention
from knowledge.bydate import ByDate
from knowledge.index import LONGEST_QUERY
from knowledge.longhand import Longhand
from nlu import DocumentNumber, courtesy, nouns, numbers, reasons, spaced, symbols
from nlu.abbreviations import Abbreviations
from nlu.aloud import Aloud
from nlu.spelling import Speller
from nlu.text import fold, normalise, syllables, words

# Nine digits and more, however they are grouped: whose they are is nothing that a document says.
_TELEPHONE = re.compile(r"(?<!\d)\+?\d(?:[ .\-]?\d){8,}(?!\d)")
_MOST_READ = 500_000  # characters from which the words of a collection are learnt: 0.5 s at every start
_MONTH_BEHIND = re.compile(r"\s+(?:tháng|thang)\b", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_RUNNING = re.compile(r"\d{3,}")  # a running number that says by itself which document is meant
# "theo 324", "còn 287?": a bare number that is a document's, unless it counts or orders something.
_ORDERED = ("thứ", "mục", "ngày", "tháng", "điều", "khoản")
_NOT_BEHIND = "".join(rf"(?<!\b{form} )" for word in _ORDERED for form in dict.fromkeys((word, fold(word))))
_BARE_NUMBER = re.compile(
    rf"(?<![\w/.,-]){_NOT_BEHIND}(\d{{2,4}})"
    r"(?!\d|[/.,%-]\w)(?!\s*(?:(?:năm|nam)(?!\s*\d{4})|(?:người|nguoi)(?! ta)|chủ đề|chu de|%))"
)
_COUNTED = ("people", "household", "money", "percent")  # kinds of nouns that a bare number counts
_NOBODY = re.compile(r"\s*nguoi ta\b")
_SHORT = 2  # figures of a number that is a document's only beside what it is called, or what is asked of it
_ASKED_OF = re.compile(r"\s*(?:$|[,?;.]|(?:co|cua|noi|ghi|la|thi|ve|quy|giao|yeu|do|ai|ban hanh|sao)\b)")

_PAPERS = (
    r"van ban|cong van|cong dien|ke hoach|huong dan|chi thi|quyet dinh|nghi (?:quyet|dinh)|to trinh|"
    r"thong (?:bao|tu)|bao cao|vb|cv|cd|kh|hd|ct|qd|nq|nd|tb"
)
_PAPER_BEFORE = re.compile(rf"\b(?:{_PAPERS})(?: so)? $")
_CALLED = re.compile(rf"\b({_PAPERS}|so)(?: so)? $")
_CLAUSE = re.compile(r"[,;.:()“”\n]+")
_UNITS = frozenset(["xã", "phường", "huyện", "trấn", "khu", "phố"])
_BACK = re.compile(
    r"\b(?:no|ben trong|trong (?:do|ay|no|nay)|"
    r"(?:ke hoach|huong dan|van ban|cong van|to trinh|chi thi|quyet dinh|nghi quyet|to|giay|tai lieu|"
    r"file|cai|viec|vu) (?:do|ay|kia|no|nay|tren|vua roi)|"
    r"(?:so|don vi|co quan|ben|ban|hoi|nganh|noi) (?:do|ay|kia|vua roi))\b"
)


@dataclass(frozen=True)
class Question:
    """What was asked.

    `typed` is the question in the normal form; `text` has abbreviations written out and typing errors
    mended; `tokens` are its syllables, `words` the same with their marks. `named` are the documents it
    names, with those of the catalogue that fit.
    """

    typed: str
    text: str
    tokens: list[str]
    words: list[str]
    named: tuple[tuple[DocumentNumber, tuple[Document, ...]], ...]
    mentions: tuple[Mention, ...]
    places: frozenset[str]  # the syllables of names after "xã", "phường" …: whose duties, not which
    points_back: bool  # "kế hoạch đó", "nó", "bên trong": what was talked about before
    follow: list[str]  # the syllables that go on from an earlier question ("còn", "thế còn"), [] for none
    unclear: tuple[str, ...]  # the question in each reading of an abbreviation that has several

    @property
    def documents(self) -> list[Document]:
        """The documents of the catalogue that it names, each once."""
        return list({d.key: d for _, found in self.named for d in found}.values())

    @property
    def unnumbered(self) -> str:
        """As typed, without the numbers of documents: "phụ lục 52-KH/TU" names no appendix 52."""
        text = self.typed
        for number, _ in reversed(self.named):
            if text[number.start : number.end] == number.text:
                text = f"{text[: number.start]} {text[number.end :]}"
        return text


class Reader:
    """Reads questions to one set of documents."""

    def __init__(
        self,
        documents: tuple[Document, ...],
        texts: list[str],
        asked: list[list[str]],
        addressees: Addressees,
        abbreviations: Abbreviations,
        read_documents: Callable[[str], tuple[DocumentNumber, ...]],
    ) -> None:
        """`texts` are what the documents say, `asked` the syllables of how people ask about them;
        `read_documents` finds document numbers.
        """
        self._documents = documents
        self._addressees = addressees
        self._read_documents = read_documents
        written = [words(clause) for text in _sample(texts) for clause in _CLAUSE.split(text)]
        clauses = [syllables(" ".join(clause)) for clause in written]
        self._by_date = ByDate(documents)
        self._aloud = Aloud((d.number or d.called, d.type) for d in documents)
        runs = (_RUNNING.match(d.number or d.called) for d in documents)
        self._running = frozenset(each.group() for each in runs if each)
        self._courtesies = courtesy.load()
        self._speller = Speller([*written, *asked, *addressees.vocabulary()])
        self._written = {" ".join(pair) for tokens in clauses for pair in itertools.pairwise(tokens)}
        said = [*clauses, *asked]
        held = {t for tokens in said for t in tokens} | {
            " ".join(pair) for tokens in said for pair in itertools.pairwise(tokens)
        }
        self._longhand = Longhand(written, held, abbreviations, self._speller.vocabulary)

    def read(self, question: str) -> Question:
        """The question as the answerer needs it."""
        said = self._aloud.written(normalise(question[:LONGEST_QUERY]))
        typed = _in_figures(_TELEPHONE.sub(" ", said), self._running)
        expanded, unclear = self._longhand.write(spaced.closed(typed, self._speller.vocabulary))
        text = reasons.without(self._courtesies.strip(self._speller.mend(expanded)))
        tokens, spelled = syllables(text), words(text)
        follow = self._addressees.asking.follow.find(spelled[:3])
        return Question(
            typed,
            text,
            tokens,
            spelled,
            tuple(
                (n, catalogue.find(self._documents, n)) for n in self._numbers(typed) or self._numbers(text)
            ),
            self._mentions(words(typed), spelled),
            frozenset(_places(typed)),
            bool(_BACK.search(" ".join(tokens))),
            tokens[: follow.end] if follow and follow.start == 0 else [],
            unclear,
        )

    def _mentions(self, *readings: list[str]) -> tuple[Mention, ...]:
        return tuple(self._addressees.mentioned(*readings, joined=lambda a, b: f"{a} {b}" in self._written))

    def _numbers(self, text: str) -> list[DocumentNumber]:
        found = self._read_documents(text) if _DIGIT.search(text) else ()
        named = [n for n in found if not _MONTH_BEHIND.match(text, n.end)]  # "hướng dẫn 26 tháng 7"
        named = named or self._by_date.named(text)
        lower, folded = text.lower(), fold(text)
        for match in _BARE_NUMBER.finditer(lower):
            start, end = match.span(1)
            called = _CALLED.search(folded[:start])
            short = len(match[1]) <= _SHORT and not _ASKED_OF.match(folded, end)
            if not called and (short or _is_count(lower, folded, end)):
                continue
            type_ = symbols.names().types.get(called[1], "") if called else ""
            bare = DocumentNumber(match[1], start, end, match[1], type_)
            apart = not any(n.start <= bare.start < n.end for n in named)
            if apart and catalogue.find(self._documents, bare):
                named.append(bare)
        return named


def _is_count(text: str, folded: str, end: int) -> bool:
    """Whether what stands behind the number is counted by it: "200 hộ"; not so "324 người ta dặn"."""
    found = nouns.after(nouns.load().counted, text, folded, end)
    return found is not None and found.kind in _COUNTED and not _NOBODY.match(folded, end)


def _in_figures(text: str, known: frozenset[str]) -> str:
    """The text with the number of a document in figures that was written in words, or its digits one by one.

    "hai trăm tám mươi bảy" behind the name of a paper; also alone where it is `known` and counts nothing.
    """
    folded = fold(text)
    for number in reversed(numbers.find(text, folded)):
        figures = f"{number.value:.0f}"
        words_only = not _DIGIT.search(text[number.start : number.end])
        alone = figures in known and not _is_count(text, folded, number.end)
        meant = alone or _PAPER_BEFORE.search(folded[: number.start])
        if words_only and 100 <= number.value < 10_000 and meant:
            text = f"{text[: number.start]}{figures}{text[number.end :]}"
    folded = fold(text)
    for start, end, figures in reversed(numbers.one_by_one(folded)):
        if figures in known or _PAPER_BEFORE.search(folded[:start]):
            text = f"{text[:start]}{figures}{text[end:]}"
    return text


def _sample(texts: list[str]) -> list[str]:
    """Of a large collection every nth text: its common words are in any part of it."""
    size = sum(map(len, texts))
    return texts[:: max(1, size // _MOST_READ)]


def _places(text: str) -> list[str]:
    """The syllables of capitalised names behind "xã", "phường", "huyện" …"""
    named: list[str] = []
    after_unit = False
    for word in text.split():
        after_unit = word.lower() in _UNITS or (after_unit and word[:1].isupper())
        if after_unit and word[:1].isupper():
            named += syllables(word)
    return named
