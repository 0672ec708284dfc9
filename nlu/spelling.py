"""Typing errors mended: keys of Telex and VNI, missing spaces, stretched words, one slip of the finger.

What is a syllable of Vietnamese, a borrowed word, a figure, a document's number, an address or an
abbreviation stays, but for a syllable that stands beside neither of its neighbours anywhere, where another,
one slip away, stands beside both. Marks that were typed are kept; a word of which some are missing gets them
back where the texts have it beside its neighbour.
"""

from __future__ import annotations

import functools
import itertools
import math
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from nlu import abbreviations, vocabulary
from nlu.joined import split
from nlu.keying import keyed
from nlu.slips import Slips
from nlu.syllable import VOWELS, either_tone, is_syllable, is_written, marks, mistoned, respelled
from nlu.text import fold_word
from nlu.vocabulary import Vocabulary

_WORD = re.compile(r"[^\W_]+")
# Document numbers and dates, addresses, symbols in capitals. Looked for at each letter they took seconds.
_KEPT = re.compile(
    r"(?:https?://|www\.)\S+|(?<!\S)\S+@\S+|[@#/]\w\S*"
    r"|(?<![\w-])(?<![\w-]\.)[\w-]+(?:\.[\w-]+)*\.(?:vn|com|gov|net|org|edu|info)\b\S*"
    r"|(?<!\d)\d\w*(?:[/.,:-]\w+)+|(?<![A-ZĐ])[A-ZĐ]+\d*(?:[/&-][A-ZĐ]\w*)+",
    re.ASCII,
)
_RUN = re.compile(r"([^\W\d_])\1+")
_LONG_RUN = re.compile(r"([^\W\d_])\1{2,}")
_AMBIGUOUS_VNI = re.compile(r"[^\W\d_]+\d")  # "muc3" may be mục 3 as well as keys
_DOTTED = re.compile(r"(?<![\w./-])([^\W\d_]{1,3})[./]([^\W\d_]{2,7})(?![\w/]|\.\w)")
_GLUED = re.compile(r"([A-ZĐ]{2,})([^\W\dA-ZĐ_]+)")
_ROMAN = re.compile(r"[IVXLC]{2,}")
_MOST_WORDS = 200  # a question is shorter; what is beyond stays as typed
_CAPITALS_WORDS = 3
_LONGEST_WORD = 40
_SHORTEST_SLIP = 3
_SHORTEST_REST = 3  # letters of a word of which one more stands before it for the word that precedes it
_LONG_PIECES = 3  # letters, on average, from which words run together need not be known side by side
# What lowers a slip's cost: each neighbour that the texts have beside the word, and how often they have it.
_BESIDE = 0.9
_OFTEN = 0.25
_LOST = 0.5  # for each mark that was typed and that the word lacks
_RARE = 1  # times that a syllable stands in the texts, up to which it may be a slip of another
_SURE = 0.0  # what a slip may cost after all that, where it makes a syllable of a syllable


class _Place(NamedTuple):
    """The two words before a word and after it, "" for none; `named` when it looks like a part of a name."""

    first: str
    before: str
    after: str
    last: str
    named: bool


class Speller:
    """Mends words towards those of `texts`, each the words (with their marks) of a row that belongs together,
    and those of ordinary messages.
    """

    def __init__(self, texts: Iterable[Sequence[str]]) -> None:
        self._known = vocabulary.read(texts)
        self._slips = Slips(filter(is_syllable, self._known.counts))
        self._near = functools.lru_cache(maxsize=4096)(self._slips.near)
        rows = abbreviations.load().rows
        self._aliases = {*rows, *(row.alias.lower() for same in rows.values() for row in same)}

    @property
    def vocabulary(self) -> Vocabulary:
        """The words that it mends towards."""
        return self._known

    def mend(self, text: str) -> str:
        """The text, in normal form, with typing errors mended; everything else is as it was typed."""
        text = _DOTTED.sub(self._undotted, text)
        kept = [m.span() for m in _KEPT.finditer(text)]
        every: Iterable[re.Match[str]] = _WORD.finditer(text)
        if kept:
            every = (m for m in every if not any(a <= m.start() < b for a, b in kept))
        if not (found := list(itertools.islice(every, _MOST_WORDS))):
            return text
        typed = [m.group() for m in found]
        lower = [word.lower() for word in typed]
        apart = [_apart(text, *pair) for pair in itertools.pairwise(found)]
        capitals = text.isupper() and len(typed) > _CAPITALS_WORDS
        keys = self._keys(lower)
        mended = list(typed)
        whole = [is_syllable(word) for word in lower]
        # What is no word first, then words that do not stand beside their neighbours.
        for alone in (True, False):
            for i, word in enumerate(typed):
                if whole[i] == alone or _ROMAN.fullmatch(word) or (_is_symbol(word) and not capitals):
                    continue
                if not alone and vocabulary.is_compound(lower, i):
                    continue
                named = not capitals and i > 0 and word[:1].isupper()
                place = _Place(*_around(mended, apart, i), named)
                if not alone and (right := self._as_known(lower[i], place)):
                    mended[i] = _cased(right, word)
                elif alone:
                    mended[i] = self._mended(word, place, keys)
                else:
                    mended[i] = _cased(self._in_place(lower[i], place), word)
        return _replaced(text, found, mended)

    def _mended(self, word: str, place: _Place, keys: dict[str, str]) -> str:
        """What was meant by a word that is no syllable; the word itself when that cannot be told."""
        lower = word.lower()
        folded = fold_word(lower)
        if glued := self._unglued(word):
            return glued
        if len(word) > _LONGEST_WORD or folded.isdigit() or lower in vocabulary.loanwords():
            return word
        if lower in keys:
            return _cased(keys[lower], word)
        if lower in self._aliases or folded in self._known:
            return word
        if short := self._unshortened(lower, folded):
            return _cased(short, word)
        if long := self._unstretched(word):
            return long
        pieces = split(word, self._known)
        pairs = [self._known.neighbours(fold_word(a), fold_word(b)) for a, b in itertools.pairwise(pieces)]
        counted = pieces[:1] and pieces[0].isdigit() and len(pieces[1]) >= _SHORTEST_REST  # "3chu de"
        longer = not place.named and len(word) >= _LONG_PIECES * len(pieces)
        related = counted or longer or lower != folded or 2 * sum(pairs) >= len(pairs)
        cost, beside, slipped = self._slipped(lower, folded, place)
        better = slipped and cost < _SURE and (beside or 2 * sum(pairs) < len(pairs))
        if pieces and related and not better:
            return " ".join(pieces)
        return _cased(slipped, word) or word

    def _keys(self, typed: list[str]) -> dict[str, str]:
        """What the keys of an input method stand for, by the words typed; those alone that are sure.

        Sure is what the texts have, or any syllable when several words show that the input method was off.
        """
        made = {w: k for w in typed if w not in vocabulary.loanwords() and (k := keyed(w))}
        plain = {w for w in made if _AMBIGUOUS_VNI.fullmatch(w) and is_syllable(w[:-1])}
        evident = len(made) - len(plain)
        if plain and not evident:
            known = {w for w in plain if made[w] in self._known.forms.get(fold_word(made[w]), ())}
            plain = set() if len(known) > 1 and 2 * len(known) >= len(typed) else plain
        elif plain and any(any(c.isdigit() for c in w) for w in made.keys() - plain):
            plain = set()
        off = evident > 1
        return {w: k for w, k in made.items() if w not in plain and (off or fold_word(k) in self._known)}

    def _unglued(self, word: str) -> str:
        """An abbreviation in capitals apart from the word run together with it: "UBNDhuyện"."""
        match = _GLUED.fullmatch(word)
        if match is None or fold_word(match[1]) not in self._aliases or not is_syllable(match[2]):
            return ""
        return f"{match[1]} {match[2]}"

    def _undotted(self, match: re.Match[str]) -> str:
        """Two words of which the first is cut to its first letters: "c.mừng", "n/vụ"."""
        first, second = match[1].lower(), match[2].lower()
        found = self._with_initial(first, second) if is_syllable(second) else ""
        return _cased(found, match.group()) if found else match.group()

    def _with_initial(self, initial: str, second: str) -> str:
        """The two words of the texts of which the first begins so, the commonest; "" for none."""
        for form in self._before.get(fold_word(second), ()):
            one, other = form.split()
            if fold_word(one).startswith(fold_word(initial)) and marks(second) <= marks(other):
                return form
        return ""

    def _unshortened(self, lower: str, folded: str) -> str:
        """The words of which a chat's spelling keeps some letters; "" for none that the texts have.

        "đảg" and "hìh" leave an n out, "ctrang" all but the first letter of "chuyên trang".
        """
        if folded[-2:-1] in VOWELS and folded[-1] in "gh":
            for end in ("ng",) if folded[-1] == "g" else ("nh", "ch"):
                whole = lower[:-1] + end
                if is_syllable(whole) and fold_word(whole) in self._known:
                    return whole
        rest = lower[1:]
        if len(rest) < _SHORTEST_REST or not is_syllable(rest) or folded[0] in VOWELS:
            return ""
        return self._with_initial(folded[0], rest)

    @functools.cached_property
    def _before(self) -> dict[str, list[str]]:
        """The pairs of the texts by their second word folded, with their marks, the commonest first."""
        found: dict[str, list[str]] = {}
        for folded, forms in self._known.pairs.items():
            found.setdefault(folded.rpartition(" ")[2], []).append(forms[0])
        return found

    def _unstretched(self, word: str) -> str:
        """The word with letters that were held down once: "saooo" → sao; "" when that makes no word."""
        if not _LONG_RUN.search(word):
            return ""
        for once in (_LONG_RUN.sub(r"\1", word), _RUN.sub(r"\1", word)):
            lower = once.lower()
            if is_syllable(lower) or lower in vocabulary.loanwords():
                return once
            if made := keyed(lower):
                return _cased(made, word)
        return ""

    def _slipped(self, lower: str, folded: str, place: _Place) -> tuple[float, int, str]:
        """The cost, the neighbours and the form of the likeliest known word one slip away; "" for none."""
        if folded.isalpha() and len(folded) > 1:
            needed = 1 if place.named or len(folded) < _SHORTEST_SLIP else 0
            ranked = [each for each in self._ranked(lower, folded, place) if each[1] >= needed]
            if ranked:
                return min(ranked)
        return math.inf, 0, ""

    def _ranked(self, lower: str, folded: str, place: _Place) -> list[tuple[float, int, str]]:
        """The words one slip away: cost, how many neighbours stand beside it in the texts, the word."""
        ranked = []
        for cost, word in self._near(folded):
            form, lost = self._form(lower, word, place)
            beside = self._beside(word, place)
            often = math.log10(1 + self._known.counts[word])
            ranked.append((cost + _LOST * lost - _BESIDE * beside - _OFTEN * often, beside, form))
        return ranked

    def _as_known(self, lower: str, place: _Place) -> str:
        """A syllable with its marks as the texts have it; "" for one that they have not, or without marks.

        Hỏi for ngã is put right where the texts have that beside a neighbour: "tĩnh ủy" is "tỉnh ủy".
        """
        folded, right = fold_word(lower), respelled(lower)
        forms = self._known.forms.get(folded, ())
        if right == folded or right not in forms:
            return ""
        other = mistoned(right)
        meant = other != right and other in forms and not place.named
        usual = self._known.is_usual
        meant = meant and usual(place.before, other, place.after)
        return other if meant and not usual(place.before, right, place.after) else right

    def _in_place(self, lower: str, place: _Place) -> str:
        """A syllable as it was typed, or the one that it must have been meant for, from its neighbours.

        Any but one that the texts have as it was typed.
        """
        folded = fold_word(lower)
        right = respelled(lower)
        forms = self._known.forms.get(folded, ())
        if right != folded and (other := mistoned(right)) in forms and not place.named:
            usual = right not in either_tone() or self._known.is_usual(place.before, other, place.after)
            return other if usual else right
        if self._beside(folded, place):
            filled = "" if right == folded else self._filled(folded, marks(right), place)
            return filled or right
        if place.named or len(folded) < 2:
            return right
        meant = [
            each
            for each in self._ranked(lower, folded, place)
            if each[0] < _SURE and self._is_meant(lower, folded, fold_word(each[2]), each[1], place)
        ]
        return min(meant)[2] if meant else right

    def _filled(self, folded: str, wanted: frozenset[str], place: _Place) -> str:
        """The word, with those marks or more, that the texts have beside a neighbour; "" for none."""
        before, after = place.before, place.after
        for first, second in self._known.side_by_side(fold_word(before), folded):
            if marks(before) <= marks(first) and wanted <= marks(second):
                return second
        for first, second in self._known.side_by_side(folded, fold_word(after)):
            if marks(after) <= marks(second) and wanted <= marks(first):
                return first
        return ""

    def _is_meant(self, lower: str, folded: str, meant: str, beside: int, place: _Place) -> bool:
        """Whether enough neighbours stand beside another word in the texts to take it for the one meant."""
        if lower != folded and not is_written(lower):  # "hớng" was never meant
            return beside > 0
        triples = self._known.triples
        if lower == folded and self._known.counts.get(folded, 0) > _RARE:
            return f"{fold_word(place.before)} {meant} {fold_word(place.after)}" in triples
        before, after = map(fold_word, (place.before, place.after))
        two = (f"{fold_word(place.first)} {before} {meant}", f"{meant} {after} {fold_word(place.last)}")
        return beside > 1 or any(triple in triples for triple in two)

    def _beside(self, word: str, place: _Place) -> int:
        """How many of the two neighbours the texts have beside the word."""
        before, after = fold_word(place.before), fold_word(place.after)
        return self._known.neighbours(before, word) + self._known.neighbours(word, after)

    def _form(self, typed: str, folded: str, place: _Place) -> tuple[str, int]:
        """The known form whose marks are most like those typed, and how many of these it lacks.

        Without marks when none were typed.
        """
        if typed == fold_word(typed):
            return folded, 0
        wanted = marks(typed)
        if filled := self._filled(folded, wanted, place):
            return filled, 0
        form = max(self._known.forms[folded], key=lambda form: _likeness(marks(form), wanted))
        return form, len(wanted - marks(form))


def _around(words: Sequence[str], apart: Sequence[bool], at: int) -> tuple[str, str, str, str]:
    """The two words before and the two after one, in small letters, as far as only space is between."""
    before = words[at - 1].lower().split() if at and apart[at - 1] else []
    if len(before) == 1 and at > 1 and apart[at - 2]:
        before = [*words[at - 2].lower().split(), *before]
    after = words[at + 1].lower().split() if at < len(apart) and apart[at] else []
    if len(after) == 1 and at + 1 < len(apart) and apart[at + 1]:
        after = [*after, *words[at + 2].lower().split()]
    first, second = ["", "", *before][-2:]
    third, fourth = [*after, "", ""][:2]
    return first, second, third, fourth


def _is_symbol(word: str) -> bool:
    """Whether it is written like an abbreviation: capitals, but not one letter held down."""
    return word.isupper() and len(word) > 1 and not _LONG_RUN.search(word)


def _apart(text: str, first: re.Match[str], second: re.Match[str]) -> bool:
    """Whether nothing but space stands between two words, so that they may belong together."""
    return not text[first.end() : second.start()].strip(" \t*")


def _replaced(text: str, found: Sequence[re.Match[str]], mended: Sequence[str]) -> str:
    result, at = [], 0
    for match, word in zip(found, mended, strict=True):
        result += [text[at : match.start()], word]
        at = match.end()
    return "".join([*result, text[at:]])


def _cased(made: str, typed: str) -> str:
    """The word with the capitals of the one typed."""
    if typed.isupper() and len(typed) > 1:
        return made.upper()
    return made[:1].upper() + made[1:] if typed[:1].isupper() else made


def _likeness(found: frozenset[str], wanted: frozenset[str]) -> int:
    return 2 * len(found & wanted) - len(found)
