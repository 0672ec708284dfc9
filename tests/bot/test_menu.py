"""Numbers that may be typed: those of the choices on the screen, and never in place of an answer."""

import pytest

from bot import Choice, Reply
from bot.channels import ABILITIES, ZALO
from bot.layout import Layout
from bot.menu import by_number
from bot.wording import load

RIGHT, WRONG = Choice("Đúng ý", "right:1"), Choice("Chưa đúng", "wrong:1")
SEND, CANCEL = Choice("Gửi", "report:confirm:1"), Choice("Hủy", "report:cancel:1")
MEETING = Choice("Hội nghị", "report:set:1:activity_type:hoi_nghi", numbered=True)


@pytest.mark.parametrize(
    ("reply", "numbered"),
    [
        (Reply("“Chủ trì …”", (RIGHT, WRONG)), (RIGHT, WRONG)),
        (Reply("1. Loại: hội nghị\n2. Ngày: 1/3", (SEND, CANCEL)), ()),
        (Reply("Bao nhiêu người dự?", (CANCEL,)), ()),
        (Reply("“1. Sở, ban, ngành”\n  2. Các huyện", (RIGHT, WRONG)), ()),
        (Reply("Loại nào?", (MEETING, CANCEL)), (MEETING,)),
        (Reply("Chào"), ()),
    ],
)
def test_a_number_stands_for_a_choice_only_where_nothing_else_is_numbered_or_asked(
    reply: Reply, numbered: tuple[Choice, ...]
) -> None:
    assert by_number(reply) == numbered


def test_without_buttons_the_choices_stand_in_the_text_with_what_to_type() -> None:
    layout = Layout(ABILITIES[ZALO], load())
    assert layout.texts(Reply("“…”", (RIGHT, WRONG))) == [
        "“…”\nGõ số hoặc chữ: 1. Đúng ý · 2. Chưa đúng",
    ]
    assert layout.texts(Reply("1. Loại: hội nghị", (SEND, CANCEL))) == ["1. Loại: hội nghị\nGõ: Gửi · Hủy"]
    rows = Reply("1. BC-2026-000001\nGõ số thứ tự để mở.", (Choice("1", "show:BC-2026-000001"),))
    assert layout.texts(rows) == [rows.text]  # whose numbers stand in the text already
    (listed,) = layout.texts(Reply("Loại nào?", (MEETING, CANCEL)))
    assert listed.split("\n")[1:] == ["1. Hội nghị", "Gõ số để chọn.", "Gõ: Hủy"]
