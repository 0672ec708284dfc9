"""Which of the loaded documents a question means: "trong mấy văn bản đang nạp có cái nào về rừng không"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge import NO_FOCUS, Answer, Document, Focus
from knowledge.facets import Facets
from knowledge.facts import Facts, newest_first
from knowledge.index import Index
from knowledge.library import MOST_QUOTES, Library
from knowledge.paper import Paper
from knowledge.question import Question
from knowledge.scope import Scoper
from knowledge.titles import Titles
from nlu import synonyms
from nlu.text import fold, syllables

_PAPER = (
    r"(?:van ban|cong van|cong dien|ke hoach|huong dan|chi thi|quyet dinh|nghi (?:quyet|dinh)|thong bao|"
    r"quy (?:che|dinh)|to trinh|tai lieu|giay to|cai|to)"
)
LIST = "documents"  # the lead of an answer that is the list of all documents
_STORED = re.compile(
    r"\b(?:(?:dang|da|duoc|vua|moi) nap|nap vo|nap vao|trong kho|kho (?:co|van ban|tai lieu|nay|minh)|"
    r"trong (?:may|he thong|bo nho|du lieu)(?: (?:nay|minh|em|ban))? (?:dang |hien |da |co )*(?:co|luu|nap)|"
    r"(?:dang|da|hien|co) (?:co )?san|"
    rf"trong (?:may|so|cac|mo|dong|nhung) (?:cai )?{_PAPER})\b"
)
_WHICH = re.compile(rf"\b{_PAPER} (?:nao|gi)\b")
_ABOUT = re.compile(rf"\b{_PAPER} (?:nao|gi) (?:noi |ban |viet |la )?(?:ve|cua|do|lien quan)\b")
_TOPIC = re.compile(
    rf"\b{_PAPER} (?:nao|gi) (?:noi |ban |viet |la )?(?:ve|lien quan(?: (?:den|toi))?) (?:chuyen |viec |vu )?"
    r"(?P<topic>.+?)(?= (?:khong|ko|hong|hem|ha|vay|so may|so bao|thi|cho|de) ?|$)"
)
_OF_PARTY = re.compile(r"\b(?:ben|co quan|to chuc|phia|cua) dang\b(?! (?:nap|co|luu|dung|xai))")
_PARTY_NUMBER = re.compile(r"\d+-")  # "37-HD/BTGDVTW", which no state body writes
_TOLD = ("number", "subject")
_ALL = re.compile(
    rf"\b(?:{_PAPER} (?:nao|gi|chi)|(?:may|bao nhieu) (?:\w+ )?{_PAPER}|(?:nhung|cac) {_PAPER})\b"
)
# What is said around the request for the list.
_AROUND = frozenset(
    "kho may he thong bo nho du lieu tro ly bot nap san toan van tra cuu hien dang luu may bao nhieu tat ca "
    "het moi mot hai ca gio hoi hay chi xem tim doc biet".split()
)


class Which:
    """Finds loaded documents by what a question says of them. Collaborators: those of `Answerer`."""

    def __init__(
        self,
        index: Index,
        library: Library,
        titles: Titles,
        facets: Facets,
        facts: Facts,
        scoper: Scoper,
        paper: Paper,
    ) -> None:
        self._index = index
        self._scoper = scoper
        self._paper = paper
        self._library = library
        self._titles = titles
        self._facets = facets
        self._told = [facet for name in _TOLD if (facet := facets.named(name))]
        self._facts = facts

    def of_stored(self, q: Question) -> Answer | None:
        """The same as `answer` for a question that speaks of what is loaded; the list where all is asked."""
        said = " ".join(q.tokens)
        certain = not (q.mentions or _TOPIC.search(said) or _OF_PARTY.search(said))
        if certain and self._paper.asks_what_is_stored(q):
            return self.listed()
        if not _STORED.search(said):
            return None
        everything = _ALL.search(said) and not q.named and not q.mentions
        if everything and set(self._scoper.rest(q, None)) <= _AROUND:
            return self.listed()
        return self.answer(q)

    def listed(self) -> Answer:
        """That these are the documents with text: number and subject of the newest ones."""
        newest = newest_first(self._library.loaded)[:MOST_QUOTES]
        pieces = [p for d in newest for name in _TOLD for p in self._library.pieces(d, name)]
        quotes = tuple(self._library.quote(p) for p in pieces)
        return Answer("answer", LIST, {}, quotes, confidence=1.0)

    def answer(self, q: Question) -> Answer | None:
        """Number and subject of the documents that are asked for, of a single one what else is asked.

        None when no document is asked for, or none is found.
        """
        said = " ".join(q.tokens)
        if q.named or len(self._library.loaded) < 2 or not (_ABOUT.search(said) or _is_stored(said)):
            return None
        every = self._found(q, said)
        found = every[:MOST_QUOTES]
        also = (
            [f for f in self._facets.facets if not f.alone and f.cues.find(q.words)]
            if len(found) == 1
            else []
        )
        told = [self._facts.facet(facet, d) for d in found for facet in (*self._told, *also)]
        quotes = tuple(dict.fromkeys(quote for each in told for quote in each.quotes[:1]))
        if not quotes:
            return None
        focus = Focus(found[0].key) if len(found) == 1 else NO_FOCUS
        values = {"count": str(len(every))}
        return Answer("answer", "answer_which", values, quotes, focus=focus, confidence=1.0)

    def _found(self, q: Question, said: str) -> Sequence[Document]:
        if _OF_PARTY.search(said):
            return [d for d in self._library.loaded if _PARTY_NUMBER.match(d.number)]
        if named := self._named(q.tokens, q.words):
            return named
        topic = _TOPIC.search(said)
        if topic is None or not _is_stored(said):
            return ()
        start, end = (len(said[:at].split()) for at in topic.span("topic"))
        about = q.words[start:end]
        meant = [
            [*map(fold, about[: each.start]), *written, *map(fold, about[each.end :])]
            for each in synonyms.load().find(about)
            for written in each.written
        ]
        for tokens in meant:
            if named := self._named(tokens):
                return named
        for phrase in (about, *meant):
            if holding := self._holding(" ".join(phrase)):
                return holding
        return ()

    def _named(self, tokens: list[str], spelled: Sequence[str] = ()) -> list[Document]:
        named = (n.document for n in self._titles.named(tokens, spelled))
        return [d for d in named if not d.attached_to]

    def _holding(self, phrase: str) -> list[Document]:
        """Those of which a passage, among those that match best, has the very words."""
        hits = self._index.search(phrase, 2 * MOST_QUOTES)
        said = f" {' '.join(syllables(phrase))} "
        keys = [h.passage.document for h in hits if said in f" {' '.join(syllables(h.passage.text))} "]
        found = (self._library.document(key) for key in dict.fromkeys(keys))
        above = (self._library.document(d.attached_to) or d for d in found if d)
        return list({d.key: d for d in above}.values())


def _is_stored(said: str) -> bool:
    """Whether it is asked which of the documents that are loaded: "trong mấy văn bản đang nạp có cái nào"."""
    return bool(_STORED.search(said) and _WHICH.search(said))
