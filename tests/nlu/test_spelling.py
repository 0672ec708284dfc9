"""Typing errors are mended; words are left alone."""

import pytest

from nlu.spelling import Speller, is_vietnamese
from nlu.text import syllables

SPELLER = Speller(
    [
        syllables(
            "Công an tỉnh; nhiệm vụ của Sở Văn hóa; tuyên truyền đại hội; ai ký công văn; cổ động trực quan"
        )
    ]
)


@pytest.mark.parametrize(
    ("typed", "mended"),
    [
        ("tuyeen truyeenf", "tuyen truyen"),
        ("d9a5i ho65i", "dai hoi"),
        ("ddaij hooij", "dai hoi"),
        ("ai kys coong vawn", "ai ky cong van"),
        ("nhiệmvụ của sở vănhóa", "nhiem vu của sở van hoa"),
        ("côg an tỉh", "cong an tinh"),
        ("congan tinhr", "cong an tinh"),
    ],
)
def test_typing_errors_are_mended(typed: str, mended: str) -> None:
    assert SPELLER.mend(typed) == mended


@pytest.mark.parametrize("text", ["giá vàng hôm nay", "356/UBND-KGVX", "thời tiết Đà Nẵng", "120 người"])
def test_what_is_no_typing_error_stays(text: str) -> None:
    assert SPELLER.mend(text).replace("UBND-KGVX", "") == text.replace("UBND-KGVX", "")


def test_every_common_syllable_has_the_build_of_one() -> None:
    text = "nghiêng nghỉ nguyễn khuya quyết giữ gì thuở người yêu chuyển ngoằn quýt huơ"
    assert [s for s in syllables(text) if not is_vietnamese(s)] == []


def test_a_word_that_nobody_types_is_left_alone_at_once() -> None:
    assert SPELLER.mend("x" * 20_000) == "x" * 20_000
