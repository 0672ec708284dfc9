"""What the Bot API server of the tests keeps: updates' files, messages sent, requests, faults."""

from __future__ import annotations

import hashlib
import itertools
import time
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from tests.telegram_updates import Updates

BOT: dict[str, Any] = {
    "id": 4242,
    "is_bot": True,
    "first_name": "Sổ tay thử",
    "username": "so_tay_thu_bot",
    "can_join_groups": True,
    "can_read_all_group_messages": True,
    "supports_inline_queries": False,
}
THUMBNAIL = b"a thumbnail, never the photo"


@dataclass(slots=True)
class Stored:
    """A file on the server. `size` may be more than the bytes at hand, to stand for a large one."""

    file_id: str
    path: str
    name: str
    media_type: str
    data: bytes
    size: int

    @property
    def unique_id(self) -> str:
        return hashlib.sha256(self.data).hexdigest()[:16]

    @property
    def told(self) -> dict[str, Any]:
        """The fields that every kind of file has in a message."""
        return {"file_id": self.file_id, "file_unique_id": self.unique_id, "file_size": self.size}


class Files:
    """Every file of people and of the bot, by file_id and by path."""

    def __init__(self) -> None:
        self.by_id: dict[str, Stored] = {}
        self.by_path: dict[str, Stored] = {}

    def keep(self, folder: str, data: bytes, name: str, media_type: str, size: int | None = None) -> Stored:
        """The file with its new id."""
        number = len(self.by_id) + 1
        path = f"{folder}/file_{number}{PurePath(name).suffix}"
        size = len(data) if size is None else size
        stored = Stored(f"AgACAgUAAx{number:08d}", path, name, media_type, data, size)
        self.by_id[stored.file_id] = self.by_path[path] = stored
        return stored

    def photo_sizes(self, photo: Stored) -> list[dict[str, Any]]:
        """As Telegram tells a photo: the small one first, the whole one last."""
        small = self.keep("thumbnails", THUMBNAIL, "small.jpg", "image/jpeg")
        return [
            {**small.told, "width": 90, "height": 67},
            {**photo.told, "width": 1280, "height": 960},
        ]


@dataclass(slots=True)
class Sent:
    """A message of the bot that the server accepted.

    `keyboard`: rows of buttons as sent; `keyboard_now` is what is left after edits. `at` is time.monotonic()
    (one clock for all processes on Linux), `wall` time.time(). `media`: the fields that tell the files.
    """

    message_id: int
    chat: dict[str, Any]
    method: str
    text: str
    keyboard: list[list[dict[str, Any]]]
    at: float
    wall: float
    files: tuple[Stored, ...] = ()
    reply_to: int | None = None
    media: dict[str, Any] = field(default_factory=dict)
    keyboard_now: list[list[dict[str, Any]]] = field(default_factory=list)

    @property
    def chat_id(self) -> int:
        return int(self.chat["id"])

    @property
    def labels(self) -> list[str]:
        """What the buttons say, row after row."""
        return [button["text"] for row in self.keyboard for button in row]

    @property
    def told(self) -> dict[str, Any]:
        """The message as the API gives it."""
        message: dict[str, Any] = {
            "message_id": self.message_id,
            "from": BOT,
            "chat": self.chat,
            "date": int(self.wall),
            **self.media,
        }
        if self.text:
            message["caption" if self.media else "text"] = self.text
        if self.keyboard_now:
            message["reply_markup"] = {"inline_keyboard": self.keyboard_now}
        return message


@dataclass(slots=True)
class Request:
    """A request for a method, "file" for a download. `status` 0: not answered (yet)."""

    method: str
    at: float
    wall: float
    chat_id: int | None = None
    status: int = 0


@dataclass(slots=True)
class Fault:
    """What goes wrong with the next `times` requests for `method` ("*": all); `times` None: until cleared.

    `kind`: "status" (429 tells `retry_after_s`; with a `description` the body is JSON, else a page of HTML),
    "hang" (no answer until cleared), "cut" (closed without an answer), "slow" (`delay_s` late) or "garbage"
    (200 whose body is no JSON). With `accepted` the request has its effect before; else it has none, except
    that a slow one, and a hanging one when it is cleared, is handled late.
    """

    method: str
    kind: str
    times: int | None = 1
    accepted: bool = False
    status: int = 429
    retry_after_s: int = 1
    description: str = ""
    delay_s: float = 0.0

    def __post_init__(self) -> None:
        if self.kind not in {"status", "hang", "cut", "slow", "garbage"}:
            raise ValueError(f"fault of an unknown kind: {self.kind!r}")


@dataclass
class State:
    """All that the people's side and the bot's side of the server share."""

    updates: Updates = field(default_factory=Updates)
    files: Files = field(default_factory=Files)
    chats: dict[int, dict[str, Any]] = field(default_factory=dict)
    forbidden: dict[int, str] = field(default_factory=dict)
    sent: list[Sent] = field(default_factory=list)
    sent_by_id: dict[int, Sent] = field(default_factory=dict)
    open_taps: set[str] = field(default_factory=set)
    message_ids: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    other_ids: itertools.count[int] = field(default_factory=lambda: itertools.count(1))  # taps, albums

    def chat(self, chat: int) -> dict[str, Any]:
        """The chat, known from now on; a negative id is a group."""
        known = self.chats.get(chat)
        if known is None:
            group = {"id": chat, "type": "supergroup", "title": f"Nhóm {-chat}"}
            person = {"id": chat, "type": "private", "first_name": f"Người {chat}"}
            known = self.chats[chat] = group if chat < 0 else person
        return known

    def accept(self, sent: Sent) -> Sent:
        """The message, in the history from now on."""
        self.sent.append(sent)
        self.sent_by_id[sent.message_id] = sent
        return sent

    def new(self, method: str, chat: int, text: str, **more: Any) -> Sent:
        """A message of the bot, accepted now."""
        keyboard = more.pop("keyboard", [])
        message_id = next(self.message_ids)
        now = time.monotonic(), time.time()
        known = self.chat(chat)
        return self.accept(
            Sent(message_id, known, method, text, keyboard, *now, keyboard_now=keyboard, **more)
        )
