"""Training of the NLU model, by Rasa in its own Python. Standard library only: any Python ≥ 3.11 will do."""

from __future__ import annotations

import re
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from nlu.environment import rasa_environment

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_COMPONENT = re.compile(r"Starting to train component '([^']+)'")
_ERROR = re.compile(r"(?:[A-Za-z_]\w*\.)*\w*(?:Error|Exception|Exit|Invalid\w*|NotFound)\b.*:")


class TrainingFailed(Exception):
    """Rasa trained no model; the message is the line of its output that says why. The old model stands."""


def train(
    config: Path, out: Path, *, rasa: Path, progress: Callable[[str], None] = lambda component: None
) -> Path:
    """`out`, the model trained from `config` and from nlu/domain.yml and nlu/data beside it.

    `rasa` is the interpreter of Rasa's environment. `progress` is called with the name of every component
    as its training begins. The new model takes the place of the old one in one step, after a check; all
    that Rasa said is left in training.log beside it.
    """
    root = config.absolute().parent
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent.absolute(), prefix=".training-") as name:
        work = Path(name)
        (work / "tmp").mkdir()
        # Rasa writes into the configuration that it trains from (an assistant_id, its own layout).
        shutil.copy(config, work / "config.yml")
        said = []
        with (out.parent / "training.log").open("w", encoding="utf-8") as log:
            for line in _rasa_train(rasa, root, work):
                log.write(line + "\n")
                said.append(line)
                if match := _COMPONENT.search(line):
                    progress(match[1])
        trained = work / "nlu.tar.gz"
        _check(trained, said)
        trained.replace(out)
    return out


def _rasa_train(rasa: Path, root: Path, work: Path) -> Iterator[str]:
    """The lines that Rasa prints, as it prints them; it leaves nlu.tar.gz in `work` when it succeeds."""
    command: list[str | Path] = [rasa.absolute(), "-m", "rasa", "train", "nlu"]
    command += ["--config", work / "config.yml", "--domain", root / "nlu" / "domain.yml"]
    command += ["--nlu", root / "nlu" / "data", "--out", work, "--fixed-model-name", "nlu"]
    try:
        process = subprocess.Popen(
            command,
            cwd=root,
            env=rasa_environment(work),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
    except OSError as error:
        raise TrainingFailed(f"không chạy được Rasa ({rasa}): {error.strerror}") from error
    with process:
        assert process.stdout is not None
        for line in process.stdout:
            yield _COLOUR.sub("", line).rstrip()


def _check(trained: Path, said: list[str]) -> None:
    """Nothing, when `trained` is a whole archive with a model in it."""
    try:
        with tarfile.open(trained) as archive:
            names = {Path(name).name for name in archive.getnames()}
    except (OSError, EOFError, tarfile.TarError) as error:
        raise TrainingFailed(_reason(said)) from error
    if "metadata.json" not in names:
        raise TrainingFailed(f"trong mô hình vừa huấn luyện không có metadata.json, chỉ có: {sorted(names)}")


def _reason(said: list[str]) -> str:
    """The last line that names an error (not Rasa's, that a component had one), else the last of all."""
    lines = [line.strip() for line in said if line.strip()]
    errors = [line for line in lines if _ERROR.match(line) and "GraphComponentException" not in line]
    return (errors or lines or ["Rasa dừng mà không báo gì"])[-1]
