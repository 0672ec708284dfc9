"""What becomes of an update: a table of what people do, and what the assistant is handed."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot import Attachment, Choice, Inbound, Letter, Reply
from bot.channels import ABILITIES, TELEGRAM
from bot.channels.telegram_updates import STALE, Updates
from bot.layout import Layout, rows
from bot.wording import load
from tests.telegram_people import People
from tests.telegram_records import BOT, State

MAI, NAM, GROUP = 11, 12, -100200
ME = f"@{BOT['username']}"
SEND = Choice("Gửi", "report:confirm:7")
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
FAR = {"chat": {"id": 1, "type": "private"}, "from": {"id": 1, "is_bot": False}, "text": "x"}
SIXTEEN = [Choice(str(n), f"show:{n}") for n in range(16)]


class Told:
    """People who write, and what is made of it; letter 5 to Mai's chat offers SEND."""

    def __init__(self) -> None:
        self.state = State()
        self.people = People(self.state)
        self.updates = Updates(HANOI, self._offered)
        self.updates.known(BOT["id"], BOT["username"])

    def _offered(self, chat: str, letter: int, row: int) -> Choice | None:
        return SEND if (chat, letter, row) in {("11", 5, 0), ("-100200/11", 5, 0)} else None

    def last(self) -> Inbound | None:
        """The message of the last update."""
        update = next(reversed(self.state.updates.known.values()))
        raw = {"update_id": update.id, update.kind: update.content}
        return self.updates.translate(raw)[0]


def heard(act: Callable[[People], Any]) -> Inbound | None:
    """What is handed on of what somebody does."""
    told = Told()
    act(told.people)
    return told.last()


def test_a_message_keeps_its_words_its_moment_and_its_key() -> None:
    message = heard(lambda people: people.text(MAI, "Chào  bot\n", date=1_742_000_000))
    assert message == Inbound(
        TELEGRAM,
        "11",
        "11",
        "4242:700000001",
        "Chào  bot\n",
        datetime.datetime(2025, 3, 15, 7, 53, 20, tzinfo=HANOI),
    )


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        (lambda people: people.document(MAI, b"%PDF", "a.pdf", "application/pdf"), "document"),
        (lambda people: people.voice(MAI), "voice"),
        (lambda people: people.video(MAI), "video"),
        (lambda people: people.sticker(MAI), "sticker"),
        (lambda people: people.location(MAI), "location"),
        (lambda people: people.contact(MAI), "contact"),
    ],
)
def test_what_is_not_taken_is_told_by_its_kind_only(act: Any, kind: str) -> None:
    message = heard(act)
    assert message
    assert (message.text, message.attachments) == ("", (Attachment(kind),))


def test_of_a_photo_the_largest_size_is_taken_with_its_words() -> None:
    told = Told()
    update = told.people.photo(MAI, b"x" * 900, "họp dân")
    sizes = update.content["photo"]
    for order in (sizes, sizes[::-1]):
        raw = {"update_id": update.id, "message": update.content | {"photo": order}}
        message, _ = told.updates.translate(raw)
        assert message
        assert message.text == "họp dân"
        assert message.attachments == (Attachment("photo", sizes[-1]["file_id"], "", 900),)


def test_a_picture_sent_as_a_file_is_a_photo_with_a_name() -> None:
    message = heard(lambda people: people.document(MAI, b"x", "lễ.png", "image/png", "ảnh lễ"))
    assert message
    (photo,) = message.attachments
    assert (photo.kind, photo.name, photo.bytes, message.text) == ("photo", "lễ.png", 1, "ảnh lễ")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"{ME} ai ký công văn 356", "ai ký công văn 356"),
        (f"ai ký {ME} công văn 356?", "ai ký công văn 356?"),
        (f"👍🏽😀 nhờ {ME} ai ký công văn 356", "👍🏽😀 nhờ ai ký công văn 356"),
        (f"{ME.upper()} chào {ME}", "chào"),
        (f"/hoi{ME} ai ký", "/hoi ai ký"),
        (f"{ME} dòng một\ndòng hai", "dòng một\ndòng hai"),
        (f"{ME}2 và {ME} chào", f"{ME}2 và chào"),
        (f"İ {ME} chào", "İ chào"),
    ],
)
def test_in_a_group_the_bots_name_anywhere_addresses_it_and_goes(text: str, left: str) -> None:
    message = heard(lambda people: people.group_text(GROUP, MAI, text))
    assert message
    assert (message.text, message.chat, message.sender, message.in_group) == (left, "-100200/11", "11", True)


@pytest.mark.parametrize(
    "text",
    [
        "chào mọi người",
        f"{ME}2 chào",
        "/hoi@other_bot ai ký",
        "/hoi ai ký",
        "so_tay_thu_bot chào",
        "thư a@b.vn",
    ],
)
def test_what_is_said_to_others_in_a_group_is_not_handed_on(text: str) -> None:
    assert heard(lambda people: people.group_text(GROUP, MAI, text)) is None


def test_an_answer_to_the_bot_addresses_it_and_one_to_a_person_does_not() -> None:
    told = Told()
    theirs = told.people.group_text(GROUP, NAM, "ai biết không")
    ours = told.state.new("sendMessage", GROUP, "Văn bản ghi như sau.")
    told.people.group_text(GROUP, MAI, "còn gì nữa", reply_to=theirs.message_id)
    assert told.last() is None
    told.people.group_text(GROUP, MAI, "còn gì nữa", reply_to=ours.message_id)
    message = told.last()
    assert message
    assert message.text == "còn gì nữa"


def test_a_name_chosen_from_the_list_addresses_a_bot_too() -> None:
    told = Told()
    update = told.people.group_text(GROUP, MAI, "Sổ tay ơi, ai ký")
    named = {"type": "text_mention", "offset": 0, "length": 6, "user": {"id": BOT["id"], "is_bot": True}}
    message, _ = told.updates.translate(
        {"update_id": 1, "message": update.content | {"entities": [named]}},
    )
    assert message
    assert message.text == "ơi, ai ký"


def test_of_a_group_only_words_and_photos_for_the_bot_are_taken() -> None:
    assert heard(lambda people: people.sticker(GROUP, sender=MAI)) is None
    message = heard(lambda people: people.photo(GROUP, b"x", f"{ME} ảnh đây", sender=MAI))
    assert message
    assert (message.text, len(message.attachments)) == ("ảnh đây", 1)
    told = Told()
    ours = told.state.new("sendMessage", GROUP, "Chào anh/chị!")
    update = told.people.sticker(GROUP, sender=MAI)
    answer = update.content | {"reply_to_message": ours.told}
    assert told.updates.translate({"update_id": 1, "message": answer}) == (None, "")


def test_each_topic_of_a_group_is_a_conversation_of_its_own() -> None:
    told = Told()
    update = told.people.group_text(GROUP, MAI, f"{ME} chào")
    for more, chat in (
        ({"message_thread_id": 9, "is_topic_message": True}, "-100200/11/9"),
        ({"message_thread_id": 9}, "-100200/11"),  # a thread of answers, not a topic
    ):
        message, _ = told.updates.translate({"update_id": 1, "message": update.content | more})
        assert message
        assert message.chat == chat


def test_an_edited_message_comes_as_words_with_the_moment_of_the_change() -> None:
    told = Told()
    update = told.people.photo(MAI, b"x", "120 người")
    told.people.edit(MAI, update.message_id, "150 người", date=1_742_000_000)
    message = told.last()
    assert message
    assert (message.edited, message.text, message.attachments) == (True, "150 người", ())
    assert message.sent_at.timestamp() == 1_742_000_000


def test_a_place_that_moves_says_nothing_new() -> None:
    told = Told()
    update = told.people.location(MAI)
    moved = update.content | {"edit_date": 1_742_000_000}
    assert told.updates.translate({"update_id": 1, "edited_message": moved}) == (None, "")


@pytest.mark.parametrize(
    ("data", "sender", "value"),
    [
        ("5:0", MAI, SEND.value),
        ("5:1", MAI, STALE),
        ("6:0", MAI, STALE),
        ("5:0", NAM, STALE),
        ("report:confirm:7", MAI, STALE),
        ("", MAI, STALE),
        ("5:-1", MAI, STALE),
        ("5:0:0", MAI, STALE),
        ("²:0", MAI, STALE),
        ("9" * 22 + ":0", MAI, STALE),
        ("5:" + "9" * 22, MAI, STALE),
    ],
)
@pytest.mark.parametrize("chat", [None, GROUP])
def test_a_tap_counts_only_where_its_button_was_offered(
    data: str, sender: int, value: str, chat: int | None
) -> None:
    told = Told()
    update = told.people.forge(chat or sender, 1, data, sender)
    message, tap = told.updates.translate({"update_id": update.id, "callback_query": update.content})
    assert message
    assert (message.choice, message.text) == (value, SEND.label if value == SEND.value else "")
    assert message.in_group == (chat is not None)
    assert tap == update.content["id"]


@pytest.mark.parametrize(
    "update",
    [
        None,
        [],
        "x",
        {},
        {"update_id": "x"},
        {"update_id": 1, "callback_query": {"id": 1, "message": {}}},
        {"update_id": 1, "message": FAR | {"date": 10**30}},
        {"update_id": 1, "message": FAR | {"date": "x"}},
    ],
)
def test_what_is_no_update_is_a_value_error(update: Any) -> None:
    with pytest.raises(ValueError, match="no update of Telegram"):
        Told().updates.translate(update)


@pytest.mark.parametrize(
    "change",
    [
        {"from": BOT},
        {"chat": {"id": -1, "type": "channel"}},
        {"text": None, "new_chat_members": [BOT]},
        {"text": None, "pinned_message": {}},
    ],
)
def test_posts_of_bots_and_channels_and_notices_are_left(change: dict[str, Any]) -> None:
    told = Told()
    content = told.people.text(MAI, "chào").content | change
    assert told.updates.translate({"update_id": 1, "message": content}) == (None, "")
    assert told.updates.translate({"update_id": 1, "poll": {}}) == (None, "")


@pytest.mark.parametrize(
    ("choices", "shown"),
    [
        (
            ["Xem cả mục", "Đoạn liên quan", "Đúng ý", "Chưa đúng"],
            [["Xem cả mục", "Đoạn liên quan"], ["Đúng ý", "Chưa đúng"]],
        ),
        (["Gửi", "Sửa", "Hủy"], [["Gửi", "Sửa", "Hủy"]]),
        (["Duyệt", "Trả lại để bổ sung", "Từ chối"], [["Duyệt", "Trả lại để bổ sung"], ["Từ chối"]]),
        (["Sửa báo cáo này", "Chép làm báo cáo mới"], [["Sửa báo cáo này"], ["Chép làm báo cáo mới"]]),
        ([str(n) for n in range(7)], [["0", "1", "2", "3", "4"], ["5", "6"]]),
        ([], []),
    ],
)
def test_buttons_stand_side_by_side_as_far_as_a_phone_shows_them_whole(
    choices: list[str], shown: list[list[str]]
) -> None:
    made = rows([Choice(label, label) for label in choices])
    assert [[label for label, _ in row] for row in made] == shown
    assert [which for row in made for _, which in row] == list(range(len(choices)))


def test_a_list_has_its_numbers_on_the_buttons_or_in_the_text_when_it_is_long() -> None:
    layout = Layout(ABILITIES[TELEGRAM], load())
    short = (Choice("Bầu cử", "a", True), Choice("Khác", "b", True), Choice("Hủy", "c"))
    assert [[label for label, _ in row] for row in rows(short)] == [["1. Bầu cử", "2. Khác"], ["Hủy"]]
    assert layout.texts(Reply("Chủ đề?", short)) == ["Chủ đề?"]
    long = (Choice("Cổ động trực quan (pano, áp phích, băng rôn)", "a", True), *short[1:])
    assert [[label for label, _ in row] for row in rows(long)] == [["1", "2"], ["Hủy"]]
    told = "Loại?\n1. Cổ động trực quan (pano, áp phích, băng rôn)\n2. Khác"
    assert layout.texts(Reply("Loại?", long)) == [told]


def test_long_texts_are_cut_at_paragraphs_and_no_part_is_too_long() -> None:
    layout = Layout(ABILITIES[TELEGRAM], load())
    paragraphs = [f"Đoạn {n} 😀 " + "chữ " * 200 for n in range(20)]
    parts = layout.texts(Reply("\n\n".join(paragraphs)))
    assert all(part.startswith("Đoạn") for part in parts)
    assert "\n\n".join(parts) == "\n\n".join(paragraphs)
    for text in ("x" * 10_000, "😀" * 10_000, "x" + "😀" * 10_000, "a" * 4096, "a" * 4096 + "\n"):
        parts = layout.texts(Reply(text))
        assert "".join(parts) == text.strip()
        assert all(len(part.encode("utf-16-le")) <= 2 * 4096 for part in parts)
        assert len(parts) <= len(text.encode("utf-16-le")) // (2 * 4090) + 1


def test_a_letter_is_data_that_no_button_outgrows() -> None:
    letter = Letter(10**12 - 1, "11", Reply("x", tuple(SIXTEEN)))
    data = [f"{letter.id}:{which}" for row in rows(letter.reply.choices) for _, which in row]
    assert max(len(each.encode()) for each in data) <= 64
