"""A bare number in a question is a document's, unless it counts or orders something."""

import datetime
from collections.abc import Callable
from dataclasses import replace

import pytest

from knowledge import Document, addressees, facets
from knowledge.question import Reader
from nlu import abbreviations, values
from nlu.text import fold
from tests.knowledge.shelf import TODAY

PLAN = Document(
    "12-KH-HU", "Kế hoạch", "12-KH/HU", "Huyện ủy", datetime.date(2025, 6, 2), "trồng cây", "cited only"
)
OTHER = replace(PLAN, key="324-KH-TU", number="324-KH/TU")


@pytest.fixture(scope="module")
def reader() -> Reader:
    words = abbreviations.load()
    return Reader(
        (PLAN, OTHER),
        ["Kế hoạch trồng cây"],
        facets.load().vocabulary(),
        addressees.load(words),
        words,
        lambda text: values.read(text, TODAY).documents,
    )


@pytest.mark.parametrize("spelled", [str, fold])
@pytest.mark.parametrize(
    ("question", "numbers"),
    [
        ("theo 324 ai lo", ["324"]),
        ("324 người ta dặn gì", ["324"]),
        ("Kế hoạch 324 năm 2025 nói gì", ["324"]),
        ("thứ 324 nói gì", []),
        ("mục 12 nói gì", []),
        ("nộp ngày 12 ai nộp", []),
        ("tháng 12 ai làm", []),
        ("điều 12 nói gì", []),
        ("khoản 12 nói gì", []),
        ("324 năm nào", []),
        ("324 người dự", []),
        ("bên trong ba hai bốn viết gì", ["324"]),
        ("theo ba trăm hai mươi bốn thì ai lo", ["324"]),
        ("ba trăm hai mươi bốn người dự", []),
        ("năm trăm hai mươi bốn dặn gì", []),
        ("324 chủ đề nào", []),
    ],
)
def test_the_same_numbers_are_documents_with_and_without_marks(
    reader: Reader, question: str, numbers: list[str], spelled: Callable[[str], str]
) -> None:

    assert [n.number for n, _ in reader.read(spelled(question)).named] == numbers


def test_a_word_with_other_marks_orders_nothing(reader: Reader) -> None:
    assert [n.number for n, _ in reader.read("thư 12 nói gì").named] == ["12"]
