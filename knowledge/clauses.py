"""Questions of several clauses: what a clause asks by itself where the whole hides it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from knowledge import Answer, Document, Quote
from knowledge.library import MOST_QUOTES
from knowledge.question import Question
from nlu.text import syllables

_ENDS = re.compile(r"[,;:.?!\n]+(?=\s|$)")
_JOINTS = re.compile(rf"{_ENDS.pattern}|\s(?:và|va|với lại|voi lai|rồi|roi|còn|con)\s")
_SHORT = 6  # syllables of one that asks a fact of a paper
_LEAST = 2  # syllables of a clause that asks something
_OWN = "answer_facet"  # the lead of what a document's own frame tells
_OTHERS = ("answer_relation", "answer_known_of")  # of what it says of other documents
_WORK = "answer_duties"
_NOTHING = ("abstain", "abstain_unsure")

# The text of a clause → what is answered to it without a search, None for nothing.
Ask = Callable[[str], Answer | None]


def alone(q: Question, answer: Answer, ask: Ask, *, framed: bool) -> Answer | None:
    """What one clause asks where the others, that tell why, hid it: all the work of a body, or a fact.

    The fact is of the document that it names by number, or of any, when the search found only some part of
    the frame (`framed`).
    """
    nothing = answer.lead in _NOTHING
    if not framed and not (nothing and (q.mentions or q.named)):
        return None
    numbers = {number.number for number, _ in q.named}
    for clause in _parts(q.text, _ENDS):
        each = ask(clause)
        fact = framed or not numbers.isdisjoint(syllables(clause))
        if each and ((nothing and each.lead == _WORK) or (fact and each.lead == _OWN)):
            return each
    return None


def facts_beside(q: Question, answer: Answer, ask: Ask, document: Document) -> Answer:
    """The answer with what its other clauses ask, of other documents or of the document itself.

    "ai ký, theo tờ trình nào" asks of others; the document itself is asked beside what it says of others ("tờ
    trình ngày nào, công văn ngày nào").
    """
    if answer.lead != _OWN and answer.lead not in _OTHERS:
        return answer
    quoted = {quote.citation.passage for quote in answer.quotes}
    more: dict[str, Quote] = {}
    for clause in _parts(q.text, _JOINTS):
        each = ask(clause) if answer.lead == _OWN or _names(clause, document) else None
        if each and each.lead in (_OTHERS if answer.lead == _OWN else (_OWN,)):
            more.setdefault(each.quotes[0].citation.passage, each.quotes[0])
    told = [quote for passage, quote in more.items() if passage not in quoted]
    most = max(MOST_QUOTES, len(answer.quotes) + bool(told))
    return replace(answer, quotes=(*answer.quotes, *told)[:most]) if told else answer


def _names(clause: str, document: Document) -> bool:
    """Whether the clause names the document, or a paper of its type, and says hardly more."""
    tokens, paper = syllables(clause), " ".join(syllables(document.type))
    said, number = f" {' '.join(tokens)} ", syllables(document.number)[:1]
    called = said.startswith(f" {paper} ") or f" {paper} nay " in said
    return len(tokens) <= _SHORT and ((bool(paper) and called) or bool(set(number) & set(tokens)))


def _parts(text: str, joint: re.Pattern[str]) -> list[str]:
    """The clauses, none where there is only one."""
    parts = [part.strip() for part in joint.split(text)]
    told = [part for part in parts if len(part.split()) >= _LEAST]
    return told if len(parts) > 1 else []
