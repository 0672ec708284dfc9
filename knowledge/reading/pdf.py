"""The pages of a PDF: their words with their places, or a picture where a page has no text."""

from __future__ import annotations

import ctypes
import itertools
import sys
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from knowledge import DocumentRefused
from knowledge.reading.printed import Word

MAX_PAGES = 1_000
_MAX_ON_PAGE = 60_000  # characters: a page set in 4 pt has fewer
_DPI = 250  # of a page that is recognised
_MAX_PIXELS = 9_000_000  # a page rendered; A4 at 250 dpi has 6 million
_POINTS = 72
# A blank between two words: of the width of the spaces that the line draws, else of its letters' height.
_OF_SPACE, _GAP = 0.6, 0.18
_SAME_LINE = 0.3
_DRAWN = 0.5  # points
_HYPHENS = "\x02\ufffe"  # what PDFium makes of a hyphen at the end of a line
_DEEPEST, _MAX_PICTURES = 3, 500
_MOST = 0.5  # of the page, for a scan
_PASSWORD = "password"


class Pdf:
    """An open PDF. Raises DocumentRefused when it is damaged, locked or has too many pages."""

    def __init__(self, data: bytes, name: str) -> None:
        self._name = name
        try:
            self._document = pypdfium2.PdfDocument(data)
            self.pages = len(self._document)
        except pypdfium2.PdfiumError as error:
            raise DocumentRefused(_refusal(str(error), name)) from error
        if not self.pages:
            raise DocumentRefused(f"{name}: tệp PDF không có trang nào. Hãy kiểm tra lại tệp gốc.")
        if self.pages > MAX_PAGES:
            raise DocumentRefused(
                f"{name}: {self.pages:,} trang, lớn hơn mức {MAX_PAGES:,} trang. "
                "Hãy tách văn bản thành nhiều tệp."
            )

    def words(self, index: int) -> tuple[list[Word], int]:
        """The words of a page, and how many of its letters have no known character (a font without a map)."""
        page = self._page(index)
        text = page.get_textpage()
        try:
            count = text.count_chars()
            if count > _MAX_ON_PAGE:
                raise DocumentRefused(
                    f"{self._name}: trang {index + 1} có {count:,} ký tự, không phải trang văn bản. "
                    "Hãy kiểm tra lại tệp gốc."
                )
            letters, unknown = _letters(text.raw, count, page.get_height())
            return _words(letters), unknown
        finally:
            text.close()
            page.close()

    def picture(self, index: int) -> Image.Image:
        """The page as it is printed, in shades of grey at 250 dpi (coarser when it is larger than A3)."""
        page = self._page(index)
        try:
            width, height = page.get_size()
            scale = _DPI / _POINTS
            scale *= min(1.0, (_MAX_PIXELS / max(1.0, width * height * scale * scale)) ** 0.5)
            bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=False)
            picture: Image.Image = bitmap.to_pil().convert("L")
            bitmap.close()
        except pypdfium2.PdfiumError as error:
            raise self._damaged(index, error) from error
        else:
            return picture
        finally:
            page.close()

    def is_pictured(self, index: int) -> bool:
        """Whether pictures cover most of the page: a scan, with or without text under it."""
        page = self._page(index)
        try:
            width, height = page.get_size()
            found = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=_DEEPEST)
            boxes = (each.get_bounds() for each in itertools.islice(found, _MAX_PICTURES))
            return any(_covered(box, width, height) > _MOST for box in boxes)
        except pypdfium2.PdfiumError as error:
            raise self._damaged(index, error) from error
        finally:
            page.close()

    def is_drawn(self, index: int) -> bool:
        """Whether anything at all is on the page."""
        page = self._page(index)
        try:
            return next(iter(page.get_objects(max_depth=1)), None) is not None
        finally:
            page.close()

    def _page(self, index: int) -> Any:
        try:
            return self._document[index]
        except pypdfium2.PdfiumError as error:
            raise self._damaged(index, error) from error

    def _damaged(self, index: int, error: Exception) -> DocumentRefused:
        return DocumentRefused(
            f"{self._name}: trang {index + 1} bị hỏng ({error}). "
            "Hãy mở bằng trình đọc PDF, in lại thành PDF rồi chạy lại."
        )


@dataclass(frozen=True)
class _Letter:
    """A character where it stands, y downwards; " " is a blank that the file itself draws."""

    character: str
    left: float
    right: float
    baseline: float
    height: float

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


def _letters(text: Any, count: int, height: float) -> tuple[list[_Letter], int]:
    """The characters of a page, and how many have no known one."""
    box, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    found: list[_Letter] = []
    unknown, blank = 0, 0.0
    for index in range(count):
        character = _character(text, index)
        if not (
            character
            and pdfium.FPDFText_GetLooseCharBox(text, index, ctypes.byref(box))
            and pdfium.FPDFText_GetCharOrigin(text, index, ctypes.byref(x), ctypes.byref(y))
        ):
            continue
        if pdfium.FPDFText_IsGenerated(text, index) == 1:
            blank = box.left
            continue
        letter = _Letter(character, box.left, box.right, height - y.value, abs(box.top - box.bottom))
        # PDFium guesses blanks where the pen jumps; one just before where it lands is drawn by the file.
        if blank and _DRAWN < letter.left - blank < letter.height:
            found.append(replace(letter, character=" ", left=blank, right=letter.left))
        blank = 0.0
        unknown += pdfium.FPDFText_HasUnicodeMapError(text, index) == 1
        found.append(letter)
    return found, unknown


def _character(text: Any, index: int) -> str:
    """The character of that place, "" for the second half of one, a line's end or nothing."""
    code = pdfium.FPDFText_GetUnicode(text, index)
    if 0xD800 <= code < 0xDC00:
        code = 0x10000 + ((code - 0xD800) << 10) + (pdfium.FPDFText_GetUnicode(text, index + 1) - 0xDC00)
    if code == 0 or 0xDC00 <= code < 0xE000 or code > sys.maxunicode:
        return ""
    character = chr(code)
    if character.isspace():
        return "" if character in "\r\n" else " "
    return "-" if character in _HYPHENS else character


def _words(letters: list[_Letter]) -> list[Word]:
    """The letters put together by their places: a file may draw them in any order."""
    words: list[Word] = []
    height = median(letter.height for letter in letters) if letters else 0.0
    for row in _lines(letters):
        row.sort(key=lambda letter: letter.middle)
        spaces = [letter.right - letter.left for letter in row if letter.character == " "]
        gap = _OF_SPACE * median(spaces) if spaces else _GAP * height
        held: list[_Letter] = []
        for letter in row:
            if held and (letter.character == " " or letter.left - held[-1].right > gap):
                words.append(_word(held, height))
                held = []
            if letter.character != " ":
                held.append(letter)
        if held:
            words.append(_word(held, height))
    return words


def _lines(letters: list[_Letter]) -> list[list[_Letter]]:
    """The letters that share a baseline, or nearly so, as a raised figure does."""
    lines: list[list[_Letter]] = []
    for letter in sorted(letters, key=lambda letter: letter.baseline):
        first = lines[-1][0] if lines else None
        if first and letter.baseline - first.baseline <= _SAME_LINE * max(letter.height, first.height):
            lines[-1].append(letter)
        else:
            lines.append([letter])
    return lines


def _word(letters: list[_Letter], height: float) -> Word:
    baseline = median(each.baseline for each in letters)
    return Word(
        "".join(each.character for each in letters),
        min(each.left for each in letters),
        max(each.right for each in letters),
        baseline - 0.75 * height,
        baseline + 0.25 * height,
    )


def _covered(bounds: tuple[float, float, float, float], width: float, height: float) -> float:
    """The share of the page that the box covers."""
    left, bottom, right, top = bounds
    across, down = min(right, width) - max(left, 0.0), min(top, height) - max(bottom, 0.0)
    return max(0.0, across) * max(0.0, down) / max(1.0, width * height)


def _refusal(error: str, name: str) -> str:
    if _PASSWORD in error.lower():
        return (
            f"{name}: tệp PDF đặt mật khẩu nên không đọc được. "
            "Hãy mở bằng trình đọc PDF, in lại thành PDF không có mật khẩu rồi chạy lại."
        )
    return f"{name}: tệp PDF bị hỏng ({error}). Hãy mở bằng trình đọc PDF, in lại thành PDF rồi chạy lại."
