"""The set-up's parts: environments, products and sentences, on real folders and real files."""

# ruff: noqa: E402  (the scripts find each other in their own folder)

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

import environment
import failures
import products
import steps

CONFIG = """\
recipe: default.v1
language: vi
# how a message becomes tokens
pipeline:
- name: nlu.components.FoldingTokenizer

- name: DIETClassifier
  epochs: 100
conversation:
  focus_minutes: 15
"""


def finished(folder: Path, stamp: str = "made") -> Path:
    (folder / "bin").mkdir(parents=True)
    (folder / "bin/python").symlink_to(sys.executable)
    (folder / environment.STAMP).write_text(stamp, encoding="utf-8")
    return folder


def write(path: Path, text: str, age_s: float = 0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    then = time.time() - age_s
    os.utime(path, (then, then))
    return path


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A project whose NLU model is an hour old and newer than all that it is made from."""
    write(tmp_path / "config.yml", CONFIG, age_s=7200)
    write(tmp_path / "nlu/data/intents.yml", "nlu: []", age_s=7200)
    write(tmp_path / "nlu/domain.yml", "intents: []", age_s=7200)
    os.utime(tmp_path / "nlu/data", (time.time() - 7200,) * 2)
    write(tmp_path / products.MODEL.path, "model", age_s=3600)
    digest = products.settings_digest(tmp_path / "config.yml", products.MODEL.settings)
    write(products.settings_stamp(tmp_path, products.MODEL), digest)
    return tmp_path


def test_a_half_made_environment_is_removed(tmp_path: Path) -> None:
    folder = finished(tmp_path / ".venv")
    (folder / environment.STAMP).unlink()
    assert not environment.begin(folder)
    assert not folder.exists()


def test_a_finished_environment_is_kept_and_counts_as_unfinished_while_it_changes(tmp_path: Path) -> None:
    folder = finished(tmp_path / ".venv")
    assert environment.is_whole(folder, "made")
    assert environment.begin(folder)
    assert (folder / "bin/python").exists()
    assert not environment.is_whole(folder, "made")


def test_an_environment_whose_python_has_gone_is_not_whole_and_is_removed(tmp_path: Path) -> None:
    folder = finished(tmp_path / ".venv")
    (folder / "bin/python").unlink()
    (folder / "bin/python").symlink_to(tmp_path / "uninstalled")
    assert not environment.is_whole(folder, "made")
    assert not environment.begin(folder)
    assert not folder.exists()


def test_an_environment_that_is_a_link_is_taken_away_without_what_it_points_to(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    write(elsewhere / "kept", "")
    (tmp_path / ".venv").symlink_to(elsewhere)
    assert not environment.begin(tmp_path / ".venv")
    assert (elsewhere / "kept").exists()
    assert not (tmp_path / ".venv").is_symlink()


def test_a_changed_constraint_makes_the_environment_unready(tmp_path: Path) -> None:
    write(tmp_path / "constraints.txt", "httpx==0.28.1\n")
    write(tmp_path / "pyproject.toml", "[project]\n")
    finished(tmp_path / ".venv", environment.stamp_of(tmp_path, environment.BOT_LOCK))
    assert environment.bot_is_ready(tmp_path)
    write(tmp_path / "constraints.txt", "httpx==0.28.2\n")
    assert not environment.bot_is_ready(tmp_path)


def test_the_requirements_are_the_dependencies_and_every_extra(tmp_path: Path) -> None:
    extras = '[project.optional-dependencies]\ntrain = ["torch==2.13.0"]\ntest = ["pytest", "ruff"]\n'
    pyproject = write(tmp_path / "pyproject.toml", f'[project]\ndependencies = ["httpx<1"]\n{extras}')
    assert environment.requirements(pyproject) == ["httpx<1", "torch==2.13.0", "pytest", "ruff"]


def test_every_requirement_of_this_project_is_pinned_without_a_local_version() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = dict(line.split("==") for line in lines if not line.startswith("#"))
    names = [name.split("=")[0].split(">")[0] for name in environment.requirements(ROOT / "pyproject.toml")]
    assert [name for name in names if name.lower().replace("_", "-") not in pinned] == []
    assert [version for version in pinned.values() if "+" in version] == []


def test_a_model_newer_than_all_it_is_made_from_is_fresh(house: Path) -> None:
    assert products.model_is_ready(house)


@pytest.mark.parametrize(
    "changed", ["nlu/data/intents.yml", "nlu/data/deeper/more.yml", "nlu/domain.yml", "nlu/names.py"]
)
def test_a_newer_source_makes_the_model_stale(house: Path, changed: str) -> None:
    write(house / changed, "changed")
    assert not products.model_is_ready(house)


def test_a_newer_message_of_the_training_data_makes_the_index_stale(house: Path) -> None:
    later = write(house / products.INDEX.path, "made").stat().st_mtime + 1
    assert products.index_is_ready(house)
    os.utime(house / "nlu/data/intents.yml", (later, later))
    assert not products.index_is_ready(house)


def test_a_source_taken_away_makes_the_model_stale(house: Path) -> None:
    (house / "nlu/data/intents.yml").unlink()
    assert not products.model_is_ready(house)


def test_a_hidden_file_of_an_editor_does_not_make_the_model_stale(house: Path) -> None:
    write(house / "nlu/data/.intents.yml.swp", "")
    os.utime(house / "nlu/data", (time.time() - 7200,) * 2)
    assert products.model_is_ready(house)


@pytest.mark.parametrize(
    ("before", "after", "fresh"),
    [
        ("focus_minutes: 15", "focus_minutes: 30", True),
        ("# how a message", "# in which way a message", True),
        ("epochs: 100", "epochs: 200", False),
        ("language: vi", "language: en", False),
    ],
)
def test_only_the_settings_that_training_reads_make_the_model_stale(
    house: Path, before: str, after: str, fresh: bool
) -> None:
    write(house / "config.yml", CONFIG.replace(before, after))
    assert products.model_is_ready(house) == fresh


def test_a_model_trained_by_hand_is_stale_when_the_config_is_newer(house: Path) -> None:
    products.settings_stamp(house, products.MODEL).unlink()
    assert products.model_is_ready(house)
    write(house / "config.yml", CONFIG)
    assert not products.model_is_ready(house)


def test_a_source_saved_during_the_making_leaves_the_product_stale(house: Path) -> None:
    finished(house / ".venv")
    script = "from pathlib import Path\nPath('nlu/models/nlu.tar.gz').write_text('new')\n"
    write(house / "scripts/train_nlu.py", script)
    products.make_model(house)
    assert products.model_is_ready(house)
    write(house / "scripts/train_nlu.py", script + "Path('nlu/domain.yml').write_text('saved meanwhile')\n")
    products.make_model(house)
    assert not products.model_is_ready(house)


def test_a_script_that_makes_nothing_is_a_failure(house: Path) -> None:
    finished(house / ".venv")
    (house / products.MODEL.path).unlink()
    write(house / "scripts/train_nlu.py", "")
    with pytest.raises(products.NotMade, match=r"nlu/models/nlu\.tar\.gz"):
        products.make_model(house)
    assert not products.model_is_ready(house)


# What pip, uv and venv really printed, shortened.
UNREACHABLE = """\
WARNING: Retrying (Retry(total=0, connect=None)) after connection broken by 'NewConnectionError('refused')'
ERROR: Could not find a version that satisfies the requirement httpx==0.28.1 (from versions: none)
ERROR: No matching distribution found for httpx==0.28.1
"""
UV_UNREACHABLE = """\
error: Failed to download `slack-sdk==3.47.0`
  cause: error sending request for url
  cause: Connection refused (os error 111)

hint: `slack-sdk` (v3.47.0) was included because `rasa` (v3.6.21) depends on `slack-sdk`
"""
UV_DISK = """\
error: Failed to install: confluent_kafka-2.16.1.whl (confluent-kafka==2.16.1)
  cause: failed to copy file: No space left on device (os error 28)
"""


@pytest.mark.parametrize(
    ("key", "log", "expected"),
    [
        ("bot", UNREACHABLE, "không lấy được gói httpx==0.28.1 từ kho gói; hãy kiểm tra mạng"),
        ("rasa", UV_UNREACHABLE, "không lấy được gói slack-sdk==3.47.0 từ kho gói; hãy kiểm tra mạng"),
        ("rasa", UV_DISK, "hết chỗ trên đĩa; hãy dọn bớt"),
        ("rasa", "error: No interpreter found for Python 3.10 in search path", "không tìm thấy Python 3.10"),
        ("rasa", "pyenv: python3.10: command not found", "không tìm thấy Python 3.10"),
        ("bot", "not created successfully because ensurepip is not available.", "cài gói python3-venv"),
        ("bot", "/usr/bin/python3: No module named venv", "cài gói python3-venv"),
        ("bot", "PermissionError: [Errno 13] Permission denied: '.venv'", "không có quyền ghi"),
        ("model", "Command '['python']' died with <Signals.SIGKILL: 9>.", "thiếu bộ nhớ"),
        ("model", "+ python\nThiếu tệp nlu/domain.yml\n", "(Thiếu tệp nlu/domain.yml); hãy xem nhật ký"),
        ("model", "+ python\n", "không huấn luyện được mô hình hiểu câu; hãy xem nhật ký"),
        ("model", "ReadTimeout of Rasa's own news\nhỏng", "(hỏng); hãy xem nhật ký"),
    ],
)
def test_what_a_child_printed_becomes_one_sentence(key: str, log: str, expected: str) -> None:
    (step,) = (step for step in steps.STEPS if step.key == key)
    sentence = failures.cause(step, log)
    assert expected in sentence
    assert sentence.endswith("rồi chạy lại lệnh này")
    assert "\n" not in sentence


def test_a_step_waits_only_for_steps_before_it() -> None:
    seen: set[str] = set()
    for step in steps.STEPS:
        assert set(step.after) <= seen
        seen.add(step.key)
    without_rasa = {step.key for step in steps.wanted(rasa=False)}
    assert all(set(step.after) <= without_rasa for step in steps.wanted(rasa=False))
