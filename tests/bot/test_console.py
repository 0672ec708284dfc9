"""The terminal channel: in a pipe, and in a real pseudo-terminal."""

import asyncio
import datetime
import io
import os
import pty
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

from bot import Choice, Inbound, Reply, app
from bot.channels.console import Console
from bot.config import Config
from tests.crash.test_kill_while_confirming import write_config


def test_every_line_is_a_message_with_a_key_of_its_own() -> None:
    received: list[Inbound] = []

    async def receive(message: Inbound) -> None:
        received.append(message)

    console = Console(datetime.UTC, io.StringIO("một\n\nhai"), io.StringIO())
    asyncio.run(console.run(receive))
    assert [m.text for m in received] == ["một", "", "hai"]
    assert len({m.key for m in received}) == 3
    assert all(m.sent_at.tzinfo for m in received)


def test_choices_are_words_to_type_and_many_are_a_numbered_list() -> None:
    target = io.StringIO()
    console = Console(datetime.UTC, io.StringIO(), target)
    asyncio.run(console.send("terminal", Reply("Đúng chưa?", (Choice("Gửi", "a"), Choice("Hủy", "b")))))
    asyncio.run(
        console.send("terminal", Reply("Loại nào?", tuple(Choice(f"loại {i}", str(i)) for i in range(5))))
    )
    assert target.getvalue() == (
        "\nĐúng chưa?\n  [ Gửi · Hủy ]\n"
        "\nLoại nào?\n   1. loại 0\n   2. loại 1\n   3. loại 2\n   4. loại 3\n   5. loại 4\n"
    )


def test_ctrl_c_at_the_prompt_ends_the_program_at_once(config: Config, tmp_path: Path) -> None:
    arguments = ["-m", "bot", "console", "--no-rasa", "--config", str(write_config(config, tmp_path))]
    master, terminal = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, *arguments], stdin=terminal, stdout=terminal, stderr=terminal, cwd=app.ROOT
    )
    try:
        wait_for(master, "Bạn: ")
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=5) == 0
    finally:
        process.kill()
        process.wait()
        os.close(master)
        os.close(terminal)


def wait_for(terminal: int, wanted: str) -> None:
    shown = b""
    deadline = time.monotonic() + 20
    while wanted.encode() not in shown:
        assert time.monotonic() < deadline, shown.decode(errors="replace")
        if select.select([terminal], [], [], 0.1)[0]:
            shown += os.read(terminal, 4096)
