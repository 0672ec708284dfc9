"""One system in a process of its own: `worker.py build|answer JOB.json`, what it measured on the job's `out`.

The job is what `peers.rounds` wrote: the module of the system and its options, the folders, the texts.
Standard library until the system's module is imported, since the first answer counts from the start.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import re
import sys
import time
from pathlib import Path
from typing import Any

# Nothing is fetched and nobody is told, whatever the libraries would like to.
QUIET = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "ANONYMIZED_TELEMETRY": "False",
}


def main(task: str, path: Path) -> None:
    """Nothing; writes the measurements as JSON to the job's `out`."""
    job = json.loads(path.read_text(encoding="utf-8"))
    os.environ.update(QUIET)
    pin(job["cores"])
    with contextlib.redirect_stdout(sys.stderr):
        system = importlib.import_module(job["module"])
        result = {"build": build, "answer": answer}[task](system, job)
    Path(job["out"]).write_text(json.dumps(result), encoding="utf-8")


def pin(cores: int) -> None:
    """Nothing; from here on the process has so many cores, where the system can hold it to them."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])


def build(system: Any, job: dict[str, Any]) -> dict[str, Any]:
    """`build_s`: from passages in memory to an index on the disk, the encoder given."""
    collection = json.loads(Path(job["collection"]).read_text(encoding="utf-8"))
    started = time.perf_counter()
    system.build(collection["passages"], Path(job["encoder"]), Path(job["index"]), job["options"])
    return {"build_s": time.perf_counter() - started}


def answer(system: Any, job: dict[str, Any]) -> dict[str, Any]:
    """`first_answer_s` from the start of the process, `memory_mb` the most it had held by then.

    `times_ms` and `rankings` (rows of passages, the best first) for the first `count` queries of each set.
    Each time is also given as that of the processor (`…cpu…`, over all threads), which other programs
    hardly lengthen.
    """
    search = system.load(Path(job["encoder"]), Path(job["index"]), job["options"], job["k"])
    search(job["first"])
    result: dict[str, Any] = {
        "first_answer_s": time.time() - job["started"],
        "first_answer_cpu_s": time.process_time(),
        "memory_mb": peak_memory_mb(),
        "times_ms": {},
        "cpu_ms": {},
        "rankings": {},
    }
    queries = json.loads(Path(job["collection"]).read_text(encoding="utf-8"))["queries"]
    for name, texts in queries.items():
        times, cpu, rankings = [], [], []
        for text in texts[: job["count"]]:
            before, cpu_before = time.perf_counter(), time.process_time()
            found = search(text)
            times.append((time.perf_counter() - before) * 1000)
            cpu.append((time.process_time() - cpu_before) * 1000)
            rankings.append(found)
        result["times_ms"][name], result["cpu_ms"][name] = times, cpu
        result["rankings"][name] = rankings
    return result


def peak_memory_mb() -> float:
    """The most memory that the process has held, MB; of the whole machine's accounts where there are any."""
    status = Path("/proc/self/status")  # ru_maxrss would begin with the parent's
    if status.exists() and (found := re.search(r"VmHWM:\s+(\d+) kB", status.read_text())):
        return int(found.group(1)) / 1024
    import resource  # noqa: PLC0415  (Windows has none)

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        1024**2 if sys.platform == "darwin" else 1024
    )


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
