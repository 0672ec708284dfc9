"""Politeness around a question is taken off, the question never."""

import pytest

from nlu import courtesy


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("dạ cho em hỏi ai ký công văn 356 ạ", "ai ký công văn 356"),
        ("ad ơi cho hỏi xíu, 3 chủ đề lớn là gì vậy ạ", "3 chủ đề lớn là gì"),
        ("a/c ơi công văn gửi ai với ạ", "công văn gửi ai"),
        ("cho em hoi ai ky", "ai ky"),
        (
            "Dạ em chào anh chị, cho em hỏi là hạn nộp báo cáo khi nào ạ? Em cảm ơn ạ!",
            "hạn nộp báo cáo khi nào",
        ),
        ("dạ còn công an thì sao ạ", "còn công an thì sao"),
    ],
)
def test_what_is_said_around_a_question_goes(typed: str, asked: str) -> None:
    assert courtesy.load().strip(typed) == asked


@pytest.mark.parametrize(
    "text",
    [
        "",
        "em cảm ơn ạ",
        "dạ",
        "anh hùng lao động là ai",
        "em phải làm gì",
        "sở phối hợp với ai",
        "cho hoi dong nhan dan biet",
        "cho hoi nong dan lam gi",
    ],
)
def test_a_question_or_mere_politeness_stays(text: str) -> None:
    assert courtesy.load().strip(text) == text
