"""An earlier subject of the chat that a question goes back to: "cái kế hoạch hồi nãy", "cái đầu của ai"."""

from __future__ import annotations

from dataclasses import replace

from knowledge import Focus, following
from knowledge.cues import Cues
from knowledge.library import Library
from knowledge.question import Question, Reader
from knowledge.scope import Scoper
from nlu.text import syllables

MOST = 4  # earlier subjects that a chat remembers
_NAMED = 2  # syllables before "hồi nãy", or behind it at the start: of what it is said
_ANY = ("cai", "cau", "viec", "cua", "la")  # that may be of anything
_THAT = "đó"


class Recall:
    """Finds what a question goes back to; `back` are the ways of saying so ("hồi nãy", "quay lại")."""

    def __init__(self, library: Library, reader: Reader, scoper: Scoper, back: Cues) -> None:
        self._library = library
        self._reader = reader
        self._scoper = scoper
        self._back = back

    def find(self, q: Question, focus: Focus) -> tuple[str, Focus] | None:
        """What is asked, as if that subject were the last one; None when the question goes back to none."""
        if not focus.earlier or q.named:
            return None
        step = following.find(q.words)
        match = self._back.find(q.words)
        if match is None:
            return self._counted(q, step, focus) if step else None
        if step and step.over == "part":
            return None
        before, after = q.words[: match.start], q.words[match.end :]
        named = q.tokens[max(0, match.start - _NAMED) : match.start] or q.tokens[match.end :][:_NAMED]
        meant = {*named, *self._scoper.rest(q, None)} - {*_ANY, *q.tokens[match.start : match.end]}
        subject = self._nearest(meant, focus)
        # "cái kế hoạch hồi nãy" is "cái kế hoạch đó" asked from there.
        return (" ".join([*before, *[_THAT] * bool(before), *after]), subject) if subject else None

    def _nearest(self, meant: set[str], focus: Focus) -> Focus | None:
        """The subject of which most is named again, the latest of several; None when nothing is."""
        subjects = (*focus.earlier, _alone(focus))
        shares = [(len(meant & self._asked(s)), len(meant & self._told(s))) for s in subjects]
        best = max(shares)
        return subjects[shares.index(best)] if any(best) else None

    def _asked(self, subject: Focus) -> set[str]:
        """The syllables of what was asked, and of the document or the body that it was about."""
        document = self._library.document(subject.document)
        of_cited = [document.type, document.number] if document and document.status == "cited only" else []
        return {*self._reader.read(subject.question).tokens, *syllables(" ".join(of_cited))}

    def _told(self, subject: Focus) -> set[str]:
        """The syllables of the passage that was quoted first, and of the headings above it."""
        passage = self._library.passages.get(subject.passage)
        return set(syllables(" ".join((*passage.headings, passage.text)))) if passage else set()

    def _counted(self, q: Question, step: following.Step, focus: Focus) -> tuple[str, Focus] | None:
        """The nth of several documents asked about one after the other: "cái đầu là của ai"."""
        if step.over in ("part", "item") or step.where not in ("before", "nth", "next", "last"):
            return None
        told = [s for s in (_alone(focus), *focus.earlier) if self._is_cited(s)]
        if not self._is_cited(focus):
            return None
        latest_first = list({s.document: s for s in reversed(told)}.values())[::-1]
        at = {"before": 1, "nth": len(latest_first) - step.nth}.get(step.where, 0)
        if not 0 <= at < len(latest_first):
            return None
        asked = [word for word, token in zip(q.words, q.tokens, strict=True) if token not in step.said]
        return " ".join(["cái", _THAT, *asked]), latest_first[at]

    def _is_cited(self, subject: Focus) -> bool:
        document = self._library.document(subject.document)
        return document is not None and document.status == "cited only"


def remembered(focus: Focus) -> tuple[Focus, ...]:
    """What the next answer keeps of the subjects so far: the last one first, those told by a quote alone."""
    last = (_alone(focus),) if focus.passage else ()
    return (*last, *focus.earlier)[:MOST]


def _alone(focus: Focus) -> Focus:
    return replace(focus, earlier=())
