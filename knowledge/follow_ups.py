"""Answers to questions that go on from the last answer: a step from it, the rest of its part, its persons."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from knowledge import Answer, Document, Focus, Reference, Section, catalogue, following, locator, standing
from knowledge.addressees import Addressees
from knowledge.confirming import Confirming
from knowledge.cues import Cues
from knowledge.decision import asks_for_body
from knowledge.details import KINDS, Details, quoted
from knowledge.duties import Duties
from knowledge.facets import Facets
from knowledge.facts import Facts
from knowledge.library import Library
from knowledge.paper import LISTS
from knowledge.question import Question, Reader
from knowledge.relations import Relations
from knowledge.scope import Scope, Scoper
from nlu.text import syllables, words

_STRAY = 2  # syllables that may stand beside a step from the last answer
_INNER = ("khoan", "diem", "gach dau dong")
_PARTS = ("muc", "phan", "dieu")
_LISTED = re.compile(r"\b(?:chu de|de tai|linh vuc)\b")  # of which one passage lists several
_WORK = frozenset("lam viec nhiem vu trach giao lo phu tri".split())  # a duty is asked for
_OF_LISTS = frozenset("gui nhan ten danh sach trong kinh doc het tu tro xuong len giup gium chu".split())
_BESIDES = re.compile(r"\bngoai (?:cai|viec|chuyen|y|gach|doan)\b")
_WHOSE = re.compile(
    r"\b(?:cai|van ban|to|giay|ke hoach|huong dan|cong van) nao (?:\w+ ){0,2}?(?:cua|do|ben)\b"
)
_PLACED = frozenset("dau cuoi tien cung thu hai ba giua chot dong lai ke tiep".split())  # of a list
_AS_WELL = frozenset(
    "con thi sao co phai lam vay nhu the cung giong khac hay khong ben phia phan dieu viec do chu".split()
)
# Another body's work is asked for as well: "thêm Tuyên giáo nữa", "cấp huyện có khác không".
_ONE_MORE = frozenset("nua them khac cung giong luon ke ra".split())


@dataclass(frozen=True)
class Cued:
    """The ways of going on of `follow_ups.yml`."""

    more: Cues
    whole: Cues
    they: Cues
    person: Cues
    title: Cues
    by_which: Cues
    names: Cues
    others: Cues
    besides: Cues
    turn: Cues
    back: Cues
    ends: Cues


def load(path: Path | None = None) -> Cued:
    """The cues of a YAML file."""
    text = (path or Path(__file__).with_name("follow_ups.yml")).read_text(encoding="utf-8")
    return Cued(**{name: Cues(cues) for name, cues in yaml.load(text, Loader=yaml.CSafeLoader).items()})


class FollowUps:
    """Goes on from the last answer of a chat. The collaborators are those of `Answerer`."""

    def __init__(
        self,
        library: Library,
        reader: Reader,
        scoper: Scoper,
        facets: Facets,
        facts: Facts,
        details: Details,
        duties: Duties,
        relations: Relations,
        addressees: Addressees,
        confirming: Confirming,
        cued: Cued,
    ) -> None:
        self._library = library
        self._reader = reader
        self._scoper = scoper
        self._facets = facets
        self._facts = facts
        self._details = details
        self._duties = duties
        self._relations = relations
        self._addressees = addressees
        self._confirming = confirming
        self._cued = cued
        self._besides = {t for phrase in self._cued.besides.vocabulary() for t in phrase}

    def answer(self, q: Question, scope: Scope, focus: Focus) -> Answer | None:
        """What stands at the last answer or beside it; None when something else is asked."""
        document = self._library.document(focus.document)
        if self._cued.ends.find(q.words):
            return None
        if told := self._of_citing(q, document) or self._of_others(q, document, focus):
            return told
        if whose := self._of_issuer(q, document, focus):
            return whose
        if scope.document and (counted := self._counted(q, scope.document)):
            return counted
        if q.named:
            return None
        if document is None or scope.by_title:
            return None
        if document.status != "loaded":
            return self._of_person(q, document, focus) or self._confirming.again(q, document, focus)
        if scope.cited:  # "mục 3 của kế hoạch đó" is no step within the loaded document
            return None
        return (
            self._same_list(q, document, focus)
            or self._step(q, document, focus)
            or self._confirming.again(q, document, focus)
            or self._of_person(q, document, focus)
            or self._of_part(q, document, focus)
            or self._details.spelled_out(q, focus)
            or self._details.instead(q, scope, focus)
            or self._by_which(q, focus)
            or self._details.within(q, focus)
        )

    def rewritten(self, q: Question, focus: Focus) -> str:
        """The last question asked of the body that this one names alone: "còn Đài thì có phải làm vậy không".

        After all that a body has to do, the same of this one: "thêm Tuyên giáo nữa". "" when this one asks
        something of its own.
        """
        if len(q.mentions) != 1 or q.named or not focus.question or focus.facet in LISTS:
            return ""
        if focus.facet == "duty":
            return self._one_more(q)
        if _WHOSE.search(" ".join(q.tokens)):
            return ""
        names = set(q.tokens[q.mentions[0].match.start : q.mentions[0].match.end])
        before = self._reader.read(focus.question)
        if set(self._scoper.rest(q, None)) - names - _AS_WELL or len(before.mentions) != 1:
            return ""
        old, new = before.mentions[0], q.mentions[0]
        if old.body == new.body or before.tokens[old.match.start : old.match.end] == q.tokens:
            return ""
        said = q.words[new.match.start : new.match.end]
        return " ".join([*before.words[: old.match.start], *said, *before.words[old.match.end :]])

    def _one_more(self, q: Question) -> str:
        mention = q.mentions[0].match
        names = set(q.tokens[mention.start : mention.end])
        more = not _ONE_MORE.isdisjoint(q.tokens)
        if not more or set(self._scoper.rest(q, None)) - names - _AS_WELL - _ONE_MORE:
            return ""
        return " ".join([*q.words[mention.start : mention.end], "phải làm gì"])

    def holds(self, q: Question, answer: Answer) -> bool:
        """Whether the answer is work of the body that the question names."""
        document = self._library.document(answer.focus.document)
        first = answer.quotes[0].citation.passage if answer.quotes else ""
        if document is None or document.status != "loaded":
            return False
        return first in self._duties.passages(document, q.mentions)

    def turns_away(self, q: Question) -> bool:
        """Whether the question says that it begins something new."""
        return self._cued.turn.find(words(q.typed)) is not None

    # --- steps ---

    def _step(self, q: Question, document: Document, focus: Focus) -> Answer | None:
        """What stands before, behind or beside the last answer, when nothing else is asked."""
        step = following.find(q.words) if focus.passage else None
        if step is None or (q.mentions and not q.points_back) or _is_outer(locator.find(words(q.typed))):
            return None
        rest = (
            set(self._scoper.rest(q, None)) - step.said - self._addressees.asking.duty_words - self._besides
        )
        step = step if step.over else replace(step, over=self._counted_last(step, focus))
        found = following.passages(step, document, focus.passage)
        if step.where == "again" and (nearest := self._details.nearest(q, rest, focus)):
            found, rest = (nearest[0],), rest - nearest[1]
        return quoted(self._library, found, focus) if found and len(rest) <= _STRAY else None

    def _counted_last(self, step: following.Step, focus: Focus) -> following.Over:
        """What "cái sau nữa" counts: what those before it did; "cái thứ hai" of a part is its item."""
        beside = step.where in ("next", "before")
        for before in (focus, *focus.earlier):
            last = following.find(words(before.question))
            if last and last.over and last.where != "again":
                return last.over if beside or last.over != "part" else "item"
            if last is None or last.over:
                break
        if place := locator.find(words(before.question)):
            return "part" if beside and place.steps[-1][0] in _PARTS else "item"
        if _LISTED.search(" ".join(syllables(before.question))):
            return "entry"
        return "item" if before.facet == "duty" or beside else "entry"

    def _counted(self, q: Question, document: Document) -> Answer | None:
        """The nth piece of the work that a body is given: "gạch đầu dòng thứ hai của Sở Y tế"."""
        step = following.find(q.words) if q.mentions else None
        place = locator.find(words(q.typed))
        if step is None or step.over == "part" or step.where not in ("nth", "last") or _is_outer(place):
            return None
        if (asked := self._facets.asked(q.words)) and asked[0].name in LISTS:
            return None
        names = {t for m in q.mentions for t in q.tokens[m.match.start : m.match.end]}
        rest = set(self._scoper.rest(q, None)) - step.said - self._addressees.asking.duty_words - names
        given = self._duties.answer(q, (document,), ()) if len(rest) <= _STRAY else None
        own = [quote for quote in (given.quotes if given else ()) if not quote.label]
        at = len(own) - 1 if step.where == "last" else step.nth - 1
        if not 0 <= at < len(own):
            return None
        passage = self._library.passages[own[at].citation.passage]
        return quoted(self._library, (passage,), Focus(document.key, "", ""))

    # --- the part that the last answer stands in ---

    def _of_part(self, q: Question, document: Document, focus: Focus) -> Answer | None:
        """The rest of the part ("ngoài ra còn gì nữa"), or the whole ("họ phải làm gì", "đọc hết mục đó")."""
        section = next((s for s in document.sections if s.number == focus.addressee), None)
        if section is None or not section.passages or self._is_of_others(q, section) or asks_for_body(q):
            return None
        if locator.find(words(q.typed)):  # "cả mục 6 luôn" is of another
            return None
        more, whole = self._cued.more.find(q.words), self._cued.whole.find(q.words)
        they = self._cued.they.find(q.words) if self._addressees.asking.duty.find(q.words) else None
        matches = [m for m in (more, whole, they) if m]
        said = {t for m in matches for t in q.tokens[m.start : m.end]} | self._addressees.asking.duty_words
        if self._cued.others.find(q.words):  # "còn kế hoạch nào nữa": of documents
            return None
        said |= self._besides
        left = set(self._scoper.rest(q, None)) - said - KINDS
        rest = [p for p in section.passages if p != focus.passage] if more and focus.facet != "duty" else []
        if more and left and _BESIDES.search(" ".join(q.tokens)):
            held = {p: set(syllables(self._library.passages[p].text)) for p in section.passages}
            rest = [p for p in section.passages if not left <= held[p]]
            left = left if len(rest) == len(section.passages) else set()
        if not matches or left:
            return None
        answer = self._facts.section(document, replace(section, passages=tuple(rest) or section.passages))
        return replace(answer, from_focus=True)

    def _is_of_others(self, q: Question, section: Section) -> bool:
        """Whether a body is named that the part does not address."""
        heading = set(syllables(section.heading))
        return any(not set(q.tokens[m.match.start : m.match.end]) <= heading for m in q.mentions)

    # --- what was said of a document ---

    def _same_list(self, q: Question, document: Document, focus: Focus) -> Answer | None:
        """The list that was asked about last, for another body or place in it: "vậy Báo tỉnh có không"."""
        facet = self._facets.named(focus.facet) if focus.facet in LISTS else None
        asked = self._facets.asked(q.words)
        if facet is None or _WORK & set(q.tokens) or (asked and asked[0].name in LISTS and asked[0] != facet):
            return None
        names = {t for m in q.mentions for t in q.tokens[m.match.start : m.match.end]}
        if asked and asked[0] != facet and not names:  # "căn cứ vào đâu" is no place in a list
            return None
        known = names | _OF_LISTS
        other = set(self._scoper.rest(q, None)) - known - self._addressees.asking.duty_words
        if not names and (not _PLACED & set(q.tokens) or other - _PLACED):
            return None
        if names and other:
            return None
        return replace(self._facts.facet(facet, document, names), from_focus=True)

    def _of_person(self, q: Question, document: Document, focus: Focus) -> Answer | None:
        """Who signed, when that was asked about; that nothing is said of any other person."""
        facet = self._facets.named("signatory") if focus.facet == "signatory" else None
        if facet and self._cued.title.find(q.words) and not self._facets.paper.find(q.words):
            return replace(self._facts.facet(facet, document), from_focus=True)
        if self._cued.person.find(q.words) is None or self._facets.asked(q.words):
            return None
        silent = self._facts.silent(q, document)
        values = {"count": str(len(self._library.loaded))}
        return silent or Answer("abstain", "abstain", values, focus=Focus(document.key), confidence=1.0)

    def _is_called(self, reference: Reference, tokens: list[str]) -> bool:
        target = self._library.document(reference.target)
        return target is not None and standing.is_asked(target, tokens)

    def _by_which(self, q: Question, focus: Focus) -> Answer | None:
        """The proposal or basis quoted last, when its document is asked for: "bằng văn bản số mấy"."""
        last = self._library.passages.get(focus.passage)
        if last is None or focus.facet not in ("proposal", "basis"):
            return None
        match = self._cued.by_which.find(q.words)
        if match is None or set(self._scoper.rest(q, None)) - {*q.tokens[match.start : match.end], "ngay"}:
            return None
        return quoted(self._library, (last,), focus)

    def _of_citing(self, q: Question, document: Document | None) -> Answer | None:
        """Where the documents name the one in focus, that is only cited: "356 nhắc tới nó ở câu nào"."""
        if (
            document is None
            or document.status != "cited only"
            or not (q.points_back and self._cued.names.find(q.words))
        ):
            return None
        told = self._relations.of_cited((document,), "relation", q.tokens)
        asked = self._facets.asked(q.words)
        place = asked[0].passage if asked else ""
        first = sorted(told.quotes, key=lambda quote: quote.citation.passage.rpartition("/")[2] != place)
        return replace(told, quotes=tuple(first), from_focus=True)

    def _of_issuer(self, q: Question, document: Document | None, focus: Focus) -> Answer | None:
        """The cited documents of the body that the question names: "cái nào là của Ban Tuyên giáo"."""
        told = focus.facet == "relation" or (document is not None and document.status == "cited only")
        if not told or not q.mentions or q.named or not _WHOSE.search(" ".join(q.tokens)):
            return None
        names = {m.body.name for m in q.mentions}
        keys = [key for each in (focus, *focus.earlier) for key in each.cited]
        cited = (self._library.document(key) for key in dict.fromkeys(keys))
        meant = tuple(d for d in cited if d and d.issuer in names)
        return replace(self._relations.of_cited(meant, "relation"), from_focus=True) if meant else None

    def _of_others(self, q: Question, document: Document | None, focus: Focus) -> Answer | None:
        """The other documents cited beside those that are known: "còn văn bản nào nữa ngoài 324"."""
        last = self._library.passages.get(focus.passage)
        if last is None or not (self._cued.more.find(q.words) and self._cued.others.find(q.words)):
            return None
        source = self._library.document(last.document)
        references = source.references if source else ()
        known = {d.key for _, found in q.named for d in found} | ({document.key} if document else set())
        kinds = {r.relation for r in references if r.target in known}
        here = [r for r in references if r.passage == last.id]
        if not here and (document is None or document.status == "loaded"):
            return None
        alike = [[r for r in each if r.relation in kinds or not kinds] for each in (here, references)]
        unknown = [[r for r in each if r.target not in known] for each in alike]
        typed = [[r for r in each if self._is_called(r, q.tokens)] for each in unknown]
        fitting = typed[0] or typed[1]
        if source is None or not fitting:
            return None
        quotes = self._library.citing(tuple(fitting))
        values = {"document": catalogue.brief(source), "count": str(len(quotes))}
        after = Focus(source.key, "", "relation")
        return Answer(
            "answer", "answer_relation", values, quotes, focus=after, confidence=1.0, from_focus=True
        )


def _is_outer(place: locator.Place | None) -> bool:
    """Whether a part of the document is named, within which items are counted."""
    return place is not None and any(kind not in _INNER for kind, _ in place.steps)
