"""The two environments, the assistant's and Rasa's: whether each is there and whole, and how it is made.

Standard library only: this runs before anything is installed, with the `python3` that a person has.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

PYTHON = ".venv/bin/python"
STAMP = "so-tay.stamp"  # in an environment's folder: written last, so that a half-made one has none

# An environment has changed when one of its files has.
BOT_LOCK = ("constraints.txt", "pyproject.toml")
RASA_LOCK = ("nlu/uv.lock", "nlu/pyproject.toml", "nlu/.python-version")
PYENV_CHOICE = ("PYENV_VERSION", "PYENV_DIR")


def check_python() -> None:
    """Nothing, or SystemExit with one line when this Python is too old for the assistant."""
    if sys.version_info < (3, 11):  # noqa: UP036  (this is the check)
        found = ".".join(map(str, sys.version_info[:3]))
        sys.exit(f"Cần Python 3.11 trở lên, đang chạy bằng Python {found}: hãy cài và gọi bản mới hơn.")


def enter() -> None:
    """Nothing, in the assistant's environment; from any other Python the script starts anew in it."""
    check_python()
    root = Path(__file__).resolve().parents[1]
    python = root / PYTHON
    if python.exists() and Path(sys.prefix) != root / ".venv":
        os.execv(python, [str(python), *sys.argv])


def bot_is_ready(root: Path) -> bool:
    return is_whole(root / ".venv", stamp_of(root, BOT_LOCK))


def rasa_is_ready(root: Path) -> bool:
    return is_whole(root / "nlu/.venv", stamp_of(root, RASA_LOCK))


def is_whole(folder: Path, stamp: str) -> bool:
    """Whether the environment was finished, from these very files, and its Python still exists."""
    return read(folder / STAMP) == stamp and (folder / "bin/python").exists()


def stamp_of(root: Path, names: Iterable[str]) -> str:
    """A digest of the files' names and contents; a file that is not there counts as empty."""
    parts = "\0".join(f"{name}\0{read(root / name)}" for name in names)
    return hashlib.sha256(parts.encode()).hexdigest()


def make_bot(root: Path) -> None:
    """.venv with all that pyproject.toml asks for, in the versions of constraints.txt."""
    folder, stamp = root / ".venv", stamp_of(root, BOT_LOCK)
    if not begin(folder):
        # Not sys.executable: that may be the Python in the folder just removed.
        call([getattr(sys, "_base_executable", sys.executable), "-m", "venv", str(folder)], root)
    names = requirements(root / "pyproject.toml")
    # Compiled is what is used when it is first used: compiling all takes longer than the installation.
    pip = [str(root / PYTHON), "-m", "pip", "install", "--no-input", "--no-compile"]
    call([*pip, "-c", "constraints.txt", *names], root)
    (folder / STAMP).write_text(stamp, encoding="utf-8")


def make_rasa(root: Path) -> None:
    """nlu/.venv as nlu/uv.lock has it, on a Python 3.10 that is on the machine."""
    folder, stamp = root / "nlu/.venv", stamp_of(root, RASA_LOCK)
    begin(folder)
    uv = [str(root / ".venv/bin/uv"), "sync", "--frozen", "--no-python-downloads"]
    # pyenv's python3 hands down which version it is, and python3.10 would then refuse to be another.
    inherited = {name: value for name, value in os.environ.items() if name not in PYENV_CHOICE}
    call(uv, root / "nlu", inherited | {"UV_PROJECT_ENVIRONMENT": ".venv"})
    (folder / STAMP).write_text(stamp, encoding="utf-8")


def begin(folder: Path) -> bool:
    """True when a finished environment is there to be brought up to date; a half-made one is removed.

    Either way it counts as unfinished from here on.
    """
    stamp = folder / STAMP
    if stamp.exists() and (folder / "bin/python").exists():
        stamp.unlink()
        return True
    if folder.is_symlink():
        folder.unlink()
    elif folder.exists():
        shutil.rmtree(folder)
    return False


def requirements(pyproject: Path) -> list[str]:
    """The project's dependencies and those of every extra, as they stand in pyproject.toml."""
    import tomllib  # noqa: PLC0415  (Python 3.10 must get as far as `check_python`)

    project = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]
    extras = project.get("optional-dependencies", {}).values()
    return [*project["dependencies"], *(name for extra in extras for name in extra)]


def call(command: list[str], folder: Path, variables: dict[str, str] | None = None) -> None:
    """Runs the command to its end, its output where ours goes; subprocess.CalledProcessError if it fails."""
    print("+", *command, flush=True)
    subprocess.run(command, cwd=folder, env=variables, check=True)


def read(path: Path) -> str:
    """The file's text, "" when there is no such file."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
