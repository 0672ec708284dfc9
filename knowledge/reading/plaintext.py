"""The text of a .txt or .md file."""

from __future__ import annotations

import re

from knowledge import DocumentRefused

MAX_CHARACTERS = 2_000_000  # about 800 pages
_EMPHASIS = re.compile(r"\*\*(?=\S)((?:(?!\*\*|\n\s*\n).)+?)(?<=\S)\*\*", re.DOTALL)


def decoded(data: bytes, name: str) -> str:
    """The characters. Raises DocumentRefused when they are not in a Unicode encoding."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise DocumentRefused(
            f"{name}: không giải mã được (byte thứ {error.start + 1} không phải Unicode). "
            "Hãy mở tệp bằng phần mềm soạn thảo, chọn Lưu thành (Save as) với bảng mã UTF-8 rồi chạy lại."
        ) from error
    if "\0" in text:
        raise DocumentRefused(f"{name}: đây là tệp nhị phân, không phải văn bản. Hãy lưu lại thành tệp .txt.")
    if len(text) > MAX_CHARACTERS:
        raise DocumentRefused(
            f"{name}: {len(text):,} ký tự, lớn hơn mức {MAX_CHARACTERS:,}. Hãy tách văn bản thành nhiều tệp."
        )
    return text


def without_emphasis(text: str) -> str:
    """A Markdown text without its ** marks; stars that are no emphasis stay."""
    return _EMPHASIS.sub(r"\1", text)
