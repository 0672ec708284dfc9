"""What was written is checked: a changed file, a photo that is another one or is not kept any more."""

import hashlib
import shutil
import zipfile
from pathlib import Path

import pytest

from bot.figures.workbook import HEADER_ROW
from tests.exported import book, fill, proof, tables
from tests.reported import Reported

JPEG, PNG = b"\xff\xd8\xff and more", b"\x89PNG\r\n\x1a\n and more"


def change(path: Path, sheet: str, head: str, value: object) -> None:
    """Nothing; puts another value into the first row of the sheet, below that head."""
    made = book(path)
    columns = [cell.value for cell in made[sheet][HEADER_ROW + 1]]
    made[sheet].cell(HEADER_ROW + 2, columns.index(head) + 1).value = value
    made.save(path)


@pytest.mark.parametrize(
    ("sheet", "head", "value"),
    [
        ("Chi tiết", "Số người dự", 121),
        ("Chi tiết", "Số người dự", "120"),
        ("Chi tiết", "Ảnh (số tệp)", 1),
        ("Chi tiết", "STT", None),
        ("Theo đơn vị", "Số báo cáo", 2),
        ("Theo đơn vị", "Báo không có hoạt động", 1),
        ("Theo cấp", "Số người dự (lượt)", 0),
        ("Theo loại", "Số báo cáo", 0),
        ("Theo chủ đề", "Số người dự (lượt)", 0),
        ("Theo tuần", "Số báo cáo", 3),
        ("Tổng hợp", "Số liệu", 4),
    ],
)
def test_a_workbook_that_was_changed_is_noticed(
    march: tuple[Reported, Path], tmp_path: Path, sheet: str, head: str, value: object
) -> None:
    office, made = march
    assert proof(office).of_workbook(made, tables(office)) == []
    path = Path(shutil.copy(made, tmp_path))
    change(path, sheet, head, value)
    differences = proof(office).of_workbook(path, tables(office))
    assert differences
    assert all(line.startswith(sheet) for line in differences)


def test_a_changed_total_is_noticed(march: tuple[Reported, Path], tmp_path: Path) -> None:
    office, path = march
    made = book(path)
    heads = [cell.value for cell in made["Chi tiết"][HEADER_ROW + 1]]
    made["Chi tiết"].cell(HEADER_ROW + 5, heads.index("Số người dự") + 1).value = 152
    made.save(tmp_path / "a.xlsx")
    assert proof(office).of_workbook(tmp_path / "a.xlsx", tables(office)) == [
        "Chi tiết, Tổng cộng, cột “Số người dự”: đọc lại được 152, cơ sở dữ liệu có 151"
    ]


def test_a_file_cut_off_is_noticed(office: Reported) -> None:
    fill(office)
    detail = next(table for table in tables(office) if table.key == "detail")
    for format in ("xlsx", "csv", "photos"):
        path = office.exports.make(office.march, format)
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        checks = {
            "xlsx": lambda made: proof(office).of_workbook(made, tables(office)),
            "csv": lambda made: proof(office).of_csv(made, detail),
            "photos": lambda made: proof(office).of_photos(made),
        }
        assert checks[format](path) != []


def keep(office: Reported, data: bytes) -> str:
    """The SHA-256 of the photo, now kept."""
    name = hashlib.sha256(data).hexdigest()
    office.places.photos.mkdir(exist_ok=True)
    (office.places.photos / name).write_bytes(data)
    return name


def test_photos_stand_in_a_folder_for_each_report(office: Reported) -> None:
    jpeg, png = keep(office, JPEG), keep(office, PNG)
    damaged = keep(office, JPEG + b"2")
    (office.places.photos / damaged).write_bytes(JPEG)
    office.add(photos=[jpeg, png])
    office.add(photos=[png, "b" * 64, damaged, "../so-tay.sqlite3"])
    office.judge(office.add(photos=[jpeg]), "rejected")
    path = office.exports.make(office.march, "photos")
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == [
            "BC-2025-000001/01.jpg",
            "BC-2025-000001/02.png",
            "BC-2025-000002/01.png",
            "danh-sach.csv",
        ]
        assert archive.read("BC-2025-000001/01.jpg") == JPEG
        lines = archive.read("danh-sach.csv").decode("utf-8-sig").splitlines()
    assert [line.split(",")[-1] for line in lines] == [
        "Trong kho",
        "có",
        "có",
        "có",
        "không còn trong kho",
        "hỏng trong kho",
        "không còn trong kho",
    ]


def test_an_archive_with_another_photo_is_noticed(office: Reported) -> None:
    office.add(photos=[keep(office, JPEG)])
    path = office.exports.make(office.march, "photos")
    assert proof(office).of_photos(path) == []
    with zipfile.ZipFile(path) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    for changed in (kept | {"BC-2025-000001/01.jpg": PNG}, kept | {"khac.jpg": JPEG}):
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in changed.items():
                archive.writestr(name, data)
        (difference,) = proof(office).of_photos(path)
        assert difference.startswith("tệp ảnh: ")
