"""How people mistype: clean sentences as typed with one kind of error, drawn from a seed.

`python -m tests.nlu.typist SEED` prints what the mending restores and what it harms.
"""

from __future__ import annotations

import difflib
import random
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path

from nlu.text import fold, syllables

SENTENCES = Path(__file__).with_name("clean_questions.txt").read_text(encoding="utf-8").splitlines()
ON_TOPIC = 150  # the sentences behind these are about what no document holds
KINDS = ("telex", "vni", "joined", "neighbour", "swap", "drop", "double", "stretched", "half", "none")
SLIPS = ("neighbour", "swap", "drop", "double")

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_TELEX = {"\u0302": "", "\u0306": "w", "\u031b": "w", "\u0301": "s", "\u0300": "f", "\u0309": "r",
          "\u0303": "x", "\u0323": "j"}  # fmt: skip
_VNI = {"\u0302": "6", "\u0306": "8", "\u031b": "7", "\u0301": "1", "\u0300": "2", "\u0309": "3",
        "\u0303": "4", "\u0323": "5"}  # fmt: skip
_SIGNS = ".,;:?!"
_TONES = "\u0300\u0301\u0303\u0309\u0323"

Typed = tuple[str, list[bool]]  # the sentence, and for each of its clean words whether it was mistyped


def neighbours(letter: str) -> str:
    """The keys around a key of the American layout, on its row and the rows beside it."""
    for y, row in enumerate(_ROWS):
        if (x := row.find(letter)) >= 0:
            near = [(y, x - 1), (y, x + 1), (y - 1, x), (y - 1, x + 1), (y + 1, x - 1), (y + 1, x)]
            return "".join(_ROWS[b][a] for b, a in near if 0 <= b < 3 and 0 <= a < len(_ROWS[b]))
    return ""


def _keys(word: str) -> str:
    """The word's letters, each followed by its shape, then by its tone."""
    plain = unicodedata.normalize("NFD", word)
    return re.sub(f"([{_TONES}])([\u0302\u0306\u031b])", r"\2\1", plain)


def telex(word: str, draw: random.Random) -> str:
    """The keys that Telex is given for the word; the tone at the end, or behind its vowel."""
    letters, tone, late = "", "", draw.random() < 0.7
    for c in _keys(word):
        if c in _TONES:
            tone = _TELEX[c]
            letters += "" if late else tone
        elif c == "\u0302":
            letters += letters[-1].lower()
        elif c in _TELEX:
            letters += _TELEX[c]
        else:
            letters += {"đ": "dd", "Đ": "Dd"}.get(c, c)
    core = letters.rstrip(_SIGNS)
    text = core + (tone if late else "") + letters[len(core) :]
    return text.replace("uwow", draw.choice(("uow", "uwow")))


def vni(word: str, draw: random.Random) -> str:
    """The keys that VNI is given for the word; every digit behind its vowel, or the tone at the end."""
    letters, tone, late = "", "", draw.random() < 0.5
    for c in _keys(word):
        if c in _TONES:
            tone = _VNI[c]
            letters += "" if late else tone
        elif c in _VNI:
            letters += _VNI[c]
        else:
            letters += {"đ": "d9", "Đ": "D9"}.get(c, c)
    core = letters.rstrip(_SIGNS)
    return core + (tone if late else "") + letters[len(core) :]


def slip(word: str, kind: str, draw: random.Random) -> str:
    """The word with one letter wrong, swapped, dropped or doubled."""
    at = draw.randrange(len(word))
    if kind == "swap":
        at = draw.choice([i for i in range(len(word) - 1) if word[i].lower() != word[i + 1].lower()])
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == "drop":
        return word[:at] + word[at + 1 :]
    if kind == "double":
        return word[: at + 1] + word[at] + word[at + 1 :]
    return word[:at] + draw.choice(neighbours(fold(word[at]))) + word[at + 1 :]


def half(word: str, draw: random.Random) -> str:
    """The word without its tone, without its other marks, or without any."""
    lost = draw.choice((_TONES, "\u0302\u0306\u031b", _TONES + "\u0302\u0306\u031b"))
    left = "".join(c for c in unicodedata.normalize("NFD", word) if c not in lost)
    return unicodedata.normalize("NFC", left.replace("đ", "d") if len(lost) == 8 else left)


def typed(sentence: str, kind: str, draw: random.Random) -> Typed:
    """The sentence as typed with one kind of error."""
    words = sentence.split()
    wrong = [False] * len(words)
    if kind in SLIPS:
        if draw.random() < 0.4:
            words = [_plain(word) for word in words]
        fit = [i for i, w in enumerate(words) if sum(c.isalpha() for c in w) > 2 and w.isalpha()]
        for i in draw.sample(fit, min(len(fit), 1 + len(words) // 8)):
            words[i], wrong[i] = slip(words[i], kind, draw), True
        return " ".join(words), wrong
    if kind == "joined":
        if draw.random() < 0.4:
            words = [_plain(word) for word in words]
        return _joined(words, draw)
    change: dict[str, Callable[[str], str]] = {
        "telex": lambda w: telex(w, draw),
        "vni": lambda w: vni(w, draw),
        "half": lambda w: half(w, draw) if draw.random() < 0.5 else w,
        "stretched": lambda w: w + w[-1] * draw.randint(2, 4) if w.isalpha() and draw.random() < 0.3 else w,
        "none": _plain,
    }
    changed = [change[kind](word) for word in words]
    return " ".join(changed), [fold(a) != fold(b) for a, b in zip(words, changed, strict=True)]


def _plain(word: str) -> str:
    return "".join(fold(c).upper() if c.isupper() else fold(c) for c in word)


def _joined(words: list[str], draw: random.Random) -> Typed:
    result, wrong, i = "", [], 0
    while i < len(words):
        count = draw.choice((2, 2, 3)) if draw.random() < 0.3 else 1
        run = words[i : i + count]
        if not all(w.isalpha() for w in run[:-1]) or len(run) < count:
            run = words[i : i + 1]
        result += " " + "".join(run)
        wrong += [len(run) > 1] * len(run)
        i += len(run)
    return result[1:], wrong


def restored(clean: str, mended: str, wrong: list[bool]) -> tuple[int, int, int, int]:
    """Mistyped syllables restored, mistyped ones, right ones changed, right ones (compared folded)."""
    meant = [(s, bad) for word, bad in zip(clean.split(), wrong, strict=True) for s in syllables(word)]
    blocks = difflib.SequenceMatcher(
        None, [s for s, _ in meant], syllables(mended), autojunk=False
    ).get_matching_blocks()
    same = {i for block in blocks for i in range(block.a, block.a + block.size)}
    bad = [i for i, (_, b) in enumerate(meant) if b]
    good = [i for i, (_, b) in enumerate(meant) if not b]
    return len(same & set(bad)), len(bad), len(set(good) - same), len(good)


def measure(
    mend: Callable[[str], str], seed: int, kinds: Iterable[str] = KINDS, last: int = ON_TOPIC
) -> dict[str, list[int]]:
    """The four figures of `restored` added up over the first `last` sentences, for each kind."""
    figures = {}
    for kind in kinds:
        draw = random.Random(f"{seed} {kind}")
        total = [0, 0, 0, 0]
        for sentence in SENTENCES[:last]:
            text, wrong = typed(sentence, kind, draw)
            total = [a + b for a, b in zip(total, restored(sentence, mend(text), wrong), strict=True)]
        figures[kind] = total
    return figures


def main(seed: int) -> None:
    """Print the figures of the mending that the documents' vocabulary gives."""
    from tests.nlu.mending import mend  # noqa: PLC0415 - reads the documents

    for kind, (right, bad, harmed, good) in measure(mend, seed).items():
        share = f"{right:5} / {bad:5} {100 * right / bad:6.1f}%" if bad else " " * 21
        print(
            f"{kind:10} restored {share}   harmed {harmed:4} / {good:5} {100 * harmed / max(1, good):6.2f}%"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]))
