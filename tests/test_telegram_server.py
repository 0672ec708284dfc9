"""What the bot sends to the Bot API server of the tests, and what people send through it."""

from __future__ import annotations

import datetime
import time

import httpx
import pytest
import telegram
from telegram.error import (
    BadRequest,
    Forbidden,
    InvalidToken,
)

from tests.telegram_records import BOT
from tests.telegram_scene import GROUP, MAI, NAM, bot_at, keyboard, play
from tests.telegram_server import TelegramServer


def test_a_wrong_token_and_an_unknown_method_are_refused() -> None:
    async def scene(server: TelegramServer, bot: telegram.Bot) -> None:
        assert (await bot.get_me()).username == BOT["username"]
        async with httpx.AsyncClient(base_url=server.url) as client:
            answer = await client.post("/bot1:wrong/getMe")
            assert answer.status_code == 401
            assert answer.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}
            assert (await client.get(f"/bot{server.token}/getMoon")).status_code == 404
            assert (await client.get("/file/bot1:wrong/photos/file_1.jpg")).status_code == 401
        with pytest.raises(InvalidToken):
            async with bot_at(server.url, "1:wrong"):
                pass

    play(scene)


def test_a_json_body_and_an_address_carry_parameters_too() -> None:
    async def scene(server: TelegramServer, _: telegram.Bot) -> None:
        async with httpx.AsyncClient(base_url=f"{server.url}/bot{server.token}/") as client:
            markup = {"inline_keyboard": [[{"text": "Có", "callback_data": "1"}]]}
            await client.post("sendMessage", json={"chat_id": MAI, "text": "a", "reply_markup": markup})
            await client.get("sendMessage", params={"chat_id": MAI, "text": "b"})
        assert [(sent.text, sent.labels) for sent in server.sent] == [("a", ["Có"]), ("b", [])]

    play(scene)


def test_a_message_with_buttons_is_kept_and_its_buttons_can_be_tapped() -> None:
    async def scene(server: TelegramServer, bot: telegram.Bot) -> None:
        before = time.monotonic()
        message = await bot.send_message(
            MAI, "Chọn đi", reply_markup=keyboard(("Có", "q1:1"), ("Không", "q1:0"))
        )
        sent = server.sent[0]
        assert (sent.chat_id, sent.text, sent.labels) == (MAI, "Chọn đi", ["Có", "Không"])
        assert before <= sent.at <= time.monotonic()
        await bot.edit_message_reply_markup(MAI, message.message_id, reply_markup=None)
        with pytest.raises(BadRequest, match=r"(?i)not modified"):
            await bot.edit_message_reply_markup(MAI, message.message_id, reply_markup=None)
        assert (sent.keyboard_now, sent.labels) == ([], ["Có", "Không"])
        server.people.tap(MAI, message.message_id, "Không")
        server.people.tap(MAI, message.message_id, "q1:1")
        by_label, by_data = (update.callback_query for update in await bot.get_updates())
        assert (by_label.data, by_data.data) == ("q1:0", "q1:1")
        assert by_label.message.message_id == message.message_id
        await by_label.answer("Đã nhận")
        with pytest.raises(BadRequest, match=r"(?i)query is too old"):
            await by_label.answer()
        assert [tap["text"] for tap in server.answered_taps] == ["Đã nhận"]
        with pytest.raises(KeyError, match="has no button"):
            server.people.tap(MAI, message.message_id, "Có lẽ")

    play(scene)


def test_what_is_too_long_or_empty_is_refused_and_not_kept() -> None:
    async def scene(server: TelegramServer, bot: telegram.Bot) -> None:
        await bot.send_message(MAI, "😀" * 2048, reply_markup=keyboard(("Có", "đ" * 32)))
        for text, markup, reason in [
            ("😀" * 2048 + "a", None, "(?i)message is too long"),
            (" \n", None, "(?i)message text is empty"),
            ("a", keyboard(("Có", "đ" * 32 + "x")), "(?i)button_data_invalid"),
        ]:
            with pytest.raises(BadRequest, match=reason):
                await bot.send_message(MAI, text, reply_markup=markup)
        with pytest.raises(BadRequest, match=r"(?i)too big for a photo"):
            await bot.send_photo(MAI, bytes(10 * 1024 * 1024 + 1))
        with pytest.raises(BadRequest, match=r"(?i)caption is too long"):
            await bot.send_photo(MAI, b"jpeg", caption="a" * 1025)
        with pytest.raises(BadRequest, match="2 to 10"):
            await bot.send_media_group(MAI, [telegram.InputMediaPhoto(b"one")])
        assert len(server.sent) == 1

    play(scene)


def test_uploads_keep_their_bytes_and_names() -> None:
    async def scene(server: TelegramServer, bot: telegram.Bot) -> None:
        whole = bytes(range(256)) * 4000
        message = await bot.send_document(MAI, whole, filename="Báo cáo tháng 3.xlsx", caption="Đây")
        await bot.send_photo(MAI, b"jpeg", filename="a.jpg", reply_markup=keyboard(("Có", "1")))
        album = [telegram.InputMediaPhoto(data, caption=data.decode()) for data in (b"x", b"y")]
        messages = await bot.send_media_group(MAI, album)
        document, photo, *photos = server.sent
        assert (document.files[0].name, document.files[0].data) == ("Báo cáo tháng 3.xlsx", whole)
        assert (document.text, photo.labels, photo.files[0].data) == ("Đây", ["Có"], b"jpeg")
        assert [(sent.text, sent.files[0].data) for sent in photos] == [("x", b"x"), ("y", b"y")]
        assert len({message.media_group_id for message in messages}) == 1
        await bot.send_document(NAM, message.document.file_id)
        assert server.sent[-1].files == document.files

    play(scene)


def test_a_photo_is_fetched_by_its_largest_size_and_a_file_over_20_mb_is_not() -> None:
    async def scene(server: TelegramServer, bot: telegram.Bot) -> None:
        server.people.photo(
            MAI, b"the whole photo", "Chào @so_tay_thu_bot", media_group_id="7", date=1_700_000_000
        )
        server.people.document(MAI, b"start", "phim.mp4", "video/mp4", size=20 * 1024 * 1024 + 1)
        photo, document = (update.message for update in await bot.get_updates())
        assert (photo.date.timestamp(), photo.media_group_id) == (1_700_000_000, "7")
        assert photo.parse_caption_entities() == {photo.caption_entities[0]: "@so_tay_thu_bot"}
        file = await bot.get_file(photo.photo[-1].file_id)
        assert await file.download_as_bytearray() == b"the whole photo"
        assert file.file_size == len(b"the whole photo")
        assert (
            await (await bot.get_file(photo.photo[0].file_id)).download_as_bytearray() != b"the whole photo"
        )
        with pytest.raises(BadRequest, match=r"(?i)file is too big"):
            await bot.get_file(document.document.file_id)
        with pytest.raises(BadRequest, match=r"(?i)wrong file_id"):
            await bot.get_file("none")

    play(scene)


def test_people_send_all_that_people_send() -> None:
    async def scene(server: TelegramServer, bot: telegram.Bot) -> None:
        people = server.people
        for does in (people.voice, people.video, people.sticker, people.location, people.contact):
            does(MAI)
        people.command(MAI, "start AB12")
        first = people.text(MAI, "Hôm nya")
        people.edit(MAI, first.message_id, "Hôm nay")
        voice, video, sticker, location, contact, command, text, edited = await bot.get_updates()
        assert voice.message.voice.duration == datetime.timedelta(seconds=3)
        assert video.message.video.width == 640
        assert sticker.message.sticker.emoji == "👍"
        assert location.message.location.latitude == pytest.approx(15.12)
        assert contact.message.contact.first_name == "Ai đó"
        assert [entity.type for entity in command.message.entities] == ["bot_command"]
        assert (edited.edited_message.text, edited.message) == ("Hôm nay", None)
        assert edited.edited_message.message_id == text.message.message_id
        assert edited.edited_message.date == text.message.date

    play(scene)


def test_a_group_has_its_senders_mentions_and_answers() -> None:
    async def scene(server: TelegramServer, bot: telegram.Bot) -> None:
        message = await bot.send_message(GROUP, "Chào cả nhà")
        server.people.group_text(GROUP, MAI, "😀 @so_tay_thu_bot ơi, /hoi@so_tay_thu_bot")
        server.people.group_text(GROUP, NAM, "ừ", reply_to=message.message_id)
        called, answer = (update.message for update in await bot.get_updates())
        assert list(called.parse_entities().values()) == ["@so_tay_thu_bot", "/hoi@so_tay_thu_bot"]
        assert (called.chat.type, called.chat.id, called.from_user.id) == ("supergroup", GROUP, MAI)
        assert answer.reply_to_message.from_user.id == BOT["id"]
        with pytest.raises(ValueError, match="negative"):
            server.people.group_text(MAI, MAI, "a")

    play(scene)


def test_a_chat_that_blocked_the_bot_or_is_not_known_gets_nothing() -> None:
    async def scene(server: TelegramServer, bot: telegram.Bot) -> None:
        with pytest.raises(BadRequest, match="Chat not found"):
            await bot.send_message(MAI, "a")
        server.people.text(MAI, "chào")
        await bot.send_message(MAI, "a")
        server.people.forbid(MAI)
        with pytest.raises(Forbidden, match="blocked by the user"):
            await bot.send_message(MAI, "b")
        server.people.allow(MAI)
        await bot.send_message(MAI, "c")
        assert [sent.text for sent in server.sent] == ["a", "c"]

    play(scene, strict_chats=True)


def test_the_menu_is_kept_for_each_language() -> None:
    async def scene(server: TelegramServer, bot: telegram.Bot) -> None:
        await bot.set_my_commands([("hoi", "Hỏi tài liệu")], language_code="vi")
        assert [command.description for command in await bot.get_my_commands(language_code="vi")] == [
            "Hỏi tài liệu"
        ]
        assert await bot.get_my_commands() == ()
        with pytest.raises(BadRequest, match=r"(?i)bot_command_invalid"):
            await bot.set_my_commands([("Hỏi", "Hỏi tài liệu")])
        assert await bot.set_my_description("Sổ tay")

    play(scene)
