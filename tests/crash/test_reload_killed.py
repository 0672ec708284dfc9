"""A reload is killed at any moment: the old version answers or the new one; the next reload needs no help.

A few rounds here; `SO_TAY_KILLS=200` makes 200. The documents change each round: a file is edited, handed in,
handed in for another one, or taken away. A small named model makes the vectors, so that a round is short.
"""

import contextlib
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.app import ROOT
from knowledge import catalogue, sealing, versions
from knowledge.index import load
from knowledge.rows import COLUMNS, read_rows, written
from tests.knowledge.test_named_encoder import make_model

KILLS = int(os.environ.get("SO_TAY_KILLS", "8"))
FULL = KILLS >= 200
TEXT = """\
ỦY BAN NHÂN DÂN
XÃ HÒA AN

Số: {number}/UBND-VX
V/v dọn vệ sinh

Hòa An, ngày 05 tháng 02 năm 2025

Kính gửi: Các thôn

Ủy ban nhân dân xã đề nghị các thôn:

1. Trưởng thôn

Huy động {mark} người dân dọn sạch đường làng, khơi thông cống rãnh và thu gom rác thải trong ngày nghỉ.

2. Hội Phụ nữ xã

Trồng {mark} cây hoa hai bên đường./.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Phạm Văn Ba
"""
Marks = dict[str, int]  # Document.key → the figure that its text has


class Office:
    """A folder of documents, its index, and where files come from."""

    def __init__(self, home: Path, worker: subprocess.Popen) -> None:
        self.documents, self.index, self.outside = (home / each for each in ("documents", "index", "outside"))
        for folder in (self.documents, self.outside):
            folder.mkdir()
        (self.documents / "catalogue.csv").write_text(f"{','.join(COLUMNS)}\n", encoding="utf-8")
        self._encoder = make_model(home / "model")
        self._worker = worker

    def begin(self, *files: Path, replacing: bool = False, end_at: int = 0) -> int:
        """The pid of a reload."""
        order = {
            "documents": str(self.documents),
            "index": str(self.index),
            "encoder": self._encoder,
            "files": [str(each) for each in files],
            "replacing": replacing,
            "end_at": end_at,
        }
        self._worker.stdin.write(f"{json.dumps(order)}\n")
        self._worker.stdin.flush()
        return int(self._worker.stdout.readline())

    def ended(self) -> int:
        """The exit status of the reload that was begun last."""
        return int(self._worker.stdout.readline())

    def reload(self, *files: Path, replacing: bool = False, end_at: int = 0) -> int:
        self.begin(*files, replacing=replacing, end_at=end_at)
        return self.ended()

    def write(self, folder: Path, name: str, number: int, mark: int) -> Path:
        path = folder / name
        path.write_text(TEXT.format(number=number, mark=mark), encoding="utf-8")
        return path

    def served(self) -> Marks:
        """What the index answers from."""
        return marks(load(self.index).documents)

    def left(self) -> list[str]:
        """What no reload should leave behind."""
        debris = [
            *self.index.glob(".building-*"),
            *self.index.glob(".removing-*"),
            self.index / "CURRENT.new",
        ]
        debris += [self.documents / sealing.STAGED, *self.documents.glob(".*.new")]
        return [path.name for path in debris if path.exists()]


def marks(documents: tuple) -> Marks:
    """The figure of each document, which stands in two of its passages."""
    found = {}
    for each in documents:
        (figure,) = set(re.findall(r"(?:động|Trồng) (\d+) (?:người|cây)", each.text))
        found[each.key] = int(figure)
    return found


@pytest.fixture(scope="module")
def worker() -> Iterator[subprocess.Popen]:
    command = [sys.executable, "-m", "tests.crash.reloading"]
    pipe = subprocess.PIPE
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True, env=environment) as process:
        assert process.stdout.readline() == "ready\n"
        yield process
        process.stdin.close()


@pytest.fixture
def office(worker: subprocess.Popen, tmp_path: Path) -> Office:
    office = Office(tmp_path, worker)
    for number in (11, 12):
        office.write(office.documents, f"so-{number}.txt", number, 100)
    assert office.reload() == 0
    return office


class Round:
    """One change of the documents: what it is to be, made ready in the folder or outside of it."""

    def __init__(self, office: Office, chance: random.Random, mark: int, kind: str = "") -> None:
        self.office = office
        self.files: list[Path] = []
        self.replacing = False
        self.before = office.served()
        key = chance.choice(sorted(self.before))
        number = int(key.partition("-")[0])
        kinds = ["edited", "new", "replaced", *(["removed"] if len(self.before) > 2 else [])]
        self.kind = kind = kind or chance.choice(kinds)
        self.after = {**self.before, key: mark}
        if kind == "edited":
            office.write(office.documents, self._source(key), number, mark)
        elif kind == "replaced":
            self.files, self.replacing = [office.write(office.outside, f"Bản {mark}.txt", number, mark)], True
        elif kind == "new":
            self.after = {**self.before, f"{mark}-UBND-VX": mark}
            self.files = [office.write(office.outside, f"Số {mark}.txt", mark, mark)]
        else:
            self.after = {each: value for each, value in self.before.items() if each != key}
            self._remove(key)

    def _source(self, key: str) -> str:
        return next(d.source for d in load(self.office.index).documents if d.key == key)

    def _remove(self, key: str) -> None:
        path = self.office.documents / "catalogue.csv"
        rows = [row for row in read_rows(path) if row["key"] != key]
        source = self._source(key)
        path.write_bytes(written(rows, path.read_bytes()))
        (self.office.documents / source).unlink()


def check_after_kill(office: Office, change: Round) -> str:
    """Which version answers after a reload that was killed; the next one completes the change by itself."""
    serving = versions.serving(office.index)
    assert serving.damage == ""
    found = office.served()
    assert found in (change.before, change.after), change.kind
    assert office.reload() == 0, change.kind
    after_next = office.served()
    assert after_next in (change.before, change.after), change.kind
    assert marks(catalogue.load(office.documents)) == after_next
    assert office.left() == []
    if after_next != change.after:  # nothing was taken in: the administrator hands it in again
        assert change.files, change.kind
        assert found == change.before
        assert office.reload(*change.files, replacing=change.replacing) == 0
        assert office.served() == change.after
        assert marks(catalogue.load(office.documents)) == change.after
        assert office.left() == []
        return "old version, nothing taken in"
    return "new version" if found == change.after else "old version, completed by the next reload"


def check_nothing_lost(office: Office, change: Round, kept_before: set[str]) -> None:
    """A file that another one took the place of lies aside, once."""
    kept = {path.name for path in (office.documents / sealing.OLD).glob("*")}
    assert len(kept - kept_before) == (change.kind == "replaced")


def test_a_kill_at_a_random_moment_leaves_the_old_or_the_new_version(office: Office) -> None:
    chance = random.Random(6)
    outcomes: Counter[str] = Counter()
    began = time.monotonic()
    Round(office, chance, 999, "edited")
    assert office.reload() == 0
    longest = time.monotonic() - began
    for number in range(KILLS):
        change = Round(office, chance, 1000 + number)
        kept = {path.name for path in (office.documents / sealing.OLD).glob("*")}
        pid = office.begin(*change.files, replacing=change.replacing)
        time.sleep(chance.uniform(0, longest))
        with contextlib.suppress(ProcessLookupError):  # it has ended
            os.kill(pid, signal.SIGKILL)
        status = office.ended()
        assert status in (0, -signal.SIGKILL)
        longest *= 0.9 if status == 0 else 1.03
        outcomes[f"{change.kind}: {check_after_kill(office, change)}"] += 1
        check_nothing_lost(office, change, kept)
    print(f"\n{KILLS} kills: {dict(sorted(outcomes.items()))}")


@pytest.mark.parametrize("kind", ["new", "replaced"])
def test_a_reload_ended_before_each_of_its_changes_in_turn_leaves_the_old_or_the_new_version(
    office: Office, kind: str
) -> None:
    assert office.reload(office.write(office.outside, "ba.txt", 13, 100)) == 0
    outcomes: Counter[str] = Counter()
    mark, end_at = 1000, 1
    while True:
        change = Round(office, random.Random(mark), mark, kind)
        kept = {path.name for path in (office.documents / sealing.OLD).glob("*")}
        status = office.reload(*change.files, replacing=change.replacing, end_at=end_at)
        if status == 0:
            break
        assert status == -signal.SIGKILL
        outcomes[check_after_kill(office, change)] += 1
        check_nothing_lost(office, change, kept)
        mark += 1
        end_at += 1 if FULL else 12
    print(f"\n{kind}: ended {sum(outcomes.values())} times: {dict(outcomes)}")
