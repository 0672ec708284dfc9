"""Place names in running text."""

import pytest

from bot import units

UNITS = units.load()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Sáng 15/3 xã Bình Chánh tổ chức hội nghị", "Xã Bình Chánh"),
        ("toi qua p cam thanh chieu phim luu dong", "Phường Cẩm Thành"),
        ("tai xa tinh khe hop dan", "Xã Tịnh Khê"),
        ("TT Châu Ổ, huyện Bình Sơn treo 12 băng rôn", "Thị trấn Châu Ổ"),
        ("huyện Bình Sơn treo băng rôn", "Huyện Bình Sơn"),
        ("đặc khu Lý Sơn phát thanh", "Đặc khu Lý Sơn"),
        ("Hội LHPN xã Sơn Hạ ra quân", "Xã Sơn Hạ"),
        ("Bình Châu", "Xã Bình Châu"),
        ("xã Bình Chánhh họp dân", "Xã Bình Chánh"),
        ("tổ dânphố 3 phường ĐăkCấm,62hộ", "Phường Đăk Cấm"),
        ("gửi đài tỉnh 1 p/sự làng chổi đót, xã Bình Sơn", "Xã Bình Sơn"),
        ("xã Tân Phú Mới tổ chức hội nghị", "Xã Tân Phú Mới"),
    ],
)
def test_the_most_specific_unit_is_found(text: str, name: str) -> None:
    assert UNITS.find(text)[0].name == name


@pytest.mark.parametrize(
    "text",
    [
        "3 chủ đề lớn là gì",
        "an toàn giao thông cho bà con",
        "120 người dự",
        "treo cờ tổ quốc",
        "1 p/sự làng chổi",
        "",
    ],
)
def test_ordinary_words_are_no_place(text: str) -> None:
    assert UNITS.find(text) == []


def test_a_former_unit_names_the_one_it_belongs_to_now() -> None:
    unit = UNITS.resolve("Xã Bình Chánh")
    assert unit is not None
    assert unit.former
    assert unit.now == ("Xã Bình Sơn",)


def test_the_table_holds_the_96_units_of_today() -> None:
    found = {u.name for group in UNITS._by_syllables.values() for u in group if not u.former}
    assert len(found) == 96
