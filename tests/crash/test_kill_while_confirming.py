"""kill -9 at a random moment of the confirming turn: a confirmed report is neither lost nor doubled.

The real program in a terminal's place, on a real file: each round types a report and "gửi", kills the
process a moment later, starts it again and looks at what the file holds. The moment is drawn from about
twice the length of the turn on this machine, found as the rounds go: a kill after the end shortens it, one
before the end lengthens it.
"""

import json
import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import yaml

from bot import app, units
from bot.config import Config

ROUNDS = 20
SEED = 356
LONGEST_S, CHANGE = 0.015, 1.5  # the first guess; how much each round corrects it
REPORT = "Sáng nay {place} họp dân tuyên truyền bầu cử, {count} người dự"
PLACES = units.load().names[: ROUNDS + 1]  # units of today: no two reports are alike


def write_config(config: Config, folder: Path) -> Path:
    """A config.yml like the project's, with the database in the folder and the tests' index."""
    settings = yaml.safe_load(app.CONFIG.read_text(encoding="utf-8"))
    settings["storage"] |= {
        "database": str(folder / "so-tay.sqlite3"),
        "index": config.storage.index,
        "logs": str(folder),
    }
    path = folder / "config.yml"
    path.write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")
    return path


def start(config_file: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "bot", "console", "--no-rasa", "--config", str(config_file)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=app.ROOT,
    )


def read_until(process: subprocess.Popen[str], wanted: str) -> None:
    assert process.stdout
    for line in process.stdout:
        if wanted in line:
            return
    raise AssertionError(f"{wanted!r} was never said")


def test_no_confirmed_report_is_lost_or_doubled_by_kill_9(config: Config, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    config_file = write_config(config, tmp_path)
    database = tmp_path / "so-tay.sqlite3"
    killed_before_the_end, longest_s = 0, LONGEST_S
    for number in range(1, ROUNDS + 1):
        process = start(config_file)
        assert process.stdin
        assert process.stdout
        process.stdin.write(REPORT.format(place=PLACES[number], count=number) + "\n")
        process.stdin.flush()
        read_until(process, "Báo cáo sắp gửi")
        process.stdin.write("gửi\n")
        process.stdin.flush()
        time.sleep(chance.uniform(0, longest_s))
        process.kill()
        said = process.stdout.read()
        process.communicate()

        with closing(sqlite3.connect(database)) as db:
            accepted = db.execute("SELECT COUNT(*) FROM inbox WHERE text = 'gửi'").fetchone()[0]
        in_time = "Đã lưu" not in said
        killed_before_the_end += in_time
        longest_s = longest_s * CHANGE if in_time else longest_s / CHANGE
        again = start(config_file)
        replayed, _ = again.communicate("" if accepted == number else "gửi\n", timeout=60)
        assert "Đã lưu" in said + replayed
        with closing(sqlite3.connect(database)) as db:
            stored = [
                json.loads(row[0])["fields"]["attendees"]
                for row in db.execute("SELECT fields FROM reports ORDER BY id")
            ]
            numbers = [row[0] for row in db.execute("SELECT sequence FROM reports ORDER BY id")]
            integrity = db.execute("PRAGMA integrity_check").fetchone()[0]
            unsent = db.execute("SELECT COUNT(*) FROM outbox WHERE sent_at IS NULL").fetchone()[0]
            accepted = db.execute("SELECT COUNT(*) FROM inbox WHERE text = 'gửi'").fetchone()[0]
        assert accepted == number
        assert stored == list(range(1, number + 1))
        assert numbers == stored
        assert unsent == 0
        assert integrity == "ok"
    assert 0 < killed_before_the_end < ROUNDS, "all kills fell on one side of the turn: nothing tested"
