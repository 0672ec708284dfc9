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

from PIL import Image

from bot import Choice, File, Inbound, Letter, Reply, app
from bot.channels.console import Console
from bot.config import Config
from bot.files import FileRefused, keep
from tests.crash.bots import write_config


def nowhere(file: File) -> Path:
    return Path("exports") / file.name


def no_photos(path: Path) -> File:
    raise FileRefused(f"không có {path}")


def test_every_line_is_a_message_with_a_key_of_its_own() -> None:
    received: list[Inbound] = []

    async def receive(message: Inbound) -> None:
        received.append(message)

    console = Console(datetime.UTC, no_photos, nowhere, io.StringIO("một\n\nhai"), io.StringIO())
    asyncio.run(console.run(receive))
    assert [m.text for m in received] == ["một", "", "hai"]
    assert len({m.key for m in received}) == 3
    assert all(m.sent_at.tzinfo for m in received)


def test_choices_are_words_to_type_and_many_are_a_numbered_list() -> None:
    target = io.StringIO()
    console = Console(datetime.UTC, no_photos, nowhere, io.StringIO(), target)
    few = Reply("Đúng chưa?", (Choice("Gửi", "a"), Choice("Hủy", "b")))
    many = Reply("Loại nào?", (*(Choice(f"loại {i}", str(i), True) for i in range(2)), Choice("Hủy", "b")))
    for number, reply in enumerate((few, many)):
        asyncio.run(console.send(Letter(number, "terminal", reply)))
    assert target.getvalue() == (
        "\nĐúng chưa?\n  [ Gửi · Hủy ]\n\nLoại nào?\n   1. loại 0\n   2. loại 1\n  [ Hủy ]\n"
    )


def test_a_photo_is_attached_by_its_path_and_kept_once(tmp_path: Path) -> None:
    photo = tmp_path / "họp dân.png"
    Image.new("RGB", (4, 4), "red").save(photo)
    stored = tmp_path / "photos"
    received: list[Inbound] = []

    async def receive(message: Inbound) -> None:
        received.append(message)

    lines = io.StringIO(f"/anh {photo}\n/anh {photo}\n")
    console = Console(datetime.UTC, lambda path: keep(path, stored, 1), nowhere, lines, io.StringIO())
    asyncio.run(console.run(receive))
    assert [m.files[0].media_type for m in received] == ["image/png", "image/png"]
    assert [p.name for p in stored.iterdir()] == [received[0].files[0].sha256]


def test_what_is_no_photo_is_refused_and_nothing_is_sent(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("chữ", encoding="utf-8")
    target = io.StringIO()
    lines = io.StringIO(f"/anh {tmp_path / 'a.txt'}\n/anh {tmp_path / 'b.png'}\n/anh\n/gì đó\n")

    async def receive(message: Inbound) -> None:
        raise AssertionError(message)

    console = Console(datetime.UTC, lambda path: keep(path, tmp_path / "photos", 1), nowhere, lines, target)
    asyncio.run(console.run(receive))
    assert "không phải ảnh" in target.getvalue()
    assert "Không đọc được" in target.getvalue()
    assert target.getvalue().count("Lệnh của cửa sổ này") == 2


def test_leaving_does_not_touch_the_draft() -> None:
    received: list[Inbound] = []

    async def receive(message: Inbound) -> None:
        received.append(message)

    asyncio.run(
        Console(datetime.UTC, no_photos, nowhere, io.StringIO("một\n/thoat\nhai\n"), io.StringIO()).run(
            receive
        )
    )
    assert [m.text for m in received] == ["một"]


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
