"""Words set in capitals in a header, written as the document's own text writes them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice

from knowledge.header import DECORATION, is_upper
from knowledge.lines import collapse
from knowledge.sections import body_names

_LEVELS = (
    "thành phố", "thị trấn", "thị xã", "đặc khu", "tỉnh", "huyện", "quận", "xã", "phường",
    "Trung ương", "Việt Nam",
)  # fmt: skip
_PLACED = ("Tỉnh ủy", "Thành ủy", "Huyện ủy", "Thị ủy", "Tỉnh đoàn", "Thành đoàn", "Huyện đoàn")
# Alone in its line these only begin a name: "ĐẢNG ỦY / ỦY BAN NHÂN DÂN TỈNH".
_BEGUN = ("ĐẢNG ỦY", "ĐẢNG UỶ", "VĂN PHÒNG", "THANH TRA")
_TOKENS = re.compile(r"\d+[a-zA-Z]?\s?[-/]\s?\S+|[^\W\d_]+|\W+|\d+|_+")


_BEFORE = re.compile(r"(?:([^\W\d_]+)[,\s(“\"-]+)?$")
_BEHIND = re.compile(r"[,\s(“\"-]+([^\W\d_]+)")
_MOST_SEEN = 3000  # places where the words of one title are looked at


@dataclass(frozen=True)
class Writing:
    """A text as it writes its words: `lines` but those in capitals, `text` the same on one line."""

    lines: str
    text: str


def writing(body: str) -> Writing:
    """The writing of a body; lines in capitals tell nothing."""
    lines = "\n".join(line for line in body.split("\n") if not is_upper(line))
    return Writing(lines, collapse(lines))


def running_case(capitals: str, own: Writing) -> str:
    """The words as the text writes them between the same neighbours, else alone.

    An unknown word is set in small letters; a document number keeps its form.
    """
    tokens = _TOKENS.findall(capitals)
    words = [i for i, token in enumerate(tokens) if token.isalpha()]
    lower = [tokens[i].lower() for i in words]
    alone, between = _seen(own, lower)
    for place, index in enumerate(words):
        behind = (*lower[max(0, place - 1) : place], lower[place]) if place else ("",)
        ahead = tuple(lower[place : place + 2]) if place + 1 < len(words) else ("",)
        forms = between.get((behind, 1), Counter()) + between.get((ahead, 0), Counter())
        forms = forms or alone.get(lower[place], Counter())
        tokens[index] = forms.most_common(1)[0][0] if forms else lower[place]
    return "".join(tokens)


def _seen(
    own: Writing, lower: list[str]
) -> tuple[dict[str, Counter[str]], dict[tuple[tuple[str, ...], int], Counter[str]]]:
    """How the text writes these words: each alone, and as the first (0) or second (1) of a pair.

    A capital that begins a sentence or a line does not count.
    """
    alone: dict[str, Counter[str]] = {}
    between: dict[tuple[tuple[str, ...], int], Counter[str]] = {}
    wanted = re.compile(rf"(?<!\w)(?:{'|'.join(sorted(set(map(re.escape, lower)))) or '(?!)'})(?!\w)", re.I)
    for match in islice(wanted.finditer(own.lines), _MOST_SEEN):
        word = match[0]
        before = _BEFORE.search(own.lines, max(0, match.start() - 30), match.start())
        previous = before[1] if before and "\n" not in before[0] else None
        if word[0].isupper() and not previous:
            continue
        alone.setdefault(word.lower(), Counter())[word] += 1
        if previous:
            between.setdefault(((previous.lower(), word.lower()), 1), Counter())[word] += 1
        if following := _BEHIND.match(own.lines, match.end()):
            between.setdefault(((word.lower(), following[1].lower()), 0), Counter())[word] += 1
    return alone, between


def issuer(texts: list[str], own: Writing) -> str:
    """The issuing body named in the header, under its parent's name or alone, in the case of running text.

    A body that the text calls by its parent too ("Ban Tuyên giáo Tỉnh ủy") is named so.
    """
    rows = [row.strip(DECORATION) for text in texts for row in text.split("\n")]
    rows = [row for row in rows if re.search(r"[^\W\d_]", row)]
    starts = [
        i for i, row in enumerate(rows) if _name_at(row.upper()) and not (i and rows[i - 1].upper() in _BEGUN)
    ]
    first = starts[-1] if starts else 0
    name = collapse(" ".join(rows[first:])).strip(" -_*")
    known = _written(name, own)
    if not known and is_upper(name):
        known = _in_names(name, own)
    parent = [word for row in rows[:first] for word in [collapse(row).strip(" -_*")] if word]
    return _under(known or name, " ".join(parent), own)


def _written(name: str, own: Writing) -> str:
    """The name as the text writes it somewhere, "" when it does not or only in other words' case."""
    spaced = r"\s*[-–]\s*".join(
        r"\s+".join(re.escape(word) for word in part.split()) for part in re.split(r"\s*[-–]\s*", name)
    )
    if not name:
        return ""
    found = Counter(m[0] for m in re.finditer(rf"(?<!\w){spaced}(?!\w)", own.text, re.IGNORECASE))
    cased = [each for each, _ in found.most_common() if each[0].isupper() and not is_upper(each)]
    return cased[0] if cased else ""


def _under(name: str, parent: str, own: Writing) -> str:
    """The name with as much of its parent's name as the text adds to it."""
    words = parent.lower().split()
    if not words or not name:
        return name
    for match in re.finditer(rf"(?<!\w){re.escape(name)} (?P<more>[^,.;:]{{3,60}})", own.text):
        more = match["more"].lower().split()
        for start in range(len(words) - 1):
            for end in range(len(words), start + 1, -1):
                if more[: end - start] == words[start:end]:
                    return f"{name} {' '.join(match['more'].split()[: end - start])}"
    return name


def _in_names(capitals: str, own: Writing) -> str:
    result, rest, after_level, first = "", capitals, False, False
    while rest:
        in_word = result.endswith("xã ") or result.endswith("Xã ")
        known = "" if in_word and _begins(rest, "HỘI") else _name_at(rest) or _level_at(rest)
        token = known or _TOKENS.findall(rest)[0]
        if known:
            result, first = result + known, True
            after_level = known in _LEVELS or known in _PLACED
        elif not token.isalpha():
            result, first = result + token, first or any(c in token for c in ",-–")
        elif token == "VÀ":
            result, first = result + "và", True
        elif after_level or first:
            result, first = result + token.capitalize(), False
        else:
            result += running_case(token, own)
        rest = rest[len(token) :]
    return result


def _name_at(capitals: str) -> str:
    """The beginning of a body's name that these capitals start with, in running case."""
    plain = capitals.replace("UỶ", "ỦY")
    return next((name for name in body_names() if _begins(plain, name.upper())), "")


def _level_at(capitals: str) -> str:
    if _begins(capitals, "XÃ HỘI"):
        return ""
    return next((level for level in _LEVELS if _begins(capitals, level.upper())), "")


def _begins(text: str, name: str) -> bool:
    return text.startswith(name) and not text[len(name) :][:1].isalpha()
