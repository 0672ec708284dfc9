"""Word files, PDFs and pictures of pages as offices make them, and as nobody should."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import matplotlib
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from PIL import Image, ImageDraw, ImageFont

SENTENCE = "Ủy ban nhân dân tỉnh yêu cầu các sở, ban, ngành triển khai thực hiện."
FONT = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSerif.ttf"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def paragraph(text: str, properties: str = "") -> str:
    """A paragraph of WordprocessingML; `properties` is what w:pPr holds."""
    run = f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    return f"<w:p><w:pPr>{properties}</w:pPr>{run}</w:p>"


def listed(text: str, level: int, number: str = "1") -> str:
    """A paragraph of a list of Word's own."""
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def table(*rows: Sequence[str]) -> str:
    """A table; a cell's lines are its paragraphs."""
    cells = (
        "".join(f"<w:tc>{''.join(map(paragraph, cell.split(chr(10))))}</w:tc>" for cell in row)
        for row in rows
    )
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def body(*blocks: str) -> str:
    """The main part of a Word file."""
    inside = f"<w:body>{''.join(blocks)}</w:body>"
    return f'<?xml version="1.0" encoding="UTF-8"?><w:document {W}>{inside}</w:document>'


def docx(path: Path, document: str | bytes, parts: Mapping[str, str | bytes] | None = None) -> Path:
    """The Word file written there; `parts` are further parts by name."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", document)
        for name, content in (parts or {}).items():
            package.writestr(name, content)
    return path


def pdf(path: Path, *pages: Sequence[tuple[float, float, str]], size: float = 12) -> Path:
    """A PDF with text; each line of a page stands at (x, y), points from its left and upper edges."""
    with matplotlib.rc_context({"pdf.fonttype": 42, "font.family": "DejaVu Serif"}), PdfPages(path) as file:
        for lines in pages:
            figure = Figure(figsize=(595 / 72, 842 / 72))
            for x, y, text in lines:
                figure.text(x / 595, 1 - y / 842, text, fontsize=size, va="baseline", parse_math=False)
            file.savefig(figure)
    return path


def picture(
    lines: Sequence[tuple[float, float, str]], size: float = 12, scale: float = 200 / 72
) -> Image.Image:
    """A page as a scanner sees it at 200 dpi; places as in `pdf`."""
    page = Image.new("L", (round(595 * scale), round(842 * scale)), 255)
    font = ImageFont.truetype(str(FONT), round(size * scale))
    for x, y, text in lines:
        ImageDraw.Draw(page).text((x * scale, y * scale), text, font=font, fill=0, anchor="ls")
    return page


def scanned(path: Path, *pages: Sequence[tuple[float, float, str]]) -> Path:
    """A PDF of pictures of pages."""
    pictures = [picture(lines) for lines in pages]
    pictures[0].save(path, save_all=True, append_images=pictures[1:], resolution=200)
    return path


def png(image: Image.Image) -> bytes:
    """The picture as a PNG file."""
    data = io.BytesIO()
    image.save(data, "PNG")
    return data.getvalue()


# A letter of a district as it stands on its page: two columns, a body in lines, two columns again.
LETTER = (
    (85, 70, "ỦY BAN NHÂN DÂN"),
    (300, 70, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    (95, 88, "HUYỆN AN BÌNH"),
    (350, 88, "Độc lập - Tự do - Hạnh phúc"),
    (85, 120, "Số: 45/UBND-VX"),
    (330, 120, "An Bình, ngày 03 tháng 3 năm 2025"),
    (85, 138, "V/v tổ chức ngày sách"),
    (150, 180, "Kính gửi: Ủy ban nhân dân các xã."),
    (110, 215, "Để ngày sách năm nay được tổ chức chu đáo, Ủy ban nhân dân"),
    (80, 233, "huyện yêu cầu Ủy ban nhân dân các xã thực hiện những việc sau:"),
    (110, 257, "1. Treo băng rôn ở trụ sở và ở nơi đông người qua lại, trước"),
    (80, 275, "ngày 15 tháng 4 năm 2025."),
    (110, 299, "2. Báo cáo kết quả về Phòng Văn hóa và Thông tin./."),
    (80, 350, "Nơi nhận:"),
    (360, 350, "TM. ỦY BAN NHÂN DÂN"),
    (80, 368, "- Như trên;"),
    (400, 368, "CHỦ TỊCH"),
    (80, 386, "- Lưu: VT."),
    (385, 430, "Trần Văn Bình"),
)
