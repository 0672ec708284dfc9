"""The bytes of a file from outside, and what kind of file its content says that it is."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from knowledge import DocumentRefused

MAX_BYTES = 60_000_000
_SIGNATURES = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"{\\rtf", "rtf"),
    (b"GIF8", "gif"),
    (b"Rar!", "packed"),
    (b"7z\xbc\xaf\x27\x1c", "packed"),
    (b"\x1f\x8b", "packed"),
    (b"\x7fELF", "program"),
    (b"MZ", "program"),
)
_NAMES = {
    "zip": "tệp nén ZIP",
    "ole": "tệp Office đời cũ (.doc, .xls) hoặc tệp Office có mật khẩu",
    "png": "ảnh PNG",
    "jpeg": "ảnh JPEG",
    "tiff": "ảnh TIFF",
    "rtf": "tệp RTF",
    "gif": "ảnh GIF",
    "packed": "tệp nén",
    "program": "chương trình",
    "pdf": "tệp PDF",
    "html": "trang web",
    "text": "tệp chữ thường",
}
_EXPECTED = {
    ".docx": ("zip",),
    ".pdf": ("pdf",),
    ".png": ("png",),
    ".jpg": ("jpeg",),
    ".jpeg": ("jpeg",),
    ".tif": ("tiff",),
    ".tiff": ("tiff",),
    ".html": ("html", "text"),
    ".htm": ("html", "text"),
    ".txt": ("text",),
    ".md": ("text",),
}
_PROTECTED = "EncryptedPackage".encode("utf-16-le")
_HTML = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S)


def content(path: Path) -> bytes:
    """The whole content. Raises DocumentRefused for no plain file, one that changes or is too large."""
    try:
        # A FIFO would be waited for, a link may lead anywhere.
        opened = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(opened, "rb") as file:
            before = os.fstat(file.fileno())
            _require_plain(before, path.name)
            data = file.read(MAX_BYTES + 1)
            after = os.fstat(file.fileno())
    except OSError as error:
        if path.is_symlink():
            raise DocumentRefused(
                f"{path.name}: đây là liên kết (symlink), không phải tệp. "
                "Hãy chép chính tệp văn bản vào thư mục."
            ) from error
        raise DocumentRefused(
            f"{path.name}: không mở được tệp ({error.strerror}). "
            "Hãy kiểm tra tên tệp và quyền đọc rồi chạy lại."
        ) from error
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or (
        len(data) != before.st_size
    ):
        raise DocumentRefused(
            f"{path.name}: tệp đang được ghi trong lúc đọc. Hãy đợi chép xong rồi chạy lại."
        )
    if not data:
        raise DocumentRefused(f"{path.name}: tệp rỗng (0 byte). Hãy chép lại tệp gốc.")
    return data


def require_kind(data: bytes, suffix: str, name: str) -> None:
    """Nothing; raises DocumentRefused unless the content is what the file's name says."""
    found = kind(data)
    if found in _EXPECTED[suffix]:
        return
    if found == "ole" and suffix == ".docx":
        raise DocumentRefused(_old_office(data, name))
    fitting = next((each for each, kinds in _EXPECTED.items() if found in kinds), "")
    todo = (
        f"Nếu đúng là {_NAMES[found]}, hãy đổi đuôi tệp thành {fitting} rồi chạy lại."
        if fitting and found != "zip"
        else "Hãy mở tệp gốc bằng Word và lưu thành .docx."
    )
    raise DocumentRefused(f"{name}: sai loại tệp, đuôi là {suffix} nhưng nội dung là {_NAMES[found]}. {todo}")


def kind(data: bytes) -> str:
    """What the first bytes say: a key of the names above; "text" when they say nothing."""
    for signature, found in _SIGNATURES:
        if data.startswith(signature):
            return found
    if b"%PDF-" in data[:1024]:
        return "pdf"
    return "html" if _HTML.match(data[:4096].removeprefix(b"\xef\xbb\xbf")) else "text"


def _old_office(data: bytes, name: str) -> str:
    if _PROTECTED in data:
        return (
            f"{name}: tệp Word đặt mật khẩu nên không đọc được. "
            "Hãy mở bằng Word, bỏ mật khẩu (Tệp, Thông tin, Bảo vệ tài liệu), lưu lại rồi chạy lại."
        )
    return f"{name}: tệp Word đời cũ (.doc) đổi đuôi. Hãy mở bằng Word và lưu thành .docx (Save as)."


def _require_plain(status: os.stat_result, name: str) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise DocumentRefused(
            f"{name}: không phải tệp thường (thư mục, ống dẫn hoặc thiết bị). Hãy chép chính tệp văn bản vào."
        )
    if status.st_size > MAX_BYTES:
        raise DocumentRefused(
            f"{name}: tệp {status.st_size:,} byte, lớn hơn mức {MAX_BYTES:,} byte. "
            "Hãy tách văn bản thành nhiều tệp."
        )
