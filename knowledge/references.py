"""The documents that a text cites: by number, with the relation, and the words that cite them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from knowledge import Passage, Reference
from knowledge.header import document_types
from knowledge.pages import UPPER

# "Kế hoạch số 324-KH/TU", "Nghị định 30/2020/NĐ-CP", "Công văn số 140/TTr-STTTT": a symbol ends the number,
# so that dates and figures are not taken for one.
_NUMBER = (
    r"\d{1,5}[a-zA-Z]?(?:\s?/\s?\d{4})?(?:-|\s?/\s?)[A-ZĐƯ][A-Za-zĐđƯư]*\d{0,2}"
    r"(?:[-/&.][A-ZĐƯ][\wĐđƯư]*)*(?![^\W\d_])"
)
_MENTION = re.compile(rf"(?<![\w/.-])(?P<number>{_NUMBER})")
_LOOK_BACK = 60  # characters before a number: the longest type, "số" and the blanks between
_SENTENCE_END = re.compile(rf"(?<=[.!?])\s+(?=[{UPPER}])")
_STEPS = (
    ("theo đề nghị", re.compile(r"theo\s+đề\s+nghị|xét\s+đề\s+nghị", re.IGNORECASE)),
    ("căn cứ", re.compile(r"căn\s+cứ", re.IGNORECASE)),
    ("thay thế", re.compile(r"thay\s+thế", re.IGNORECASE)),
    ("sửa đổi", re.compile(r"sửa\s+đổi|điều\s+chỉnh,?\s+bổ\s+sung", re.IGNORECASE)),
    ("bãi bỏ", re.compile(r"bãi\s+bỏ|hủy\s+bỏ|huỷ\s+bỏ", re.IGNORECASE)),
    ("thực hiện", re.compile(r"thực\s+hiện|triển\s+khai|thi\s+hành", re.IGNORECASE)),
)
_CHANGES = ("thay thế", "sửa đổi", "bãi bỏ")
# What changes another document says so of itself: "Quyết định này thay thế …", "1. Bãi bỏ …".
_ITSELF = re.compile(
    r"(?:\bnày\b[^;.]*?\s|^(?:[-–+]|\d+\.|[a-zđ]\)|(?:Điều|Khoản)\s+\d+\.)?\s*(?:Nay\s+)?|"
    r"(?:[Vv]/[Vv]|[Vv]ề\s+việc|VỀ VIỆC)\s+)$"
)
# Said behind the document that loses its force.
_PASSIVE = (
    ("thay thế", re.compile(r"(?:được|bị)\s+thay\s+thế\s+(?:bởi|bằng)\b[^;.]*\bnày\b")),
    ("sửa đổi", re.compile(r"(?:được|bị)\s+sửa\s+đổi[^;.]*\bnày\b")),
    ("bãi bỏ", re.compile(r"hết\s+hiệu\s+lực|(?:bị|được)\s+bãi\s+bỏ")),
)
_LONGEST_PASSIVE = 400  # characters from a document to the words that end it
_JOINT = re.compile(r"[^;.]{0,60}?(?:,|;|\bvà)\s*(?:số\s*:?\s*)?")


@dataclass(frozen=True)
class Mention:
    """A document named in a text by its number: `text[start:end]`, type and "số" included.

    `type` is the name of a type that the words say, "" when they say none; `at` is where the number begins.
    """

    start: int
    at: int
    end: int
    number: str
    type: str

    @property
    def key(self) -> str:
        return key_of(self.number)


@cache
def _types() -> tuple[re.Pattern[str], dict[str, str]]:
    names = {name.lower(): name for name in document_types().values()}
    listed = "|".join(sorted((r"\s+".join(map(re.escape, n.split())) for n in names), key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?P<type>{listed})(?:\s+số)?\s*:?\s*$", re.IGNORECASE), names


TYPED_NUMBER = re.compile(rf"[^\W\d_]+(?:\s+[^\W\d_]+){{0,3}}\s+số\s*:?\s*{_NUMBER}")


def key_of(number: str) -> str:
    """The key of the document with this number: "324-KH/TU" → "324-KH-TU", safe in file names."""
    return re.sub(r"[^\w]+", "-", number).strip("-")


def mentions(text: str) -> list[Mention]:
    """The documents that the text names by number, in order."""
    pattern, names = _types()
    found: list[Mention] = []
    for match in _MENTION.finditer(text):
        before = text[max(0, match.start() - _LOOK_BACK) : match.start()]
        typed = pattern.search(before)
        so = re.search(r"(?<!\w)số\s*:?\s*$", before, re.IGNORECASE)
        opening = typed or so
        start = match.start() - (len(before) - opening.start() if opening else 0)
        name = names[" ".join(typed["type"].lower().split())] if typed else ""
        if not name and found and _JOINT.fullmatch(text, found[-1].end, match.start()):
            name = found[-1].type  # "Hướng dẫn số 107-HD/BTGTU và số 111-HD/BTGTU"
        found.append(Mention(start, match.start(), match.end(), re.sub(r"\s", "", match["number"]), name))
    return found


def references(source: str, number: str, passages: Iterable[Passage]) -> tuple[Reference, ...]:
    """The documents that the passages cite, once for each passage; the document's own number is none."""
    own = key_of(number)
    found: dict[tuple[str, str], Reference] = {}
    for passage in passages:
        if passage.kind == "ornament" or passage.id.endswith("/number"):
            continue
        text = passage.text
        named = mentions(text)
        if not named:
            continue
        clauses = _clauses(text)
        related = _relations(text, named, passage.id.endswith("/attachment"), passage.kind == "header")
        for index, mention in enumerate(named):
            if mention.key == own or (mention.key, passage.id) in found:
                continue
            begin = clauses[bisect_right(clauses, mention.start) - 1]
            sentence = text[begin : _clause_end(text, named, index)]
            found[mention.key, passage.id] = Reference(
                source, mention.key, related[index], passage.id, sentence
            )
    return tuple(found.values())


def _relations(text: str, named: list[Mention], attachment: bool, title: bool) -> list[str]:
    """The relation of each mention to the document whose words these are.

    A verb between two mentions of one clause tells what the first does to the second, and is no relation of
    this document. "theo đề nghị" and "căn cứ" are always its own.
    """
    if attachment:
        return ["kèm theo"] * len(named)
    found: list[str] = []
    relation, sentence = "", 0
    sentences = [0, *(m.end() for m in _SENTENCE_END.finditer(text))]
    for index, mention in enumerate(named):
        last = named[index - 1].end if index else 0
        begin = sentences[bisect_right(sentences, mention.start) - 1]
        if begin != sentence:
            relation, sentence = "", begin
        clause = max(text.rfind(";", 0, mention.start) + 1, begin)
        within = index > 0 and last > clause  # another mention stands before it in the clause
        step, at = _last_step(text, max(last, clause), mention.start)
        if within and step and step not in ("theo đề nghị", "căn cứ"):
            found.append(_passive(text, named, index) if step in _CHANGES else "nhắc đến")
            continue
        if step in _CHANGES and not (title or _ITSELF.search(text[clause:at])):
            step = ""
        relation = step or relation
        found.append(_passive(text, named, index) or relation or "nhắc đến")
    return [each or "nhắc đến" for each in found]


def _last_step(text: str, start: int, end: int) -> tuple[str, int]:
    """The relation word that stands last before the mention, and where; a change outranks it."""
    last = {
        relation: match.start()
        for relation, pattern in _STEPS
        for match in pattern.finditer(text, start, end)
    }
    changes = [relation for relation in last if relation in _CHANGES]
    if not last:
        return "", 0
    relation = max(changes or last, key=lambda each: last[each])
    return relation, last[relation]


def _passive(text: str, named: list[Mention], index: int) -> str:
    """What the words behind say happens to it: "… hết hiệu lực kể từ ngày Nghị định này có hiệu lực"."""
    begin = named[index].end
    stop = _SENTENCE_END.search(text, begin, begin + _LONGEST_PASSIVE)
    end = stop.start() if stop else min(len(text), begin + _LONGEST_PASSIVE)
    cut = text.find(";", begin, end)
    behind = text[begin : cut if cut >= 0 else end]
    nested = index and _last_step(text, named[index - 1].end, named[index].start)[0] in _CHANGES
    return "" if nested else next((relation for relation, p in _PASSIVE if p.search(behind)), "")


def _clauses(text: str) -> list[int]:
    """Where clauses begin: at the start, behind each ";" and each sentence end."""
    cuts = [m.end() for m in re.finditer(r";\s*", text)]
    return sorted({0, *cuts, *(m.end() for m in _SENTENCE_END.finditer(text))})


def _clause_end(text: str, named: list[Mention], index: int) -> int:
    """Where it ends: at the sentence end, at the last ";" before the next mention, or at the first ";"."""
    while True:
        position = named[index].end
        upper = named[index + 1].start if index + 1 < len(named) else len(text)
        if sentence := _SENTENCE_END.search(text, position, upper):
            return sentence.start()
        if upper == len(text):
            semicolon = text.find(";", position)
            return semicolon if semicolon >= 0 else len(text.rstrip())
        semicolon = text.rfind(";", position, upper)
        if semicolon >= 0:
            return semicolon
        index += 1
