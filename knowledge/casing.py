"""Words set in capitals in a header, written as the document's own text writes them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

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


_RUNS_ON = re.compile(r"[,\s(“\"-]+")


@dataclass(frozen=True)
class Writing:
    """How a text writes its words: each alone, and each beside the word before and the word behind it."""

    text: str  # on one line, for whole names
    alone: dict[str, Counter[str]]
    after: dict[tuple[str, str], Counter[str]]
    before: dict[tuple[str, str], Counter[str]]


def writing(body: str) -> Writing:
    """The writing of a body; lines in capitals and capitals that begin a sentence or a line do not count."""
    own = Writing(collapse("\n".join(line for line in body.split("\n") if not is_upper(line))), {}, {}, {})
    for line in body.split("\n"):
        if not is_upper(line):
            _learn(line, own)
    return own


def _learn(line: str, own: Writing) -> None:
    words = list(re.finditer(r"[^\W\d_]+", line))
    gaps = [line[a.end() : b.start()] for a, b in pairwise(words)]
    runs_on = [words[0][0].islower() if words else False, *(bool(_RUNS_ON.fullmatch(gap)) for gap in gaps)]
    for index, match in enumerate(words):
        if not runs_on[index]:
            continue
        word, lower = match[0], match[0].lower()
        own.alone.setdefault(lower, Counter())[word] += 1
        if index:
            own.after.setdefault((words[index - 1][0].lower(), lower), Counter())[word] += 1
        if index + 1 < len(words) and runs_on[index + 1]:
            own.before.setdefault((lower, words[index + 1][0].lower()), Counter())[word] += 1


def running_case(capitals: str, own: Writing) -> str:
    """The words as the text writes them between the same neighbours, else alone.

    An unknown word is set in small letters; a document number keeps its form.
    """
    tokens = _TOKENS.findall(capitals)
    words = [i for i, token in enumerate(tokens) if token.isalpha()]
    lower = {i: tokens[i].lower() for i in words}
    for place, index in enumerate(words):
        behind = (lower[words[place - 1]], lower[index]) if place else ("", "")
        ahead = (lower[index], lower[words[place + 1]]) if place + 1 < len(words) else ("", "")
        forms = own.after.get(behind, Counter()) + own.before.get(ahead, Counter())
        forms = forms or own.alone.get(lower[index], Counter())
        tokens[index] = forms.most_common(1)[0][0] if forms else lower[index]
    return "".join(tokens)


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
    words = parent.split()
    for start in range(len(words)):
        for end in range(len(words), start, -1):
            longer = _written(f"{name} {' '.join(words[start:end])}", own)
            if longer and (end - start) > 1:
                return longer
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
