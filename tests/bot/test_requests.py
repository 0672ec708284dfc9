"""Which words of a message ask to have something done."""

import json
from pathlib import Path

from bot.requests import load

QUESTIONS = sorted((Path(__file__).parent.parent / "evaluation" / "development").glob("answers*.jsonl"))


def test_no_question_to_the_documents_asks_for_an_export_or_a_chart() -> None:
    requests = load()
    asked = [json.loads(line) for path in QUESTIONS for line in path.read_text("utf-8").splitlines()]
    assert len(asked) > 4000
    taken = [each["question"] for each in asked if requests.find(each["question"], ("export", "chart"))]
    assert taken == []


def test_a_compound_is_no_request_that_one_of_its_syllables_would_be() -> None:
    requests = load()
    assert requests.find("xuất tháng 10", ("export_period",)) == "export_period"
    assert requests.find("đề xuất, sản xuất và xuất bản tháng 10", ("export_period",)) == ""
    assert requests.find("de xuat va xuat ban thang 10", ("export_period",)) == ""


def test_what_somebody_writes_into_a_file_of_their_own_is_no_request() -> None:
    requests = load()
    assert requests.find("số mấy để em ghi vô file excel", ("export",)) == ""
    assert requests.find("cho em file excel", ("export",)) == "export"


def test_a_word_of_one_syllable_is_spelt_with_its_marks_only() -> None:
    requests = load()
    assert requests.spelt("xuất cho anh", ("workbook", "photos")) == ""
    assert requests.spelt("xuất cho anh mấy tấm ảnh", ("workbook", "photos")) == "photos"
    assert requests.spelt("file excel có ảnh", ("workbook", "photos")) == "workbook"
