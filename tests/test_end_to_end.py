"""The real thing from a pipe: python -m bot console with the real Rasa server, asked and told a report."""

import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from bot import app
from bot.config import Config
from nlu import environment
from tests.crash.bots import write_config


def understood_by(folder: Path) -> str | None:
    """Who understood the last message, None while there is none."""
    path = folder / "so-tay.sqlite3"
    if not path.exists():
        return None
    with closing(sqlite3.connect(path)) as db:
        tables = db.execute("SELECT COUNT(*) FROM sqlite_master WHERE name = 'inbox'").fetchone()[0]
        row = (
            db.execute("SELECT understood_by FROM inbox ORDER BY id DESC LIMIT 1").fetchone()
            if tables
            else None
        )
    return row[0] if row else None


@pytest.mark.rasa
def test_the_console_answers_and_takes_a_report_with_the_real_rasa_server(
    config: Config, tmp_path: Path
) -> None:
    assert environment.MODEL.exists(), "train the model first: python3 scripts/test.py does"
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "console", "--config", str(write_config(config, tmp_path))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=app.ROOT,
    )
    assert process.stdin
    process.stdin.write("ai ký công văn 356\n")  # answered by the rules: Rasa is still starting
    process.stdin.flush()
    deadline = time.monotonic() + 120
    while understood_by(tmp_path) != "rasa":
        assert time.monotonic() < deadline, "Rasa never answered"
        time.sleep(1)
        process.stdin.write("xin chào\n")
        process.stdin.flush()
    said, errors = process.communicate(
        "so vhttdl phai lam gi\n"
        "viết giúp tôi một bài đăng phản bác\n"
        "Sáng nay xã Bình Chánh tổ chức hội nghị tuyên truyền ĐH Đảng, hơn 120 người dự\n"
        "à nhầm 150 người\n"
        "gửi\n"
        "báo cáo của tôi\n",
        timeout=60,
    )
    assert process.returncode == 0, errors
    assert errors == ""
    for wanted in (
        "Trần Hoàng Tuấn",
        "cổ động trực quan",
        "tôi không viết",
        "Số người dự: 150",
        "Đã lưu báo cáo số BC-",
    ):
        assert wanted in said
