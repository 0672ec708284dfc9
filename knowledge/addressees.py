"""Who a question is about: the bodies of the province, what they are called, which collectives hold them."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

import yaml

from knowledge.assignments import core
from knowledge.cues import Cues, Match
from nlu.abbreviations import Abbreviations
from nlu.text import fold, fold_word, syllables, words

_SHORT = 2  # words of a name that is told from others by its marks


@dataclass(frozen=True)
class Body:
    """A body by its name; `spellings` are the syllables of the names it goes by, `of` its collectives.

    `formerly` is the name of a body whose work it has taken over, "" for none. `several`: each spelling is
    a body of its own, with work of its own.
    """

    name: str
    spellings: tuple[tuple[str, ...], ...]
    of: tuple[str, ...] = ()
    collective: bool = False
    formerly: str = ""
    several: bool = False

    @functools.cached_property
    def cores(self) -> frozenset[tuple[str, ...]]:
        """Its spellings of more than one syllable without the level: "Công an tỉnh" → cong an."""
        return frozenset(c for s in self.spellings if len(c := core(" ".join(s))) > 1)


@dataclass(frozen=True)
class Mention:
    """A body named in a question, with its place in syllables and the name it was given there."""

    body: Body
    match: Match
    spelled: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[tuple[str, ...], ...]:
        """The spellings of the body that is meant."""
        return (self.spelled,) if self.body.several else self.body.spellings


@dataclass(frozen=True)
class Asking:
    """How people ask about bodies.

    `duty` asks for all that a body has to do, in `duty_words` that name no work; `follow` goes on from an
    earlier question; `authors` name who issued the document; `elsewhere` names another province.
    `ordinary` are pairs of syllables in which a short name is another word ("kể cả" is no CA).
    """

    duty: Cues
    duty_words: frozenset[str]
    follow: Cues
    authors: Cues
    elsewhere: Cues
    ordinary: frozenset[tuple[str, str]] = frozenset()


class Addressees:
    """The table of bodies."""

    def __init__(
        self,
        bodies: tuple[Body, ...],
        written: dict[str, tuple[tuple[str, ...], ...]],
        opening: dict[str, tuple[tuple[str, ...], ...]],
        asking: Asking,
        names: Mapping[tuple[str, ...], str] = MappingProxyType({}),
    ) -> None:
        """`written` are the names of each collective in documents, `opening` how longer ones begin.

        `names` has the spellings of the table as it writes them.
        """
        self._bodies = bodies
        self._names = names
        self._marked = {s: tuple(words(name)) for s, name in names.items() if len(s) <= _SHORT}
        self._written = written
        self._opening = opening
        self.asking = asking
        # By their first two syllables, or their only one: a collection may have tens of thousands of bodies.
        self._by_first: dict[tuple[str, ...], list[tuple[tuple[str, ...], Body]]] = {}
        for body in bodies:
            for spelling in body.spellings:
                self._by_first.setdefault(spelling[:2], []).append((spelling, body))
                # "ngành y tế", "bên y tế" is what people call "sở y tế".
                if spelling[:1] == ("so",) and len(spelling) > 1 and not body.collective:
                    for called in ("nganh", "ben", "phia"):
                        self._by_first.setdefault((called, spelling[1]), []).append((spelling, body))

    def mentioned(self, *readings: list[str], joined: Callable[[str, str], bool]) -> list[Mention]:
        """The bodies named in any reading (as typed, expanded) of the question, the longest names first.

        The readings are words with their marks: "thứ trưởng" names no "thủ trưởng". `joined` tells syllables
        that the documents write side by side: a name of one syllable does not count before one of those
        ("dai hoi" names no đài, "mạng xã hội" no xã).
        """
        found: dict[tuple[str, tuple[str, ...]], Mention] = {}
        for reading in readings:
            tokens = [fold_word(word) for word in reading]
            for start in range(len(tokens)):
                begun = (tuple(tokens[start : start + size]) for size in (1, 2))
                for spelling, body in (each for key in begun for each in self._by_first.get(key, ())):
                    end = start + len(spelling)
                    if tuple(tokens[start + 1 : end]) != spelling[1:] or _is_cut(tokens, start, end, joined):
                        continue
                    if len(spelling) == 1 and self._is_ordinary(tokens, start):
                        continue
                    if _differ(reading[start:end], self._marked.get(spelling, ())):
                        continue
                    named = (body.name, spelling if body.several else ())
                    known = found.get(named)
                    if known is None or known.match.size < len(spelling):
                        found[named] = Mention(body, Match(start, end), spelling)
        mentions = sorted(found.values(), key=lambda m: -m.match.size)
        return [
            m for m in mentions if not any(_inside(m, o) or _is_level(m, o) for o in mentions if o is not m)
        ]

    def _is_ordinary(self, tokens: list[str], at: int) -> bool:
        beside = pairwise(tokens[max(0, at - 1) : at + 2])
        return any(pair in self.asking.ordinary for pair in beside)

    def extended(self, bodies: tuple[Body, ...]) -> Addressees:
        """The table with further bodies, but those that it already knows by one of their spellings."""
        known = {spelling for body in self._bodies for spelling in body.spellings}
        new = tuple(b for b in bodies if not known & set(b.spellings))
        return Addressees((*self._bodies, *new), self._written, self._opening, self.asking, self._names)

    def called(self, mention: Mention) -> str:
        """The name that the question gives the body, as the table writes it."""
        return self._names.get(mention.spelled, mention.body.name)

    def vocabulary(self) -> list[list[str]]:
        """The names of all bodies, in syllables."""
        return [list(spelling) for body in self._bodies for spelling in body.spellings]

    def forms_of(self, collective: str) -> tuple[tuple[str, ...], ...]:
        """How the names of this collective in documents are spelled, or begin."""
        return (*self._opening[collective], *self._written[collective])

    def is_collective(self, name: str, collective: str) -> bool:
        """Whether a document's name for several bodies ("Các sở, ban, ngành tỉnh") means this collective."""
        spelled = tuple(syllables(name))
        opens = any(
            spelled[: len(o)] == o and spelled[len(o) : len(o) + 1] != ("uy",)  # "các huyện ủy" is the Party
            for o in self._opening[collective]
        )
        return opens or spelled in self._written[collective]


def load(abbreviations: Abbreviations, path: Path | None = None) -> Addressees:
    """The table of `addressees.yml`; every name counts as written and with its abbreviations expanded."""
    data = yaml.load(
        (path or Path(__file__).with_name("addressees.yml")).read_text(encoding="utf-8"),
        Loader=yaml.CSafeLoader,
    )

    def spellings(names: list[str]) -> tuple[tuple[str, ...], ...]:
        forms = [tuple(syllables(f)) for name in names for f in (name, abbreviations.expand(name))]
        return tuple(dict.fromkeys(forms))

    bodies = [
        Body(
            item["name"],
            spellings([item["name"], *item.get("aliases", ())]),
            tuple(item.get("of", ())),
            formerly=item.get("formerly", ""),
            several=item.get("several", False),
        )
        for item in data["bodies"]
    ]
    for name, item in data["collective"].items():
        bodies.append(Body(item["written"][0], spellings(item["asked"]), (name,), collective=True))
    written = {name: spellings(item["written"]) for name, item in data["collective"].items()}
    opening = {name: spellings(item.get("opening", [])) for name, item in data["collective"].items()}
    asking = Asking(
        Cues(data["duty_cues"]),
        frozenset(token for phrase in data["duty_words"] for token in syllables(phrase)),
        Cues(data["follow_cues"]),
        Cues(data["authors"]),
        Cues(data["elsewhere"]),
        frozenset(pair for phrase in data["ordinary"] for pair in pairwise(syllables(phrase))),
    )
    names = [n for item in data["bodies"] for n in (item["name"], *item.get("aliases", ()))]
    names += [n for item in data["collective"].values() for n in item["asked"]]
    as_written = {tuple(syllables(name)): name for name in names}
    return Addressees(tuple(bodies), written, opening, asking, as_written)


def _differ(typed: list[str], marked: tuple[str, ...]) -> bool:
    """Whether a short name was typed with the marks of another: a longer one may have typing errors."""
    if not marked:
        return False
    return any(word not in (fold(word), name) for word, name in zip(typed, marked, strict=True))


def _is_cut(tokens: list[str], start: int, end: int, joined: Callable[[str, str], bool]) -> bool:
    """Whether a name of one syllable is only the beginning of a longer word of the documents."""
    behind = tokens[end : end + 1]
    return end - start == 1 and bool(behind) and joined(tokens[start], behind[0])


def _inside(inner: Mention, outer: Mention) -> bool:
    return (
        outer.match.start <= inner.match.start
        and inner.match.end <= outer.match.end
        and outer.match.size > inner.match.size
    )


def _is_level(level: Mention, of: Mention) -> bool:
    """Whether the mention is but the level of the other: "huyện" in "Hội Phụ nữ huyện"."""
    alone = level.body.collective and level.match.size == 1 and not of.body.collective
    return alone and level.match.start == of.match.end
