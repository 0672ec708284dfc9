"""Words and names in a message, whatever way it is typed."""

from __future__ import annotations

import unicodedata
from typing import Literal

import pytest

from nlu.features import Table, place_table, reduce, words

PLACES = place_table(
    ["Bình Chánh", "Bình Châu", "Hiếu", "Phổ Quang", "Quảng Ngãi", "Sơn Tây", "Sơn Tây Hạ", "Ia H' Drai"]
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cv356 200ng", ["cv", "356", "200", "ng"]),
        ("324-KH/TU", ["324", "-", "kh", "/", "tu"]),
        ("ĐH Đảng 👍❤️", ["dh", "dang", "👍", "❤"]),
        ("hoà\u200bbình", ["hoabinh"]),
        ("  \n", []),
    ],
)
def test_words_are_letters_or_digits_or_one_sign(text: str, expected: list[str]) -> None:
    assert [word.folded for word in words(text)] == expected


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_offsets_are_those_of_the_text_as_typed(form: Literal["NFC", "NFD"]) -> None:
    text = unicodedata.normalize(form, "Đặc khu Lý Sơn, hoà 2 thôn")
    assert [text[word.start : word.end] for word in words(text)] == [
        unicodedata.normalize(form, word) for word in ("Đặc", "khu", "Lý", "Sơn", ",", "hoà", "2", "thôn")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("o binh chanh", ["binh chanh"]),
        ("Binh Chánh", ["Binh Chánh"]),
        ("sơn tây hạ và sơn tây", ["sơn tây hạ", "sơn tây"]),
        ("thành phố Quảng Ngãi", ["Quảng Ngãi"]),  # not "Phổ Quang"
        ("xã Bình Chạnh", ["Bình Chạnh"]),  # a typing error, but after "xã"
        ("hiếu thảo, xã Hiếu", ["Hiếu"]),
        ("huyện Ia H'Drai", ["Ia H'Drai"]),
        ("bình thường", []),
    ],
)
def test_places_are_found_in_spite_of_missing_marks(text: str, expected: list[str]) -> None:
    message = words(text)
    found = [text[message[first].start : message[last - 1].end] for first, last in PLACES.spans(message)]
    assert found == expected


def test_a_name_may_have_signs_between_its_words() -> None:
    table = Table(["Sở Văn hóa, Thể thao và Du lịch"])
    message = words("so van hoa the thao va du lich lam gi")
    assert list(table.spans(message)) == [(0, 8)]


def test_figures_and_places_are_alike_for_the_classifier() -> None:
    assert reduce(words("Xã Bình Châu: 12 băng rôn!"), PLACES) == ["xa", "@", "0", "bang", "ron"]
