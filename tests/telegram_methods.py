"""The bot's side of the Bot API server of the tests: the methods, each from its parameters to its result."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from tests.telegram_records import BOT, Sent, State, Stored
from tests.telegram_updates import Refused

MOST_UNITS = 4096  # UTF-16 units of a text
MOST_CAPTION_UNITS = 1024
MOST_DATA_BYTES = 64  # of a button
MOST_BUTTONS = 100
MOST_PHOTO_BYTES = 10 << 20
MOST_UPLOAD_BYTES = 50 << 20
MOST_DOWNLOAD_BYTES = 20 << 20
SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")

Params = dict[str, Any]  # strings, uploads, or what the JSON body held
Method = Callable[[Params], Any | Coroutine[Any, Any, Any]]


@dataclass(slots=True)
class Upload:
    """A file in a request."""

    name: str
    media_type: str
    data: bytes


class Methods:
    """The methods by name in `table`. With `strict_chats` the bot may write only to who wrote before."""

    def __init__(self, state: State, strict_chats: bool = False) -> None:
        self.strict_chats = strict_chats
        self.answered_taps: list[dict[str, Any]] = []
        self.commands: dict[str, Any] = {}
        self._state = state
        self._sent_waiters: list[tuple[int, asyncio.Future[None]]] = []
        self.table: dict[str, Method] = {
            "getMe": lambda _: BOT,
            "getUpdates": self._get_updates,
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
            "getWebhookInfo": lambda _: state.updates.webhook.info(),
            "sendMessage": self._send_message,
            "sendPhoto": lambda params: self._send_file("sendPhoto", "photo", params),
            "sendDocument": lambda params: self._send_file("sendDocument", "document", params),
            "sendMediaGroup": self._send_media_group,
            "sendChatAction": self._send_chat_action,
            "answerCallbackQuery": self._answer_callback_query,
            "editMessageReplyMarkup": self._edit_reply_markup,
            "getFile": self._get_file,
            "setMyCommands": self._set_my_commands,
            "getMyCommands": lambda params: self.commands.get(_scope(params), []),
            "deleteMyCommands": lambda params: self.commands.pop(_scope(params), None) is None or True,
        }
        for name in ("setMyName", "setMyDescription", "setMyShortDescription", "setChatMenuButton", "logOut"):
            self.table[name] = lambda _: True

    async def wait_for_sent(self, count: int, timeout_s: float = 10.0) -> list[Sent]:
        """All that was sent, once it is `count` messages. TimeoutError when it does not become so many."""
        if len(self._state.sent) < count:
            future = asyncio.get_running_loop().create_future()
            self._sent_waiters.append((count, future))
            async with asyncio.timeout(timeout_s):
                await future
        return self._state.sent

    async def _get_updates(self, params: Params) -> bytes:
        self._state.updates.allow(_read(params, "allowed_updates"))
        limit = min(100, max(1, _whole(params, "limit", 100)))
        return await self._state.updates.poll(_whole(params, "offset"), limit, _whole(params, "timeout"))

    async def _set_webhook(self, params: Params) -> bool:
        url, secret = params.get("url", ""), params.get("secret_token", "")
        if not url:
            return await self._delete_webhook(params)
        if not re.match(r"https?://", url):
            raise Refused(400, "Bad Request: bad webhook: URL is invalid")
        if not SECRET.fullmatch(secret):
            raise Refused(400, "Bad Request: secret token contains unallowed characters")
        self._drop_pending(params)
        self._state.updates.allow(_read(params, "allowed_updates"))
        most = min(100, max(1, _whole(params, "max_connections", 40)))
        await self._state.updates.webhook.point(url, secret, most)
        return True

    async def _delete_webhook(self, params: Params) -> bool:
        await self._state.updates.webhook.remove()
        self._drop_pending(params)
        return True

    def _drop_pending(self, params: Params) -> None:
        if _read(params, "drop_pending_updates"):
            self._state.updates.pending.clear()
            self._state.updates.again.clear()

    def _send_message(self, params: Params) -> dict[str, Any]:
        chat, text = self._chat(params), params.get("text", "")
        if not text.strip():
            raise Refused(400, "Bad Request: message text is empty")
        _check_length(text, MOST_UNITS, "message is too long")
        return self._accept("sendMessage", chat, text, params)

    def _send_file(self, method: str, kind: str, params: Params) -> dict[str, Any]:
        chat, caption = self._chat(params), params.get("caption", "")
        stored = self._stored(kind, params.get(kind), params)
        _check_length(caption, MOST_CAPTION_UNITS, "message caption is too long")
        return self._accept(method, chat, caption, params, stored, self._media(kind, stored))

    def _send_media_group(self, params: Params) -> list[dict[str, Any]]:
        chat, items = self._chat(params), _read(params, "media") or []
        if not 2 <= len(items) <= 10:
            raise Refused(400, f"Bad Request: an album holds 2 to 10 files, not {len(items)}")
        kinds = {item["type"] for item in items}
        if kinds not in ({"photo"}, {"document"}):
            raise Refused(400, f"Bad Request: an album of {sorted(kinds)} can't be sent")
        files = [self._stored(item["type"], item["media"], params) for item in items]
        for item in items:
            _check_length(item.get("caption", ""), MOST_CAPTION_UNITS, "message caption is too long")
        album = {"media_group_id": str(next(self._state.other_ids))}
        return [
            self._accept(
                "sendMediaGroup",
                chat,
                item.get("caption", ""),
                params,
                stored,
                self._media(item["type"], stored) | album,
            )
            for item, stored in zip(items, files, strict=True)
        ]

    def _send_chat_action(self, params: Params) -> bool:
        self._chat(params)
        return True

    def _answer_callback_query(self, params: Params) -> bool:
        number = params.get("callback_query_id", "")
        if number not in self._state.open_taps:
            description = "query is too old and response timeout expired or query ID is invalid"
            raise Refused(400, f"Bad Request: {description}")
        self._state.open_taps.remove(number)
        alert = bool(_read(params, "show_alert"))
        self.answered_taps.append(
            {"id": number, "text": params.get("text", ""), "show_alert": alert, "at": time.monotonic()}
        )
        return True

    def _edit_reply_markup(self, params: Params) -> dict[str, Any]:
        chat = self._chat(params)
        sent = self._state.sent_by_id.get(_whole(params, "message_id"))
        if sent is None or sent.chat_id != chat:
            raise Refused(400, "Bad Request: message to edit not found")
        keyboard = _keyboard(params)
        if keyboard == sent.keyboard_now:
            raise Refused(
                400,
                "Bad Request: message is not modified: specified new message content and reply markup are "
                "exactly the same as a current content and reply markup of the message",
            )
        sent.keyboard_now = keyboard
        return sent.told

    def _get_file(self, params: Params) -> dict[str, Any]:
        stored = self._state.files.by_id.get(params.get("file_id", ""))
        if stored is None:
            raise Refused(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        if stored.size > MOST_DOWNLOAD_BYTES:
            raise Refused(400, "Bad Request: file is too big")
        return stored.told | {"file_path": stored.path}

    def _set_my_commands(self, params: Params) -> bool:
        commands = _read(params, "commands") or []
        for command in commands:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
                raise Refused(400, "Bad Request: BOT_COMMAND_INVALID")
            if not 1 <= len(command["description"]) <= 256:
                raise Refused(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
        self.commands[_scope(params)] = commands
        return True

    def _chat(self, params: Params) -> int:
        if "chat_id" not in params:
            raise Refused(400, "Bad Request: chat_id is empty")
        if params.get("parse_mode"):
            raise Refused(400, "Bad Request: this server of the tests reads no parse_mode")
        chat = _whole(params, "chat_id")
        if chat in self._state.forbidden:
            raise Refused(403, self._state.forbidden[chat])
        if self.strict_chats and chat not in self._state.chats:
            raise Refused(400, "Bad Request: chat not found")
        return chat

    def _stored(self, kind: str, value: Any, params: Params) -> Stored:
        """The file that came with the request, as itself or under attach://, or one known by its id."""
        if isinstance(value, str) and value.startswith("attach://"):
            value = params.get(value.removeprefix("attach://"))
        if isinstance(value, Upload):
            _check_size(kind, len(value.data))
            return self._state.files.keep(f"{kind}s", value.data, value.name, value.media_type)
        known = self._state.files.by_id.get(value or "")
        if known is None:
            raise Refused(400, f"Bad Request: there is no {kind} in the request")
        return known

    def _media(self, kind: str, stored: Stored) -> dict[str, Any]:
        if kind == "photo":
            return {"photo": self._state.files.photo_sizes(stored)}
        return {kind: stored.told | {"file_name": stored.name, "mime_type": stored.media_type}}

    def _accept(
        self,
        method: str,
        chat: int,
        text: str,
        params: Params,
        stored: Stored | None = None,
        media: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        reply = _read(params, "reply_parameters") or {}
        sent = self._state.new(
            method,
            chat,
            text,
            keyboard=_keyboard(params),
            reply_to=reply.get("message_id"),
            files=(stored,) if stored else (),
            media=media or {},
        )
        if self._sent_waiters:
            self._wake()
        return sent.told

    def _wake(self) -> None:
        for count, future in self._sent_waiters:
            if len(self._state.sent) >= count and not future.done():
                future.set_result(None)
        self._sent_waiters = [waiter for waiter in self._sent_waiters if not waiter[1].done()]


def _read(params: Params, name: str) -> Any:
    """The value of a parameter that is JSON in a form and itself in a JSON body; None when it is absent."""
    value = params.get(name)
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError as error:
        raise Refused(400, f"Bad Request: can't parse {name} JSON object") from error


def _whole(params: Params, name: str, default: int = 0) -> int:
    try:
        return int(params.get(name) or default)
    except ValueError as error:
        raise Refused(400, f"Bad Request: {name} must be an integer") from error


def _scope(params: Params) -> str:
    return f"{params.get('scope') or 'default'} {params.get('language_code', '')}"


def _check_length(text: str, most_units: int, problem: str) -> None:
    if len(text.encode("utf-16-le")) > 2 * most_units:
        raise Refused(400, f"Bad Request: {problem}")


def _check_size(kind: str, size: int) -> None:
    if kind == "photo" and size > MOST_PHOTO_BYTES:
        limit = f"the maximum size is {MOST_PHOTO_BYTES} bytes"
        raise Refused(400, f"Bad Request: file of size {size} bytes is too big for a photo; {limit}")
    if size > MOST_UPLOAD_BYTES:
        raise Refused(413, "Request Entity Too Large")
    if size == 0:
        raise Refused(400, "Bad Request: file must be non-empty")


def _keyboard(params: Params) -> list[list[dict[str, Any]]]:
    if "reply_markup" not in params:
        return []
    rows: list[list[dict[str, Any]]] = _read(params, "reply_markup").get("inline_keyboard", [])
    buttons = [button for row in rows for button in row]
    for button in buttons:
        data = button.get("callback_data")
        if not button.get("text", "").strip():
            raise Refused(400, "Bad Request: BUTTON_TEXT_INVALID")
        if data is not None and not 1 <= len(data.encode()) <= MOST_DATA_BYTES:
            raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")
    if len(buttons) > MOST_BUTTONS:
        raise Refused(400, "Bad Request: reply markup is too long")
    return rows
