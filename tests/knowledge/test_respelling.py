"""Fields of a scan, spelled as the document itself and the house's lists spell them; quotes stay as read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from knowledge import Document
from knowledge.passages import documents
from knowledge.reader import read
from knowledge.reading.respelling import Respelling, levelled, mended
from knowledge.reading.signatories import signed

HERE = Path(__file__).parent
LETTER = """ỦY BAN NHÂN DÂN
HUYỆN AN BÌNH

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Số: 45/QĐĐ-UBND
V/v tố chức ngày sách

An Bình, ngày 03 tháng 3 năm 2025

Kính gửi: Ủy ban nhân dân các xã.

Huyện tổ chức ngày sách vào tháng 4. Các xã tổ chức ngày sách tại trường học.

Nơi nhận:
- Như trên;
- Lưu: VT.

KIT CHỦ TỊCH
PHÓ CHÙ TỊCH
Pham Văn Bình
"""


def scanned(text: str) -> Document:
    """The document that a scan with this text is read as."""
    return documents(text, "a", recognised=True)[0]


def test_the_fields_of_a_scan_are_spelled_anew_and_each_change_is_noted() -> None:
    found = scanned(LETTER)
    assert found.subject == "tổ chức ngày sách"
    assert (found.number, found.key) == ("45/QĐ-UBND", "45-QĐ-UBND")
    assert (found.signatory_title, found.signatory) == ("K/T CHỦ TỊCH PHÓ CHỦ TỊCH", "Phạm Văn Bình")
    for read_as, field in (
        ("V/v tố chức", "V/v tổ chức"),
        ("Số: 45/QĐĐ-UBND", "Số: 45/QĐ-UBND"),
        ("KIT CHỦ", "K/T CHỦ"),
        ("TỊCH Pham Văn", "TỊCH Phạm Văn"),
    ):
        assert any(f"{read_as}”, phần thông tin ghi “{field}" in note for note in found.notes), found.notes


def test_what_is_quoted_of_a_scan_stays_as_it_was_recognised() -> None:
    found, plain = scanned(LETTER), documents(LETTER, "a")[0]
    assert found.text == LETTER
    assert [p.text for p in found.passages] == [p.text for p in plain.passages]
    assert any("V/v tố chức ngày sách" in p.text for p in found.passages)


def test_a_text_that_is_no_scan_is_spelled_as_it_stands() -> None:
    found = documents(LETTER, "a")[0]
    assert (found.subject, found.signatory) == ("tố chức ngày sách", "Pham Văn Bình")
    assert not any("bản chụp" in note for note in found.notes)


@pytest.mark.parametrize("path", sorted((HERE / "forms").glob("*.txt")), ids=lambda path: path.stem)
def test_fields_that_were_read_right_are_not_touched(path: Path) -> None:
    text = read(path).text
    assert documents(text, "a", recognised=True) == documents(text, "a")


def test_a_title_in_capitals_takes_no_capital_that_the_body_was_misread_with() -> None:
    text = "CHỈ THỊ\nVỀ BẢO VỆ NƯỚC DƯỚI ĐẤT\n\n1. Các xã bảo vỆ nước dưới đất trong tháng 4 năm nay.\n"
    assert scanned(text).subject == "bảo vệ nước dưới đất"


def test_where_the_body_writes_both_ways_the_field_stays() -> None:
    respelling = Respelling("Nấu mâm xôi. Nấu mâm xôi. Nấu mầm xôi. Bày mâm xôi.")
    assert respelling.piece("nấu mầm xôi") == "nấu mầm xôi"
    assert respelling.notes == []


def test_a_phrase_of_the_lists_is_spelled_as_listed_though_the_body_has_it_never() -> None:
    assert Respelling("").piece("SINH HOẠT CHỈ BỘ") == "SINH HOẠT CHI BỘ"


def test_a_word_that_is_no_syllable_is_the_one_between_the_same_neighbours() -> None:
    assert Respelling("Về sinh hoạt chi bộ.").piece("sinh hoạtt chi bộ") == "sinh hoạt chi bộ"


@pytest.mark.parametrize(
    ("read_as", "line"),
    [
        ("TM. ỦY BẠN NHÂN DÂN", "TM. ỦY BAN NHÂN DÂN"),
        ("KIT TRƯỜNG BAN", "K/T TRƯỞNG BAN"),
        ("PHÓ CHỦ TÍCH", "PHÓ CHỦ TỊCH"),
        ("Nguyên Văn An", "Nguyễn Văn An"),
        ("Chủ tịch", "Chủ tịch"),
        ("Đỗ Thị Hà", "Đỗ Thị Hà"),
        ("HIỆU TRƯỞNG TRƯỜNG BA", "HIỆU TRƯỞNG TRƯỜNG BA"),
        ("", ""),
    ],
)
def test_a_line_of_a_signature_is_spelled_by_its_list(read_as: str, line: str) -> None:
    assert signed(read_as) == line


def test_numbers_lose_what_tesseract_puts_into_them_and_no_other_word_changes() -> None:
    assert mended("Quyết định số 1627IQĐ-UBND, 88/QĐĐ-UBND") == "Quyết định số 1627/QĐ-UBND, 88/QĐ-UBND"
    assert mended("Điều 1I, mục II, 12/KH-UBND") == "Điều 1I, mục II, 12/KH-UBND"
    assert (
        levelled("bảo vỆ, giải quyẾt, BẢO VỆ, Ủy ban, xã Ea") == "bảo vệ, giải quyết, BẢO VỆ, Ủy ban, xã Ea"
    )


def test_an_attached_document_finds_its_own_though_its_number_was_misread() -> None:
    attached = "QUY CHẾ\nquản lý nhà văn hóa thôn\n\n(Kèm theo Quyết định số 45IQĐ-UBND)\n\nĐiều 1. Phạm vi\n"
    first = replace(scanned(LETTER), text="")
    assert documents(attached, "b", recognised=True)[0].attached_to == first.key
