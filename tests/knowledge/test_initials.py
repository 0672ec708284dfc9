"""Abbreviations by first letters: what the documents hold side by side, and nothing by chance."""

from knowledge.initials import Initials

CLAUSES = [
    "hướng dẫn các cơ quan báo chí".split(),
    "cơ quan báo chí tuyên truyền".split(),
    "văn nghệ sĩ sáng tác".split(),
    "có giá trị về tư tưởng".split(),
    "an toàn thông tin mạng".split(),
]


def test_the_commonest_phrase_with_these_first_letters_is_meant() -> None:
    assert Initials(CLAUSES).phrases("CQBC") == ("cơ quan báo chí",)
    assert Initials(CLAUSES).phrases("ATTT") == ("an toàn thông tin",)


def test_three_letters_need_a_phrase_that_comes_twice() -> None:
    assert Initials(CLAUSES).phrases("VNS") == ()
    assert Initials([*CLAUSES, "khuyến khích văn nghệ sĩ".split()]).phrases("VNS") == ("văn nghệ sĩ",)


def test_a_phrase_with_a_word_that_only_joins_is_no_name() -> None:
    assert Initials(CLAUSES).phrases("GTVT") == ()


def test_nothing_is_meant_where_nothing_begins_so() -> None:
    assert Initials(CLAUSES).phrases("XYZQ") == ()
    assert Initials([]).phrases("CQBC") == ()
