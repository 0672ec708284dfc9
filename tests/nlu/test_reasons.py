"""The reason beside a question is left out, and nothing else."""

import pytest

from nlu import reasons
from nlu.text import fold


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Công văn này số mấy để em ghi vào sổ trực", "Công văn này số mấy"),
        ("cho xin ngày hai kế hoạch, để tôi lập danh mục kèm theo", "cho xin ngày hai kế hoạch"),
        ("ai ký giấy này vậy để còn biết đường trình lại", "ai ký giấy này vậy"),
        (
            "Tôi cần ghi phần căn cứ, xin cho biết kế hoạch 9 ký ngày nào",
            "xin cho biết kế hoạch 9 ký ngày nào",
        ),
        ("xã em có phải trồng cây không, đồng chí xem công văn 12 giúp", "xã em có phải trồng cây không"),
        ("xã em phải trồng mấy cây, anh coi văn bản này", "xã em phải trồng mấy cây"),
        ("Giấy này ai ký? Tôi lỡ gạch mất tên.", "Giấy này ai ký?"),
        ("3 việc phải làm ở thôn là gì, e cần gấp trước 2h", "3 việc phải làm ở thôn là gì"),
        ("em đang soạn phiếu gửi, cho em hỏi số của hướng dẫn này", "cho em hỏi số của hướng dẫn này"),
    ],
)
def test_the_reason_is_left_out(text: str, left: str) -> None:
    assert reasons.without(text) == left
    assert reasons.without(fold(text)) == fold(left)


@pytest.mark.parametrize(
    "text",
    [
        "Mở chuyên mục để làm gì",
        "các xã trồng cây để tạo bóng mát phải không",
        "để tôi ghi",
        "kế hoạch 9 đề ra những chỉ tiêu nào đưa vào bài",  # neither "để" nor "chị"
        "có việc nào phải làm gấp không",
        "anh chị ơi cho hỏi, em cần gấp ngày ký kế hoạch 9",  # what is needed is asked for
        "Tôi cần làm kế hoạch cho thôn, xin hỏi phải treo mấy lá cờ",  # of whom is asked stands in the reason
        "Ai ký vậy? Tôi nói kế hoạch 9.",  # which paper is meant stands behind
        "Ai ký vậy? Mà ký hôm nào nữa",
        "sở nào trình để tỉnh ra quyết định",
        "",
    ],
)
def test_what_is_asked_for_is_left_whole(text: str) -> None:
    assert reasons.without(text) == text
    assert reasons.without(fold(text)) == fold(text)
