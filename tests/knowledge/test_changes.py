import dataclasses
import datetime

import pytest

from knowledge import Document
from knowledge.changes import Change, Changes, Edit, describe, difference, form, levels
from knowledge.passages import documents

TEXT = """\
ĐẢNG BỘ XÃ HÒA AN
ĐẢNG ỦY
*

Số 3-KH/ĐU

KẾ HOẠCH
Trồng cây

Thực hiện Chỉ thị số 8-CT/HU ngày 01/02/2025;

I. VIỆC CHUNG

1. Các chi bộ

- Trồng cây.
- Tưới cây.

T/M ĐẢNG ỦY
BÍ THƯ
Phạm Văn Ba

PHỤ LỤC
Loại cây

1. Bàng.
"""


@pytest.fixture
def read() -> tuple[Document, ...]:
    return documents(TEXT, "x", "a.txt")


def test_a_report_says_how_each_document_was_read(read: tuple[Document, ...]) -> None:
    plan = dataclasses.replace(read[0], effective_on=datetime.date(2025, 3, 1), replaced_by="4-KH/ĐU")
    told = describe(Changes("v", False, Change(), Change(), (plan, *read[1:])), every=True)
    for line in (
        "· Kế hoạch 3-KH/ĐU (a.txt, tệp chữ): 2 mục,",
        "thể thức: Đảng; đọc được: tên loại, số, ký hiệu, cơ quan ban hành, trích yếu",
        "không có hoặc không rõ: ngày ban hành",
        "bố cục: số La Mã 1, số Ả Rập 1, gạch đầu dòng 2",
        "viện dẫn: thực hiện 8-CT-HU",
        "có văn bản kèm theo: 3-KH-ĐU.kem-theo",
        "có hiệu lực từ: 01/03/2025",
        "được thay thế bởi: 4-KH/ĐU",
        "chú ý: không đọc được: ngày ban hành",
    ):
        assert line in told


def test_the_form_is_told_by_motto_or_number_and_otherwise_unknown(read: tuple[Document, ...]) -> None:
    assert [form(each) for each in read] == ["Đảng", "không rõ"]
    assert form(dataclasses.replace(read[1], number="5/QĐ-X")) == "nhà nước"
    assert levels(read[1]) == {"số Ả Rập": 1}


def test_only_what_is_new_or_another_is_told_unless_all_is_asked_for(read: tuple[Document, ...]) -> None:
    changes = Changes("v", True, Change(added=(read[0].key,)), Change(), read)
    assert "· Kế hoạch 3-KH/ĐU" in describe(changes)
    assert "· 1 văn bản không đổi" in describe(changes)
    assert "Phụ lục" not in describe(changes)
    assert "văn bản không đổi" not in describe(changes, every=True)


def test_how_a_document_was_read_is_told(read: tuple[Document, ...]) -> None:
    scanned = dataclasses.replace(read[0], method="scan", source="a.pdf")
    told = describe(Changes("", False, Change(), Change(), (scanned,)), every=True)
    assert "(a.pdf, nhận dạng từ bản chụp)" in told
    assert told.endswith("chưa có tệp nào bị đổi.")


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("Trồng hoa hai bên đường.", "Trồng cây hai bên đường.", "… Trồng [hoa → cây] hai bên đường. …"),
        ("Nộp trước ngày 5.", "Nộp báo cáo trước ngày 5.", "… Nộp [thêm: báo cáo] trước ngày 5. …"),
        ("a b c d e f", "a b c d e", "… c d e [bỏ: f] …"),
        ("a  b", "a\nb", "chỉ đổi khoảng trắng"),
        ("a " * 4000, "b", "trước 4000 chữ, nay 1 chữ"),
    ],
)
def test_a_changed_passage_shows_the_words_that_changed(before: str, after: str, told: str) -> None:
    assert difference(Edit("x", before, after)) == told


def test_a_long_change_is_shortened_and_only_the_first_ones_are_shown() -> None:
    words = " ".join(f"w{number}" for number in range(200))
    shown = difference(Edit("x", "đầu cuối", f"đầu {words} cuối"))
    assert (
        shown
        == "… đầu [thêm: "
        + " ".join([*(f"w{n}" for n in range(12)), "…", *(f"w{n}" for n in range(188, 200))])
        + "] cuối …"
    )
    many = tuple(Edit(f"x/{number}", "a", "b") for number in range(30))
    lines = describe(Changes("v", True, Change(), Change(), (), edits=many)).split("\n")
    assert sum(line.startswith("  x/") for line in lines) == 20
    assert "  … và 10 đoạn sửa khác" in lines
