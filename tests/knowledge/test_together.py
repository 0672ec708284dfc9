"""A fact of documents with and without text side by side, in one answer."""

import pytest

from knowledge.answer import Answerer
from tests.knowledge.shelf import Ask, asking, told

DATE = "356-UBND-KGVX/date"


@pytest.mark.parametrize(
    "question",
    [
        "công văn 356 với kế hoạch 324 cách nhau bao lâu",
        "cv 356 va kh 324 ban hanh ngay nao",
        "356 hay kế hoạch 287 cái nào ra trước",
    ],
)
def test_both_days_are_told_the_loaded_one_first(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert (answer.outcome, told(answer)[0]) == ("answer", DATE)
    assert any("/2024" in quote.text for quote in answer.quotes[1:])


def test_this_letter_is_the_only_one_with_text(answerer: Answerer) -> None:
    answer = asking(answerer)("công văn này với kế hoạch 287 mỗi cái ra ngày nào")
    assert told(answer)[0] == DATE
    assert any("28/6/2024" in quote.text for quote in answer.quotes[1:])


def test_who_issued_them_is_told_of_both(ask: Ask) -> None:
    answer = ask("công văn 356 với kế hoạch 287 do cơ quan nào ban hành")
    assert told(answer)[0] == "356-UBND-KGVX/issuer"
    assert any("Ban Thường vụ Tỉnh ủy" in quote.text for quote in answer.quotes[1:])


@pytest.mark.parametrize(
    "question",
    ["công văn 356 triển khai kế hoạch 324 phải không", "theo 356 thì kế hoạch 324 ban hành ngày nào"],
)
def test_documents_that_are_not_named_side_by_side_are_not_told_so(ask: Ask, question: str) -> None:
    assert DATE not in told(ask(question))
