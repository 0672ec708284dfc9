"""Training: Rasa's own for the good case, small stand-in interpreters for the bad ones."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from nlu.training import TrainingFailed, train

from .conftest import CONFIG, write_project


def interpreter(path: Path, script: str) -> Path:
    path.write_text("#!/bin/sh\n" + script, encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.mark.rasa
def test_rasa_trains_a_model_and_leaves_nothing_else_behind(small_model: Path) -> None:
    root = small_model.parents[2]
    with tarfile.open(small_model) as archive:
        assert any(name.endswith("metadata.json") for name in archive.getnames())
    assert sorted(p.name for p in small_model.parent.iterdir()) == ["nlu.tar.gz", "training.log"]
    assert sorted(p.name for p in root.iterdir()) == ["config.yml", "nlu"]
    assert (root / "config.yml").read_text(encoding="utf-8") == CONFIG


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("exit 1", "Rasa dừng mà không báo gì"),
        ("echo; echo 'No training data'; echo", "No training data"),
        (
            "echo 'Traceback (most recent call last):'; echo '  File x'; echo 'a.b.BadYaml: no'"
            "; printf '\\033[91mInvalidConfigException: NoSuch is unknown\\033[0m\\nsee the site\\n'; exit 1",
            "InvalidConfigException: NoSuch is unknown",
        ),
        (
            "echo \"NameError: name 'x' is not defined\"; echo 'GraphComponentException: Error running'",
            "NameError: name 'x' is not defined",
        ),
        ('while [ "$1" != --out ]; do shift; done; echo half > "$2/nlu.tar.gz"; echo done', "done"),
    ],
)
def test_a_failed_training_says_why_and_keeps_the_old_model(tmp_path: Path, script: str, reason: str) -> None:
    config = write_project(tmp_path / "project")
    model = tmp_path / "models" / "nlu.tar.gz"
    model.parent.mkdir()
    model.write_text("the old model", encoding="utf-8")
    with pytest.raises(TrainingFailed, match=f"^{reason}$"):
        train(config, model, rasa=interpreter(tmp_path / "python", script))
    assert model.read_text(encoding="utf-8") == "the old model"
    assert sorted(p.name for p in model.parent.iterdir()) == ["nlu.tar.gz", "training.log"]


def test_a_missing_interpreter_is_named(tmp_path: Path) -> None:
    config = write_project(tmp_path / "project")
    with pytest.raises(TrainingFailed, match=r"không chạy được Rasa .*nowhere"):
        train(config, tmp_path / "nlu.tar.gz", rasa=tmp_path / "nowhere" / "python")


def test_secrets_of_the_bot_do_not_reach_rasa(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", "123:abc")
    config = write_project(tmp_path / "project")
    with pytest.raises(TrainingFailed):
        train(config, tmp_path / "nlu.tar.gz", rasa=interpreter(tmp_path / "python", "env"))
    said = (tmp_path / "training.log").read_text(encoding="utf-8")
    assert "RASA_TELEMETRY_ENABLED=false" in said
    assert "TELEGRAM" not in said
