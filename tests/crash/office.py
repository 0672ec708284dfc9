"""An administrator at work in a process of their own: the project's scripts, one after the other.

`python -m tests.crash.office CONFIG` adds people, takes their rights away, lists them and exports the reports
until its input ends; then it writes what it did, and what went wrong, as JSON.
"""

import contextlib
import io
import json
import runpy
import select
import sys
from collections import Counter
from pathlib import Path

from bot import app

SCRIPTS = app.ROOT / "scripts"


def run(name: str, *arguments: str) -> str:
    """What the script says when it fails, "" when it does not."""
    sys.argv = [name, *arguments]
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            runpy.run_path(str(SCRIPTS / name), run_name="__main__")
    except SystemExit as end:
        return str(end.code or "")
    except Exception as error:  # the top of a script: what it says is what is looked at
        return repr(error)
    return ""


def main() -> None:
    """Nothing; works until the input ends."""
    app.CONFIG = Path(sys.argv[1])
    sys.path.insert(0, str(SCRIPTS))  # where a script finds those beside it
    out = str(app.CONFIG.parent / "reports.csv")
    done: Counter[str] = Counter()
    faults: list[str] = []
    for number in range(1, 100_000):
        jobs: list[tuple[str, ...]] = [("people.py", "add", f"Người {number}", "--unit", "Xã Bình Minh")]
        jobs.append(("people.py", "deactivate", str(number)))
        if number % 5 == 1:
            jobs.append(("export_reports.py", "--format", "csv", "--out", out))
        for job in jobs:
            done[" ".join(job[:2])] += 1
            if fault := run(*job):
                faults.append(f"{job[0]}: {fault}")
            if select.select([sys.stdin], [], [], 0)[0]:
                print(json.dumps({"done": done, "faults": faults}, ensure_ascii=False))
                return


if __name__ == "__main__":
    main()
