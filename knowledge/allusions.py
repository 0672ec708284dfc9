"""Cited documents called by their type and their words, or by when they were issued.

"kế hoạch phát động thi đua của Ban Thường vụ", "hướng dẫn tháng 10 của Ban Tuyên giáo".
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge import Document, periods
from knowledge.periods import Period
from knowledge.question import Question
from knowledge.titles import numbered, pairs, spans
from nlu.text import syllables

_PAPER = ["văn", "bản"]
_SUBJECT = 3  # pairs of its subject that name a document; one of its issuer's name does
_MOST = 20  # documents that words may name: what more have in common tells none of them
_GAP = 3  # syllables between two that name it: "công văn mà bên Sở Thông tin"
_SUBMISSION = ("TTr", ("to", "trinh"))  # a submission comes as a letter: "Công văn số 140/TTr-STTTT"
_GAP_TO_TIME = 8  # the same before its time: "của Ban Tuyên giáo ban hành vào hồi tháng 7"
_DATED = 10  # what a time that fits counts, in pairs: more than the words of a name do
_TIME_BEFORE = 8  # syllables from a time to the type behind it: "tháng 7 Ban Tuyên giáo gửi cái hướng dẫn"
# Called by no type, but by their issuer and their time: "cái Thường vụ ký hồi tháng 6".
_ANY_TYPE = (("van", "ban"), ("to", "giay"), ("giay",), ("to",), ("cai",))
# Before the type: what is to be done, no document that there is ("xây dựng kế hoạch tuyên truyền").
_MADE = frozenset(("dung", "lam", "lap", "viet", "soan", "khai", "hien", "len", "phai", "can"))
# A body has sent a paper of which more is asked.
_SENT = re.compile(
    r"\b(?:trinh|gui|de nghi|de xuat|kien nghi|xin)\b(?: \w+){0,4}? "
    r"(?P<paper>(?:cai )?(?:van ban|cong van|to trinh|giay|to)) (?:so|ngay|nao|gi|may|hom)\b"
)
# The paper before who has sent it: "giấy của Giám đốc Sở Y tế gửi lên".
_OF_SENDER = re.compile(r"\b(?:cai )?(?:van ban|cong van|to trinh|giay|to)\b(?! (?:nay|do|ay|nao|gi|so|\d))")
_SENDING = re.compile(r"\b(?:trinh|gui len|gui ra|dang len|de nghi|de xuat|kien nghi|xin)\b")
_TO_SENDER = 5  # syllables between the two
# "cái kế hoạch mà công văn này dựa vào", "kế hoạch làm gốc cho văn bản này", "kế hoạch gốc".
_DOING = r"(?:dua vao|dua tren|can cu(?: vao)?|trien khai|thuc hien|cu the hoa)"
_TYPED = r"(?:cai )?(?P<type>ke hoach|huong dan|chi thi|nghi quyet|quyet dinh|cong van|van ban|to|cai)"
_RESTED_ON = re.compile(
    rf"\b{_TYPED} (?:(?!nay|do)\w+ ){{0,5}}?(?:ma (?:\w+ ){{1,4}}?{_DOING}|"
    r"lam (?:goc|can cu|co so)(?: (?:cho|de) (?:\w+ ){0,3}?(?:nay|\d+))?|(?<=ke hoach )goc)\b"
)
_LEADS = "/preamble"
_RESTS = ("thực hiện", "căn cứ", "triển khai")
_LETTER = ("cong", "van")  # what people call any paper
_FACT = frozenset("so ngay hom ra do ai ky thang nam".split())  # what may be asked right behind a type alone
_WHICH = frozenset(("nao", "gi", "chi"))  # "kế hoạch nào của Tỉnh ủy": that is asked for


@dataclass(frozen=True)
class Allusion:
    """The cited documents that a question means, and its words with "văn bản" for their name.

    `dated`: their time is said, or that they were sent, so that they are meant whatever is asked.
    """

    documents: tuple[Document, ...]
    words: tuple[str, ...]
    dated: bool = False


@dataclass(frozen=True)
class _Name:
    """Where a question calls a document, and by how many pairs of its words."""

    document: Document
    start: int
    end: int
    strength: int
    dated: bool


class _Kind:
    """The documents called by one type ("kế hoạch"), found by the pairs of their names or by month."""

    def __init__(self) -> None:
        self._by_issuer: defaultdict[str, set[str]] = defaultdict(set)
        self._by_subject: defaultdict[str, set[str]] = defaultdict(set)
        self._by_month: defaultdict[int, set[str]] = defaultdict(set)

    def add(self, document: Document) -> None:
        """Nothing; the document is found from now on."""
        for pair in pairs(document.issuer):
            self._by_issuer[pair].add(document.key)
        for pair in pairs(document.subject):
            self._by_subject[pair].add(document.key)
        if document.date:
            self._by_month[document.date.month].add(document.key)

    def named(self, said: Collection[str], times: Collection[Period]) -> set[str]:
        """The keys of those that have the pairs of an issuer, enough of a subject, or a month of the times.

        None for very many, and where one sort has very many, those of another sort as well.
        """
        issued = set().union(*(self._by_issuer.get(pair, ()) for pair in said))
        held = Counter(key for pair in said for key in self._by_subject.get(pair, ()))
        months = {month for time in times for month in range(time.months[0], time.months[1] + 1)}
        dated = set().union(*(self._by_month.get(month, ()) for month in months))
        known = issued | held.keys()
        issued = issued if len(issued) <= _MOST else issued & (held.keys() | dated)
        dated = dated if len(dated) <= _MOST else dated & known
        found = issued | dated | {key for key, count in held.items() if count >= _SUBJECT}
        return found if len(found) <= _MOST else set()


class Allusions:
    """Finds what is called by its words among the documents of a catalogue."""

    def __init__(self, documents: Collection[Document]) -> None:
        self._documents = {document.key: document for document in documents}
        self._kinds: defaultdict[tuple[str, ...], _Kind] = defaultdict(_Kind)
        self._any = _Kind()
        self._rested_on = _rested_on(documents)
        self._by_type: defaultdict[tuple[str, ...], list[Document]] = defaultdict(list)
        for document in documents:
            self._any.add(document)
            for called in _types(document):
                self._kinds[called].add(document)
                self._by_type[called].append(document)

    def find(self, q: Question) -> Allusion | None:
        """The documents called by most of their words; None for none.

        None also for a question that names a number but that of a loaded one, or calls such a one as well. A
        time that fits counts more than any words.
        """
        if based := self._based(q):
            return based
        named = [{d.status for d in found} == {"loaded"} for _, found in q.named]
        names = list(self._names(q, beside=bool(named))) if all(named) else []
        if not names:
            return None if q.named else self._sent(q) or self._only(q)
        best = max(names, key=lambda n: n.strength)
        same = [n for n in names if (n.strength, n.start) == (best.strength, best.start)]
        if any(n.document.status == "loaded" for n in same):
            return None
        words = (*q.words[: best.start], *_PAPER, *q.words[best.end :])
        documents = {n.document.key: n.document for n in same}
        return Allusion(tuple(documents.values()), words, best.dated)

    def _based(self, q: Question) -> Allusion | None:
        """What the one loaded document rests on: "cái kế hoạch mà công văn này triển khai"."""
        said = " ".join(q.tokens)
        match = _RESTED_ON.search(said)
        cited = [d for _, found in q.named for d in found if d.status != "loaded"]
        if match is None or cited:
            return None
        meant = [d for d in self._rested_on if _is_of_type(d, match["type"])]
        if not meant:
            return None
        start, end = (len(said[:at].split()) for at in match.span())
        return Allusion(tuple(meant), (*q.words[:start], *_PAPER, *q.words[end:]), dated=True)

    def _only(self, q: Question) -> Allusion | None:
        """The one document of a type of which nothing is loaded: "tờ trình số mấy"."""
        for called, documents in self._by_type.items():
            if len(documents) > 1 or documents[0].status == "loaded" or called == _LETTER:
                continue
            for start, end in spans(q.tokens, called):
                if {*q.tokens[start - 1 : start]} & _MADE or not {*q.tokens[end : end + 1]} <= _FACT:
                    continue
                return Allusion((documents[0],), (*q.words[:start], *_PAPER, *q.words[end:]))
        return None

    def _sent(self, q: Question) -> Allusion | None:
        """What a body that the question names has sent: "Sở trình bằng văn bản số mấy"."""
        said = " ".join(q.tokens)
        if sent := _SENT.search(said):
            start, end = (len(said[:at].split()) for at in sent.span("paper"))
            by = [m for m in q.mentions if m.match.end <= start]
        elif (paper := _OF_SENDER.search(said)) and _SENDING.search(said):
            start, end = (len(said[:at].split()) for at in paper.span())
            by = [m for m in q.mentions if end <= m.match.start <= end + _TO_SENDER]
            end = max([end, *(m.match.end for m in by)])
        else:
            return None
        called = [" ".join(m.spelled) if m.body.several else m.body.name for m in by]
        names = [frozenset(pairs(name)) for name in called]
        issued = (self._documents[key] for name in names for key in sorted(self._any.named(name, ())))
        meant = {d.key: d for d in issued if any(name <= set(pairs(d.issuer)) for name in names)}
        if not meant or any(d.status == "loaded" for d in meant.values()):
            return None
        before = () if sent else q.words[:start]
        return Allusion(tuple(meant.values()), (*before, *_PAPER, *q.words[end:]), dated=True)

    def _names(self, q: Question, *, beside: bool) -> Iterator[_Name]:
        """How the question calls documents; `beside` a number, what is called a letter is that one."""
        tokens, times = q.tokens, periods.find(q.words)
        numbered_at = {at for number, _ in q.named for _, at in numbered(tokens, number)}
        numbered_at |= {tokens.index(n.number) for n, _ in q.named if n.number in tokens}
        typed = [(kind, *span) for called, kind in self._kinds.items() for span in spans(tokens, called)]
        for kind, start, end in typed:
            if {*tokens[start - 1 : start]} & _MADE or {*tokens[end : end + 1]} & _WHICH:
                continue
            if beside and (tuple(tokens[start:end]) == _LETTER or end in numbered_at):
                continue
            yield from self._called(kind, tokens, (start, end), times)
        taken = {start for _, start, _ in typed}
        for called in _ANY_TYPE if times else _ANY_TYPE[:1]:
            for start, end in spans(tokens, called):
                if end not in taken and {*tokens[end : end + 1]}.isdisjoint(_WHICH):
                    found = self._called(self._any, tokens, (start, end), times)
                    yield from (
                        n
                        for n in found
                        if (n.dated and n.strength > _DATED if times else _is_issued(n, tokens))
                    )

    def _called(
        self, kind: _Kind, tokens: list[str], type_: tuple[int, int], times: Collection[Period]
    ) -> Iterator[_Name]:
        """How the words about the type call documents of that kind."""
        start, end = type_
        ahead = [t for t in times if start - _TIME_BEFORE <= t.start < t.end <= start]
        first = min((t.end for t in ahead), default=end)
        said = {" ".join(pair) for pair in pairwise(tokens[first:])}
        for key in sorted(kind.named(said, times)):
            if name := _name(tokens, type_, self._documents[key], times):
                yield name


def _is_issued(name: _Name, tokens: Sequence[str]) -> bool:
    """Whether its words have a pair of the issuer's name: "văn bản của tuyên giáo"."""
    said = {" ".join(pair) for pair in pairwise(tokens[name.start : name.end])}
    return not said.isdisjoint(pairs(name.document.issuer))


def _rested_on(documents: Collection[Document]) -> list[Document]:
    """The documents without text that the one loaded document carries out or rests on, the first first."""
    known = {document.key: document for document in documents}
    loaded = [d for d in documents if d.status == "loaded" and not d.attached_to]
    led = [r for d in loaded for r in d.references if r.passage.endswith(_LEADS) and r.relation in _RESTS]
    found = [known[key] for key in dict.fromkeys(r.target for r in led) if key in known]
    return [d for d in found if d.status == "cited only"] if len(loaded) == 1 else []


def _is_of_type(document: Document, said: str) -> bool:
    return said in ("cai", "to", "van ban", "giay") or tuple(said.split()) in _types(document)


def _types(document: Document) -> list[tuple[str, ...]]:
    """What its type is called, in syllables: a letter with "TTr" in its number is a submission too."""
    types = [tuple(syllables(document.type))] if document.type else []
    return [*types, _SUBMISSION[1]] if _SUBMISSION[0] in document.number else types


def _name(
    tokens: list[str], type_: tuple[int, int], document: Document, times: Collection[Period]
) -> _Name | None:
    """How the words about the type, `tokens[slice(*type_)]`, call the document; None when they do not."""
    start, end = type_
    issuer, subject = pairs(document.issuer), pairs(document.subject)
    fitting = [t for t in times if t.holds(document.date)]
    found, behind = _held(tokens, end, issuer | subject, [t for t in fitting if t.start >= end])
    said = {" ".join(tokens[i : i + 2]) for i in found}
    dated = bool(behind)
    for time in (t for t in fitting if start - _TIME_BEFORE <= t.start < t.end <= start):
        between = {" ".join(pair) for pair in pairwise(tokens[time.end : start])} & issuer
        if between or said & issuer:
            said, start, dated = said | between, time.start, True
    if dated or said & issuer or len(said & subject) >= _SUBJECT:
        last = max([end, *(i + 2 for i in found), *(t.end for t in behind)])
        return _Name(document, start, last, len(said) + _DATED * dated, dated)
    return None


def _held(
    tokens: list[str], start: int, known: Collection[str], times: Collection[Period]
) -> tuple[list[int], list[Period]]:
    """The pairs and the times that name the document and stand behind its type, none after a gap."""
    found: list[int] = []
    then: list[Period] = []
    last = start - 1  # the syllable that names it last
    for at, pair in enumerate([*pairwise(tokens[start:]), ("", "")], start):
        if time := next((t for t in times if t.start == at and at <= last + _GAP_TO_TIME), None):
            then.append(time)
            last = time.end - 1
        if at > last + _GAP_TO_TIME:
            break
        if at <= last + _GAP and " ".join(pair) in known:
            found.append(at)
            last = max(last, at + 1)
    return found, then
