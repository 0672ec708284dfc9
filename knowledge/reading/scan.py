"""The words of a picture of a page, recognised by Tesseract with its Vietnamese data."""

from __future__ import annotations

import csv
import functools
import io
import os
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from PIL import Image, ImageFilter, ImageOps

from knowledge import DocumentRefused
from knowledge.reading.limits import SCAN_SECONDS, confine_recogniser
from knowledge.reading.printed import Word

MAX_PIXELS = 50_000_000  # of a picture given; A4 at 600 dpi has 35 million
MAX_PAGES = 100
_USED_PIXELS = 9_000_000  # more only costs time
_SMALL_SIDE, _GOOD_SIDE = 2_600, 2_924  # pixels of the longer side; A4 at 222 and at 250 dpi
_LEAST_CONFIDENCE = (
    50  # of 100, for a character or two; words of Vietnamese that are so short have 80 and more
)
_SPECK = 0.35  # of the usual height of a word
_WIDE = 2  # heights of a word
_STOPS = set(".,:;'`^~_|‘’")  # nothing but specks when they stand alone
_LONGEST_MARK = 5  # characters: "VIII.", and what "11." may be read as
DASHES = ("-", "–", "—", "+", "•")
_WORD = "5"  # Tesseract's level
_PAGE, _BLOCK = "3", "6"  # its modes: any page, one block of text
_LARGER = 1.2
_FORMATS = ("PNG", "JPEG", "TIFF")
INSTALL = "sudo apt install tesseract-ocr tesseract-ocr-vie"


def pictures(data: bytes, name: str) -> Iterator[Image.Image]:
    """Each page of an image file in shades of grey. Raises DocumentRefused when it is damaged or huge."""
    Image.MAX_IMAGE_PIXELS = None  # our own bound comes first, and is an error where Pillow's is a warning
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            count = getattr(image, "n_frames", 1)
            if count > MAX_PAGES:
                raise DocumentRefused(too_many(name, count))
            for index in range(count):
                image.seek(index)
                _require_size(image, name)
                image.draft("L", image.size)
                yield (ImageOps.exif_transpose(image) or image).convert("L")
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise DocumentRefused(f"{name}: ảnh bị hỏng ({str(error)[:100]}). Hãy chụp hoặc quét lại.") from error


def too_many(name: str, count: int) -> str:
    """Why a file with that many scanned pages is refused."""
    return f"{name}: {count:,} trang chụp, lớn hơn mức {MAX_PAGES} trang. Hãy tách văn bản thành nhiều tệp."


@dataclass(frozen=True)
class Seen(Word):
    """A word as Tesseract saw it, and how sure of it that is, 0 to 100."""

    sure: float


@dataclass(frozen=True)
class Sheet:
    """The words of a page, straightened, with the picture that they were read from.

    A line that began at (0, y) of the straight page falls by `slope` pixels a pixel in the picture.
    """

    picture: Image.Image
    slope: float
    words: tuple[Seen, ...]

    @property
    def sure(self) -> float:
        """How sure the words are on average, 0 to 100."""
        return fmean(word.sure for word in self.words) if self.words else 0.0


def sheet(picture: Image.Image, name: str) -> Sheet:
    """The words of a page with their places.

    Raises DocumentRefused when Tesseract or its Vietnamese data is not installed, or it does not end in time.
    """
    if missing := _missing():
        raise DocumentRefused(
            f"{name}: đây là bản chụp, cần Tesseract để nhận dạng nhưng máy này {missing}. "
            f"Hãy chạy “{INSTALL}” rồi chạy lại."
        )
    sized = _sized(picture)
    found = _rows(_recognised(sized, name, _PAGE, SCAN_SECONDS))
    slope = _slope(found)
    return Sheet(sized, slope, tuple(_straight(found, slope)))


def part(page: Sheet, box: tuple[float, float, float, float], name: str, seconds: float) -> list[Seen]:
    """The words inside the box (left, top, right, bottom of the straight page), read larger and alone.

    Raises DocumentRefused when that takes longer than `seconds`.
    """
    left, top, right, bottom = box
    size = (max(1, round((right - left) * _LARGER)), max(1, round((bottom - top) * _LARGER)))
    fall = page.slope / _LARGER
    shear = (1 / _LARGER, 0, left, fall, 1 / _LARGER, top + page.slope * left)
    cut = page.picture.transform(size, Image.Transform.AFFINE, shear, Image.Resampling.BICUBIC, fillcolor=255)
    found = _rows(_recognised(cut, name, _BLOCK, seconds))
    return [
        Seen(
            word.text,
            left + word.left / _LARGER,
            left + word.right / _LARGER,
            top + word.top / _LARGER,
            top + word.bottom / _LARGER,
            word.sure,
        )
        for word in _straight(found, _slope(found))
    ]


@functools.cache
def _missing() -> str:
    """What this machine lacks, "" when nothing."""
    if not shutil.which("tesseract"):
        return "chưa cài Tesseract"
    known = subprocess.run(
        ["tesseract", "--list-langs"], capture_output=True, text=True, check=False, timeout=20
    )
    return "" if "vie" in known.stdout.split() else "chưa có dữ liệu tiếng Việt (vie) của Tesseract"


def _recognised(picture: Image.Image, name: str, mode: str, seconds: float) -> str:
    """Tesseract's table of words. It gets the picture and gives its answer through pipes: no file is left."""
    image = io.BytesIO()
    # The specks of a scanner's noise would become accents; a median would take thin accents away.
    picture.filter(ImageFilter.GaussianBlur(1)).save(image, "PNG", compress_level=1)
    command = ["tesseract", "stdin", "stdout", "-l", "vie", "--dpi", "250", "--psm", mode, "tsv"]
    try:
        done = subprocess.run(
            command,
            input=image.getvalue(),
            capture_output=True,
            check=True,
            timeout=seconds,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
            preexec_fn=confine_recogniser,
        )
    except subprocess.TimeoutExpired as error:
        raise DocumentRefused(
            f"{name}: nhận dạng một trang quá {seconds:.0f} giây nên đã dừng. "
            "Hãy quét lại rõ hơn, 200–300 dpi."
        ) from error
    except subprocess.CalledProcessError as error:
        said = " ".join(error.stderr.decode(errors="replace").split())[:120]
        raise DocumentRefused(
            f"{name}: Tesseract không nhận dạng được ảnh ({said}). Hãy quét lại, 200–300 dpi."
        ) from error
    return done.stdout.decode(errors="replace")


def _require_size(image: Image.Image, name: str) -> None:
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise DocumentRefused(
            f"{name}: ảnh {width:,} × {height:,} điểm, lớn hơn mức {MAX_PIXELS:,} điểm ảnh. "
            "Hãy quét lại ở 200–300 dpi."
        )


def _sized(picture: Image.Image) -> Image.Image:
    width, height = picture.size
    scale = min(1.0, (_USED_PIXELS / (width * height)) ** 0.5)
    if max(width, height) < _SMALL_SIDE:
        scale = min(2.0, _GOOD_SIDE / max(width, height))
    if scale == 1.0:
        return picture
    return picture.resize(
        (max(1, round(width * scale)), max(1, round(height * scale))), Image.Resampling.LANCZOS
    )


def _rows(table: str) -> list[list[dict[str, str]]]:
    """The words of each line that Tesseract found, without what are only specks of the paper."""
    words = [
        row
        for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE)
        if row["level"] == _WORD and (row["text"] or "").strip()
    ]
    usual = median(int(row["height"]) for row in words) if words else 0
    found: dict[tuple[str, ...], list[dict[str, str]]] = defaultdict(list)
    for row in words:
        if not _is_speck(row, usual):
            found[(row["block_num"], row["par_num"], row["line_num"])].append(row)
    return list(found.values())


def _is_speck(row: dict[str, str], usual: float) -> bool:
    """Whether a word is none: far smaller than the others, or a character or two that nobody is sure of."""
    text = row["text"].strip()
    if text in DASHES:
        return False
    if any(c.isalnum() for c in text) and int(row["height"]) < _SPECK * usual:
        return True
    return len(text) <= 2 and float(row["conf"]) < _LEAST_CONFIDENCE


def _straight(rows: Sequence[list[dict[str, str]]], slope: float) -> list[Seen]:
    """The words, each line level and of one height: the page may lie askew, and letters differ in height."""
    words = []
    for row in (piece for each in rows for piece in _pieces(each)):
        middle = median(_middle(each) - slope * int(each["left"]) for each in row)
        half = median(int(each["height"]) for each in row) / 2
        for each in row:
            left, right, sure = float(each["left"]), float(_right(each)), float(each["conf"])
            words.append(Seen(each["text"], left, right, middle - half, middle + half, sure))
    return words


def _pieces(row: list[dict[str, str]]) -> Iterator[list[dict[str, str]]]:
    """The words of a line, cut at wide blanks: there the lines of two columns may stand at two heights.

    The tab behind the mark of an item is no such blank. A stop that stands alone is a speck, and would close
    the blank between two columns.
    """
    wide = _WIDE * median(int(each["height"]) for each in row)
    first = 0
    for index in range(1, len(row) + 1):
        if index == 1 and len(row) > 1 and len(row[0]["text"]) <= _LONGEST_MARK:
            continue
        if index == len(row) or _right(row[index - 1]) + wide < int(row[index]["left"]):
            if any(set(each["text"]) - _STOPS for each in row[first:index]):
                yield row[first:index]
            first = index


def _right(row: dict[str, str]) -> int:
    return int(row["left"]) + int(row["width"])


def _slope(rows: Sequence[list[dict[str, str]]]) -> float:
    slopes = [
        (_middle(row[-1]) - _middle(row[0])) / (int(row[-1]["left"]) - int(row[0]["left"]))
        for row in rows
        if len(row) >= 6 and int(row[-1]["left"]) > int(row[0]["left"])
    ]
    return median(slopes) if slopes else 0.0


def _middle(row: dict[str, str]) -> float:
    return int(row["top"]) + int(row["height"]) / 2
