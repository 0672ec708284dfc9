"""Parts of a year named in words."""

import datetime

import pytest

from knowledge import periods
from nlu.text import fold, words


@pytest.mark.parametrize(
    ("text", "said", "inside", "outside"),
    [
        ("kế hoạch hồi tháng 6 nói gì", "tháng 6", "2024-06-30", "2024-07-01"),
        ("hướng dẫn tháng 10/2024 dặn gì", "tháng 10 2024", "2024-10-11", "2023-10-11"),
        ("ra tháng mười hai năm 2024 đó", "tháng mười hai năm 2024", "2024-12-25", "2025-12-25"),
        ("tháng bảy năm ngoái", "tháng bảy năm ngoái", "2024-07-26", "2024-08-01"),
        ("đầu tháng 7", "đầu tháng 7", "2024-07-03", "2024-07-26"),
        ("cuối tháng chạp", "cuối tháng chạp", "2024-12-25", "2024-12-05"),
        ("kế hoạch cuối năm 2024", "cuối năm 2024", "2024-12-25", "2024-06-28"),
        ("tờ giữa năm ấy", "giữa năm", "2024-06-28", "2024-12-25"),
        ("hồi đầu năm nay", "đầu năm nay", "2025-01-20", "2025-06-28"),
        ("kế hoạch quý II năm 2024", "quý ii năm 2024", "2024-06-28", "2024-07-28"),
    ],
)
def test_a_part_of_a_year_holds_the_days_that_people_mean(
    text: str, said: str, inside: str, outside: str
) -> None:
    for question in (text, fold(text)):
        asked = words(question)
        (found,) = periods.find(asked)
        assert fold(" ".join(asked[found.start : found.end])) == fold(said)
        assert found.holds(datetime.date.fromisoformat(inside))
        assert not found.holds(datetime.date.fromisoformat(outside))
        assert not found.holds(None)


@pytest.mark.parametrize(
    "text",
    [
        "6 tháng đầu năm",
        "mấy tháng nữa",
        "trước tháng 6",
        "đến cuối năm",
        "ngày 25 tháng 12",
        "ngày hai lăm tháng mười hai",
        "tháng sau làm gì",
        "tháng này",
        "tháng 13",
        "đầu năm học",
        "tháng 6 hằng năm",
        "không có gì",
    ],
)
def test_lengths_deadlines_and_single_days_are_none(text: str) -> None:
    assert periods.find(words(text)) == []
