"""Who has to do what in a plan that nobody has taught: reporting, clauses, whoever a heading names."""

import pytest

from knowledge.duties import Duties
from tests.knowledge.shelf import Shelf, shelf, told
from tests.knowledge.test_duties import barely_heard

REPORTING = """\
Số: 9/KH-UBND

1. Sở Y tế

- Khám bệnh.

2. Sở Tài chính

- Cấp tiền.

3. Mạng Gió Xanh, Mạng Mây Trắng và các mạng khác

- Nhắn tin.

4. Công an tỉnh

- Giữ trật tự; Hội Nông dân tỉnh hỗ trợ 30 hộ.

5. Chế độ báo cáo

a) Các cơ quan, địa phương báo cáo trước ngày 20.

b) Ủy ban nhân dân cấp xã báo cáo hằng tuần.
"""


@pytest.fixture(scope="module")
def plan() -> Shelf:
    return shelf(REPORTING)


@pytest.fixture(scope="module")
def unheard(plan: Shelf, tmp_path_factory: pytest.TempPathFactory) -> Duties:
    """The work of a plan whose questions nobody has taught."""
    return barely_heard(plan, tmp_path_factory.mktemp("unheard") / "classifier", ())


@pytest.mark.parametrize(
    ("question", "passages", "body"),
    [
        ("Sở Y tế phải làm gì", ["1"], "Sở Y tế"),
        ("sở tài chính làm gì, cả báo cáo", ["2", "5.a"], "Sở Tài chính"),
        ("Công an tỉnh được giao những việc gì, kể luôn chuyện báo cáo", ["4", "5.a"], "Công an tỉnh"),
        ("hội nông dân tỉnh có mấy việc", ["4"], "Hội Nông dân tỉnh"),
    ],
)
def test_all_work_is_told_with_the_reporting_when_that_is_asked_for(
    plan: Shelf, unheard: Duties, question: str, passages: list[str], body: str
) -> None:
    q = plan.read(question)
    answer = unheard.answer(q, plan.documents, [t for t in ("bao", "cao") if t in q.tokens])
    assert told(answer) == [f"9-KH-UBND/{p}" for p in passages]
    assert answer is not None
    assert answer.values["body"] == body


def test_one_of_several_under_one_name_is_called_as_it_was_asked_for(plan: Shelf, unheard: Duties) -> None:
    answer = unheard.answer(plan.read("sở nội vụ phải làm gì"), plan.documents, ())
    assert answer is not None
    assert (answer.lead, answer.values["body"]) == ("abstain_no_section", "Sở nội vụ")


def test_whoever_a_heading_names_beside_bodies_gets_what_stands_below(plan: Shelf, unheard: Duties) -> None:
    answer = unheard.answer(plan.read("nhiệm vụ của mạng mây trắng"), plan.documents, ())
    assert told(answer) == ["9-KH-UBND/3"]
