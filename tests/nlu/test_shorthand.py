"""What is shortened by a mark or by letters left out: office words, what documents hold, nothing else."""

from pathlib import Path

import pytest

from nlu.shorthand import OFFICE_WORDS, Shorthand, office_words

CLAUSES = [
    "chào mừng ngày thành lập".split(),
    "làng nghề dệt chiếu cói".split(),
    "dệt chiếu cói và dệt chiếu cói".split(),
    "và chiếu phim".split(),
]
SHORTHAND = Shorthand(CLAUSES, frozenset(["và"]))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("n/vụ", "nhiệm vụ"),
        ("b.hành", "ban hành"),
        ("B.hành", "ban hành"),
        ("nvụ", "nhiệm vụ"),
        ("nvu", "nhiệm vụ"),
        ("ttruyền", "tuyên truyền"),
        ("đdòng", "đầu dòng"),
        ("ng/th", "ngày tháng"),
        ("sbn", "sở ban ngành"),
        ("bcviên", "báo cáo viên"),
        ("a.ninh", "an ninh"),
        ("ch.chiếu", ""),
        ("d.chiếu", "dệt chiếu"),
    ],
)
def test_letters_stand_for_the_phrase_that_they_begin(typed: str, meant: str) -> None:
    assert SHORTHAND.readings(typed)[:1] == ((meant,) if meant else ())


@pytest.mark.parametrize(
    "typed", ["và/hoặc", "nhiệm", "nhiem", "wifi", "12/3", "m6", "107-HD/BTGTU", "x" * 40, "/"]
)
def test_a_word_a_figure_and_a_number_are_nothing_shortened(typed: str) -> None:
    assert SHORTHAND.readings(typed) == ()


def test_what_several_phrases_fit_equally_has_all_of_them() -> None:
    assert {"số ký hiệu", "sau khi"} <= set(SHORTHAND.readings("s/kh"))


def test_marks_that_were_typed_count() -> None:
    assert SHORTHAND.readings("đ.hướng") == ("định hướng",)
    assert SHORTHAND.readings("n/vù") == ()
    assert SHORTHAND.readings("đ.chiếu") == ()


def test_a_phrase_does_not_begin_with_a_word_that_only_joins() -> None:
    assert Shorthand(CLAUSES, frozenset()).readings("v.chiếu") == ("và chiếu",)
    assert SHORTHAND.readings("v.chiếu") == ()


def test_two_letters_alone_are_no_phrase_without_a_mark() -> None:
    assert SHORTHAND.readings("st") == ()
    assert "sáng tác" in SHORTHAND.readings("s/t")


def test_office_words_are_small_and_none_stands_twice(tmp_path: Path) -> None:
    lines = [
        line for line in OFFICE_WORDS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")
    ]
    written = [phrase.strip() for line in lines for phrase in line.split(",")]
    assert [each for each in written if each != each.lower() or written.count(each) > 1 or not each] == []
    assert len(office_words()) == len(written)
    path = tmp_path / "words.txt"
    path.write_text("# không\nnhiệm vụ, ban  hành\n", encoding="utf-8")
    assert office_words(path) == (("nhiệm", "vụ"), ("ban", "hành"))
