"""A detail of the last answer, when a question asks for nothing else: "chào mừng dịp gì", "lĩnh vực nào"."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

from knowledge import Answer, Focus, Passage
from knowledge.classifier import FRAME, OTHER, SILENCE
from knowledge.cues import Cues
from knowledge.decision import asks_for_body, is_met
from knowledge.facets import Facet, Facets
from knowledge.index import Index
from knowledge.library import Library
from knowledge.paper import LISTS
from knowledge.question import Question
from knowledge.scope import Scope
from nlu.text import fold, syllables, words

_DETAIL = 7  # content words of a question that asks for no more than a detail of the last answer
_HELD = 0.6  # share of them that its passage has
_OWN_SUBJECT = 3  # content words from beyond which a question may have a subject of its own
_STRANGE = 0.5  # share of neighbouring words that nothing here has side by side: of something else
_RIVALS = 5  # passages that might have more of it
_SURE = 0.9  # confidence in a detail: it says nothing else, but it may have meant something else
_SLIPPING = 3  # letters from which a word may have a wrong one
_VOWELS = frozenset("aeiouy")
_CONTENTS = ("nội", "dung")  # that every document has
_OCCASION = re.compile(r"\bnhan (?:dip|su kien)\b")
_FRAME = ("header", "signature")  # kinds of passages that have no details
# Syllables of the kind of thing that is asked for, which the passage need not have: "nhằm mục đích gì", "vào
# những lúc nào"; `KINDS` has those as well that might stand for any.
DETAILS = frozenset(
    "muc dich nham luc thoi diem linh vuc doi tuong de tai hinh thuc kenh su kien dip chi tiet moi".split()
)
KINDS = DETAILS | frozenset("do cai vu viec dieu noi dung loai nhu the may nhung cu vao la ra duoc".split())
_WHICH_ONES = re.compile(
    r"^(?:(?:la|gom|cu the|do|nhung|cac|may|vay|the|thi|ke|ten|cai) )*"
    r"(?P<what>\w+ \w+) (?:lon )?(?:gi|nao|chi)\b"
)
_TAUGHT = 0.7  # likeness from which a question is plainly one that was reviewed for a passage
_HEARD = 0.5  # the same where it is none of what was told last, whose likeness is at most this:
_UNHEARD = 0.1
_BRIEFEST, _BRIEF = 3, 9  # syllables of a question that may leave out what it is about
_WHISPERED = 0.15  # likeness from which such a question may mean a passage of the part told last
_FAR = 2.0  # by how much anything else may be likelier, since nothing else was talked about


class Details:
    """Details of passages of one library. The collaborators are those of `Answerer`."""

    def __init__(self, index: Index, library: Library, facets: Facets, ends: Cues) -> None:
        """`ends` are cues of the beginning and the end of a whole document."""
        self._index = index
        self._library = library
        self._facets = facets
        self._ends = ends

    def instead(self, q: Question, scope: Scope, focus: Focus) -> Answer | None:
        """A detail of the last answer in words that also ask what a document is about: "chào mừng dịp gì"."""
        asked = self._facets.asked(q.words)
        subject = asked is not None and asked[0].passage == "subject" and asked[0].alone
        own = self._content(q) - KINDS
        goes_on = (own and subject) or ((subject or (asked is None and not own)) and self._is_named(q, focus))
        return self.of(q, scope, focus) if goes_on else None

    def _is_named(self, q: Question, focus: Focus) -> bool:
        """Whether the passage told last names the kind of thing that is asked for: "về đề tài gì"."""
        last = self._library.passages.get(focus.passage)
        pairs = {*pairwise(words(last.text))} & {*pairwise(q.words)} if last else set()
        return any({*map(fold, pair)} <= KINDS and pair != _CONTENTS for pair in pairs)

    def of(self, q: Question, scope: Scope, focus: Focus) -> Answer | None:
        """The passage of the last answer when the question asks for no more than a detail of it."""
        last = self._library.passages.get(focus.passage)
        asked = self._facets.asked(q.words)
        about = asked is None or asked[0].passage == "subject" or asked[0].alone
        bodies = q.mentions and focus.facet not in LISTS
        if last is None or last.kind in _FRAME or q.named or bodies or scope.by_title or not about:
            return None
        if self._ends.find(q.words) or asks_for_body(q):
            return None
        paper = self._facets.paper.find(q.words)
        if (paper and paper.size > 1) or self._facets.silent_size(q.words, last.document):
            return None
        content = self._content(q)
        own = content - KINDS
        told = (last, *self._beside(last, focus))
        best = self._likeliest(q, told) or max(told, key=lambda p: len(_held(q, content, p)))
        if not content or len(own) > _DETAIL or not is_met(q, best):
            return None
        if not _tells(q, own, best) and not (
            len(own - _held(q, own, best)) <= 1 and self._is_named(q, focus)
        ):
            return None
        if len(own) > _OWN_SUBJECT and self._index.strangeness(q.text) >= _STRANGE:
            return None
        if self._is_taught_elsewhere(q, told) or self._is_of_nothing(q, told):
            return None
        others = [hit.passage for hit in self._index.search(q.text, _RIVALS)]
        if any(len(_held(q, own, p)) > len(_held(q, own, best)) for p in others):
            return None
        return quoted(self._library, (best,), focus, _SURE)

    def _is_taught_elsewhere(self, q: Question, told: Collection[Passage]) -> bool:
        """Whether the reviewed phrases say plainly that another passage of the body is asked for."""
        classifier = self._index.classifier
        heard = classifier.likeness(q.words)
        best, likeness = classifier.likeliest(heard)
        own = max(classifier.of_passage(heard, p) for p in told)
        return best not in {p.id for p in told} and (
            likeness >= _TAUGHT or (likeness >= _HEARD and own <= _UNHEARD)
        )

    def _is_of_nothing(self, q: Question, told: Collection[Passage]) -> bool:
        """Whether the reviewed phrases say plainly that nothing here answers the question."""
        classifier = self._index.classifier
        heard = classifier.likeness(q.words)
        silence = classifier.of(heard, SILENCE)
        return silence >= _TAUGHT and silence > max(classifier.of_passage(heard, p) for p in told)

    def _likeliest(self, q: Question, told: Sequence[Passage]) -> Passage | None:
        """The passage among these for which the reviewed phrases speak plainly, None for none."""
        classifier = self._index.classifier
        heard = classifier.likeness(q.words)
        *others, best = sorted(told, key=lambda p: classifier.of_passage(heard, p))
        own, next_best = (classifier.of_passage(heard, p) for p in (best, others[-1] if others else best))
        return best if others and own >= _HEARD / 2 and own >= 2 * next_best else None

    def within(self, q: Question, focus: Focus) -> Answer | None:
        """The passage of the part told last for which a brief question is likest, when it names nothing else.

        "rồi báo lên đâu", "trên những kênh nào": what is meant has been said before.
        """
        last = self._library.passages.get(focus.passage)
        if last is None or not last.section or q.named or q.mentions:
            return None
        if not _BRIEFEST <= len(q.tokens) <= _BRIEF:
            return None
        paper = self._facets.paper.find(q.words)
        if paper or asks_for_body(q) or self._facets.silent_size(q.words, last.document):
            return None
        classifier = self._index.classifier
        heard = classifier.likeness(q.words)
        part = self._part(last)
        best = max(part, key=lambda p: classifier.of_passage(heard, p) + _WHISPERED * (p.id == last.id))
        own = classifier.of_passage(heard, best)
        others = max(
            classifier.likeliest(heard)[1],
            *(classifier.of(heard, name) for name in (SILENCE, OTHER, *(f"/{each}" for each in FRAME))),
        )
        if own < _WHISPERED or others > max(_FAR * own, own + _WHISPERED) or not is_met(q, best):
            return None
        return quoted(self._library, (best,), focus, _SURE)

    def _part(self, last: Passage) -> list[Passage]:
        document = self._library.document(last.document)
        told = document.passages if document else ()
        return [p for p in told if p.section == last.section and p.kind in ("item", "paragraph")] or [last]

    def nearest(self, q: Question, rest: Collection[str], focus: Focus) -> tuple[Passage, set[str]] | None:
        """The passage told last that has most of these syllables, with them; None when none has any."""
        last = self._library.passages.get(focus.passage)
        held = [(p, _held(q, rest, p)) for p in ((last, *self._beside(last, focus)) if last else ())]
        best = max(held, key=lambda each: len(each[1]), default=None)
        return best if best and best[1] else None

    def _beside(self, last: Passage, focus: Focus) -> list[Passage]:
        """The other passages of a part that was quoted as a whole."""
        document = self._library.document(last.document)
        if document is None or focus.facet != "duty" or not last.section:
            return []
        return [p for p in self._part(last) if p.id != last.id]

    def plainly_beside(self, q: Question, focus: Focus) -> Answer | None:
        """Another passage of the work told last, where the reviewed phrases say plainly that it is meant."""
        last = self._library.passages.get(focus.passage)
        told = (last, *self._beside(last, focus)) if last else ()
        best = self._likeliest(q, told) if len(told) > 1 and not q.mentions else None
        if best is None or best == last or not is_met(q, best):
            return None
        return quoted(self._library, (best,), focus)

    def spelled_out(self, q: Question, focus: Focus) -> Answer | None:
        """Where the document lists what the passage told last only counts: of "03 chủ đề" "là chủ đề gì".

        None where that lists them itself, or nothing else is asked of them.
        """
        last = self._library.passages.get(focus.passage)
        asked = _WHICH_ONES.search(" ".join(q.tokens))
        document = self._library.document(last.document) if last and asked else None
        if last is None or asked is None or document is None or q.named or q.mentions:
            return None
        counted = re.search(rf"\b(?:0?(\d+)) {asked['what']}\b(?P<behind>[^.;]*)", _line(last))
        if counted is None or ":" in counted["behind"]:
            return None
        list_ = re.compile(rf"\b0?{counted[1]} {asked['what']}\b[^.;:]{{,40}}:")
        listing = next((p for p in document.passages if list_.search(_line(p))), None)
        return quoted(self._library, (listing,), focus) if listing else None

    def time(self, q: Question, asked: Facet, focus: Focus) -> Answer | None:
        """The passage quoted last, when it tells the time that is asked for and no document is named."""
        last = self._library.passages.get(focus.passage)
        if last is None or last.kind not in ("item", "paragraph") or focus.facet:
            return None
        if asked.name != "day" or q.named or self._facets.paper.find(q.words) or not is_met(q, last):
            return None
        return quoted(self._library, (last,), focus)

    def _content(self, q: Question) -> set[str]:
        said = _OCCASION.search(" ".join(q.tokens))
        return set(self._index.content(q.text)) - {*q.follow, *(["nhan"] if said else [])}


def _line(passage: Passage) -> str:
    """The text of the passage on one line, folded."""
    return " ".join(fold(passage.text).split())


def quoted(library: Library, found: Collection[Passage], focus: Focus, confidence: float = 1.0) -> Answer:
    """The passages as an answer that took the focus to understand."""
    quotes = tuple(library.quote(p) for p in found)
    first = next(iter(found))
    after = Focus(first.document, first.section, focus.facet)
    return Answer("answer", "answer", {}, quotes, focus=after, confidence=confidence, from_focus=True)


def _held(q: Question, content: Collection[str], passage: Passage) -> set[str]:
    """The syllables that stand in the passage or above it, with the marks with which they were typed."""
    text = " ".join((*passage.headings, passage.text))
    spelled, plain = set(words(text)), set(syllables(text))
    typed = dict(zip(q.tokens, q.words, strict=True))
    held = {t for t in content if t in plain and (typed.get(t, t) == t or typed[t] in spelled)}
    return held | {fold(word) for word in _slipped(q.words, words(passage.text))} & set(content)


def _slipped(asked: Sequence[str], told: Sequence[str]) -> set[str]:
    """The words asked that are one wrong consonant away from what stands beside their neighbour in the text.

    "phảm bác" after "phản bác" was told. A vowel makes another word: "phòng ngủ" is no "phòng ngừa".
    """
    beside = {*pairwise(told)}
    beside |= {(fold(a), fold(b)) for a, b in beside}
    found = {b for a, b in pairwise(asked) for x, y in beside if a == x and _is_slip(b, y)}
    return found | {a for a, b in pairwise(asked) for x, y in beside if b == y and _is_slip(a, x)}


def _is_slip(typed: str, meant: str) -> bool:
    if len(typed) != len(meant) or len(typed) < _SLIPPING:
        return False
    wrong = [(a, b) for a, b in zip(typed, meant, strict=True) if a != b]
    return len(wrong) == 1 and not _VOWELS & {*map(fold, wrong[0])}


def _tells(q: Question, own: Collection[str], passage: Passage) -> bool:
    """Whether the passage has most of what is asked about, or half of it and a pair of neighbours."""
    held = len(_held(q, own, passage))
    pairs = {*pairwise(words(passage.text))} if 2 * held >= len(own) else set()
    return held >= _HELD * len(own) or any(
        pair in pairs and set(map(fold, pair)) & set(own) for pair in pairwise(q.words)
    )
