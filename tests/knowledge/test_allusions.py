"""Documents without text called by their type and their words, on invented ones."""

import dataclasses
import datetime

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


@pytest.fixture(scope="module")
def dated(several: Shelf) -> Shelf:
    """The plan once more, of another month, and one of the same month that another body made.

    The letter that is loaded has its type by hand.
    """
    loaded, *cited = several.documents
    plan = next(d for d in several.documents if d.number == "5-KH/HU")
    march = dataclasses.replace(plan, key="march", number="15-KH/UB", issuer="Hội Nông dân xã", subject="")
    june = dataclasses.replace(plan, key="june", number="25-KH/HU", date=datetime.date(2024, 6, 28))
    return Shelf((dataclasses.replace(loaded, type="Công văn"), *cited, march, june))


@pytest.mark.parametrize(
    ("question", "numbers", "words"),
    [
        ("kế hoạch ban thường vụ ký hồi tháng 6 có mấy mục", ["25-KH/HU"], "văn bản có mấy mục"),
        ("ke hoach thang 6 co may muc", ["25-KH/HU"], "văn bản co may muc"),
        ("kế hoạch giữa năm 2024 có mấy mục", ["25-KH/HU"], "văn bản có mấy mục"),
        ("bản kế hoạch đầu tháng ba của Hội Nông dân chia mấy đợt", ["15-KH/UB"], "bản văn bản chia mấy đợt"),
        ("kế hoạch tháng 3 nói gì", ["15-KH/UB", "5-KH/HU"], "văn bản nói gì"),
        ("cái mà ban thường vụ gửi tháng 6 chia mấy đợt", ["25-KH/HU"], "văn bản chia mấy đợt"),
        ("hồi tháng 3 ban tuyên giáo có cái hướng dẫn dặn gì", ["6-HD/BTG"], "hồi văn bản dặn gì"),
        ("kế hoạch tháng 9 của Ban Thường vụ có mấy mục", ["5-KH/HU", "25-KH/HU"], ""),
        (
            "kế hoạch của Ban Thường vụ tháng 9 có mấy mục",
            ["5-KH/HU", "25-KH/HU"],
            "văn bản tháng 9 có mấy mục",
        ),
    ],
)
def test_a_document_is_called_by_when_it_was_issued(
    dated: Shelf, question: str, numbers: list[str], words: str
) -> None:
    found = Allusions(dated.documents).find(dated.read(question))
    if not words:
        assert found is None  # the time that is none of theirs stands between
        return
    assert found is not None
    assert sorted(d.number for d in found.documents) == sorted(numbers)
    assert list(found.words) == words.split()
    assert found.dated == ("tháng 9" not in question)


@pytest.mark.parametrize(
    "question",
    [
        "xây dựng kế hoạch tháng 6 thế nào",
        "kế hoạch tháng 9 có mấy mục",
        "cái tháng 6 có mấy mục",
        "kế hoạch nào ra tháng 6",
        "công văn tháng 3 năm 2025 nói gì",  # the loaded one's month too
    ],
)
def test_a_time_alone_or_of_a_loaded_document_calls_none(dated: Shelf, question: str) -> None:
    assert Allusions(dated.documents).find(dated.read(question)) is None


@pytest.mark.parametrize(
    ("question", "number", "words"),
    [
        ("cái kế hoạch mà công văn này dựa vào chia mấy đợt", "5-KH/HU", "văn bản chia mấy đợt"),
        ("kế hoạch của Ban Thường vụ mà văn bản này triển khai do ai ký", "5-KH/HU", "văn bản do ai ký"),
        ("ke hoach goc ra ngay nao", "5-KH/HU", "văn bản ra ngay nao"),
    ],
)
def test_a_document_is_called_by_what_rests_on_it(
    several: Shelf, allusions: Allusions, question: str, number: str, words: str
) -> None:
    found = allusions.find(several.read(question))
    assert found is not None
    assert ([d.number for d in found.documents], found.words) == ([number], tuple(words.split()))
    assert found.dated


@pytest.mark.parametrize(
    "question",
    [
        "công văn này thực hiện kế hoạch nào",
        "văn bản gốc lưu ở đâu",
        "cái số trên góc trái tờ công văn là số mấy",
        "hướng dẫn mà công văn này dựa vào dặn gì",
        "công văn này do Phòng Nội vụ trình ngày nào",
    ],
)
def test_what_rests_on_nothing_or_names_the_letter_itself_calls_none(
    several: Shelf, allusions: Allusions, question: str
) -> None:
    found = allusions.find(several.read(question))
    assert found is None or not found.dated


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("giấy của Giám đốc Sở Y tế trình lên xin gì", "văn bản trình lên xin gì"),
        ("tờ trình lên của bên Sở Y tế số mấy", "văn bản số mấy"),
    ],
)
def test_a_document_is_called_by_who_sent_it(question: str, words: str) -> None:
    proposed = "theo đề nghị của Giám đốc Sở Y tế tại Công văn số 4/TTr-SYT ngày 05/3/2025"
    loaded = shelf(CITING.replace("theo đề nghị của Trưởng phòng Phòng Nội vụ tại", f"{proposed};")).documents
    own = Shelf((*loaded, *cited_only(loaded)))
    found = Allusions(own.documents).find(own.read(question))
    assert found is not None
    assert ([d.number for d in found.documents], found.words) == (["4/TTr-SYT"], tuple(words.split()))
    assert Allusions(own.documents).find(own.read("giấy của Sở Nội vụ trình lên xin gì")) is None


def test_with_two_letters_loaded_nobody_knows_on_which_it_rests(several: Shelf) -> None:
    more = Allusions((*several.documents, *shelf(COMMUNE_PLAN).documents))
    assert more.find(several.read("cái kế hoạch mà công văn này dựa vào chia mấy đợt")) is None


@pytest.mark.parametrize(
    ("question", "words"),
    [("tờ trình số mấy", "văn bản số mấy"), ("to trinh do ai ky", "văn bản do ai ky")],
)
def test_the_one_document_of_a_type_needs_no_name(
    several: Shelf, allusions: Allusions, question: str, words: str
) -> None:
    found = allusions.find(several.read(question))
    assert found is not None
    assert ([d.number for d in found.documents], found.words) == (["8/TTr-PNV"], tuple(words.split()))
    for asked in ("lập tờ trình ngày nào", "tờ trình nào", "tờ trình gồm mấy trang", "công văn số mấy"):
        assert allusions.find(several.read(asked)) is None
