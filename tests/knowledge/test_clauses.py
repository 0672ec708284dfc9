"""Questions of several clauses: work that one of them asks for, facts of another document beside."""

import pytest

from knowledge.answer import Answerer
from tests.knowledge.shelf import Ask, told

SIGNED, DATE = "45-KH-UBND/signature", "45-KH-UBND/date"


@pytest.mark.parametrize(
    "question",
    [
        "Huyện đoàn phải làm gì theo kế hoạch 45, kể ra giúp em, em trực hôm nay mà chú trưởng phòng hỏi gấp",
        "đường truyền chập chờn quá tải chẳng ra trang nào; kế hoạch 45 Huyện đoàn phải làm gì",
    ],
)
def test_work_is_told_where_other_clauses_tell_why_it_is_asked(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert (answer.lead, told(answer)) == ("answer_duties", ["45-KH-UBND/II.2"])


def test_a_fact_of_a_document_named_is_told_where_other_clauses_tell_why(answerer: Answerer) -> None:
    question = "CV 356 UBND tỉnh QN ký ngày nào ạ, e gấp làm BC cho trưởng phòng họp giao ban"
    assert told(answerer.answer(question)) == ["356-UBND-KGVX/date"]


def test_a_matter_of_its_own_is_not_answered_with_all_the_work(ask: Ask) -> None:
    question = "Huyện đoàn nhận mấy cuốn sách theo kế hoạch 45, kể ra giúp em, chú trưởng phòng hỏi gấp quá"
    assert ask(question).lead != "answer_duties"


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Kế hoạch 324 ngày nào, kế hoạch 45 ngày nào", DATE),
        ("ai ký kế hoạch 45, theo đề nghị tại tờ trình nào", SIGNED),
        ("ke hoach 45 ai ky, con ke hoach 324 ngay nao", SIGNED),
    ],
)
def test_of_two_facts_that_of_another_document_is_told_too(ask: Ask, question: str, first: str) -> None:
    answer = ask(question)
    assert (answer.outcome, told(answer)[0]) == ("answer", first)
    assert any(n in quote.text for quote in answer.quotes[1:] for n in ("07/TTr-VHTT", "324-KH/TU"))


def test_behind_a_fact_of_a_cited_one_that_of_the_document_itself_is_told_too(ask: Ask) -> None:
    answer = ask("công văn 356 theo tờ trình ngày nào, công văn ngày nào?")
    assert any("14/01/2025" in quote.text for quote in answer.quotes)
    assert "356-UBND-KGVX/date" in told(answer)


@pytest.mark.parametrize(
    "question",
    [
        "Kế hoạch 287 của ai ban hành, ngày nào",
        "trong công văn 356 hướng dẫn 107 của cơ quan nào, ngày mấy",
        "Sở Thông tin đề nghị bằng công văn số mấy, hôm nào",
    ],
)
def test_what_is_asked_of_a_cited_one_is_not_told_of_the_one_that_cites_it(ask: Ask, question: str) -> None:
    assert not {"356-UBND-KGVX/date", "356-UBND-KGVX/number", "356-UBND-KGVX/issuer"} & {*told(ask(question))}
