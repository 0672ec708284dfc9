"""PDFs and pictures of pages: what is printed in columns, lines and pages reads as one text."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from knowledge import Document, DocumentRefused
from knowledge.passages import document
from knowledge.reader import read
from knowledge.reading import scan
from tests.knowledge.files import LETTER, SENTENCE, pdf, picture, png, scanned


def recognises() -> bool:
    """Whether this machine can read scans."""
    if not shutil.which("tesseract"):
        return False
    known = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=False)
    return "vie" in known.stdout.split()


needs_tesseract = pytest.mark.skipif(not recognises(), reason=f"no Tesseract with vie: {scan.INSTALL}")
FIRST = "1. Treo băng rôn ở trụ sở và ở nơi đông người qua lại, trước ngày 15 tháng 4 năm 2025."


def check_letter(found: Document) -> None:
    """Nothing; the letter is read as it stands on its page."""
    assert (found.number, found.issuer) == ("45/UBND-VX", "Ủy ban nhân dân huyện An Bình")
    assert (f"{found.date:%d/%m/%Y}", found.place) == ("03/03/2025", "An Bình")
    assert (found.subject, found.addressees) == ("tổ chức ngày sách", ("Ủy ban nhân dân các xã",))
    assert (found.signatory, found.recipients) == ("Trần Văn Bình", ("Như trên", "Lưu: VT"))
    assert FIRST in [passage.text for passage in found.passages]


def test_columns_and_lines_of_a_pdf_are_put_together(tmp_path: Path) -> None:
    reading = read(pdf(tmp_path / "a.pdf", LETTER))
    assert (reading.method, reading.notes) == ("pdf", ())
    check_letter(document(reading.text))


def test_a_sentence_goes_on_over_a_page_and_its_number(tmp_path: Path) -> None:
    first = [(80, 700, "1. Các cơ quan, đơn vị và địa phương trên địa bàn tổ chức tuyên truyền")]
    second = [
        (300, 40, "2"),
        (80, 80, "bằng băng rôn ở trụ sở."),
        (80, 120, "2. Báo cáo kết quả trước ngày 15 tháng 4 năm 2025 cho huyện."),
    ]
    full = [(80, 650, "Ủy ban nhân dân tỉnh yêu cầu các sở, ban, ngành tổ chức thực hiện như:")]
    text = read(pdf(tmp_path / "a.pdf", [*full, *first], second)).text
    assert "trên địa bàn tổ chức tuyên truyền bằng băng rôn ở trụ sở.\n\n2. Báo cáo" in text


def test_a_table_of_a_pdf_is_read_row_by_row(tmp_path: Path) -> None:
    rows = [
        ("TT", "Nội dung công việc", "Thời hạn"),
        ("1", "Treo băng rôn", "tháng 3"),
        ("2", "Phát tờ rơi", "tháng 4"),
    ]
    cells = [
        (x, 200 + 20 * n, cell)
        for n, row in enumerate(rows)
        for x, cell in zip((80, 130, 420), row, strict=True)
    ]
    text = read(pdf(tmp_path / "a.pdf", [(80, 150, SENTENCE[:60]), *cells])).text
    assert (
        "| TT | Nội dung công việc | Thời hạn |\n| 1 | Treo băng rôn | tháng 3 |\n"
        "| 2 | Phát tờ rơi | tháng 4 |" in text
    )


def test_a_header_repeated_on_every_page_is_left_out_and_said(tmp_path: Path) -> None:
    pages = [
        [(200, 40, "Tài liệu nội bộ"), (80, 90, SENTENCE), (80, 130, f"Trang này nói về việc thứ {n}.")]
        for n in "một hai ba".split()
    ]
    reading = read(pdf(tmp_path / "a.pdf", *pages))
    assert "Tài liệu" not in reading.text
    assert "“Tài liệu nội bộ”" in reading.notes[0]


@needs_tesseract
def test_a_scan_is_recognised_and_marked(tmp_path: Path) -> None:
    reading = read(scanned(tmp_path / "a.pdf", LETTER))
    assert reading.method == "scan"
    assert "1/1 trang nhận dạng từ bản chụp" in reading.notes[0]
    check_letter(document(reading.text))


@needs_tesseract
def test_a_picture_that_lies_askew_is_recognised(tmp_path: Path) -> None:
    turned = picture(LETTER).rotate(0.6, fillcolor=255)
    (tmp_path / "a.png").write_bytes(png(turned))
    reading = read(tmp_path / "a.png")
    assert reading.method == "scan"
    assert document(reading.text).number == "45/UBND-VX"


def test_a_scan_without_tesseract_is_refused_with_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    scan._missing.cache_clear()
    try:
        with pytest.raises(DocumentRefused, match="sudo apt install tesseract-ocr tesseract-ocr-vie"):
            read(scanned(tmp_path / "a.pdf", LETTER))
    finally:
        scan._missing.cache_clear()
