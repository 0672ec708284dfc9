import dataclasses
import datetime
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import Document, DocumentRefused
from knowledge.passages import check, document, documents
from knowledge.validators import check_number

PIECES = st.sampled_from(
    [
        "ỦY BAN NHÂN DÂN", "TỈNH QUẢNG NGÃI", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "-------", "",
        "Số: 12/QĐ-UBND", "Số:     /UBND", "V/v việc này", "Quảng Ngãi, ngày 1 tháng 2 năm 2025",
        "ngày 31 tháng 2 năm 2025", "KẾ HOẠCH", "QUYẾT ĐỊNH:", "Kính gửi:", "- Sở Nội vụ;", "+ Văn phòng",
        "Căn cứ Luật số 1/2020/QH14;", "I. MỤC ĐÍCH", "1. Sở Y tế", "1.", "2.1. Một việc", "a) Hai việc",
        "Điều 1. Tên", "Chương I", "Mục 1", "| a | b |", "|---|", "Một câu dài hơn một chút:",
        "Đề nghị thực hiện./.", "Nơi nhận:",
        "KT. CHỦ TỊCH", "CHỦ TỊCH", "Nguyễn Văn An", "PHỤ LỤC", "**", "\u200b", "\t", "5",
    ]
)  # fmt: skip


def test_the_header_of_the_directive(directive: Document) -> None:
    assert directive.issuer == "Ủy ban nhân dân tỉnh Quảng Ngãi"
    assert directive.number == "356/UBND-KGVX"
    assert directive.type == "Công văn"
    assert directive.date == datetime.date(2025, 1, 20)
    assert directive.place == "Quảng Ngãi"
    assert directive.subject == (
        "triển khai thực hiện Kế hoạch số 324-KH/TU ngày 25/12/2024 của Ban Thường vụ Tỉnh ủy"
    )
    assert directive.signatory == "Trần Hoàng Tuấn"
    assert directive.signatory_title == "KT. CHỦ TỊCH PHÓ CHỦ TỊCH"
    assert directive.notes == ()


def test_the_directive_tells_on_what_basis_and_on_whose_proposal(directive: Document) -> None:
    assert directive.legal_basis.startswith("Thực hiện Kế hoạch số 324-KH/TU")
    assert directive.legal_basis.endswith("lần thứ XIV của Đảng")
    assert directive.proposal == (
        "Giám đốc Sở Thông tin và Truyền thông tại Công văn số 140/TTr-STTTT ngày 14/01/2025"
    )


def test_the_directive_has_seven_addressees_and_seven_recipients(directive: Document) -> None:
    assert directive.addressees[0] == "Ban Tuyên giáo Tỉnh ủy"
    assert directive.addressees[-1] == "UBND các huyện, thị xã, thành phố"
    assert directive.recipients[-1] == "Lưu: VT, KGVX.n43"
    assert (len(directive.addressees), len(directive.recipients)) == (7, 7)


def test_each_section_of_the_directive_addresses_its_bodies(directive: Document) -> None:
    assert [section.addressees for section in directive.sections] == [
        ("Các sở, ban, ngành", "UBND các huyện, thị xã, thành phố"),
        ("Ban Tuyên giáo Tỉnh ủy",),
        ("Sở Thông tin và Truyền thông",),
        ("Sở Văn hóa, Thể thao và Du lịch",),
        ("Công an tỉnh",),
        ("Báo Quảng Ngãi", "Đài Phát thanh và Truyền hình tỉnh"),
        ("Hội Văn học-Nghệ thuật tỉnh",),
    ]
    assert [len(section.passages) for section in directive.sections] == [3, 2, 4, 1, 1, 3, 1]


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("1.3", "mục 1. Các sở, ban, ngành và UBND các huyện, thị xã, thành phố, gạch đầu dòng thứ 3"),
        ("2.1", "mục 2. Đề nghị Ban Tuyên giáo Tỉnh ủy, gạch đầu dòng thứ 1"),
        ("4", "mục 4. Sở Văn hóa, Thể thao và Du lịch"),
        ("preamble", "phần căn cứ ban hành"),
        ("closing", "đoạn kết"),
        ("signature", "phần chữ ký"),
        ("recipients", "nơi nhận"),
    ],
)
def test_a_passage_knows_its_place(directive: Document, name: str, place: str) -> None:
    assert {p.id: p.place for p in directive.passages}[f"356-UBND-KGVX/{name}"] == place


def test_defects_of_the_source_are_kept(directive: Document) -> None:
    texts = {p.id: p.text for p in directive.passages}
    assert "uy tín quốc đất nước" in texts["356-UBND-KGVX/1.3"]
    assert texts["356-UBND-KGVX/number"] == "Số: 356 /UBND-KGVX"


def test_a_heading_is_a_passage_of_its_own(directive: Document) -> None:
    headings = [p.text for p in directive.passages if p.kind == "heading"]
    assert headings[4] == "5. Công an tỉnh"
    assert all(heading not in p.text for heading in headings for p in directive.passages if p.kind == "item")


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=40).map("\n".join))
def test_every_character_of_any_text_lies_in_exactly_one_passage(text: str) -> None:
    said = "".join(p.text for read in documents(text, "x") for p in read.passages)  # check has been run
    assert re.sub(r"\s", "", said) == re.sub(r"\s", "", text)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_no_text_at_all_breaks_the_parser(text: str) -> None:
    for read in documents(text, "x"):
        check(read)


def test_a_character_outside_all_passages_is_refused(directive: Document) -> None:
    broken = dataclasses.replace(directive, passages=directive.passages[:-1])
    with pytest.raises(DocumentRefused, match="thuộc 0 đoạn"):
        check(broken)


def test_a_character_in_two_passages_is_refused(directive: Document) -> None:
    again = dataclasses.replace(directive.passages[0], id="356-UBND-KGVX/again")
    with pytest.raises(DocumentRefused, match="thuộc 2 đoạn"):
        check(dataclasses.replace(directive, passages=(*directive.passages, again)))


def test_a_quote_that_is_not_verbatim_is_refused(directive: Document) -> None:
    changed = dataclasses.replace(directive.passages[0], text="ỦY BAN")
    with pytest.raises(DocumentRefused, match="không khớp nguyên văn"):
        check(dataclasses.replace(directive, passages=(changed, *directive.passages[1:])))


def test_numbers_that_do_not_follow_each_other_are_noted() -> None:
    read = document("1. Sở Y tế\n\nKhám bệnh.\n\n3. Sở Nội vụ\n\nTuyển người.", "x")
    assert any("sau “1” là “3”" in note for note in read.notes)


def test_a_quote_that_repeats_its_heading_is_refused() -> None:
    read = document("1. Sở Y tế\n\nKhám bệnh.", "x")
    again = dataclasses.replace(
        read.passages[1], text="1. Sở Y tế Khám", headings=("1. Sở Y tế",), start=0, end=15
    )
    text = "1. Sở Y tế Khám"
    with pytest.raises(DocumentRefused, match="lặp lại tiêu đề"):
        check(dataclasses.replace(read, text=text, passages=(again,), sections=()))


def test_a_number_read_from_elsewhere_is_refused() -> None:
    read = document("Theo Kế hoạch số 5/KH-X, đề nghị dọn cỏ.", "x")
    with pytest.raises(DocumentRefused, match="không đọc từ dòng số, ký hiệu"):
        check_number(dataclasses.replace(read, number="5/KH-X"))


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("2. Một việc.\n\n3. Hai việc.", "bắt đầu từ “2”"),
        ("1. Việc:\n\na) Một.\n\nc) Hai.", "sau “a” là “c”"),
        ("1. Việc:\n\n1.1. Một.\n\n1.3. Hai.", "sau “1.1” là “1.3”"),
        ("I. VIỆC\n\nMột.\n\nIII. VIỆC\n\nHai.", "sau “I” là “III”"),
    ],
)
def test_levels_that_are_not_consecutive_are_noted(text: str, note: str) -> None:
    assert any(note in each for each in document(text, "x").notes)


def test_the_letters_of_vietnamese_and_inserted_articles_are_consecutive() -> None:
    letters = "\n\n".join(f"{letter}) Một việc." for letter in "abcdđeghik")
    read = document(f"Điều 1. Việc:\n\n{letters}\n\nĐiều 1a. Việc.\n\nĐiều 2. Việc.", "x")
    assert not any("liên tục" in note for note in read.notes)


def test_a_point_whose_line_leads_on_is_no_heading() -> None:
    text = (
        "1. Các hoạt động chính:\na) Lễ khai mạc: 20 giờ ngày 11/6 tại Quảng trường Sao Biển, phường Hải\n"
        "Triều; bắn pháo hoa 15 phút.\nb) Lễ giao nhận quân: 7 giờ, thứ Năm ngày 05/3/2026, đặt tại\n"
        "Sân vận động phường.\n2. Kinh phí từ ngân sách tỉnh giao cho các đơn vị tham gia lễ hội năm\n"
        "nay.\n"
    )
    found = {p.id: p.text for p in document(text, "x").passages}
    assert found["x/1.a"].endswith("phường Hải\nTriều; bắn pháo hoa 15 phút.")
    assert found["x/1.b"].endswith("đặt tại\nSân vận động phường.")
