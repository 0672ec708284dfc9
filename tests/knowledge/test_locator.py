"""Places named by number: how they are read from a question, and what stands there."""

from pathlib import Path

import pytest

from knowledge import Document, locator
from knowledge.passages import documents
from nlu.text import words

FORMS = Path(__file__).with_name("forms")


def form(name: str) -> tuple[Document, ...]:
    return documents((FORMS / f"{name}.txt").read_text(encoding="utf-8"), name)


@pytest.fixture(scope="module")
def plan() -> Document:
    return form("ke-hoach")[0]


@pytest.fixture(scope="module")
def rules() -> Document:
    return form("quyet-dinh-kem-quy-che")[1]


def steps(question: str) -> tuple[tuple[str, str], ...]:
    place = locator.find(words(question))
    return place.steps if place else ()


def found(document: Document, question: str) -> list[str]:
    place = locator.find(words(question))
    assert place is not None
    return [passage.id.partition("/")[2] for passage in locator.passages(document, place)]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("mục 5 nói gì", [("muc", "5")]),
        ("khoản 2 Điều 8", [("dieu", "8"), ("khoan", "2")]),
        ("điều thứ 8, khoản thứ 2, điểm b", [("dieu", "8"), ("khoan", "2"), ("diem", "b")]),
        ("ý thứ hai mục 1", [("muc", "1"), ("gach dau dong", "2")]),
        ("gạch đầu dòng thứ 3 của mục 2", [("muc", "2"), ("gach dau dong", "3")]),
        ("mục 3 gạch 2", [("muc", "3"), ("gach dau dong", "2")]),
        ("ý cuối mục 3", [("muc", "3"), ("gach dau dong", "cuoi")]),
        ("đoạn đầu của mục 2", [("muc", "2"), ("gach dau dong", "1")]),
        ("các gạch đầu dòng mục 3", [("muc", "3")]),
        ("ý thứ hai", []),
        ("mục II.1", [("muc", "ii.1")]),
        ("Điều 3a", [("dieu", "3a")]),
        ("khoản 1 chương II", [("chuong", "ii"), ("khoan", "1")]),
    ],
)
def test_a_place_is_read_from_the_outermost_step_in(question: str, expected: list[tuple[str, str]]) -> None:
    assert list(steps(question)) == expected


@pytest.mark.parametrize(
    ("marked", "unmarked"),
    [
        ("khoản 2 Điều 8", "khoan 2 dieu 8"),
        ("ý thứ hai mục 1", "y thu hai muc 1"),
        ("gạch đầu dòng thứ 3 mục V", "gach dau dong thu 3 muc v"),
        ("phụ lục 2", "phu luc 2"),
    ],
)
def test_a_place_is_read_alike_without_diacritics(marked: str, unmarked: str) -> None:
    assert steps(marked) == steps(unmarked) != ()


def test_the_letter_d_with_a_stroke_is_a_point_of_its_own() -> None:
    assert steps("điểm đ khoản 1") == (("khoan", "1"), ("diem", "đ"))
    assert steps("điểm d khoản 1") == (("khoan", "1"), ("diem", "d"))


@pytest.mark.parametrize(
    "question",
    [
        "mục đích là gì",
        "khoản 5 triệu do ai chi",
        "khoan 5 trieu",
        "khoản chi 2 lần",
        "điều kiện tham gia",
        "điều lệ Đảng",
        "điểm danh lúc nào",
        "ý nghĩa của ngày sách",
        "ý kiến 2 bên",
        "phần 5 ngày",
        "hai mục nào",
        "chương trình văn nghệ",
        "phụ lục ở đâu",
        "",
    ],
)
def test_what_only_sounds_like_a_place_names_none(question: str) -> None:
    assert locator.find(words(question)) is None


def test_the_words_that_name_a_place_are_told_as_they_were_typed() -> None:
    place = locator.find(words("cho hỏi khoản 2 của Điều 8 nói gì"))
    assert place is not None
    assert place.said == "khoản 2 điều 8"
    assert place.tokens() == {"khoan", "2", "dieu", "8"}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("mục II", ["II.1.a", "II.1.b", "II.2"]),
        ("mục 2", ["II.1.a", "II.1.b", "II.2"]),
        ("phần 2", ["II.1.a", "II.1.b", "II.2"]),
        ("mục II.1", ["II.1.a", "II.1.b"]),
        ("điểm b mục II.1", ["II.1.b"]),
        ("mục I.1 ý 2", ["I.1.2", "I.1.2.1", "I.1.2.2"]),
    ],
)
def test_all_that_stands_at_a_place_of_a_plan_comes_in_order(
    plan: Document, question: str, expected: list[str]
) -> None:
    assert found(plan, question) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Điều 1", ["dieu-1.1", "dieu-1.2"]),
        ("khoản 2 Điều 1", ["dieu-1.2"]),
        ("Điều 2", ["dieu-2"]),
        ("điểm a Điều 3", ["dieu-3.a"]),
        ("chương I", ["dieu-1.1", "dieu-1.2", "dieu-2"]),
        ("chương II", ["dieu-3.a", "dieu-3.b"]),
        ("chương I điều 2", ["dieu-2"]),
    ],
)
def test_all_that_stands_at_a_place_of_rules_comes_in_order(
    rules: Document, question: str, expected: list[str]
) -> None:
    assert found(rules, question) == expected


@pytest.mark.parametrize(
    "question", ["Điều 9", "khoản 3 Điều 1", "điểm c Điều 3", "chương III", "chương II điều 1", "mục 7"]
)
def test_nothing_stands_at_a_place_that_the_document_lacks(rules: Document, question: str) -> None:
    assert found(rules, question) == []


def test_article_1_is_not_article_10() -> None:
    (text,) = documents("Điều 1. Việc thứ nhất.\n\nĐiều 10. Việc thứ mười.\n\nĐiều 11. Việc cuối.\n", "x")
    assert found(text, "Điều 1") == ["dieu-1"]


def test_headings_are_no_part_of_what_stands_at_a_place(plan: Document, rules: Document) -> None:
    for document in (plan, rules):
        for question in ("mục 1", "mục 2", "Điều 1", "chương I", "chương II"):
            place = locator.find(words(question))
            assert place is not None
            assert all(p.kind != "heading" for p in locator.passages(document, place))
