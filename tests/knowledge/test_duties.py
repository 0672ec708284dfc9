"""Who has to do what, in small invented documents: all that a body has to do, and nothing of another's."""

from collections.abc import Collection
from pathlib import Path

import pytest

from knowledge import NO_FOCUS, Answer, Focus, facets
from knowledge.classifier import Classifier
from knowledge.duties import Duties, bodies_of, successors
from knowledge.paper import Paper
from knowledge.teaching import Example, teach
from tests.knowledge.shelf import COMMUNE_PLAN, Shelf, form, shelf, told

DIVISION = """\
1. Các sở, ban, ngành, UBND các huyện, thị xã, thành phố

- Tuyên truyền rộng rãi.

2. Sở Y tế

- Khám bệnh.

- Phát thuốc.

3. Sở Giáo dục và Đào tạo

- Dạy bơi.

4. Công an tỉnh

- Giữ trật tự toàn tỉnh.

5. Các huyện ủy, thành ủy

- Chỉ đạo chi bộ.

6. Sở Thông tin và Truyền thông

- Hướng dẫn báo chí.
"""


@pytest.fixture(scope="module")
def several() -> Shelf:
    return shelf(DIVISION, form("ke-hoach"), COMMUNE_PLAN, form("quyet-dinh-kem-quy-che"))


@pytest.fixture(scope="module")
def duties(several: Shelf, tmp_path_factory: pytest.TempPathFactory) -> Duties:
    folder = tmp_path_factory.mktemp("duties") / "classifier"
    whole = (
        "xin trọn danh mục việc của đơn vị để đưa vào lịch tuần",
        "không thấy mục riêng thì đơn vị làm gì",
    )
    one = ("đơn vị có phải mở chuyên mục không", "đơn vị phối hợp với ai", "đơn vị kiểm tra thế nào")
    teach([Example(p, ("/duties",)) for p in whole] + [Example(p, ("/task",)) for p in one], folder)
    paper = Paper(facets.load(), Classifier(folder))
    return Duties(several.library(), several.addressees(), paper, {d.key for d in several.documents})


def asked(several: Shelf, duties: Duties, question: str, *, of: str = "", rest: str = "") -> Answer | None:
    documents = [d for d in several.documents if of in ("", d.key)]
    return duties.answer(several.read(question), documents, rest.split())


@pytest.mark.parametrize(
    ("question", "passages"),
    [
        ("Công an tỉnh phải làm gì", ["text-0/4"]),
        ("Công an xã phải làm gì", ["90-KH-UBND/1.a", "90-KH-UBND/1.b"]),
        ("công an huyện phải làm gì", []),
        ("các huyện ủy phải làm gì", ["text-0/5"]),
        ("huyện phải làm gì", ["text-0/1"]),
        ("UBND huyện có nhiệm vụ gì", ["text-0/1"]),
        ("các sở phải làm gì", ["text-0/1"]),
        ("Phòng Văn hóa và Thông tin làm gì", ["45-KH-UBND/II.1.a", "45-KH-UBND/II.1.b"]),
        ("Huyện đoàn có nhiệm vụ gì", ["45-KH-UBND/II.2"]),
        ("Hội Phụ nữ huyện phải làm gì", ["45-KH-UBND/II.2"]),
        ("Hội Phụ nữ tỉnh phải làm gì", ["45-KH-UBND/II.2"]),
        ("Hội Nông dân phải làm gì", []),
    ],
)
def test_a_body_has_its_own_work_and_nothing_of_its_namesakes(
    several: Shelf, duties: Duties, question: str, passages: list[str]
) -> None:
    assert told(asked(several, duties, question)) == passages


@pytest.mark.parametrize(
    ("question", "own"),
    [
        ("Sở Y tế phải làm gì", ["text-0/2.1", "text-0/2.2"]),
        ("sở giáo dục phải làm gì", ["text-0/3"]),
        ("sở GDĐT phải làm gì", ["text-0/3"]),
        ("so giao duc va dao tao phai lam gi", ["text-0/3"]),
        ("Sở Nội vụ phải làm gì", []),
        ("sở tài chính có trách nhiệm gì", []),
        ("Sở Y tế và Sở Giáo dục phải làm gì", ["text-0/3", "text-0/2.1", "text-0/2.2"]),
    ],
)
def test_what_all_departments_share_comes_behind_a_departments_own_work_and_is_labelled(
    several: Shelf, duties: Duties, question: str, own: list[str]
) -> None:
    answer = asked(several, duties, question)
    assert answer is not None
    assert sorted(q.citation.passage for q in answer.quotes if not q.label) == sorted(own)
    shared = [q for q in answer.quotes if q.label]
    assert [q.citation.passage for q in shared] == ["text-0/1"]
    assert shared[0].label == "Các sở, ban, ngành, UBND các huyện, thị xã, thành phố"


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("nhiệm vụ của Sở Y tế (mục riêng)", ""),
        ("riêng phần Sở Y tế được giao gì", ""),
        ("mục riêng của Sở Y tế", "muc rieng"),
        ("mục dành riêng cho Sở Y tế có những việc gì", ""),
        ("Sở Y tế được giao riêng những việc gì", ""),
    ],
)
def test_a_bodys_own_part_alone_is_told_when_that_is_asked_for(
    several: Shelf, duties: Duties, question: str, rest: str
) -> None:
    assert told(asked(several, duties, question, rest=rest)) == ["text-0/2.1", "text-0/2.2"]


def test_without_a_part_of_its_own_what_is_shared_is_told(several: Shelf, duties: Duties) -> None:
    assert told(asked(several, duties, "mục riêng của Sở Nội vụ")) == ["text-0/1"]


def test_a_bare_name_asks_for_the_body_at_every_level(several: Shelf, duties: Duties) -> None:
    assert told(asked(several, duties, "công an phải làm gì")) == [
        "text-0/4", "90-KH-UBND/1.a", "90-KH-UBND/1.b",
    ]  # fmt: skip


def test_only_the_documents_asked_are_looked_at(several: Shelf, duties: Duties) -> None:
    answer = asked(several, duties, "công an phải làm gì", of="90-KH-UBND")
    assert told(answer) == ["90-KH-UBND/1.a", "90-KH-UBND/1.b"]
    answer = asked(several, duties, "công an phải làm gì", of="45-KH-UBND")
    assert answer is not None
    assert (answer.outcome, answer.lead) == ("abstain", "abstain_no_section")
    assert answer.focus == Focus("45-KH-UBND")


def test_asked_in_vain_of_all_documents_none_of_them_comes_into_focus(several: Shelf, duties: Duties) -> None:
    answer = asked(several, duties, "Hội Nông dân phải làm gì")
    assert answer is not None
    assert (answer.outcome, answer.lead) == ("abstain", "abstain_no_section_anywhere")
    assert answer.focus == NO_FOCUS


@pytest.mark.parametrize("question", ["thời tiết hôm nay", "ai ký", "người dân phải làm gì", ""])
def test_a_question_that_names_no_body_is_none_of_duties(
    several: Shelf, duties: Duties, question: str
) -> None:
    assert asked(several, duties, question) is None


def test_a_question_for_one_particular_work_is_left_to_the_search(several: Shelf, duties: Duties) -> None:
    assert asked(several, duties, "Sở Y tế phát thuốc ở đâu", rest="phat thuoc dau") is None


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("xin trọn danh mục việc của Sở Y tế để đưa vào lịch tuần", "tron danh muc dua vao lich tuan"),
        ("không thấy mục riêng thì Sở Y tế làm gì", "thay muc rieng"),
    ],
)
def test_all_of_the_work_is_heard_in_the_words_that_were_taught_for_it(
    several: Shelf, duties: Duties, question: str, rest: str
) -> None:
    assert told(asked(several, duties, question, rest=rest)) == ["text-0/2.1", "text-0/2.2", "text-0/1"]
    assert asked(several, duties, "Sở Y tế có phải mở chuyên mục không", rest="mo chuyen muc") is None


def test_a_short_name_inside_ordinary_words_is_no_body(several: Shelf, duties: Duties) -> None:
    answer = asked(several, duties, "so y te phai lam gi, ke ca viec chung")
    assert told(answer) == ["text-0/2.1", "text-0/2.2", "text-0/1"]
    assert "text-0/4" in told(asked(several, duties, "ca phai lam gi"))


def test_every_quote_is_in_its_document_and_the_lead_counts_them(several: Shelf, duties: Duties) -> None:
    texts = {d.key: d.text for d in several.documents}
    answer = asked(several, duties, "Sở Y tế phải làm gì")
    assert answer is not None
    assert answer.values["count"] == str(len(answer.quotes)) == "3"
    assert all(quote.text in texts[quote.citation.key] for quote in answer.quotes)
    assert answer.focus == Focus("text-0", "2", "duty")


@pytest.mark.parametrize("question", ["sở TTTT phải làm gì", "Sở Khoa học và Công nghệ phải làm gì"])
def test_a_body_with_a_successor_is_answered_with_a_notice(
    several: Shelf, duties: Duties, question: str
) -> None:
    answer = asked(several, duties, question)
    assert told(answer)[0] == "text-0/6"
    assert answer is not None
    ((key, values),) = answer.notices
    assert (key, values["body"]) == ("notice_successor", "Sở Thông tin và Truyền thông")
    assert values["now"].startswith("Sở Khoa học và Công nghệ")


@pytest.mark.parametrize("question", ["Sở Y tế phải làm gì", "Công an tỉnh phải làm gì"])
def test_a_body_without_a_successor_is_answered_without_a_notice(
    several: Shelf, duties: Duties, question: str
) -> None:
    answer = asked(several, duties, question)
    assert answer is not None
    assert answer.notices == ()


def test_the_table_of_successors_says_who_and_since_when() -> None:
    for each in successors():
        assert each.former != each.now
        assert each.former
        assert "20" in each.since


def test_the_bodies_of_documents_go_by_the_names_that_these_use(several: Shelf) -> None:
    names = {body.name for body in bodies_of(several.library(), str)}
    assert {"Phòng Văn hóa và Thông tin", "Huyện đoàn", "Công an xã", "Sở Y tế"} <= names
    assert not any("rưởng thôn" in name or "gười dân" in name for name in names)


# --- bodies said nearly, work inside a collective's ---

TELEGRAM = """\
Số: 7/CĐ-TTg

1. Các Bộ: Tư pháp, Công an hướng dẫn hòa giải ở chợ.

2. Các sở, ban, ngành

- Tuyên truyền giữ sạch chợ.

- Giao Thanh tra tỉnh kiểm tra cân ở chợ.

3. Các chủ sạp rau quả ở chợ có trách nhiệm:

- Che rau.

- Báo tin khi có người kêu ca.
"""


@pytest.fixture(scope="module")
def telegram() -> Shelf:
    return shelf(TELEGRAM)


def barely_heard(of: Shelf, folder: Path, taught: Collection[str]) -> Duties:
    """The work that the shelf gives, its paper taught one question for all of it and one for a part."""
    teach([Example("làm những gì", ("/duties",)), Example("có phải mở lớp không", ("/task",))], folder)
    return Duties(of.library(), of.addressees(), Paper(facets.load(), Classifier(folder)), taught)


@pytest.fixture(scope="module")
def urgent(telegram: Shelf, tmp_path_factory: pytest.TempPathFactory) -> Duties:
    folder = tmp_path_factory.mktemp("urgent") / "classifier"
    return barely_heard(telegram, folder, {d.key for d in telegram.documents})


def test_inside_one_document_a_body_is_known_by_a_part_of_its_name(telegram: Shelf, urgent: Duties) -> None:
    answer = urgent.answer(telegram.read("công an phải làm gì"), telegram.documents, ())
    assert told(answer) == ["7-CĐ-TTg/1"]


def test_among_several_documents_it_is_not(telegram: Shelf, urgent: Duties, several: Shelf) -> None:
    both = Shelf((*telegram.documents, *several.documents))
    duties = Duties(both.library(), both.addressees(), urgent._paper, {d.key for d in both.documents})
    answer = duties.answer(both.read("công an tỉnh phải làm gì"), both.documents, ())
    assert "7-CĐ-TTg/1" not in told(answer)


def test_a_collectives_work_is_told_without_what_is_given_to_one_body(
    telegram: Shelf, urgent: Duties
) -> None:
    department = urgent.answer(telegram.read("nhiệm vụ của Sở Y tế"), telegram.documents, ())
    inspectors = urgent.answer(telegram.read("nhiệm vụ của Thanh tra tỉnh"), telegram.documents, ())
    assert told(department) == ["7-CĐ-TTg/2.1"]
    assert told(inspectors)[0] == "7-CĐ-TTg/2.2"


def test_whoever_is_named_nearly_gets_all_that_is_given(telegram: Shelf, urgent: Duties) -> None:
    answer = urgent.by_name(telegram.read("nhiệm vụ của chủ sạp rau quả"), telegram.documents)
    assert told(answer) == ["7-CĐ-TTg/3.1", "7-CĐ-TTg/3.2"]


@pytest.mark.parametrize(
    "question", ["chủ sạp rau quả ở đâu", "nhiệm vụ của trường mầm non", "nhiệm vụ của Công an"]
)
def test_nothing_is_told_by_name_of_others_of_little_or_of_who_is_known(
    telegram: Shelf, urgent: Duties, question: str
) -> None:
    assert urgent.by_name(telegram.read(question), telegram.documents) is None


def test_within_a_place_only_the_work_there_is_told(telegram: Shelf, urgent: Duties) -> None:
    q = telegram.read("nhiệm vụ của Thanh tra tỉnh")
    answer = urgent.answer(q, telegram.documents, (), within={"7-CĐ-TTg/2.1"})
    assert told(answer) == ["7-CĐ-TTg/2.1"]
