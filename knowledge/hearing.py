"""What a message says beside a question to the documents: whether it is one, whom and what it names."""

from __future__ import annotations

from collections.abc import Callable

from knowledge.classifier import Classifier
from knowledge.facets import Facets
from knowledge.question import Question
from knowledge.scope import Scoper


class Hearing:
    """Hears it for one index; `read` reads a message as a question."""

    def __init__(
        self, read: Callable[[str], Question], classifier: Classifier, facets: Facets, scoper: Scoper
    ) -> None:
        self._read = read
        self._classifier = classifier
        self._facets = facets
        self._scoper = scoper

    def sounds_asked(self, text: str) -> float:
        """How much more the message is like a question to the documents than like another one, −1–1."""
        return self._classifier.question(self._classifier.likeness(self._read(text).words))

    def cites(self, text: str) -> bool:
        """Whether the message names a document by its number."""
        return bool(self._read(text).named)

    def names_paper(self, text: str) -> bool:
        """Whether the message names a document, by its number or as one ("công văn này")."""
        q = self._read(text)
        return bool(q.named or self._facets.paper.find(q.words))

    def goes_on(self, text: str) -> bool:
        """Whether the message says no more than that a body that it names is meant now."""
        return bool(self._read(text).follow) and self.names_body(text)

    def names_body(self, text: str) -> bool:
        """Whether the message names a body and says no more."""
        q = self._read(text)
        names = {t for m in q.mentions for t in q.tokens[m.match.start : m.match.end]}
        return bool(names) and set(self._scoper.rest(q, None)) <= names

    def words(self, text: str) -> list[str]:
        """The words of the message as the search reads them, abbreviations written out."""
        return self._read(text).words
