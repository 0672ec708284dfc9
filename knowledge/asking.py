"""Which fact about a document a question asks for: beyond doubt, or by a cue that may mean something else."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge import Document
from knowledge.addressees import Addressees, Mention
from knowledge.facets import Facet, Facets
from knowledge.facts import Facts
from knowledge.library import Library
from knowledge.paper import LISTS, Paper
from knowledge.question import Question
from knowledge.scope import Scope, Scoper
from knowledge.titles import Titles
from nlu.text import syllables

_NAMED = re.compile(r"\b(?:kinh gui|noi nhan)\b")
_LINE, _MOST = 4, 0.75  # syllables of a line of such a list, and the share of them that names it
_SIGN = re.compile(r"[a-z]+\d+\w*")
_OF_FRAME = ("signature", "addressees", "recipients")
_BESIDE = (["ngoai"], ["tru"])  # before a body beside which others are asked for
_MUCH = 4  # syllables of content beside a facet's cue


class Asking:
    """Hears facts in questions to one library. The collaborators are those of `Answerer`."""

    def __init__(
        self,
        library: Library,
        facets: Facets,
        paper: Paper,
        facts: Facts,
        scoper: Scoper,
        titles: Titles,
        addressees: Addressees,
    ) -> None:
        self._library = library
        self._facets = facets
        self._paper = paper
        self._facts = facts
        self._scoper = scoper
        self._titles = titles
        self._addressees = addressees

    def beyond_doubt(self, q: Question, document: Document, scope: Scope) -> tuple[Facet, ...]:
        """The facts of the scope's document that are plainly asked for, but not what the question tells.

        "do UBND tỉnh ban hành ngày nào" asks for the day alone.
        """
        facts = self._paper.facts(self.without_title(q, scope))
        issuer = set(syllables(document.issuer))
        facts = self._where_it_is_said(q, self._as_cued(q, facts), document)
        named = any(issuer.issuperset(syllables(m.body.name)) for m in q.mentions)
        authors = self._addressees.asking.authors.find(q.words)
        given = bool(authors and q.mentions and self._addressees.asking.duty.find(q.words))
        told = (len(facts) > 1 or given) and (named or authors)
        return tuple(f for f in facts if f.passage != "issuer") if told else facts

    def without_title(self, q: Question, scope: Scope) -> Question:
        """The question without the words that name its document, whose title may sound like a question."""
        return self._titles.unnamed(q, scope.document) if scope.by_title and scope.document else q

    def _as_cued(self, q: Question, facts: tuple[Facet, ...]) -> tuple[Facet, ...]:
        """The facts, but a list where only its cue tells that it is asked for: "gửi phòng nào của Sở"."""
        asked = self._facets.asked(q.words)
        if not facts or asked is None or asked[0].name not in LISTS or set(LISTS) & {f.name for f in facts}:
            return facts
        told = [f for f in self._facets.facets if f.passage == facts[0].passage]
        cued = any(f.cues.find(q.words) and not f.unless.find(q.words) for f in told)
        return facts if cued else (asked[0],)

    def _where_it_is_said(
        self, q: Question, facts: tuple[Facet, ...], document: Document
    ) -> tuple[Facet, ...]:
        """The facts, before them that of the part which alone has a sign that is named: "KGVX.n43"."""
        signs = {t for t in q.tokens if _SIGN.fullmatch(t)}
        if not signs:
            return facts
        told = {each.passage: each for each in reversed(self._facets.facets)}
        held = [f for name, f in told.items() if signs & self._syllables(document, name)]
        return (*held, *(f for f in facts if f.passage != held[0].passage)) if len(held) == 1 else facts

    def _syllables(self, document: Document, name: str) -> set[str]:
        return {t for piece in self._library.pieces(document, name) for t in syllables(piece.text)}

    def by_cue(self, q: Question, scope: Scope) -> Facet | None:
        """The fact whose cue the question has, when it asks for nothing besides."""
        asked = self._facets.asked(q.words)
        if asked is None or self._paper.denies(q.words, asked[0]):
            return None
        naming = self._titles.naming(scope.within, by_title=scope.by_title)
        bodies = [m for m in q.mentions if not set(q.tokens[m.match.start : m.match.end]) <= naming]
        if asked[0].alone and (self._scoper.rest(q, asked[0], scope) or bodies):
            return None
        return asked[0]

    def where_it_stands(self, q: Question, facts: tuple[Facet, ...], document: Document) -> tuple[Facet, ...]:
        """The facts, before them the lists in which the bodies named stand: "Sở Y tế có nhận giấy này không".

        None is put before them where neither list is asked for, one is named that has a body, or each stands
        in both or in neither.
        """
        if not any(f.name in LISTS for f in facts) or "luu" in q.tokens:
            return facts
        bodies = [m for m in q.mentions if q.tokens[: m.match.start][-1:] not in _BESIDE]
        found = [[n for n in LISTS if self._stands_in(m, document, n)] for m in bodies]
        found = found or [[n for n in LISTS if self._is_line(q.tokens, document, n)]]
        found = [*self._in_full(q.tokens, document), *found]
        holding = dict.fromkeys(names[0] for names in found if len(names) == 1)
        if facts[0].name in holding and _NAMED.search(" ".join(q.tokens)):
            return facts
        first = tuple(f for name in holding if (f := self._facets.named(name)))
        return (*first, *(f for f in facts if f not in first))

    def _stands_in(self, mention: Mention, document: Document, name: str) -> bool:
        """Whether a body stands in a list of the document, by a name of its own or of all of its sort."""
        text = "\n".join(p.text for p in self._library.pieces(document, name))
        lines = [line.strip(" -;.,*") for line in text.splitlines()]
        said = [f" {' '.join(syllables(line))} " for line in lines]
        own = [f" {' '.join(spelled)} " for spelled in mention.names]
        return any(name in line for name in own for line in said) or any(
            self._addressees.is_collective(line, each) for line in lines for each in mention.body.of
        )

    def _in_full(self, tokens: Sequence[str], document: Document) -> list[list[str]]:
        """The lists, of the lines that the question has in full: "Thường trực Tỉnh ủy có được gửi không"."""
        said = f" {' '.join(tokens)} "
        lines = [
            (n, " ".join(syllables(line)))
            for n in LISTS
            for p in self._library.pieces(document, n)
            for line in p.text.splitlines()
        ]
        held = [(said.find(f" {line} "), n) for n, line in lines if line.count(" ") >= _LINE - 1]
        return [[n] for at, n in sorted(held) if at >= 0]

    def _is_line(self, tokens: Sequence[str], document: Document, name: str) -> bool:
        """Whether the question has most of a line of the list: "có gửi cổng thông tin điện tử không"."""
        text = "\n".join(p.text for p in self._library.pieces(document, name))
        lines = [set(syllables(line)) for line in text.splitlines()]
        return any(len(line) >= _LINE and len(line & set(tokens)) >= _MOST * len(line) for line in lines)

    def is_of_content(self, q: Question, scope: Scope, facet: Facet) -> bool:
        """Whether so much else is said that a passage is asked for, no fact about a document."""
        by_words = scope.within and not (q.named or self._facets.paper.find(q.words))
        much = _MUCH if scope.document and not by_words else 1
        if (
            by_words and scope.sure and facet.passage in _OF_FRAME
        ):  # who signed, who gets it: no passage tells
            much = _MUCH - 1
        rest = set(self._scoper.rest(q, facet, scope))
        if facet.name in LISTS and scope.document and q.mentions:  # who stands there is no content
            rest -= {t for m in q.mentions for t in q.tokens[m.match.start : m.match.end]}
            rest = rest.difference(*(self._syllables(scope.document, name) for name in LISTS))
        return len(rest) >= much

    def is_of_other(self, q: Question, scope: Scope, facet: Facet) -> bool:
        """Whether the fact is asked of something else than a document: "ai ký bảng chấm công"."""
        rest = self._scoper.rest(q, facet, scope)
        if scope.document is None:
            return not scope.within and len(set(rest)) >= _MUCH
        about = q.named or q.follow or q.points_back or scope.by_title or self._facets.paper.find(q.words)
        return not about and self._facts.is_foreign(facet, scope.document, rest)
