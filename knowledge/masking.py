"""A question with "văn bản" for each document that it names: what is asked of it, whatever its name.

So were the questions about any paper written from which the classifier learns (paper_questions.yml).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from knowledge.question import Question
from knowledge.titles import numbered
from nlu import DocumentNumber
from nlu.text import syllables
from nlu.text import words as words_of

_PAPER = ["văn", "bản"]
_THIS = ["công", "văn", "này"]
_DAY = ["hôm", "đó"]
_TYPED = re.compile(
    r"\b(?:ke hoach|huong dan|van ban|cong van|to trinh|chi thi|quyet dinh|nghi quyet|to giay|giay|"
    r"kh|hd|vb|cv)$"
)
# What may stand between the type and the day beside names: "kế hoạch mà Ban Thường vụ ký ngày 28/6",
# "tờ giấy sở trình ủy ban tỉnh hôm 14/01".
_TO_DAY = frozenset(
    "ngay hom hoi vao de ky ban hanh ra gui cho trinh len cua ben ma do ghi phat "
    "so phong uy nhan dan tinh huyen xa thanh pho".split()
)
_BACK = re.compile(
    r"\b(?:(?:cả|ca) )?(?:(?:hai|2) )?(?:(?:cái|cai|bản|ban) )?(?:"
    r"(?:kế hoạch|hướng dẫn|tờ trình|ke hoach|huong dan|to trinh)"
    r" (?:này|nay|trên|tren|(?:nói|nêu|noi|neu) (?:trên|tren))|"
    r"(?:kế hoạch|hướng dẫn|công văn|tờ trình|văn bản|ke hoach|huong dan|cong van|to trinh|van ban|cái|cai)"
    r" (?:đó|ấy|kia|do|ay))\b|\b(?:cả|ca) (?:hai|2)(?: (?:cái|cai|văn bản|van ban))?\b|\b(?:nó|no)\b"
)
_CHUNG = re.compile(r"\b(?:chúng nó|chúng|tụi nó|mấy cái (?:đó|ấy))\b")
_CLAUSE = re.compile(r"[,;:.?!](?=\s|$)")
_OF = ("cua", "ben")
_LEAST = 2  # syllables of an issuer's name that tell it
# "324 của ban nào", "324 của ủy ban hay …": the issuer is what is asked for.
_ASKED = ("nao", "hay", "hoac", "phai", "dung")


def masked(q: Question) -> list[str]:
    """The words of the question with "văn bản" for each document named, "hôm đó" for one named by its day.

    What points back ("cái đó", "nó") is a document too where none is named. One whose text is loaded is
    "công văn này". An issuer's name right behind goes with the document's.
    """
    words, tokens = list(q.words), list(q.tokens)
    if not q.named:
        return _BACK.sub(" ".join(_PAPER), " ".join(words)).split()
    if again := _asked_again(q):
        return again
    for number, found in q.named:
        issuers = {t for d in found for t in syllables(d.issuer)}
        loaded = any(d.status == "loaded" for d in found)
        linking = _TO_DAY | issuers | {t for m in q.mentions for name in m.names for t in name}
        for start, end, said in reversed(list(_spans(tokens, number, _THIS if loaded else _PAPER, linking))):
            last = _behind_issuer(tokens, end, issuers)
            words[start:last], tokens[start:last] = said, [""] * len(said)
    return words


def _asked_again(q: Question) -> list[str]:
    """The words of the last clause when it points back to what those before it named; [] when it does not.

    "Tôi phải làm theo 107; hướng dẫn ấy dặn gì": the reason first, the question after.
    """
    *before, last = [clause for part in _CLAUSE.split(q.text) if (clause := part.strip())] or [""]
    if not before or any(number.number in syllables(last) for number, _ in q.named):
        return []
    asked = " ".join(words_of(last))
    pointing = _CHUNG.sub("nó", asked)
    return _BACK.sub(" ".join(_PAPER), pointing).split() if _BACK.search(pointing) else []


def is_by_day(words: Sequence[str]) -> bool:
    """Whether a document is named by its day alone in these words of `masked`."""
    return any(list(pair) == _DAY for pair in pairwise(words))


def _spans(
    tokens: list[str], number: DocumentNumber, name: list[str], linking: Collection[str]
) -> Iterator[tuple[int, int, list[str]]]:
    """Where the document is named, and what is said instead."""
    text = syllables(number.text)
    if number.number in tokens:
        for start, end in numbered(tokens, number):
            first = start - 2 if tokens[start - 2 : start] == ["van", "ban"] else start
            yield first, end - (tokens[end - 1] == "ngay"), name  # "324-KH/TU ngày nào"
        return
    for at in range(len(tokens) - len(text) + 1):
        if tokens[at : at + len(text)] == text:
            start = at - 1 if tokens[at - 1 : at] == ["ngay"] else at
            behind = next((i for i in range(start, 0, -1) if tokens[i - 1] not in linking), 0)
            # The type's own syllables may link as well: "văn bản", "hướng dẫn của ban".
            ends = (i for i in range(start, behind - 1, -1) if _TYPED.search(" ".join(tokens[:i])))
            typed = next(ends, 0)
            if typed and (match := _TYPED.search(" ".join(tokens[:typed]))):
                yield typed - len(match.group().split()), at + len(text), name
            else:
                yield start, at + len(text), _DAY


def _behind_issuer(tokens: list[str], end: int, issuers: Collection[str]) -> int:
    """Where the issuer's name ends that follows; `end` when none does, or when it is asked for."""
    rest = [*tokens[end:], ""]
    start = int(rest[0] in _OF)
    at = next(i for i in range(start, len(rest)) if rest[i] not in issuers)
    return end + at if at - start >= _LEAST and rest[at] not in _ASKED else end
