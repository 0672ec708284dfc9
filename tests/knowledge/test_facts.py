"""Facts about the directive itself: what is one, what only seems to be, and in which list a body stands."""

from dataclasses import replace

import pytest

from knowledge import facets
from knowledge.answer import Answerer
from knowledge.facts import Facts
from tests.knowledge.shelf import form, shelf, told


@pytest.mark.parametrize(
    ("question", "matter"),
    [
        ("tên ông giám đốc Sở Thông tin đã đề nghị ra công văn là chi", "họ tên người giữ chức vụ"),
        ("ten ba truong ban tuyen giao la gi", "họ tên người giữ chức vụ"),
        ("báo cáo làm theo mẫu số mấy", "mẫu, biểu hay đề cương báo cáo"),
    ],
)
def test_what_seems_a_fact_is_told_not_to_be_stated(answerer: Answerer, question: str, matter: str) -> None:
    answer = answerer.answer(question)
    assert (answer.lead, answer.values.get("what")) == ("abstain_not_stated", matter)


def test_who_signed_is_told_by_name_and_office(answerer: Answerer) -> None:
    for question in ("tên ông phó chủ tịch ký công văn là gì", "họ tên người ký công văn 356"):
        assert told(answerer.answer(question)) == ["356-UBND-KGVX/signature"]


def test_what_the_province_gives_to_bodies_is_their_work_and_not_who_issued_it(answerer: Answerer) -> None:
    answer = answerer.answer("công văn 356 của UBND tỉnh giao Công an tỉnh những việc gì")
    assert (answer.lead, told(answer)) == ("answer_duties", ["356-UBND-KGVX/5"])


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("báo Quảng Ngãi có nhận giấy này không vậy", "addressees"),
        ("báo quảng ngãi có nhận văn bản này không", "addressees"),
        ("giấy này thị xã Đức Phổ có được nhận không", "addressees"),
        ("Thường trực Tỉnh ủy có được gửi công văn 356 không", "recipients"),
        ("công văn 356 có gửi Cổng thông tin điện tử tỉnh không", "recipients"),
        ("nơi nhận có báo Quảng Ngãi không", "addressees"),  # "Như trên" names them there
        ("nơi nhận có Thường trực Tỉnh ủy không", "recipients"),
        ("bản lưu có gửi báo Quảng Ngãi không", "recipients"),
        ("Thường trực Tỉnh ủy có được gửi bản này hay chỉ gửi Ban Tuyên giáo", "recipients"),
        ("ngoài Ban Tuyên giáo thì nơi nhận còn ghi bên Đảng nào", "recipients"),
    ],
)
def test_the_list_in_which_the_body_stands_is_told_first(
    answerer: Answerer, question: str, place: str
) -> None:
    assert told(answerer.answer(question))[0] == f"356-UBND-KGVX/{place}"


def test_a_document_without_a_number_is_named_where_it_does_not_state_something() -> None:
    held = shelf(form("huong-dan-cua-dang"))
    unnumbered = replace(held.documents[0], number="")
    loaded = facets.load()
    known = replace(loaded, not_stated={unnumbered.key: tuple(m.name for m in loaded.matters)})
    silent = Facts(held.library(), known).silent(held.read("báo cáo làm theo mẫu số mấy"), unnumbered)
    assert silent is not None
    assert silent.values["document"] == "Hướng dẫn"


@pytest.mark.parametrize(("asked", "first"), [("văn thư", "recipients"), ("Báo Quảng Ngãi", "addressees")])
def test_of_two_lists_that_are_told_the_one_asked_for_is_first_unless_the_body_is_in_the_other(
    answerer: Answerer, asked: str, first: str
) -> None:
    both = answerer.answer("công văn 356 kính gửi những ai, nơi nhận gồm những ai")
    assert sorted(quote.citation.place for quote in both.quotes) == ["nơi nhận", "phần kính gửi"]
    lists = replace(both, quotes=tuple(sorted(both.quotes, key=lambda quote: quote.citation.passage)))
    q = answerer._reader.read(f"nơi nhận có {asked} không")
    told = answerer._overruling._plainest_first(q, lists) or lists
    assert told.quotes[0].citation.passage == f"356-UBND-KGVX/{first}"
