"""Tables that a converter flattened: a passage for each row, with the bodies that its cells name."""

import pytest

from knowledge import Document
from knowledge.assignments import assignments
from knowledge.pages import unbroken
from knowledge.passages import document

HEAD = "TT\nNội dung công việc\nĐơn vị chủ\ntrì\nThời gian\n"
ROWS = (
    "1\nLập danh mục chợ có nguy\ncơ cháy cao.\nCông an tỉnh\nTrước 31/01/2026\n"
    "2\nLắp 46 trụ nước quanh\nkhu vực chợ\nSở Công\nThương\nQuý II/2026\n"
)
MORE = "3\nHội thi của tiểu thương\nHội Nông dân tỉnh;\nCông ty Điện lực\nAn Bình\nTháng 10/2026\n"


def plan(table: str, behind: str = "II. KINH PHÍ\n\nDo ngân sách cấp.\n") -> Document:
    return document(f"Số: 9/KH-UBND\n\nI. PHÂN CÔNG\n\nViệc được giao như sau:\n{table}\n{behind}")


def rows(found: Document) -> dict[str, str]:
    """By its place the first words of each row."""
    return {
        p.place.rpartition(", ")[2]: " ".join(p.text.split()[1:3])
        for p in found.passages
        if "dòng bảng" in p.place
    }


THREE = {"dòng bảng số 1": "Lập danh", "dòng bảng số 2": "Lắp 46", "dòng bảng số 3": "Hội thi"}


@pytest.mark.parametrize(
    "table",
    [
        HEAD + ROWS + MORE,
        HEAD + ROWS + "\n2\n\n" + HEAD + MORE,  # over a page's end, with the head again
        HEAD + ROWS + "\n2\n\n" + MORE,
        "1\nLập danh mục\nSở A\n2\nLắp 46 trụ\nSở B\n3\nHội thi lớn\nSở C\n",  # without a head, short rows
        HEAD.replace("\n", "\n\n") + (ROWS + MORE).replace("\n", "\n\n"),  # a blank line behind each cell
    ],
)
def test_each_row_of_a_flattened_table_is_a_passage(table: str) -> None:
    found = plan(table)
    assert rows(found) == THREE
    assert [p.text for p in found.passages if "KINH PHÍ" in p.headings[-1:] or "ngân sách" in p.text] == [
        "Do ngân sách cấp."
    ]


def test_a_row_whose_number_stands_beside_its_first_cell_is_a_passage_too() -> None:
    found = plan("TT Nội dung Đơn vị\n1 Lập danh mục\nSở A\n2 Lắp 46 trụ\nSở B\n")
    assert {"1 Lập danh mục\nSở A", "2 Lắp 46 trụ\nSở B"} <= {p.text for p in found.passages}


def test_what_stands_behind_the_last_row_is_no_part_of_it() -> None:
    long = "Mọi cơ quan làm theo bảng này và báo cáo trước ngày 20 hằng tháng cho Ủy ban."
    found = plan(HEAD + ROWS + MORE.rstrip("\n").rpartition("\n")[0] + "\nTháng 10/2026\n" + long, "")
    assert long in [p.text for p in found.passages]


@pytest.mark.parametrize(
    "text",
    [
        "TT\nKhông có dòng nào đánh số\ncả",
        "Năm 2025 có\n12\nxã và\n14\nphường.",
    ],
)
def test_numbers_alone_make_no_table(text: str) -> None:
    assert rows(plan(text)) == {}


def test_a_row_gives_work_to_the_bodies_that_its_cells_name() -> None:
    given = {a.passages[0].rpartition("/")[2]: a.names for a in assignments(plan(HEAD + ROWS + MORE))}
    assert list(given.values()) == [
        ("Công an tỉnh",),
        ("Sở Công Thương",),
        ("Hội Nông dân tỉnh", "Công ty Điện lực An Bình"),
    ]


@pytest.mark.parametrize(
    ("row", "names"),
    [
        ("Mở lớp phối hợp với\nSở Y tế\nSở Nội vụ\nTrước 3/3", ("Sở Nội vụ",)),
        ("Sở Y tế\nMở lớp cho\nngười nấu\năn ở trường\nTrước 3/3", ("Sở Y tế",)),
    ],
)
def test_a_body_is_named_by_a_cell_of_its_own(row: str, names: tuple[str, ...]) -> None:
    found = assignments(plan(f"TT\nViệc\n1\n{row}\n2\nLàm\nviệc\n"))
    assert [a.names for a in found] == [names]


def test_a_row_between_bars_does_so_too() -> None:
    table = (
        "Dòng.\n\n" * 20 + "| TT | Việc | Đơn vị |\n|---|---|---|\n| 1 | Treo cờ | Sở Y tế, Sở Xây dựng |\n"
    )
    assert [a.names for a in assignments(plan(table))] == [("Sở Y tế", "Sở Xây dựng")]


# --- what else a converter breaks ---

WIDE = "x" * 40  # as wide as the longest lines: what follows may be cut inside a sentence


def test_a_letter_opens_an_item_behind_a_long_title_too() -> None:
    text = (
        f"1. Ký lại hợp đồng, khám sức khỏe cho {WIDE}\na) Người nấu có giấy khám, {WIDE} {WIDE}\ncòn hạn.\n"
    )
    found = document(f"Số: 9/KH-UBND\n\n{text}b) Ghi sổ.\n")
    assert [p.id.rpartition("/")[2] for p in found.passages if p.kind in ("heading", "item")] == [
        "heading-1",
        "1.a",
        "1.b",
    ]


def test_a_letter_that_a_citation_was_broken_before_opens_none() -> None:
    text = f"1. Các xã làm theo quy định về {WIDE} tại điểm\na) khoản 2 của Quy chế này, {WIDE}\ncho đủ.\n"
    found = document(f"Số: 9/KH-UBND\n\n{text}2. Làm việc khác.\n")
    assert [p.id.rpartition("/")[2] for p in found.passages if p.kind == "item"] == ["1", "2"]


def test_a_line_with_an_open_bracket_is_no_title() -> None:
    text = (
        "1. Các xã báo cáo kết quả về Bộ Chỉ huy (qua Phòng\nChính trị) vào ngày 28.\n2. Làm việc khác ở xa, "
        f"{WIDE} {WIDE}\nvà gần.\n"
    )
    found = document(f"Số: 9/KH-UBND\n\n{text}")
    assert found.passages[1].text.endswith("vào ngày 28.")


@pytest.mark.parametrize("before", ["gửi Sở Y tế trước ngày", "theo quy định của", "báo cáo Sở"])
def test_a_sentence_goes_on_behind_a_page_where_its_last_word_leads_on(before: str) -> None:
    lines = [f"Dòng {n} của văn bản." for n in range(8)]
    text = "\n".join(["Đầu.", "1", *lines, f"Các xã {before}", "", "2", "", "20 tháng 11 phải xong.", *lines])
    assert f"{before}\n20 tháng 11 phải xong." in unbroken(text)


@pytest.mark.parametrize(("share", "kind"), [(0.8, "item"), (0.5, "heading")])
def test_a_point_has_a_short_title_or_none(share: float, kind: str) -> None:
    width = "Dòng đầy chữ cho đến hết bề ngang của trang giấy này, không còn chỗ cho một chữ nào"
    line = ("Tập huấn cho tuyên truyền viên ở xã vào ngày 9 tháng 10 tại Hội trường lớn nhất huyện " * 2)[
        : int(share * len(width))
    ].rpartition(" ")[0]
    text = f"1. {width}\nnữa.\na) {line}\nTrung đoàn 817 ở xã An Thạnh {width[:40]}\nvà nhiều nơi khác.\n"
    found = document(f"Số: 9/KH-UBND\n\n{text}b) {width}\nnữa.\nc) {width}\nnữa.\n")
    assert next(p.kind for p in found.passages if p.text.startswith("a)")) == kind
