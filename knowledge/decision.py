"""Whether a passage that was found answers a question: the chance of it, from a fitted curve.

The weights are those of decision.yml, which scripts/calibrate.py fits on tests/evaluation/development; the
curve and its reliability are in docs/evaluation.md.
"""

from __future__ import annotations

import dataclasses
import functools
import math
import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from knowledge import Passage
from knowledge.question import Question
from nlu.text import fold, syllables, with_any_marks

WEIGHTS = Path(__file__).with_name("decision.yml")
OTHER_QUESTION = frozenset(["ai", "gi", "nao", "sao", "dau", "chi"])
_HOW_MANY = re.compile(with_any_marks(r"\b(?:bao nhiêu|mấy) (\S+)"))
_WHICH = re.compile(with_any_marks(r"\bthứ (?:mấy|bao nhiêu)\b"))  # "lần thứ mấy"
_ORDINAL = re.compile(r"\bthu (?:\d+|[ivxlc]+|nhat|hai|ba|tu|nam|sau|bay|tam|chin|muoi)\b")
_WHEN = re.compile(
    with_any_marks(
        r"\b(?:khi nào|bao giờ|lúc nào|hồi nào|bữa nào|chừng nào|mấy giờ|"
        r"(?:ngày|hôm|giờ|tháng|tuần|năm) (?:nào|mấy|bao nhiêu))\b"
    )
)
_TIME = re.compile(
    r"\b(?:ngay \d|thang \d|nam \d|\d{1,2} \d{1,2} \d{4}|\d+ (?:nam|thang|ngay|gio|tuan)|nhiem ky|"
    r"thoi diem|thuong xuyen|(?:truoc|trong|sau) mua|hang (?:nam|thang|quy|tuan|ngay)|dinh ky)\b"
)
_BODY = r"(?:ai|(?:sở|bên|nơi|đơn vị|cơ quan|ngành|ban) nào)"
_WHO = re.compile(
    with_any_marks(
        rf"^(?:\w+ ){{0,2}}{_BODY} (?:lo|phải|chịu|chủ|phụ|làm)\b|\bthì {_BODY}\b|"
        rf"\bcòn {_BODY} (?:\w+ )?(?:nữa|khác)\b"
    )
)
_NUMBER = r"(?:\d+ ?|(?:[ivxlc]+|mot|hai|ba|bon|nam|sau|bay|tam|chin|muoi) )"


@dataclass(frozen=True)
class Evidence:
    """What speaks for the first passage found; every figure 0–1.

    `coverage`, `dense` as in `Hit`; `likeness`: how like the class of the passage the question is, `rival`:
    of the likest other one, `silence`: of all that no document states; `cue`: length of a cue for
    such a matter;
    `margin`: how far the passage is ahead of the best one of another section; `length`: of the question;
    `apart`: share of its neighbouring words that do not stand side by side, with the marks typed, in the
    passage, its headings or any of its phrases; `strange`: the same of all passages and phrases, without
    marks; `unmet`: 1 when the passage lacks the count or the
    time that is asked for. Lexical score, nearness of its best phrase, absent words and the kind of passage
    told no more beside these (1,071 questions, ten folds).
    """

    coverage: float = 0.0
    dense: float = 0.0
    likeness: float = 0.0
    rival: float = 0.0
    silence: float = 0.0
    cue: float = 0.0
    margin: float = 0.0
    length: float = 0.0
    apart: float = 1.0
    strange: float = 1.0
    unmet: float = 0.0
    found: float = 0.0
    among: float = 0.0
    inside: float = 0.0
    about: float = 0.0
    pairs: float = 0.0
    met: float = 0.0
    frame: float = 0.0
    named: float = 0.0
    taught: bool = True


# What only passages ranked by knowledge/ranking.py have, as it names them.
RANKED = ("found", "among", "inside", "about", "pairs", "met", "frame", "named")
NAMES = tuple(f.name for f in dataclasses.fields(Evidence) if f.name != "taught")


@dataclass(frozen=True)
class Decision:
    """Two fitted curves, weights by the names of Evidence and "intercept"; from `answer` a passage is quoted.

    `taught` is for passages of documents whose phrases were reviewed, `untaught` for others. `light` is the
    same for a message that was taken for small talk; from `near` on it is worth naming.
    """

    taught: dict[str, float]
    untaught: dict[str, float]
    answer: float
    light: float
    near: float

    def chance(self, evidence: Evidence) -> float:
        """The chance, 0–1, that the first passage answers the question."""
        weights = self.taught if evidence.taught else self.untaught
        total = weights["intercept"] + sum(
            weight * getattr(evidence, name) for name, weight in weights.items() if name != "intercept"
        )
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


@functools.cache
def load(path: Path = WEIGHTS) -> Decision:
    """The fitted curve of a file."""
    return Decision(**yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))


def asks_for_figure(q: Question) -> bool:
    """Whether a count or a time is asked for."""
    asked = " ".join(q.words)
    return bool(_WHEN.search(asked) or _HOW_MANY.search(asked))


def asks_for_body(q: Question) -> bool:
    """Whether a body is asked for, which need not be the one talked about: "ai lo", "thì bên nào"."""
    return bool(_WHO.search(" ".join(q.words)))


def is_met(q: Question, passage: Passage) -> bool:
    """Whether the passage has what kind of thing is asked for: a count of that noun, a time.

    True for a question that asks for neither.
    """
    asked, text = " ".join(q.words), _plain(passage.text)
    return _is_counted(q, asked, text) and (not _WHEN.search(asked) or bool(_TIME.search(text)))


@functools.lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    """The folded syllables of a passage, remembered: many questions ask it for a figure."""
    return " ".join(syllables(text))


def _is_counted(q: Question, asked: str, text: str) -> bool:
    """ "mấy" beside another question word is a plural ("mấy sở nào"), no count."""
    if _WHICH.search(asked):
        return _ORDINAL.search(text) is not None
    match = _HOW_MANY.search(asked)
    if match is None or (match[0].startswith("m") and OTHER_QUESTION & set(q.tokens)):
        return True
    return re.search(rf"\b{_NUMBER}{re.escape(fold(match[1]))}\b", text) is not None
