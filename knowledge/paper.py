"""What a question asks of the paper itself, as the classifier hears it: who signed, when, to whom …

The cues of facets.yml hear a fact in its usual words; the classifier, taught by many questions about any
paper, hears it in others too, and tells when the words of a cue ask for something else.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from knowledge.classifier import FRAME, OTHER, SILENCE, Classifier
from knowledge.facets import Facet, Facets
from knowledge.masking import masked
from knowledge.question import Question
from nlu.text import words as words_of

_SURE = 0.42  # likeness from which a part of the frame is asked for
_SURER = 0.6  # the same for what names other bodies and documents, which the body of a text does too
_BESIDE = 0.3  # the same for a second one beside it: "so, ngay, nguoi ky"
_CUED = 0.08  # the same for one that a cue hears
_LITTLE = 0.2  # below it a cue's words are taken to ask for something else
_CLEAR = 0.15  # by how much a fact is heard above silence where no paper is spoken of
_SILENT = 0.55  # likeness from which nothing answers the question
_CLEARLY = 0.15  # by how much, where a cue asks for a fact
_STORED = 0.7  # likeness, of both its classes, from which the documents of the store are asked for
_BESIDE_CITES = 0.1  # by how much a fact may be heard above them: their numbers are asked for too
_PLAIN = 0.6  # likeness from which a passage of the body is plainly asked for
_FAINT = 0.15  # below it nothing is heard of what is asked of a document that is only cited
_ECHO = 0.45  # share of the surest fact's likeness below which another is not asked for beside it
_AHEAD = 0.25  # what one document alone says goes before what is asked of any paper, unless so far behind
_OF_ALL = ("about", "gist")  # what their cues ask for, other questions ask too: "ghi gì"
_ANY = frozenset(["number", "date", "issuer", "subject"])  # asked also of documents named inside another
# What a sentence that cites a document may tell of it, and what is told by the document alone.
_TOLD = {
    "number": "number",
    "date": "date",
    "issuer": "issuer",
    "subject": "subject",
    "cites": "relation",
}
_INSIDE = (
    *("/content", "/signature", "/addressees", "/recipients"),
    *("/loaded", "/duties", "/task", SILENCE),
)
LISTS = ("addressees", "recipients")  # parts that are lists of bodies
_STOPS = re.compile(r"[,;:+&.?]")
_AND = re.compile(rf"{_STOPS.pattern}|\b(?:và|với|va|voi|cùng|rồi)\b")
_BODY = ["đơn", "vị"]


class Paper:
    """Hears questions about the frame of a document."""

    def __init__(self, facets: Facets, classifier: Classifier) -> None:
        self._facets = facets
        self._classifier = classifier
        self._hear = functools.lru_cache(maxsize=16)(self._heard)

    def facts(self, q: Question) -> tuple[Facet, ...]:
        """The facts that the question asks for beyond doubt, in one breath or one after the other.

        What only a document's number brings to mind ("ngày" beside "324") is not asked for.
        """
        listed, sure = self.listed(q), self.sure(q.words)
        meant = (*sure[:1], *self.sure(masked(q))) if q.named else sure
        proposal = self._facets.named("proposal")
        if proposal and self._asks_who_proposed(q.words) and self._hears(masked(q), "preamble"):
            meant = meant if any(f.passage == "preamble" for f in meant) else (proposal,)
            listed = tuple(f for f in listed if f.passage not in _ANY)  # they are asked of what was proposed
            meant = tuple(f for f in meant if f.passage not in _ANY)
            sure = meant
        told = {facet.passage for facet in listed} | ({f.passage for f in sure} - {f.passage for f in meant})
        return (*listed, *(facet for facet in sure if facet.passage not in told))

    def sure(self, words: Sequence[str]) -> tuple[Facet, ...]:
        """The facts that the words ask for beyond doubt, the surest first; () for none."""
        frame, body, silence = self._hear(tuple(words))
        best = max(frame, key=lambda name: frame[name])
        proposed = self._asks_who_proposed(words)
        if best in _ANY and frame["preamble"] >= (_LITTLE if proposed else max(_SURE, frame[best] - _AHEAD)):
            best = "preamble"
        least = _SURER if best == "preamble" else _SURE
        least = _SURE if proposed else least
        if frame[best] < max(least, body + _AHEAD * (body >= _SURE)) or frame[best] <= silence:
            return ()
        if frame[best] < silence + _CLEAR and not self._facets.paper.find(list(words)):
            return ()
        cued = {f.passage for f in self._facets.facets if f.name not in _OF_ALL and f.cues.find(list(words))}
        cued -= {"subject"}  # its cues stand in questions for anything: "ghi gì"
        aloud = max(_BESIDE, _ECHO * frame[best])
        beside = {n for n in frame if frame[n] >= (_CUED if n in cued else aloud)} - {best}
        beside -= _ANY if proposed and best == "preamble" else set()  # they are asked of what was proposed
        others = sorted(beside, key=lambda name: -frame[name])
        return tuple(self._facet(name, list(words)) for name in (best, *others))

    def _hears(self, words: Sequence[str], name: str) -> bool:
        """Whether that part is faintly asked for."""
        return self._hear(tuple(words))[0][name] >= _LITTLE

    def _asks_who_proposed(self, words: Sequence[str]) -> bool:
        """Whether the words speak of what was proposed, whose number and day are told with it."""
        proposal = self._facets.named("proposal")
        if proposal is None or proposal.unless.find(list(words)):
            return False
        return proposal.cues.find(list(words)) is not None

    def listed(self, q: Question) -> tuple[Facet, ...]:
        """The facts that are asked for one after the other ("số, ngày, người ký"), () for fewer than two."""
        apart = _STOPS if q.mentions else _AND  # "Sở Thông tin và Truyền thông" is one body
        pieces = [said for piece in apart.split(q.text) if (said := words_of(piece))]
        found: list[Facet] = []
        for asked in pieces:
            frame, body, silence = self._hear(tuple(asked))
            best = max(frame, key=lambda name: frame[name])
            if frame[best] >= _SURE and frame[best] > max(body, silence):
                found.append(self._facet(best, asked))
        several = len({facet.passage for facet in found}) > 1 and 2 * len(found) > len(pieces)
        return tuple({facet.passage: facet for facet in found}.values()) if several else ()

    def told_of_cited(self, words: Sequence[str], *, proposed: bool) -> tuple[str, float]:
        """Which fact is asked that a sentence citing a document may tell, "" for what stands inside it; and

        how like the latter it is. In the words "văn bản" is the document's name (masking.py). Of one in which
        something was `proposed`, who proposed it is its issuer.
        """
        likeness = self._classifier.likeness(words)
        told = {facet: self._classifier.of(likeness, f"/{name}") for name, facet in _TOLD.items()}
        told["number"] = max(told["number"], self._classifier.of(likeness, "/type"))  # cited with its type
        inside = max(
            self._classifier.of(likeness, name) for name in _INSIDE if not (proposed and name == "/signature")
        )
        basis = self._classifier.of(likeness, "/preamble")
        if proposed:
            told["issuer"] = max(told["issuer"], basis, self._classifier.of(likeness, "/signature"))
        best = max(told, key=lambda facet: told[facet])
        # Several facts asked at once share what one of them would have alone; far fainter ones are its echo.
        least = max(_FAINT, _ECHO * told[best])
        together = sum(each for each in told.values() if each >= least) if told[best] >= _BESIDE else 0.0
        if max(told[best], together) >= inside and told[best] >= max(basis, _FAINT):
            return best, inside
        return "", inside if inside >= basis else 0.0

    def asks_what_is_stored(self, q: Question) -> bool:
        """Whether it is asked which documents there are in the store."""
        likeness = self._classifier.likeness(q.words)
        stored = self._classifier.of(likeness, "/stored")
        together = stored + self._classifier.of(likeness, "/loaded")  # of this the other is a part
        silence, body = self._classifier.of(likeness, SILENCE), self._classifier.likeliest(likeness)[1]
        return stored >= _BESIDE and together >= max(_STORED, silence + _CLEARLY, body + _CLEARLY)

    def asks_what_is_cited(self, q: Question) -> bool:
        """Whether it is asked which other documents one names, with their numbers and days maybe."""
        words = masked(q)
        cites = self._classifier.of(self._classifier.likeness(words), "/references")
        frame, body, silence = self._hear(tuple(words))
        return cites >= _SURE and cites > max(silence, body, max(frame.values()) - _BESIDE_CITES)

    def asks_for_whole(self, q: Question) -> bool:
        """Whether all is asked that the bodies named have to do, not one thing of it."""
        words = _without_bodies(q)
        likeness = self._classifier.likeness(words)
        whole = self._classifier.of(likeness, "/duties")
        others = (self._classifier.of(likeness, "/task"), self._classifier.of(likeness, SILENCE))
        return whole >= _SURE and whole > max(*others, self._classifier.likeliest(likeness)[1])

    def asks_for_one(self, q: Question) -> bool:
        """Whether one thing is asked of the bodies named, or what nothing answers, and not all their work."""
        likeness = self._classifier.likeness(_without_bodies(q))
        whole, asked = self._classifier.of(likeness, "/duties"), self._classifier.likeness(q.words)
        one = self._classifier.likeliest(asked)[1]
        silence = max(self._classifier.of(each, SILENCE) for each in (likeness, asked))
        return whole < _SURE and (one >= _PLAIN or silence >= max(_SILENT, whole))

    def denies(self, words: Sequence[str], facet: Facet) -> bool:
        """Whether the words that are a cue for the fact are heard to ask for something else."""
        frame, body, silence = self._hear(tuple(words))
        heard = frame.get(facet.passage, 1.0)
        return (heard < _LITTLE and body >= _SURE) or (silence >= _SILENT and heard <= silence - _CLEARLY)

    def likely(self, words: Sequence[str], facet: Facet) -> bool:
        """Whether the fact that a cue hears is heard by the classifier too, though not beyond doubt."""
        frame, _, silence = self._hear(tuple(words))
        return frame.get(facet.passage, 0.0) >= max(_LITTLE, silence)

    def _heard(self, words: tuple[str, ...]) -> tuple[dict[str, float], float, float]:
        """The likeness of each part of the frame, of the likest passage of a body, and of all else."""
        likeness = self._classifier.likeness(words)
        frame = {name: self._classifier.of(likeness, f"/{name}") for name in FRAME}
        frame["number"] = max(frame["number"], self._classifier.of(likeness, "/type"))  # cited with its type
        # "có gửi Sở Y tế không" is of either list: together they are asked for.
        listed = max(LISTS, key=lambda name: frame[name])
        frame[listed] = min(1.0, sum(frame[name] for name in LISTS))
        body = self._classifier.likeliest(likeness)[1]
        return frame, body, max(self._classifier.of(likeness, name) for name in (SILENCE, OTHER))

    def _facet(self, name: str, words: list[str]) -> Facet:
        """The fact that is told by that part: of several the one whose cues the words have."""
        told = sorted((f for f in self._facets.facets if f.passage == name), key=lambda f: f.alone)
        return next((f for f in told if f.cues.find(words)), told[0])


def _without_bodies(q: Question) -> list[str]:
    """The words of the question with "đơn vị" for each body, as the questions about duties were written."""
    words, tokens = list(q.words), list(q.tokens)
    for mention in q.mentions:
        for spelling in sorted({mention.spelled, *mention.names}, key=len, reverse=True):
            size = len(spelling)
            at = next((i for i in range(len(tokens)) if tuple(tokens[i : i + size]) == spelling), None)
            if size and at is not None:
                words[at : at + size], tokens[at : at + size] = _BODY, ["", ""]
                break
    return words
