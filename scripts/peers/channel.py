"""Sổ tay beside a bare echo bot of python-telegram-bot, both through the local Bot API server of the tests.

Two figures of each round: how many messages a second are answered when many wait, from several chats, and how
long one message waits for its answer when nothing else is asked. Each bot and the server are processes of
their own; the rounds of the two bots alternate, so that what else the machine does falls on both.
"""

from __future__ import annotations

import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from tests.telegram_control import Remote, own_process

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "4242:benchmark"  # of the server on loopback, which knows no other
CHATS = 25
WAIT_S = 120.0
QUESTIONS = (
    "ai lo cổ động trực quan",
    "Công an tỉnh phải làm gì",
    "3 chu de lon la gi",
    "ai ký công văn 356",
    "nhiệm vụ của Đài Phát thanh và Truyền hình tỉnh",
    "han nop bao cao la khi nao",
    "KH 324 nói gì về kinh phí",
    "văn bản này gửi cho ai",
    "so vhttdl lam gi",
    "các huyện phải làm gì",
    "công văn ban hành ngày nào",
    "tuyên truyền trên mạng xã hội thế nào",
    "ai tổng hợp báo cáo",
    "báo Quảng Ngãi có nhiệm vụ gì",
    "có những văn bản nào",
    "cong van 356 can cu vao dau",
)


@dataclass(frozen=True)
class Round:
    """Messages answered a second, and the median and the 95th percentile of one's wait, in milliseconds."""

    a_second: float
    median_ms: float
    p95_ms: float


@dataclass(frozen=True)
class Size:
    """How many messages wait at once, and how many are asked one by one."""

    waiting: int
    single: int


def compare(rounds: int, size: Size, *, rasa: bool) -> dict[str, list[Round]]:
    """The rounds by the name of the bot."""
    found: dict[str, list[Round]] = {"echo": [], "so_tay": []}
    for _ in range(rounds):
        for name, measured in found.items():
            with (
                tempfile.TemporaryDirectory() as folder,
                own_process(TOKEN) as server,
                running(name, server, Path(folder), rasa=rasa),
            ):
                measured.append(measure(server, size))
    return found


def measure(server: Remote, size: Size) -> Round:
    """One round with the bot that is running; it is warmed up first."""
    ask(server, range(2 * len(QUESTIONS)))
    began = time.perf_counter()
    ask(server, range(size.waiting))
    took_s = time.perf_counter() - began
    waits = sorted(wait_ms(server, number) for number in range(size.single))
    return Round(size.waiting / took_s, statistics.median(waits), waits[int(len(waits) * 0.95)])


def ask(server: Remote, numbers: Sequence[int]) -> None:
    """Nothing, once as many questions are asked at once and answered."""
    server.call("forget")
    server.call("batch", calls=[message(number) for number in numbers])
    server.call("wait_for_sent", count=len(numbers), timeout_s=WAIT_S)


def wait_ms(server: Remote, number: int) -> float:
    """How long one question waits for its answer, in milliseconds."""
    server.call("forget")
    began = time.perf_counter()
    server.call("text", **message(number)[1])
    server.call("wait_for_sent", count=1, timeout_s=WAIT_S)
    return (time.perf_counter() - began) * 1000


def message(number: int) -> tuple[str, dict[str, object]]:
    """A question of one of the chats, each time another."""
    text = QUESTIONS[number % len(QUESTIONS)]
    return "text", {"chat": 1 + number % CHATS, "text": text}


@contextlib.contextmanager
def running(name: str, server: Remote, folder: Path, *, rasa: bool) -> Iterator[None]:
    """The bot of that name in a process of its own, until the end of the block."""
    command = {
        "echo": [sys.executable, "-m", "scripts.peers.echo", server.url, TOKEN],
        "so_tay": [sys.executable, "-m", "bot", "run", "--config", str(settings(server.url, folder))],
    }[name]
    extra = [] if rasa or name == "echo" else ["--no-rasa"]
    env = os.environ | {"TELEGRAM_BOT_TOKEN": TOKEN, "PTB_TIMEDELTA": "1"}
    with subprocess.Popen([*command, *extra], cwd=ROOT, env=env, stdout=subprocess.DEVNULL) as process:
        try:
            server.call("text", chat=1, text=QUESTIONS[0])
            server.call("wait_for_sent", count=1, timeout_s=WAIT_S)
            if rasa and name == "so_tay":
                time.sleep(25)  # Rasa's start, during which rules answer
            yield
        finally:
            process.terminate()


def settings(server: str, folder: Path) -> Path:
    """The project's own config.yml with what it keeps in `folder`, and without a limit on who asks."""
    config = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
    for name in ("photos", "exports", "logs"):
        config["storage"][name] = str(folder / name)
    config["storage"]["database"] = str(folder / "so-tay.sqlite3")
    config["telegram"]["base_url"] = server
    config["limits"]["messages_a_minute"] = 1_000_000
    path = folder / "config.yml"
    path.write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
    return path


def told(found: dict[str, list[Round]]) -> list[str]:
    """The rounds and what is to be reached, line by line."""
    lines = ["bot     messages/s  median ms  p95 ms"]
    for name, rounds in found.items():
        lines += [f"{name:8}{r.a_second:10.1f}{r.median_ms:11.1f}{r.p95_ms:8.1f}" for r in rounds]
    share = [ours.a_second / echo.a_second for echo, ours in zip(*found.values(), strict=True)]
    later = [ours.median_ms - echo.median_ms for echo, ours in zip(*found.values(), strict=True)]
    return [
        *lines,
        f"messages a second, share of the echo bot's: {', '.join(f'{s:.0%}' for s in share)} (to reach: 60%)",
        f"median wait, later than the echo bot's: {', '.join(f'{ms:.1f} ms' for ms in later)} (to reach: 15)",
    ]
