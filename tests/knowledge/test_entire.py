"""Documents as a whole: the text from the beginning, and the sections."""

import pytest

from knowledge import Document
from knowledge.answer import Answerer
from tests.knowledge.shelf import Ask, told


@pytest.mark.parametrize(
    "question",
    [
        "cho xin toàn văn công văn 356",
        "doc het cong van 356 giup em",
        "cho xem hết văn bản",
        "công văn này đầy đủ ra sao",
    ],
)
def test_a_document_is_told_from_beginning_to_end(
    answerer: Answerer, directive: Document, question: str
) -> None:
    answer = answerer.answer(question)
    assert (answer.outcome, answer.lead) == ("answer", "answer_whole")
    assert told(answer) == [p.id for p in directive.passages if p.kind != "heading"]


@pytest.mark.parametrize(
    "question",
    [
        "công văn 356 có mấy mục",
        "bo cuc van ban ra sao",
        "văn bản chia làm mấy phần, mỗi phần giao cho ai",
        "liệt kê các mục của công văn",
    ],
)
def test_the_sections_are_told_by_their_headings(answerer: Answerer, question: str) -> None:
    answer = answerer.answer(question)
    assert (answer.outcome, answer.lead, answer.quotes) == ("answer", "answer_outline", ())
    lines = answer.values["sections"].split("\n")
    assert answer.values["count"] == str(len(lines)) == "7"
    assert lines[4] == "5. Công an tỉnh"


def test_what_is_asked_beside_it_is_answered_instead(answerer: Answerer) -> None:
    assert answerer.answer("trích nguyên văn công văn đoạn giao Công an tỉnh").lead != "answer_whole"
    assert answerer.answer("toàn văn kế hoạch 324").outcome == "not_loaded"
    assert answerer.answer("công văn có mấy phần nói về văn nghệ").lead != "answer_outline"


def test_it_is_asked_which_document_is_meant_where_several_are_loaded(ask: Ask) -> None:
    assert ask("cho xem toàn văn văn bản").lead == "clarify_document"
    assert ask("kế hoạch 45 có mấy mục").values["sections"].startswith("I. ")
    assert ask("cho xem toàn văn kế hoạch 45").lead == "answer_whole"
