import dataclasses
import datetime

import pytest

from knowledge import Document
from knowledge.changes import Change, Changes, describe, form, levels
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
    told = describe(Changes("v", False, Change(), Change(), (plan, *read[1:])))
    for line in (
        "· Kế hoạch 3-KH/ĐU (a.txt): 2 mục,",
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
