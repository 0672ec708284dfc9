"""Nearness to reviewed phrases: five phrases, worked out by hand."""

import math

import pytest

from knowledge.index import Index
from knowledge.phrasebook import Phrasebook
from nlu.text import fold

PHRASES = ("in pano", "in sách", "treo pano", "kinh phí in pano", "ai treo")
# The rarity of a term that one, two or three of the five phrases hold: ln(6/1), ln(6/2), ln(6/3).
ONE, TWO, THREE = math.log(6), math.log(3), math.log(2)


@pytest.fixture(scope="module")
def book() -> Phrasebook:
    return Phrasebook(PHRASES)


def near(book: Phrasebook, question: str) -> list[float]:
    return [float(each) for each in book.similarity(question)]


def test_nearness_is_the_cosine_of_syllables_and_pairs(book: Phrasebook) -> None:
    # "in" and "pano" stand in three phrases, "in pano" in two; all other terms of phrases 1 to 3 but
    # "treo" (two) in one.
    question = math.sqrt(2 * THREE**2 + TWO**2)
    expected = [
        1.0,
        THREE**2 / (question * math.sqrt(THREE**2 + 2 * ONE**2)),  # in · sach, in sach
        THREE**2 / (question * math.sqrt(TWO**2 + THREE**2 + ONE**2)),  # treo, pano · treo pano
        question / math.sqrt(4 * ONE**2 + 2 * THREE**2 + TWO**2),  # kinh, phi, kinh phi, phi in
        0.0,
    ]
    assert near(book, "in pano") == pytest.approx(expected, abs=1e-6)
    assert near(book, "in pano") == pytest.approx([1, 0.1242, 0.1474, 0.3800, 0], abs=1e-4)


def test_each_phrase_is_nearest_to_itself(book: Phrasebook) -> None:
    for row, phrase in enumerate(PHRASES):
        found = near(book, phrase)
        assert found[row] == pytest.approx(1.0, abs=1e-6)
        assert all(other < 1 - 1e-3 for place, other in enumerate(found) if place != row)


def test_every_reviewed_phrase_is_nearest_to_itself(index: Index) -> None:
    said = [p for each in index.hints.values() for p in each]
    said += [p for silence in index.silences for p in silence.phrases]
    book = Phrasebook(said)
    for row, phrase in enumerate(said):
        found = book.similarity(phrase)
        assert found[row] == pytest.approx(1.0, abs=1e-5)
        assert found[row] >= found.max() - 1e-6


def test_words_count_once_and_in_order(book: Phrasebook) -> None:
    assert near(book, "in in pano")[0] < 1, "the pair “in in” is nobody's"
    assert near(book, "pano in")[0] < near(book, "in pano")[0]


def test_a_question_without_marks_is_as_near(book: Phrasebook) -> None:
    for phrase in (*PHRASES, "Kinh phí in sách?"):
        assert near(book, fold(phrase)) == near(book, phrase) == near(book, phrase.upper())


def test_unknown_words_make_a_question_less_near_and_are_no_fault(book: Phrasebook) -> None:
    # "xanh" and "pano xanh" are as rare as can be.
    question = math.sqrt(2 * THREE**2 + TWO**2)
    longer = math.sqrt(question**2 + 2 * ONE**2)
    assert near(book, "in pano xanh")[0] == pytest.approx(question / longer, abs=1e-6)
    assert near(book, "hoàn toàn xa lạ") == [0.0] * 5
    assert near(book, "") == near(book, "?!") == [0.0] * 5


def test_a_book_without_phrases_is_near_to_nothing() -> None:
    for book in (Phrasebook([]), Phrasebook(["", "?"])):
        assert near(book, "in pano") == [0.0] * book.size
        assert near(book, "") == [0.0] * book.size


def test_a_phrase_of_one_syllable_or_without_any_harms_no_other() -> None:
    book = Phrasebook(["?", "treo", "treo treo", "💥"])
    found = near(book, "treo")
    assert found[1] == pytest.approx(1.0, abs=1e-6)
    assert 0 < found[2] < 1
    assert found[0] == found[3] == 0
