"""The peers' environment: made by pip in the versions of constraints.txt, once, apart from our own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import environment

HERE = Path(__file__).parent
LOCK = ("requirements.txt", "constraints.txt")
FOLDER = "peers-venv"  # in the benchmark's folder
# First and alone, so that pip takes it where it is configured to (a build for the CPU has no CUDA packages).
TORCH = "torch"


def install(data: Path) -> Path:
    """The Python of the peers' environment, made or renewed when it is not as the lock says.

    Raises subprocess.CalledProcessError when pip could not.
    """
    folder, stamp = data / FOLDER, environment.stamp_of(HERE, LOCK)
    python = folder / "bin/python"
    if environment.is_whole(folder, stamp):
        return python
    data.mkdir(parents=True, exist_ok=True)
    if not environment.begin(folder):
        base = getattr(sys, "_base_executable", sys.executable)
        environment.call([base, "-m", "venv", str(folder)], HERE)
    pip = [str(python), "-m", "pip", "install", "--no-input", "-c", str(HERE / "constraints.txt")]
    environment.call([*pip, TORCH], HERE)
    environment.call([*pip, "-r", str(HERE / "requirements.txt")], HERE)
    (folder / environment.STAMP).write_text(stamp, encoding="utf-8")
    return python


def versions(python: Path, packages: tuple[str, ...]) -> dict[str, str]:
    """The version of each package in the environment of that Python."""
    code = (
        "import importlib.metadata as m, json, sys;"
        "print(json.dumps({name: m.version(name) for name in sys.argv[1:]}))"
    )
    output = subprocess.check_output([str(python), "-c", code, *packages], text=True)
    found: dict[str, str] = json.loads(output)
    return found
