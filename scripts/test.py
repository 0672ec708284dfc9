#!/usr/bin/env python3
"""Everything made, then linted, type-checked and tested; arguments go to pytest, whose summary ends it."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import environment
import preparation
import steps

CHECKS = (
    ("ruff check", ["ruff", "check", "--output-format=concise", "."]),
    ("ruff format", ["ruff", "format", "--check", "--output-format=concise", "."]),
    ("mypy", ["mypy"]),
)

# A process for each core and one more, as they often wait: for a timer, for a program that starts.
# The tests of one file stay together and in order; the longest files come first (tests/conftest.py).
SIDE_BY_SIDE = ("-n", str((os.cpu_count() or 1) + 1), "--dist", "loadfile", "--no-loadscope-reorder")
# The tests start the program a hundred times: compiled anew, each start takes twice as long. And side by side
# the threads of those that train an encoder wait for each other: with one each, they take a quarter of it.
OF_TESTS = {"PYTHONDONTWRITEBYTECODE": "", "OMP_NUM_THREADS": "1"}


def main(arguments: list[str]) -> int:
    """0 when every check and every test passes."""
    environment.check_python()
    if preparation.prepare(steps.ROOT, steps.wanted()):
        return 1
    python = str(steps.ROOT / environment.PYTHON)
    passed = [check(name, [python, "-m", *command]) for name, command in CHECKS]
    print("pytest …", flush=True)
    command = [python, "-m", "pytest", *SIDE_BY_SIDE, *arguments]
    tests = subprocess.run(command, cwd=steps.ROOT, env=os.environ | OF_TESTS, check=False)
    return tests.returncode or int(not all(passed))


def check(name: str, command: list[str]) -> bool:
    """Whether the command ends with status 0; its output is printed when it does not."""
    started = time.monotonic()
    result = subprocess.run(command, cwd=steps.ROOT, capture_output=True, text=True, check=False)
    passed = result.returncode == 0
    print(f"{name} … {'đạt' if passed else 'KHÔNG ĐẠT'}, {time.monotonic() - started:.0f} s", flush=True)
    if not passed:
        print(result.stdout + result.stderr, flush=True)
    return passed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
