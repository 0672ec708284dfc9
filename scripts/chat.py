#!/usr/bin/env python3
"""The assistant in this terminal: makes what is missing, then becomes `python -m bot console`."""

from __future__ import annotations

import os
import sys

import environment
import preparation
import steps


def main(arguments: list[str]) -> int:
    """1 when something that the assistant cannot start without could not be made; else does not return."""
    environment.check_python()
    wanted = steps.wanted(rasa="--no-rasa" not in arguments)
    if preparation.prepare(steps.ROOT, wanted) and not steps.is_usable(steps.ROOT):
        return 1
    os.chdir(steps.ROOT)
    python = str(steps.ROOT / environment.PYTHON)
    os.execv(python, [python, "-m", "bot", "console", *arguments])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
