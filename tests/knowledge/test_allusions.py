"""Documents without text called by their type and their words, on invented ones."""

import dataclasses

import pytest

from knowledge.allusions import Allusions
from knowledge.cited import cited_only
from tests.knowledge.shelf import COMMUNE_PLAN, Shelf, shelf

CITING = """\
ỦY BAN NHÂN DÂN
HUYỆN AN BÌNH

Số: 7/UBND-VX

An Bình, ngày 20 tháng 3 năm 2025

Thực hiện Kế hoạch số 5-KH/HU ngày 02/3/2025 của Ban Thường vụ Huyện ủy An Bình về phát động trồng cây \
mùa xuân; theo đề nghị của Trưởng phòng Phòng Nội vụ tại Công văn số 8/TTr-PNV ngày 05/3/2025; Hướng dẫn \
số 6-HD/BTG ngày 04/3/2025 của Ban Tuyên giáo Huyện ủy.

1. Các thôn xây dựng kế hoạch phát động trồng cây mùa xuân.
"""


@pytest.fixture(scope="module")
def several() -> Shelf:
    loaded = shelf(CITING).documents
    return Shelf((*loaded, *cited_only(loaded)))


@pytest.fixture(scope="module")
def allusions(several: Shelf) -> Allusions:
    return Allusions(several.documents)


@pytest.mark.parametrize(
    ("question", "number", "words"),
    [
        ("kế hoạch phát động trồng cây mùa xuân có mấy mục", "5-KH/HU", "văn bản có mấy mục"),
        ("ke hoach cua ban thuong vu noi gi", "5-KH/HU", "văn bản noi gi"),
        ("cái kế hoạch về trồng cây của Ban Thường vụ chia mấy đợt", "5-KH/HU", "cái văn bản chia mấy đợt"),
        ("hướng dẫn mà bên Ban Tuyên giáo gửi dặn gì", "6-HD/BTG", "văn bản gửi dặn gì"),
        ("tờ trình của Phòng Nội vụ xin gì", "8/TTr-PNV", "văn bản xin gì"),
    ],
)
def test_a_document_is_called_by_its_issuer_or_much_of_its_subject(
    several: Shelf, allusions: Allusions, question: str, number: str, words: str
) -> None:
    found = allusions.find(several.read(question))
    assert found is not None
    assert [d.number for d in found.documents] == [number]
    assert list(found.words) == words.split()


@pytest.mark.parametrize(
    "question",
    [
        "xây dựng kế hoạch phát động trồng cây mùa xuân ra sao",
        "kế hoạch trồng cây có mấy mục",
        "phát động trồng cây mùa xuân ở đâu",
        "tờ trình của Ban Thường vụ nói gì",
        "kế hoạch mà các thôn phải nộp cho Ban Thường vụ",
        "kế hoạch 5 của Ban Thường vụ nói gì",
        "kế hoạch nào của Ban Thường vụ nói về trồng cây",
        "ai ký",
    ],
)
def test_what_is_made_named_by_number_or_by_little_is_no_allusion(
    several: Shelf, allusions: Allusions, question: str
) -> None:
    assert allusions.find(several.read(question)) is None


def test_a_document_whose_text_is_loaded_goes_before_one_that_is_called_alike(several: Shelf) -> None:
    plan = COMMUNE_PLAN.replace("xã Hòa An", "huyện An Bình").replace("XÃ HÒA AN", "HUYỆN AN BÌNH")
    loaded = shelf(plan).documents
    both = Shelf((*loaded, *cited_only(loaded)))
    asked = both.read("kế hoạch của huyện An Bình có mấy mục")
    assert Allusions(both.documents).find(asked) is None
    assert Allusions(tuple(d for d in both.documents if d.status != "loaded")).find(asked) is not None


def test_words_that_many_documents_have_in_common_call_none(several: Shelf) -> None:
    plan = next(d for d in several.documents if d.number == "5-KH/HU")
    asked = several.read("kế hoạch phát động trồng cây mùa xuân của Ban Thường vụ có mấy mục")
    for count, found in ((20, 20), (21, 0)):
        allusion = Allusions([dataclasses.replace(plan, key=str(i)) for i in range(count)]).find(asked)
        assert (len(allusion.documents) if allusion else 0) == found
