from pathlib import Path

import pytest

from knowledge.pages import furniture, unbroken
from knowledge.passages import document
from knowledge.reader import read

PAGE = "\n\n".join(f"{n}. Việc thứ {n} của các thôn trong xã." for n in range(1, 7))
CUT = f"{PAGE}\n\n7. Mỗi thôn mở một lớp học\n\n2\n\nhát dân ca cho trẻ em.\n\n8. Việc sau.\n"


def test_a_sentence_cut_by_a_page_number_is_one_passage(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(CUT, encoding="utf-8")
    found = document(read(path).text, "x")
    texts = {p.id: (p.kind, p.text) for p in found.passages}
    assert texts["x/7"] == ("item", "7. Mỗi thôn mở một lớp học\nhát dân ca cho trẻ em.")
    assert texts["x/page"] == ("ornament", "2")
    assert [n for n in found.notes if "ngắt trang" in n] == []


def test_where_it_cannot_be_put_together_it_is_told() -> None:
    assert any(note.startswith("câu bị ngắt trang") for note in document(CUT, "x").notes)


def test_nothing_is_lost_by_putting_sentences_together() -> None:
    assert sorted(unbroken(CUT).split()) == sorted(CUT.split())
    assert unbroken(PAGE) == PAGE


@pytest.mark.parametrize("number", ["2", "- 2 -", "Trang 2", "Trang 2/5", "2/5"])
def test_page_numbers_are_told_by_their_form_or_by_their_order(number: str) -> None:
    lines = [*PAGE.split("\n"), "", number, "", "Phần sau của văn bản này."]
    assert furniture(lines) == {lines.index(number)}


def test_a_running_header_beside_page_numbers_goes_with_them() -> None:
    lines = "\n".join(f"{PAGE}\n\n{n}\nVăn bản của xã Hòa An\n" for n in (1, 2, 3)).split("\n")
    assert {lines[i] for i in furniture(lines)} == {"1", "2", "3", "Văn bản của xã Hòa An"}


def test_the_numbers_of_table_rows_are_no_pages() -> None:
    assert furniture(["STT", "1", "Thôn A", "2", "Thôn B", "3", "Thôn C"]) == set()


def test_where_blank_lines_set_pages_off_the_numbers_of_a_table_do_not_hide_them() -> None:
    lines = [
        *["Mở đầu."] * 6,
        "",
        "2",
        "",
        *["Dòng một của văn bản."] * 5,
        "3",
        "Việc thứ ba",
        "4",
        "Việc thứ tư",
    ]
    lines += [
        "5",
        "Việc thứ năm",
        *["Thêm một dòng nữa."] * 5,
        "- Hướng dẫn nội quy chợ",
        "",
        "3",
        "",
        "tách hàng ra.",
    ]
    pages = furniture(lines)
    assert {lines[i] for i in pages} == {"2", "3"}
    assert len(pages) == 2
    assert len(lines) - 3 in pages
