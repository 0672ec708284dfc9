"""The people who write to the bot through the Bot API server of the tests."""

from __future__ import annotations

import re
import time
from typing import Any

from tests.telegram_records import State, Stored
from tests.telegram_updates import Update

MARKED = re.compile(r"(?<!\S)(?P<bot_command>/\w+(?:@\w+)?)|(?P<mention>@\w{3,})")
BLOCKED = "Forbidden: bot was blocked by the user"
KICKED = "Forbidden: bot was kicked from the supergroup chat"


class People:
    """What people do, as updates for the bot. A negative chat is a group.

    `date` is a message's Unix time in seconds, None means now; `sender` None is the person of the private
    chat. `size` of a file may be told larger than its bytes are.
    """

    def __init__(self, state: State) -> None:
        self._state = state
        self._users: dict[int, dict[str, Any]] = {}

    def user(self, person: int, first_name: str = "", username: str = "") -> dict[str, Any]:
        """The person, renamed when a name is given."""
        known = self._users.get(person)
        if known is None or first_name or username:
            known = {"id": person, "is_bot": False, "first_name": first_name or f"Người {person}"}
            known |= {"language_code": "vi"} | ({"username": username} if username else {})
            self._users[person] = known
        return known

    def text(
        self,
        chat: int,
        text: str,
        sender: int | None = None,
        reply_to: int | None = None,
        date: int | None = None,
    ) -> Update:
        """A message; /commands and @mentions in it are marked as Telegram marks them."""
        content = {"text": text} | _marked(text, "entities")
        return self._message(chat, content, sender, date, reply_to)

    def command(self, chat: int, command: str, sender: int | None = None) -> Update:
        """The command, which is given without its stroke, with what follows it."""
        return self.text(chat, f"/{command}", sender)

    def group_text(
        self, group: int, sender: int, text: str, reply_to: int | None = None, date: int | None = None
    ) -> Update:
        """A message in a group, which may answer a message (of the bot or a person) there."""
        if group >= 0:
            raise ValueError(f"a group's id is negative, not {group}")
        return self.text(group, text, sender, reply_to, date)

    def photo(
        self,
        chat: int,
        data: bytes,
        caption: str = "",
        media_group_id: str | None = None,
        sender: int | None = None,
        date: int | None = None,
        size: int | None = None,
    ) -> Update:
        """A photo; those with one media_group_id are an album."""
        stored = self._state.files.keep("photos", data, "photo.jpg", "image/jpeg", size)
        content: dict[str, Any] = {"photo": self._state.files.photo_sizes(stored)}
        if media_group_id is not None:
            content["media_group_id"] = media_group_id
        return self._message(chat, content | _captioned(caption), sender, date)

    def document(
        self,
        chat: int,
        data: bytes,
        name: str,
        mime: str,
        caption: str = "",
        sender: int | None = None,
        date: int | None = None,
        size: int | None = None,
    ) -> Update:
        """A file under its name."""
        stored = self._state.files.keep("documents", data, name, mime, size)
        content = {"document": _told(stored) | {"file_name": name}} | _captioned(caption)
        return self._message(chat, content, sender, date)

    def voice(self, chat: int, data: bytes = b"OggS", sender: int | None = None) -> Update:
        """Three seconds of speech."""
        stored = self._state.files.keep("voice", data, "voice.oga", "audio/ogg")
        return self._message(chat, {"voice": _told(stored) | {"duration": 3}}, sender)

    def video(
        self, chat: int, data: bytes = b"....ftyp", caption: str = "", sender: int | None = None
    ) -> Update:
        """Five seconds of film."""
        stored = self._state.files.keep("videos", data, "video.mp4", "video/mp4")
        told = _told(stored) | {"duration": 5, "width": 640, "height": 360}
        return self._message(chat, {"video": told} | _captioned(caption), sender)

    def sticker(self, chat: int, emoji: str = "👍", sender: int | None = None) -> Update:
        """A sticker."""
        stored = self._state.files.keep("stickers", b"RIFF", "sticker.webp", "image/webp")
        shape = {"width": 512, "height": 512, "is_animated": False, "is_video": False, "type": "regular"}
        return self._message(chat, {"sticker": stored.told | shape | {"emoji": emoji}}, sender)

    def location(
        self, chat: int, latitude: float = 15.12, longitude: float = 108.8, sender: int | None = None
    ) -> Update:
        """A place on the map."""
        place = {"latitude": latitude, "longitude": longitude}
        return self._message(chat, {"location": place}, sender)

    def contact(
        self, chat: int, phone: str = "+84000000000", name: str = "Ai đó", sender: int | None = None
    ) -> Update:
        """Somebody's card."""
        return self._message(chat, {"contact": {"phone_number": phone, "first_name": name}}, sender)

    def edit(self, chat: int, message_id: int, new_text: str, date: int | None = None) -> Update:
        """A person's earlier message, written anew. KeyError when the chat has none with that id."""
        content = self._written(chat, message_id)
        part = "text" if "text" in content else "caption"
        content.pop("entities", None)
        content.pop("caption_entities", None)
        entities = _marked(new_text, "entities" if part == "text" else "caption_entities")
        content |= {part: new_text, "edit_date": date or int(time.time())} | entities
        return self._state.updates.add(chat, message_id, "edited_message", content)

    def tap(self, chat: int, message_id: int, choice: str, sender: int | None = None) -> Update:
        """A tap on the button with that label or callback_data, even where an edit took it away since.

        KeyError when the message never had it.
        """
        sent = self._state.sent_by_id[message_id]
        buttons = [button for rows in (sent.keyboard, sent.keyboard_now) for row in rows for button in row]
        for part in ("text", "callback_data"):
            for button in buttons:
                if button.get(part) == choice:
                    return self.forge(chat, message_id, button["callback_data"], sender)
        raise KeyError(f"message {message_id} has no button {choice!r}, only {sent.labels}")

    def forge(self, chat: int, message_id: int, data: str, sender: int | None = None) -> Update:
        """A tap with any data, as a changed program can make it."""
        number = f"{next(self._state.other_ids):019d}"
        self._state.open_taps.add(number)
        content: dict[str, Any] = {
            "id": number,
            "from": self.user(chat if sender is None else sender),
            "chat_instance": str(chat),
            "data": data,
        }
        sent = self._state.sent_by_id.get(message_id)
        if sent is not None:
            content["message"] = sent.told
        else:
            content["message"] = {"chat": self._state.chat(chat), "message_id": message_id, "date": 0}
        return self._state.updates.add(chat, message_id, "callback_query", content)

    def forbid(self, chat: int) -> None:
        """Nothing; the person blocks the bot, the group throws it out."""
        self._state.forbidden[chat] = KICKED if chat < 0 else BLOCKED

    def allow(self, chat: int) -> None:
        """Nothing; the bot may write there again."""
        self._state.forbidden.pop(chat, None)

    def _message(
        self,
        chat: int,
        content: dict[str, Any],
        sender: int | None,
        date: int | None = None,
        reply_to: int | None = None,
    ) -> Update:
        if chat < 0 and sender is None:
            raise ValueError("a message in a group needs its sender")
        message_id = next(self._state.message_ids)
        message = {
            "message_id": message_id,
            "from": self.user(chat if sender is None else sender),
            "chat": self._state.chat(chat),
            "date": int(time.time()) if date is None else date,
        }
        if reply_to is not None:
            message["reply_to_message"] = self._answered(chat, reply_to)
        return self._state.updates.add(chat, message_id, "message", message | content)

    def _answered(self, chat: int, message_id: int) -> dict[str, Any]:
        sent = self._state.sent_by_id.get(message_id)
        return self._written(chat, message_id) if sent is None else sent.told

    def _written(self, chat: int, message_id: int) -> dict[str, Any]:
        for update in reversed(self._state.updates.known.values()):
            if (update.chat, update.message_id) == (chat, message_id) and update.kind != "callback_query":
                return update.content
        raise KeyError(f"nobody wrote message {message_id} in chat {chat}")


def _told(stored: Stored) -> dict[str, Any]:
    return stored.told | {"mime_type": stored.media_type}


def _captioned(caption: str) -> dict[str, Any]:
    return {"caption": caption} | _marked(caption, "caption_entities") if caption else {}


def _marked(text: str, field: str) -> dict[str, Any]:
    """The marks, counted in UTF-16 units; nothing where there are none."""
    found = [
        {
            "type": match.lastgroup,
            "offset": len(text[: match.start()].encode("utf-16-le")) // 2,
            "length": len(match.group().encode("utf-16-le")) // 2,
        }
        for match in MARKED.finditer(text)
    ]
    return {field: found} if found else {}
