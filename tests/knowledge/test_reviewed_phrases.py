"""The reviewed phrases of hints.yml and not_stated.yml: whole, apart from each other, and heard.

The index knows these very phrases, so this checks the data against the code and is no measure of quality.
Measured: 2,470 of 2,565 hints (96.3 %) have their own passage quoted first, 874 of 1,036 phrases for what
is not stated (84.4 %) are not answered with a passage; with pairs of words as evidence 2,471 and 860
(83.0 %). Both fall short of what is wished for (97 % and 90 %): FLOOR and SILENT_FLOOR stand just below
what was measured, and must only ever be raised.
"""

from collections import Counter
from pathlib import Path

from knowledge.answer import Answerer
from knowledge.build import load_hints, load_silences
from knowledge.index import Index, is_searched
from nlu.text import syllables

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"
HINTS = load_hints(KNOWLEDGE / "hints.yml")
SILENCES = load_silences(KNOWLEDGE / "not_stated.yml")
FLOOR, SILENT_FLOOR = 0.96, 0.82
THIRD = 3  # of each list every third phrase is asked


def test_every_hint_belongs_to_a_passage_and_every_passage_has_hints(index: Index) -> None:
    assert set(HINTS) == {p.id for p in index.passages if is_searched(p)}


def test_every_silence_belongs_to_a_loaded_document_and_is_named_once(index: Index) -> None:
    assert {s.document for s in SILENCES} <= {d.key for d in index.documents if d.status == "loaded"}
    labels = Counter((s.document, s.label) for s in SILENCES)
    assert [label for label, count in labels.items() if count > 1] == []
    assert [s.label for s in SILENCES if not s.phrases] == []


def test_no_phrase_is_given_twice_in_either_file_or_in_both() -> None:
    phrases = [p for each in HINTS.values() for p in each] + [p for s in SILENCES for p in s.phrases]
    folded = Counter(" ".join(syllables(phrase)) for phrase in phrases)
    assert [phrase for phrase, count in folded.items() if count > 1] == []
    assert "" not in folded


def test_nearly_every_hint_has_its_own_passage_quoted_first(answerer: Answerer) -> None:
    asked = [(key, phrase) for key, phrases in HINTS.items() for phrase in phrases[::THIRD]]
    lost = [
        f"{phrase} → {key}"
        for key, phrase in asked
        if [q.citation.passage for q in answerer.answer(phrase).quotes[:1]] != [key]
    ]
    assert len(lost) <= (1 - FLOOR) * len(asked), "\n".join(lost)


def test_most_phrases_for_what_is_not_stated_are_not_answered_with_a_passage(answerer: Answerer) -> None:
    asked = [(silence.label, phrase) for silence in SILENCES for phrase in silence.phrases[::THIRD]]
    answered = [
        f"{phrase} ({label})" for label, phrase in asked if answerer.answer(phrase).outcome == "answer"
    ]
    assert len(answered) <= (1 - SILENT_FLOOR) * len(asked), "\n".join(answered)
