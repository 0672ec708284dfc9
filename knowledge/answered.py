"""Questions with what answers them, reviewed: what the second opinion (opinion.py) is taught.

asked.yml has them for each document that was taught, by what answers them: passages of the document
("1.1", "date + number" for two that are needed together), or NOT_LOADED, NOT_STATED, REFUSED. It is
written by scripts/fit_opinion.py from questions of tests/evaluation/development. The reviewed phrases and
the messages that are no questions (teaching.py) are taught beside them, for less.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import yaml

from knowledge import DocumentRefused, Silence, vectors
from knowledge.classifier import BESIDE, CITED, FRAME, MESSAGE, QUESTION, SILENCE, class_of, joined
from knowledge.teaching import Example, examples, stamp_of, teach_once

Asked = Mapping[str, Mapping[str, Sequence[str]]]
ASKED = Path(__file__).with_name("asked.yml")
NOT_LOADED, NOT_STATED, REFUSED = "not loaded", "not stated", "refused"
WITHOUT_TEXT = {NOT_LOADED: CITED, NOT_STATED: SILENCE, REFUSED: f"{MESSAGE}refused"}
# Whole questions are what officers ask, phrases are shorter: of 1, 2 and 4 this told most fresh ones right.
_WEIGHT = 4
_FEWEST = 5  # questions of a class: of fewer nothing is learnt
_PARTS = frozenset(f"/{name}" for name in FRAME)
_AS = {
    "/content": CITED,
    "/cites": "/preamble",
    "/type": "/number",
}  # what answers questions about any paper of these names
_OTHERS = ("/loaded", "/references")  # lists and the like, which are no passages


def teach_opinion(
    hints: Mapping[str, Sequence[str]],
    silences: Sequence[Silence],
    folder: Path,
    before: Path | None = None,
) -> None:
    """Nothing; teaches what is `taught`, which is not read where `before` was made from the same files."""
    said = repr((stamp_of(hints, silences), vectors.digest([ASKED, Path(__file__)])))
    teach_once(hashlib.sha256(said.encode()).hexdigest(), lambda: taught(hints, silences), folder, before)


def taught(
    hints: Mapping[str, Sequence[str]], silences: Sequence[Silence], given: Asked | None = None
) -> list[Example]:
    """What the opinion learns, each question of one class; nothing where no document asked about was taught.

    `given`: the questions by document and by what answers them, None for those of asked.yml. Raises
    DocumentRefused when that is not of its form.
    """
    documents = {key.rpartition("/")[0] for key in hints}
    read = _read() if given is None else given
    asked = [example for key, each in read.items() if key in documents for example in _asked(key, each)]
    if not asked:
        return []
    phrases = examples(hints, silences)
    attached = sum(map(len, hints.values()))  # those of passages come first
    # Of what is given twice the first counts: what an administrator attached, then what was asked of it.
    found = [*_of_one_class(phrases[:attached]), *asked, *_of_one_class(phrases[attached:])]
    counted = Counter(e.classes for e in found)
    return [e for e in found if counted[e.classes] >= _FEWEST]


def _asked(document: str, questions: Mapping[str, Sequence[str]]) -> list[Example]:
    found = []
    for name, each in questions.items():
        parts = (class_of(f"{document}/{part}") for part in name.split(BESIDE))
        of = WITHOUT_TEXT.get(name) or joined(parts)
        found += [Example(question, (of,), _WEIGHT) for question in each]
    return found


def _of_one_class(phrases: Iterable[Example]) -> Iterator[Example]:
    return (Example(e.phrase, (name,)) for e in phrases if (name := _class(e.classes)))


def _class(classes: Collection[str]) -> str:
    """The one class of a phrase that the opinion may have; "" for none."""
    told = [_AS.get(name, name) for name in classes if name != QUESTION]
    if CITED in told:
        return CITED
    if not told or told[0].startswith(MESSAGE) or told[0] in _OTHERS:
        return told[0] if told else ""
    if told[0].startswith(SILENCE):
        return SILENCE
    if all(name in _PARTS for name in told):
        return joined(told)
    return "" if told[0].startswith("/") else told[0]


def _read() -> Asked:
    """The questions by document and by what answers them."""
    data = yaml.load(ASKED.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) or {}
    if not isinstance(data, dict) or not all(isinstance(each, dict) for each in data.values()):
        raise DocumentRefused(f"{ASKED.name}: phải là các dòng “mã văn bản: phần trả lời: danh sách câu”.")
    return data
