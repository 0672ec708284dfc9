"""Everyday words in the words of documents."""

from collections.abc import Callable
from itertools import pairwise

from nlu import synonyms
from nlu.text import syllables, words


def holding(*phrases: str) -> Callable[[list[str]], bool]:
    """Whether one of the phrases has the syllables side by side."""
    held = [syllables(phrase) for phrase in phrases]
    pairs = {pair for tokens in held for pair in pairwise(tokens)}
    single = {token for tokens in held for token in tokens}
    return lambda tokens: all(p in pairs for p in pairwise(tokens)) and all(t in single for t in tokens)


def test_an_everyday_word_becomes_what_the_documents_hold() -> None:
    holds = holding("theo dõi việc thực hiện", "mạng xã hội")
    assert synonyms.load().written(words("ai dòm ngó facebook"), holds) == "ai theo dõi mạng xã hội"


def test_what_the_documents_do_not_hold_does_not_come_in() -> None:
    assert synonyms.load().written(words("ai dòm ngó"), holding("kinh phí")) == ""


def test_words_of_the_documents_stay_as_they_are() -> None:
    holds = holding("biểu dương gương người tốt", "yêu cầu báo cáo")
    assert synonyms.load().written(words("biểu dương gương nào"), holds) == ""


def test_a_lone_syllable_without_its_marks_may_be_any_word_and_stays() -> None:
    assert synonyms.load().written(words("dan phai lam gi"), holding("nhân dân")) == ""
