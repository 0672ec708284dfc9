"""`scripts/benchmark.py reload` on a few invented documents."""

# ruff: noqa: E402  (the scripts find each other in their own folder)

import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

import benchmark
from peers import reloading

from knowledge.catalogue import load


def test_the_invented_documents_are_as_many_passages_as_real_ones(tmp_path: Path) -> None:
    reloading.invent(tmp_path, 30)
    loaded = [each for each in load(tmp_path) if each.status == "loaded"]
    assert len(loaded) == 30
    assert 15 < sum(len(each.passages) for each in loaded) / 30 < 40
    reloading.change(tmp_path, 7)
    changed = [a.key for a, b in zip(load(tmp_path), loaded, strict=False) if a.text != b.text]
    assert changed == ["7-QĐ-UBND"]


def test_the_table_has_the_first_reload_and_those_after_a_change(capsys: pytest.CaptureFixture[str]) -> None:
    assert benchmark.main(["reload", "--documents", "3", "--rounds", "1"]) == 0
    _, _, full, one = capsys.readouterr().out.splitlines()
    assert full.startswith("| all anew |")
    assert "| 100.0% | 100.0% |" in full
    found = re.fullmatch(
        r"\| one changed, 1 \| [\d.]+ \| [\d.]+ \| [\d.]+% \| [\d.]+% \| \d+ \| (\d+) \|", one
    )
    assert found
    assert 1 <= int(found[1]) <= 8
