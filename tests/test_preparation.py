"""`scripts/chat.py` and `scripts/test.py` on a small project: real processes, with a stub of uv."""

# ruff: noqa: E402  (the scripts find each other in their own folder)

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

import environment
import preparation
import steps

SET_UP = ("chat", "test", "environment", "products", "steps", "failures", "preparation")
MAKES = """\
import pathlib, time
made = pathlib.Path({product!r})
made.parent.mkdir(parents=True, exist_ok=True)
made.write_text("made")
with open("runs.txt", "a") as runs:
    runs.write({product!r} + "\\n")
time.sleep({seconds})
"""
NO_PYTHON = "#!/bin/sh\necho 'error: No interpreter found for Python 3.10 in search path' >&2\nexit 2\n"
MAKES_RASA = "#!/bin/sh\nmkdir -p .venv/bin && ln -s /bin/sh .venv/bin/python\n"
INDEX, MODEL = "knowledge/index/CURRENT", "nlu/models/nlu.tar.gz"


def write(path: Path, text: str, mode: int = 0o644) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A project whose bot environment is there (this test's Python) and nothing else."""
    for name in SET_UP:
        write(tmp_path / f"scripts/{name}.py", (ROOT / f"scripts/{name}.py").read_text(encoding="utf-8"))
    write(tmp_path / "pyproject.toml", '[project]\ndependencies = ["tiny-note"]\n')
    write(tmp_path / "constraints.txt", "tiny-note==1.0\n")
    write(tmp_path / "nlu/uv.lock", "version = 1\n")
    write(tmp_path / "knowledge/documents/356.md", "356/UBND-KGVX")
    write(tmp_path / "bot/__main__.py", "import sys\nprint('trợ lý', *sys.argv[1:])\n")
    write(tmp_path / "scripts/reload_knowledge.py", MAKES.format(product=INDEX, seconds=0))
    write(tmp_path / "scripts/train_nlu.py", MAKES.format(product=MODEL, seconds=0))
    write(tmp_path / ".venv/bin/uv", MAKES_RASA, 0o755)
    (tmp_path / ".venv/bin/python").symlink_to(sys.executable)
    stamp = environment.stamp_of(tmp_path, environment.BOT_LOCK)
    write(tmp_path / ".venv" / environment.STAMP, stamp)
    return tmp_path


def start(house: Path, script: str, *arguments: str, **variables: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(house / f"scripts/{script}.py"), *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUTF8": "1", **variables},
    )


def run(house: Path, script: str, *arguments: str, **variables: str) -> tuple[int, list[str]]:
    child = start(house, script, *arguments, **variables)
    output, _ = child.communicate(timeout=60)
    return child.returncode, output.splitlines()


def until(path: Path) -> None:
    for _ in range(300):
        if path.exists():
            return
        time.sleep(0.05)
    raise AssertionError(f"{path} did not appear")


def test_the_first_time_makes_what_is_missing_and_the_second_time_says_nothing(house: Path) -> None:
    status, lines = run(house, "chat", "--mau")
    assert status == 0
    assert [line[:5] for line in lines if line.endswith("s")] == ["[2/4]", "[3/4]", "[4/4]"]
    assert lines[-1] == "trợ lý console --mau"
    assert run(house, "chat") == (0, ["trợ lý console"])
    assert (house / "runs.txt").read_text().splitlines() == [INDEX, MODEL]


def test_without_python_310_the_assistant_starts_with_its_rules(house: Path) -> None:
    write(house / ".venv/bin/uv", NO_PYTHON, 0o755)
    status, lines = run(house, "chat")
    assert status == 0
    (line,) = (line for line in lines if "không xong" in line and line.startswith("[2/4]"))
    assert "không tìm thấy Python 3.10" in line
    assert line.endswith("Nhật ký: .data/logs/setup-rasa.log")
    assert "No interpreter found" in (house / ".data/logs/setup-rasa.log").read_text()
    assert any(line.startswith("[4/4]") and "bỏ qua" in line for line in lines)
    assert lines[-1] == "trợ lý console"
    assert not (house / "nlu/.venv").exists()


def test_without_python_310_the_test_command_stops(house: Path) -> None:
    write(house / ".venv/bin/uv", NO_PYTHON, 0o755)
    status, lines = run(house, "test")
    assert status == 1
    assert any("không tìm thấy Python 3.10" in line for line in lines)
    assert not any(line.startswith("pytest") for line in lines)


def test_the_code_is_checked_while_what_the_tests_need_is_made(house: Path) -> None:
    for name in ("ruff", "mypy", "pytest"):
        write(house / f"{name}.py", f"open('ran.txt', 'a').write('{name} ')\n")
    waits = "while 'mypy' not in pathlib.Path('ran.txt').read_text(): time.sleep(0.05)\n"
    made = MAKES.format(product=MODEL, seconds=0)
    write(house / "ran.txt", "")
    write(house / "scripts/train_nlu.py", f"import pathlib, time\n{waits}{made}")
    status, lines = run(house, "test")
    assert status == 0
    assert (house / "ran.txt").read_text().split() == ["ruff", "ruff", "mypy", "pytest"]
    told = [line.split(" …")[0] for line in lines if " … đạt" in line]
    assert told == ["ruff check", "ruff format", "mypy"]


def test_no_rasa_leaves_out_the_steps_of_rasa(house: Path) -> None:
    status, lines = run(house, "chat", "--no-rasa")
    assert status == 0
    assert lines[-1] == "trợ lý console --no-rasa"
    assert any(line.startswith("[2/2] Kho văn bản … xong") for line in lines)
    assert not (house / "nlu/.venv").exists()
    assert not (house / MODEL).exists()


def test_an_index_that_cannot_be_built_stops_the_assistant_only_when_there_is_none(house: Path) -> None:
    write(house / "scripts/reload_knowledge.py", "import sys\nsys.exit('Không đọc được 356.md')\n")
    status, lines = run(house, "chat", "--no-rasa")
    assert status == 1
    assert "(Không đọc được 356.md)" in lines[-1]
    write(house / INDEX, "an old one")
    os.utime(house / INDEX, (0, 0))
    status, lines = run(house, "chat", "--no-rasa")
    assert status == 0
    assert "(Không đọc được 356.md)" in lines[-2]
    assert lines[-1] == "trợ lý console --no-rasa"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_set_up_that_is_interrupted_ends_its_children_and_can_be_run_again(
    house: Path, number: signal.Signals
) -> None:
    uv = "#!/bin/sh\nmkdir -p .venv/bin; touch .venv/half; sleep 1; touch ../outlived\n"
    write(house / ".venv/bin/uv", uv, 0o755)
    child = start(house, "chat")
    until(house / "nlu/.venv/half")
    child.send_signal(number)
    output, _ = child.communicate(timeout=20)
    assert child.returncode == 128 + number
    assert "trợ lý" not in output.splitlines()
    time.sleep(1.2)
    assert not (house / "outlived").exists()
    write(house / ".venv/bin/uv", MAKES_RASA, 0o755)
    status, lines = run(house, "chat")
    assert (status, lines[-1]) == (0, "trợ lý console")
    assert not (house / "nlu/.venv/half").exists()


def test_two_at_once_make_everything_once(house: Path) -> None:
    write(house / "scripts/reload_knowledge.py", MAKES.format(product=INDEX, seconds=3))
    first = start(house, "chat", "--no-rasa")
    until(house / INDEX)
    os.utime(house / INDEX, (0, 0))  # not finished yet, so the second one must not take it as it is
    status, lines = run(house, "chat", "--no-rasa")
    first.communicate(timeout=20)
    assert (first.returncode, status) == (0, 0)
    assert lines[0] == "Một lần chuẩn bị khác đang chạy; đang chờ nó xong."
    assert (house / "runs.txt").read_text().splitlines() == [INDEX]


def test_a_step_outlives_the_kill_of_its_parent_and_the_next_set_up_waits_for_it(house: Path) -> None:
    write(house / "scripts/reload_knowledge.py", MAKES.format(product=INDEX, seconds=2))
    first = start(house, "chat", "--no-rasa")
    until(house / INDEX)
    os.utime(house / INDEX, (0, 0))
    first.kill()
    first.communicate(timeout=20)
    status, lines = run(house, "chat", "--no-rasa")
    assert (status, lines[-1]) == (0, "trợ lý console --no-rasa")
    assert (house / "runs.txt").read_text().splitlines() == [INDEX]


def test_without_room_on_the_disk_nothing_is_begun(house: Path) -> None:
    def make(_root: Path) -> None:
        raise AssertionError("begun")

    big = steps.Step("bot", "Môi trường", "", lambda _root: False, make, folder="new", disk_bytes=10**18)
    said = io.StringIO()
    assert preparation.prepare(house, [big], said) == [big]
    assert "không đủ chỗ trên đĩa: cần 1000000000,0 GB, còn" in said.getvalue()
    assert not (house / "new").exists()


def test_an_older_python_is_told_which_one_is_needed(house: Path) -> None:
    older = ROOT / "nlu/.venv/bin/python"
    assert older.exists(), "python3 scripts/test.py makes it"
    result = subprocess.run(
        [older, house / "scripts/chat.py"], capture_output=True, text=True, check=False, encoding="utf-8"
    )
    assert result.returncode == 1
    assert result.stderr.startswith("Cần Python 3.11 trở lên, đang chạy bằng Python 3.10.")
    assert len(result.stderr.splitlines()) == 1
    assert not (house / ".data").exists()


@pytest.mark.slow
def test_a_half_made_environment_is_remade_from_packages_and_a_missing_one_is_named(house: Path) -> None:
    shutil.rmtree(house / ".venv")
    write(house / ".venv/half", "")
    shelf = house / "shelf"
    shelf.mkdir()
    with zipfile.ZipFile(shelf / "tiny_note-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("tiny_note.py", "said = 'một'\n")
        wheel.writestr(
            "tiny_note-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: tiny-note\nVersion: 1.0\n"
        )
        wheel.writestr(
            "tiny_note-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr("tiny_note-1.0.dist-info/RECORD", "")
    pip = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(shelf)}
    status, lines = run(house, "chat", "--no-rasa", **pip)
    assert (status, lines[-1]) == (0, "trợ lý console --no-rasa")
    assert not (house / ".venv/half").exists()
    said = subprocess.check_output(
        [house / environment.PYTHON, "-c", "import tiny_note; print(tiny_note.said)"]
    )
    assert said.decode().strip() == "một"

    write(house / "constraints.txt", "tiny-note==2.0\n")
    status, lines = run(house, "chat", "--no-rasa", **pip)
    assert status == 1
    (line,) = (line for line in lines if "không xong" in line)
    assert "kho gói không có đúng bản của gói tiny-note; hãy kiểm tra constraints.txt" in line
