"""The page on backups, tried by its own commands in a copy of the project; and another server."""

from __future__ import annotations

import itertools
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot import app
from tests.test_house import files
from tests.test_pages import BLOCK

PAGE = "docs/sao-luu.md"
REPORT = "Sáng nay xã Bình Minh họp dân tuyên truyền bầu cử, 80 người dự"
PROJECT = "/opt/so-tay"
CANARY = "4242:canary-telegram-token"


@dataclass
class House:
    """A copy of the project, with an index and no data."""

    root: Path

    def run(self, *arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=self.root,
            env=os.environ | {"TELEGRAM_BOT_TOKEN": CANARY},
            input=text,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def says(self, *arguments: str) -> str:
        """What scripts/backup.py prints when it succeeds."""
        ended = self.run("scripts/backup.py", *arguments)
        assert (ended.returncode, ended.stderr) == (0, "")
        return ended.stdout

    def talk(self, *lines: str, config: str = "config.yml") -> str:
        """What is on the screen of the terminal."""
        return self.run("-m", "bot", "console", "--no-rasa", "--config", config, text="\n".join(lines)).stdout

    @property
    def backups(self) -> Path:
        return self.root / ".data" / "backups"


def build(root: Path, index: Path) -> House:
    for path in files():
        if path.parts[0] not in ("tests", "docs"):
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(app.ROOT / path, root / path)
    shutil.copytree(index, root / "knowledge" / "index", dirs_exist_ok=True)
    return House(root)


@pytest.fixture
def house(tmp_path: Path, index_dir: Path) -> House:
    """With one report in it, and one person."""
    made = build(tmp_path / "house", index_dir)
    assert "Đã lưu báo cáo" in made.talk(REPORT, "gửi")
    assert made.run("scripts/people.py", "add", "An", "--role", "administrator").returncode == 0
    return made


def shape(text: str, root: str) -> str:
    """The text with every figure alike, and the project where the page has it."""
    return re.sub(r"\d+", "0", text.strip().replace(root, PROJECT))


@pytest.mark.slow
def test_the_commands_of_the_page_print_what_it_shows(house: House) -> None:
    blocks = BLOCK.findall((app.ROOT / PAGE).read_text(encoding="utf-8"))
    shown = [
        (match[1].split(), answer)
        for (_, language, code), (_, no_language, answer) in itertools.pairwise(blocks)
        if language == "sh" and not no_language and (match := re.search(r"scripts/backup\.py(.*)", code))
    ]
    assert [" ".join(arguments) for arguments, _ in shown] == [
        *("", "--list", "--verify", "--restore --into .data/thu", "--restore"),
    ]
    for arguments, answer in shown:
        assert shape(house.says(*arguments), str(house.root)) == shape(answer, PROJECT), arguments
    drill = str(house.root / ".data" / "thu" / "config.yml")
    assert "BC-" in house.talk("báo cáo của tôi", config=drill)


@pytest.mark.slow
def test_a_backup_brings_all_to_another_server(house: House, tmp_path: Path, index_dir: Path) -> None:
    hints = house.root / "knowledge" / "hints.yml"
    hints.write_text(hints.read_text(encoding="utf-8") + "\n# của văn phòng\n", encoding="utf-8")
    house.says()
    held = [path for path in house.backups.rglob("*") if path.is_file()]
    assert not any(CANARY.encode() in path.read_bytes() for path in held)
    other = build(tmp_path / "other", index_dir)
    shutil.rmtree(other.root / "knowledge" / "index")
    shutil.copytree(house.backups, other.backups)
    told = other.says("--restore")
    assert "1 báo cáo, 1 người" in told
    assert (other.root / "knowledge" / "hints.yml").read_bytes() == hints.read_bytes()
    screen = other.talk("báo cáo của tôi", "ai ký công văn 356")
    assert "Báo cáo của anh/chị (1)" in screen
    assert "Trần Hoàng Tuấn" in screen
    assert "Kho văn bản chưa dùng được" not in screen


@pytest.mark.slow
def test_it_ends_with_the_statuses_that_are_told(house: House) -> None:
    none = house.run("scripts/backup.py", "--restore")
    assert (none.returncode, none.stdout) == (1, "")
    assert "Không có bản sao lưu nào trong" in none.stderr
    assert house.run("scripts/backup.py", "--into", "x").returncode == 2
    assert house.run("scripts/backup.py", "--list", "--verify").returncode == 2
    house.says()
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "console", "--no-rasa"],
        cwd=house.root,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as terminal:
        try:
            assert terminal.stdout
            assert terminal.stdout.readline().decode().startswith("Sổ tay")
            busy = house.run("scripts/backup.py", "--restore")
        finally:
            terminal.kill()
    assert busy.returncode == 3
    assert "Trợ lý đang chạy trên" in busy.stderr
    house.says("--restore")
    (newest,) = (path for path in house.backups.iterdir() if path.name != ".lock")
    (newest / "hints.yml").write_text("", encoding="utf-8")
    damaged = house.run("scripts/backup.py", "--verify")
    assert (damaged.returncode, damaged.stdout) == (1, f"{newest.name}  HỎNG: tệp hints.yml đã bị thay đổi\n")
    refused = house.run("scripts/backup.py", "--restore")
    assert refused.returncode == 1
    assert "Không có bản nào dùng được" in refused.stderr
    assert "Traceback" not in refused.stderr + none.stderr + busy.stderr
