"""The text of a file, ready to be parsed: NFC, "\\n" line ends, without the file format's own marks."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from knowledge import DocumentRefused
from knowledge.pages import unbroken
from nlu.text import fold

READABLE = (".md", ".txt")
_MAX_BYTES = 20_000_000
# Of the letters of official Vietnamese prose about one in four carries a mark; 1 in 20 is far from any of it.
_MIN_MARKED_SHARE = 0.05
_EMPHASIS = re.compile(r"\*\*(?=\S)((?:(?!\*\*|\n\s*\n).)+?)(?<=\S)\*\*", re.DOTALL)


def read(path: Path) -> str:
    """The text of a .md or .txt file, word for word; only Markdown's ** is taken out of a .md file.

    A page number inside a sentence is put behind its paragraph, so that the sentence stands in one piece.

    Raises DocumentRefused, saying in Vietnamese what to do, when the file is of another kind, missing,
    too large, empty, not in a Unicode encoding, or not Vietnamese.
    """
    suffix = path.suffix.lower()
    if suffix not in READABLE:
        raise DocumentRefused(
            f"{path.name}: chưa đọc được tệp loại “{suffix or 'không có đuôi'}”, "
            f"chỉ nhận {' và '.join(READABLE)}. "
            "Hãy lưu văn bản thành tệp .txt (bảng mã UTF-8) rồi chạy lại."
        )
    text = _decode(path)
    if suffix == ".md":
        text = _EMPHASIS.sub(r"\1", text)
    _require_vietnamese(text, path.name)
    return unbroken(text)


def _decode(path: Path) -> str:
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= _MAX_BYTES else b""
    except OSError as error:
        raise DocumentRefused(
            f"{path.name}: không mở được tệp ({error.strerror}). "
            "Hãy kiểm tra tên tệp và quyền đọc rồi chạy lại."
        ) from error
    if size > _MAX_BYTES:
        raise DocumentRefused(
            f"{path.name}: tệp {size:,} byte, lớn hơn mức {_MAX_BYTES:,} byte. "
            "Hãy tách văn bản thành nhiều tệp."
        )
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise DocumentRefused(
            f"{path.name}: không giải mã được (byte thứ {error.start + 1} không phải Unicode). "
            "Hãy mở tệp bằng phần mềm soạn thảo, chọn Lưu thành (Save as) với bảng mã UTF-8 rồi chạy lại."
        ) from error
    if "\0" in text:
        raise DocumentRefused(
            f"{path.name}: đây là tệp nhị phân, không phải văn bản. Hãy lưu lại thành tệp .txt."
        )
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def _require_vietnamese(text: str, name: str) -> None:
    letters = [c for c in text if c.isalpha()]
    if not letters:
        raise DocumentRefused(f"{name}: tệp không có chữ nào. Hãy kiểm tra lại tệp gốc.")
    # Vietnamese letters outside ASCII fold into ASCII; Greek, Cyrillic or mis-decoded ones do not all do so.
    marked = sum(1 for c in letters if not c.isascii() and fold(c).isascii())
    if marked < _MIN_MARKED_SHARE * len(letters):
        raise DocumentRefused(
            f"{name}: chỉ {marked} trong {len(letters)} chữ cái có dấu tiếng Việt, "
            "không giống văn bản tiếng Việt. "
            "Nếu văn bản dùng phông TCVN3 hoặc VNI, hãy chuyển sang Unicode rồi chạy lại."
        )
