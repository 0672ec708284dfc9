"""All who have the same work are told where all are asked for."""

import pytest

from knowledge.answer import Answerer
from tests.knowledge.shelf import asking, told


@pytest.mark.parametrize(
    ("question", "passages"),
    [
        ("những nơi nào phải tuyên truyền 03 chủ đề lớn", {"1.3", "6.1", "2.1"}),
        ("Trách nhiệm tuyên truyền 3 chủ đề lớn là của ai? Kể đủ các nơi.", {"1.3", "6.1", "2.1"}),
        ("nhung don vi nao xay dung ke hoach tuyen truyen", {"1.2", "6.1"}),
    ],
)
def test_all_parts_that_give_the_work_are_quoted(
    answerer: Answerer, question: str, passages: set[str]
) -> None:
    assert {p.partition("/")[2] for p in told(asking(answerer)(question))} == passages


@pytest.mark.parametrize(
    "question",
    [
        "ai chỉ đạo đội ngũ báo cáo viên",  # the first is enough
        "những đơn vị nào lo cổ động trực quan",  # no other has it
        "03 chủ đề lớn là những gì",
    ],
)
def test_otherwise_the_best_passage_stays_alone(answerer: Answerer, question: str) -> None:
    assert len(told(asking(answerer)(question))) == 1


def test_all_that_a_body_has_to_do_is_told_as_before(answerer: Answerer) -> None:
    assert asking(answerer)("các sở, ban, ngành phải làm những việc gì").lead == "answer_duties"
