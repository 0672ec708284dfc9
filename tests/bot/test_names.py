"""Names of citizens are masked, names of officials, streets and places are not: cases in names.jsonl.

What is to be masked stands in braces there, or the masked text beside the text.
"""

import json
import re
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy import MASK_NAME, found, mask
from nlu.text import fold

CASES = [json.loads(line) for line in Path(__file__).with_name("names.jsonl").read_text("utf-8").splitlines()]
QUESTIONS = sorted((Path(__file__).parents[1] / "evaluation" / "development").glob("answers*.jsonl"))
WORDS = (
    "gồm hộ ông bà cháu em đồng chí Bí thư Chủ tịch xã thôn 2 đường trường và , . : ; ( ) \n - 1. 45 tuổi"
    " Nguyễn Trần Lê Hồ Văn Thị An Bình A Y Lan nguyen van an tran thi binh Lê_Lợi Hồ_Chí_Minh [tên_đã_che]"
    " chủ_trì cho thăm sđt 123456 0905123456 Nguyễn_Thị_Minh_Khai_Trang"
).split(" ")


def plain(case: dict[str, str]) -> tuple[str, str]:
    """The text of a case, and the same masked."""
    text = re.sub(r"[{}]", "", case["text"])
    return text, case.get("masked") or re.sub(r"\{[^}]*\}", MASK_NAME, case["text"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:40])
def test_a_text_is_masked_as_its_case_says(case: dict[str, str]) -> None:
    text, masked = plain(case)
    assert mask(text) == masked
    assert mask(masked) == masked
    assert ("name" in found(text)) == (MASK_NAME in masked)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:40])
def test_letters_and_marks_typed_apart_are_the_same(case: dict[str, str]) -> None:
    text, masked = plain(case)
    assert unicodedata.normalize("NFC", mask(unicodedata.normalize("NFD", text))).count(
        MASK_NAME
    ) == masked.count(MASK_NAME)


def test_no_question_to_the_documents_is_changed() -> None:
    lines = [line for path in QUESTIONS for line in path.read_text("utf-8").splitlines()]
    questions = {text for line in map(json.loads, lines) for text in (line["question"], *line["context"])}
    assert len(questions) > 1000
    assert [text for text in questions if mask(text) != text] == []


def test_there_are_cases_of_both_kinds() -> None:
    masked = sum(MASK_NAME in plain(case)[1] for case in CASES)
    assert min(masked, len(CASES) - masked) > 30


def test_what_is_found_is_told_by_kind() -> None:
    assert found("họp dân ngày 20/01/2025, 120 người") == frozenset()
    assert found("sđt 0905123456, thư an@b.vn") == {"number", "address"}
    assert found(f"hộ ông Nguyễn Văn An, {MASK_NAME}") == {"name"}
    assert found(MASK_NAME) == frozenset()


def test_a_number_that_a_mask_brings_closer_to_its_label_is_masked_at_once() -> None:
    text = "hộ bà sđt Nguyễn Thị Minh Khai Trang 123456, hộ bà Nguyễn Thị Minh Khai Trang"
    assert mask(mask(text)) == mask(text)


@given(st.lists(st.sampled_from(WORDS), max_size=40))
def test_masking_names_twice_changes_nothing_more(words: list[str]) -> None:
    text = " ".join(words).replace("_", " ")
    assert mask(mask(text)) == mask(text)


@pytest.mark.parametrize(
    "part",
    [
        "Nguyễn Văn An, ",
        "Nguyễn ",
        "nguyen van an, ",
        "NGUYỄN VĂN ",
        "hộ ông ",
        "thôn An Lạc ",
        "A Y ",
        "đồng chí Bí thư ",
        "1. \n",
        "Lê Lợi, ",
        "[tên đã che] ",
        "a",
        "Văn",
        "'",
        "e\u0301",
        "0905 ",
    ],
)
def test_four_thousand_characters_take_less_than_50_ms(part: str) -> None:
    text = (part * 4000)[:4000]
    mask("Nguyễn Văn An, Trần Thị Bình")  # the lists are read
    taken = []
    for _ in range(3):
        start = time.perf_counter()
        mask(text)
        taken.append(time.perf_counter() - start)
    assert min(taken) < 0.05


def test_names_without_marks_are_masked_as_those_with_them() -> None:
    for case in CASES:
        text, masked = plain(case)
        if MASK_NAME in masked and re.search(r"\b(?:Văn|Thị)\b", text) and text != text.upper():
            assert MASK_NAME in mask(fold_capitals(text)), text


def fold_capitals(text: str) -> str:
    """The text without marks, its capitals kept."""
    return "".join(f.upper() if c.isupper() else f for c, f in zip(text, map(fold, text), strict=True))
