"""One-time codes: how they are drawn, how one that was typed is recognised, and what is kept of it.

A code never stands in a table. Before a message is stored, its code is replaced by a digest (`sealed`); what
is looked up in the table of invitations is a digest of that, so that nothing read from the database can be
typed.

The letters are Crockford's (https://www.crockford.com/base32.html) without A, D, E, W and Y, out of which an
input method left on would make others ("dd" is đ, "a6" is â). Each group of four has a letter and a figure
from 2 to 9, and at least eleven of the sixteen signs differ: no words, days, hours, rooms or numbers of
documents look like that. What is left to guess are 74 bits.
"""

from __future__ import annotations

import hashlib
import re
import secrets

from nlu.text import normalise, syllables

ALPHABET = "0123456789BCFGHJKMNPQRSTVXZ"
SEAL = "[mã mời]"

_READ_AS = str.maketrans("ILOU", "110V")
_SIZE, _GROUPS = 4, 4
_DISTINCT = 11
_FIGURES = frozenset("23456789")
_SALT = "so-tay mã mời "
_GROUP = r"[0-9A-Za-z]{4}"
_DASH = r"[-\u2010-\u2015]"
# As it is shown, or in one run: wherever it stands. With spaces between: where little else is said.
_TIGHT = re.compile(rf"(?<![\w-])(?=({_GROUP}(?:{_DASH}?{_GROUP}){{3}})(?![\w-]))")
_LOOSE = re.compile(
    rf"(?<![\w-])(?=({_GROUP}([\s._\-\u2010-\u2015]{{0,3}}){_GROUP}(?:\2{_GROUP}){{2}})(?![\w-]))"
)
_LITTLE = 8  # words: "dạ mã mời của em là …"
_SEALED = re.compile(r"\[mã mời ([a-p]{64})\]")
_LETTERS = str.maketrans("0123456789", "ghijklmnop")


def new() -> str:
    """A code as it is shown: XXXX-XXXX-XXXX-XXXX."""
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(_SIZE * _GROUPS))
        if _mixed(code) == _GROUPS and len(set(code)) >= _DISTINCT:
            return "-".join(_groups(code))


def digest(code: str) -> str:
    """What stands for the code in a message, however it was typed: SHA-256 in 64 letters from a to p.

    Figures might be taken for a citizen's number and masked.
    """
    return hashlib.sha256((_SALT + _plain(code)).encode()).hexdigest().translate(_LETTERS)


def lookup(digest: str) -> str:
    """What stands for the code in the table of invitations."""
    return hashlib.sha256(digest.encode()).hexdigest()


def sealed(text: str) -> str:
    """The text with each code in it replaced by its digest; without one as it is.

    A digest that somebody typed is taken out: only what is sealed here counts.
    """
    text = masked(text)
    while code := _code(readable := normalise(text)):
        text = readable.replace(code, f"[mã mời {digest(code)}]")
    return text


def found(text: str) -> str:
    """The digest of the first code in a sealed text, "" for none."""
    match = _SEALED.search(text)
    return match[1] if match else ""


def masked(text: str) -> str:
    """The sealed text without the digests."""
    return _SEALED.sub(SEAL, text)


def _code(text: str) -> str:
    """What in the text is most likely a code, "" for nothing; one figure or letter of it may be wrong."""
    places = [m[1] for m in _TIGHT.finditer(text)]
    places += [m[1] for m in _LOOSE.finditer(text) if len(syllables(text.replace(m[1], ""))) <= _LITTLE]
    likely = [p for p in places if _mixed(_plain(p)) >= _GROUPS - 1 and len(set(_plain(p))) >= _DISTINCT - 1]
    return max(likely, key=lambda place: _mixed(_plain(place)), default="")


def _plain(typed: str) -> str:
    return "".join(c for c in typed.upper() if c.isascii() and c.isalnum()).translate(_READ_AS)


def _groups(code: str) -> list[str]:
    return [code[at : at + _SIZE] for at in range(0, len(code), _SIZE)]


def _mixed(code: str) -> int:
    """How many groups of the code have both a letter and a figure."""
    return sum(bool(_FIGURES & set(g)) and any(c.isalpha() for c in g) for g in _groups(code))
