"""What a question is about: which documents it names or goes on about, and what it says besides."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from knowledge import Document, Focus, locator, standing
from knowledge.addressees import Addressees
from knowledge.decision import OTHER_QUESTION
from knowledge.facets import Facet, Facets
from knowledge.library import Library
from knowledge.nearest import type_asked
from knowledge.paper import Paper
from knowledge.question import Question
from knowledge.titles import Titles, spans
from nlu.text import syllables, words

_CARRIED_OUT = re.compile(
    r"(?:thuc hien|trien khai|quan triet|cu the hoa|to chuc|tuyen truyen|hoc tap) "
    r"(?:tot |hieu qua |noi dung )?$"
)
_BACK_TO_DOCUMENT = re.compile(
    r"\b(?:no|cai (?:do|ay|no|nay)|trong (?:do|ay|no|nay)|ben trong|"
    r"(?:ke hoach|huong dan|van ban|cong van|to trinh|chi thi|quyet dinh|nghi quyet|to|giay|vb|kh|hd|cv) "
    r"(?:do|ay|nay|tren|kia|no))\b"
)
# The document named before is what is asked about.
_AGAIN = re.compile(
    r"\b(?:(?:ke hoach|huong dan|to trinh|chi thi|quyet dinh|nghi quyet|van ban|giay|cai) (?:do|ay|kia|nay)|"
    r"(?:trong|ben trong) (?:do|ay|no|nay|chung))\b"
)
# What is asked of the inside of any document: "có mấy mục", "quy định cụ thể những gì".
_INSIDE = frozenset("muc phan dieu chuong khoan trang noi dung quy dinh chi tiet cu the giao viec".split())
_OF_THE = (
    r"\b(?:cua|trong|o) (?:cai |ban |to )?{}\b(?! (?:nao|gi|so|tuyen truyen))"  # "mục tiêu của kế hoạch"
)
# Behind a type that is asked for: the body whose paper it would be.
_WHOSE = re.compile(r"\b(?:nao|gi|so may|so nao|so bao nhieu) (?:cua|do) ")
# What may stand before a number besides the type: "nghị quyết số 93", "NQ 93".
_OF_NUMBER = frozenset(
    "so cua ve cai viec ke hoach huong dan nghi quyet chi thi cong van dinh thong tu ban nq kh hd ct".split()
)
_BEGIN = 4  # syllables with which a question begins that asks for a document itself
_FEW = 4  # syllables beside a fact that is asked of the document talked about
_OF_CITED = ("day", "date", "issuer")  # what may be asked of a document that the last answer only named
_LEFT_BY_FOLLOWING = ("thi", "sao", "the", "nao", "nua", "khong")


@dataclass(frozen=True)
class Scope:
    """What a question is about.

    `document` is the one to ask for facts, None when several could be meant; `within` are the documents to
    which duties and the search keep, () for all; `cited` are documents without text. `by_title`: named by its
    words, which are no content then; not `sure`: by words that may as well be what is asked for.
    """

    document: Document | None
    within: tuple[Document, ...] = ()
    cited: tuple[Document, ...] = ()
    by_title: bool = False
    sure: bool = True


class Scoper:
    """Tells the scope of questions to one library."""

    def __init__(
        self,
        library: Library,
        titles: Titles,
        facets: Facets,
        addressees: Addressees,
        paper: Paper,
        stopwords: frozenset[str],
    ) -> None:
        self._library = library
        self._titles = titles
        self._facets = facets
        self._addressees = addressees
        self._paper = paper
        self._stopwords = stopwords

    def scope(self, q: Question, focus: Focus) -> Scope:
        known = q.documents
        loaded = [d for d in known if d.status == "loaded"]
        cited = [d for d in known if d.status == "cited only"]
        if not q.named and (meant := standing.meant(self._library, focus, q.tokens)):
            cited = list(meant)
        elif not q.named and self._goes_on(q, focus):
            before = self._library.document(focus.document)
            cited = [before] if before and before.status == "cited only" else []
            cited = cited or list(self._behind(q, focus))
        if cited and not loaded and (about := self._about(q, cited)):
            loaded = [about]
        if loaded and cited and self._only_cites(q, loaded):
            loaded = []
        if appendix := self._appendix(q, loaded):
            return Scope(appendix, (appendix,))
        if cited and not loaded and not self._is_carried_out(q):
            return Scope(None, cited=tuple(cited))
        if loaded:
            return Scope(loaded[0], self.family(loaded))
        named = self._titles.named(self._naming(q, focus), q.words)
        recent = self._library.document(focus.document)
        goes_on = bool(recent and recent.status == "loaded" and (q.follow or q.points_back))
        if goes_on and recent and self._points_at(q, recent):
            return Scope(recent, self.family([recent]))
        if named and (named[0].sure or not goes_on):
            best = [n.document for n in named]
            if recent in best and q.points_back:  # "kế hoạch đó": the one that was talked about
                best = [recent]
            one = best[0] if len({d.attached_to or d.key for d in best}) == 1 else None
            return Scope(one, self.family(best), by_title=named[0].sure, sure=named[0].sure)
        if recent and recent.status == "loaded":
            return Scope(recent, self.family([recent]) if q.follow or q.points_back else ())
        return Scope(self._library.loaded[0] if len(self._library.loaded) == 1 else None)

    def _about(self, q: Question, cited: Collection[Document]) -> Document | None:
        """The one loaded document that is called by what it is about: "hướng dẫn học tập Nghị quyết 93"."""
        numbers = {syllables(d.number)[0] for d in cited if d.number}
        at = next((i for i, token in enumerate(q.tokens) if token in numbers), None)
        if at is None:
            return None
        found = [d for d in self._library.loaded if _is_called_by(q.tokens[: at + 1], d)]
        return found[0] if len(found) == 1 else None

    def _appendix(self, q: Question, named: Collection[Document]) -> Document | None:
        """The one appendix that the question names, of the documents named or of any: "phụ lục I".

        What an appendix without a number is about is asked of the only one: "phụ lục của 52 nói về gì".
        """
        place = locator.find(words(q.unnumbered))
        if place is None and named and "phu luc" in " ".join(q.tokens):
            asked = self._facets.asked(q.words)
            attached = [d for d in self.family(named) if d.attached_to]
            return attached[0] if asked and asked[0].passage == "subject" and len(attached) == 1 else None
        if place is None or place.steps[0][0] != "phu luc":
            return None
        among = self.family(named) if named else self._library.loaded
        found = [d for d in among if locator.is_appendix(d, place.steps[0][1])]
        return found[0] if len(found) == 1 else None

    def family(self, documents: Collection[Document]) -> tuple[Document, ...]:
        """The documents with what is attached to them."""
        keys = {d.key for d in documents}
        attached = [d for d in self._library.loaded if d.attached_to in keys and d.key not in keys]
        return (*documents, *attached)

    def _goes_on(self, q: Question, focus: Focus) -> bool:
        """Whether the question names nothing of its own and so goes on about what is in focus."""
        if not focus.document or (q.mentions and not _BACK_TO_DOCUMENT.search(" ".join(q.tokens))):
            return False
        asked = self._facets.asked(q.words)
        if q.points_back or not set(self.rest(q, asked[0] if asked else None)) - _INSIDE:
            return True
        before = self._library.document(focus.document)
        if before is None or before.status != "cited only":
            return False
        if re.search(_OF_THE.format(" ".join(syllables(before.type)) or "van ban"), " ".join(q.tokens)):
            return True
        fact = not self._facets.paper.find(q.words) and self._paper.sure(q.words)
        return bool(fact) and len(self.rest(q, None)) <= _FEW

    def _points_at(self, q: Question, recent: Document) -> bool:
        """Whether "kế hoạch đó" is said of the document in focus, which is one."""
        match = _BACK_TO_DOCUMENT.search(" ".join(q.tokens))
        said = match.group().split()[:-1] if match else []
        return bool(said) and said == syllables(recent.type)

    def _behind(self, q: Question, focus: Focus) -> tuple[Document, ...]:
        """The cited documents of which the last answer told, when the question goes on about them."""
        asked = self._facets.asked(q.words)
        fact = asked is not None and asked[0].name in _OF_CITED and not self._facets.paper.find(q.words)
        return standing.behind(self._library, focus, q.tokens) if q.points_back or fact else ()

    def _naming(self, q: Question, focus: Focus) -> list[str]:
        """The syllables that may name a document: a body whose work or paper is asked for is no issuer."""
        duty = self._addressees.asking.duty.find(q.words) or (q.follow and focus.facet == "duty")
        typed = self._titles.type_named(q.tokens)
        bodies = tuple(m for m in q.mentions if duty and not (typed and _is_of(q.tokens, m.match.start)))
        asked = {i for m in bodies for i in range(m.match.start, m.match.end)}
        asked.update(range(_issuer_asked(q.tokens), len(q.tokens)))
        return [t if i not in asked else "" for i, t in enumerate(q.tokens)]

    def _only_cites(self, q: Question, loaded: Collection[Document]) -> bool:
        """Whether the loaded documents are named as the place to look ("theo 356 thì Kế hoạch 324 …")."""
        numbers = {syllables(d.number)[0] for d in loaded if d.number}
        text = " ".join(q.tokens)
        told = r"(?:co |duoc )?(?:nhac|noi|ghi|dan|vien|neu)"
        return any(
            re.search(rf"\b(?:theo|trong|tai) (?:\w+ ){{0,3}}{n}\b|\b{n} (?:\w+ ){{0,2}}?{told}\b", text)
            for n in numbers
        )

    def _is_carried_out(self, q: Question) -> bool:
        """Whether the question is about carrying a named document out, which the directive may answer."""
        if not q.named:
            return False
        before, _, behind = " ".join(syllables(q.text)).partition(q.named[0][0].number)
        if _AGAIN.search(behind):  # "triển khai 107; hướng dẫn ấy dặn gì"
            return False
        before = re.sub(r"(?:(?:ke hoach|huong dan|cong van|van ban|kh|hd|cv|so) )+$", "", before)
        asks = q.mentions or OTHER_QUESTION & set(q.tokens) or self._facets.asked(q.words)
        return bool(_CARRIED_OUT.search(before)) and bool(asks) and not self._facets.relation.find(q.words)

    def elsewhere(self, q: Question) -> str:
        """The other province than those of the documents that the question is about, "" for none."""
        match = self._addressees.asking.elsewhere.find(q.words)
        place = q.tokens[match.start : match.end] if match else []
        return "" if self._titles.hold(place) else " ".join(place)

    def rest(self, q: Question, facet: Facet | None, scope: Scope | None = None) -> list[str]:
        """The content of the question besides the facet's cue and the documents it names."""
        match = facet.cues.find(q.words) if facet else None
        taken = set(q.tokens[match.start : match.end]) if match else set()
        taken |= {*q.follow, *(_LEFT_BY_FOLLOWING if q.follow else ())}
        for number, _ in q.named:
            taken |= {
                *syllables(number.text),
                *syllables(number.type),
                *syllables(number.symbol),
                number.number,
            }
        if scope:
            taken |= self._titles.naming(scope.within, by_title=scope.by_title)
        taken |= {"cong", "van", "ban", "ke", "hoach", "huong", "dan"} if q.named or facet else {"van", "ban"}
        return [t for t in q.tokens if len(t) > 1 and t not in taken and t not in self._stopwords]


def _is_of(tokens: list[str], start: int) -> bool:
    """Whether the body that begins there may be whose document it is: "kế hoạch của Ban Tuyên giáo"."""
    return bool({*tokens[max(0, start - 2) : start]} & {"cua", "do", "ben"})


def _issuer_asked(tokens: list[str]) -> int:
    """Where the body begins whose paper is asked for behind another: "… thực hiện chỉ thị nào của Tỉnh ủy".

    The end where none is, or where the question begins with that paper.
    """
    said = " ".join(tokens)
    match = _WHOSE.search(said)
    start = said[: match.end()].count(" ") if match else len(tokens)
    behind = type_asked(tokens[:start]) and not type_asked(tokens[:_BEGIN])
    return start if behind else len(tokens)


def _is_called_by(tokens: list[str], document: Document) -> bool:
    """Whether its type stands before the number at the end, and between them words of its subject alone."""
    *before, number = tokens
    type_, subject = tuple(syllables(document.type)), {*syllables(document.subject)}
    starts = spans(before, type_)
    if not starts or number not in subject:
        return False
    between = set(before[starts[-1][1] :])
    return bool(between - _OF_NUMBER) and between <= {*subject, *_OF_NUMBER, *syllables(document.issuer)}
