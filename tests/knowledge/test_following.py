"""Steps from the last answer: how they are named, and where they lead."""

import pytest

from knowledge import following
from nlu.text import words
from tests.knowledge.shelf import form, shelf


@pytest.mark.parametrize(
    ("text", "where", "nth"),
    [
        ("gạch đầu dòng kế tiếp", "next", 0),
        ("khoản tiếp theo?", "next", 0),
        ("y truoc do", "before", 0),
        ("gạch cuối cùng là gì", "last", 0),
        ("việc thứ hai là gì", "nth", 2),
        ("đọc lại ý thứ nhất thôi", "nth", 1),
        ("nguyên văn câu đó?", "again", 0),
        ("chép y chang lại dùm", "again", 0),
        ("doc lai", "again", 0),
        ("cái nữa", "next", 0),
        ("tiếp theo", "next", 0),
        ("thứ hai", "nth", 2),
        ("gạch 3", "nth", 3),
        ("còn số 3?", "nth", 3),
        ("gạch trên", "before", 0),
        ("gach ngay duoi", "next", 0),
        ("cái dưới nữa", "next", 0),
        ("cái trên nữa", "before", 0),
        ("lùi lại một ý", "before", 0),
        ("ý ở giữa", "middle", 0),
    ],
)
def test_a_step_is_known_by_its_words(text: str, where: str, nth: int) -> None:
    step = following.find(words(text))
    assert step is not None
    assert (step.where, step.nth) == (where, nth)
    assert step.over != "part"


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("mục sau", "next"),
        ("mục trước nó?", "before"),
        ("lùi lại một mục coi", "before"),
        ("qua mục nữa", "next"),
        ("tiếp theo là mục nào", "next"),
        ("mục ngay trước đó thì của ai", "before"),
        ("mục ngay trên", "before"),
    ],
)
def test_a_step_over_parts_is_told_apart(text: str, where: str) -> None:
    step = following.find(words(text))
    assert step is not None
    assert (step.where, step.over) == (where, "part")


@pytest.mark.parametrize(
    "text",
    [
        "ai ký",
        "mục 5",
        "hai kế hoạch",
        "kế hoạch tiếp tục thế nào",
        "đủ các gạch đầu dòng",
        "có đóng dấu hỏa tốc không",
        "việc sau đại hội",
        "câu trên",
        "việc hai bên cùng làm",
        "",
    ],
)
def test_what_is_no_step_is_none(text: str) -> None:
    assert following.find(words(text)) is None


def test_every_step_stays_in_its_document_and_one_over_an_end_leads_nowhere() -> None:
    (document,) = shelf(form("ke-hoach")).documents
    told = [p for p in document.passages if p.kind not in ("heading", "ornament")]
    steps = [
        following.find(words(t)) for t in ("ý sau", "ý trước", "mục sau", "mục trước", "ý cuối", "ý thứ ba")
    ]
    for passage in told:
        for step in steps:
            assert step is not None
            assert set(following.passages(step, document, passage.id)) <= set(told)
    forward, back = steps[2], steps[3]
    assert forward
    assert back
    numbered = [p for p in told if p.section]
    assert following.passages(forward, document, numbered[-1].id) == ()
    assert following.passages(back, document, numbered[0].id) == ()
    assert following.passages(forward, document, "none/1") == ()


def test_the_last_part_is_found_from_outside_of_all_parts() -> None:
    (document,) = shelf(form("ke-hoach")).documents
    step, sections = (
        following.find(words("mục cuối")),
        [p.section for p in document.passages if p.section],
    )
    assert step
    found = following.passages(step, document, f"{document.key}/signature")
    assert {p.section for p in found} == {sections[-1]}


@pytest.mark.parametrize(
    ("text", "over"), [("gạch 3", "item"), ("chủ đề giữa", "entry"), ("mục sau", "part"), ("cái sau nữa", "")]
)
def test_what_is_counted_is_told_by_the_noun_and_left_open_by_none(text: str, over: str) -> None:
    step = following.find(words(text))
    assert step is not None
    assert step.over == over
