"""Questions about a document itself (who signed it, when, to whom) and matters that it does not state."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from knowledge.cues import Cues, Match
from nlu.text import fold


@dataclass(frozen=True)
class Facet:
    """A question about a document; `passage` is the id suffix of the passages that answer it.

    Of several only those count that hold one of the phrases `holding` (folded); () for all.

    An `alone` facet counts only when the question holds nothing else ("356 nói về gì").
    """

    name: str
    label: str
    passage: str
    cues: Cues
    unless: Cues
    alone: bool
    holding: tuple[str, ...] = ()


@dataclass(frozen=True)
class Matter:
    """Something officers ask for that a document may be silent about: a deadline, a budget, a form."""

    name: str
    label: str
    cues: Cues
    unless: Cues


@dataclass(frozen=True)
class Facets:
    """All of `facets.yml`; `not_stated` maps a document's key to the matters it was reviewed not to state."""

    facets: tuple[Facet, ...]
    matters: tuple[Matter, ...]
    relation: Cues
    oldest: Cues  # which of several documents
    newest: Cues
    paper: Cues  # words that mean a document
    whole: Cues  # words that ask for a document from beginning to end
    outline: Cues  # words that ask for the sections of one
    not_stated: dict[str, tuple[str, ...]]

    def named(self, name: str) -> Facet | None:
        """The facet of that name, None for none."""
        return next((facet for facet in self.facets if facet.name == name), None)

    def asked(self, words: list[str]) -> tuple[Facet, Match] | None:
        """The facet that the words of a question ask for, with the cue's place; the longest cue wins."""
        found = [
            (facet, match)
            for facet in self.facets
            if (match := facet.cues.find(words)) and not facet.unless.find(words)
        ]
        return max(found, key=lambda f: (not f[0].alone, f[1].size), default=None)

    def beside(self, words: list[str], first: Facet) -> list[Facet]:
        """The other facets that the words ask for too, apart from the first one's cue: "số mấy, ai ký"."""
        taken = first.cues.find(words)
        found = [(facet, facet.cues.find(words)) for facet in self.facets if facet.passage != first.passage]
        return [
            facet
            for facet, match in found
            if match
            and taken
            and not facet.unless.find(words)
            and facet.passage != "subject"
            and (match.end <= taken.start or taken.end <= match.start)
        ]

    def vocabulary(self) -> list[list[str]]:
        """The words in which facets and matters are asked for, in syllables."""
        everything = (*(f.cues for f in self.facets), *(m.cues for m in self.matters), self.relation)
        return [tokens for cues in everything for tokens in cues.vocabulary()]

    def silent_about(self, words: list[str], document: str) -> Matter | None:
        """The matter asked for that the document is known not to state, None otherwise."""
        stated_not = self.not_stated.get(document, ())
        found = [
            (match.size, matter)
            for matter in self.matters
            if matter.name in stated_not
            and (match := matter.cues.find(words))
            and not matter.unless.find(words)
        ]
        return max(found, key=lambda f: f[0])[1] if found else None

    def silent_size(self, words: list[str], document: str) -> int:
        """How many syllables of the words ask for a matter that the document is known not to state."""
        matter = self.silent_about(words, document)
        match = matter.cues.find(words) if matter else None
        return match.size if match else 0


def load(path: Path | None = None) -> Facets:
    """The facets of a YAML file."""
    data = yaml.load(
        (path or Path(__file__).with_name("facets.yml")).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
    )
    return Facets(
        tuple(
            Facet(
                name,
                item["label"],
                item["passage"],
                Cues(item["cues"]),
                Cues(item.get("unless", ())),
                item.get("alone", False),
                tuple(fold(phrase) for phrase in item.get("holding", ())),
            )
            for name, item in data["facets"].items()
        ),
        tuple(
            Matter(name, item["label"], Cues(item["cues"]), Cues(item.get("unless", ())))
            for name, item in data["matters"].items()
        ),
        Cues(data["relation"]["cues"]),
        Cues(data["oldest"]["cues"]),
        Cues(data["newest"]["cues"]),
        Cues(data["paper"]["cues"]),
        Cues(data["whole"]["cues"]),
        Cues(data["outline"]["cues"]),
        {key: tuple(names) for key, names in data["not_stated"].items()},
    )
