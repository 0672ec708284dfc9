"""Zalo's updates as messages: each kind told apart, what is none left alone, what is malformed refused."""

from __future__ import annotations

import datetime
import functools
from typing import Any

import pytest

from bot import Attachment, Inbound
from bot.channels.zalo import Zalo
from bot.channels.zalo_api import ZaloApi
from bot.secrets import Secret

VIETNAM = datetime.timezone(datetime.timedelta(hours=7))
DATE_MS = 1_750_316_131_602


@functools.cache
def channel() -> Zalo:
    api = ZaloApi("http://127.0.0.1:9", Secret("1:token"))
    return Zalo(api, VIETNAM, lambda reply: [reply.text])


def update(event: str, **told: Any) -> dict[str, Any]:
    """An update as a webhook brings it; a field told as None is left out."""
    message = {
        "message_id": "m1",
        "date": DATE_MS,
        "chat": {"id": "an", "chat_type": "PRIVATE"},
        "from": {"id": "an", "display_name": "An", "is_bot": False},
        **told,
    }
    return {"event_name": event, "message": {k: v for k, v in message.items() if v is not None}}


@pytest.mark.parametrize("wrapped", [True, False])
def test_a_text_is_a_message_with_its_local_time(wrapped: bool) -> None:
    body = update("message.text.received", text="Xin chào")
    told = channel().translate({"ok": True, "result": body} if wrapped else body)
    at = datetime.datetime(2025, 6, 19, 13, 55, 31, 602000, VIETNAM)
    assert told == Inbound("zalo", "an", "an", "m1", "Xin chào", at)


PHOTO = "https://photo-stal-1.zdn.vn/a.jpg"
OTHER = (Attachment("other"),)


@pytest.mark.parametrize(
    ("body", "text", "attachments"),
    [
        (update("message.text.received", text="a"), "a", ()),
        (update("message.text.received"), "", OTHER),
        (update("message.image.received", photo=PHOTO), "", (Attachment("photo", PHOTO, "ảnh"),)),
        (update("message.image.received", photo_url=PHOTO), "", (Attachment("photo", PHOTO, "ảnh"),)),
        (
            update("message.image.received", photo=PHOTO, caption="lễ"),
            "lễ",
            (Attachment("photo", PHOTO, "ảnh"),),
        ),
        (update("message.image.received"), "", OTHER),
        (update("message.image.received", photo={"id": 1}), "", OTHER),
        (update("message.sticker.received", sticker="s", url="https://x"), "", (Attachment("sticker"),)),
        (update("message.voice.received", voice_url="https://x/a.aac"), "", (Attachment("voice"),)),
        (update("message.video.received"), "", (Attachment("video"),)),
        (update("message.file.received"), "", (Attachment("document"),)),
        (update("message.location.received"), "", (Attachment("location"),)),
        (update("message.link.received", text="https://vnexpress.net"), "https://vnexpress.net", ()),
        (update("message.unsupported.received"), "", OTHER),
        (update("message.hologram.received"), "", OTHER),
        ({"message": update("", text="a")["message"]}, "a", ()),
        (update("message.text.received", text="\ud83d\ude00 \ud800"), "😀 \ufffd", ()),
    ],
)
def test_what_comes_with_a_message_is_told_apart(
    body: dict[str, Any], text: str, attachments: tuple[Attachment, ...]
) -> None:
    told = channel().translate(body)
    assert told
    assert (told.text, told.attachments) == (text, attachments)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"ok": True, "result": {}},
        {"event_name": "user.follow", "message": {"from": {"id": "an"}}},
        {"event_name": "message.unsupported.received"},
        update("message.reaction.received"),
        update("message.text.received", text="a", **{"from": {"id": "bot", "is_bot": True}}),
    ],
)
def test_what_is_no_message_is_none(body: dict[str, Any]) -> None:
    assert channel().translate(body) is None


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        "text",
        {"result": []},
        {"event_name": "message.text.received", "message": "a"},
        update("message.text.received", text="a", message_id=None),
        update("message.text.received", text="a", message_id=""),
        update("message.text.received", text="a", message_id=True),
        update("message.text.received", text="a", chat=None),
        update("message.text.received", text="a", chat={"id": {}}),
        update("message.text.received", text="a", **{"from": None}),
        update("message.text.received", text="a", **{"from": {"display_name": "An"}}),
    ],
)
def test_a_malformed_update_is_refused_without_its_words(body: Any) -> None:
    with pytest.raises(ValueError, match="expected an"):
        channel().translate(body)


@pytest.mark.parametrize("date", [None, "soon", 10**30, float("nan"), {}])
def test_a_message_without_a_readable_date_was_written_now(date: Any) -> None:
    told = channel().translate(update("message.text.received", text="a", date=date))
    assert told
    assert abs(told.sent_at - datetime.datetime.now(VIETNAM)) < datetime.timedelta(seconds=10)
