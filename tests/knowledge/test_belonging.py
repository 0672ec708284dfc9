"""Which paper a day, a sign or a number belongs to, of papers with and without text."""

import pytest

from knowledge.answer import Answerer
from tests.knowledge.shelf import Ask, asking, told

DATE, NUMBER, ISSUER = "356-UBND-KGVX/date", "356-UBND-KGVX/number", "356-UBND-KGVX/issuer"


@pytest.mark.parametrize(
    "question",
    [
        "20/01/2025 ghi trên tờ nào",
        "ngay 20 thang 1 nam 2025 la ngay gi",
        "ngày 20-1-2025 là của kế hoạch 324 hay của công văn",
        "20/1/2025 có phải ngày của kế hoạch 324 không",
        "tôi quên mất 20/01/2025 thuộc văn bản nào, mai phải nộp bài rồi",
    ],
)
def test_the_own_day_of_a_loaded_paper_is_told_by_its_date(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert (answer.lead, told(answer)[0]) == ("answer_belongs", DATE)
    assert answer.values["document"] == "Công văn 356/UBND-KGVX"


@pytest.mark.parametrize(
    ("question", "document"),
    [
        ("14/1/2025 là ngày của giấy nào", "Công văn 140/TTr-STTTT"),
        ("giấy tờ gì ra hôm 26/7/2024 vậy", "Hướng dẫn 107-HD/BTGTU"),
        ("tháng 10/2024 có văn bản nào ra", "Hướng dẫn 111-HD/BTGTU"),
    ],
)
def test_the_day_of_a_cited_paper_is_told_by_the_sentence_that_cites_it(
    ask: Ask, question: str, document: str
) -> None:
    answer = ask(question)
    assert (answer.outcome, answer.values["document"]) == ("answer", document)
    assert document.rsplit(maxsplit=1)[-1] in answer.quotes[0].text


def test_of_many_papers_it_is_said_that_there_are_more(ask: Ask) -> None:
    answer = ask("đầu năm 2025 có văn bản nào ra")
    *named, more = answer.values["document"].split(", ")
    assert (answer.lead, len(named), more) == ("answer_belongs", 5, "…")


def test_of_a_paper_without_text_it_is_said_that_there_is_none(ask: Ask) -> None:
    (notice,) = ask("14/1/2025 là ngày của giấy nào").notices
    assert notice == ("notice_no_text", {"document": "Công văn 140/TTr-STTTT"})
    assert ask("20/01/2025 ghi trên tờ nào").notices == ()


@pytest.mark.parametrize("before", [(), ("14/1/2025 là ngày của giấy nào",)])
def test_a_day_of_no_paper_is_said_to_be_none(ask: Ask, before: tuple[str, ...]) -> None:
    answer = ask(*before, "ngày 3/9/2021 là ngày của văn bản nào")
    assert (answer.outcome, answer.lead) == ("abstain", "abstain_no_such_day")


def test_a_day_that_a_passage_names_is_looked_for_in_it(ask: Ask) -> None:
    assert ask("ngày 30/4/2025 là ngày gì").lead != "abstain_no_such_day"


@pytest.mark.parametrize(
    "question",
    [
        "văn bản ngày 20/01/2025 ai ký",
        "công văn ngày 20/01/2025 là của ủy ban hay của Tỉnh ủy",
        "văn bản ngày 20/01/2025 giao việc gì cho Sở Văn hóa",
        "14/01/2025 họp ở đâu",
    ],
)
def test_where_the_day_only_names_a_paper_something_else_is_told(ask: Ask, question: str) -> None:
    assert ask(question).lead != "answer_belongs"


@pytest.mark.parametrize(
    ("question", "documents"),
    [
        ("ký hiệu TTr-STTTT là của văn bản nào", "Công văn 140/TTr-STTTT"),
        ("chữ TTr nằm trong số của văn bản nào", "Công văn 140/TTr-STTTT, Tờ trình 07/TTr-VHTT"),
        ("cái đuôi UBND-KGVX là của công văn số mấy", "Công văn 356/UBND-KGVX"),
        ("ký hiệu HD/BTGTU ra tháng 7/2024 là của văn bản nào", "Hướng dẫn 107-HD/BTGTU"),
    ],
)
def test_a_sign_tells_the_papers_that_have_it_in_their_number(
    ask: Ask, question: str, documents: str
) -> None:
    answer = ask(question)
    assert (answer.lead, answer.values["document"]) == ("answer_signed", documents)


@pytest.mark.parametrize(
    "question",
    ["theo đề nghị của ai mà UBND tỉnh ra văn bản này", "theo de nghi cua ai ma UBND tinh ra cong van nay"],
)
def test_what_stands_behind_a_word_for_but_is_no_sign(ask: Ask, question: str) -> None:
    assert ask(question).lead != "answer_signed"


def test_what_a_sign_means_is_not_told_by_who_has_it(ask: Ask) -> None:
    assert ask("ký hiệu KGVX viết tắt của cụm nào").lead != "answer_signed"


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("356 là của Tỉnh ủy hay của ủy ban nhân dân tỉnh", NUMBER),
        ("356 với 324, số nào của UBND tỉnh", NUMBER),
        ("công văn 356 của Ban Thường vụ Tỉnh ủy phải không", ISSUER),
    ],
)
def test_whose_a_number_is_is_told_by_number_and_issuer(ask: Ask, question: str, first: str) -> None:
    answer = ask(question)
    assert (answer.lead, told(answer)[0]) == ("answer_issued", first)
    assert {NUMBER, ISSUER} <= set(told(answer))


def test_of_several_numbers_those_of_the_body_are_told(ask: Ask) -> None:
    answer = ask("324 với 356, số nào của Ban Thường vụ Tỉnh ủy")
    assert answer.values["document"] == "Kế hoạch 324-KH/TU"
    assert ISSUER not in told(answer)


@pytest.mark.parametrize(
    "question", ["356 nhắc mấy văn bản của Ban Thường vụ Tỉnh ủy", "Ban Tuyên giáo có đề nghị ra 356 không"]
)
def test_another_question_about_a_number_and_a_body_is_no_such_question(ask: Ask, question: str) -> None:
    assert ask(question).lead != "answer_issued"


@pytest.mark.parametrize(
    ("question", "document"),
    [
        ("nói về các chủ đề lớn, trọng tâm thì xem 287 hay 324", "Kế hoạch 324-KH/TU"),
        ("giải phóng tỉnh với phát động thi đua, cái nào ghi: 324 hay 287", "Kế hoạch 287-KH/TU"),
        ("kế hoạch nào có tên là phát động thi đua cao điểm", "Kế hoạch 287-KH/TU"),
    ],
)
def test_the_paper_is_told_of_which_the_question_says_what_it_is_about(
    ask: Ask, question: str, document: str
) -> None:
    answer = ask(question)
    assert (answer.lead, answer.values["document"]) == ("answer_about", document)
    assert document.rsplit(maxsplit=1)[-1] in answer.quotes[0].text


@pytest.mark.parametrize(
    "question",
    ["324 hay 287 ra trước", "25/12/2024 là ngày của 356 hay của 324", "văn bản nào có tên là thả diều"],
)
def test_without_words_of_a_subject_none_is_told_by_it(ask: Ask, question: str) -> None:
    assert ask(question).lead != "answer_about"


def test_of_the_taught_directive_too_the_catalogue_tells_it(answerer: Answerer) -> None:
    ask = asking(answerer)
    assert ask("20/01/2025 ghi trên tờ nào").lead == "answer_belongs"
    assert ask("ngày 3/9/2021 là ngày của văn bản nào").lead == "abstain_no_such_day"


def test_a_document_that_is_named_twice_is_told_of_once(ask: Ask) -> None:
    answer = ask("kế hoạch 324 nói gì bên trong, cái kế hoạch 324 ấy")
    assert answer.values["document"].count("324") == 1
