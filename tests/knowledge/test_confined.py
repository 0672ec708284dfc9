"""The child that reads: one for many files, gone with the one that holds it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from knowledge import DocumentRefused
from knowledge.passages import documents
from knowledge.reader import read
from knowledge.reading.confined import Reader
from tests.knowledge.files import SENTENCE
from tests.knowledge.shelf import FORMS

ROOT = Path(__file__).resolve().parents[2]
HOLDER = """
import sys, time
from pathlib import Path
from knowledge.reading.confined import Reader
reader = Reader()
reader.documents(Path(sys.argv[1]))
print(reader.pid, flush=True)
time.sleep(60)
"""


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "tot.txt"
    path.write_text(SENTENCE, encoding="utf-8")
    return path


def has_ended(pid: int) -> bool:
    """Whether the process is gone within five seconds, or only waits to be cleared away by its new parent."""
    for _ in range(100):
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except FileNotFoundError:
            return True
        time.sleep(0.05)
    return False


def test_the_child_makes_what_is_made_without_it(tmp_path: Path) -> None:
    with Reader() as reader:
        for path in sorted(FORMS.glob("*.txt")):
            assert reader.documents(path, path.stem) == documents(read(path).text, path.stem, path.name)


def test_one_child_reads_file_after_file_and_ends_with_its_holder(good: Path) -> None:
    with Reader() as reader:
        assert reader.pid is None
        reader.documents(good)
        pid = reader.pid
        reader.documents(good)
        assert reader.pid == pid
    assert not Path(f"/proc/{pid}").exists()


def test_a_child_that_was_started_ahead_reads_the_first_file(good: Path) -> None:
    with Reader() as reader:
        reader.start()
        pid = reader.pid
        assert pid is not None
        assert reader.documents(good)[0].text == SENTENCE
        assert reader.pid == pid
    assert not Path(f"/proc/{pid}").exists()


def test_a_child_that_was_killed_is_started_again(good: Path) -> None:
    with Reader() as reader:
        reader.documents(good)
        os.kill(reader.pid, signal.SIGKILL)
        while reader.pid is not None:
            time.sleep(0.01)
        assert reader.documents(good)[0].text == SENTENCE


def test_a_child_that_ends_in_the_middle_is_said_to_have_ended(good: Path) -> None:
    with Reader() as reader:
        reader.documents(good)
        os.kill(reader.pid, signal.SIGSTOP)
        pid = reader.pid
        killer = subprocess.Popen([sys.executable, "-c", f"import os,time;time.sleep(1);os.kill({pid},9)"])
        with pytest.raises(DocumentRefused, match=r"tot.txt: bộ đọc phải dừng giữa chừng"):
            reader.documents(good)
        killer.wait()
        assert reader.documents(good)[0].text == SENTENCE


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's signal at a parent's death is Linux's")
def test_the_child_ends_when_its_holder_is_killed(good: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(good)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    pid = int(holder.stdout.readline())
    holder.kill()
    holder.communicate()
    assert has_ended(pid)


def test_the_child_loads_neither_numpy_nor_torch(good: Path) -> None:
    code = "import sys, knowledge.reading.child; print(*sys.modules)"
    loaded = subprocess.check_output([sys.executable, "-c", code], cwd=ROOT, text=True).split()
    assert {"numpy", "torch", "faiss"} & set(loaded) == set()
    assert "knowledge.reading.pdf" in loaded


def test_a_file_that_grows_while_it_is_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(SENTENCE * 200_000, encoding="utf-8")
    code = "import sys\nwith open(sys.argv[1], 'a') as f:\n while True: f.write('a'); f.flush()"
    writer = subprocess.Popen([sys.executable, "-c", code, str(path)])
    try:
        time.sleep(0.3)
        with pytest.raises(DocumentRefused, match="đang được ghi"):
            read(path)
    finally:
        writer.kill()
        writer.wait()
