"""Who has to do what: the work that the loaded documents give to the bodies a question names."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from knowledge import NO_FOCUS, Answer, Document, Focus, Notice, Passage, Quote, catalogue
from knowledge.addressees import Addressees, Body, Mention
from knowledge.assignments import Assignment, by_level, core, shortened
from knowledge.given import GivenWork
from knowledge.library import Library
from knowledge.paper import Paper
from knowledge.question import Question
from knowledge.sections import starts_body
from nlu.text import syllables

_SUCCESSORS_FILE = Path(__file__).with_name("successors.csv")
_OWN = re.compile(
    r"(?<!khong )(?<!khong thay )(?<!khong co )\b(?:(?:muc|phan) (?:danh |giao )?rieng|"
    r"rieng (?:muc|phan|nhung (?:viec|gi))|(?:giao|danh) rieng)\b"
)
# The rest of a body's work: "ngoài việc kiểm tra thì còn việc gì".
_REST = re.compile(r"\bngoai (?:chuyen|viec|nhiem vu|cai)\b.*\bcon (?:\w+ ){0,2}?(?:gi|chi|nao|viec)\b")
_ELSE = re.compile(r"\b(?:ngoai|tru)\b.*\b(?:ai|nao)\b")
_COMMON = re.compile(r"\b(?:phan|muc|viec|nhiem vu|ca|lan) chung\b")  # beside it, all is asked for
# What is asked for beside it: "cả chế độ báo cáo", "và báo cáo lúc nào".
_REPORTS = re.compile(
    r"\b(?:ca|cong|ke|luon|gom|them|nho|va|phai)\b(?: \w+){0,4}? bao cao\b(?: hang \w+| quy)?|"
    r"\bbao cao(?: \w+){0,3} luon\b|"
    r"(?<=\w )bao cao (?:vao )?(?:luc nao|khi nao|bao gio|ngay nao|hom nao|han nao)\b"
)
_EVERYBODY = re.compile(r"cac(?: (?:cac|co quan|don vi|dia phuong|so|ban|nganh|khac|co|lien quan|va))+")
_REPORTING = re.compile(r"^(?:[\divxlc]+ )*che do (?:thong tin )?bao cao\b")
_NUMBER = re.compile(r"[#\s]*(?:[\dIVXLC]+[.)]\s*)+")


@dataclass(frozen=True)
class Successor:
    """What a body has become: `since` as far as known ("01/7/2025", "năm 2025")."""

    former: str
    now: str
    since: str


class Duties:
    """The work given in all loaded documents, by body."""

    def __init__(
        self, library: Library, addressees: Addressees, paper: Paper, taught: Collection[str]
    ) -> None:
        """`taught` are the keys of documents whose phrases were reviewed: `paper` has heard them."""
        self._library = library
        self._taught = taught
        self._paper = paper
        self._addressees = addressees
        self._assignments = library.assignments
        self._given = GivenWork(library, addressees)
        self._themes: dict[str, set[str]] = {}  # of each syllable the keys of the documents that are about it
        for document in library.loaded:
            for token in _themes(document.passages):
                self._themes.setdefault(token, set()).add(document.key)

    def answer(
        self,
        q: Question,
        documents: Collection[Document],
        rest: Collection[str],
        within: Collection[str] | None = None,
    ) -> Answer | None:
        """All work given to the bodies that the question names, in these documents.

        None when the question names none or asks for something more particular. `rest` is its content besides
        names and cues; `within` are the ids of the passages to keep to (None: all).
        """
        if not q.mentions or not documents or besides(q) or not self._asks_for_all(q, documents, rest):
            return None
        quotes: list[Quote] = []
        first: Assignment | None = None
        one = _is_one(documents)
        reports = _REPORTS.search(" ".join(q.tokens)) is not None
        for document in self._given.giving(q.mentions, documents):
            labels: dict[str, str] = {}  # by the passage
            for assignment, own in self._asked_for(q, document, loosely=one):
                told = [p for p in assignment.passages if within is None or p in within]
                first = first or (assignment if told else None)
                for p in told:
                    labels.setdefault(p, "" if own else assignment.heading)
            if reports and labels and within is None:
                labels |= {p: "" for p in self._reporting(document, q.mentions) if p not in labels}
            quotes += [self._quote(p, label) for p, label in labels.items()]
        body = ", ".join(dict.fromkeys(self._given.called(m, documents) for m in q.mentions))
        document = next(iter(documents))
        if first is None:
            values = {"document": catalogue.brief(document), "body": body}
            lead = "abstain_no_section" if one else "abstain_no_section_anywhere"
            focus = Focus(document.key) if one else NO_FOCUS
            return Answer("abstain", lead, values, focus=focus, confidence=1.0)
        return replace(_told(body, quotes, first), notices=tuple(self._notices(q.mentions, documents)))

    def by_name(self, q: Question, documents: Collection[Document]) -> Answer | None:
        """All work given to the one whose name the question nearly says: "chủ sạp rau quả làm gì".

        None unless all that somebody has to do is asked, in words for that or of one document; one name alone
        fits; and no body named has any work.
        """
        one = _is_one(documents)
        if not (self._addressees.asking.duty.find(q.words) or (one and self._paper.asks_for_whole(q))):
            return None
        if any(self._given.of(d, q.mentions, loosely=one) for d in self._given.giving(q.mentions, documents)):
            return None
        fitting = self._given.nearly(q.tokens, documents)
        fitting = [a for a in fitting if not a.beside] or fitting
        if not fitting or len({a.names for a in fitting}) > 1:
            return None
        quotes = [self._quote(p, "") for p in dict.fromkeys(p for a in fitting for p in a.passages)]
        return _told(", ".join(fitting[0].names), quotes, fitting[0])

    def _reporting(self, document: Document, mentions: Iterable[Mention]) -> list[str]:
        """The ids of what the document says of reporting, but what is said to others than these bodies."""
        own = {p for a, _ in self._given.of(document, mentions, loosely=True) for p in a.passages}
        given = {p for a in self._assignments[document.key] for p in a.passages}
        own |= {p for a in self._assignments[document.key] if _is_everybody(a) for p in a.passages}
        return [
            p.id
            for p in document.passages
            if any(_REPORTING.search(" ".join(syllables(each))) for each in (*p.headings[-1:], p.text[:40]))
            and (p.id in own or p.id not in given)
            and p.kind in ("item", "paragraph")
        ]

    def _asked_for(self, q: Question, document: Document, *, loosely: bool) -> list[tuple[Assignment, bool]]:
        """The work given to the bodies that the question names; their own alone when that is asked for."""
        given = self._given.of(document, q.mentions, loosely=loosely)
        text = " ".join(q.tokens)
        apart = _OWN.search(text) and not _COMMON.search(text)
        return [each for each in given if each[1]] or given if apart else given

    def places(
        self, q: Question, document: Document | None, documents: Sequence[Document]
    ) -> Sequence[Document]:
        """Where to look for the work of the bodies named.

        In the document that was talked about, or in all when it gives them none.
        """
        if document and (len(documents) < 2 or self._given.of(document, q.mentions, loosely=True)):
            return (document,)
        return documents

    def passages(self, document: Document, mentions: Iterable[Mention]) -> set[str]:
        """The ids of all passages that give work to the bodies named."""
        return {p for assignment, _ in self._given.of(document, mentions) for p in assignment.passages}

    def _asks_for_all(self, q: Question, documents: Collection[Document], rest: Collection[str]) -> bool:
        asking = self._addressees.asking
        loosely = _is_one(documents)
        giving = self._given.giving(q.mentions, documents)
        given = [a for d in giving for a, _ in self._given.of(d, q.mentions, loosely=loosely)]
        names = {t for m in q.mentions for s in m.names for t in s}
        names |= {t for a in given for name in a.names for t in syllables(name)}
        names |= {t for a in given for t in self._part_named(q, a)}
        authors = asking.authors.find(q.words)
        by = set(q.tokens[authors.start : authors.end]) if authors else set()
        own = _OWN.match(" ".join(q.tokens))  # "mục riêng của Sở", and nothing else
        part = set(own.group().split()) if own else set()
        more = {t for t in rest if len(t) > 2} - names - by - asking.duty_words - q.places - part
        cued = asking.duty.find(q.words) is not None
        if cued:
            keys = {d.key for d in documents}
            more -= {t for t in more if not keys.isdisjoint(self._themes.get(t, ()))}
        unknown = not any(d.key in self._taught for d in documents)
        if unknown and (reports := _REPORTS.search(" ".join(q.tokens))):
            more -= set(reports.group().split())
        if unknown and cued and loosely:
            more -= {t for d in documents for t in syllables(d.subject)}
        if _REST.search(" ".join(q.tokens)) or (unknown and cued and not more):
            return True
        return self._paper.asks_for_whole(q) or (not more and not self._paper.asks_for_one(q))

    def _part_named(self, q: Question, assignment: Assignment) -> list[str]:
        """The syllables by which the question names the part of the work: "theo mục tổ chức thực hiện"."""
        headings = self._library.passages[assignment.passages[0]].headings
        titles = (syllables(_NUMBER.sub("", heading, count=1)) for heading in headings)
        text = " ".join(q.tokens)
        said = (f"{kind} {' '.join(title)}" for title in titles for kind in ("muc", "phan"))
        return [t for each in said if each in text for t in each.split()]

    def _quote(self, passage: str, label: str) -> Quote:
        return self._library.quote(self._library.passages[passage], label)

    def _notices(self, mentions: Iterable[Mention], documents: Collection[Document]) -> Iterable[Notice]:
        """What the bodies named, as the documents call them, have become."""
        for successor in successors():
            named = any(successor.former in (m.body.name, m.body.formerly) for m in mentions)
            spelled = tuple(syllables(successor.former))
            given = (n for d in documents for a in self._assignments[d.key] for n in a.names)
            if named and any(tuple(syllables(n)) == spelled for n in given):
                values = {"body": successor.former, "now": successor.now, "date": successor.since}
                yield "notice_successor", values


def besides(q: Question) -> tuple[Mention, ...]:
    """The bodies beside which others are asked for: "ngoài báo, đài ra còn ai"."""
    if not _ELSE.search(" ".join(q.tokens)):
        return ()
    left = [m for m in q.mentions if q.tokens[: m.match.start][-1:] in (["ngoai"], ["tru"])]
    return tuple(m for m in q.mentions if any(m.match.start == each.match.start for each in left))


@cache
def successors(path: Path = _SUCCESSORS_FILE) -> tuple[Successor, ...]:
    """The table of bodies that have become others."""
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(Successor(r["former"], r["now"], r["since"]) for r in csv.DictReader(file))


def bodies_of(library: Library, expand: Callable[[str], str]) -> tuple[Body, ...]:
    """The bodies to which the documents give work, by the names that the documents use.

    What is short in these is written out by `expand` as well.
    """
    names = dict.fromkeys(n for given in library.assignments.values() for a in given for n in a.names)
    spelled = {n: tuple(dict.fromkeys([*_spellings(n), *_spellings(expand(n))])) for n in names}
    return tuple(Body(name, spellings) for name, spellings in spelled.items() if spellings)


def _spellings(name: str) -> tuple[tuple[str, ...], ...]:
    parts = [p.strip() for p in name.split(",")]
    listed = [p for p in parts[:-1] if starts_body(p, any_case=True)]
    forms = [tuple(syllables(name)), core(name), *(tuple(syllables(p)) for p in listed)]
    forms += [*(shortened(form) for form in forms), *by_level(name)]
    return tuple(dict.fromkeys(form for form in forms if len(form) > 1))


def _is_everybody(assignment: Assignment) -> bool:
    """Whether the work is given to all that have any: "Các cơ quan báo cáo tiến độ …"."""
    return any(_EVERYBODY.fullmatch(" ".join(syllables(name))) for name in assignment.names)


def _told(body: str, quotes: Sequence[Quote], first: Assignment) -> Answer:
    """The quotes as all work of the body; the talk goes on about the first of it."""
    values, focus = {"body": body, "count": str(len(quotes))}, Focus(first.document, first.section, "duty")
    return Answer("answer", "answer_duties", values, tuple(quotes), focus=focus, confidence=1.0)


def _is_one(documents: Iterable[Document]) -> bool:
    """Whether the documents are one, with what is attached to it."""
    return len({d.attached_to or d.key for d in documents}) == 1


def _themes(passages: tuple[Passage, ...]) -> set[str]:
    """The syllables that stand in most sections: what the document is about, no duty of its own."""
    sections: dict[str, set[str]] = {}
    for passage in passages:
        if passage.section:
            sections.setdefault(passage.section, set()).update(syllables(passage.text))
    counts = Counter(token for tokens in sections.values() for token in tokens)
    return {token for token, count in counts.items() if count * 2 >= len(sections)}
