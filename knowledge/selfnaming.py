"""What a text whose header is lost says of itself: in its enacting clause, by "… này", in the file's remarks.

"Chính phủ ban hành Nghị định về công tác văn thư." is the document's own sentence and tells type, issuer and
subject. A remark of the file ("Số hiệu: 30/2020/NĐ-CP") is nobody's official word: it tells only how people
will call the document.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from knowledge.header import document_types
from knowledge.lines import collapse
from knowledge.references import mentions
from knowledge.sections import starts_body

_ABOUT = re.compile(r"^(?:về\s+việc|về)\s+")
_OPENS = re.compile(
    r"[,.:;\s]*(?:(?:với\s+)?(?:các\s+)?nội\s+dung\s+)?(?:cụ\s+thể\s+)?(?:như\s+sau)?[\s.:;]*$"
)
_REMARK = re.compile(r"#\s+|>\s*\W*(?:Số|Số hiệu|Số,? ký hiệu|Số/Ký hiệu)\W*:\W*", re.IGNORECASE)
_HEAD = 12  # lines of a file in which its remarks stand
_OFTEN = 2  # times that a text calls itself by its type


@dataclass(frozen=True)
class Enacted:
    """What an enacting clause tells; "" where it does not."""

    type: str = ""
    issuer: str = ""
    subject: str = ""


def enacted(preamble: Sequence[str]) -> Enacted:
    """What the last clause of the preamble that issues a document tells."""
    for paragraph in reversed(preamble):
        match = _clause().fullmatch(collapse(paragraph))
        if match and starts_body(match["issuer"]):
            subject = _ABOUT.sub("", _OPENS.sub("", match["subject"]).strip(" ,"), count=1)
            return Enacted(_types()[match["type"].lower()], match["issuer"], subject)
    return Enacted()


def own_type(paragraphs: Iterable[str]) -> str:
    """The type by which the text calls itself ("Nghị định này"), "" when it does not, or by several alike."""
    counts = Counter(
        _types()[m[1].lower()] for text in paragraphs for m in _itself().finditer(collapse(text))
    )
    (first, most), second = (counts.most_common(1) or [("", 0)])[0], counts.most_common(2)[1:]
    return first if most >= _OFTEN and not (second and second[0][1] == most) else ""


def called(text: str, type_: str) -> str:
    """The number by which the remarks at the head of the file call the document, "" for none.

    A number of another type than the text's own is that of another document.
    """
    for line in text.split("\n")[:_HEAD]:
        opening = _REMARK.match(line)
        named = mentions(line[opening.end() :])[:1] if opening else []
        if named and (not named[0].type or not type_ or named[0].type == type_):
            return named[0].number
    return ""


@cache
def _types() -> dict[str, str]:
    return {name.lower(): name for name in document_types().values()}


@cache
def _listed() -> str:
    return "|".join(re.escape(name) for name in sorted(document_types().values(), key=len, reverse=True))


@cache
def _clause() -> re.Pattern[str]:
    return re.compile(rf"(?P<issuer>.{{4,90}}?) ban hành (?P<type>{_listed()})\b(?P<subject>.*)")


@cache
def _itself() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)({_listed()}) này\b", re.IGNORECASE)
