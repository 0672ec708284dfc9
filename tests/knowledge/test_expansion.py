"""What the everyday words of a question find in passages that have the office words for them."""

from pathlib import Path

import numpy as np
import pytest

from knowledge.expansion import Expansion
from knowledge.lexical import Entry, Lexical, Presence, build
from nlu.synonyms import Said

ENTRIES = [
    Entry("1. Văn thư", "Con dấu của cơ quan do văn thư giữ."),
    Entry("2. Lễ tân", "Cắm hoa, dấu vân tay và con tem của khách."),
    Entry("3. Kho", "Máy bơm nước để trong kho.", ("cái mộc cơ quan để đâu",)),
]
SEAL = Said(0, 1, (("con", "dau"), ("dau", "co", "quan")))


@pytest.fixture(scope="module")
def lexical(tmp_path_factory: pytest.TempPathFactory) -> Lexical:
    folder = tmp_path_factory.mktemp("lexical")
    build(ENTRIES, folder)
    return Lexical(folder)


def presence(lexical: Lexical, query: str, said: list[Said]) -> Presence:
    asked = lexical.ask(query)
    expansion = Expansion(said, lexical._text)
    return lexical.presence(query, asked, expansion, np.arange(len(ENTRIES), dtype=np.int32))


def test_what_is_written_for_a_word_counts_almost_as_the_word_itself(lexical: Lexical) -> None:
    with_table, without = (presence(lexical, "mộc để đâu", said) for said in ([SEAL], []))
    assert with_table.there[0, 0] == pytest.approx(0.8)
    assert without.there[0].max() == 0
    assert with_table.found[0] > without.found[0]


def test_syllables_of_a_writing_that_stand_apart_say_nothing(lexical: Lexical) -> None:
    assert presence(lexical, "mộc để đâu", [SEAL]).there[0, 1] == 0


def test_phrases_that_people_ask_are_no_words_of_the_passage(lexical: Lexical) -> None:
    found = presence(lexical, "mộc", [])
    assert found.there.max() == found.found.max() == 0


def test_a_query_without_everyday_words_has_no_expansion(lexical: Lexical) -> None:
    nothing = Expansion([], lexical._text)
    assert not nothing
    assert nothing.total().max() == 0


def test_the_rows_nearest_are_found_by_what_is_written_too(lexical: Lexical) -> None:
    asked = lexical.ask("mộc")
    assert lexical.near(asked, Expansion([SEAL], lexical._text), 1).tolist() == [0]
    among = np.array([1, 2], dtype=np.int32)
    assert lexical.near(asked, Expansion([SEAL], lexical._text), 5, among).tolist() == [1, 2]


def test_no_figure_is_more_than_one(lexical: Lexical) -> None:
    found = presence(lexical, "mộc con dấu của cơ quan do văn thư giữ", [SEAL])
    for values in (found.there, found.pairs, found.found):
        assert 0 <= values.min() <= values.max() <= 1


def test_words_side_by_side_are_told_from_words_apart(lexical: Lexical) -> None:
    found = presence(lexical, "máy bơm nước", [])
    assert found.pairs.tolist() == [0, 0, 1]


def test_an_index_of_nothing_but_one_entry_is_searched(tmp_path: Path) -> None:
    build(ENTRIES[:1], tmp_path)
    one = Lexical(tmp_path)
    assert one.near(one.ask("mộc"), Expansion([SEAL], one._text), 3).tolist() == [0]
