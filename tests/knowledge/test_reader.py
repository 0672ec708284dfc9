import unicodedata
from pathlib import Path

import pytest

from knowledge import DocumentRefused, reader

SENTENCE = "Ủy ban nhân dân tỉnh yêu cầu các sở, ban, ngành triển khai thực hiện."


def read(path: Path) -> str:
    """The text alone."""
    return reader.read(path).text


def written(folder: Path, content: bytes, name: str = "van-ban.txt") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_a_text_is_read_word_for_word(tmp_path: Path) -> None:
    text = f"  {SENTENCE}\n\n- Một: **hai** _ba_ #4\t5  \n"
    assert read(written(tmp_path, text.encode())) == text


def test_markdown_emphasis_is_taken_out_even_over_two_lines(tmp_path: Path) -> None:
    text = f"**ỦY BAN\nTỈNH**\n\nSố: **356** /UBND\n{SENTENCE}"
    assert read(written(tmp_path, text.encode(), "a.md")) == f"ỦY BAN\nTỈNH\n\nSố: 356 /UBND\n{SENTENCE}"


def test_stars_that_are_no_emphasis_stay(tmp_path: Path) -> None:
    text = f"2 ** 3 và **\n\n**\n{SENTENCE}"
    assert read(written(tmp_path, text.encode(), "a.md")) == text


def test_the_older_tone_placement_stays_as_it_stands(tmp_path: Path) -> None:
    assert "uỷ hoà" in read(written(tmp_path, f"uỷ hoà. {SENTENCE}".encode()))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_every_unicode_encoding_and_line_end_gives_the_same_text(tmp_path: Path, encoding: str) -> None:
    decomposed = unicodedata.normalize("NFD", f"{SENTENCE}\r\nĐề nghị.\r")
    assert read(written(tmp_path, decomposed.encode(encoding))) == f"{SENTENCE}\nĐề nghị.\n"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.doc", SENTENCE.encode(), "lưu thành .docx"),
        ("a.xlsx", SENTENCE.encode(), "chưa đọc được tệp loại “.xlsx”"),
        ("a", SENTENCE.encode(), "không có đuôi"),
        ("a.txt", b"", "tệp rỗng"),
        ("a.txt", b" \n 12 ", "không có chữ nào"),
        ("a.txt", SENTENCE.encode("cp1258", "replace"), "không giải mã được"),
        ("a.txt", SENTENCE.encode() + b"\x00", "tệp nhị phân"),
        ("a.txt", b"The quick brown fox jumps over the lazy dog.", "không giống văn bản tiếng Việt"),
        ("a.txt", "Быстрая коричневая лиса прыгает.".encode(), "không giống văn bản tiếng Việt"),
    ],
)
def test_what_cannot_become_a_document_is_refused_with_its_reason(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    with pytest.raises(DocumentRefused, match=reason) as refusal:
        read(written(tmp_path, content, name))
    assert str(refusal.value).startswith(name)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentRefused, match="không mở được tệp"):
        read(tmp_path / "khong-co.txt")
