"""Everyday words in the words of documents."""

import csv
from pathlib import Path

import pytest

from nlu import synonyms
from nlu.synonyms import Said
from nlu.text import words

TABLE = Path(synonyms.__file__).with_suffix(".csv")


@pytest.fixture
def table(tmp_path: Path) -> synonyms.Synonyms:
    file = tmp_path / "small.csv"
    file.write_text(
        "said,written\ndòm ngó,theo dõi\ndòm ngó,giám sát\ndòm,nhìn\n"
        "mộc,con dấu\nđi lính,nhập ngũ\nđì,trù dập\n",
        encoding="utf-8",
    )
    return synonyms.load(file)


def test_an_everyday_word_is_found_with_all_that_is_written_for_it(table: synonyms.Synonyms) -> None:
    assert table.find(words("ai dòm ngó mạng")) == [Said(1, 3, (("theo", "doi"), ("giam", "sat")))]


def test_the_longest_word_counts_and_the_next_begins_behind_it(table: synonyms.Synonyms) -> None:
    found = table.find(words("dòm ngó rồi dòm"))
    assert [(each.start, each.end) for each in found] == [(0, 2), (3, 4)]


def test_several_syllables_may_be_typed_without_their_marks(table: synonyms.Synonyms) -> None:
    assert [each.written for each in table.find(words("con tui di linh"))] == [(("nhap", "ngu"),)]


@pytest.mark.parametrize("typed", ["giữ moc", "tôi đi chợ", "tôi di cho"])
def test_a_lone_syllable_with_other_marks_or_none_is_another_word(
    table: synonyms.Synonyms, typed: str
) -> None:
    assert table.find(words(typed)) == []


def test_a_long_lone_syllable_counts_in_a_text_without_any_marks(tmp_path: Path) -> None:
    file = tmp_path / "one.csv"
    file.write_text("said,written\nthiếc,kim loại\n", encoding="utf-8")
    table = synonyms.load(file)
    assert table.find(words("mua thiec")) == [Said(1, 2, (("kim", "loai"),))]
    assert table.find(words("mua thiec của ai")) == []


def test_the_project_table_is_in_order() -> None:
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = [(row["said"], row["written"]) for row in csv.DictReader(file)]
    assert len(rows) == len(set(rows)) > 10_000
    for said, written in rows:
        assert said != written
        assert said == said.lower()
        assert 1 <= len(words(said)) <= 4, said
        assert 1 <= len(words(written)) <= 7, written


def test_all_phrases_of_the_table_are_words_of_the_language() -> None:
    phrases = synonyms.phrases()
    assert len(phrases) == len(set(phrases))
    assert ("chung", "cư") in {phrase[i : i + 2] for phrase in phrases for i in range(len(phrase))}
