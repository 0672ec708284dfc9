"""Documents whose header is lost: what their own sentences and the file's remarks tell of them."""

import pytest

from knowledge import Document, catalogue
from knowledge.passages import document
from knowledge.selfnaming import Enacted, called, enacted, own_type
from nlu import DocumentNumber

DECREE = """\
# Nghị định 12/2031/NĐ-CP — Về công tác thư viện

> **Số hiệu**: 12/2031/NĐ-CP
> **Ngày ban hành**: 05/03/2031

---

Căn cứ Luật Tổ chức Chính phủ ngày 19 tháng 6 năm 2015;

Chính phủ ban hành Nghị định về công tác thư viện.

Điều 1. Phạm vi

Nghị định này quy định về công tác thư viện.
"""


def named(number: str, type_: str = "", symbol: str = "") -> DocumentNumber:
    return DocumentNumber(number, 0, len(number), number, type_, symbol)


@pytest.mark.parametrize(
    ("clause", "told"),
    [
        (
            "Chính phủ ban hành Nghị định về công tác thư viện.",
            Enacted("Nghị định", "Chính phủ", "công tác thư viện"),
        ),
        (
            "Bộ trưởng Bộ Y tế ban hành Thông tư quy định về nước sạch.",
            Enacted("Thông tư", "Bộ trưởng Bộ Y tế", "quy định về nước sạch"),
        ),
        (
            "Ủy ban nhân dân xã ban hành Kế hoạch trồng cây năm 2025,\nvới các nội dung cụ thể như sau:",
            Enacted("Kế hoạch", "Ủy ban nhân dân xã", "trồng cây năm 2025"),
        ),
        ("Ủy ban nhân dân xã ban hành Kế hoạch như sau:", Enacted("Kế hoạch", "Ủy ban nhân dân xã")),
        ("Căn cứ Luật Thư viện ngày 21 tháng 11 năm 2019;", Enacted()),
        ("Mọi người ban hành Kế hoạch về trồng cây.", Enacted()),
    ],
)
def test_the_enacting_clause_tells_type_issuer_and_subject(clause: str, told: Enacted) -> None:
    assert enacted(["Căn cứ tình hình thực tế;", clause]) == told


def test_a_text_is_of_the_type_by_which_it_calls_itself_more_than_once() -> None:
    assert own_type(["Chỉ thị này giao các thôn.", "Thực hiện chỉ thị này."]) == "Chỉ thị"
    assert own_type(["Chỉ thị này giao các thôn.", "Theo Kế hoạch kia."]) == ""
    assert own_type(["Kế hoạch này, Chỉ thị này.", "Kế hoạch này, Chỉ thị này."]) == ""
    assert own_type([]) == ""


@pytest.mark.parametrize(
    ("text", "type_", "number"),
    [
        ("# Nghị định 12/2031/NĐ-CP — Về thư viện\n", "Nghị định", "12/2031/NĐ-CP"),
        ("> **Số hiệu**: 12/2031/NĐ-CP\n", "Nghị định", "12/2031/NĐ-CP"),
        ("> Số, ký hiệu: 5/QĐ-X\n", "", "5/QĐ-X"),
        ("# Quyết định 5/QĐ-X\n", "Nghị định", ""),
        ("> Xem thêm Nghị định 12/2031/NĐ-CP\n", "Nghị định", ""),
        ("Căn cứ Nghị định 12/2031/NĐ-CP;\n", "Nghị định", ""),
        ("\n" * 20 + "# Nghị định 12/2031/NĐ-CP\n", "Nghị định", ""),
        ("", "", ""),
    ],
)
def test_only_a_title_or_a_labelled_remark_at_the_head_of_its_own_type_says_what_a_file_is_called(
    text: str, type_: str, number: str
) -> None:
    assert called(text, type_) == number


@pytest.fixture(scope="module")
def decree() -> Document:
    return document(DECREE, "tep-nghi-dinh")


def test_the_number_of_a_remark_finds_the_document_and_is_never_its_own(decree: Document) -> None:
    assert (decree.type, decree.issuer, decree.subject) == ("Nghị định", "Chính phủ", "công tác thư viện")
    assert (decree.key, decree.number, decree.date) == ("tep-nghi-dinh", "", None)
    for each in (named("12", "Nghị định"), named("12", "Nghị định", "2031/NĐ-CP"), named("12")):
        assert catalogue.find((decree,), each) == (decree,)
    assert catalogue.find((decree,), named("13", "Nghị định")) == ()
    assert catalogue.citation(decree) == "Nghị định của Chính phủ về công tác thư viện"


def test_the_notes_say_what_is_not_from_a_header(decree: Document) -> None:
    assert any("lấy từ câu văn của chính văn bản: tên loại" in note for note in decree.notes)
    assert any("không đọc được: số, ký hiệu, ngày ban hành" in note for note in decree.notes)


def test_a_document_with_a_header_is_told_by_it_alone() -> None:
    head = "ỦY BAN NHÂN DÂN\nXÃ HÒA AN\n\nSố: 9/KH-UBND\n\nHòa An, ngày 05/3/2025\n\nKẾ HOẠCH\nTRỒNG CÂY\n\n"
    body = "Ủy ban nhân dân xã ban hành Kế hoạch về đua thuyền như sau:\n\n1. Một việc.\n"
    found = document(f"# Kế hoạch 8/KH-UBND\n\n{head}{body}")
    assert (found.number, found.called) == ("9/KH-UBND", "")
    assert found.subject.lower() == "trồng cây"
    assert not any("chính văn bản" in note for note in found.notes)
