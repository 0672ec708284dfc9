"""Pages of paper as text: those of a PDF, with or without text of its own, and pictures of pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PIL import Image

from knowledge import DocumentRefused
from knowledge.reading import Reading, edges, frames, joining, scan
from knowledge.reading.layout import text
from knowledge.reading.pdf import Pdf
from knowledge.reading.plaintext import MAX_CHARACTERS
from knowledge.reading.printed import Page, Word, rows
from knowledge.reading.sanity import is_plausible
from knowledge.reading.xml import too_large

_MAX_UNKNOWN = 0.02  # of a page's letters: above, its font does not tell what they are
_FEW_LETTERS = 12  # fewer may be a signature's stamp on a scan
_UNSURE = 70  # of 100
Progress = Callable[[int, int], None]


def read_pdf(data: bytes, name: str, progress: Progress) -> Reading:
    """The text of a PDF; a page without text that can be trusted is recognised as a scan.

    Raises DocumentRefused when it is damaged, locked, too long, or no page holds anything.
    """
    pdf = Pdf(data, name)
    progress(pdf.pages, 0)
    sheets = _Sheets(name)
    for index in range(pdf.pages):
        words, unknown = pdf.words(index)
        pictured = pdf.is_pictured(index)
        if _is_trusted(words, unknown, pictured=pictured):
            sheets.add(words, recognised=pictured)
        elif words or pictured or pdf.is_drawn(index):
            progress(pdf.pages, sheets.scanned + 1)
            sheets.recognise(pdf.picture(index))
        else:
            sheets.add([], recognised=False)
    return sheets.reading()


def read_image(data: bytes, name: str, progress: Progress) -> Reading:
    """The text of pictures of pages. Raises DocumentRefused as `read_pdf` does."""
    sheets = _Sheets(name)
    for number, picture in enumerate(scan.pictures(data, name), 1):
        progress(number, number)
        sheets.recognise(picture)
    return sheets.reading()


class _Sheets:
    """The pages read so far."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._pages: list[Page] = []
        self._characters = 0
        self._unsure: list[tuple[int, float]] = []
        self._layered = 0  # pages whose text a scanner has put under the picture
        self.scanned = 0

    def add(self, words: Sequence[Word], *, recognised: bool) -> None:
        self._characters += sum(len(word.text) for word in words)
        if self._characters > MAX_CHARACTERS:
            raise too_large(self._name, f"hơn {MAX_CHARACTERS:,} ký tự")
        self._layered += recognised
        self._pages.append(Page(len(self._pages) + 1, rows(words)))

    def recognise(self, picture: Image.Image) -> None:
        self.scanned += 1
        if self.scanned > scan.MAX_PAGES:
            raise DocumentRefused(scan.too_many(self._name, self.scanned))
        sheet = scan.sheet(picture, self._name)
        if sheet.words and sheet.sure < _UNSURE:
            self._unsure.append((len(self._pages) + 1, sheet.sure))
        self.add(frames.reread(sheet, self._name), recognised=False)

    def reading(self) -> Reading:
        """All pages as one text. Raises DocumentRefused when no page holds anything."""
        if not any(page.rows for page in self._pages):
            raise DocumentRefused(
                f"{self._name}: {len(self._pages)} trang đều không có chữ nào. Hãy kiểm tra lại tệp gốc."
            )
        pages, running = edges.without(self._pages)
        notes = [f"đã bỏ dòng lặp lại ở đầu hoặc cuối các trang: “{each[:60]}”" for each in running]
        recognised = self.scanned + self._layered
        if recognised:
            notes.append(f"{recognised}/{len(pages)} trang nhận dạng từ bản chụp: hãy đối chiếu với bản gốc")
        notes += [f"trang {page}: chữ nhận dạng không chắc ({sure:.0f}/100)" for page, sure in self._unsure]
        return Reading(text(joining.blocks(pages)), "scan" if recognised else "pdf", tuple(notes))


def _is_trusted(words: Sequence[Word], unknown: int, *, pictured: bool) -> bool:
    """Whether the text of a page is what one sees: its letters are known, and are words of Vietnamese."""
    said = " ".join(word.text for word in words)
    letters = sum(1 for c in said if c.isalpha())
    if unknown > _MAX_UNKNOWN * max(1, len(said)):
        return False
    if pictured and letters < 20 * _FEW_LETTERS:
        return False
    return bool(letters) and is_plausible(said)
