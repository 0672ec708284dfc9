"""Which paper a day, a sign or a number belongs to, and whose it is: "20/01/2025 là ngày của giấy nào".

The catalogue tells it, of papers with and without text; nothing else may be asked in the same breath.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from knowledge import Answer, Document, catalogue, periods
from knowledge.bydate import ByDate, days
from knowledge.facets import Facets
from knowledge.facts import Facts
from knowledge.index import Index
from knowledge.library import MOST_QUOTES, Library
from knowledge.question import Question
from knowledge.relations import Relations
from nlu.text import syllables, with_any_marks

_DAY = "@"  # stands for a day in the words of a question
_PAPER = (
    r"(?:van ban|cong van|ke hoach|huong dan|to trinh|chi thi|quyet dinh|nghi quyet|thong bao|tai lieu|"
    r"giay to|giay|to|cai|so hieu)"
)
_WHICH = rf"{_PAPER}(?: \w+){{0,2}}? (?:nao|gi|chi|mo)"
# It is asked what the day is, whose, or whether it is of one paper or another.
_OF_WHAT = re.compile(
    rf"\b{_WHICH}\b|\b(?:ngay|moc|dau) (?:gi|nao|chi|mo)\b|{_DAY} (?:la )?(?:gi|cua ai|cua cai)\b|"
    rf"\b(?:ngay|moc)(?: \w+){{0,3}}? {_DAY} (?:la )?(?:cua|thuoc)\b|\bhay\b|\bhoac\b|"
    r"\b(?:phai|dung) (?:khong|ko|hong|hem|chua)\b|\bco phai\b|\bphai la\b"
)
_HEARD = frozenset("nao gi chi mo hay hoac phai dung cua thuoc".split())  # one of these is in it
# Something else is asked of the paper of that day.
_OTHER = re.compile(
    r"\b(?:(?<!cua )ai|nguoi|may nguoi|chuc vu|chu ky)\b|\b(?:so|kieu|loai) (?:may|bao nhieu|gi)\b"
)
# What stands apart is a reason: "…, em đang làm danh mục văn bản".
_APART = re.compile(r"[,;:.?!](?=\s|$)")
_ASKING = re.compile(r"\b(?:gi|nao|chi|mo|ai|may|sao|dau|khong|bao nhieu)\b")
# What else such a question is made of, beside papers, their types and who issued them.
_AROUND = frozenset(
    "ngay thang nam hom hoi moc thoi diem dau de ghi ky ban hanh ra doi phat la cua thuoc ve ung voi tren "
    "trong o duoc co phai khong dung hay hoac chu nao gi chi mo cai to giay tai lieu van so hieu ten nho "
    "quen mat biet thay doc cho xem giup tra kiem lai minh toi em tui anh oi vay the nhi ha day do kia "
    "nay no thi ma con moi va luc khi nham lan ro mot bi lay phia ben nghi gui nhac roi luon hinh nhu".split()
)
# "ký hiệu TTr", "đuôi KH/TU"; a question about it asks which paper has it. "ma" without its mark is "mà".
_SIGN = re.compile(
    rf"\b(?:{with_any_marks('ký hiệu|kí hiệu|đuôi|chữ')}|mã)\s+(?:{with_any_marks('là')}\s+)?"
    r"[\"“”']?(?P<sign>[a-zđ]{2,}(?:\s?[/–-]\s?[a-zđ]{2,})*)\b[\"“”']?"
)
_BEFORE_SIGN = frozenset("hieu duoi chu ma".split())
_SIGNED = "ky hieu"
_OF_SIGN = re.compile(
    rf"\b(?:{_WHICH}|so (?:nao|may|bao nhieu|gi|hieu)|cua (?:ai|ben nao|dau|co quan nao|van ban))\b"
)
# Of papers named by number it is asked whose they are.
_WHOSE = re.compile(
    rf"\b(?:hay|hoac|co phai|phai la|(?:{_PAPER}|so) nao)\b|\b(?:phai|dung) (?:khong|ko|hong|hem|chua)\b"
)
_SEVERAL = re.compile(r"\b(?:hay|hoac|nao)\b")  # one of several papers is asked for
_NOT_WHOSE = re.compile(r"\b(?:(?:ngay|hom|khi|luc|ben|ban|noi) nao|de nghi|nhac|may|gi|chi)\b")
# "văn bản nào mang tên …": a paper is called by what it is about.
_CALLED = re.compile(
    rf"\b{_WHICH} (?:\w+ )?(?:ten|trich yeu)\b|\bten (?:goi )?(?:\w+ )+(?:la )?(?:cua|thuoc) {_WHICH}\b"
)
_TOLD, _CALLS = 2, 3  # pairs of its subject that tell one of several papers, and one of all
_NAMED_BY_DAY = re.compile(rf"\b{_PAPER}(?: \w+)*? (?:ngay |hom )?{_DAY}")
_MOST_NAMED = 5
_LOOKED_AT = 30  # passages in which a day might be told
# What is said of the papers of a day, with a sign …
LEADS = {
    "date": "answer_belongs",
    "number": "answer_signed",
    "issuer": "answer_issued",
    "paper": "answer_issued",
    "subject": "answer_about",
}
# The facts that tell it of a loaded document.
_OWN = {
    "date": ("date",),
    "number": ("number",),
    "subject": ("number", "subject"),
    "issuer": ("issuer", "number"),
    "paper": ("number", "issuer"),
}


class Belonging:
    """Tells it from one library. Collaborators: those of `Answerer`."""

    def __init__(
        self, index: Index, library: Library, facets: Facets, facts: Facts, relations: Relations
    ) -> None:
        self._index = index
        self._library = library
        self._facets = facets
        self._facts = facts
        self._relations = relations
        names = {t for d in library.documents for t in syllables(f"{d.type} {d.issuer}")}
        self._issuers = {pair for d in library.documents for pair in _pairs(d.issuer)}
        formal = {pair for d in library.documents for pair in _pairs(d.type)} | self._issuers
        self._subjects = {d.key: _pairs(d.subject) - formal for d in library.documents}
        self._known = index.stopwords | _AROUND | names
        self._by_date = ByDate(library.documents)

    def answer(self, q: Question) -> Answer | None:
        """The papers of the day or with the sign that the question names, and the line that tells it.

        None where none is named, and where more is asked.
        """
        return self._by_sign(q) or self._by_day(q) or self._by_issuer(q) or self._by_subject(q)

    def _by_issuer(self, q: Question) -> Answer | None:
        """Of documents named by number those of a body named beside them; all where none is its."""
        named = q.documents
        asked, said = " ".join(q.tokens), {*pairwise(q.tokens)} if named else set()
        whose = not said.isdisjoint(self._issuers) and _WHOSE.search(asked)
        if not whose or _OTHER.search(asked) or _NOT_WHOSE.search(asked) or not self._is_all(q, asked):
            return None
        shared = [len(said & _pairs(d.issuer)) for d in named]
        meant = [d for d, n in zip(named, shared, strict=True) if n == max(shared)]
        fact = "paper" if _SEVERAL.search(asked) else "issuer"
        return self._told(q, meant, fact)

    def _by_subject(self, q: Question) -> Answer | None:
        """The one paper of which it is said what it is about: of those named, or of all by its name."""
        named = q.documents
        asked = " ".join(q.tokens)
        if not ((_SEVERAL.search(asked) and len(named) > 1) or (not named and _CALLED.search(asked))):
            return None
        among = named or self._library.documents
        said = {*pairwise(q.tokens)}
        held = {d.key: len(said & self._subjects[d.key]) for d in among}
        *others, most = sorted([0, *held.values()])
        if most < (_TOLD if named else _CALLS) or most in others:
            return None
        meant = [d for d in among if held[d.key] == most]
        return self._told(q, meant, "subject")

    def _by_sign(self, q: Question) -> Answer | None:
        if _BEFORE_SIGN.isdisjoint(q.tokens):
            return None
        typed = q.typed.lower()
        signs = [syllables(match["sign"]) for match in _SIGN.finditer(typed)]
        asked = _tokens(_SIGN.sub(f" {_SIGNED} ", typed)) if signs else ""
        if not _OF_SIGN.search(asked) or not self._is_all(q, asked):
            return None
        found = [d for d in self._library.documents if any(_is_signed(d, sign) for sign in signs)]
        times = periods.find(q.words)
        then = [d for d in found if any(period.holds(d.date) for period in times)]
        return self._told(q, then or found, "number")

    def _by_day(self, q: Question) -> Answer | None:
        if _HEARD.isdisjoint(q.tokens):
            return None
        asked, found = self._of_day(q)
        before, _, behind = asked.partition(_DAY)
        if _DAY not in asked or _OTHER.search(asked) or not _OF_WHAT.search(asked):
            return None
        meant = re.search(rf"\b{_WHICH}\b", before) or re.search(rf"\bla (?:\w+ )?{_WHICH}\b", behind)
        if _NAMED_BY_DAY.search(asked) and not meant:
            return None  # a paper is named by its day, and it is asked whose it is
        if not self._is_all(q, asked):
            return None
        return self._told(q, found, "date") if found else self._of_no_paper(q)

    def _of_no_paper(self, q: Question) -> Answer | None:
        """That no paper here is of the day, None where a passage may tell what it is."""
        asked = set(days(q.text))
        hits = self._index.search(q.text, _LOOKED_AT)
        if any(not asked.isdisjoint(days(hit.passage.text)) for hit in hits):
            return None
        values = {"count": str(len(self._library.documents))}
        return Answer("abstain", "abstain_no_such_day", values, confidence=1.0)

    def _of_day(self, q: Question) -> tuple[str, list[Document]]:
        """The syllables of the question with a sign for the day or the month, and the papers of that time."""
        said, found = self._by_date.papers(q.text)
        if _DAY in said.split():
            clauses = [_tokens(clause) for clause in _APART.split(said)]
            meant = [c for c in clauses if _DAY in c or _OF_WHAT.search(c) or _ASKING.search(c)]
            return " ".join(meant), found
        for period in periods.find(q.words):
            found = [d for d in self._library.documents if period.holds(d.date)]
            if found:
                return " ".join((*q.tokens[: period.start], _DAY, *q.tokens[period.end :])), found
        return "", []

    def _is_all(self, q: Question, asked: str) -> bool:
        """Whether the question has no word but of the day and of papers."""
        named = {t for number, _ in q.named for t in (*syllables(number.text), number.number)}
        named |= {t for m in q.mentions for name in m.names for t in name}
        left = {t for t in asked.split() if len(t) > 1 and not t.isdigit()} - named
        return left <= self._known

    def _told(self, q: Question, documents: list[Document], fact: str) -> Answer | None:
        cited = tuple(d for d in documents if d.status == "cited only")
        facets = [self._facets.named(name) for name in _OWN[fact]]
        own = [d for d in documents if d.status == "loaded"]
        told = [self._facts.facet(facet, d) for d in own for facet in facets if facet]
        told += [self._relations.of_cited(cited, _OWN[fact][-1], q.tokens)] if cited else []
        told = [each for each in told if each.outcome == "answer"]
        if not told:
            return None
        quotes = tuple(dict.fromkeys(quote for each in told for quote in each.quotes))[:MOST_QUOTES]
        values = {"document": _titles(documents)}
        notices = (("notice_no_text", {"document": _titles(cited)}),) if cited else ()
        return replace(told[0], lead=LEADS[fact], values=values, quotes=quotes, notices=notices)


def _titles(documents: Sequence[Document]) -> str:
    named = [catalogue.titled(d) for d in documents[:_MOST_NAMED]]
    return ", ".join([*named, "…"] if len(documents) > _MOST_NAMED else named)


def _pairs(text: str) -> set[tuple[str, str]]:
    """The pairs of neighbouring syllables that have no figure."""
    return {pair for pair in pairwise(syllables(text)) if not any(map(str.isdigit, pair))}


def _is_signed(document: Document, sign: list[str]) -> bool:
    """Whether these parts, one after the other, stand in the document's number: "KH/TU" in "324-KH/TU"."""
    parts = syllables(document.number)
    return any(parts[at : at + len(sign)] == sign for at in range(1, len(parts)))


def _tokens(clause: str) -> str:
    """The syllables of the clause, with the sign for the day."""
    return " ".join(t if t == _DAY else " ".join(syllables(t)) for t in clause.split())
