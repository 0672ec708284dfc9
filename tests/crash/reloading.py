"""The libraries of a reload made ready, and a reload forked from them for each line read.

`python -m tests.crash.reloading` reads orders, one JSON object a line: {"documents", "index", "encoder",
"files", "replacing", "end_at"}; it writes the pid of each reload, and its exit status when it has ended.
`end_at` is the number of the change on the disk before which the reload is ended, 0 for none: a rename,
a removal, or something written through to the disk.
"""

import itertools
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import sentence_transformers  # noqa: F401 - loaded once for all

from knowledge.reload import reload

CHANGES = ("rename", "replace", "unlink", "rmdir", "fsync")


def end_before_change(end_at: int) -> None:
    """Nothing; from now on the changes are counted."""
    counter = itertools.count(1)

    def counted(change: Any) -> Any:
        def changed(*arguments: Any, **named: Any) -> Any:
            if next(counter) == end_at:
                os.kill(os.getpid(), signal.SIGKILL)
            return change(*arguments, **named)

        return changed

    for name in CHANGES:
        setattr(os, name, counted(getattr(os, name)))


def carry_out(order: dict) -> int:
    """Exit status of the reload."""
    try:
        if order["end_at"]:
            end_before_change(order["end_at"])
        reload(
            Path(order["documents"]),
            {},
            Path(order["index"]),
            encoder=order["encoder"],
            files=[Path(each) for each in order["files"]],
            replacing=order["replacing"],
        )
    except Exception:  # the top of the process: its fault is printed, its status tells
        sys.excepthook(*sys.exc_info())
        return 1
    return 0


def main() -> None:
    """Nothing; carries out one order after the other until there are no more."""
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    answers.write("ready\n")
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            os._exit(carry_out(json.loads(line)))
        answers.write(f"{pid}\n")
        answers.write(f"{os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])}\n")


if __name__ == "__main__":
    main()
