"""Follow-ups over several documents: those that stay in one, those that switch, and those without a focus."""

import pytest

from knowledge import NO_FOCUS, Focus
from knowledge.answer import Answerer
from tests.knowledge.shelf import Ask, asking, told


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


@pytest.mark.parametrize("question", ["", "?"])
def test_what_asks_nothing_is_borne_behind_a_question_about_a_cited_document(ask: Ask, question: str) -> None:
    asked = ask("Kế hoạch 324-KH/TU là văn bản gì")
    assert asked.focus.document == "324-KH-TU"
    assert ask(question, focus=asked.focus).outcome in {"not_loaded", "abstain", "clarify"}


DIRECTOR = "công văn 356 ai định hướng báo cáo viên"
PLAN = "kế hoạch 45 theo đề nghị của ai"
ON_WHAT = "kế hoạch 45 căn cứ quyết định nào"


@pytest.mark.parametrize(
    ("questions", "passages"),
    [
        (
            ("công văn 356 ai chủ trì tuyên truyền cổ động trực quan", "chào mừng sự kiện gì"),
            ["356-UBND-KGVX/4"],
        ),
        (("công văn 356 giao công an làm gì", "la linh vuc nao vay"), ["356-UBND-KGVX/5"]),
        (("kế hoạch 90 giao công an xã làm gì", "ở bến nào"), ["90-KH-UBND/1.a"]),
        (("ai ký kế hoạch 90", "có mấy đội thuyền"), ["90-KH-UBND/2"]),
        ((DIRECTOR, "ngoài ra còn gì nữa không"), ["356-UBND-KGVX/2.2"]),
        ((DIRECTOR, "việc còn lại là gì"), ["356-UBND-KGVX/2.2"]),
        ((DIRECTOR, "kể hết mục đó"), ["356-UBND-KGVX/2.1", "356-UBND-KGVX/2.2"]),
        ((DIRECTOR, "họ phải làm những gì"), ["356-UBND-KGVX/2.1", "356-UBND-KGVX/2.2"]),
        (("gạch đầu dòng thứ hai của Ban Tuyên giáo trong công văn 356",), ["356-UBND-KGVX/2.2"]),
        (("ý thứ nhất của Ban Tuyên giáo trong công văn 356", "cái nữa"), ["356-UBND-KGVX/2.2"]),
        (("ý thứ nhất của Ban Tuyên giáo trong công văn 356", "thứ hai"), ["356-UBND-KGVX/2.2"]),
        (("ai ký kế hoạch 90", "mục cuối"), ["90-KH-UBND/3"]),
        (("công văn 356 kính gửi ai", "vậy Báo Quảng Ngãi có không"), ["356-UBND-KGVX/addressees"]),
        (("công văn 356 gửi những ai", "rồi căn cứ vô đâu"), ["356-UBND-KGVX/preamble"]),
        (("ai ký kế hoạch 90", "họ tên đầy đủ"), ["90-KH-UBND/signature"]),
        ((PLAN, "bằng văn bản số mấy"), ["45-KH-UBND/preamble-2"]),
    ],
)
def test_a_question_that_goes_on_is_answered_from_where_the_last_answer_stands(
    ask: Ask, questions: tuple[str, ...], passages: list[str]
) -> None:
    answer = ask(*questions)
    assert (answer.outcome, told(answer)) == ("answer", passages)


@pytest.mark.parametrize(
    ("questions", "outcome", "about"),
    [
        ((ON_WHAT, "quyết định đó ban hành ngày nào"), "answer", "12-QĐ-TTg"),
        ((ON_WHAT, "ngày nào"), "answer", "12-QĐ-TTg"),
        ((ON_WHAT, "trong đó quy định những gì"), "not_loaded", "12-QĐ-TTg"),
        ((PLAN, "tờ trình đó nêu lý do gì"), "not_loaded", "07-TTr-VHTT"),
        (("quyết định 12/QĐ-TTg ngày nào", "có mấy mục"), "not_loaded", "12-QĐ-TTg"),
        (("quyết định 12/QĐ-TTg ngày nào", "kế hoạch 45 nhắc tới nó ở đâu"), "answer", "12-QĐ-TTg"),
        ((ON_WHAT, "kế hoạch đó ban hành ngày nào"), "answer", "45-KH-UBND"),
        (("ai ký kế hoạch 45", "ngày nào"), "answer", "45-KH-UBND"),
    ],
)
def test_a_document_that_the_last_answer_named_can_be_gone_on_about(
    ask: Ask, questions: tuple[str, ...], outcome: str, about: str
) -> None:
    answer = ask(*questions)
    assert (answer.outcome, answer.focus.document) == (outcome, about)


def test_the_other_documents_cited_are_told_without_those_known(ask: Ask) -> None:
    answer = ask("công văn 356 triển khai kế hoạch nào", "còn hướng dẫn nào nữa ngoài 324")
    assert answer.lead == "answer_relation"
    assert all("Hướng dẫn số 107-HD/BTGTU" in quote.text for quote in answer.quotes)


@pytest.mark.parametrize("question", ["bà ấy sinh năm nào", "bà ấy là người thế nào", "ổng quê ở đâu"])
def test_of_people_nothing_is_told_but_name_and_office(ask: Ask, question: str) -> None:
    answer = ask("ai ký kế hoạch 90", question)
    assert (answer.outcome, answer.quotes) == ("abstain", ())
    assert told(ask("ai ký kế hoạch 90", "chức vụ của bà ấy")) == ["90-KH-UBND/signature"]


@pytest.mark.parametrize(
    "question", ["ai trông giữ xe", "chuyển qua hỏi ai trông giữ xe", "thôi cho hỏi ai trông giữ xe"]
)
def test_a_new_subject_is_no_detail_of_the_last_answer(ask: Ask, question: str) -> None:
    assert told(ask("kế hoạch 45 giao Phòng Văn hóa và Thông tin làm gì", question)) == ["90-KH-UBND/1.b"]


@pytest.mark.parametrize(
    ("first", "passage"),
    [("ai ký công văn 356", "356-UBND-KGVX/1.2"), ("ai ký kế hoạch 45", "45-KH-UBND/I.2")],
)
def test_a_short_question_keeps_to_the_document_that_was_talked_about(
    ask: Ask, first: str, passage: str
) -> None:
    assert told(ask(first, "phải tiết kiệm thế nào"))[:1] == [passage]


@pytest.mark.parametrize(
    ("questions", "passages"),
    [
        (("mục 3 công văn 356", "gạch 3"), ["356-UBND-KGVX/3.3"]),
        (("mục 3 gạch 2 công văn 356", "gạch trên"), ["356-UBND-KGVX/3.1"]),
        (("mục 3 công văn 356", "mục ngay sau", "cái sau nữa"), ["356-UBND-KGVX/5"]),
        (
            ("công văn 356 tập trung tuyên truyền 3 chủ đề lớn nào", "chủ đề cuối", "còn cái giữa"),
            ["356-UBND-KGVX/1.3"],
        ),
        (("công văn 356 tập trung tuyên truyền 3 chủ đề lớn nào", "cái số 2"), ["356-UBND-KGVX/1.3"]),
        (("mục 3 công văn 356", "cái thứ hai"), ["356-UBND-KGVX/3.2"]),
        (("mục 3 công văn 356", "ý về in ấn, đọc lại"), ["356-UBND-KGVX/3.3"]),
        (("mục 3 gạch 2 công văn 356", "vi phạn gì"), ["356-UBND-KGVX/3.2"]),
        (("mục 4 công văn 356", "nhân dịp gì"), ["356-UBND-KGVX/4"]),
        (("mục 7 công văn 356", "về đề tài gì"), ["356-UBND-KGVX/7"]),
    ],
)
def test_a_place_is_counted_from_the_last_answer_and_a_detail_found_in_it(
    ask: Ask, questions: tuple[str, ...], passages: list[str]
) -> None:
    answer = ask(*questions)
    assert (answer.outcome, told(answer)) == ("answer", passages)


@pytest.mark.parametrize(
    "question", ["có đóng dấu hỏa tốc không", "phòng ngủ ở đâu", "nhận gì", "câu cuối công văn ghi gì"]
)
def test_what_only_sounds_like_a_step_or_a_detail_is_none(ask: Ask, question: str) -> None:
    assert "356-UBND-KGVX/5" not in told(ask("mục 5 công văn 356", question))


def test_of_several_documents_cited_the_one_that_was_asked_for_is_gone_on_about(ask: Ask) -> None:
    answer = ask("công văn 356 nói văn bản nào phát động thi đua", "của ai ban hành")
    assert (answer.outcome, answer.focus.document) == ("answer", "287-KH-TU")


@pytest.mark.parametrize("question", ["trong nớ viết những gì", "trong ấy có mấy phần"])
def test_the_inside_of_a_cited_document_is_not_loaded_in_any_dialect(ask: Ask, question: str) -> None:
    answer = ask("hướng dẫn 107 của ai", question)
    assert (answer.outcome, answer.focus.document) == ("not_loaded", "107-HD-BTGTU")


def test_the_document_asked_for_is_told_though_another_was_quoted(ask: Ask) -> None:
    answer = ask("công văn 356 triển khai kế hoạch nào", "có hướng dẫn nào nữa không")
    assert all("Hướng dẫn số 107-HD/BTGTU" in quote.text for quote in answer.quotes)
    assert answer.quotes


@pytest.mark.parametrize(
    ("questions", "passages"),
    [
        (("Công an tỉnh làm gì", "thêm tuyên giáo nữa"), ["2.1", "2.2"]),
        (("các sở, ban, ngành làm gì", "cấp huyện thì có khác không"), ["1.1", "1.2", "1.3"]),
        (
            ("các sở có cần lập kế hoạch tuyên truyền Đại hội không", "cấp huyện cũng làm điều đó chứ"),
            ["1.2"],
        ),
        (("văn bản gửi những ai", "có cấp huyện trong danh sách chứ"), ["addressees"]),
        (("huyện phải làm gì", "phải lập kế hoạch à"), ["1.2"]),
        (("báo đài tập trung mấy chủ đề", "gồm chủ đề gì"), ["1.3"]),
    ],
)
def test_a_brief_word_goes_on_about_the_taught_directive(
    answerer: Answerer, questions: tuple[str, ...], passages: list[str]
) -> None:
    assert told(asking(answerer)(*questions)) == [f"356-UBND-KGVX/{each}" for each in passages]


def test_another_body_is_told_what_it_has_to_do_only_where_that_was_told_of_one(answerer: Answerer) -> None:
    ask = asking(answerer)
    assert ask("ai ký", "thêm tuyên giáo nữa").lead != "answer_duties"
