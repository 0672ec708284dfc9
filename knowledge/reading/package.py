"""The parts of a Word file's ZIP package, none of which may be larger than an honest one."""

from __future__ import annotations

import io
import stat
import zipfile
from typing import IO

from knowledge import DocumentRefused

MAX_ENTRIES = 5_000
MAX_TOTAL = 400_000_000  # bytes unpacked
MAX_PART = 60_000_000  # bytes of a part that is read
MAX_RATIO = 200  # unpacked to packed, of a part above _SMALL; Word's own XML stays below 60
_SMALL = 1_000_000
MAIN = "word/document.xml"


class Package:
    """The parts by name. Raises DocumentRefused when the archive is damaged or made to do harm."""

    def __init__(self, data: bytes, name: str) -> None:
        self._name = name
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError) as error:
            raise DocumentRefused(
                f"{name}: tệp .docx bị hỏng ({error}). Hãy mở bằng Word, lưu lại rồi chạy lại."
            ) from error
        self._parts = {entry.filename: entry for entry in self._zip.infolist()}
        self._require_honest()
        if MAIN not in self._parts:
            raise DocumentRefused(
                f"{name}: không phải văn bản Word (trong tệp không có {MAIN}). "
                "Hãy mở tệp gốc và lưu thành .docx."
            )

    def __contains__(self, part: str) -> bool:
        return part in self._parts

    def open(self, part: str) -> IO[bytes]:
        """The part's bytes, unpacked while they are read: never more than its entry says."""
        entry = self._parts[part]
        if entry.flag_bits & 1:
            raise DocumentRefused(
                f"{self._name}: tệp nén có mật khẩu nên không đọc được. "
                "Hãy bỏ mật khẩu, lưu lại rồi chạy lại."
            )
        if entry.file_size > MAX_PART:
            raise self._bomb(f"{part} bung ra {entry.file_size:,} byte")
        return self._zip.open(entry)

    def _require_honest(self) -> None:
        entries = self._zip.infolist()
        for entry in entries:
            path = entry.filename.replace("\\", "/")
            if path.startswith("/") or ".." in path.split("/") or ":" in path or "\\" in entry.orig_filename:
                raise self._trick(f"tên “{entry.filename[:60]}” trỏ ra ngoài tệp")
            if stat.S_ISLNK(entry.external_attr >> 16):
                raise self._trick(f"“{entry.filename[:60]}” là liên kết (symlink)")
            if entry.file_size > _SMALL and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
                times = entry.file_size // max(entry.compress_size, 1)
                raise self._bomb(f"{entry.filename[:60]} nén {times} lần")
        if len(self._parts) < len(entries):
            raise self._trick("có hai phần trùng tên")
        total = sum(entry.file_size for entry in entries)
        if len(entries) > MAX_ENTRIES or total > MAX_TOTAL:
            raise self._bomb(f"{len(entries):,} phần, bung ra {total:,} byte")

    def _trick(self, what: str) -> DocumentRefused:
        return DocumentRefused(
            f"{self._name}: trong tệp có đường dẫn không an toàn ({what}). "
            "Tệp này không do Word tạo ra; hãy xin lại tệp gốc."
        )

    def _bomb(self, what: str) -> DocumentRefused:
        return DocumentRefused(
            f"{self._name}: bom nén ({what}), không mở. Tệp này không do Word tạo ra; hãy xin lại tệp gốc."
        )
