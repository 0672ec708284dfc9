"""How much memory and time reading a file may take, and what ends it when it takes more."""

from __future__ import annotations

import ctypes
import resource
import signal
import sys

MEMORY = 330_000_000  # bytes of address space of the reader
SCAN_MEMORY = 180_000_000  # and of Tesseract beside it; a page of A4 needs 130 million
SECONDS = 10.0  # for each hundred pages begun
SCAN_SECONDS = 30.0  # for each page that is recognised
_GRACE = 1  # second: the parent is to find the limit first, and say so
_PARENT_DEATH = 1  # PR_SET_PDEATHSIG of linux/prctl.h


def seconds_for(pages: int, scanned: int) -> float:
    """How long a file of that many pages may take, of which `scanned` have to be recognised."""
    return SECONDS * max(1, -(-pages // 100)) + SCAN_SECONDS * scanned


def confine() -> None:
    """Nothing; bounds this process's memory, and ends it with the one that started it."""
    _bound(MEMORY)


def allow(seconds: float) -> None:
    """Nothing; the kernel ends this process after that long, even in the middle of a C function."""
    signal.setitimer(signal.ITIMER_REAL, seconds + _GRACE)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    spent = usage.ru_utime + usage.ru_stime
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(spent + seconds + _GRACE) + 1, hard))


def rest() -> None:
    """Nothing; no time runs while the process waits for a file."""
    signal.setitimer(signal.ITIMER_REAL, 0)


def confine_recogniser() -> None:
    """Nothing; bounds Tesseract between fork and exec, where only one thread runs."""
    _bound(SCAN_MEMORY)
    signal.setitimer(signal.ITIMER_REAL, SCAN_SECONDS + _GRACE)


def _bound(memory: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PARENT_DEATH, signal.SIGKILL)
