"""Which passages give work to which bodies, in small invented documents."""

from pathlib import Path

import pytest
import yaml

import knowledge
from knowledge import Document
from knowledge.assignments import assignments, core, opening_names
from knowledge.passages import documents

FORMS = Path(__file__).with_name("forms")


def one(text: str) -> Document:
    return documents(text, "x")[0]


def given(document: Document) -> list[tuple[tuple[str, ...], list[str]]]:
    return [
        (each.names, [p.removeprefix(f"{document.key}/") for p in each.passages])
        for each in assignments(document)
    ]


def test_a_heading_gives_the_passages_below_it_to_its_bodies() -> None:
    plan = one((FORMS / "ke-hoach.txt").read_text(encoding="utf-8"))
    assert given(plan) == [
        (("Phòng Văn hóa và Thông tin",), ["II.1.a", "II.1.b"]),
        (("Huyện đoàn", "Hội Phụ nữ huyện"), ["II.2"]),
    ]


def test_a_passage_that_opens_with_a_body_is_its_work_without_any_heading() -> None:
    found = one(
        "1. Sở Y tế chủ trì khám bệnh.\n\n2. Mỗi người tự lo.\n\n3. Giao Công an tỉnh kịp thời xử lý.\n"
    )
    assert given(found) == [(("Sở Y tế",), ["1"]), (("Công an tỉnh",), ["3"])]


def test_what_a_mark_leads_belongs_to_the_body_that_the_mark_names() -> None:
    text = "1. Giao Sở Y tế thực hiện:\n\na) Khám bệnh.\n\nb) Phát thuốc.\n\n2. Mỗi người tự lo.\n"
    assert given(one(text)) == [(("Sở Y tế",), ["1.a", "1.b"])]


def test_a_line_under_a_bodys_heading_is_also_the_work_of_the_body_that_opens_it() -> None:
    text = "1. Sở Y tế\n\n- Công an tỉnh phối hợp giữ trật tự.\n\n- Khám bệnh.\n"
    assert given(one(text)) == [(("Sở Y tế",), ["1.1", "1.2"]), (("Công an tỉnh",), ["1.1"])]
    assert [each.beside for each in assignments(one(text))] == [False, True]


def test_each_clause_of_a_passage_is_the_work_of_the_body_that_opens_it() -> None:
    text = "1. Sở Y tế khám bệnh; phát thuốc; Hội Nông dân tỉnh hỗ trợ 30 hộ. Tỉnh đoàn mở lớp.\n"
    assert given(one(text))[1:] == [(("Hội Nông dân tỉnh",), ["1"]), (("Tỉnh đoàn",), ["1"])]


@pytest.mark.parametrize(
    "line",
    ["Báo cáo trước ngày 5.", "Ban hành kế hoạch, tổ chức thực hiện.", "Phòng, chống cháy, kiểm tra bếp."],
)
def test_a_verb_that_begins_like_the_name_of_a_body_is_none(line: str) -> None:
    assert given(one(f"1. Sở Y tế\n\n- {line}\n\n- Khám bệnh.\n")) == [(("Sở Y tế",), ["1.1", "1.2"])]


def test_among_headings_that_name_bodies_one_names_whoever_it_names() -> None:
    text = (
        "1. Sở Y tế\n\n- Khám bệnh.\n\n2. Công an tỉnh\n\n- Giữ trật tự.\n\n"
        "3. Mạng Gió Xanh, Mạng Mây Trắng và các mạng khác\n\n- Nhắn tin.\n\n"
        "4. Kinh phí thực hiện\n\n- Tự lo.\n"
    )
    assert given(one(text)) == [
        (("Sở Y tế",), ["1"]),
        (("Công an tỉnh",), ["2"]),
        (("Mạng Gió Xanh", "Mạng Mây Trắng"), ["3"]),
    ]
    alone = "1. Mục đích\n\n- Vui.\n\n2. Hội thi Gió Xanh\n\n- Mở hội.\n\n3. Sở Y tế\n\n- Khám bệnh.\n"
    assert given(one(alone)) == [(("Sở Y tế",), ["3"])]


def test_every_assignment_names_its_section_and_comes_in_order_of_the_text() -> None:
    text = "I. VIỆC CHUNG\n\n1. Sở Y tế phải khám.\n\nII. VIỆC RIÊNG\n\n1. Công an tỉnh\n\n- Giữ trật tự.\n"
    found = assignments(one(text))
    assert [(each.section, each.heading) for each in found] == [("I.1", "Sở Y tế"), ("II.1", "Công an tỉnh")]


def test_rules_that_name_no_body_give_no_work() -> None:
    for document in documents((FORMS / "quyet-dinh-kem-quy-che.txt").read_text(encoding="utf-8"), "x"):
        assert assignments(document) == ()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("c) Giao Công an thành phố kịp thời phát hiện sai phạm.", ("Công an thành phố",)),
        ("- Sở Y tế chủ trì, phối hợp với Công an tỉnh kiểm tra.", ("Sở Y tế",)),
        ("1. Giao Sở Y tế, Sở Nội vụ tham mưu việc này.", ("Sở Y tế", "Sở Nội vụ")),
        ("4. Các Bộ: Nội vụ, Y tế chủ động phối hợp.", ("Bộ Nội vụ", "Bộ Y tế")),
        ("Yêu cầu Giám đốc Sở Y tế chỉ đạo các trạm.", ("Giám đốc Sở Y tế",)),
        ("II. a) Đề nghị Công an\nxã phải trực.", ("Công an xã",)),
    ],
)
def test_the_bodies_before_the_first_verb_are_given_the_work(text: str, names: tuple[str, ...]) -> None:
    assert opening_names(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "Trường hợp Sở Y tế không báo cáo thì nhắc lại.",
        "Truong hop So Y te khong bao cao thi nhac lai.",
        "- Báo cáo trước ngày 30/4.",
        "Ban hành kèm theo Quyết định này Quy chế quản lý chợ.",
        "Thời gian thực hiện: quý III.",
        "- Người dân thực hiện.",
        "Sở Y tế",
        "Sở Y tế. Việc này thực hiện sớm.",
        "Sở Y tế " + "và một đơn vị có tên rất dài " * 8 + "thực hiện việc này.",
        "",
    ],
)
def test_a_sentence_that_opens_otherwise_names_no_body(text: str) -> None:
    assert opening_names(text) == ()


@pytest.mark.parametrize(
    ("name", "rest"),
    [
        ("Công an tỉnh", "cong an"),
        ("Công an tỉnh Quảng Ngãi", "cong an"),
        ("Công an các xã", "cong an cac"),
        ("Sở Y tế", "so y te"),
        ("Huyện đoàn", "huyen doan"),
        ("Ủy ban nhân dân tỉnh", "uy ban nhan dan tinh"),
        ("UBND xã", "ubnd xa"),
    ],
)
def test_the_core_of_a_name_is_without_its_level_unless_nothing_else_tells_it_apart(
    name: str, rest: str
) -> None:
    assert " ".join(core(name)) == rest


def test_a_heading_gives_work_to_whoever_has_the_responsibility() -> None:
    text = (
        "1. Trách nhiệm của người trông kho\n\n- Giữ chìa khóa.\n\n- Ghi sổ.\n\n"
        "2. Thủ kho có nhiệm vụ:\n\na) Đóng cửa.\n\nb) Giữ bản lưu.\n"
    )
    assert given(one(text)) == [
        (("người trông kho",), ["1.1", "1.2"]),
        (("Thủ kho",), ["2.a", "2.b"]),
    ]


def test_a_part_given_to_one_body_in_a_collectives_work_is_that_bodys() -> None:
    text = (
        "1. Các sở, ban, ngành\n\n- Tuyên truyền trong cơ quan.\n\n- Giao Công an tỉnh kịp thời xử lý.\n\n"
        "- Sở Y tế: kiểm tra bếp ăn.\n"
    )
    assert given(one(text)) == [
        (("Các sở, ban, ngành",), ["1.1", "1.2", "1.3"]),
        (("Công an tỉnh",), ["1.2"]),
        (("Sở Y tế",), ["1.3"]),
    ]


def test_a_commune_before_a_colon_is_given_what_follows() -> None:
    assert given(one("1. Việc chung.\n\n2. Xã Mũi Én: gửi kịch bản lễ hội.\n")) == [(("Xã Mũi Én",), ["2"])]


def test_names_with_a_comma_stay_whole_in_a_list() -> None:
    assert opening_names("Các Bộ: Y tế, Văn hóa, Thể thao và Du lịch chỉ đạo ngành dọc.") == (
        "Bộ Y tế",
        "Bộ Văn hóa, Thể thao và Du lịch",
    )


def test_an_organisation_is_no_verb() -> None:
    assert opening_names("Mặt trận và các tổ chức thành viên giám sát.") == (
        "Mặt trận và các tổ chức thành viên",
    )


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "Mở lớp cho cán bộ; giao Sở Nội vụ lập danh sách, đề nghị Tỉnh đoàn cử người.",
            ["Sở Nội vụ", "Tỉnh đoàn"],
        ),
        ("Hội thi cấp tỉnh do Sở Y tế chủ trì, tháng 5.", ["Sở Y tế"]),
        ("Mỗi xã có một tổ, trong đó Công an xã chịu trách nhiệm trực đêm.", ["Công an xã"]),
        ("Giấy chứng nhận do Sở Y tế cấp còn hạn.", []),
        ("Theo đề nghị của Sở Y tế.", []),
    ],
)
def test_work_is_given_inside_a_sentence_too(text: str, names: list[str]) -> None:
    found = assignments(one(f"Số: 9/KH-UBND\n\n1. Việc chung\n\n- {text}\n\n2. Việc khác\n\n- Làm.\n"))
    assert [n for each in found for n in each.names] == names
    assert all(each.beside for each in found)


def test_no_name_of_the_table_of_bodies_has_a_verb_inside() -> None:
    table = yaml.safe_load((Path(knowledge.__file__).with_name("addressees.yml")).read_text(encoding="utf-8"))
    names = [n for item in table["bodies"] for n in (item["name"], *item.get("aliases", ()))]
    capital = [n for n in names if n[:1].isupper()]
    assert len(capital) > 50
    read = {n: ", ".join(opening_names(f"{n} chủ trì.")) for n in capital}
    assert {n: found for n, found in read.items() if found and found[-6:] != n[-6:]} == {}
