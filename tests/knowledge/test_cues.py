"""The little language in which facets.yml and addressees.yml say how people ask."""

import pytest

from knowledge import facets
from knowledge.cues import Cues
from nlu.text import words


@pytest.mark.parametrize(
    ("cue", "question", "size"),
    [
        ("ai * ký", "ai là người ký vậy", 4),
        ("ai * ký", "ai ky", 2),
        ("ai * ký", "ai ki", 2),
        ("ai * ký", "ai kí", 2),
        ("ban_hành|ra ngày_nào|khi_nào", "công văn ra ngày nào", 3),
        ("ban_hành|ra ngày_nào|khi_nào", "cong van ban hanh khi nao", 4),
    ],
)
def test_a_cue_is_found_with_and_without_marks(cue: str, question: str, size: int) -> None:
    match = Cues([cue]).find(words(question))
    assert match is not None
    assert match.size == size


@pytest.mark.parametrize(
    ("cue", "question"),
    [
        ("cài gì", "chủ trì cái gì"),  # another word with other marks
        ("ai * ký", "ai mà biết được hôm đó người ta ký"),  # too far apart
        ("ký", "kỷ niệm"),
    ],
)
def test_other_words_are_no_cue(cue: str, question: str) -> None:
    assert Cues([cue]).find(words(question)) is None


def test_every_matter_not_stated_is_one_that_exists() -> None:
    table = facets.load()
    names = {matter.name for matter in table.matters}
    assert {name for listed in table.not_stated.values() for name in listed} <= names


def test_a_cue_may_begin_with_a_gap_or_with_several_words() -> None:
    assert Cues(["* tờ nào"]).find(words("xin tờ nào")) is not None
    assert Cues(["kí_tên|đóng_dấu ai"]).find(words("dong dau ai")) is not None
    assert Cues(["ký ai"]).find(words("kí ai")) is not None
