from __future__ import annotations

import json
from pathlib import Path

import pytest

from nlu import abbreviations

CASES = [
    json.loads(line)
    for line in Path(__file__).with_name("abbreviations.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"] or "nothing")
def test_only_whole_unambiguous_tokens_are_expanded(case: dict[str, str]) -> None:
    assert abbreviations.load().expand(case["text"]) == case["expand"]


@pytest.mark.parametrize("token", ["ĐH", "đh", "dh", "DH"])
def test_an_ambiguous_token_has_all_its_readings(token: str) -> None:
    assert abbreviations.load().readings(token) == ("đại hội", "đại học")


def test_a_token_with_its_own_mark_is_not_read_as_another() -> None:
    assert "Hướng dẫn" not in abbreviations.load().readings("HĐ")


def test_capitals_are_not_what_a_chat_writes_in_small_letters() -> None:
    table = abbreviations.load()
    assert table.readings("KG") == ("kính gửi",)
    assert table.readings("kg") == ("không", "kính gửi")
    assert table.readings("KO") == ("không",)  # all in capitals: it has no other reading


def test_the_sure_reading_is_the_one_of_any_case_that_is_not_rare() -> None:
    table = abbreviations.load()
    assert (table.sure("BC"), table.sure("bc")) == ("Báo cáo", "Báo cáo")
    assert (table.sure("đh"), table.sure("xyz")) == ("", "")


def test_an_alias_is_known_with_its_marks_in_any_case() -> None:
    table = abbreviations.load()
    assert ("cat" in table, "CĐ" in table, "xyz" in table, "HĐ" in table) == (True, True, False, True)


def test_an_unknown_token_has_no_reading() -> None:
    assert abbreviations.load().readings("xyz") == ()


def test_a_row_with_an_unknown_case_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "abbreviations.csv"
    path.write_text("alias,expansion,kind,case\nCV,Công văn,document type,big\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"abbreviations\.csv, line 2: expected alias,expansion,kind"):
        abbreviations.load(path)
