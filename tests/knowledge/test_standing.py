"""What "kế hoạch đó", "hai hướng dẫn ấy", "cả hai" mean after answers that told of documents without text.

The letter is invented; its answers are made by hand, as an index would have to be taught for real ones.
"""

import dataclasses

import pytest

from knowledge import NO_FOCUS, Answer, Focus, standing
from knowledge.cited import cited_only
from knowledge.library import Library
from nlu.text import syllables
from tests.knowledge.shelf import Ask, Shelf, shelf

LETTER = """\
ỦY BAN NHÂN DÂN
HUYỆN AN BÌNH

Số: 7/UBND-VX

An Bình, ngày 20 tháng 3 năm 2025

Thực hiện Kế hoạch số 5-KH/HU ngày 02/3/2025 của Ban Thường vụ Huyện ủy An Bình về trồng cây; Ủy ban nhân \
dân huyện yêu cầu:

1. Các xã triển khai Kế hoạch số 9-KH/HU ngày 04/3/2025 của Ban Thường vụ Huyện ủy về tổng vệ sinh; Hướng \
dẫn số 6-HD/BTG và số 8-HD/BTG ngày 06/3/2025 của Ban Tuyên giáo Huyện ủy.

2. Các thôn xây dựng kế hoạch trồng cây.

3. Công an huyện giữ trật tự.
"""
PREAMBLE, FIRST, SECOND, THIRD = (f"7-UBND-VX/{name}" for name in ("preamble", "1", "2", "3"))


@pytest.fixture(scope="module")
def library() -> Library:
    (letter,) = shelf(LETTER).documents
    letter = dataclasses.replace(letter, type="Công văn")
    return Shelf((letter, *cited_only([letter]))).library()


def after(library: Library, *passages: str) -> Focus:
    """The focus behind an answer that quoted these passages."""
    quotes = tuple(library.quote(library.passages[each]) for each in passages)
    answer = Answer("answer", "answer", quotes=quotes)
    focus = Focus("7-UBND-VX", passage=passages[0])
    return dataclasses.replace(focus, cited=standing.cited(library, answer))


def meant(library: Library, question: str, focus: Focus) -> list[str]:
    return [d.number for d in standing.meant(library, focus, syllables(question))]


def test_an_answer_cites_what_its_quotes_cite_behind_what_it_tells_of(library: Library) -> None:
    assert after(library, PREAMBLE).cited == ("5-KH-HU",)
    assert after(library, FIRST).cited == ("9-KH-HU", "6-HD-BTG", "8-HD-BTG")
    assert after(library, THIRD).cited == ()
    quote = library.quote(library.passages[PREAMBLE])
    told = Answer("answer", "answer_known_of", quotes=(quote,), focus=Focus("9-KH-HU", cited=("9-KH-HU",)))
    assert standing.cited(library, told) == ("9-KH-HU", "5-KH-HU")
    unrelated = dataclasses.replace(quote, text="yêu cầu")
    assert standing.cited(library, Answer("answer", "answer", quotes=(unrelated,))) == ()


@pytest.mark.parametrize(
    ("passages", "question", "numbers"),
    [
        ([PREAMBLE], "kế hoạch đó có mấy mục", ["5-KH/HU"]),
        ([FIRST], "mục 3 của cái kế hoạch ấy nói gì", ["9-KH/HU"]),
        ([FIRST], "trong kế hoạch trên có mấy mục", ["9-KH/HU"]),
        ([FIRST], "kế hoạch vừa nêu ai ký", ["9-KH/HU"]),
        ([FIRST], "hướng dẫn này dặn gì", ["6-HD/BTG", "8-HD/BTG"]),
        ([FIRST], "hai hướng dẫn ấy của ai", ["6-HD/BTG", "8-HD/BTG"]),
        ([PREAMBLE, FIRST], "kế hoạch đó ngày nào", ["5-KH/HU", "9-KH/HU"]),
        ([PREAMBLE, FIRST], "cả hai kế hoạch ai ký", ["5-KH/HU", "9-KH/HU"]),
        ([FIRST], "chỉ thị đó ai ký", []),
        ([FIRST], "công văn đó ai ký", []),  # the letter itself
        ([FIRST], "văn bản đó ai ký", []),
        ([FIRST], "kế hoạch có mấy mục", []),
        ([FIRST], "triển khai kế hoạch đó thì xã làm gì", []),
        ([FIRST], "cả hai xã làm gì", []),
        ([THIRD], "kế hoạch đó ai ký", []),
        ([SECOND], "kế hoạch đó nộp ở đâu", []),  # the one that is still to be made
    ],
)
def test_the_documents_of_the_type_in_the_last_quotes_are_meant(
    library: Library, passages: list[str], question: str, numbers: list[str]
) -> None:
    assert meant(library, question, after(library, *passages)) == numbers


def test_an_earlier_answer_counts_unless_one_since_tells_of_a_document_to_be_made(library: Library) -> None:
    before = after(library, PREAMBLE)
    asked = "kế hoạch đó ai ký"
    for last, numbers in ((THIRD, ["5-KH/HU"]), (FIRST, ["9-KH/HU"]), (SECOND, [])):
        focus = dataclasses.replace(after(library, last), earlier=(before,))
        assert meant(library, asked, focus) == numbers
    assert meant(library, asked, NO_FOCUS) == []


def test_both_are_the_two_that_were_told_of_last(library: Library) -> None:
    told = Focus("6-HD-BTG", cited=("6-HD-BTG", "5-KH-HU", "9-KH-HU", "8-HD-BTG"))
    for asked in ("cả hai ai ký", "cả hai cái ai ký", "hai văn bản đó của ai", "2 cái đó ngày nào"):
        assert meant(library, asked, told) == ["6-HD/BTG", "5-KH/HU"]
    assert meant(library, "hướng dẫn đó ai ký", told) == ["6-HD/BTG"], "of which it told, not which it cites"
    assert meant(library, "kế hoạch đó ai ký", told) == ["5-KH/HU", "9-KH/HU"]
    assert meant(library, "cả hai ai ký", dataclasses.replace(told, cited=("6-HD-BTG",))) == []
    relation = dataclasses.replace(after(library, FIRST), facet="relation", cited=("9-KH-HU", "6-HD-BTG"))
    assert meant(library, "cả hai ai ký", relation) == ["9-KH/HU", "6-HD/BTG"]


def test_in_a_chat_that_quotes_the_directive_a_plan_is_the_one_that_it_cites(ask: Ask) -> None:
    first = ("công văn 356 ai phải triển khai hiệu quả kế hoạch 324", "mục 1 công văn 356")
    for asked in ("đọc mục 3 của hướng dẫn đó", "hai hướng dẫn đó ai ký"):
        told = ask(*first, asked)
        assert (told.outcome, told.lead) == ("not_loaded", "not_loaded")
        assert told.values["document"] == "Hướng dẫn số 107-HD/BTGTU, Hướng dẫn số 111-HD/BTGTU"
    assert ask(*first, "mục 3").outcome == "answer"


def test_what_is_carried_out_is_asked_about_where_the_question_points_back_to_it(ask: Ask) -> None:
    done = "các sở triển khai Hướng dẫn 107 thì ai kiểm tra"
    again = "các sở phải triển khai Hướng dẫn 107; hướng dẫn ấy chia làm mấy mục"
    assert ask(done).lead != "not_loaded"
    assert (ask(again).lead, ask(again).values["document"]) == ("not_loaded", "Hướng dẫn số 107-HD/BTGTU")


def test_what_stands_inside_another_document_is_not_the_fact_asked_last(ask: Ask) -> None:
    last = "hướng dẫn 107 ban hành ngày nào"
    assert ask(last, "còn 111?").lead == "answer_known_of"
    assert ask(last, "thế trong 111 có những hướng dẫn gì").lead == "not_loaded"


BOTH = Focus("5-KH-HU", "", "issuer", cited=("5-KH-HU", "9-KH-HU"))


@pytest.mark.parametrize(
    ("question", "numbers"),
    [
        ("cái đầu ngày mấy", ["5-KH/HU"]),
        ("cái thứ hai của ai", ["9-KH/HU"]),
        ("cái sau ai ký", ["9-KH/HU"]),
        ("cái còn lại về việc gì", ["9-KH/HU"]),
        ("cái nào ra trước", ["5-KH/HU", "9-KH/HU"]),
        ("cái kế hoạch trồng cây đó ngày mấy", ["5-KH/HU"]),
        ("kế hoạch tổng vệ sinh ấy ai ký", ["9-KH/HU"]),
        ("kế hoạch dạy bơi đó ai ký", []),
        ("còn hướng dẫn thì số mấy", ["6-HD/BTG", "8-HD/BTG"]),
        ("còn hướng dẫn nào nữa", []),
        ("xây dựng kế hoạch trồng cây đó ra sao", []),
    ],
)
def test_of_two_told_of_together_one_is_meant(library: Library, question: str, numbers: list[str]) -> None:
    assert meant(library, question, BOTH) == numbers
    if question.startswith("cái"):
        assert meant(library, question, Focus("7-UBND-VX", "3", "duty", cited=())) == []


def test_the_other_one_is_that_which_was_not_told_of_last(library: Library) -> None:
    last = Focus("9-KH-HU", "", "date", cited=("9-KH-HU",), earlier=(BOTH,))
    assert meant(library, "cái còn lại thì sao", last) == ["5-KH/HU"]


def test_what_was_proposed_is_gone_on_about_however_the_proposal_was_asked_for(library: Library) -> None:
    first = after(library, PREAMBLE)
    asked = dataclasses.replace(first, question="ai đề nghị ra công văn")
    assert standing.behind(library, asked, ["ngay", "nao"]) == ()  # nothing was proposed there
    assert standing.behind(library, first, ["ngay", "nao"]) == ()
