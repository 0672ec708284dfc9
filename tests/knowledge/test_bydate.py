"""Documents called by their day, on invented ones."""

import datetime
from dataclasses import replace

import pytest

from knowledge import Document
from knowledge.bydate import ByDate

PLAN = Document(
    "5-KH-HU", "Kế hoạch", "5-KH/HU", "Huyện ủy", datetime.date(2025, 6, 2), "trồng cây", "cited only"
)
GUIDE = replace(PLAN, key="6-HD-BTG", type="Hướng dẫn", number="6-HD/BTG")
OLD = replace(PLAN, key="9-KH-HU", number="9-KH/HU", date=datetime.date(2024, 7, 21))


@pytest.fixture(scope="module")
def dated() -> ByDate:
    return ByDate((PLAN, GUIDE, OLD))


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("kế hoạch ngày 02/6/2025 nói gì", ["5"]),
        ("hướng dẫn ngày 2 tháng 6 nói gì", ["6"]),
        ("huong dan ky hom 2.6 noi gi", ["6"]),
        ("văn bản ngày 2/6 nói gì", ["5", "6"]),
        ("tờ giấy huyện ủy gửi ngày hai mươi mốt tháng bảy", ["9"]),
        ("kế hoạch ngày 21 tháng 7 năm 2024", ["9"]),
        ("kế hoạch ngày 21 tháng 7 năm 2025", []),
        ("kế hoạch ngày 21/7/23", []),
        ("kế hoạch ngày 2 tháng sau", []),
        ("nộp kế hoạch trước ngày 02/6/2025", []),
        ("kế hoạch làm đến hết ngày 2 tháng 6", []),
        ("họp ngày 02/6/2025", []),
        ("tờ của huyện ủy gửi hôm 21/7", ["9"]),
        ("tổ 2 họp hôm 21/7", []),
        ("kế hoạch nói gì", []),
    ],
)
def test_a_document_is_called_by_its_day_of_several_by_its_type_too(
    dated: ByDate, text: str, numbers: list[str]
) -> None:
    named = dated.named(text)
    assert [n.number for n in named] == numbers
    for each in named:
        assert text[each.start : each.end] == each.text
        assert each.text[0] in "2h0"  # without the words before it
