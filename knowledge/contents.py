"""Questions for what stands inside documents without text, called by their words: reviewed phrases tell them.

"Hôm phát động thi đua, kế hoạch bên trên có giao chỉ tiêu cho xã không": not_stated.yml has such phrases for
the documents that a loaded one cites, and the classifier hears what is like them.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from knowledge import Answer, Silence
from knowledge.classifier import CITED, QUESTION, Classifier, class_of_silence
from knowledge.library import Library
from knowledge.question import Question
from knowledge.relations import Relations
from knowledge.scope import Scope
from nlu.text import syllables

_SURE = 0.4  # likeness from which what stands inside is asked for
# What such documents are called: a body's work alone is asked of the loaded one.
_CALLED = re.compile(
    r"\b(?:ke hoach|huong dan|to trinh|trinh len|giay|van ban|tai lieu|file|phat dong|thi dua|"
    r"cong van de nghi)\b"
)
_QUOTED = re.compile(r"[“\"]([^“”\"]+)[”\"]")
_LEAST_QUOTED = 3  # syllables
# A fact of the paper, which the citing sentence tells; or what that says of it, and where.
_FACT = re.compile(
    r"\b(?:so (?:may|bao nhieu|ky hieu|hieu|nao|va ngay)|ky hieu|mang so|ai ky|"
    r"(?:ra|ky|ban hanh|de) ngay (?:nao|may|bao)|cua (?:ai|co quan nao|ban nao)|"
    r"(?:duoc|bi) (?:\w+ )?(?:nhac|dan|vien dan)|"
    r"loai (?:gi|van ban)|ten (?:gi|day du))\b"
)


class Contents:
    """Hears them in questions to one library."""

    def __init__(
        self, library: Library, relations: Relations, classifier: Classifier, silences: Sequence[Silence]
    ) -> None:
        self._library = library
        self._relations = relations
        self._classifier = classifier
        self._numbers = {
            classifier.number(class_of_silence(s.document, s.label)): s for s in silences if s.cited
        }
        self._numbers.pop(-1, None)
        # The classes that say the same more generally, or nothing of it.
        same = (CITED, QUESTION, "/content")
        self._apart = [*self._numbers, *(n for name in same if (n := classifier.number(name)) >= 0)]

    def answer(self, q: Question, scope: Scope) -> Answer | None:
        """That the documents meant are not loaded; None where the question is likelier another one.

        What another document cites than the one that the question means is not meant either.
        """
        said = " ".join(q.tokens)
        if not self._numbers or not _CALLED.search(said) or _FACT.search(said):
            return None
        likeness = self._classifier.likeness(q.words)
        heard, others = self._classifier.of(likeness, CITED), likeness.copy()
        others[self._apart] = 0
        if heard < _SURE or heard <= others.max(initial=0.0) or self._quotes(q):
            return None
        silence = self._numbers[max(self._numbers, key=lambda n: float(likeness[n]))]
        meant = {d.key for d in (scope.document, *scope.within) if d}
        return self.of(silence, q) if not meant or silence.document in meant else None

    def _quotes(self, q: Question) -> bool:
        """Whether words in quotation marks stand in a text, and in no name of a document without one."""
        quoted = (syllables(match[1]) for match in _QUOTED.finditer(q.typed))
        said = [f" {' '.join(words)} " for words in quoted if len(words) >= _LEAST_QUOTED]
        called = self._called if said else ""
        return any(each not in called and self._stands(each) for each in said)

    @functools.cached_property
    def _called(self) -> str:
        """The names of the documents without text."""
        without = (d for d in self._library.documents if d.status == "cited only")
        return "\n".join(f" {' '.join(syllables(d.subject))} " for d in without)

    def _stands(self, said: str) -> bool:
        return any(said in f" {' '.join(syllables(p.text))} " for p in self._library.passages.values())

    def likeliest(self, q: Question) -> Answer | None:
        """That the documents whose inside is likeliest asked for are not loaded; None where none are."""
        if not self._numbers:
            return None
        likeness = self._classifier.likeness(q.words)
        return self.of(self._numbers[max(self._numbers, key=lambda n: float(likeness[n]))], q)

    def of(self, silence: Silence, q: Question) -> Answer | None:
        """The same of one silence; None where the catalogue lacks its documents."""
        found = (self._library.document(key) for key in silence.cited)
        meant = tuple(d for d in found if d and d.status == "cited only")
        return self._relations.of_cited(meant, "", q.tokens) if meant else None
