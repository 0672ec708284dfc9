#!/usr/bin/env python3
"""Everything made, then linted, type-checked and tested; arguments go to pytest, whose summary ends it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import environment
import preparation
import steps

CHECKS = (
    ("ruff check", ["ruff", "check", "--output-format=concise", "."]),
    ("ruff format", ["ruff", "format", "--check", "--output-format=concise", "."]),
    ("mypy", ["mypy"]),
)

_POLL_S = 0.5
# A process for each core and two more, as they often wait: for a timer, for a program that starts.
# The tests of one file stay together and in order; the longest files come first (tests/conftest.py).
SIDE_BY_SIDE = ("-n", str((os.cpu_count() or 1) + 2), "--dist", "loadfile", "--no-loadscope-reorder")
# The tests start the program a hundred times: compiled anew, each start takes twice as long. And side by side
# the threads of those that train an encoder wait for each other: with one each, they take a quarter of it.
OF_TESTS = {"PYTHONDONTWRITEBYTECODE": "", "OMP_NUM_THREADS": "1"}


def main(arguments: list[str]) -> int:
    """0 when every check and every test passes."""
    environment.check_python()
    given_up = threading.Event()
    with ThreadPoolExecutor(max_workers=1) as beside:  # the code is checked while what the tests need is made
        checks = [beside.submit(check, name, command, given_up) for name, command in CHECKS]
        try:
            failed = preparation.prepare(steps.ROOT, steps.wanted())
        except BaseException:  # an interrupt too: the checks would go on waiting
            given_up.set()
            raise
        if failed:
            given_up.set()
            return 1
        results = []
        for each in checks:
            passed, told = each.result()
            print(told, flush=True)
            results.append(passed)
    print("pytest …", flush=True)
    command = [str(steps.ROOT / environment.PYTHON), "-m", "pytest", *SIDE_BY_SIDE, *arguments]
    tests = subprocess.run(command, cwd=steps.ROOT, env=os.environ | OF_TESTS, check=False)
    return tests.returncode or int(not all(results))


def check(name: str, command: list[str], given_up: threading.Event) -> tuple[bool, str]:
    """Whether the command ends with status 0, and what is told of it: its output too when it does not.

    It begins when the environment is whole, and not at all when that was given up.
    """
    while not (given_up.is_set() or environment.bot_is_ready(steps.ROOT)):
        given_up.wait(_POLL_S)
    if given_up.is_set():
        return False, ""
    started = time.monotonic()
    python = str(steps.ROOT / environment.PYTHON)
    result = subprocess.run(
        [python, "-m", *command], cwd=steps.ROOT, capture_output=True, text=True, check=False
    )
    passed = result.returncode == 0
    told = f"{name} … {'đạt' if passed else 'KHÔNG ĐẠT'}, {time.monotonic() - started:.0f} s"
    return passed, told if passed else f"{told}\n{result.stdout}{result.stderr}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
