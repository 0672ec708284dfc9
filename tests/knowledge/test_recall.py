"""Earlier subjects of a chat: what "hồi nãy" goes back to, and how many are remembered."""

import pytest

from knowledge import recall
from tests.knowledge.shelf import Ask, told

WATCH = "kế hoạch 90 giao công an xã làm gì"
DIRECTOR = "công văn 356 ai định hướng báo cáo viên"


@pytest.mark.parametrize(
    ("questions", "passages"),
    [
        ((DIRECTOR, "ai ký kế hoạch 90", "hồi nãy báo cáo viên, đọc lại nguyên văn"), ["356-UBND-KGVX/2.1"]),
        ((DIRECTOR, "ai ký kế hoạch 90", "câu về báo cáo viên lúc nãy đọc lại"), ["356-UBND-KGVX/2.1"]),
        ((WATCH, "ai ký công văn 356", "quay lại công an xã, trông giữ xe"), ["90-KH-UBND/1.b"]),
        (("mục 1 kế hoạch 90", "ai ký kế hoạch 45", "quay lại mục 1"), ["90-KH-UBND/1.a"]),
    ],
)
def test_a_question_goes_back_to_the_subject_that_it_names_again(
    ask: Ask, questions: tuple[str, ...], passages: list[str]
) -> None:
    answer = ask(*questions)
    assert told(answer)[:1] == passages


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("cái kế hoạch hồi nãy của ai ban hành", "324-KH-TU"),
        ("cái đầu ấy, cơ quan nào ban hành", "324-KH-TU"),
        ("cái trước đó của ai", "324-KH-TU"),
        ("cái sau của ai", "107-HD-BTGTU"),
        ("nó của ai", "107-HD-BTGTU"),
    ],
)
def test_of_cited_documents_asked_about_in_turn_the_one_meant_is_told(
    ask: Ask, question: str, about: str
) -> None:
    answer = ask("kế hoạch 324 ngày mấy", "hướng dẫn 107 ngày mấy", question)
    assert answer.outcome == "answer"
    assert answer.focus.document == about


def test_without_the_way_back_or_with_nothing_named_again_the_last_subject_stays(ask: Ask) -> None:
    assert told(ask(DIRECTOR, "ai ký kế hoạch 90", "đọc lại nguyên văn")) == ["90-KH-UBND/signature"]
    assert told(ask(DIRECTOR, "ai ký kế hoạch 90", "hồi nãy quên bún bò")) == []


def test_a_few_subjects_are_remembered_the_last_one_first_none_with_a_past_of_its_own(ask: Ask) -> None:
    asked = ["ai ký kế hoạch 90", "mục 1", "mục 2", "mục 3", "ban hành ngày nào", "căn cứ vào đâu"]
    focus = ask(*asked).focus
    assert [subject.question for subject in focus.earlier] == asked[-2 : -2 - recall.MOST : -1]
    assert all(subject.earlier == () for subject in focus.earlier)


def test_what_was_not_answered_is_no_subject_to_go_back_to(ask: Ask) -> None:
    focus = ask("ai ký kế hoạch 90", "bún bò bao nhiêu tiền một tô", "mục 2 kế hoạch 90").focus
    assert [subject.question for subject in focus.earlier] == ["ai ký kế hoạch 90"]
