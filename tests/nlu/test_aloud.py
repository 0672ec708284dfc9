"""Document numbers said letter by letter, of invented documents."""

import pytest

from nlu.aloud import Aloud

KNOWN = (
    ("5-KH/HU", "Kế hoạch"),
    ("208-KH/HU", "Kế hoạch"),
    ("208-HD/BTG", "Hướng dẫn"),
    ("114/TTr-PNV", "Công văn"),
    ("97/2021/NĐ-CP", "Nghị định"),
    ("63/QĐ-UBND", "Quyết định"),
    ("75-QĐ/TU", "Quyết định"),
    ("75-QĐ/HU", "Quyết định"),
)


@pytest.fixture(scope="module")
def aloud() -> Aloud:
    return Aloud(KNOWN)


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("hai không tám ca hát ngày mấy", "208-KH ngày mấy"),
        ("hai trăm linh tám hát đê bê tê gê nói gì", "208-HD/BTG nói gì"),
        ("hai trăm lẻ tám hát dê", "208-HD"),
        ("hai khong tam ca hat hat u", "208-KH/HU"),
        ("2 0 8 ca hát gạch chéo hát u", "208-KH/HU"),
        ("114 tê tê e rờ xin gì", "114/TTR xin gì"),
        ("chín bảy nờ đê xê pê", "97/2021/NĐ-CP"),
        ("sáu ba quy đê u bê en nờ dê của ai", "63/QĐ-UBND của ai"),
        ("sáu mươi ba qu đê", "63/QĐ"),
        ("xê vê một một bốn", "CV 114"),
        ("kế hoạch hai không tám ca hát hu", "kế hoạch 208-KH/HU"),
        ("hát đê hai không tám với ca hát hai không tám", "HD 208 với KH 208"),
        ("bảy lăm quy đê hát u", "75-QĐ/HU"),
        ("bảy lăm quy đê tê u", "75-QĐ/TU"),
    ],
)
def test_a_number_with_its_letters_is_written_as_far_as_it_was_said(
    aloud: Aloud, said: str, written: str
) -> None:
    assert aloud.written(said) == written


@pytest.mark.parametrize(
    "text",
    [
        "tổ chức ca hát cho 208 người",
        "hai không tám người ca hát",
        "hai không chín ca hát",  # no such number
        "hai không tám hát",  # half of the symbol's first part
        "hai không tám u bê nờ dê",  # of another document
        "208-KH/HU ngày nào",
        "208 kh hu ngày nào",  # typed: that is read elsewhere
        "ca hát theo 208 kh hu ngày nào",  # though letters are said elsewhere in it
        "để có số đó thì tổ lo",
        "",
    ],
)
def test_other_words_stay_as_they_are(aloud: Aloud, text: str) -> None:
    assert aloud.written(text) == text


def test_only_numbers_of_known_documents_are_written() -> None:
    assert Aloud(()).written("hai không tám ca hát") == "hai không tám ca hát"
