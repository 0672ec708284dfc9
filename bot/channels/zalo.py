"""Zalo as a channel: updates fetched one by one or sent to a webhook, replies as plain texts.

What an update looks like: bot.zaloplatforms.com/docs/webhook for the wrapped form and `photo`; what real
webhooks sent in 2026 for the flat one, `photo_url` and "message.link.received" (noted down in public
repositories, such as openclaw/openclaw, extensions/zalo). Of several photos sent together each comes as a
message of its own, and nothing says that they belong together. A document comes as
"message.unsupported.received" without any reference, and so does whatever a protected person (a child, say)
sends.

Groups (docs/build-bot-interaction-with-group): Zalo hands the bot only what mentions it or answers a message
of its own, so every message of a group that arrives is meant for the bot. No field tells a mention: it stands
in the text, as "@" and the bot's name.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import logging
import re
import unicodedata
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, TypeVar

from bot import Attachment, Inbound, Letter, Reply
from bot.channel import Never, NotNow, Rejected, Take, whole
from bot.channels import ABILITIES, ZALO
from bot.channels.zalo_api import Unclear, ZaloApi
from bot.privacy import trace
from bot.secrets import Secret

FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 30.0
SHORTEST_POLL_S = 0.5  # an idle wait that ends sooner is no wait, and asked again only then
TO_STOP_S = 5.0  # beyond the poll under way
REJECTED_PAUSE_S = 60.0
UNCLEAR_TRIES = 3
_EVENT = re.compile(r"message\.(\w+)\.received")
_KINDS = {
    "image": "photo",
    "voice": "voice",
    "audio": "voice",
    "video": "video",
    "gif": "video",
    "file": "document",
    "location": "location",
    "sticker": "sticker",
}
_NO_MESSAGES = ("reaction",)
_Told = TypeVar("_Told")
_log = logging.getLogger(__name__)


class Zalo:
    """One bot. `layout` gives the texts of a reply, each short enough; one poll waits for `poll_s`."""

    name = ZALO
    abilities = ABILITIES[ZALO]

    def __init__(
        self,
        api: ZaloApi,
        timezone: datetime.tzinfo,
        layout: Callable[[Reply], list[str]],
        poll_s: int = 10,
    ) -> None:
        self._api = api
        self._timezone = timezone
        self._layout = layout
        self._poll_s = poll_s
        self._mention: re.Pattern[str] | None = None  # known once `check` was answered
        self._sent: dict[int, int] = {}  # by letter: how many of its texts are out
        self._unclear: dict[int, int] = {}  # by letter: how often Zalo's refusal could mean anything

    @property
    def reached_at(self) -> float:
        """When Zalo last answered, in seconds since 1970; 0 for never."""
        return self._api.reached_at

    async def check(self) -> str:
        """The bot's name. Raises Rejected when Zalo does not know the token, NotNow when it is not there."""
        told = await self._api.get_me()
        names = [str(told[key]) for key in ("display_name", "name", "account_name") if told.get(key)]
        self._mention = _mention(names)
        return names[0] if names else str(told.get("id", ""))

    async def listen(self, take: Take) -> None:
        """Fetch updates until cancelled; a webhook is removed first, since it would keep them away.

        What was read is gone on the server. So a message that cannot be taken is offered until it is, before
        the next is read, and a cancel is obeyed once the poll under way has ended: within `poll_s` + 5 s; a
        second cancel at once. Raises Rejected.
        """
        stopping = asyncio.Event()
        receiving = asyncio.create_task(self._receive(take, stopping))
        try:
            await asyncio.shield(receiving)
        except asyncio.CancelledError:
            stopping.set()
            await asyncio.wait({receiving}, timeout=self._poll_s + TO_STOP_S)
            raise
        finally:
            receiving.cancel()
            with contextlib.suppress(asyncio.CancelledError, Rejected):
                await receiving

    async def listen_by_webhook(self, url: str, secret: Secret) -> None:
        """Nothing, once Zalo knows where to send updates. Raises Rejected, NotNow."""
        verification = (await self._api.set_webhook(url, secret)).get("verification")
        if isinstance(verification, dict) and verification.get("ok") is False:
            _log.warning("zalo: the webhook did not answer Zalo's trial: %s", verification.get("outcome"))

    def receive(self, body: Any, take: Take) -> None:
        """Take the message of an update, if it has one. Raises ValueError, and what `take` raises."""
        if message := self.translate(body):
            take(message)

    async def close(self) -> None:
        """End the connections."""
        await self._api.close()

    def translate(self, body: Any) -> Inbound | None:
        """The message of an update, None for one without: a bot's own, a reaction, a follower.

        Raises ValueError when it has no message id, chat or sender.
        """
        update = _object(body, "update")
        if "result" in update:
            update = _object(update["result"], "result")
        kind = _kind(update)
        if update.get("message") is None or kind in (None, *_NO_MESSAGES):
            return None
        message = _object(update["message"], "message")
        sender = _object(message.get("from"), "message.from")
        return None if sender.get("is_bot") is True else self._inbound(str(kind), message, sender)

    async def send(self, letter: Letter) -> None:
        """Nothing, once Zalo took every text; a repeated try begins with the first that it did not take."""
        texts = [text for text in self._layout(letter.reply) if text.strip()]
        chat = letter.chat.partition("/")[0]
        try:
            for text in texts[self._sent.get(letter.id, 0) :]:
                await self._api.send_message(chat, text)
                self._sent[letter.id] = self._sent.get(letter.id, 0) + 1
        except Unclear as refusal:
            self._give_up_in_time(letter, refusal)
            raise
        except Rejected:
            raise NotNow("sendMessage: the token is refused", REJECTED_PAUSE_S) from None
        except Never:
            self._forget(letter)
            raise
        self._forget(letter)

    async def fetch(self, attachment: Attachment, most_bytes: int) -> bytes:
        """The bytes of a photo. Never when there are more than `most_bytes`, or it is no longer there."""
        return await self._api.download(attachment.reference, most_bytes)

    async def typing(self, chat: str) -> None:
        """Nothing; the chat shows that an answer is being made, unless Zalo is unwell."""
        with contextlib.suppress(NotNow, Never, Rejected):
            await self._api.send_chat_action(chat.partition("/")[0])

    async def _receive(self, take: Take, stopping: asyncio.Event) -> None:
        clock = asyncio.get_running_loop().time
        await _reached(self._api.delete_webhook, stopping)
        while not stopping.is_set():
            began = clock()
            update = await _reached(partial(self._api.get_update, self._poll_s), stopping)
            if update is None:
                await _pause(stopping, began + SHORTEST_POLL_S - clock())
            else:
                await self._keep(update, take)

    async def _keep(self, update: dict[str, Any], take: Take) -> None:
        """Nothing, once the message is taken, however long that lasts."""
        try:
            message = self.translate(update)
        except ValueError as error:
            _log.error("zalo: an update could not be read: %s", error)
            return
        pause_s = FIRST_PAUSE_S
        while message:
            try:
                take(message)
            except Exception as error:  # whatever ails the inbox: the message is nowhere but here
                _log.error("zalo: message %s not taken yet: %s", message.key, trace(error))
            else:
                return
            try:
                await asyncio.sleep(pause_s)
            except asyncio.CancelledError:
                _log.critical("zalo: message %s could not be taken before the end", message.key)
                raise
            pause_s = min(LONGEST_PAUSE_S, pause_s * 2)

    def _inbound(self, kind: str, message: dict[str, Any], sender: dict[str, Any]) -> Inbound:
        chat = _object(message.get("chat"), "message.chat")
        chat_id, sender_id = _id(chat, "message.chat.id"), _id(sender, "message.from.id")
        in_group = str(chat.get("chat_type")).upper() == "GROUP"
        text = _text(message, "text", "caption")
        return Inbound(
            channel=ZALO,
            chat=f"{chat_id}/{sender_id}" if in_group else chat_id,
            sender=sender_id,
            key=_id(message, "message.message_id"),
            text=self._addressed(text) if in_group else text,
            sent_at=self._sent_at(message),
            attachments=_attachments(kind, message, text),
            in_group=in_group,
        )

    def _addressed(self, text: str) -> str:
        """The text of a group without the mention, unless that is all there is."""
        if self._mention is None:
            return text
        return self._mention.sub(" ", unicodedata.normalize("NFC", text)).strip() or text

    def _sent_at(self, message: dict[str, Any]) -> datetime.datetime:
        """When it was written, from milliseconds; now, when that cannot be read."""
        try:
            return datetime.datetime.fromtimestamp(float(message["date"]) / 1000, self._timezone)
        except (KeyError, TypeError, ValueError, OverflowError, OSError):
            return datetime.datetime.now(self._timezone)

    def _give_up_in_time(self, letter: Letter, refusal: Unclear) -> None:
        """Nothing the first times; then Never, for one letter must not stop those behind it for good."""
        self._unclear[letter.id] = self._unclear.get(letter.id, 0) + 1
        if self._unclear[letter.id] >= UNCLEAR_TRIES:
            self._forget(letter)
            raise Never(str(refusal)) from None

    def _forget(self, letter: Letter) -> None:
        self._sent.pop(letter.id, None)
        self._unclear.pop(letter.id, None)


async def _reached(call: Callable[[], Awaitable[_Told]], stopping: asyncio.Event) -> _Told | None:
    """What the call gives, tried with growing pauses until Zalo is reached; None when it is time to stop."""
    pause_s = FIRST_PAUSE_S
    while True:
        try:
            return await call()
        except NotNow as fault:
            _log.warning("zalo: %s", str(fault))
            await _pause(stopping, max(fault.after_s, pause_s))
        if stopping.is_set():
            return None
        pause_s = min(LONGEST_PAUSE_S, pause_s * 2)


async def _pause(stopping: asyncio.Event, seconds: float) -> None:
    """Nothing, after that time or when it is time to stop."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stopping.wait(), max(seconds, 0))


def _kind(update: dict[str, Any]) -> str | None:
    """What the event brings, the middle of "message.text.received"; "" without a name, None for others."""
    name = str(update.get("event_name") or "")
    found = _EVENT.fullmatch(name)
    return found[1] if found else None if name else ""


def _attachments(kind: str, message: dict[str, Any], text: str) -> tuple[Attachment, ...]:
    """What came beside the words. What brings nothing that can be read is one too: the person is to know."""
    photo = _text(message, "photo", "photo_url")
    if photo:
        return (Attachment("photo", reference=photo, name="ảnh"),)
    if kind in _KINDS and kind != "image":
        return (Attachment(_KINDS[kind]),)
    return () if text else (Attachment("other"),)


def _mention(names: list[str]) -> re.Pattern[str] | None:
    """What finds "@" with one of the names, the longest first, and the space around it."""
    each = [re.escape(unicodedata.normalize("NFC", name)) for name in sorted(names, key=len, reverse=True)]
    return re.compile(rf"\s*@(?:{'|'.join(each)})(?!\w)[,:]?\s*", re.IGNORECASE) if each else None


def _object(value: Any, what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"{what}: expected an object, got {type(value).__name__}")  # noqa: TRY004 — told as a fault of the text
    return value


def _id(data: dict[str, Any], what: str) -> str:
    """The id under the last part of `what`."""
    value = data.get(what.rpartition(".")[2])
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        raise ValueError(f"{what}: expected an id, got {type(value).__name__}")
    return whole(str(value))


def _text(message: dict[str, Any], *keys: str) -> str:
    """The first of the fields that holds text, else ""."""
    return next((whole(value) for key in keys if isinstance(value := message.get(key), str) and value), "")
