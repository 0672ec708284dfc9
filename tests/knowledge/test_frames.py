"""The header and tail of a scanned page are read twice; of each word the surer reading counts."""

from __future__ import annotations

import pytest

from knowledge.reading import frames, scan
from knowledge.reading.frames import _better
from knowledge.reading.printed import rows
from knowledge.reading.scan import Seen
from tests.knowledge.files import LETTER, picture
from tests.knowledge.test_paper import needs_tesseract

ALL = (0.0, 0.0, 1000.0, 1000.0)


def word(text: str, left: float, sure: float = 95, top: float = 100) -> Seen:
    """A word of the usual height; a letter is 20 wide."""
    return Seen(text, left, left + 20 * len(text), top, top + 30, sure)


def said(words: list[Seen]) -> str:
    """The words in the order of their rows."""
    return " / ".join(row.text for row in rows(words))


def test_of_two_readings_of_a_word_the_surer_one_counts() -> None:
    first = [word("Pham", 100, 80), word("Thăng", 300, 97)]
    second = [word("Phạm", 102, 96), word("Thúng", 301, 40)]
    assert said(_better(first, second, ALL)) == "Phạm Thăng"


def test_of_two_readings_that_are_as_sure_the_larger_one_counts() -> None:
    assert said(_better([word("Thăng", 300, 97)], [word("Thắng", 301, 96)], ALL)) == "Thắng"


def test_a_word_of_the_second_reading_stands_where_the_first_had_it() -> None:
    better = _better([word("Pham", 100, 80)], [word("Phạm", 104, 96, top=108)], ALL)
    assert [(w.text, w.left, w.top, w.bottom) for w in better] == [("Phạm", 100, 100, 130)]


def test_a_word_that_the_first_reading_lost_is_added_when_it_is_sure() -> None:
    second = [word("KT.", 100, 96), word("CHỦ", 200, 92), word("xong", 400, 20)]
    assert said(_better([word("CHỦ", 200, 91)], second, ALL)) == "KT. CHỦ"


def test_a_speck_that_the_second_reading_does_not_see_is_dropped_and_an_items_dash_is_not() -> None:
    first = [word("-", 60, 60), word("Bộ", 100), word("—", 300, 17), word("l", 400, 60)]
    assert said(_better(first, [word("Bộ", 100)], ALL)) == "- Bộ"


def test_words_outside_the_part_read_again_are_left_as_they_are() -> None:
    first = [word("Pham", 100, 80), word("l", 2000, 60)]
    assert said(_better(first, [word("Phạm", 102, 96)], ALL)) == "Phạm l"


def row(text: str, left: int, top: int = 100, height: int = 30) -> dict[str, str]:
    """A row of Tesseract's table."""
    box = {"left": str(left), "top": str(top), "width": str(20 * len(text)), "height": str(height)}
    return {"text": text, "conf": "90", **box}


def test_columns_of_a_line_keep_their_own_heights_and_an_item_that_of_its_words() -> None:
    columns = scan._straight([[row("nhận:.", 100), row("CHỦ", 900, top=120), row("TỊCH", 980, top=120)]], 0)
    assert [w.middle for w in columns] == [115, 135, 135]
    item = scan._straight([[row("-", 100, top=118, height=4), row("Bộ", 300), row("Y", 350)]], 0.0)
    assert [w.middle for w in item] == [115, 115, 115]


def test_a_stop_between_two_columns_is_no_word_and_one_behind_a_word_is() -> None:
    read = [[row("VPUB", 100), row(":", 190), row(":", 600), row("CHỦ", 900)]]
    assert [w.text for w in scan._straight(read, 0.0)] == ["VPUB", ":", "CHỦ"]


@needs_tesseract
@pytest.mark.parametrize("degrees", [0.0, 0.8, -0.8])
def test_a_part_read_again_has_its_words_where_the_page_has_them(degrees: float) -> None:
    sheet = scan.sheet(picture(LETTER).rotate(degrees, fillcolor=255), "a.png")
    place = next(w for w in sheet.words if w.text == "Bình" and w.middle > 0.4 * sheet.picture.height)
    width = sheet.picture.width
    again = scan.part(sheet, (0, place.top - 60, width, place.bottom + 60), "a.png", 20)
    same = next(w for w in again if w.text == "Bình")
    assert abs(same.left - place.left) < 8
    assert abs(same.middle - place.middle) < 0.3 * (place.bottom - place.top)


@needs_tesseract
def test_without_time_for_a_second_reading_the_first_one_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = scan.sheet(picture(LETTER), "a.png")
    monkeypatch.setattr(frames, "_SECONDS", 0.001)
    assert frames.reread(sheet, "a.png") == list(sheet.words)
