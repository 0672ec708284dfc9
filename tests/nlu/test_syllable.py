"""The grammar of syllables knows every word that is one, and what is none."""

import csv
import re
import unicodedata
from pathlib import Path

import pytest

from nlu import abbreviations
from nlu.syllable import EITHER_TONE, either_tone, is_syllable, is_written, respelled, toned, untoned
from nlu.text import fold
from nlu.vocabulary import loanwords

ROOT = Path(__file__).parents[2]
_LETTERS = re.compile(r"[^\W\d_]+")


def test_every_word_of_the_directive_and_of_the_names_is_known() -> None:
    directive = (ROOT / "knowledge/documents/cong-van-356-ubnd-kgvx.md").read_text(encoding="utf-8")
    with (ROOT / "bot/units.csv").open(encoding="utf-8") as file:
        names = " ".join(
            " ".join((r["name"], r["former_name"], r["former_district"])) for r in csv.DictReader(file)
        )
    known = loanwords() | abbreviations.load().rows.keys()
    found = {word.lower() for word in _LETTERS.findall(f"{directive} {names}")}
    assert {w for w in found if not is_syllable(w) and not {w, fold(w)} & known} == {"xiv", "xxi"}


@pytest.mark.parametrize(
    "word", "nghiêng nghỉ nguyễn khuya quyết giữ gì thuở ngoằn quýt huơ giếng của ủy".split()
)
def test_a_syllable_has_its_tone_where_it_is_written(word: str) -> None:
    assert is_written(word)
    assert toned(*untoned(word)) == word


def test_words_of_either_tone_are_syllables_given_once_with_tilde() -> None:
    lines = EITHER_TONE.read_text(encoding="utf-8").splitlines()
    given = [word for line in lines if not line.startswith("#") for word in line.split()]
    assert len(set(given)) == len(given) == len(either_tone()) / 2
    assert all(is_written(word) and "\u0303" in unicodedata.normalize("NFD", word) for word in given)


@pytest.mark.parametrize("word", "tuyeen truyem kế1 nhiemvu gha ngi cê buôi2 x boan cuc̀ internet".split())
def test_what_has_not_the_build_of_a_syllable_is_none(word: str) -> None:
    assert not is_syllable(word)


@pytest.mark.parametrize("word", ["tuyên", "tuyen", "truyên", "hôc", "duoc", "đươc", "được"])
def test_a_syllable_may_lack_marks(word: str) -> None:
    assert is_syllable(word)


def test_a_tone_is_put_where_it_belongs() -> None:
    assert [respelled(w) for w in ("cuả", "họăc", "qúy", "của", "abc")] == [
        "của",
        "hoặc",
        "quý",
        "của",
        "abc",
    ]
