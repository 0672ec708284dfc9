"""Telegram as a channel, by python-telegram-bot's Bot: updates fetched or sent to a webhook, buttons, files.

The library's own Updater confirms updates before anybody has handled them (701 of 800 messages were lost
over 20 kills). So this asks for updates itself, and asks for those behind one only when that is in the
inbox. Updates are read as the plain JSON that both ways bring: a field that the library does not know, or
knows otherwise, then cannot stop the ones that follow. https://core.telegram.org/bots/api
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import telegram
from telegram import error as errors

from bot import Attachment, File, Letter, Reply
from bot.channel import Never, NotNow, Rejected, Take
from bot.channels import ABILITIES, TELEGRAM
from bot.channels.telegram_transport import Transport
from bot.channels.telegram_updates import Updates
from bot.layout import rows
from bot.privacy import trace
from bot.secrets import Secret
from bot.store import out_of_service

KINDS = ("message", "edited_message", "callback_query")
PLAIN_UPDATES = "get_Updates"  # in the library's own spelling it warns, and would make objects of them
FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 15.0
REJECTED_PAUSE_S = 60.0
ALBUM, ALBUM_BYTES = 10, 40_000_000  # of the photos of one message; Telegram takes 50 MB a request
LABEL = 60  # characters of a button; no phone shows more
Stored = tuple[File, Path]
Step = Callable[[int, int | None], Awaitable[None]]  # sends a part of a letter to a chat and thread
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Server:
    """Where the Bot API is, and how long it may take to answer."""

    base_url: str
    timeout_s: float = 15.0
    poll_s: int = 25


class Telegram:
    """One bot. `layout` gives the texts of a reply, `locate` says where a file that goes out is."""

    name = TELEGRAM
    abilities = ABILITIES[TELEGRAM]

    def __init__(
        self,
        token: Secret,
        server: Server,
        updates: Updates,
        layout: Callable[[Reply], list[str]],
        locate: Callable[[File], Path],
    ) -> None:
        os.environ.setdefault("PTB_TIMEDELTA", "1")  # the library's future way to say how long to wait
        self._updates = updates
        self._layout = layout
        self._locate = locate
        self._poll_s = server.poll_s
        base = server.base_url.rstrip("/")
        self._bot = telegram.Bot(
            token.value,
            f"{base}/bot",
            f"{base}/file/bot",
            request=Transport(server.timeout_s),
            get_updates_request=Transport(server.poll_s + server.timeout_s),
        )
        self.reached_at = 0.0
        self._steps: dict[int, int] = {}  # by letter: how much of it is out
        self._answers: set[asyncio.Task[None]] = set()

    async def check(self) -> str:
        """The bot's name. Raises Rejected when Telegram does not know the token, NotNow when not reached."""
        await self._asked(self._bot.initialize())
        self._updates.known(self._bot.id, self._bot.username)
        return str(self._bot.username)

    async def close(self) -> None:
        """End the connections."""
        with contextlib.suppress(errors.TelegramError, RuntimeError):
            await self._bot.shutdown()

    async def offer(self, menu: Sequence[tuple[str, str]]) -> None:
        """Nothing; the commands (name, what it does) stand in the menu. Raises NotNow."""
        await self._asked(self._bot.set_my_commands(list(menu)))

    async def listen(self, take: Take) -> None:
        """Fetch updates until cancelled. One is confirmed when it and all before it were taken.

        Raises Rejected when Telegram does not let the bot in any more.
        """
        await self._until_reached(lambda: self._asked(self._bot.delete_webhook()))
        offset, pause_s = 0, 0.0
        while True:
            try:
                news = await self._asked(self._fetch(offset))
                pause_s = 0.0
                self._take(sorted(news, key=lambda each: int(each["update_id"])), take)
                offset = max(offset, *(int(update["update_id"]) + 1 for update in news), 0)
            except NotNow as fault:
                _log.warning("telegram: %s", str(fault))
                pause_s = max(fault.after_s, _longer(pause_s))
            except Rejected:
                raise
            except Exception as error:  # the database is out of service: the update waits at Telegram
                _log.error("telegram: updates are not taken yet: %s", trace(error))
                pause_s = _longer(pause_s)
            await asyncio.sleep(pause_s)

    async def listen_by_webhook(self, url: str, secret: Secret) -> None:
        """Nothing, once Telegram knows where to send updates. Raises Rejected, NotNow."""
        await self._asked(
            self._bot.set_webhook(url, secret_token=secret.value, allowed_updates=KINDS, max_connections=10)
        )

    def receive(self, update: Any, take: Take) -> None:
        """Take the message of an update, if it has one; one that can never be taken is left out with a line
        in the log, lest it stop all others.

        Raises ValueError for what is no update, NotNow as long as `check` has not told who the bot is, and
        what the database raises when it is out of service: the update comes again.
        """
        try:
            number = int(update["update_id"])
        except (LookupError, TypeError, ValueError) as error:
            raise ValueError("no update of Telegram") from error
        if not self._updates.are_known:
            raise NotNow("who the bot is, is not known yet")
        try:
            self._receive([update], take)
        except Exception as error:  # the top for one update: the next ones must come
            if out_of_service(error):
                raise
            _log.critical("telegram: update %s left out: %s", number, trace(error))

    def _take(self, news: Sequence[dict[str, Any]], take: Take) -> None:
        """Take what the updates bring, all in one; when one of them is at fault, each for itself."""
        try:
            self._receive(news, take)
        except Exception as error:  # one of them is at fault: which one is found out below
            if out_of_service(error):
                raise
            for update in news:
                self.receive(update, take)

    def _receive(self, news: Sequence[dict[str, Any]], take: Take) -> None:
        read = [self._updates.translate(update) for update in news]
        if messages := [message for message, _ in read if message]:
            take(*messages)
        for tap in [tap for _, tap in read if tap]:
            task = asyncio.create_task(self._answer(tap))
            self._answers.add(task)
            task.add_done_callback(self._answers.discard)

    async def send(self, letter: Letter) -> None:
        """Nothing, once Telegram took all of it; a repeated try begins with what it did not take."""
        steps = [*self._texts(letter), *self._files(letter.reply.files)]
        address = _address(letter.chat)
        try:
            for step in steps[self._steps.get(letter.id, 0) :]:
                await self._asked(step(*address))
                if letter.id:  # 0 is no letter's own
                    self._steps[letter.id] = self._steps.get(letter.id, 0) + 1
        except Rejected:
            raise NotNow("the token is refused", REJECTED_PAUSE_S) from None
        except Never:
            self._steps.pop(letter.id, None)
            raise
        self._steps.pop(letter.id, None)

    async def fetch(self, attachment: Attachment, most_bytes: int) -> bytes:
        """The bytes of a photo. Never when there are more than `most_bytes`, or it is no longer there."""
        try:
            file = await self._asked(self._bot.get_file(attachment.reference))
        except Rejected:
            raise NotNow("the token is refused", REJECTED_PAUSE_S) from None
        if (file.file_size or 0) > most_bytes:
            raise Never("the file is too large")
        try:
            return bytes(await self._asked(file.download_as_bytearray()))
        except Rejected:  # how the library reads the 404 of a file that is gone
            raise Never("the file is gone") from None

    async def typing(self, chat: str) -> None:
        """Nothing; the chat shows that an answer is being made."""
        chat_id, thread = _address(chat)
        await self._bot.send_chat_action(chat_id, "typing", message_thread_id=thread)

    async def _fetch(self, offset: int) -> list[dict[str, Any]]:
        wanted = {"offset": offset, "timeout": self._poll_s, "allowed_updates": KINDS}
        news: list[dict[str, Any]] = await self._bot.do_api_request(PLAIN_UPDATES, wanted)
        return news

    async def _answer(self, tap: str) -> None:
        """End the waiting sign on a button that was tapped."""
        with contextlib.suppress(errors.TelegramError):  # a courtesy
            await self._bot.answer_callback_query(tap)

    def _texts(self, letter: Letter) -> list[Step]:
        """One step for each text, the buttons under the last."""
        texts = [text for text in self._layout(letter.reply) if text.strip()]
        keyboards = [*[None] * (len(texts) - 1), _keyboard(letter)][: len(texts)]
        return [partial(self._send_text, *each) for each in zip(texts, keyboards, strict=True)]

    def _files(self, files: Sequence[File]) -> list[Step]:
        """One step for each album of photos and each other file; what is not there any more is left out."""
        there = [(file, path) for file in files if (path := self._locate(file)).is_file()]
        photos = [each for each in there if each[0].media_type.startswith("image/")]
        others = [each for each in there if each not in photos]
        return [
            *(partial(self._send_photos, album) for album in _albums(photos)),
            *(partial(self._send_document, *each) for each in others),
        ]

    async def _send_text(
        self, text: str, keyboard: telegram.InlineKeyboardMarkup | None, chat: int, thread: int | None
    ) -> None:
        await self._bot.send_message(chat, text, reply_markup=keyboard, message_thread_id=thread)

    async def _send_document(self, file: File, path: Path, chat: int, thread: int | None) -> None:
        data = await asyncio.to_thread(path.read_bytes)
        name = file.name or f"{path.name[:8]}.{file.media_type.partition('/')[2]}"
        await self._bot.send_document(chat, data, filename=name, message_thread_id=thread)

    async def _send_photos(self, photos: Sequence[Stored], chat: int, thread: int | None) -> None:
        """Nothing; what Telegram does not take for photos, such as a very long one, goes as documents."""
        data = [await asyncio.to_thread(path.read_bytes) for _, path in photos]
        try:
            if len(data) == 1:
                await self._bot.send_photo(chat, data[0], message_thread_id=thread)
            else:
                album = [telegram.InputMediaPhoto(each) for each in data]
                await self._bot.send_media_group(chat, album, message_thread_id=thread)
        except errors.BadRequest:
            for each in photos:
                await self._send_document(*each, chat, thread)

    async def _until_reached(self, call: Callable[[], Any]) -> None:
        pause_s = 0.0
        while True:
            try:
                await call()
            except NotNow as fault:
                _log.warning("telegram: %s", str(fault))
                pause_s = max(fault.after_s, _longer(pause_s))
                await asyncio.sleep(pause_s)
            else:
                return

    async def _asked(self, call: Any) -> Any:
        """What the call gives. Raises NotNow, Never or Rejected; none of them says what was sent."""
        try:
            answer = await call
        except (errors.InvalidToken, errors.EndPointNotFound):
            raise Rejected(
                "Telegram không nhận token của bot. Hãy lấy lại token ở @BotFather, đặt vào biến môi trường "
                "mà telegram.token_from trong config.yml nêu tên, rồi khởi động lại."
            ) from None
        except errors.RetryAfter as busy:
            raise NotNow("429", _seconds(busy.retry_after)) from None
        except errors.Conflict:
            raise NotNow("another process fetches the updates of this bot", LONGEST_PAUSE_S) from None
        except (errors.Forbidden, errors.BadRequest, errors.ChatMigrated) as refusal:
            raise Never(type(refusal).__name__) from None
        except errors.TelegramError as fault:
            raise NotNow(type(fault).__name__) from None
        self.reached_at = time.time()
        return answer


def _keyboard(letter: Letter) -> telegram.InlineKeyboardMarkup | None:
    """The choices as buttons; a tap tells the letter and the row of the choice."""
    made = [[_button(letter.id, *each) for each in row] for row in rows(letter.reply.choices)]
    return telegram.InlineKeyboardMarkup(made) if made else None


def _button(letter: int, label: str, row: int) -> telegram.InlineKeyboardButton:
    label = label if len(label) <= LABEL else f"{label[: LABEL - 1]}…"
    return telegram.InlineKeyboardButton(label, callback_data=f"{letter}:{row}")


def _albums(photos: Sequence[Stored]) -> list[list[Stored]]:
    """The photos by the messages that carry them."""
    albums: list[list[Stored]] = []
    room = 0
    for photo in photos:
        if not albums or len(albums[-1]) == ALBUM or photo[0].bytes > room:
            albums.append([])
            room = ALBUM_BYTES
        albums[-1].append(photo)
        room -= photo[0].bytes
    return albums


def _address(chat: str) -> tuple[int, int | None]:
    """The chat's number and its thread: "-100/7/5" is what 7 said in thread 5 of the group -100."""
    number, _, rest = chat.partition("/")
    thread = rest.partition("/")[2]
    return int(number), int(thread) if thread else None


def _longer(pause_s: float) -> float:
    return min(LONGEST_PAUSE_S, max(FIRST_PAUSE_S, 2 * pause_s))


def _seconds(span: Any) -> float:
    return float(span.total_seconds() if hasattr(span, "total_seconds") else span)
