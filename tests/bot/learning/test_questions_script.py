"""scripts/questions.py as it is run, in a copy of the project: docs/cau-hoi.md shows what it prints."""

from __future__ import annotations

import datetime
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot import Inbound, app, audit
from bot.mailbox import Mailbox
from bot.questions import Asked, Questions
from bot.store import open_store
from knowledge import Answer, Citation, Quote
from knowledge.build import load_hints

PAGE = (app.ROOT / "docs/cau-hoi.md").read_text(encoding="utf-8")
PASSAGE = "356-UBND-KGVX/4"
NOON = datetime.datetime(2025, 3, 15, 5, tzinfo=datetime.UTC)
NOTHING = Answer("abstain", "abstain", {"count": "1"})
CITED = Answer("not_loaded", "not_loaded", {"document": "Kế hoạch số 324-KH/TU"})
DOUBTFUL = Answer(
    "answer",
    "answer",
    quotes=(Quote("x", Citation("356-UBND-KGVX", PASSAGE, "Công văn", "mục 4")),),
    confidence=0.52,
)
QUESTIONS = (
    ("an", "sau buổi diễn ai dọn sân khấu", NOTHING),
    ("binh", "dạ cho em hỏi sau buoi dien ai don san khau ạ", NOTHING),
    ("an", "KH 324 nói gì", CITED),
    ("an", "cờ hoa ở ngã ba do ai dọn", DOUBTFUL),
)


@pytest.fixture
def project(tmp_path: Path, index_dir: Path) -> Path:
    """A copy of the project in which four questions were asked."""
    left = shutil.ignore_patterns(".venv", "models", "index", "__pycache__")
    for room in ("bot", "nlu", "knowledge", "scripts"):
        shutil.copytree(app.ROOT / room, tmp_path / room, ignore=left)
    shutil.copy(app.ROOT / "config.yml", tmp_path)
    shutil.copytree(index_dir, tmp_path / "knowledge/index")
    db = open_store(tmp_path / ".data/so-tay.sqlite3")
    for number, (who, text, answer) in enumerate(QUESTIONS):
        inbox = Mailbox(db).accept(Inbound("telegram", who, who, str(number), text, NOON))
        assert inbox
        Questions(db).log(Asked(inbox, text, "rules"), answer, "v1", 1.0)
    db.execute("UPDATE questions SET asked_at = ?", [NOON.isoformat(timespec="milliseconds")])
    db.conn.close()
    return tmp_path


def run(project: Path, *arguments: str) -> tuple[int, str, str]:
    """Exit status, what was printed and what was complained of."""
    command = [sys.executable, str(project / "scripts/questions.py"), *arguments]
    ended = subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=120, check=False)
    return ended.returncode, ended.stdout, ended.stderr


def shown() -> list[str]:
    """What the page shows on the screen."""
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", PAGE, re.M | re.S)
    return [code for language, code in blocks if not language]


def _known(printed: str) -> list[str]:
    """The lines but those of further passages that are near: they change with every phrase that is taught."""
    return [each for each in printed.splitlines() if "gần: " not in each or f"gần: {PASSAGE} " in each]


def test_the_page_shows_what_the_commands_print(project: Path) -> None:
    listed, found, attached = shown()
    status, out, why = run(project, "--all")
    assert (status, _known(out), why) == (0, _known(listed), "")
    assert out.count("gần: ") == listed.count("gần: ")
    status, out, _ = run(project, "find", "văn nghệ quần chúng")
    assert (status, out.splitlines()[0]) == (0, found.strip())
    assert run(project, "attach", "1", PASSAGE) == (0, attached, "")
    assert load_hints(project / "knowledge/hints.yml")[PASSAGE][-1] == "sau buổi diễn ai dọn sân khấu"
    status, _, why = run(project, "attach", "2", "356-UBND-KGVX/5")
    assert status == 1
    assert f"đã gắn vào đoạn {PASSAGE}" in why
    status, out, _ = run(project, "detach", "1")
    assert (status, f"khỏi đoạn {PASSAGE}" in out) == (0, True)
    for name in ("hints.yml", "reviewed.yml"):
        assert (project / "knowledge" / name).read_bytes() == (app.ROOT / "knowledge" / name).read_bytes()
    status, out, _ = run(project, "dismiss", "2")
    assert (status, out.startswith("Đã gác “sau buổi diễn")) == (0, True)
    assert "0 câu chưa đáp ứng" in run(project, "--all")[1]
    db = open_store(project / ".data/so-tay.sqlite3")
    lines = audit.last(db, 9)
    assert [line.action for line in lines] == [
        "question attached",
        "question detached",
        "question dismissed",
    ]
    assert {line.channel for line in lines} == {"script"}
    db.conn.close()


def test_what_is_asked_wrongly_is_told_in_a_line_and_changes_nothing(project: Path) -> None:
    assert run(project)[1].startswith("0 câu hỏi")
    status, _, why = run(project, "attach", "99", PASSAGE)
    assert (status, "Không có câu hỏi số 99" in why) == (1, True)
    shutil.rmtree(project / "knowledge/index")
    status, _, why = run(project, "attach", "1", PASSAGE)
    assert (status, why.startswith("Kho văn bản chưa dùng được")) == (1, True)
    status, out, _ = run(project, "--all", "--csv", str(project / "cau-hoi.csv"))
    assert (status, out) == (0, f"Đã ghi {project / 'cau-hoi.csv'}.\n")
    assert "sau buổi diễn" in (project / "cau-hoi.csv").read_text(encoding="utf-8-sig")
    hints = project / "knowledge/hints.yml"
    assert hints.read_bytes() == (app.ROOT / "knowledge/hints.yml").read_bytes()
