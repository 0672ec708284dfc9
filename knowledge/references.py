"""The documents that a text cites: by number, with the relation, and the words that cite them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from knowledge import Passage, Reference
from knowledge.frame import document_types

# "Kế hoạch số 324-KH/TU", "Nghị định 30/2020/NĐ-CP", "Công văn số 140/TTr-STTTT": a symbol ends the number,
# so that dates and figures are not taken for one.
_SYMBOL = r"(?:\s?/\s?\d{4})?(?:-|\s?/\s?)[A-ZĐƯ][A-Za-zĐđƯư]*(?:[-/&.][A-ZĐƯ][\wĐđƯư]*)*(?![^\W\d_])"
_STEPS = (
    ("theo đề nghị", re.compile(r"theo\s+đề\s+nghị", re.IGNORECASE)),
    ("căn cứ", re.compile(r"căn\s+cứ", re.IGNORECASE)),
    ("thực hiện", re.compile(r"thực\s+hiện|triển\s+khai|thi\s+hành", re.IGNORECASE)),
)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-ZĐÀ-Ỹ])")


def key_of(number: str) -> str:
    """The key of the document with this number: "324-KH/TU" → "324-KH-TU", safe in file names."""
    return re.sub(r"[^\w]+", "-", number).strip("-")


def references(source: str, number: str, passages: Iterable[Passage]) -> tuple[Reference, ...]:
    """The documents that the passages cite, once for each passage; the document's own number is none."""
    own = key_of(number)
    found: dict[tuple[str, str], Reference] = {}
    for passage in passages:
        if passage.kind == "header" and passage.id.endswith("/number"):
            continue
        mentions = list(_mentions().finditer(passage.text))
        for index, mention in enumerate(mentions):
            target = key_of(re.sub(r"\s", "", mention["number"]))
            if target == own or (target, passage.id) in found:
                continue
            start = _clause_start(passage.text, mentions, index)
            end = _clause_end(passage.text, mentions, index)
            found[target, passage.id] = Reference(
                source, target, _relation(passage.text, mention.start()), passage.id, passage.text[start:end]
            )
    return tuple(found.values())


@cache
def _mentions() -> re.Pattern[str]:
    types = "|".join(sorted(map(re.escape, document_types().values()), key=len, reverse=True))
    return re.compile(
        rf"(?:(?P<type>{types})\s+)?(?:số\s*:?\s*)?(?<![\w/.-])(?P<number>\d{{1,5}}[a-zA-Z]?{_SYMBOL})"
    )


def _relation(text: str, position: int) -> str:
    """The relation that stands last before the mention in its sentence, "nhắc đến" when none does."""
    start = max((m.end() for m in _SENTENCE_END.finditer(text, 0, position)), default=0)
    last = {
        relation: match.start()
        for relation, pattern in _STEPS
        for match in pattern.finditer(text, start, position)
    }
    return max(last, key=lambda relation: last[relation]) if last else "nhắc đến"


def _clause_start(text: str, mentions: list[re.Match[str]], index: int) -> int:
    """Where the clause of this mention begins: after the ";" or the sentence end before it."""
    lower = mentions[index - 1].end() if index else 0
    position = mentions[index].start()
    cuts = [m.end() for m in re.finditer(r";\s*", text[lower:position])]
    cuts += [m.end() for m in _SENTENCE_END.finditer(text[lower:position])]
    if cuts:
        return lower + max(cuts)
    return _clause_start(text, mentions, index - 1) if index else 0


def _clause_end(text: str, mentions: list[re.Match[str]], index: int) -> int:
    """Where it ends: at the sentence end, at the last ";" before the next mention, or at the first ";"."""
    position = mentions[index].end()
    upper = mentions[index + 1].start() if index + 1 < len(mentions) else len(text)
    if sentence := _SENTENCE_END.search(text, position, upper):
        return sentence.start()
    if upper == len(text):
        semicolon = text.find(";", position)
        return semicolon if semicolon >= 0 else len(text.rstrip())
    semicolon = text.rfind(";", position, upper)
    return semicolon if semicolon >= 0 else _clause_end(text, mentions, index + 1)
