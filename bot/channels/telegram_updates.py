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
_MOST_DIGITS = 12  # of the number of a letter, of a row
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

    @property
    def are_known(self) -> bool:
        """Whether it was told who the bot is."""
        return self._id != 0

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
        except (LookupError, TypeError, AttributeError, ValueError, ArithmeticError, OSError) as error:
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
        known = all(each.isdecimal() and len(each) <= _MOST_DIGITS for each in (letter, row))
        return self._offered(chat, int(letter), int(row)) if known else None

    def _written(self, key: str, message: Json, *, edited: bool) -> Inbound | None:
        where, sender = message["chat"], message.get("from", {})
        if sender.get("is_bot", True) or where["type"] not in ("private", *_GROUPS):
            return None  # a channel's or a bot's own post
        text, group = message.get("text") or message.get("caption") or "", where["type"] in _GROUPS
        mentions = self._mentions(message, text) if group else []
        if group and not (mentions or self._is_answered(message)):
            return None
        attachments = _attachments(message)
        if edited:  # its photo came before; a place that moves is "edited" every few seconds
            attachments = ()
        elif group:  # a sticker that answers the bot asks nothing
            attachments = tuple(each for each in attachments if each.kind == "photo")
        if not (text or attachments):
            return None  # also a notice such as "joined the group"
        return Inbound(
            channel=TELEGRAM,
            chat=self._chat(where, str(sender["id"]), message),
            sender=str(sender["id"]),
            key=key,
            text=self._without_name(text, mentions) if mentions else text,
            sent_at=self._moment((edited and message.get("edit_date")) or message["date"]),
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

    def _is_answered(self, message: Json) -> bool:
        """Whether the message answers one of the bot's."""
        return bool(message.get("reply_to_message", {}).get("from", {}).get("id") == self._id)

    def _mentions(self, message: Json, text: str) -> list[Json]:
        """The parts of the text that name the bot."""
        entities = [*message.get("entities", ()), *message.get("caption_entities", ())]
        return [entity for entity in entities if self._is_me(entity, text)]

    def _is_me(self, entity: Json, text: str) -> bool:
        if entity["type"] == "text_mention":
            return bool(entity["user"]["id"] == self._id)
        named = _part(text, entity["offset"], entity["length"]).lower()
        return entity["type"] in ("mention", "bot_command") and named.endswith(f"@{self._name}")

    def _without_name(self, text: str, mentions: list[Json]) -> str:
        """The text without the bot's name: a command keeps its own word."""
        units = text.encode("utf-16-le", "surrogatepass")
        for entity in sorted(mentions, key=lambda each: int(each["offset"]), reverse=True):
            end = 2 * (entity["offset"] + entity["length"])
            length = len(self._name) + 1 if entity["type"] == "bot_command" else entity["length"]
            start = end - 2 * length
            units = units[:start] + units[end:]
        left = units.decode("utf-16-le", "replace")
        return " ".join(left.split()) if "\n" not in left else left.strip()

    def _moment(self, seconds: Any) -> datetime.datetime:
        return datetime.datetime.fromtimestamp(int(seconds), self._timezone)


def _attachments(message: Json) -> tuple[Attachment, ...]:
    kind = next((kind for kind in _KINDS if message.get(kind)), "")
    if kind == "photo":
        largest = max(message["photo"], key=lambda size: int(size["width"]) * int(size["height"]))
        return (Attachment("photo", largest["file_id"], "", largest.get("file_size", 0)),)
    if kind == "document" and str(message["document"].get("mime_type", "")).startswith("image/"):
        file = message["document"]
        return (Attachment("photo", file["file_id"], file.get("file_name", ""), file.get("file_size", 0)),)
    return (Attachment(_KINDS[kind]),) if kind else ()


def _part(text: str, offset: int, length: int) -> str:
    """A part of the text, told in UTF-16 units as Telegram does."""
    units = text.encode("utf-16-le", "surrogatepass")
    return units[2 * offset : 2 * (offset + length)].decode("utf-16-le", "replace")
