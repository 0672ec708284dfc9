"""What is asked of a document, with "văn bản" in place of its name, on invented documents."""

import pytest

from knowledge.cited import cited_only
from knowledge.masking import is_by_day, masked
from tests.knowledge.shelf import COMMUNE_PLAN, Shelf, shelf


@pytest.fixture(scope="module")
def several() -> Shelf:
    loaded = shelf(COMMUNE_PLAN).documents
    return Shelf((*loaded, *cited_only(loaded)))


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("kế hoạch 45 nói gì", "văn bản nói gì"),
        ("Kế hoạch số 45/KH-UBND ngày 03/3/2025 có mấy mục", "văn bản có mấy mục"),
        ("kế hoạch 45/KH-UBND ngày nào", "văn bản ngày nào"),
        ("văn bản số 45 của ai", "văn bản của ai"),
        ("trong 45 có gì", "trong văn bản có gì"),
        ("kế hoạch 45 của Ủy ban nhân dân huyện An Bình có mấy phần", "văn bản có mấy phần"),
        ("45 của ủy ban nhân dân nào", "văn bản của ủy ban nhân dân nào"),
        ("45 của ủy ban nhân dân hay của Tỉnh ủy", "văn bản của ủy ban nhân dân hay của tỉnh ủy"),
        ("kế hoạch 45 với kế hoạch 33 khác gì", "văn bản với văn bản khác gì"),
        ("kế hoạch 90 có nhắc kế hoạch 45 không", "công văn này có nhắc văn bản không"),
        ("văn bản nào ban hành ngày 03/3/2025", "văn bản nào ban hành hôm đó"),
        ("kế hoạch ngày 03/3/2025 có mấy mục", "văn bản có mấy mục"),
        ("kế hoạch đề ngày 03/3/2025 có mấy mục", "văn bản có mấy mục"),
        ("kế hoạch mà huyện An Bình ký ngày 3 tháng 3 có mấy mục", "văn bản có mấy mục"),
        ("tờ giấy huyện gửi ủy ban xã hôm 3/3 có mấy mục", "văn bản có mấy mục"),
        ("kế hoạch nào làm xong ngày 3/3", "kế hoạch nào làm xong hôm đó"),
        ("kế hoạch đó có mấy mục", "văn bản có mấy mục"),
        ("nó có mấy mục", "văn bản có mấy mục"),
        ("xã phải làm theo kế hoạch 45; kế hoạch ấy có mấy mục", "văn bản có mấy mục"),
        ("kế hoạch 45 với 33, trong chúng có mấy mục", "trong văn bản có mấy mục"),
        ("theo kế hoạch 33, kế hoạch 45 đó có mấy mục", "theo văn bản văn bản đó có mấy mục"),
        ("theo kế hoạch 45, xã có mấy mục", "theo văn bản xã có mấy mục"),
        ("trong kế hoạch trên có mấy mục", "trong văn bản có mấy mục"),
        ("cái hướng dẫn này có mấy mục", "văn bản có mấy mục"),
        ("hai kế hoạch đó có mấy mục", "văn bản có mấy mục"),
        ("ca hai cai co may muc", "văn bản co may muc"),
        ("cong van nay co may muc", "cong van nay co may muc"),
    ],
)
def test_what_is_asked_stays_and_the_name_goes(several: Shelf, question: str, words: str) -> None:
    assert masked(several.read(question)) == words.split()


def test_only_a_document_called_by_its_day_alone_is_by_day(several: Shelf) -> None:
    assert is_by_day(masked(several.read("03/3/2025 là văn bản nào")))
    for question in ("kế hoạch ngày 03/3/2025 nói gì", "kế hoạch 45 nói gì"):
        assert not is_by_day(masked(several.read(question)))


@pytest.mark.parametrize(
    ("question", "typed"),
    [
        ("kế hoạch hai tám bảy nói gì", "kế hoạch 287 nói gì"),
        ("ke hoach so mot khong bay noi gi", "ke hoach so 107 noi gi"),
        ("hướng dẫn một trăm linh bảy nói gì", "hướng dẫn 107 nói gì"),
        ("bốn lăm ca hát u bê en nờ dê nói gì", "45/KH-UBND nói gì"),
        ("ca hát bốn mươi lăm có mấy mục", "KH 45 có mấy mục"),
        ("tổ chức ca hát bốn sáu lần", "tổ chức ca hát bốn sáu lần"),
        ("kế hoạch hai tám nói gì", "kế hoạch hai tám nói gì"),
        ("bàn hai tám bảy nói gì", "bàn hai tám bảy nói gì"),
    ],
)
def test_the_number_of_a_document_may_be_said_digit_by_digit(
    several: Shelf, question: str, typed: str
) -> None:
    assert several.read(question).typed == typed
