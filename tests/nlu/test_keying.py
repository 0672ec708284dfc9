"""Keys of an input method that was off become what it would have written."""

import random
from collections.abc import Callable

import pytest

from nlu.keying import keyed
from nlu.text import words
from tests.nlu.typist import SENTENCES, telex, vni


@pytest.mark.parametrize(
    ("keys", "written"),
    [
        ("tuyeenf", "tuyền"),
        ("tuyefen", "tuyền"),
        ("tuyenfe", "tuyền"),
        ("nguwowif", "người"),
        ("nguowif", "người"),
        ("ddanrg", "đảng"),
        ("dangrd", "đảng"),
        ("nhwng", "nhưng"),
        ("thuowr", "thuở"),
        ("quawng", "quăng"),
        ("muwa", "mưa"),
        ("guiwr", "gửi"),
        ("cuuws", "cứu"),
        ("d9a5i", "đại"),
        ("ngu7o7i2", "người"),
        ("nguo72i", "người"),
        ("nhie65m", "nhiệm"),
        ("tuyênf", "tuyền"),
        ("ddược", "được"),
    ],
)
def test_keys_may_stand_anywhere_behind_their_letter(keys: str, written: str) -> None:
    assert keyed(keys) == written


@pytest.mark.parametrize(
    "word", ["hoi", "toan", "form", "file", "zalo", "cv356", "kh324", "muc3", "ngoeo", "b1"]
)
def test_what_makes_no_syllable_is_left(word: str) -> None:
    assert keyed(word) == ""


@pytest.mark.parametrize("method", [telex, vni])
def test_every_common_syllable_comes_back_from_its_keys(
    method: Callable[[str, random.Random], str],
) -> None:
    draw = random.Random(1)
    common = {word for sentence in SENTENCES[:150] for word in words(sentence) if word.isalpha()}
    typed = {word: method(word, draw) for word in sorted(common)}
    assert {w: t for w, t in typed.items() if t != w and keyed(t) != w and w != "internet"} == {}
