"""Telegram's updates as messages. https://core.telegram.org/bots/api#update

Of a group only what is said to the bot is taken: what mentions it, answers it, or is a command with its name.
The rest is not kept anywhere.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from bot import Attachment, Choice, Inbound
from bot.channels import TELEGRAM

STALE = "stale"  # the value of a button that was never offered in that chat
_GROUPS = ("group", "supergroup")
# What may come beside or instead of words; the first that is there counts.
_KINDS = {
    "photo": "photo",
    "animation": "video",  # comes with a document of its own
    "document": "document",
    "voice": "voice",
    "audio": "voice",
    "video": "video",
    "video_note": "video",
    "sticker": "sticker",
    "venue": "location",
    "location": "location",
    "contact": "contact",
    "poll": "other",
    "dice": "other",
    "story": "other",
}
Json = dict[str, Any]


class Updates:
    """Translates for one bot. `offered` gives the choice in a row of a letter to a chat, None for none."""

    def __init__(self, timezone: datetime.tzinfo, offered: Callable[[str, int, int], Choice | None]) -> None:
        self._timezone = timezone
        self._offered = offered
        self._id = 0
        self._name = ""

    def known(self, bot_id: int, name: str) -> None:
        """Nothing; tells who the bot is."""
        self._id, self._name = bot_id, name.lower()

    def translate(self, update: Any) -> tuple[Inbound | None, str]:
        """The message, None for none that concerns the bot; and the id of a tap that waits for its answer.

        Raises ValueError for what is no update.
        """
        try:
            key = f"{self._id}:{int(update['update_id'])}"
            if tap := update.get("callback_query"):
                return self._tapped(key, tap), str(tap["id"])
            edited = update.get("edited_message")
            message = update.get("message") or edited
            return self._written(key, message, edited=bool(edited)) if message else None, ""
        except (KeyError, TypeError, AttributeError, IndexError, OverflowError, OSError) as error:
            raise ValueError("no update of Telegram") from error

    def _tapped(self, key: str, tap: Json) -> Inbound | None:
        if "message" not in tap:
            return None
        where, sender = tap["message"]["chat"], str(tap["from"]["id"])
        chat = self._chat(where, sender, tap["message"])
        choice = self._choice(chat, str(tap.get("data", ""))) or Choice("", STALE)
        now = datetime.datetime.now(self._timezone)
        group = where["type"] in _GROUPS
        return Inbound(TELEGRAM, chat, sender, key, choice.label, now, choice.value, in_group=group)

    def _choice(self, chat: str, data: str) -> Choice | None:
        letter, _, row = data.partition(":")
        known = letter.isdecimal() and row.isdecimal() and len(data) <= 24
        return self._offered(chat, int(letter), int(row)) if known else None

    def _written(self, key: str, message: Json, *, edited: bool) -> Inbound | None:
        where, sender = message["chat"], message.get("from", {})
        attachments = _attachments(message)
        text = message.get("text") or message.get("caption") or ""
        if sender.get("is_bot", True) or not (text or attachments):
            return None  # a channel's or a bot's own post, or a notice such as "joined the group"
        group = where["type"] in _GROUPS
        if where["type"] != "private" and not (group and self._is_addressed(message, text)):
            return None
        return Inbound(
            channel=TELEGRAM,
            chat=self._chat(where, str(sender["id"]), message),
            sender=str(sender["id"]),
            key=key,
            text=self._without_name(text) if group else text,
            sent_at=self._moment(message.get("edit_date") if edited else message["date"]),
            attachments=attachments,
            in_group=group,
            edited=edited,
        )

    def _chat(self, where: Json, sender: str, message: Json) -> str:
        """The chat; in a group each person has a conversation of their own."""
        if where["type"] not in _GROUPS:
            return str(where["id"])
        thread = message.get("message_thread_id") if message.get("is_topic_message") else None
        return f"{where['id']}/{sender}" + (f"/{thread}" if thread else "")

    def _is_addressed(self, message: Json, text: str) -> bool:
        """Whether a message of a group is said to the bot."""
        if message.get("reply_to_message", {}).get("from", {}).get("id") == self._id:
            return True
        entities = [*message.get("entities", ()), *message.get("caption_entities", ())]
        return any(self._is_me(entity, text) for entity in entities)

    def _is_me(self, entity: Json, text: str) -> bool:
        if entity["type"] == "text_mention":
            return bool(entity["user"]["id"] == self._id)
        named = _part(text, entity["offset"], entity["length"]).lower()
        return entity["type"] in ("mention", "bot_command") and named.endswith(f"@{self._name}")

    def _without_name(self, text: str) -> str:
        """The text without "@name": a command keeps its own word."""
        at = text.lower().find(f"@{self._name}") if self._name else -1
        return f"{text[:at]} {text[at + len(self._name) + 1 :]}".strip() if at >= 0 else text

    def _moment(self, seconds: Any) -> datetime.datetime:
        return datetime.datetime.fromtimestamp(int(seconds), self._timezone)


def _attachments(message: Json) -> tuple[Attachment, ...]:
    kind = next((kind for kind in _KINDS if message.get(kind)), "")
    if kind == "photo":
        largest = message["photo"][-1]
        return (Attachment("photo", largest["file_id"], "Ảnh này", largest.get("file_size", 0)),)
    if kind == "document" and str(message["document"].get("mime_type", "")).startswith("image/"):
        file = message["document"]
        name = str(file.get("file_name") or "Ảnh này")
        return (Attachment("photo", file["file_id"], name, file.get("file_size", 0)),)
    return (Attachment(_KINDS[kind]),) if kind else ()


def _part(text: str, offset: int, length: int) -> str:
    """A part of the text, told in UTF-16 units as Telegram does."""
    units = text.encode("utf-16-le", "surrogatepass")
    return units[2 * offset : 2 * (offset + length)].decode("utf-16-le", "replace")
