"""Follow-ups over several documents: those that stay in one, those that switch, and those without a focus."""

import pytest

from knowledge import NO_FOCUS, Focus
from tests.knowledge.shelf import Ask, told


@pytest.mark.parametrize(
    ("questions", "passages"),
    [
        (("ai ký kế hoạch 45", "ban hành ngày nào"), ["45-KH-UBND/date"]),
        (("mục 1 kế hoạch 90", "ai ký"), ["90-KH-UBND/signature"]),
        (("mục 1 kế hoạch 90", "mục 2"), ["90-KH-UBND/2"]),
        (("ai ký kế hoạch 90", "nó căn cứ vào đâu"), ["90-KH-UBND/preamble"]),
        (("Điều 3 Quyết định 88", "còn điều 2?"), ["88-QĐ-UBND.kem-theo/dieu-2"]),
        (("kế hoạch 45 giao Phòng Văn hóa và Thông tin làm gì", "còn Huyện đoàn?"), ["45-KH-UBND/II.2"]),
        (("công văn 356 ai định hướng báo cáo viên", "gạch đầu dòng kế tiếp"), ["356-UBND-KGVX/2.2"]),
        (("công văn 356 ai định hướng báo cáo viên", "y thu hai"), ["356-UBND-KGVX/2.2"]),
        (("mục 3 công văn 356", "gạch cuối cùng là gì"), ["356-UBND-KGVX/3.4"]),
        (("mục 4 công văn 356", "mục sau"), ["356-UBND-KGVX/5"]),
        (("mục 5 công văn 356", "mục trước"), ["356-UBND-KGVX/4"]),
        (("ai ký kế hoạch 90", "cho xin nguyên văn câu đó"), ["90-KH-UBND/signature"]),
    ],
)
def test_a_follow_up_stays_in_the_document(ask: Ask, questions: tuple[str, ...], passages: list[str]) -> None:
    assert told(ask(*questions)) == passages


@pytest.mark.parametrize(
    ("questions", "passages"),
    [
        (("ai ký kế hoạch 45", "còn kế hoạch 90?"), ["90-KH-UBND/signature"]),
        (("ai ký kế hoạch 45", "còn công văn 356 thì sao", "ban hành ngày nào"), ["356-UBND-KGVX/date"]),
        (("hướng dẫn 19 ai ký", "còn kế hoạch của huyện An Bình"), ["45-KH-UBND/signature"]),
        (("Sở VHTTDL phải làm gì", "còn Ban Tuyên giáo thì sao"), ["356-UBND-KGVX/2.1", "356-UBND-KGVX/2.2"]),
        (("Quyết định 12/QĐ-TTg ban hành ngày nào", "ai ký kế hoạch 90"), ["90-KH-UBND/signature"]),
        (("ai ký kế hoạch 45", "ai giữ chìa khóa nhà văn hóa"), ["88-QĐ-UBND.kem-theo/dieu-3.a"]),
    ],
)
def test_a_follow_up_that_names_another_document_or_subject_switches(
    ask: Ask, questions: tuple[str, ...], passages: list[str]
) -> None:
    answer = ask(*questions)
    assert told(answer) == passages
    assert answer.focus.document == passages[0].partition("/")[0]


def test_a_follow_up_about_a_body_that_the_document_does_not_name_does_not_leave_it(ask: Ask) -> None:
    answer = ask("kế hoạch 45 giao Phòng Văn hóa và Thông tin làm gì", "còn công an thì sao")
    assert (answer.outcome, answer.lead, answer.quotes) == ("abstain", "abstain_no_section", ())
    assert answer.focus.document == "45-KH-UBND"


def test_what_was_answered_by_no_document_leaves_none_in_focus(ask: Ask) -> None:
    assert ask("Hội Nông dân phải làm gì", "ai ký").lead == "clarify_document"


def test_without_a_focus_or_with_that_of_a_document_that_is_gone_a_follow_up_is_asked_back(ask: Ask) -> None:
    for focus in (NO_FOCUS, Focus("1-KH-DA-XOA", "2", "signatory", "ai ký")):
        assert ask("ai ký", focus=focus).lead == "clarify_document"
        assert ask("còn mục 2?", focus=focus).lead == "clarify_document"
        assert told(ask("ai ký kế hoạch 90", focus=focus)) == ["90-KH-UBND/signature"]
