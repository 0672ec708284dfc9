from pathlib import Path

from knowledge.build import load_hints
from knowledge.index import Index, is_searched
from nlu.text import syllables

HINTS = load_hints(Path(__file__).resolve().parents[2] / "knowledge" / "hints.yml")


def test_every_hint_belongs_to_a_passage_and_every_passage_has_hints(index: Index) -> None:
    assert set(HINTS) == {p.id for p in index.passages if is_searched(p)}


def test_no_phrase_is_given_twice() -> None:
    phrases = [" ".join(syllables(phrase)) for each in HINTS.values() for phrase in each]
    assert sorted(phrases) == sorted(set(phrases))


def test_a_phrase_finds_its_passage_first(index: Index) -> None:
    wrong = [
        phrase for key, each in HINTS.items() for phrase in each if index.search(phrase)[0].passage.id != key
    ]
    assert wrong == []
