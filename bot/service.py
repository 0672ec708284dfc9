"""python -m bot run: the messengers whose tokens are there, in one process, until it is told to end."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlparse

from bot import app, commands, config, files, wording
from bot.app import App
from bot.channel import Channel, Listening, Never, NotNow, Rejected, Take
from bot.channels import ABILITIES, TELEGRAM, ZALO
from bot.channels.telegram import Server, Telegram
from bot.channels.telegram_updates import Updates
from bot.channels.webhooks import Hook, Webhooks
from bot.channels.zalo import Zalo
from bot.channels.zalo_api import ZaloApi
from bot.config import Config, Messenger
from bot.intake import Intake
from bot.layout import Layout
from bot.monitoring.endpoint import Monitoring
from bot.monitoring.vitals import Vitals
from bot.secrets import Secret, from_environment

FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 30.0
ZALO_POLL_S = 5  # a poll of Zalo's is not broken off: so long the end may have to wait
_HEADERS = {TELEGRAM: "X-Telegram-Bot-Api-Secret-Token", ZALO: "X-Bot-Api-Secret-Token"}
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Line:
    """One messenger that is on; `secret` is that of its webhook."""

    channel: Listening
    settings: Messenger
    secret: Secret

    def hook(self, take: Take) -> Hook:
        """What its webhook brings is taken, at the path of the address that the messenger was told."""
        path = urlparse(self.settings.webhook_url).path or "/"
        return Hook(
            path, _HEADERS[self.channel.name], self.secret, lambda body: self.channel.receive(body, take)
        )


class Service:
    """The process. `say` prints what who starts it should know."""

    def __init__(self, settings: Config, *, rasa: bool, say: Callable[[str], None]) -> None:
        """Raises what `app.build` raises, and Rejected when no messenger is on."""
        self._channels: dict[str, Channel] = {}
        self._assistant = app.build(settings, self._channels, rasa=rasa)
        self._lines = lines(self._assistant)
        if not self._lines:
            raise Rejected(
                "Chưa có kênh nhắn tin nào được bật. Hãy đặt token của bot vào biến môi trường "
                f"{settings.telegram.token_from} (Telegram) hoặc {settings.zalo.token_from} (Zalo)."
            )
        self._channels.update({line.channel.name: line.channel for line in self._lines})
        apology = self._assistant.dialogue.notice("not_taken")
        self._intake = Intake(self._assistant.turns.take, self._channels, apology)
        fetched = {line.channel.name: not line.settings.webhook_url for line in self._lines}
        messengers = {line.channel.name: line.channel for line in self._lines}
        self._vitals = Vitals(self._assistant.shelf, self._assistant.server, messengers, fetched)
        self._monitoring = Monitoring(settings, app.ROOT, self._vitals)
        self._say = say
        self._ending = asyncio.Event()

    async def run(self) -> None:
        """Nothing, once it was told to end (SIGTERM, Ctrl+C) and has. Raises Rejected."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._ending.set)
        webhooks = self._webhooks()
        try:
            await self._monitoring.start()
            names = [await self._checked(line) for line in self._lines]
            if webhooks:
                await webhooks.start()
            await self._assistant.start()
            if self._assistant.problem:
                self._say(self._assistant.problem)
            self._say(f"Sổ tay đang chạy: {', '.join(names)}.")
            await self._listen()
        finally:
            if webhooks:
                await webhooks.stop()
            await self._assistant.stop()
            for line in self._lines:
                await line.channel.close()
            await self._monitoring.stop()

    async def _checked(self, line: Line) -> str:
        """The name of the channel and of its bot; the latter not when the messenger is not reached now."""
        try:
            with _naming(line.settings.token_from):
                return f"{line.channel.name} ({await line.channel.check()})"
        except NotNow as fault:
            _log.warning("%s is not reached: %s", line.channel.name, str(fault))
            return f"{line.channel.name} (chưa kết nối được, sẽ thử lại)"

    async def _listen(self) -> None:
        """Nothing, once told to end. Raises Rejected when no messenger lets the bot in any more."""
        serving = {asyncio.create_task(self._serve(line), name=line.channel.name) for line in self._lines}
        ending = asyncio.create_task(self._until_ending())
        try:
            while not ending.done() and serving:
                done, _ = await asyncio.wait({ending, *serving}, return_when=asyncio.FIRST_COMPLETED)
                serving -= done
                for task in done - {ending}:
                    self._ended(task, others=bool(serving))
        finally:
            for task in (ending, *serving):
                task.cancel()
            await asyncio.gather(ending, *serving, return_exceptions=True)

    async def _until_ending(self) -> None:
        await self._ending.wait()

    def _ended(self, task: asyncio.Task[None], *, others: bool) -> None:
        """Nothing; a messenger that is lost is told of, and is the end when it was the last."""
        error = task.exception()
        if error is None:
            return
        if not (others and isinstance(error, Rejected)):
            raise error
        self._vitals.lost(task.get_name())
        self._say(str(error))

    async def _serve(self, line: Line) -> None:
        """Answer what an earlier run left, then what comes, until cancelled. Raises Rejected."""
        with _naming(line.settings.token_from):
            await self._served(line)

    async def _served(self, line: Line) -> None:
        await _reached(line.channel.check, line.channel.name)
        self._assistant.turns.recover(line.channel.name)
        if isinstance(line.channel, Telegram):
            await _offer(line.channel)
        if line.settings.webhook_url:
            url = line.settings.webhook_url
            await _reached(lambda: line.channel.listen_by_webhook(url, line.secret), line.channel.name)
            await self._until_ending()
        else:
            await line.channel.listen(self._intake.take)

    def _webhooks(self) -> Webhooks | None:
        """The server for the webhooks, None when none is set. Raises Rejected for two of one path."""
        hooks = [line.hook(self._intake.take) for line in self._lines if line.settings.webhook_url]
        if len({hook.path for hook in hooks}) < len(hooks):
            raise Rejected(
                f"telegram.webhook_url và zalo.webhook_url trong config.yml cùng đường dẫn {hooks[0].path}. "
                "Hãy đặt hai đường dẫn khác nhau, ví dụ /telegram và /zalo."
            )
        where = self._assistant.config.webhooks
        return Webhooks(hooks, where.host, where.port) if hooks else None


def lines(assistant: App) -> list[Line]:
    """The messengers whose tokens stand in the environment. Raises Rejected for an address that is none."""
    settings = assistant.config
    made = {TELEGRAM: (settings.telegram, _telegram), ZALO: (settings.zalo, _zalo)}
    tokens = {name: from_environment(messenger.token_from) for name, (messenger, _) in made.items()}
    return [
        Line(make(assistant, tokens[name], messenger), messenger, from_environment(messenger.secret_from))
        for name, (messenger, make) in made.items()
        if tokens[name]
    ]


def _telegram(assistant: App, token: Secret, settings: Messenger) -> Listening:
    mailbox, storage = assistant.records.mailbox, assistant.config.storage
    updates = Updates(
        assistant.timezone, lambda chat, letter, row: mailbox.choice(TELEGRAM, chat, letter, row)
    )
    photos, exports = app.ROOT / storage.photos, app.ROOT / storage.exports
    return Telegram(
        token,
        Server(settings.base_url),
        updates,
        Layout(ABILITIES[TELEGRAM], wording.load()).texts,
        lambda file: files.locate(file, photos, exports),
    )


def _zalo(assistant: App, token: Secret, settings: Messenger) -> Listening:
    try:
        api = ZaloApi(settings.base_url, token)
    except ValueError as error:
        raise Rejected(str(error)) from error
    return Zalo(api, assistant.timezone, Layout(ABILITIES[ZALO], wording.load()).texts, ZALO_POLL_S)


@contextlib.contextmanager
def _naming(variable: str) -> Iterator[None]:
    """What is rejected names the variable whose token it was."""
    try:
        yield
    except Rejected as refusal:
        raise Rejected(f"{variable}: {refusal}") from None


async def _offer(channel: Telegram) -> None:
    menu = [(command.name, command.about) for command in commands.load().menu]
    with contextlib.suppress(NotNow, Never, Rejected):  # a menu is not worth waiting for
        await channel.offer(menu)


async def _reached(call: Callable[[], Awaitable[object]], name: str) -> None:
    """Nothing, once the call was answered. Raises Rejected."""
    pause_s = FIRST_PAUSE_S
    while True:
        try:
            await call()
        except NotNow as fault:
            _log.warning("%s is not reached: %s", name, str(fault))
            await asyncio.sleep(max(pause_s, fault.after_s))
            pause_s = min(LONGEST_PAUSE_S, 2 * pause_s)
        else:
            return


async def run(path: Path, *, rasa: bool, say: Callable[[str], None]) -> None:
    """Nothing, once the messengers were served to the end. Raises what the start raises."""
    await Service(config.load(path), rasa=rasa, say=say).run()
