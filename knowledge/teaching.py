"""The classifier taught: from reviewed phrases and their classes to the folder that `Classifier` reads.

A linear support vector machine for each class against all others (scikit-learn's LinearSVC), over tf-idf of
syllables and pairs. Each phrase is shown twice, with its marks and without. Small weights are left out:
below 0.02 of the class's largest. A fifth is left, and of 785 development questions two fewer were given
their class (716 for 718).
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import yaml

from knowledge import DocumentRefused, Silence, vectors
from knowledge.arrays import Floats, Ints, Rows
from knowledge.classifier import (
    BESIDE,
    CITED,
    FRAME,
    MESSAGE,
    QUESTION,
    SILENCE,
    class_of,
    class_of_silence,
    terms,
)
from nlu import examples as messages
from nlu.text import fold, syllables, words

QUESTIONS = Path(__file__).with_name("paper_questions.yml")
SEAL = "seal"  # of what was taught
STAMP = "stamp"  # of the files in which it stands
_CODE = [Path(__file__), Path(__file__).with_name("classifier.py")]
NOTHING = "nothing"  # of paper_questions.yml: what no document here is about
OUTSIDE = "out_of_scope"  # the intent of nlu/data whose messages ask the same
ASKED = "ask_document"  # the intent of those that ask the documents
# Of the other intents, what the dialogue does with them.
_KINDS = {
    **dict.fromkeys(("greet", "thank", "goodbye", "help"), "talk"),
    **dict.fromkeys(("report_activity", "edit_report", "list_reports", "summarise"), "report"),
    **dict.fromkeys(("write_for_me", "watch_people"), "refused"),
    "list_documents": "documents",
}
# What is asked of a document that is only cited is heard with "văn bản" for its name (masking.py). What it is
# about is left to the phrases as they stand: so renamed they would be like those that ask what stands inside.
SUBJECT = "subject"
_FACTS = frozenset((*FRAME, "type", "cites"))
_NAMED = re.compile(
    r"\b(?:(?:cái|cai|tờ|bản) )?(?:công văn|cong van|kế hoạch|ke hoach|hướng dẫn|huong dan|tờ trình|to trinh|"
    r"chỉ thị|chi thi|quyết định|quyet dinh|nghị quyết|nghi quyet|tờ giấy|to giay|giấy|cv|vb|kh|hd)"
    r"(?: (?:này|nay|đó|ấy|kia|ni|nớ|trên|tren))?(?!\w)",
    re.IGNORECASE,
)
Doubles = npt.NDArray[np.float64]
_C = 0.5
_SMALL = 0.02


@dataclass(frozen=True)
class Example:
    """A phrase and the classes that it belongs to, the narrowest first; it counts as `weight` phrases."""

    phrase: str
    classes: tuple[str, ...]
    weight: int = 1


def examples(hints: Mapping[str, Sequence[str]], silences: Sequence[Silence]) -> list[Example]:
    """What there is to learn.

    Phrases for passages, for what is not stated, questions about any paper, and messages that are no
    questions to the documents. Of those that are, nobody has said what answers them: they are questions, and
    no more is learnt of them.
    """
    found = [Example(p, (class_of(key),)) for key, phrases in hints.items() for p in phrases]
    for s in silences:
        of_all = CITED if s.cited else SILENCE
        found += [Example(p, (class_of_silence(s.document, s.label), of_all)) for p in s.phrases]
    for name, phrases in _asked().items():
        classes = _asked_for(name)
        found += [Example(p, classes) for p in phrases]
        if name != SUBJECT and _FACTS.issuperset(name.split(BESIDE)):
            found += [Example(r, classes) for p in phrases if (r := _NAMED.sub("văn bản", p)) != p]
    given = messages.read().messages
    found += [Example(m.text, (SILENCE,)) for m in given if m.intent == OUTSIDE]
    questions = [Example(each.phrase, (*each.classes, QUESTION)) for each in found]
    others = [Example(m.text, (f"{MESSAGE}{_KINDS[m.intent]}",)) for m in given if m.intent in _KINDS]
    others += [Example(m.text, (QUESTION,)) for m in given if m.intent == ASKED]
    return questions + others


def teach_all(
    hints: Mapping[str, Sequence[str]],
    silences: Sequence[Silence],
    folder: Path,
    before: Path | None = None,
) -> None:
    """Nothing; teaches all `examples`, which are not read where `before` was made from the same files."""
    teach_once(stamp_of(hints, silences), lambda: examples(hints, silences), folder, before)


def teach_once(
    stamp: str, given: Callable[[], Sequence[Example]], folder: Path, before: Path | None = None
) -> None:
    """Nothing; teaches what is `given`, which is not asked for where `before` has the same stamp."""
    if before and (before / STAMP).exists() and (before / STAMP).read_text(encoding="utf-8") == stamp:
        shutil.copytree(before, folder)
        return
    teach(given(), folder, before)
    (folder / STAMP).write_text(stamp, encoding="utf-8")


def stamp_of(hints: Mapping[str, Sequence[str]], silences: Sequence[Silence]) -> str:
    """A digest of what the examples are made from: the phrases given, the files read, the code."""
    files = [QUESTIONS, *sorted(messages.DATA.glob("*.yml")), *_CODE]
    given = ([(key, tuple(phrases)) for key, phrases in hints.items()], [*silences])
    return hashlib.sha256(repr((vectors.digest(files), given)).encode()).hexdigest()


def teach(given: Sequence[Example], folder: Path, before: Path | None = None) -> None:
    """Nothing; writes the folder that `Classifier` reads.

    It is copied from `before`, another such folder, when that was made from the same.
    """
    seal = _seal(given)
    if before and (before / SEAL).exists() and (before / SEAL).read_text(encoding="utf-8") == seal:
        shutil.copytree(before, folder)
        return
    folder.mkdir(parents=True, exist_ok=True)
    names = sorted({name for each in given for name in each.classes})
    known, fitted = _fitted(tuple(given), tuple(names))
    np.savez(
        folder / "weights.npz",
        starts=fitted.starts,
        columns=fitted.columns,
        weights=fitted.weights,
        rarities=fitted.rarities,
        offsets=fitted.offsets,
    )
    numbers = {name: number for number, name in enumerate(names)}
    # Of one phrase given twice the first counts: what a document says before what is asked of any paper.
    same = {" ".join(syllables(e.phrase)): [numbers[c] for c in e.classes] for e in reversed(given)}
    kept = {"classes": names, "terms": list(known), "phrases": same}
    (folder / "classes.json").write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
    (folder / SEAL).write_text(seal, encoding="utf-8")


def _seal(given: Sequence[Example]) -> str:
    """A digest of what is taught, and of the code that does it."""
    return hashlib.sha256(
        repr((vectors.digest(_CODE), [(e.phrase, e.classes, e.weight) for e in given])).encode()
    ).hexdigest()


class _Fitted(NamedTuple):
    """The weights of term n, and the classes for which they count, from `starts[n]` to `starts[n + 1]`.

    `rarities` are those of the terms, `offsets` those of the classes.
    """

    starts: Ints
    columns: Rows
    weights: Floats
    rarities: Floats
    offsets: Floats


@functools.lru_cache(maxsize=8)  # a test makes the same version many times
def _fitted(given: tuple[Example, ...], names: tuple[str, ...]) -> tuple[list[str], _Fitted]:
    """The terms, and what is fitted of them."""
    if not given:
        return [], _arrays(np.zeros((0, 0)), np.zeros(0), [])
    # scikit-learn takes a second to import, and a version made from the same phrases needs none of it.
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415
    from sklearn.svm import LinearSVC  # noqa: PLC0415

    vectorizer = TfidfVectorizer(analyzer=lambda text: terms(words(text)), sublinear_tf=True)
    matrix = vectorizer.fit_transform([text for e in given for text in (e.phrase, fold(e.phrase))])
    counts = np.repeat([float(e.weight) for e in given], 2)
    placed = np.repeat([e.classes != (QUESTION,) for e in given], 2)  # the others are of any class or none

    def model(name: str) -> LinearSVC:
        held = np.repeat([name in e.classes for e in given], 2)
        shown = placed | name.startswith(MESSAGE)
        return LinearSVC(C=_C, random_state=0).fit(matrix[shown], held[shown], counts[shown])

    # One after the other: liblinear's dice are one for all threads, and the same phrases must give the same.
    models = [model(name) for name in names]
    table = np.array([each.coef_.ravel() for each in models]).T
    offsets = [float(each.intercept_[0]) for each in models]
    table[np.abs(table) < _SMALL * np.abs(table).max(axis=0)] = 0
    return list(vectorizer.get_feature_names_out()), _arrays(table, vectorizer.idf_, offsets)


def _arrays(table: Doubles, rarities: Doubles, offsets: list[float]) -> _Fitted:
    """Of a table of terms × classes what is not 0."""
    rows, columns = np.nonzero(table)
    return _Fitted(
        np.searchsorted(rows, np.arange(len(table) + 1)),
        columns.astype(np.int32),
        table[rows, columns].astype(np.float32),
        rarities.astype(np.float32),
        np.array(offsets, dtype=np.float32),
    )


def _asked_for(name: str) -> tuple[str, ...]:
    """The classes of the questions that stand under that name in the file."""
    return tuple(SILENCE if each == NOTHING else f"/{each}" for each in name.split(BESIDE))


def _asked() -> dict[str, list[str]]:
    """The questions about any paper, by what they ask for."""
    data = yaml.load(QUESTIONS.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    if not isinstance(data, dict):
        raise DocumentRefused(f"{QUESTIONS.name}: phải là các dòng “tên phần: danh sách câu”.")
    return data
