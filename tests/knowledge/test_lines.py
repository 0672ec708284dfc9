import pytest

from knowledge.lines import lines, mark


@pytest.mark.parametrize(
    ("text", "kind", "label"),
    [
        ("1. Sở Nội vụ", "arabic", "1"),
        ("1.", "arabic", "1"),
        ("2.1. Tiến hành", "arabic 2", "2.1"),
        ("1.2.3 Nội dung", "arabic 3", "1.2.3"),
        ("IV. TỔ CHỨC", "roman", "IV"),
        ("a) Mở cửa", "letter", "a"),
        ("đ) Báo cáo", "letter", "đ"),
        ("- Thủ trưởng", "dash", "-"),
        ("– Thủ trưởng", "dash", "-"),
        ("+ Nhà văn", "plus", "-"),
        ("Điều 12a. Tên", "điều", "12a"),
        ("### Điều 3. Tên", "điều", "3"),
        ("Chương II", "chương", "II"),
        ("Mục 2. TÊN", "mục", "2"),
        ("PHẦN THỨ NHẤT", "phần", "THỨ NHẤT"),
    ],
)
def test_a_mark_tells_its_kind_and_label(text: str, kind: str, label: str) -> None:
    found = mark(text)
    assert found is not None
    assert (found.kind, found.label) == (kind, label)


@pytest.mark.parametrize(
    "text",
    [
        "28/6/2024 của Ban Thường vụ",
        "324-KH/TU ngày 25/12/2024",
        "1.200 lượt người dự",
        "2025 – 2030",
        "15.000.000 đồng",
        "Mục VI Quyết định số 213/QĐ-TTg",
        "Điều lệ Đảng",
        "-5 độ",
        "Chương trình hành động",
        "Phần lớn các xã",
    ],
)
def test_figures_and_words_that_look_like_a_mark_are_none(text: str) -> None:
    assert mark(text) is None


def test_a_dash_that_goes_on_with_a_wrapped_line_opens_nothing() -> None:
    full = "Giám đốc Sở Tài chính, Sở Nội vụ, Sở Y tế và Giám đốc Sở Lao động"
    found = lines(
        f"{full}\n- Thương binh và Xã hội chịu trách nhiệm thi hành quyết định này.\n- Lưu: VT.\n{full}"
    )
    assert [line.mark is not None for line in found] == [False, False, True, False]


def test_each_line_is_the_stretch_that_it_says() -> None:
    text = "\n  a b \n\n\tc\n"
    found = lines(text)
    assert [text[line.start : line.end] for line in found] == ["a b", "c"]
    assert [line.after_blank for line in found] == [True, True]
