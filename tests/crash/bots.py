"""Bots in processes of their own, to be killed: the program as it is started, and quick forks of it."""

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import yaml

from bot import app
from bot.config import Config

TOKEN = "4242:test"
SECRET = "canary-secret-of-the-webhook-0123456789"
RUNNING = "Sổ tay đang chạy"
ENVIRONMENT = {
    "TELEGRAM_BOT_TOKEN": TOKEN,
    "TELEGRAM_WEBHOOK_SECRET": SECRET,
    "ZALO_BOT_TOKEN": "",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",  # a fork must have no other threads before it
}


def write_config(config: Config, folder: Path, server: str = "", port: int = 0) -> Path:
    """A config.yml like the project's, with the database in the folder and the tests' index.

    `server` is the address of the Bot API; with a port updates come to it by webhook.
    """
    settings = yaml.safe_load(app.CONFIG.read_text(encoding="utf-8"))
    settings["storage"] |= {
        "database": str(folder / "so-tay.sqlite3"),
        "index": config.storage.index,
        "logs": str(folder),
    }
    settings["backups"]["at"] = ""
    settings["people"]["default_role"] = "officer"
    settings["telegram"]["base_url"] = server or settings["telegram"]["base_url"]
    if port:
        settings["telegram"]["webhook_url"] = f"http://127.0.0.1:{port}/telegram"
        settings["webhooks"]["port"] = port
    settings["limits"] |= {"messages_a_minute": 100_000, "drafts_a_day": 10_000}
    path = folder / "config.yml"
    path.write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")
    return path


class Program:
    """`python -m bot run`, started again and again."""

    def __init__(self, config_file: Path) -> None:
        self._config_file = config_file
        self.log = config_file.parent / "log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Nothing, once it runs."""
        told = self._told()
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bot", "run", "--no-rasa", "--config", str(self._config_file)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=app.ROOT,
                env=os.environ | ENVIRONMENT,
            )
        until(lambda: self._told() > told or not self.alive, 60)

    def kill(self) -> None:
        """Nothing, once it is gone without notice."""
        if self._process:
            self._process.kill()
            self._process.wait()

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def _told(self) -> int:
        return self.log.read_text(encoding="utf-8").count(RUNNING) if self.log.exists() else 0


class Forks:
    """Bots forked from an assistant that is ready (tests/crash/forking.py), one at a time."""

    def __init__(self, config_file: Path) -> None:
        self.log = config_file.parent / "log"
        self.database = config_file.parent / "so-tay.sqlite3"
        self._pid = 0
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.forking", str(config_file)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=app.ROOT,
            env=os.environ | ENVIRONMENT,
        )
        assert self._line() == "ready"

    def start(self, end_at: int = 0) -> None:
        """Nothing; a bot starts, to end at that step (tests/crash/steps.py)."""
        order = {"database": str(self.database), "log": str(self.log), "end_at": end_at}
        assert self._process.stdin
        self._process.stdin.write(f"{json.dumps(order)}\n")
        self._process.stdin.flush()
        self._pid = int(self._line())

    def kill(self, how: signal.Signals = signal.SIGKILL) -> int:
        """The exit status, once the bot is gone; one that has ended by itself is asked no more."""
        if not self._pid:
            return 0
        if self.alive:
            os.kill(self._pid, how)
        self._pid = 0
        return int(self._line())

    @property
    def alive(self) -> bool:
        return self._pid != 0 and not select.select([self._process.stdout], [], [], 0)[0]

    def close(self) -> None:
        """Nothing, once no process is left."""
        self.kill()
        self._process.kill()
        self._process.communicate()

    def _line(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline().strip()


@contextlib.contextmanager
def program(config_file: Path) -> Iterator[Program]:
    """The program with that config.yml, not running afterwards."""
    made = Program(config_file)
    try:
        yield made
    finally:
        made.kill()


@contextlib.contextmanager
def forks(config_file: Path) -> Iterator[Forks]:
    """Bots with that config.yml, none left afterwards."""
    made = Forks(config_file)
    try:
        yield made
    finally:
        made.close()


def until(true: Callable[[], object], within_s: float = 30.0, every_s: float = 0.005) -> None:
    """Nothing, once the call gives something true. TimeoutError when it does not."""
    ends = time.monotonic() + within_s
    while not true():
        if time.monotonic() > ends:
            raise TimeoutError(f"not within {within_s} s")
        time.sleep(every_s)
