"""Sentences put in order by how near they are to a question."""

import pytest

from knowledge.nearest import nearness, type_asked
from nlu.text import syllables

BASES = (
    "Căn cứ Quyết định số 65/QĐ-BYT ngày 21/7/2022 của Bộ trưởng Bộ Y tế;",
    "Căn cứ Nghị quyết số 20/NQ-HĐND của Hội đồng nhân dân tỉnh thi hành Quyết định số 7/QĐ-X;",
    "Căn cứ Luật Thư viện ngày 21 tháng 11 năm 2019;",
    "Căn cứ Quyết định số 9/QĐ-UBND của Ủy ban nhân dân tỉnh;",
)


@pytest.mark.parametrize(
    ("question", "type_"),
    [
        ("căn cứ nghị quyết nào của HĐND", "Nghị quyết"),
        ("can cu quyet dinh so may", "Quyết định"),
        ("thực hiện kế hoạch gì", "Kế hoạch"),
        ("căn cứ vào đâu", ""),
        ("quyết định của ai", ""),
    ],
)
def test_the_type_asked_for_stands_before_the_question_word(question: str, type_: str) -> None:
    assert type_asked(syllables(question)) == type_


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("căn cứ nghị quyết nào", 1),
        ("căn cứ quyết định nào của Bộ Y tế", 0),
        ("căn cứ quyết định nào của ủy ban nhân dân tỉnh", 3),
        ("căn cứ luật nào", 2),
        ("căn cứ văn bản nào của hội đồng nhân dân", 1),
    ],
)
def test_the_type_decides_before_the_shared_words(question: str, first: int) -> None:
    tokens = syllables(question)
    assert max(BASES, key=lambda text: nearness(tokens, text)) == BASES[first]


def test_a_question_without_words_prefers_none() -> None:
    assert {nearness([], text) for text in BASES} == {(0, 0)}
