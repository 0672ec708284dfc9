"""Text is measured in the letters of Times New Roman, and columns fill a page."""

import pytest

from bot.figures.paper import Layout, height, lay_out, lines, width


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 217.5),
        ("Hội nghị quán triệt Công văn 356/UBND-KGVX về", 230.7),
        ("BC-2025-000001", 77.0),
        ("", 0),
    ],
)
def test_a_text_is_as_wide_as_in_liberation_serif(text: str, points: float) -> None:
    assert width(text) == pytest.approx(points, rel=0.02)


def test_marks_take_no_room() -> None:
    assert width("Ngọk Réo") == width("Ngok Reo")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("hai từ", 1),
        ("một\nhai\n\nba", 4),
        ("từ " * 10, 2),
        ("d" * 40, 3),
        ("d" * 40_000, 2_200),
        ("a " + "d" * 19, 3),
    ],
)
def test_lines_are_broken_between_words_and_long_words_within(text: str, count: int) -> None:
    assert lines(text, 100) == count


def test_a_row_is_as_high_as_its_longest_text_and_no_higher_than_a_spreadsheet_has_it() -> None:
    assert height([1, None, "một"], [50, 50, 50]) == height([1], [50])
    assert height(["một\nhai", "một\nhai\nba"], [50, 50]) == height(["", "một\nhai\nba"], [50, 50])
    assert height(["d\n" * 1_000], [50]) == 409


@pytest.mark.parametrize("widths", [[5, 44, 10], [5, 8, 8, 8, 8], [5, 100, 3], [5, 3, 100], [5, 40]])
def test_narrow_tables_fill_the_page_and_each_half_holds_the_motto(widths: list[int]) -> None:
    layout = lay_out(widths, len(widths))
    left, right = layout.pixels[: layout.middle + 1], layout.pixels[layout.middle + 1 :]
    assert sum(layout.pixels) >= 1000
    assert min(sum(left), sum(right)) >= 350
    assert min(layout.halves(len(widths))) > width("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")


def test_columns_that_are_not_printed_keep_their_width() -> None:
    assert lay_out([5, 40, 40, 9, 9], 3) == Layout((*lay_out([5, 40, 40], 3).pixels, 68, 68), 1)
