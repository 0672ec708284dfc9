"""Reviewed questions asked of the index that serves and of the one that is to take its place."""

from __future__ import annotations

import contextlib
import datetime
import functools
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from knowledge import NO_FOCUS, Answer, DocumentRefused, addressees, facets
from knowledge.answer import Answerer
from knowledge.dense import EncoderUnusable
from knowledge.folder import Told, silent
from knowledge.index import Index
from knowledge.reviewed import Reviewed
from nlu import abbreviations, values

Expected = Literal["answer", "not_loaded", "abstain"]
_EXPECTED = ("answer", "not_loaded", "abstain")
_SHOWN = 20
# A new document may take the place of an old answer here and there; more than this share tells of a fault.
TOLERATED = 0.1
_TODO = (
    "Số câu trả lời đúng giảm nên chưa đưa vào sử dụng. Hãy xem lại các tệp vừa đổi; nếu đúng là văn bản nay "
    "khác trước, hãy sửa knowledge/reviewed.yml, hoặc chạy lại với --force."
)

_PUBLISHED = (
    "Số câu trả lời đúng giảm, vẫn đưa vào sử dụng. Muốn dùng lại bản trước: "
    "python3 scripts/reload_knowledge.py --rollback"
)


class ExaminationFailed(Exception):
    """Fewer reviewed questions are answered rightly than before; the message tells which, in Vietnamese."""


@dataclass(frozen=True)
class Case:
    """A question and what must be said to it.

    `passage` is the id of the passage that must be quoted first, or else `snippets` are stretches of which
    the first quote must hold one (`every`: the quotes together all; `only`: each quote one). `context` was
    asked before.
    """

    question: str
    expected: Expected = "answer"
    passage: str = ""
    snippets: tuple[str, ...] = ()
    every: bool = False
    only: bool = False
    context: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mark:
    """Whether the question is answered rightly before and after, None where it cannot be asked.

    `apart` says why it does not count, "" when it does; `got` is what it is answered with now.
    """

    case: Case
    before: bool | None
    after: bool | None
    apart: str = ""
    got: str = ""

    @property
    def counts(self) -> bool:
        return not self.apart and self.before is not None and self.after is not None


class Examination:
    """`tolerated`: the share of the questions, 0–1, by which fewer may be answered rightly than before."""

    def __init__(self, cases: Sequence[Case], told: Told = silent, *, tolerated: float = 0.0) -> None:
        self._cases = cases
        self._told = told
        self._tolerated = tolerated

    def hold(self, before: Path | None, after: Path) -> tuple[str, ...]:
        """What is to be told of how the questions fare in the two versions.

        `before` is None for a first one. Raises ExaminationFailed when too many are not answered any more.
        """
        if not self._cases:
            return ()
        marks = self._marks(Examinee(before) if before else None, Examinee(after))
        lines = report(marks)
        counted = [mark for mark in marks if mark.counts]
        lost = sum(bool(m.before) for m in counted) - sum(bool(m.after) for m in counted)
        if lost > self._tolerated * len(counted):
            raise ExaminationFailed("\n".join([*lines, _TODO]))
        return (*lines, _PUBLISHED) if lost > 0 else tuple(lines)

    def _marks(self, before: Examinee | None, after: Examinee) -> list[Mark]:
        marks = []
        for number, case in enumerate(self._cases, 1):
            self._told("thử câu hỏi", number, len(self._cases))
            marks.append(marked(case, before, after))
        return marks


class Examinee:
    """A version that is asked."""

    def __init__(self, folder: Path) -> None:
        index = Index(folder)
        with contextlib.suppress(EncoderUnusable):  # then the words alone are compared, as the assistant does
            index.load_model()
        words = abbreviations.load()
        self._answerer = Answerer(
            index,
            facets.load(),
            addressees.load(words),
            words,
            lambda text: values.read(text, datetime.date.today()).documents,
        )
        self.texts = {passage.id: passage.text for passage in index.passages}
        self.loaded = {each.key for each in index.documents if each.status == "loaded"}

    def ask(self, case: Case) -> Answer:
        focus = NO_FOCUS
        for question in case.context:
            focus = self._answerer.answer(question, focus).focus
        return self._answerer.answer(case.question, focus)

    def with_text(self, text: str) -> set[str]:
        """The ids of the passages that have this very text."""
        return {key for key, each in self.texts.items() if each == text}

    def holding(self, case: Case) -> set[str]:
        """The ids of the passages that hold one of the case's snippets."""
        wanted = [_bare(each) for each in case.snippets]
        return {key for key, each in self._bare.items() if any(snippet in each for snippet in wanted)}

    @functools.cached_property
    def _bare(self) -> dict[str, str]:
        return {key: _bare(text) for key, text in self.texts.items()}


def marked(case: Case, before: Examinee | None, after: Examinee) -> Mark:
    """How the case fares in both."""
    answer = after.ask(case)
    got = answer.quotes[0].citation.passage if answer.quotes else "không có câu trích"
    earlier = before.ask(case) if before else None
    if case.expected != "answer":
        was_right = earlier.outcome == case.expected if earlier else None
        is_right = answer.outcome == case.expected
        known = before.loaded if before else set()
        is_new = bool(answer.quotes) and answer.quotes[0].citation.key not in known
        apart = "nay có văn bản trả lời" if not is_right and is_new else ""
        return Mark(case, was_right, is_right, apart, got)
    gold_before = _gold_before(case, before)
    gold_after = _gold_after(case, before, after)
    was_right = _is_right(case, earlier, gold_before) if earlier and gold_before else None
    if gold_after:
        return Mark(case, was_right, _is_right(case, answer, gold_after), "", got)
    if not gold_before:
        return Mark(case, None, None, "không có đoạn này trong kho", got)
    documents = {key.rpartition("/")[0] for key in gold_before}
    if not documents & after.loaded:
        return Mark(case, was_right, None, "văn bản đã bỏ", got)
    return Mark(case, was_right, False, "", "đoạn trả lời không còn")


def _gold_before(case: Case, before: Examinee | None) -> set[str]:
    """The passages that answer the case in the version that serves, none when there is no such version."""
    if before is None:
        return set()
    if not case.passage:
        return before.holding(case)
    return before.with_text(before.texts[case.passage]) if case.passage in before.texts else set()


def _gold_after(case: Case, before: Examinee | None, after: Examinee) -> set[str]:
    """The same in the new version: a passage may have moved to another place, and so to another id."""
    if not case.passage:
        return after.holding(case)
    text = before.texts.get(case.passage) if before else None
    moved = after.with_text(text) if text is not None else set()
    same = {case.passage} & after.texts.keys()
    return moved or same


def _is_right(case: Case, answer: Answer, gold: set[str]) -> bool:
    quoted = [quote.citation.passage for quote in answer.quotes]
    if answer.outcome != "answer" or not quoted:
        return False
    if case.passage:
        return quoted[0] in gold
    quotes = [_bare(quote.text) for quote in answer.quotes]
    wanted = [_bare(each) for each in case.snippets]
    if case.only and not all(any(each in quote for each in wanted) for quote in quotes):
        return False
    if case.every:
        return all(any(each in quote for quote in quotes) for each in wanted)
    return any(each in quotes[0] for each in wanted)


def report(marks: Sequence[Mark]) -> list[str]:
    """The lines that tell of the marks."""
    counted = [mark for mark in marks if mark.counts]
    lines = []
    if counted:
        before, after = sum(bool(m.before) for m in counted), sum(bool(m.after) for m in counted)
        lines.append(f"Câu hỏi thử: trước đúng {before}/{len(counted)}, nay đúng {after}/{len(counted)}.")
    lines += _few([f"  kém đi: “{m.case.question}” → {m.got}" for m in counted if m.before and not m.after])
    if better := sum(bool(m.after) and not m.before for m in counted):
        lines.append(f"  khá lên: {better} câu")
    if new := [mark for mark in marks if not mark.apart and mark.before is None]:
        right = sum(bool(mark.after) for mark in new)
        lines.append(f"Câu hỏi thử mà kho trước chưa có đoạn trả lời: đúng {right}/{len(new)}.")
    for why, count in Counter(mark.apart for mark in marks if mark.apart).items():
        shown = [f"    “{mark.case.question}”" for mark in marks if mark.apart == why]
        lines += [f"  không tính, {why}: {count} câu", *_few(shown)]
    return lines


def of_reviewed(reviewed: Iterable[Reviewed]) -> list[Case]:
    return [Case(each.question, passage=each.passage) for each in reviewed]


def read_cases(path: Path) -> list[Case]:
    """The questions of a file of tests/evaluation's form; those that are to be refused are not asked here.

    Raises DocumentRefused when it is not of that form.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DocumentRefused(f"{path.name}: không đọc được ({error}).") from error
    cases = []
    for number, line in enumerate(lines, 1):
        try:
            item = json.loads(line) if line.strip() else {"expect": ""}
            cases += [_case(item)] if item["expect"] in _EXPECTED else []
        except (json.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
            raise DocumentRefused(
                f"{path.name}, dòng {number}: phải là một JSON có question, expect, gold ({error!r})."
            ) from error
    return cases


def _case(item: dict[str, Any]) -> Case:
    return Case(
        item["question"],
        item["expect"],
        snippets=tuple(item["gold"]),
        every=bool(item.get("all")),
        only=bool(item.get("only")),
        context=tuple(item.get("context", ())),
    )


def _few(lines: list[str]) -> list[str]:
    return lines[:_SHOWN] + ([f"    … và {len(lines) - _SHOWN} câu nữa"] if len(lines) > _SHOWN else [])


def _bare(text: str) -> str:
    return "".join(text.replace("**", "").split())
