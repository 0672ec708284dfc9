"""The text of a file, ready to be parsed: NFC, "\\n" line ends, without the file format's own marks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from knowledge import DocumentRefused
from knowledge.pages import unbroken
from knowledge.reading import Reading, paper, plaintext, webpage, word
from knowledge.reading.sanity import cleaned, require_vietnamese
from knowledge.reading.source import content, require_kind

READABLE = (".docx", ".pdf", ".txt", ".md", ".html", ".htm", ".png", ".jpg", ".jpeg", ".tif", ".tiff")
Progress = Callable[[int, int], None]  # pages, and how many of them have to be recognised


def read(path: Path, progress: Progress = lambda pages, scanned: None) -> Reading:
    """The file's text, word for word; only Markdown's ** is taken out of a .md file.

    A page number inside a sentence is put behind its paragraph, so that the sentence stands in one piece.
    A file from outside is to be read by `knowledge.reading.confined.Reader`, which bounds what this may take;
    `progress` is told there how many pages there are.

    Raises DocumentRefused, saying in Vietnamese what to do, when the file cannot become a document.
    """
    suffix = path.suffix.lower()
    if suffix not in READABLE:
        raise DocumentRefused(_unreadable(path.name, suffix))
    data = content(path)
    require_kind(data, suffix, path.name)
    reading = _read(data, suffix, path.name, progress)
    text, notes = cleaned(reading.text)
    require_vietnamese(text, path.name)
    return replace(reading, text=unbroken(text), notes=(*reading.notes, *notes))


def _read(data: bytes, suffix: str, name: str, progress: Progress) -> Reading:
    if suffix == ".docx":
        return word.read(data, name)
    if suffix in (".html", ".htm"):
        return webpage.read(data, name)
    if suffix in (".txt", ".md"):
        text = plaintext.decoded(data, name)
        return Reading(plaintext.without_emphasis(text) if suffix == ".md" else text, "text")
    if suffix == ".pdf":
        return paper.read_pdf(data, name, progress)
    return paper.read_image(data, name, progress)


def _unreadable(name: str, suffix: str) -> str:
    if suffix in (".doc", ".rtf", ".odt", ".wps"):
        return f"{name}: chưa đọc được tệp loại “{suffix}”. Hãy mở bằng Word và lưu thành .docx (Save as)."
    return (
        f"{name}: chưa đọc được tệp loại “{suffix or 'không có đuôi'}”, chỉ nhận {', '.join(READABLE)}. "
        "Hãy mở tệp gốc và lưu thành .docx, hoặc in thành PDF, rồi chạy lại."
    )
