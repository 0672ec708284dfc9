"""What is asked of a document without text: what a citing sentence tells, or what stands inside it.

The classifier is the project's, taught by the questions about any paper alone; the documents are invented.
"""

import pytest

from knowledge import NO_FOCUS, Focus, facets
from knowledge.allusions import Allusions
from knowledge.cited import cited_only
from knowledge.citedfacets import CitedFacets
from knowledge.classifier import Classifier
from knowledge.paper import Paper
from knowledge.scope import Scoper
from knowledge.teaching import examples, teach
from knowledge.titles import Titles
from nlu.text import fold
from tests.knowledge.shelf import Shelf, shelf
from tests.knowledge.test_allusions import CITING


@pytest.fixture(scope="module")
def several() -> Shelf:
    loaded = shelf(CITING).documents
    return Shelf((*loaded, *cited_only(loaded)))


@pytest.fixture(scope="module")
def cited(several: Shelf, tmp_path_factory: pytest.TempPathFactory) -> CitedFacets:
    folder = tmp_path_factory.mktemp("taught") / "classifier"
    teach(examples({}, ()), folder)
    paper = Paper(facets.load(), Classifier(folder))
    library = several.library()
    stopwords = frozenset(["gi", "la"])
    scoper = Scoper(library, Titles(library.loaded), facets.load(), several.addressees(), paper, stopwords)
    return CitedFacets(library, scoper, facets.load(), paper)


def facet(cited: CitedFacets, several: Shelf, question: str, focus: Focus = NO_FOCUS) -> str:
    q = several.read(question)
    named = [d for _, found in q.named for d in found if d.status == "cited only"]
    return cited.facet(q, named, focus)


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("kế hoạch 5 số ký hiệu đầy đủ là gì", "number"),
        ("phần giải pháp của bản kế hoạch 5 đề ngày 04/3/2025 ra sao", ""),
        ("kế hoạch 5 ra hồi nào rứa", "date"),
        ("năm của kế hoạch 5 là 2024 hay 2025", "date"),
        ("kế hoạch 5 với hướng dẫn 6 cái nào ra trước", "date"),
        ("kế hoạch 5 là của Huyện ủy hay của ủy ban", "issuer"),
        ("hướng dẫn 6 với kế hoạch 5 cùng một nơi ban hành hả", "issuer"),
        ("kế hoạch 5 nói về chuyện chi", "subject"),
        ("công văn 7 có nhắc kế hoạch 5 không", "relation"),
        ("04/3/2025 — văn bản nào?", "number"),
        ("công văn 8/TTr-PNV do người nào đứng tên đề nghị", "issuer"),
    ],
)
def test_what_a_citing_sentence_tells_is_a_fact(
    several: Shelf, cited: CitedFacets, question: str, name: str
) -> None:
    for text in (question, fold(question)):
        assert facet(cited, several, text) == name


@pytest.mark.parametrize(
    "question",
    [
        "kế hoạch 5 chia làm mấy đợt",
        "kế hoạch 5 phát động mấy vụ trồng cây mùa xuân",
        "nội dung chính của kế hoạch 5 là gì",
        "kế hoạch 5 đề ra mấy nhiệm vụ",
        "kế hoạch 5 biểu xã làm mấy công trình",
        "trong kế hoạch 5 người ta viết gì",
        "công văn 8/TTr-PNV nêu lý do nào",
        "công văn 8/TTr-PNV có xin tiền không",
        "hướng dẫn 6 có dặn treo cờ không",
        "ai ký kế hoạch 5",
        "kế hoạch 5 căn cứ vào đâu",
        "cho xin file kế hoạch 5",
        "kế hoạch 5 viết những cái gì ở trong đó",
        "kế hoạch 5 thì trong ruột có chi",
        "kế hoạch 5 đặt chỉ tiêu nào",
    ],
)
def test_what_stands_inside_is_none(several: Shelf, cited: CitedFacets, question: str) -> None:
    for text in (question, fold(question)):
        assert facet(cited, several, text) == ""


def test_what_is_mostly_words_of_the_subject_is_told_by_it(several: Shelf, cited: CitedFacets) -> None:
    assert facet(cited, several, "kế hoạch 5 trồng cây mùa xuân") == "subject"
    assert facet(cited, several, "kế hoạch 5 bơi lội mùa hè") == ""


def test_a_name_alone_goes_on_with_the_last_fact(several: Shelf, cited: CitedFacets) -> None:
    assert facet(cited, several, "còn kế hoạch 5", Focus("6-HD-BTG", "", "date")) == "date"
    assert facet(cited, several, "kế hoạch 5") == ""


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("kế hoạch phát động trồng cây mùa xuân số mấy", "number"),
        ("tờ trình của Phòng Nội vụ ngày nào", "date"),
        ("kế hoạch của Ban Thường vụ chia làm mấy đợt", ""),
        ("văn bản của tuyên giáo huyện ủy, trong đó dặn những gì", ""),
        ("mục tiêu của kế hoạch phát động trồng cây mùa xuân là chi", ""),
        ("kế hoạch của Ban Thường vụ thì ai phải triển khai", None),
        ("kế hoạch của Ban Thường vụ có phải là căn cứ pháp lý của công văn này", None),
    ],
)
def test_of_documents_called_by_their_words_only_sure_questions_are_taken(
    several: Shelf, cited: CitedFacets, question: str, expected: str | None
) -> None:
    allusion = Allusions(several.documents).find(several.read(question))
    assert allusion is not None
    assert cited.facet_of_allusion(allusion) == expected


def test_what_was_asked_last_is_asked_again_unless_what_stands_inside_is(
    several: Shelf, cited: CitedFacets
) -> None:
    last = Focus("6-HD-BTG", facet="date")
    for question in ("còn kế hoạch 5", "còn hướng dẫn 6"):
        assert facet(cited, several, question, last) == "date"
    for question in ("thế kế hoạch 5 bên trong chia mấy đợt", "hướng dẫn 6 hướng dẫn những gì"):
        assert facet(cited, several, question, last) == ""
