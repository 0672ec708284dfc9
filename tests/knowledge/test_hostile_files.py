"""What should not be read is refused with its reason, in time and memory, and the next file is read."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge import DocumentRefused
from knowledge.reading import limits
from knowledge.reading.confined import Reader
from tests.knowledge.files import SENTENCE
from tests.knowledge.hostile import CLEANED, HOSTILE

MOST_SECONDS, MOST_MB = 10 + 3, 512  # the child's start included


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader() as reader:
        yield reader


def peak_mb(pid: int | None) -> int:
    """The most memory that the process has held; 0 for one that has ended, whose bound is the kernel's."""
    if pid is None or sys.platform != "linux":
        return 0
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM"))


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_hostile_file_is_refused_with_its_reason_and_the_next_one_is_read(
    name: str, reader: Reader, tmp_path: Path
) -> None:
    make, reason = HOSTILE[name]
    path, good = make(tmp_path), tmp_path / "tot.txt"
    good.write_text(SENTENCE, encoding="utf-8")
    started = time.monotonic()
    with pytest.raises(DocumentRefused, match=reason) as refusal:
        reader.documents(path)
    assert time.monotonic() - started < MOST_SECONDS
    assert peak_mb(reader.pid) < MOST_MB
    assert str(refusal.value).startswith(path.name)
    assert reader.documents(good)[0].text == SENTENCE


def test_reader_and_recogniser_together_stay_under_the_bound() -> None:
    assert limits.MEMORY + limits.SCAN_MEMORY <= MOST_MB * 1_000_000


@pytest.mark.parametrize("name", CLEANED)
def test_what_cannot_be_seen_is_cleaned_and_said(name: str, reader: Reader, tmp_path: Path) -> None:
    text, said = CLEANED[name]
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    found = reader.documents(tmp_path / "a.txt")[0]
    assert found.text in (SENTENCE, SENTENCE.replace("Ủy", "Để ủy"))
    assert said in " ".join(found.notes)
