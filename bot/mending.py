"""A message as it was meant, for the reading of a form: typing errors in its words and figures mended."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.form import Form
from bot.units import Units
from nlu import Understanding, nouns, values
from nlu.abbreviations import Abbreviations
from nlu.keying import keyed
from nlu.slips import Slips
from nlu.spelling import Speller
from nlu.syllable import ACUTE, BREVE, CIRCUMFLEX, DOT, GRAVE, HOOK, HORN, STROKE, TILDE, is_syllable, parts
from nlu.text import fold, syllables, words

_COLUMNS = ("decisive", "words", "weak", "otherwise")
_TELEX = ({ACUTE: "s", GRAVE: "f", HOOK: "r", TILDE: "x", DOT: "j"}, {BREVE: "w", HORN: "w", STROKE: "d"})
_DD_TYPED = (_TELEX[0], {BREVE: "w", HORN: "w"})  # "đawk": the đ was made, the breve was not
_VNI = (
    {ACUTE: "1", GRAVE: "2", HOOK: "3", TILDE: "4", DOT: "5"},
    {CIRCUMFLEX: "6", HORN: "7", BREVE: "8", STROKE: "9"},
)
# Words that stand beside a day or a number and are no choice, noun or unit.
_BESIDE_FIGURES = (
    "hôm qua", "hôm nay", "hôm kia", "hôm trước", "sáng nay", "sáng qua", "chiều nay", "chiều qua", "tối nay",
    "tối qua", "bữa qua", "chủ nhật", "thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu", "thứ bảy",
    "tuần trước", "tuần qua", "tuần rồi", "vừa rồi", "vừa qua", "ngày", "tháng", "năm", "khoảng", "hơn",
    "gần", "người dự", "người tham gia", "người tham dự", "người nghe", "người xem", "có mặt", "tham dự",
)  # fmt: skip
_LETTER_IN_FIGURES = re.compile(
    r"(?<![^\W_])[0-9][0-9oO]*[oO][0-9oO]*(?![^\W_])|(?<![^\W_])[0-9]+[lI][0-9]+(?![^\W_])"
)
_FIGURES = str.maketrans("oOlI", "0011")
_SIGN_TWICE = re.compile(r"(?<=[0-9])([/.\-:])\1+(?=[0-9])")
_HOUR_TWICE = re.compile(r"(?<=[0-9])([hH])[hH]+(?![^\W_])")
_GLUED = re.compile(r"(?<![^\W_])([0-9]{1,4})(?=[^\W\d_]{3,}(?![^\W_]))")
_WORD = re.compile(r"[^\W_]+(?:/[^\W_]+)?")
_LETTER_TWICE = re.compile(r"([^\W\d_])\1", re.IGNORECASE)
_FIRST_TWICE = re.compile(r"([^\W\d_aeiouy])\1(?=.)", re.IGNORECASE)
_DAY_GLUED = re.compile(r"(?<![^\W_])([^\W\d_]{2,5})(?=[0-9]{1,2}[/.\-][0-9])")
_COUNTED = re.compile(r"(?P<figure>(?<![^\W_])(?<![/.,\-])[0-9]+) (?P<words>[^\W\d_]+(?: [^\W\d_]+){0,2})")
_LONG_NOUN = 5  # letters
_SLIGHT = 1.5  # what a slip may cost beside a figure, see nlu.slips
_COMMA_IN_FIGURES = re.compile(r"([0-9]/[0-9]{1,2}),(?=[0-9])")
# Signs of private use, taken out of the message first, stand for names that are not to be mended.
_FIRST_HIDDEN, _MOST_NAMES = 0xE000, 200
_HIDDEN = re.compile("[\ue000-\ue0ff]")


class Mending:
    """Mends messages towards the words of one form, the province's units and the nouns that are counted."""

    def __init__(self, form: Form, units: Units, abbreviations: Abbreviations) -> None:
        places_and_nouns = (tuple(words(each)) for each in (*units.names, *_counted()))
        phrases = (*_phrases(form, abbreviations), *places_and_nouns)
        self._speller = Speller(phrases)
        aliases = (row.alias.lower() for same in abbreviations.rows.values() for row in same)
        short = {word for word in (*itertools.chain(*phrases), *aliases) if not is_syllable(word)}
        self._kept = {f for n in units.names for w in words(n) for f in (w, fold(w)) if not is_syllable(w)}
        self._keys = {keys: word for word in short if not word.isascii() for keys in _keys_of(word)}

        self._nouns = {
            "".join(syllables(noun.noun)): noun.noun
            for same in reversed(nouns.load().counted.values())  # of two spellings the first
            for noun in same
            if noun.kind in ("people", "product") and len(noun.noun) >= _LONG_NOUN
        }
        self._slips = Slips(self._nouns)

    def are_usual(self, first: str, second: str) -> bool:
        """Whether messages have the two folded words side by side."""
        return self._speller.vocabulary.neighbours(first, second)

    def mended(self, said: Understanding) -> Understanding | None:
        """The message with its values as it was meant; None when nothing in it was mistyped."""
        today = said.values.today
        names: list[str] = []
        typed = _COUNTED.sub(self._counted, _figures(_HIDDEN.sub(" ", said.text)))
        for document in said.values.documents:
            typed = typed.replace(document.text, _hide(document.text, names), 1)
        hidden = _WORD.sub(lambda match: self._hidden(match.group(), names), typed)
        text = _HIDDEN.sub(
            lambda match: names[ord(match.group()) - _FIRST_HIDDEN], self._speller.mend(hidden)
        )
        if today is None or text == said.text:
            return None
        return replace(said, text=text, entities=(), values=values.read(text, today))

    def _counted(self, match: re.Match[str]) -> str:
        """A figure with the noun behind it, where that has one slip in it: "55 nbuoi"."""
        if nouns.after(nouns.load().counted, match["words"], fold(match["words"]), 0):
            return match.group()
        typed = [word.lower() for word in match["words"].split()]
        plain = [fold(word) for word in typed]
        for size in range(len(plain), 0, -1):
            part = plain[:size]
            known = (size == 1 and is_syllable(typed[0])) or any(map(keyed, typed[:size]))
            usual = size > 1 and all(itertools.starmap(self.are_usual, itertools.pairwise(part)))
            if known or usual or "".join(part) in self._nouns:
                continue
            near = [each for each in self._slips.near("".join(part)) if each[0] <= _SLIGHT]
            if near:
                rest = match["words"].split()[size:]
                return " ".join([match["figure"], self._nouns[min(near)[1]], *rest])
        return match.group()

    def _hidden(self, word: str, names: list[str]) -> str:
        """The word; for a part of a unit's name that is no syllable a sign, its place in `names`."""
        word = self._unkeyed(word)
        return _hide(word, names) if word.lower() in self._kept else word

    def _unkeyed(self, word: str) -> str:
        """A name or an abbreviation as its keys would have written it, and a first letter typed once."""
        if made := self._keys.get(word.lower()):
            return (
                made.upper() if word.isupper() else made[:1].upper() + made[1:] if word[0].isupper() else made
            )
        if (name := _LETTER_TWICE.sub(r"\1", word)) != word and name.lower() in self._kept:
            return name
        once = _FIRST_TWICE.sub(r"\1", word, count=1) if _FIRST_TWICE.match(word) else word
        if word[:2].lower() == "dd":
            return word[0] + word[1:].lower() if word[:2] == "DD" and word[2:].islower() else word
        return once if is_syllable(once.lower()) else word


@functools.lru_cache(maxsize=4096)  # the form is read by several parts, and at each building anew
def worded(phrase: str, abbreviations: Abbreviations) -> tuple[str, ...]:
    """The words of a phrase of a form, with its abbreviations written out."""
    return tuple(words(abbreviations.expand(phrase)))


def _hide(text: str, names: list[str]) -> str:
    """A sign for the text, its place in `names`; the text itself when there are too many."""
    if len(names) > _MOST_NAMES:
        return text
    names.append(text)
    return chr(_FIRST_HIDDEN + len(names) - 1)


def _keys_of(word: str) -> Iterator[str]:
    """What is typed for the word while an input method is off: Telex and VNI, the tone early or late."""
    for tones, shapes in (_TELEX, _DD_TYPED, _VNI):
        letters = [parts(letter) for letter in word]
        late = "".join(tones.get(tone, "") for _, _, tone in letters)
        for early in (True, False):
            keys = (
                base
                + (base if shapes is _TELEX[1] and shape == CIRCUMFLEX else shapes.get(shape, ""))
                + (tones.get(tone, "") if early else "")
                for base, shape, tone in letters
            )
            yield "".join(keys) + ("" if early else late)


def _key(base: str, shape: str, shapes: dict[str, str]) -> str:
    """The keys of a letter without its tone."""
    if shape == CIRCUMFLEX and shapes is not _VNI[1]:
        return base + base
    return "đ" if shape == STROKE and STROKE not in shapes else base + shapes.get(shape, "")


def _phrases(form: Form, abbreviations: Abbreviations) -> Iterator[tuple[str, ...]]:
    for field in form.fields:
        for option in field.choices:
            for column in _COLUMNS:
                yield from (worded(phrase, abbreviations) for phrase in getattr(option, column))


def _counted() -> Iterable[str]:
    known = (noun.noun for same in nouns.load().counted.values() for noun in same)
    return [*known, *_BESIDE_FIGURES]


def _figures(text: str) -> str:
    """The text with a letter for a figure ("1o5"), a sign typed twice ("21//8"), "4bài" put right."""
    text = _LETTER_IN_FIGURES.sub(lambda match: match.group().translate(_FIGURES), text)
    text = _HOUR_TWICE.sub(r"\1", _SIGN_TWICE.sub(r"\1", text))
    text = _DAY_GLUED.sub(r"\1 ", text)
    return _GLUED.sub(r"\1 ", _COMMA_IN_FIGURES.sub(r"\1, ", text))
