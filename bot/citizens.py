"""Which names in a text are citizens': those in lists, and those that stand beside words for a citizen.

Names of officials in their function, of streets and schools, of places and of persons of history are nobody's
secret: "đồng chí … chủ trì", "…, Phó Chủ tịch", "đường Lê Lợi". Where both may be, a list is masked and a
single name is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

from bot.names import Name, Token, Words, lexicon, names, tokens

Lead = Literal["citizen", "role", "place", ""]

_FAR = 4  # words between "hộ", "gia đình" … and the name
_FARTHEST = 8  # words between a title and the name: those of the body and its place
_BEFORE = 20  # tokens before a name that may say whose it is
_BETWEEN = 16  # tokens between two names of a list
_ROW = 40  # tokens from one name at the beginning of an item to the next
_BULLET = 5  # tokens of a bullet, a number and "ông"
_HAMLET = 3  # words of a hamlet's name
_MASK = "["
_QUOTES = frozenset("\"“”'‘")


def spans(text: str) -> list[tuple[int, int]]:
    """Where citizens' names stand in the text: start and end of each, in order."""
    said = tokens(text)
    return [(said[name.first].start, said[name.last - 1].end) for name in _secret(said)]


def _secret(said: Sequence[Token]) -> list[Name]:
    """The citizens' names, in order."""
    runs = [(run, _persons(said, run)) for run in _runs(said, names(said))]
    rows = [run for run, persons in runs if persons and _heads_item(said, run[0])]
    table = {
        name
        for above, below in pairwise(rows)
        if below[0].first - above[-1].last <= _ROW
        for name in (*above, *below)
    }
    found: list[Name] = []
    for run, persons in runs:
        is_list = len(persons) > 1 and len(run) - len(persons) < len(persons)
        found += [
            n for n in persons if is_list or n in table or _lives(said, n) or _lead(said, n) == "citizen"
        ]
    return found


def _runs(said: Sequence[Token], every: Sequence[Name]) -> list[list[Name]]:
    """The names, those together that are one list; where somebody lives is no name among names."""
    runs: list[list[Name]] = []
    hamlets = lexicon().around["hamlets"]
    for name in every:
        if name.known and hamlets.behind(said, name.first - 1):
            continue
        if runs and _lists(said, runs[-1][-1].last, name.first):
            runs[-1].append(name)
        else:
            runs.append([name])
    return runs


def _persons(said: Sequence[Token], run: Sequence[Name]) -> list[Name]:
    """Those of a list, or of one name that stands alone, who may be citizens."""
    if _lead(said, run[0]) in ("role", "place") or lexicon().around["acts"].ahead(said, run[-1].last):
        return []
    return [name for name in run if not name.known and not _has_role_after(said, name)]


def _heads_item(said: Sequence[Token], name: Name) -> bool:
    """Whether a line, or an item that ends in ";", begins with the name, but for its number."""
    honorifics, openers = lexicon().around["honorifics"], lexicon().around["openers"]
    for at in range(name.first - 1, max(-1, name.first - _BULLET), -1):
        token = said[at]
        if token.word in ("\n", ";", ":") or openers.behind(said, at):
            return True
        if token.is_word and not honorifics.behind(said, at):
            return False
    return name.first < _BULLET


def _lead(said: Sequence[Token], name: Name) -> Lead:
    """What the nearest telling words before the name say of it."""
    around, between = lexicon().around, 0
    at = name.first - 1
    while at >= max(0, name.first - _BEFORE) and between <= _FARTHEST:
        if around["deeds"].behind(said, at) or not _passes(said, at, between):
            return ""
        if kind := _kind(
            said, at, between, touches=_QUOTES.issuperset(t.word for t in said[at + 1 : name.first])
        ):
            return kind
        step = around["openers"].behind(said, at) if not between else 0
        neutral = step or not said[at].is_word or (not between and around["honorifics"].behind(said, at))
        between += 0 if neutral else 1
        at -= step or 1
    return ""


def _kind(said: Sequence[Token], at: int, between: int, *, touches: bool) -> Lead:
    """What the words that end there are, so many words before the name, right before it or not."""
    around = lexicon().around
    length = around["citizens"].behind(said, at) if between <= _FAR else 0
    length = length or (around["citizens_beside"].behind(said, at) if not between else 0)
    body = around["bodies"].behind(said, at - length)
    if length > around["not_citizens"].behind(said, at) and not body:
        return "citizen"
    if touches and around["places_before"].behind(said, at) > around["roles"].behind(said, at):
        return "place"
    return "role" if around["roles"].behind(said, at) else ""


def _passes(said: Sequence[Token], at: int, between: int) -> bool:
    """Whether what stands before may still belong to the name: no other sentence, no other clause."""
    token = said[at]
    if token.is_word:
        return True
    if between:
        return False
    if token.word == "\n":
        return at > 0 and said[at - 1].word in (":", "\n")
    numbers = at > 0 and said[at - 1].word.isdigit()
    return token.word in ":\"“'(-–•*+" or token.word.isdigit() or (token.word in ".)/" and numbers)


def _has_role_after(said: Sequence[Token], name: Name) -> bool:
    at = name.last + (name.last < len(said) and said[name.last].word in ",-–(:")
    around = lexicon().around
    return bool(around["roles"].ahead(said, at) or around["acts"].ahead(said, at))


def _lives(said: Sequence[Token], name: Name) -> bool:
    """Whether age, birth, dwelling or a masked number follow the name: "…, 65 tuổi", "… (thôn 2)"."""
    around, at = lexicon().around, name.last
    if at < len(said) and said[at].word in ",-–(:":
        at += 1
    following = said[at : at + 3]
    born = around["born"].ahead(said, at)
    if around["citizens_after"].ahead(said, at) or (born and _is_number(said, at + born)):
        return True
    if any(token.word.startswith(_MASK) and len(token.word) > 1 for token in following[:2]):
        return True
    if len(following) < 2:
        return False
    aged = following[0].word.isdigit() and following[1].folded in ("tuoi", "t")
    return aged or bool(around["hamlets"].ahead(said, at) and following[1].word.isdigit())


def _lists(said: Sequence[Token], start: int, end: int) -> bool:
    """Whether only what stands between the names of a list stands between these two."""
    if end - start > _BETWEEN:
        return False
    around, at = lexicon().around, start
    while at < end:
        if length := _hamlet(said, at, end, around["hamlets"]):
            at += length
        elif not said[at].is_word or around["between"].ahead(said, at) or _is_class(said, at):
            at += 1
        else:
            return False
    return True


def _hamlet(said: Sequence[Token], at: int, end: int, hamlets: Words) -> int:
    """How many tokens from there on are a hamlet with its number or name, 0 for none."""
    if not hamlets.ahead(said, at):
        return 0
    last = at + 1
    while last < min(end, at + 1 + _HAMLET) and said[last].is_word and said[last].capital:
        last += 1
    return last - at


def _is_class(said: Sequence[Token], at: int) -> bool:
    """Whether that is the letter of "lớp 9A"."""
    token = said[at]
    return token.end - token.start == 1 and at > 0 and said[at - 1].word.isdigit()


def _is_number(said: Sequence[Token], at: int) -> bool:
    return at < len(said) and said[at].word.isdigit()
