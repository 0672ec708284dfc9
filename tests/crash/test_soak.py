"""The assistant does not grow: many turns of many chats, then its memory and its open files are looked at.

SO_TAY_TURNS=100000 makes it long: 11 minutes.
"""

import asyncio
import dataclasses
import datetime
import gc
import os
from pathlib import Path

import pytest

from bot import Inbound, Reply, app
from bot.config import Config
from tests.fakes import listening

TURNS = int(os.environ.get("SO_TAY_TURNS", "2500"))
WARM = max(1000, TURNS // 5)  # after which caches are full
GROWTH = 0.05
CHATS = 40
SAID = (
    "ai lo co dong truc quan",
    "Công an tỉnh phải làm gì?",
    "xem tiếp",
    "han nop bao cao la khi nao",
    "sang nay xa binh chanh hop dan tuyen truyen bau cu, {n} nguoi du",
    "à nhầm, {n} người",
    "gửi",
    "bao cao cua toi",
    "KH 324 nói gì về kinh phí",
    "đúng ý",
    "viết giúp tôi một bài",
    "hôm qua treo {n} băng rôn ở xã Bình Minh",
    "hủy",
    "câu hỏi số {n} về tuyên truyền trên mạng xã hội",
)


def rss_kb() -> int:
    """The memory that the process holds, in KB. https://man7.org/linux/man-pages/man5/proc_pid_status.5.html"""
    gc.collect()
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmRSS")))


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_many_turns_leave_memory_and_open_files_as_they_were(config: Config, tmp_path: Path) -> None:
    heard: list[int] = [0]

    async def hear(chat: str, reply: Reply) -> None:
        heard[0] += 1

    async def talk() -> tuple[tuple[int, int], tuple[int, int]]:
        settings = dataclasses.replace(
            config, storage=dataclasses.replace(config.storage, database=str(tmp_path / "a.sqlite3"))
        )
        assistant = app.build(settings, listening("test", hear), rasa=False)
        start = datetime.datetime.now(assistant.timezone)
        warm = (0, 0)
        try:
            for number in range(TURNS):
                chat, text = f"chat-{number % CHATS}", SAID[(number // CHATS) % len(SAID)]
                at = start + datetime.timedelta(seconds=number)
                said = text.format(n=1 + number % 997)
                await assistant.turns.receive(Inbound("test", chat, chat, str(number), said, at))
                if number + 1 == WARM:
                    warm = rss_kb(), open_files()
            return warm, (rss_kb(), open_files())
        finally:
            await assistant.stop()

    (warm_kb, warm_files), (last_kb, last_files) = asyncio.run(talk())
    print(f"{TURNS} turns: {warm_kb} KB after {WARM}, {last_kb} KB at the end; {last_files} open files")
    assert heard[0] >= TURNS
    assert last_files == warm_files
    assert last_kb <= warm_kb * (1 + GROWTH)
