"""Answers of the search: the passages that match well enough, or that nothing does."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from knowledge import NO_FOCUS, Answer, Citation, Document, Focus, catalogue
from knowledge.contents import Contents
from knowledge.decision import OTHER_QUESTION, Decision, asks_for_body
from knowledge.details import DETAILS
from knowledge.duties import Duties, besides
from knowledge.evidence import Found, Weigher
from knowledge.facets import Facets
from knowledge.facts import Facts
from knowledge.index import Hit, Index
from knowledge.library import MOST_QUOTES, Library
from knowledge.question import Question, Reader
from knowledge.scope import Scope, Scoper
from knowledge.titles import Titles
from nlu.text import fold, syllables

_CLOSE = 0.9  # a further passage is quoted too when it scores at least this share of the first
_CLOSE_OF_MANY = 0.7  # the same where several are asked for
_SEVERAL = re.compile(r"\b(?:nhung|cac|may) (?:\w+ ){1,3}nao\b|\bliet ke\b|\bke (?:het|ra|ten)\b")
_SEARCHED = 8  # passages looked at for quotes, and for what is related
_RELATED = 0.08  # one that scores at least this share is related
_TELLING = ("item", "paragraph", "preamble")  # kinds of passages that are worth a look beside an answer
_SHORT = 7  # content words of a question that says nothing beyond the section in focus
_HELD = 0.6  # the share of them that its passage has
_BARE = 4  # content words of a question that hardly names a subject of its own
_FAR_AHEAD = 0.25  # chance by which the answer of another document than the one in focus is better
# Which bodies, all of them: "những bên nào phải", "cơ quan nào phải".
_WHO_ALL = re.compile(
    r"\b(?:nhung ai|ai|(?:ben|don vi|co quan|so|noi|nganh) nao) (?:\w+ )?(?:phai|lo|can|duoc giao)\b"
)
_ASKING = frozenset(
    "ai những bên đơn vị cơ quan sở nơi ngành nào phải lo cần được giao kể hết liệt kê là gì thì".split()
)
_ANOTHER = re.compile(r"\bcon (?:ai|(?:co quan|don vi|ben|so|noi) nao) (?:\w+ )?(?:nua|khac)\b")
_ELSE = frozenset("ngoai tru ra con ai nua khac khong ko ben so co quan don vi nao noi".split())
# Behind the body that has to: "huyện mình có phải".
_MUST = re.compile(
    r"(?:(?:minh|em|toi|ta|nay|(?:tui|bon|chung) (?:em|toi|minh|ta)) )?(?:co )?(?:phai|can|duoc giao)\b"
)
_NAMED_SILENCE = 0.35  # nearness from which a matter is named as not stated
_NAMED_INSTEAD = 0.5  # the same where a cue hears another matter, a more general one
_ELSEWHERE = 0.35  # chance from which the work of other bodies is meant than those that are left out
# Chance from which the best passage of documents that nobody has taught is shown as perhaps none: where it is
# wrong it does no harm that way, and it is right for 45 of 87 such development questions.
_WORTH_READING = 0.25
_PLAINLY = 0.6  # likeness from which a question is plainly like a passage
_SAME = 0.9  # nearness from which a question is a reviewed phrase in nearly the same words


class Search:
    """Answers from the passages of one library. The collaborators are those of `Answerer`."""

    def __init__(
        self,
        index: Index,
        library: Library,
        reader: Reader,
        scoper: Scoper,
        titles: Titles,
        facets: Facets,
        facts: Facts,
        duties: Duties,
        contents: Contents,
        decision: Decision,
    ) -> None:
        self._index = index
        self._library = library
        self._reader = reader
        self._scoper = scoper
        self._titles = titles
        self._facets = facets
        self._facts = facts
        self._duties = duties
        self._contents = contents
        self._decision = decision
        self._weigher = Weigher(index, index.hints, index.silences, facets)
        self._last: tuple[Question, Scope, Focus, Found] | None = None

    def answer(self, q: Question, scope: Scope, focus: Focus, *, light: bool = False) -> Answer:
        """The passages that match best, when they match well enough; what the documents do not state else."""
        enough = self._decision.light if light else self._decision.answer
        found = self.look(q, scope, focus)
        if found.of_focus:
            enough = min(enough, self._decision.near)
        chance = self._decision.chance(found.evidence)
        if _is_silence(found):
            return self._unsaid(q, scope, found, min(chance, 1 - found.nearness))
        if found.hits and chance >= enough:
            also = (
                self._alike(q, found.hits) if asks_for_body(q) or _WHO_ALL.search(" ".join(q.tokens)) else ()
            )
            several = bool(_SEVERAL.search(" ".join(q.tokens)))
            return self._told(found.hits, chance, also, several=several)
        return self._of_both(q, scope, focus, enough) or self._unsaid(q, scope, found, chance)

    def liked(self, q: Question) -> str:
        """The id of the passage of a body that the question is plainly like, "" for none."""
        classifier = self._index.classifier
        passage, likeness = classifier.likeliest(classifier.likeness(q.words))
        return passage if likeness >= _PLAINLY else ""

    def look(self, q: Question, scope: Scope, focus: Focus) -> Found:
        """What the search finds in the documents that the question is about; remembered for the last one."""
        last = self._last
        if last and last[0] is q and last[1] is scope and last[2] == focus:
            return last[3]
        found = self._look(q, scope, focus)
        self._last = (q, scope, focus, found)
        return found

    def _look(self, q: Question, scope: Scope, focus: Focus) -> Found:
        if others := self._of_others(q, scope, focus):
            return others
        within = self._library.within(scope.within) if scope.within else None
        keys = {d.key for d in scope.within} or ({scope.document.key} if scope.document else set())
        text = self._titles.without_names(q, scope.within)
        if q.follow and text.startswith(" ".join(q.words[: len(q.follow)]) + " "):
            text = " ".join(q.words[len(q.follow) :])
        found = self._weigher.find(q, text, _SEARCHED, within=within, documents=keys)
        if focus.addressee and scope.document and found.hits and not (q.mentions or asks_for_body(q)):
            section = {p.id for p in scope.document.passages if p.section == focus.addressee}
            own = self._weigher.find(q, text, _SEARCHED, within=section, documents=keys)
            if own.hits and self._is_about_focus(q, text, own):
                return replace(own, of_focus=True)
        if own_work := self._of_bodies(q, text, scope, found):
            return own_work
        return self._of_document(q, text, scope, focus, found) or found

    def _of_others(self, q: Question, scope: Scope, focus: Focus) -> Found | None:
        """What other bodies have to do than those that are left out: "ngoài Công an ra còn ai xử lý".

        Or "ngoài ra còn ai nữa", beside those of whom the last answer told.
        """
        document, left = scope.document, besides(q)
        if document is None:
            return None
        words, within = q.words, self._library.within(self._scoper.family([document]))
        if left:
            first, last = min(m.match.start for m in left), max(m.match.end for m in left)
            words = [*q.words[: first - 1], *q.words[last:]]
            within -= self._duties.passages(document, left)
        elif focus.addressee and _ANOTHER.search(" ".join(q.tokens)):
            within -= {p.id for p in document.passages if p.section == focus.addressee}
        else:
            return None
        asked = self._reader.read(" ".join(words))
        if not set(self._index.content(asked.text)) - _ELSE and focus.question:
            asked = self._reader.read(focus.question)  # of what was asked last
        found = self._weigher.find(asked, asked.text, _SEARCHED, within=within, documents={document.key})
        likely = found.hits and self._decision.chance(found.evidence) >= _ELSEWHERE
        return replace(found, of_focus=True) if likely else None

    def _of_bodies(self, q: Question, text: str, scope: Scope, found: Found) -> Found | None:
        """What the work of the bodies asked about says, None when that says nothing of it.

        "Sở Y tế có phải lập kế hoạch không": all departments have to, whatever else says more of plans.
        """
        document = scope.document
        if document is None or not found.hits or not _asks_of_bodies(q):
            return None
        within = self._duties.passages(document, q.mentions)
        own = self._weigher.find(q, text, _SEARCHED, within=within, documents={document.key})
        enough = own.hits and self._decision.chance(own.evidence) >= self._decision.answer
        return own if enough else None

    def _of_document(self, q: Question, text: str, scope: Scope, focus: Focus, found: Found) -> Found | None:
        """What the document in focus says to one that names none, unless another says it far better.

        None when the document is all that is loaded: it was searched already. Only a question that hardly
        names a subject of its own is taken to go on about it, and then less is enough.
        """
        document = scope.document
        if document is None or document.key != focus.document or scope.within or not found.hits:
            return None
        family = self._scoper.family([document])
        if len(family) == len(self._library.loaded):
            return None
        within = self._library.within(family)
        own = self._weigher.find(q, text, _SEARCHED, within=within, documents={document.key})
        chance, other = self._decision.chance(own.evidence), self._decision.chance(found.evidence)
        bare = len(set(self._index.content(text))) <= _BARE
        near = bool(own.hits) and chance >= self._decision.near and (bare or other - chance <= _FAR_AHEAD)
        return replace(own, of_focus=bare) if near else None

    def _is_about_focus(self, q: Question, text: str, own: Found) -> bool:
        """Whether the question goes on about the section in focus: it says so, or says nothing beyond it."""
        if q.follow or q.points_back:
            return self._decision.chance(own.evidence) >= self._decision.near
        content = set(self._index.content(text)) - DETAILS
        first = own.hits[0].passage
        held = len(content & set(syllables(" ".join((*first.headings, first.text)))))
        return len(content) <= _SHORT and held >= _HELD * len(content)

    def _alike(self, q: Question, hits: Sequence[Hit]) -> list[Hit]:
        """The passages of other parts that have all the words of the question, when the first has them."""
        asked = {fold(word) for word in q.words if word not in _ASKING}
        content = asked & set(self._index.content(q.text))
        held = [content <= set(syllables(" ".join((*h.passage.headings, h.passage.text)))) for h in hits]
        part = hits[0].passage.section
        alike = [h for h, has in zip(hits, held, strict=True) if has and h.passage.section != part]
        return alike if content and held[0] else []

    def _told(
        self, hits: list[Hit], chance: float, also: Sequence[Hit] = (), *, several: bool = False
    ) -> Answer:
        close = _CLOSE_OF_MANY if several else _CLOSE
        near = [h for h in hits if h.score >= close * hits[0].score]
        chosen = [*near, *(h for h in also if h not in near)][:MOST_QUOTES]
        best = hits[0].passage
        return Answer(
            "answer",
            "answer",
            {},
            tuple(self._library.quote(h.passage) for h in chosen),
            focus=Focus(best.document, best.section, ""),
            confidence=chance,
            related=self.related(hits, {h.passage.id for h in chosen}),
        )

    def _of_both(self, q: Question, scope: Scope, focus: Focus, enough: float) -> Answer | None:
        """The answer to the earlier question asked of what this one names ("còn bản trích sao?").

        None unless the passage found holds all that this question names: nothing leaks from the earlier one.
        """
        goes_on = bool(q.follow) or q.points_back
        content = set(self._index.content(q.text)) - set(q.follow)
        if not goes_on or not focus.question or not content or not scope.document:
            return None
        ids = self._library.within(self._scoper.family([scope.document]))
        both = self._reader.read(f"{focus.question} {q.typed}")
        found = self._weigher.find(both, both.text, _SEARCHED, within=ids, documents={scope.document.key})
        if not found.hits or self._decision.chance(found.evidence) < enough:
            return None
        first = found.hits[0].passage
        if not content <= set(syllables(" ".join((*first.headings, first.text)))):
            return None
        return replace(self._told(found.hits[:1], self._decision.chance(found.evidence)), from_focus=True)

    def unsaid(self, q: Question, scope: Scope, focus: Focus) -> Answer:
        """That nothing answers, though the search may have found something that seems to."""
        found = self.look(q, scope, focus)
        return self._unsaid(q, scope, found, min(self._decision.chance(found.evidence), _WORTH_READING))

    def _unsaid(self, q: Question, scope: Scope, found: Found, chance: float) -> Answer:
        """That nothing answers; by name what a document is known not to state, when the question is near."""
        document = scope.document
        near = found.silence if found.nearness >= _NAMED_SILENCE else None
        meant = {d.key for d in (document, *scope.within) if d}
        near = near if not meant or (near and near.document in meant) else None
        if near and near.cited and (inside := self._contents.of(near, q)):
            return inside
        if document and (silent := self._facts.silent(q, document)):
            # A matter is heard by a cue in any document; what this one was reviewed for says it more nearly.
            nearer = near.label if near and found.nearness >= _NAMED_INSTEAD else silent.values["what"]
            return replace(silent, values={**silent.values, "what": nearer})
        if near:
            silent_document = self._library.document(near.document)
            name = catalogue.brief(silent_document) if silent_document else near.document
            values = {"document": name, "what": near.label}
            focus = Focus(near.document)
            return Answer("abstain", "abstain_not_stated", values, focus=focus, confidence=1 - chance)
        answer = self.abstain(document, found.hits if chance >= self._decision.near else None, chance)
        if found.evidence.taught or not found.hits or chance < _WORTH_READING:
            return answer
        quotes = (self._library.quote(found.hits[0].passage),)
        return replace(answer, lead="abstain_unsure", quotes=quotes, nearest=answer.nearest[1:])

    def related(self, hits: Sequence[Hit], quoted: Collection[str]) -> tuple[Citation, ...]:
        """The next best passages of a document's body that are not quoted."""
        least = _RELATED * hits[0].score if hits else 0.0
        near = [
            h.passage
            for h in hits
            if h.passage.id not in quoted and h.passage.kind in _TELLING and h.score >= least
        ]
        return tuple(self._library.citation(passage) for passage in near[:MOST_QUOTES])

    def beside(self, q: Question, quoted: Collection[str]) -> tuple[Citation, ...]:
        """The passages that match the question best besides those already quoted."""
        return self.related(self._index.search(q.text, len(quoted) + 2 * MOST_QUOTES), quoted)

    def abstain(
        self, document: Document | None, hits: list[Hit] | None = None, chance: float = 0.0
    ) -> Answer:
        near = tuple(self._library.citation(h.passage) for h in (hits or [])[:2])
        focus = Focus(document.key) if document else NO_FOCUS
        values = {"count": str(len(self._library.loaded))}
        return Answer("abstain", "abstain", values, nearest=near, focus=focus, confidence=chance)


def _asks_of_bodies(q: Question) -> bool:
    """Whether the question asks if a body has to do something: "Sở Y tế có phải …"."""
    if OTHER_QUESTION & set(q.tokens):
        return False
    return any(_MUST.match(" ".join(q.tokens[m.match.end :])) for m in q.mentions)


def _is_silence(found: Found) -> bool:
    """Whether the question is, in nearly the same words, one that was reviewed as not answered."""
    return found.nearness >= _SAME and found.nearness > found.likeness
