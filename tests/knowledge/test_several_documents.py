"""Answers over the directive and invented documents of both forms together, none of which has hints."""

import datetime

import pytest

from knowledge.index import Index
from tests.knowledge.shelf import Ask, answerer_of, told

AFTER_DISTRICT_PLAN = datetime.date(2026, 1, 5)


# --- which document ---


@pytest.mark.parametrize(
    ("question", "passage"),
    [
        ("ai ký kế hoạch 45", "45-KH-UBND/signature"),
        ("kh 45 ai ky", "45-KH-UBND/signature"),
        ("Kế hoạch số 90/KH-UBND ban hành ngày nào", "90-KH-UBND/date"),
        ("cv 356 ai ký", "356-UBND-KGVX/signature"),
        ("hướng dẫn 19 nói về gì", "19-HD-BTGTU/subject"),
        ("kế hoạch của huyện An Bình do ai ký", "45-KH-UBND/signature"),
        ("ke hoach xa hoa an ai ky", "90-KH-UBND/signature"),
        ("hướng dẫn của Ban Tuyên giáo ban hành ngày nào", "19-HD-BTGTU/date"),
        ("quyết định ai ký", "88-QĐ-UBND/signature"),
        ("công văn ai ký", "356-UBND-KGVX/signature"),
        ("kế hoạch 45 nơi nhận những đâu", "45-KH-UBND/recipients"),
        ("kế hoạch 90 căn cứ vào đâu", "90-KH-UBND/preamble"),
    ],
)
def test_a_fact_is_of_the_document_named_by_number_type_or_issuer(
    ask: Ask, question: str, passage: str
) -> None:
    answer = ask(question)
    assert (answer.outcome, told(answer)) == ("answer", [passage])


@pytest.mark.parametrize("question", ["ai ký", "ban hành ngày nào", "ai ky", "văn bản ai ký", "mục 2"])
def test_a_fact_of_no_document_in_particular_is_asked_back_and_every_choice_answers(
    ask: Ask, question: str
) -> None:
    back = ask(question)
    assert (back.outcome, back.lead, back.quotes) == ("clarify", "clarify_document", ())
    assert 2 <= len(back.options) <= 5
    assert len(back.options) <= int(back.values["count"])
    answers = [ask(option) for option in back.options]
    assert [each.outcome for each in answers] == ["answer"] * len(answers)
    documents = [each.quotes[0].citation.key for each in answers]
    assert len(set(documents)) == len(documents)


def test_the_newest_documents_are_offered_first(ask: Ask) -> None:
    first, second, third = ask("ai ký").options[:3]
    assert [first, second, third] == [
        "ai ký – Kế hoạch 90/KH-UBND",
        "ai ký – Kế hoạch 45/KH-UBND",
        "ai ký – Công văn 356/UBND-KGVX",
    ]


def test_of_two_documents_of_a_type_only_these_are_offered(ask: Ask) -> None:
    back = ask("kế hoạch ai ký")
    assert back.outcome == "clarify"
    assert [option.rpartition(" ")[2] for option in back.options] == ["90/KH-UBND", "45/KH-UBND"]


def test_a_number_that_no_document_has_is_unknown(ask: Ask) -> None:
    answer = ask("kế hoạch 999 nói gì")
    assert (answer.outcome, answer.lead, answer.quotes) == ("abstain", "abstain_unknown_document", ())


def test_a_fact_that_a_document_does_not_tell_is_not_taken_from_another(ask: Ask) -> None:
    answer = ask("kế hoạch 45 kính gửi ai")
    assert (answer.outcome, answer.lead, answer.quotes) == ("abstain", "abstain_not_told", ())


def test_who_signed_what_is_attached_is_told_by_the_decision_that_it_belongs_to(ask: Ask) -> None:
    answer = ask("quy chế ai ký")
    assert (answer.outcome, told(answer)) == ("answer", ["88-QĐ-UBND/signature"])
    assert ask("quy chế kính gửi ai").lead == "abstain_not_told"


@pytest.mark.parametrize(
    ("question", "passage"),
    [
        ("quyết định 88 ai giữ chìa khóa", "88-QĐ-UBND.kem-theo/dieu-3.a"),
        ("theo quyết định 88 giờ mở cửa thế nào", "88-QĐ-UBND.kem-theo/dieu-2"),
        ("quyết định của xã Hòa An quy định ai giữ vệ sinh", "88-QĐ-UBND.kem-theo/dieu-3.b"),
    ],
)
def test_what_is_attached_is_searched_with_its_decision(ask: Ask, question: str, passage: str) -> None:
    assert told(ask(question)) == [passage]


@pytest.mark.parametrize(
    "question", ["kế hoạch 45 ai giữ chìa khóa", "hướng dẫn 19 quy định giờ mở cửa thế nào"]
)
def test_what_another_document_tells_does_not_answer_for_the_one_named(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert answer.outcome == "abstain"
    assert answer.lead == "abstain_unsure" or not answer.quotes  # what is near is shown as not sure


# --- places ---


@pytest.mark.parametrize(
    ("question", "passages"),
    [
        ("mục II Kế hoạch 45", ["45-KH-UBND/II.1.a", "45-KH-UBND/II.1.b", "45-KH-UBND/II.2"]),
        ("muc 2 ke hoach 45", ["45-KH-UBND/II.1.a", "45-KH-UBND/II.1.b", "45-KH-UBND/II.2"]),
        ("điểm b mục II.1 kế hoạch 45", ["45-KH-UBND/II.1.b"]),
        ("Điều 1 Quyết định 88", ["88-QĐ-UBND/dieu-1"]),
        ("Điều 3 Quyết định 88", ["88-QĐ-UBND.kem-theo/dieu-3.a", "88-QĐ-UBND.kem-theo/dieu-3.b"]),
        ("diem b dieu 3 quyet dinh 88", ["88-QĐ-UBND.kem-theo/dieu-3.b"]),
        ("khoản 2 Điều 1 quy chế nhà văn hóa thôn", ["88-QĐ-UBND.kem-theo/dieu-1.2"]),
        ("khoan 2 dieu 1 quy che", ["88-QĐ-UBND.kem-theo/dieu-1.2"]),
        ("chương II quy chế", ["88-QĐ-UBND.kem-theo/dieu-3.a", "88-QĐ-UBND.kem-theo/dieu-3.b"]),
        ("ý 2 mục 1 công văn 356", ["356-UBND-KGVX/1.2"]),
        ("y 2 muc 1 cv 356", ["356-UBND-KGVX/1.2"]),
    ],
)
def test_a_place_is_of_the_document_named_or_of_what_is_attached_to_it(
    ask: Ask, question: str, passages: list[str]
) -> None:
    answer = ask(question)
    assert (answer.outcome, answer.lead, told(answer)) == ("answer", "answer_place", passages)


@pytest.mark.parametrize(
    ("question", "there"),
    [
        ("mục 9 công văn 356", "1, 2, 3, 4, 5, 6, 7"),
        ("Điều 9 Quyết định 88", "Điều 1, Điều 2"),
        ("khoản 5 kế hoạch 45", "I, II"),
    ],
)
def test_a_place_that_does_not_exist_is_said_not_to_with_those_that_do(
    ask: Ask, question: str, there: str
) -> None:
    answer = ask(question)
    assert (answer.outcome, answer.lead, answer.quotes) == ("abstain", "abstain_no_such_section", ())
    assert answer.values["sections"] == there


def test_a_purpose_is_no_section_and_five_millions_no_paragraph(ask: Ask) -> None:
    purpose = ask("mục đích của kế hoạch 45")
    assert (purpose.outcome, purpose.lead) == ("answer", "answer")
    assert all(passage.startswith("45-KH-UBND/I.1") for passage in told(purpose))
    assert ask("khoản 5 triệu ai chi").lead not in ("answer_place", "clarify_document")


def test_a_place_that_one_document_alone_has_needs_no_document_named(ask: Ask) -> None:
    assert told(ask("khoản 2 điều 1")) == ["88-QĐ-UBND.kem-theo/dieu-1.2"]
    back = ask("điều 1")
    assert back.options == ("điều 1 – Quyết định 88/QĐ-UBND", "điều 1 – Quy chế quản lý nhà văn hóa thôn")
    assert [told(ask(option))[0] for option in back.options] == [
        "88-QĐ-UBND/dieu-1", "88-QĐ-UBND.kem-theo/dieu-1.1",
    ]  # fmt: skip


# --- duties ---


@pytest.mark.parametrize(
    ("question", "passages"),
    [
        ("công an phải làm gì", ["90-KH-UBND/1.a", "90-KH-UBND/1.b", "356-UBND-KGVX/5"]),
        ("Công an tỉnh phải làm gì", ["356-UBND-KGVX/5"]),
        ("Công an xã phải làm gì", ["90-KH-UBND/1.a", "90-KH-UBND/1.b"]),
        ("kế hoạch 90 giao công an làm gì", ["90-KH-UBND/1.a", "90-KH-UBND/1.b"]),
        ("Huyện đoàn phải làm gì", ["45-KH-UBND/II.2"]),
        ("Hội Phụ nữ huyện phải làm gì", ["45-KH-UBND/II.2"]),
        ("Ban Tuyên giáo phải làm gì", ["356-UBND-KGVX/2.1", "356-UBND-KGVX/2.2"]),
        ("các huyện ủy phải làm gì", ["19-HD-BTGTU/2"]),
        ("huyện phải làm gì", ["356-UBND-KGVX/1.1", "356-UBND-KGVX/1.2", "356-UBND-KGVX/1.3"]),
    ],
)
def test_duties_come_from_all_documents_the_newest_first_unless_one_is_named(
    ask: Ask, question: str, passages: list[str]
) -> None:
    answer = ask(question)
    assert (answer.outcome, told(answer)) == ("answer", passages)


@pytest.mark.parametrize(
    ("question", "lead"),
    [
        ("Hội Nông dân phải làm gì", "abstain_no_section_anywhere"),
        ("kế hoạch 45 giao công an làm gì", "abstain_no_section"),
        ("quyết định 88 giao Sở Y tế làm gì", "abstain_no_section"),
    ],
)
def test_a_body_without_work_is_not_given_that_of_another(ask: Ask, question: str, lead: str) -> None:
    answer = ask(question)
    assert (answer.outcome, answer.lead, answer.quotes) == ("abstain", lead, ())


# --- relations, documents that are only cited ---


@pytest.mark.parametrize(
    ("question", "passage"),
    [
        ("văn bản nào thực hiện Kế hoạch 45", "90-KH-UBND/preamble"),
        ("van ban nao nhac den ke hoach 45", "90-KH-UBND/preamble"),
        ("kế hoạch 90 thực hiện văn bản nào", "90-KH-UBND/preamble"),
        ("kế hoạch 90 thay thế văn bản nào", "90-KH-UBND/3"),
        ("văn bản nào thực hiện kế hoạch 324", "356-UBND-KGVX/preamble"),
        ("văn bản nào căn cứ quyết định 12", "45-KH-UBND/preamble"),
    ],
)
def test_relations_are_told_in_both_directions(ask: Ask, question: str, passage: str) -> None:
    answer = ask(question)
    assert answer.outcome == "answer"
    assert told(answer)[0] == passage


@pytest.mark.parametrize(
    ("question", "passage"),
    [
        ("quyết định 12/QĐ-TTg quy định gì về kinh phí", "45-KH-UBND/preamble"),
        ("Chỉ thị 08-CT/TU ai ký", "19-HD-BTGTU/preamble"),
        ("kế hoạch 33 giao công an làm gì", "90-KH-UBND/3"),
        ("Công văn 77/UBND-NN ai ký", "mat-phan-dau/preamble"),
        ("KH 324 nói gì về kinh phí", "356-UBND-KGVX/preamble"),
    ],
)
def test_the_content_of_a_document_that_is_only_cited_is_not_loaded(
    ask: Ask, question: str, passage: str
) -> None:
    answer = ask(question)
    assert (answer.outcome, answer.lead, told(answer)) == ("not_loaded", "not_loaded", [passage])


def test_the_day_of_a_cited_document_is_told_by_the_sentence_that_cites_it(ask: Ask) -> None:
    answer = ask("Chỉ thị 08-CT/TU ban hành ngày nào")
    assert (answer.outcome, answer.lead) == ("answer", "answer_known_of")
    assert "08-CT/TU, ngày 15/5/2024" in answer.quotes[0].text


# --- validity ---


def test_what_the_catalogue_says_of_validity_stands_beside_the_quotes(several_index: Index, ask: Ask) -> None:
    early, late = (
        ask("ai ký kế hoạch 45"),
        answerer_of(several_index, AFTER_DISTRICT_PLAN).answer("ai ký kế hoạch 45"),
    )
    name = {"document": "Kế hoạch 45/KH-UBND"}
    assert early.notices == (("notice_not_yet", {**name, "date": "01/04/2025"}),)
    assert late.notices == (("notice_expired", {**name, "date": "31/12/2025"}),)
    assert early.quotes == late.quotes
    replaced = ask("hướng dẫn 19 ai ký")
    assert replaced.notices == (
        ("notice_replaced", {"document": "Hướng dẫn 19-HD/BTGTU", "by": "20-HD/BTGTU"}),
    )


@pytest.mark.parametrize("day", [datetime.date(2025, 4, 1), datetime.date(2025, 12, 30)])
def test_a_document_in_force_and_one_of_which_nothing_is_said_have_no_notice(
    several_index: Index, day: datetime.date
) -> None:
    answerer = answerer_of(several_index, day)
    for question in ("ai ký kế hoạch 45", "ai ký kế hoạch 90", "công văn 356 ai ký"):
        assert answerer.answer(question).notices == ()


def test_a_notice_of_a_body_stands_beside_those_of_documents(ask: Ask) -> None:
    assert [key for key, _ in ask("sở tttt phải làm gì").notices] == ["notice_successor"]
    assert [key for key, _ in ask("các huyện ủy phải làm gì").notices] == ["notice_replaced"]
    assert [key for key, _ in ask("Hội Nông dân phải làm gì").notices] == []
