"""A workbook or CSV file has an office's layout, the form's columns and the text as it was."""

import datetime
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.figures.paper import FONT_PT
from bot.figures.workbook import HEADER_ROW
from bot.form import Field, Form
from tests.exported import book, csv_rows, rows
from tests.reported import FORM, Reported

PAGE_IN = 10.69  # A4, landscape, within its margins


def test_every_sheet_holds_its_rows_and_totals(march: tuple[Reported, Path]) -> None:
    made = book(march[1])
    assert made.sheetnames == [
        "Tổng hợp",
        "Chi tiết",
        "Theo đơn vị",
        "Theo cấp",
        "Theo loại",
        "Theo chủ đề",
        "Theo tuần",
        "Sản phẩm",
        "Chưa báo cáo",
        "Biểu đồ",
    ]
    detail = rows(made["Chi tiết"])
    assert [(row["Số báo cáo"], row["Số người dự"]) for row in detail] == [
        ("BC-2025-000001", 120),
        ("BC-2025-000002", 30),
        ("BC-2025-000004", 1),
    ]
    units = rows(made["Theo đơn vị"])
    assert [(row["Đơn vị"], row["Số báo cáo"], row["Báo không có hoạt động"]) for row in units] == [
        ("Phường Sa Huỳnh", 1, 0),
        ("Xã Đăk Rơ Wa", 1, 0),
        ("(chưa rõ đơn vị)", 1, 0),
        ("Xã Ba Dinh", 0, 1),
    ]
    topics = {row["Nội dung"]: row for row in rows(made["Theo chủ đề"])}
    assert topics["Niềm tin mới, khí thế mới"]["Theo văn bản"].startswith("Công văn 356/UBND-KGVX, mục 1")
    assert topics["(không gắn chủ đề)"]["Số báo cáo"] == 2
    assert [row["Đơn vị"] for row in rows(made["Chưa báo cáo"])] == ["Xã Ngọk Réo"]
    assert rows(made["Sản phẩm"])[0]["Số lượng"] == 12
    for name in ("Chi tiết", "Theo đơn vị", "Theo loại", "Theo chủ đề"):
        assert 151 in [cell.value for row in made[name].iter_rows() for cell in row], name


def test_the_layout_is_that_of_an_office(march: tuple[Reported, Path]) -> None:
    made = book(march[1])
    for sheet in made:
        texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
        for text in (
            "UBND TỈNH QUẢNG NGÃI",
            "SỞ VĂN HÓA, THỂ THAO VÀ DU LỊCH",
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Độc lập - Tự do - Hạnh phúc",
            "Kỳ báo cáo: tháng 3/2025 (từ 01/03/2025 đến 31/03/2025)",
        ):
            assert text in texts, sheet.title
        assert any(re.fullmatch(r"Quảng Ngãi, ngày \d\d tháng \d+ năm \d{4}", text) for text in texts)
        assert any(text.startswith("Kỳ chưa chốt; số liệu lấy lúc ") for text in texts)
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        if sheet.title == "Biểu đồ":
            assert len(sheet._images) == 3
            continue
        assert any(text.startswith("BẢNG TỔNG HỢP ") for text in texts)
        assert {"NGƯỜI LẬP BIỂU", "THỦ TRƯỞNG ĐƠN VỊ"} <= set(texts)
        assert (sheet.freeze_panes, sheet.print_title_rows) == ("A11", "$10:$10")
        assert sheet.auto_filter.ref.startswith("A10:")
        assert all(sheet.column_dimensions[letter].width > 5 for letter in "ABC")


def test_the_printed_columns_are_those_of_an_office_and_the_others_stand_at_their_right(
    march: tuple[Reported, Path],
) -> None:
    sheet = book(march[1])["Chi tiết"]
    heads = [cell.value for cell in sheet[HEADER_ROW + 1]]
    assert heads[:11] == [
        "STT",
        "Số báo cáo",
        "Đơn vị báo cáo",
        "Loại hoạt động",
        "Ngày tổ chức",
        "Nơi tổ chức",
        "Số người dự",
        "Số lượng sản phẩm",
        "Chủ đề",
        "Nội dung",
        "Tình trạng",
    ]
    assert {"Phiên bản", "Gửi lúc", "Đúng hạn", "Số ghi chừng", "Thiếu ảnh"} < set(heads[11:])
    assert sheet.print_area == f"'Chi tiết'!$A$1:$K${sheet.max_row}"
    size_pt = FONT_PT * min(1, PAGE_IN / (sum(widths_px(sheet)[:11]) / 96))
    assert size_pt >= 8


def widths_px(sheet: Any) -> list[float]:
    """The widths of the columns; openpyxl keeps those of equal neighbours under the first one's letter."""
    found: dict[int, float] = {}
    for one in sheet.column_dimensions.values():
        found |= dict.fromkeys(range(one.min, one.max + 1), 7 * one.width)
    return [found[place] for place in sorted(found)]


def test_both_halves_of_the_head_have_room_for_the_motto(march: tuple[Reported, Path]) -> None:
    for sheet in book(march[1]):
        widths = widths_px(sheet)
        half = next(n for n, cell in enumerate(sheet[1]) if str(cell.value).startswith("CỘNG HÒA"))
        last = 11 if sheet.title == "Chi tiết" else len(widths)
        assert min(sum(widths[:half]), sum(widths[half:last])) >= 340, sheet.title
        assert [sheet.cell(row, half + 1).value[:4] for row in (2, 3, 4)] == ["Độc ", "____", "Quản"]


def test_a_row_is_as_high_as_its_text(office: Reported) -> None:
    office.add(summary="ngắn")
    office.add(summary="Hội nghị tuyên truyền có đông đủ Nhân dân dự. " * 6)
    office.add(summary="một\nhai\nba\nbốn")
    office.add(summary="dài " * 5_000)
    sheet = book(office.exports.make(office.march, "xlsx"))["Chi tiết"]
    heights = [sheet.row_dimensions[HEADER_ROW + 2 + n].height for n in range(4)]
    assert heights[0] < 20
    assert heights[1] >= 6 * 13
    assert heights[2] >= 4 * 13
    assert 400 < heights[3] <= 409
    cell = sheet.cell(HEADER_ROW + 2, 10)
    assert (cell.value, cell.alignment.vertical, cell.alignment.wrap_text) == ("ngắn", "top", True)


def test_a_quantity_is_said_in_one_column_and_its_number_kept_in_another(office: Reported) -> None:
    office.add(quantity={"value": 1500, "what": "tờ rơi"})
    office.add(quantity={"value": 2, "what": ""})
    office.add()
    path = office.exports.make(office.march, "xlsx")
    found = [
        (row["Số lượng sản phẩm"], row["Số lượng sản phẩm (số lượng)"], row["Số lượng sản phẩm (tên)"])
        for row in rows(book(path)["Chi tiết"])
    ]
    assert found == [("1.500 tờ rơi", 1500, "tờ rơi"), ("2", 2, None), (None, None, None)]


def test_dates_are_dates_and_numbers_numbers(march: tuple[Reported, Path]) -> None:
    row = rows(book(march[1])["Chi tiết"])[0]
    assert row["Ngày tổ chức"] == datetime.datetime(2025, 3, 2)
    assert row["Gửi lúc"] == datetime.datetime(2025, 3, 20, 10, 0)
    assert (row["Số người dự"], row["Phiên bản"], row["Số lượng sản phẩm (số lượng)"]) == (120, 1, 12)
    assert (row["Số lượng sản phẩm (tên)"], row["Đúng hạn"]) == ("băng rôn", "có")
    assert row["Chủ đề"] == "Niềm tin mới, khí thế mới; Bầu cử"
    assert (row["Ảnh (số tệp)"], row["Thiếu ảnh"], row["Tình trạng"]) == (0, "thiếu ảnh", "Chờ duyệt")


FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1+1", '=HYPERLINK("http://x")', "http://x.vn", "{=1}")


def test_text_is_never_a_formula_nor_a_link_in_a_workbook(office: Reported) -> None:
    for text in FORMULAS:
        office.add(text, summary=text)
    path = office.exports.make(office.march, "xlsx")
    made = rows(book(path)["Chi tiết"])
    assert {row["Nội dung"] for row in made} == set(FORMULAS)
    assert {row["Đơn vị báo cáo"] for row in made} == set(FORMULAS)
    with zipfile.ZipFile(path) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if "worksheets/sheet" in name]
        assert not any(b"<f>" in sheet or b"hyperlink" in sheet for sheet in sheets)


def test_text_that_a_spreadsheet_takes_for_a_formula_is_quoted_in_csv(office: Reported) -> None:
    for text in FORMULAS:
        office.add(summary=text)
    found = [row["Nội dung"] for row in csv_rows(office.exports.make(office.march, "csv"))]
    assert found == [f"'{text}" for text in FORMULAS[:-2]] + list(FORMULAS[-2:])


def test_csv_has_a_mark_of_utf_8_and_line_ends_of_rfc_4180(office: Reported) -> None:
    office.add(summary='Nói "hay"\r\nrất hay', attendees=7)
    path = office.exports.make(office.march, "csv")
    assert path.read_bytes().startswith(b"\xef\xbb\xbfSTT,")
    assert path.read_bytes().endswith(b"\r\n")
    assert b'"N\xc3\xb3i ""hay""\nr' in path.read_bytes()
    (row,) = csv_rows(path)
    assert (row["Nội dung"], row["Số người dự"]) == ('Nói "hay"\nrất hay', "7")
    assert (row["Ngày tổ chức"], row["Gửi lúc"]) == ("2025-03-15", "2025-03-20 10:00")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Ngọk Réo, Đăk Rơ Wa, Ia H' Drai", "Ngọk Réo, Đăk Rơ Wa, Ia H' Drai"),
        ("a\x00b\x07c\x1fd\x7fe\ufffff", "abcdef"),
        ("một\r\nhai\rba", "một\nhai\nba"),
        ("<b>&amp;</b> ]]>", "<b>&amp;</b> ]]>"),
        ("😀 vui", "😀 vui"),
        ("d" * 40_000, "d" * 32_766 + "…"),
    ],
)
def test_text_comes_back_as_it_was_without_what_breaks_xml(office: Reported, text: str, written: str) -> None:
    office.add(summary=text)
    (row,) = rows(book(office.exports.make(office.march, "xlsx"))["Chi tiết"])
    assert row["Nội dung"] == written
    assert csv_rows(office.exports.make(office.march, "csv"))[0]["Nội dung"] == written


def test_half_a_character_breaks_no_file(office: Reported) -> None:
    office.add()
    office.db.execute(
        "UPDATE reports SET fields = ?", ['{"fields": {"summary": "a\\ud800b"}, "approximate": []}']
    )
    (row,) = rows(book(office.exports.make(office.march, "xlsx"))["Chi tiết"])
    assert row["Nội dung"] == "ab"


def with_field(item: Field) -> Form:
    return replace(FORM, fields=(*FORM.fields, item))


def test_a_field_added_to_the_form_has_its_column(tmp_path: Path) -> None:
    office = Reported(tmp_path, with_field(Field("speaker", "integer", "Số báo cáo viên")))
    office.add(attendees=9, speaker=2)
    (row,) = rows(book(office.exports.make(office.march, "xlsx"))["Chi tiết"])
    assert (row["Số báo cáo viên"], row["Số người dự"]) == (2, 9)
    office.db.conn.close()


def test_a_field_of_an_older_form_keeps_its_column(office: Reported) -> None:
    office.add(guest="=khách", hours=3, kinds=["a", "b"])
    path = office.exports.make(office.march, "xlsx")
    (row,) = rows(book(path)["Chi tiết"])
    assert [row[f"{name} (mẫu cũ)"] for name in ("guest", "hours", "kinds")] == ["=khách", 3, "a; b"]
    assert csv_rows(office.exports.make(office.march, "csv"))[0]["guest (mẫu cũ)"] == "'=khách"


def test_a_value_of_another_shape_than_its_field_is_shown_and_not_counted(office: Reported) -> None:
    office.add(attendees="khoảng trăm", quantity="vài tờ", topic="bau_cu", photos="x")
    (row,) = rows(book(office.exports.make(office.march, "xlsx"))["Chi tiết"])
    assert (row["Số người dự"], row["Số lượng sản phẩm (số lượng)"]) == ("khoảng trăm", "vài tờ")
    assert (row["Chủ đề"], row["Ảnh (số tệp)"]) == ("Bầu cử", 0)


def test_a_form_without_choices_or_photos_has_no_sheets_of_them(tmp_path: Path) -> None:
    kept = tuple(item for item in FORM.fields if item.type in ("date", "text"))
    office = Reported(tmp_path, replace(FORM, fields=kept))
    office.add(summary="một")
    for format in ("xlsx", "csv", "photos"):
        path = office.exports.make(office.march, format)
        if format == "xlsx":
            assert {"Theo loại", "Theo chủ đề"} & set(book(path).sheetnames) == set()
    office.db.conn.close()
