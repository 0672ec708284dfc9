"""Who has to do what in a plan that nobody has taught: reporting, clauses, whoever a heading names."""

import dataclasses
from pathlib import Path

import pytest

from knowledge import facets
from knowledge.classifier import SILENCE, Classifier
from knowledge.duties import Duties
from knowledge.paper import Paper
from knowledge.teaching import Example, teach
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

c) Sở tổng hợp, báo cáo hằng quý.
"""
# Gives no work to those to whom the other does.
ELSEWHERE = """\
Số: 8/KH-UBND

1. Thanh tra tỉnh

- Thanh tra bếp.

2. Chế độ báo cáo

a) Các cơ quan báo cáo hằng năm.

b) Các cơ quan khác báo cáo hằng quý.
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
    assert (answer.lead, answer.values["body"]) == ("abstain_no_section", "Sở Nội vụ")


def test_whoever_a_heading_names_beside_bodies_gets_what_stands_below(plan: Shelf, unheard: Duties) -> None:
    answer = unheard.answer(plan.read("nhiệm vụ của mạng mây trắng"), plan.documents, ())
    assert told(answer) == ["9-KH-UBND/3"]


def test_reporting_is_told_of_the_document_that_gives_the_body_work(unheard: Duties) -> None:
    both = shelf(REPORTING, ELSEWHERE)
    duties = Duties(both.library(), both.addressees(), unheard._paper, ())
    q = both.read("sở tài chính được giao những việc gì, cả báo cáo")
    assert told(duties.answer(q, both.documents, ("bao", "cao"))) == ["9-KH-UBND/2", "9-KH-UBND/5.a"]


@pytest.mark.parametrize(
    ("question", "rest", "passages"),
    [
        ("công an tỉnh có nhiệm vụ gì", "", ["4"]),
        ("công an tỉnh có nhiệm vụ gì, cả chế độ báo cáo", "che bao cao", ["4", "5.a"]),
        ("công an tỉnh có nhiệm vụ gì trong vụ đua thuyền", "dua thuyen", ["4"]),
    ],
)
def test_what_is_heard_of_taught_documents_does_not_count_for_others(
    plan: Shelf, tmp_path: Path, question: str, rest: str, passages: list[str]
) -> None:
    teach(
        [Example("làm những gì", ("/duties",)), Example("công an tỉnh có nhiệm vụ gì", (SILENCE,))],
        tmp_path / "heard",
    )
    paper = Paper(facets.load(), Classifier(tmp_path / "heard"))
    documents = [dataclasses.replace(d, subject="tổ chức hội đua thuyền") for d in plan.documents]
    q = plan.read(question)
    new = Duties(plan.library(), plan.addressees(), paper, ())
    assert told(new.answer(q, documents, rest.split())) == [f"9-KH-UBND/{p}" for p in passages]
    taught = Duties(plan.library(), plan.addressees(), paper, {d.key for d in documents})
    assert taught.answer(q, documents, rest.split()) is None


CALLED = """\
Số: 10/KH-UBND

1. Sở Tài chính nơi có công trình bị hư hại sau mưa lớn ở các xã miền núi và ven biển mở quỹ sửa trường.

2. Sở Y tế

- Khám bệnh; Sở Xây dựng nơi có nhà dột mở lớp.

- Phát thuốc; Hội Trồng Rau Sạch ven sông mở lớp.

3. Sở Xây dựng

- Lợp nhà.

4. Hội Trồng Rau Sạch ở chợ

- Bán rau.
"""


@pytest.mark.parametrize(
    ("question", "body"),
    [("sở xây dựng phải làm gì", "Sở Xây dựng"), ("sở tài chính phải làm gì", "Sở Tài chính")],
)
def test_a_body_is_called_by_its_name_alone(unheard: Duties, question: str, body: str) -> None:
    called = shelf(CALLED)
    duties = Duties(called.library(), called.addressees(), unheard._paper, ())
    answer = duties.answer(called.read(question), called.documents, ())
    assert answer is not None
    assert answer.values["body"] == body


def test_a_heading_tells_more_surely_than_a_clause_who_is_named_nearly(unheard: Duties) -> None:
    called = shelf(CALLED)
    duties = Duties(called.library(), called.addressees(), unheard._paper, ())
    assert told(duties.by_name(called.read("nhiệm vụ của hội trồng rau"), called.documents)) == [
        "10-KH-UBND/4"
    ]


ALL_OF_A_SORT = """\
Số: 12/KH-UBND

1. Các đảng ủy xã, phường và đảng ủy trực thuộc Tỉnh ủy

- Ghi sổ.

2. Mặt trận Tổ quốc Việt Nam tỉnh và các tổ chức chính trị - xã hội

- Vận động hội viên; Hội Nông dân tỉnh mở 30 diễn đàn.

3. Ủy ban nhân dân cấp xã

- Treo cờ.

4. Trạm Y tế các xã, phường

- Phun thuốc.

5. Chế độ báo cáo

a) Mặt trận Tổ quốc, các đoàn thể báo cáo trước ngày 05.

b) Ủy ban nhân dân cấp xã báo cáo hằng tuần.
"""


@pytest.mark.parametrize(
    ("question", "passages"),
    [
        ("đảng ủy phường phải làm gì", ["1"]),
        ("đảng ủy xã có nhiệm vụ gì", ["1"]),
        ("hội nông dân tỉnh phải làm gì", ["2", "5.a"]),
        ("hội cựu chiến binh tỉnh làm gì", ["2", "5.a"]),
        ("trạm y tế phường phải làm gì", ["4"]),
        ("các đoàn thể phải làm gì", ["2", "5.a"]),
        ("UBND xã làm gì, báo cáo khi nào", ["3", "5.b"]),
    ],
)
def test_what_all_of_a_sort_have_to_do_is_the_work_of_each(
    unheard: Duties, question: str, passages: list[str]
) -> None:
    plan = shelf(ALL_OF_A_SORT)
    duties = Duties(plan.library(), plan.addressees(), unheard._paper, ())
    answer = duties.answer(plan.read(question), plan.documents, ())
    assert told(answer) == [f"12-KH-UBND/{p}" for p in passages]
