"""What kind of thing a question asks for, and which passages have it."""

import pytest

from knowledge import kinds
from nlu.text import fold, words


def asked(question: str) -> set[str]:
    return {kind.name for kind in kinds.asked(words(question))}


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("chừng mô mới nộp", "time"),
        ("trễ nhất là bữa nào", "time"),
        ("mỗi thôn được mấy triệu", "sum"),
        ("hỗ trợ bao nhiêu tiền một người", "sum"),
        ("đạt bao nhiêu phần trăm", "share"),
        ("gọi số nào để báo tin", "line"),
        ("tải mẫu ở trang web nào", "site"),
        ("vì sao phải làm lại", "reason"),
        ("mở lớp nhằm mục đích gì", "purpose"),
        ("họp tại đâu", "place"),
        ("mỗi tổ mấy người", "number"),
    ],
)
def test_a_question_asks_for_a_kind(question: str, kind: str) -> None:
    assert kind in asked(question)
    assert kind in asked(fold(question))


@pytest.mark.parametrize(
    ("typed", "time"),
    [("hồi nào nộp", True), ("hoi nao nop", True), ("hôi nào nộp", True), ("hội nào nộp", False)],
)
def test_a_word_with_other_marks_asks_for_something_else(typed: str, time: bool) -> None:
    assert ("time" in asked(typed)) is time


@pytest.mark.parametrize(
    ("typed", "who"), [("sở nào", True), ("so nao", True), ("số nào", False), ("bản nào", False)]
)
def test_a_body_is_asked_for_by_its_own_marks(typed: str, who: bool) -> None:
    assert kinds.asks_who(words(f"{typed} kiểm tra")) is who


@pytest.mark.parametrize("question", ["công an phải làm gì", "treo băng rôn thế nào", "ai chủ trì"])
def test_other_questions_ask_for_none(question: str) -> None:
    assert asked(question) == set()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("hoàn thành trước ngày 15 tháng 3", "time"),
        ("Mức hỗ trợ 3.000.000 đồng/tổ/năm", "sum"),
        ("ít nhất 90% số hộ", "share"),
        ("trong 05 (năm) ngày làm việc", "time"),
        ("Tập trung lúc 7h30 ở sân đình.", "time"),
        ("để mọi người cùng biết", "reason"),
        ("Đặt ở nhà sinh hoạt", "place"),
        ("Đường dây nóng: 0255 3822 115", "line"),
        ("gửi về hộp thư phong@xa.gov.vn", "site"),
    ],
)
def test_a_passage_has_a_kind(text: str, kind: str) -> None:
    (wanted,) = (each for each in kinds.KINDS if each.name == kind)
    assert wanted.is_told(text)
    assert not wanted.is_told("Tuyên truyền sâu rộng trong Nhân dân.")


@pytest.mark.parametrize(
    ("text", "kind"), [("Các vị đề xuất tài liệu đó.", "reason"), ("Đề tài năm nay nhâm nhi.", "purpose")]
)
def test_other_words_of_the_same_letters_have_no_kind(text: str, kind: str) -> None:
    (wanted,) = (each for each in kinds.KINDS if each.name == kind)
    assert not wanted.is_told(text)


def test_who_is_asked_and_told() -> None:
    assert kinds.asks_who(words("sở nào hướng dẫn"))
    assert not kinds.asks_who(words("hướng dẫn thế nào"))
    assert kinds.tells_who("Sở Y tế kiểm tra bếp ăn.")
    assert not kinds.tells_who("Kiểm tra bếp ăn mỗi tháng.")
