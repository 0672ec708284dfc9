"""`python -m bot run` as a real process against the local servers of both messengers."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from bot import app
from bot.config import Config
from tests.telegram_control import Remote, own_process
from tests.telegram_stage import SAY, jpeg
from tests.zalo_server import TOKEN as ZALO_TOKEN

TOKEN = "4242:canary-telegram-token"
SECRET = "canary-secret-of-the-webhook-0123456789"
MAI = 11
RUNNING = "Sổ tay đang chạy"
QUESTION, ANSWER = "ai ký công văn 356", "Trần Hoàng Tuấn"


def until(true: Callable[[], Any], within_s: float = 30.0) -> Any:
    """What is called gives, once it is something true."""
    ends = time.monotonic() + within_s
    while not (given := true()):
        assert time.monotonic() < ends, f"not within {within_s} s"
        time.sleep(0.02)
    return given


class Bot:
    """The program with its settings, in a folder of its own."""

    def __init__(self, config: Config, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "so-tay.sqlite3"
        self.environment = {"TELEGRAM_BOT_TOKEN": "", "ZALO_BOT_TOKEN": ""}
        self.settings = yaml.safe_load(app.CONFIG.read_text(encoding="utf-8"))
        self.settings["storage"] |= {
            "database": str(self.database),
            "index": config.storage.index,
            "logs": str(folder),
            "photos": str(folder / "photos"),
            "exports": str(folder / "exports"),
        }
        self.settings["backups"]["at"] = ""
        self.settings["people"]["default_role"] = "officer"
        self.settings["logging"]["json"] = True
        self.settings["albums"]["quiet_s"] = 0.3
        self.process: subprocess.Popen[bytes] | None = None

    def on_telegram(self, url: str) -> None:
        self.environment["TELEGRAM_BOT_TOKEN"] = TOKEN
        self.settings["telegram"]["base_url"] = url

    def on_zalo(self, url: str) -> None:
        self.environment["ZALO_BOT_TOKEN"] = ZALO_TOKEN
        self.settings["zalo"]["base_url"] = url

    def start(self, *, waits: bool = True) -> None:
        """Nothing, once it says that it runs."""
        file = self.folder / "config.yml"
        file.write_text(yaml.safe_dump(self.settings, allow_unicode=True), encoding="utf-8")
        with (self.folder / "out").open("ab") as out, (self.folder / "err").open("ab") as err:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bot", "run", "--no-rasa", "--config", str(file)],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                cwd=app.ROOT,
                env=os.environ | self.environment,
            )
        if waits:
            until(lambda: RUNNING in self.out or self.ended)
            assert not self.ended, self.err

    def fails(self) -> str:
        """What it says when it ends by itself with status 1."""
        self.start(waits=False)
        assert self.process
        assert self.process.wait(60) == 1
        assert RUNNING not in self.out
        return self.err

    def stop(self) -> int:
        """The exit status after SIGTERM, which has to come within 10 s."""
        assert self.process
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(10)

    @property
    def ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    @property
    def out(self) -> str:
        return (self.folder / "out").read_text(encoding="utf-8")

    @property
    def err(self) -> str:
        return (self.folder / "err").read_text(encoding="utf-8")


@pytest.fixture
def bot(config: Config, tmp_path: Path) -> Iterator[Bot]:
    made = Bot(config, tmp_path)
    yield made
    if made.process and not made.ended:
        made.process.kill()
        made.process.wait()


@pytest.fixture
def telegram() -> Iterator[Remote]:
    with own_process(TOKEN) as remote:
        yield remote


class Zalo:
    """The Zalo server in a process of its own."""

    def __init__(self, url: str) -> None:
        self.url = url

    def call(self, name: str, **arguments: Any) -> Any:
        return httpx.post(f"{self.url}/control/{name}", json=arguments).json()["result"]

    def texts(self) -> list[str]:
        return [each["text"] for each in self.call("sent") if each["method"] == "sendMessage"]


@pytest.fixture
def zalo() -> Iterator[Zalo]:
    command = [sys.executable, "-m", "tests.zalo_server", "--token", ZALO_TOKEN]
    with subprocess.Popen(command, cwd=app.ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield Zalo(process.stdout.readline().strip())
        finally:
            process.kill()


def texts(telegram: Remote) -> list[str]:
    return [each["text"] for each in telegram.call("sent")]


def free_port() -> int:
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as listening:
        return int(listening.getsockname()[1])


def test_both_messengers_are_served_by_one_process_which_says_nothing_of_what_is_written(
    bot: Bot, telegram: Remote, zalo: Zalo
) -> None:
    bot.on_telegram(telegram.url)
    bot.on_zalo(zalo.url)
    bot.start()
    assert "telegram (so_tay_thu_bot)" in bot.out
    assert "zalo (Bot Sổ tay)" in bot.out
    telegram.call("fault", method="getUpdates", kind="garbage")
    telegram.call("fault", method="sendMessage", kind="status", status=502)
    telegram.call("text", chat=MAI, text=f"bí mật riêng, {QUESTION}")
    zalo.call("text", person="an", text=f"bí mật riêng, {QUESTION}")
    until(lambda: texts(telegram) and zalo.texts())
    assert ANSWER in texts(telegram)[0]
    assert ANSWER in zalo.texts()[0]
    commands = [request["method"] for request in telegram.call("requests")]
    assert "setMyCommands" in commands
    assert bot.stop() == 0
    lines = [json.loads(line) for line in bot.err.splitlines()]
    assert lines
    assert all({"time", "level", "logger", "event"} <= line.keys() for line in lines)
    for hidden in ("canary", "bí mật", QUESTION, ANSWER, ZALO_TOKEN):
        assert hidden not in bot.out + bot.err, hidden


def test_without_a_token_it_says_which_variables_are_looked_for(bot: Bot) -> None:
    told = bot.fails()
    assert told.startswith("Chưa có kênh nhắn tin nào được bật.")
    assert "TELEGRAM_BOT_TOKEN" in told
    assert "ZALO_BOT_TOKEN" in told


def test_a_wrong_token_is_told_with_its_variable(bot: Bot, telegram: Remote, zalo: Zalo) -> None:
    bot.on_telegram(telegram.url)
    bot.on_zalo(zalo.url)
    bot.environment["TELEGRAM_BOT_TOKEN"] = "4242:canary-wrong"
    told = bot.fails()
    assert "TELEGRAM_BOT_TOKEN: Telegram không nhận token" in told
    assert "canary" not in told
    bot.on_telegram(telegram.url)
    bot.environment["ZALO_BOT_TOKEN"] = "9:canary-wrong"
    told = bot.fails()
    assert "ZALO_BOT_TOKEN: Zalo không nhận token" in told
    assert "canary" not in told


def test_a_server_not_reached_at_the_start_is_tried_until_it_is(bot: Bot) -> None:
    port = free_port()
    bot.on_telegram(f"http://127.0.0.1:{port}")
    bot.start()
    assert "chưa kết nối được" in bot.out
    with own_process(TOKEN, port) as telegram:
        telegram.call("text", chat=MAI, text=QUESTION)
        until(lambda: texts(telegram))
        assert ANSWER in texts(telegram)[0]
        assert bot.stop() == 0


def test_a_damaged_database_is_told_with_what_to_do_and_left_as_it_is(bot: Bot, telegram: Remote) -> None:
    bot.on_telegram(telegram.url)
    bot.database.write_bytes(b"no database" * 1000)
    told = bot.fails()
    assert "đang hỏng" in told
    assert "bản sao lưu" in told
    assert bot.database.read_bytes() == b"no database" * 1000
    assert telegram.call("requests") == []


def test_with_a_damaged_index_reports_are_taken_and_nothing_is_said_not_to_be_found(
    bot: Bot, telegram: Remote, tmp_path: Path
) -> None:
    index = tmp_path / "index"
    shutil.copytree(bot.settings["storage"]["index"], index)
    for file in filter(Path.is_file, index.glob("*/*")):
        file.write_bytes(b"damaged")
    bot.settings["storage"]["index"] = str(index)
    bot.on_telegram(telegram.url)
    bot.start()
    assert "Kho văn bản chưa dùng được" in bot.out
    telegram.call("text", chat=MAI, text=QUESTION)
    telegram.call(
        "text", chat=MAI, text="Sáng 15/3/2025 xã Bình Minh họp dân tuyên truyền bầu cử, 80 người dự"
    )
    until(lambda: len(texts(telegram)) == 2)
    damaged, report = texts(telegram)
    assert damaged == SAY("damaged")
    assert "Số người dự: 80" in report
    assert bot.stop() == 0


def test_what_was_taken_before_sigterm_is_answered(bot: Bot, telegram: Remote) -> None:
    bot.on_telegram(telegram.url)
    bot.start()
    telegram.call("fault", method="file", kind="slow", delay_s=2.0)
    telegram.call("photo", chat=MAI, data=jpeg())
    until(lambda: "getFile" in [each["method"] for each in telegram.call("requests")])
    assert bot.stop() == 0
    assert SAY("report_photos", count=1) in texts(telegram)


def test_sigterm_ends_it_while_its_messenger_is_gone(bot: Bot, telegram: Remote) -> None:
    bot.on_telegram(telegram.url)
    bot.start()
    telegram.call("fault", method="sendMessage", kind="hang", times=None)
    telegram.call("text", chat=MAI, text=QUESTION)
    until(lambda: "sendMessage" in [each["method"] for each in telegram.call("requests")])
    began = time.monotonic()
    assert bot.process
    bot.process.send_signal(signal.SIGTERM)
    assert bot.process.wait(20) == 0
    assert time.monotonic() - began < 15


def test_a_token_revoked_while_it_runs_ends_one_messenger_and_not_the_other(
    bot: Bot, telegram: Remote, zalo: Zalo
) -> None:
    bot.on_telegram(telegram.url)
    bot.on_zalo(zalo.url)
    bot.start()
    refusal = {"status": 401, "description": "Unauthorized"}
    telegram.call("fault", method="getUpdates", kind="status", times=None, **refusal)
    telegram.call("text", chat=MAI, text="chào")
    until(lambda: "TELEGRAM_BOT_TOKEN: Telegram không nhận token" in bot.out)
    zalo.call("text", person="an", text=QUESTION)
    until(zalo.texts)
    assert ANSWER in zalo.texts()[0]
    zalo.call("fault", method="getUpdates", kind="code", times=None, error_code=401)
    zalo.call("text", person="an", text="chào")
    assert bot.process
    assert bot.process.wait(60) == 1
    assert "ZALO_BOT_TOKEN: Zalo không nhận token" in bot.err


def test_messages_come_by_webhook(bot: Bot, telegram: Remote) -> None:
    port = free_port()
    bot.on_telegram(telegram.url)
    bot.settings["telegram"]["webhook_url"] = f"http://127.0.0.1:{port}/telegram"
    bot.settings["webhooks"]["port"] = port
    bot.environment["TELEGRAM_WEBHOOK_SECRET"] = SECRET
    bot.start()
    telegram.call("text", chat=MAI, text=QUESTION)
    until(lambda: texts(telegram))
    assert ANSWER in texts(telegram)[0]
    assert bot.stop() == 0
    assert SECRET not in bot.out + bot.err


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"secret": "short"}, "Mã bí mật của webhook /telegram phải dài 16 đến 256 ký tự"),
        ({"taken": True}, "Không nhận được webhook ở 127.0.0.1:"),
        ({"zalo": "/telegram"}, "cùng đường dẫn /telegram"),
    ],
)
def test_webhooks_that_cannot_work_are_told_at_the_start(
    bot: Bot, telegram: Remote, zalo: Zalo, change: dict[str, Any], told: str
) -> None:
    bot.on_telegram(telegram.url)
    bot.environment |= {
        "TELEGRAM_WEBHOOK_SECRET": change.get("secret", SECRET),
        "ZALO_WEBHOOK_SECRET": SECRET,
    }
    bot.settings["telegram"]["webhook_url"] = "https://so-tay.example/telegram"
    if "zalo" in change:
        bot.on_zalo(zalo.url)
        bot.settings["zalo"]["webhook_url"] = f"https://so-tay.example{change['zalo']}"
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as listening:
        bot.settings["webhooks"]["port"] = listening.getsockname()[1] if "taken" in change else 0
        assert told in bot.fails()
