"""Runs the steps that are missing, side by side where they can be, and shows how far they are.

Each step is a child of its own session whose output goes to a log; one preparation at a time is held
by a lock that the children inherit, so that it lasts as long as any of them.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn, TextIO

import failures
from steps import Step

LOGS = ".data/logs"
LOCK = ".data/setup.lock"
POLL_S = 0.1
HEARTBEAT_S = 15.0  # on a terminal the line is renewed every second instead
PATIENCE_S = 5.0  # for a child to end by itself


@dataclass
class Running:
    """A step under way."""

    step: Step
    child: subprocess.Popen[bytes]
    log: Path
    started: float = field(default_factory=time.monotonic)

    def seconds(self) -> str:
        return f"{time.monotonic() - self.started:.0f} s"


class Progress:
    """Lines for a person: one a step as it begins and ends, and in between how long it has taken.

    On a terminal the time stands in one line that is rewritten; elsewhere a line comes every 15 seconds.
    """

    def __init__(self, steps: list[Step], out: TextIO) -> None:
        self._label = {step.key: f"[{i}/{len(steps)}] {step.title}" for i, step in enumerate(steps, 1)}
        self._out = out
        self._terminal = out.isatty()
        self._spoke_at = time.monotonic()

    def say(self, text: str, end: str = "\n") -> None:
        print(f"\r\033[2K{text}" if self._terminal else text, end=end, file=self._out, flush=True)
        self._spoke_at = time.monotonic()

    def tell(self, step: Step, text: str) -> None:
        self.say(f"{self._label[step.key]} … {text}")

    def beat(self, running: list[Running]) -> None:
        """Says how long the steps under way have taken, when it is time to."""
        if not running or time.monotonic() - self._spoke_at < (1.0 if self._terminal else HEARTBEAT_S):
            return
        line = " · ".join(f"{self._label[one.step.key]} … {one.seconds()}" for one in running)
        if self._terminal:
            self.say(line[: shutil.get_terminal_size().columns - 1], end="")
        else:
            self.say(line)


def prepare(root: Path, steps: list[Step], out: TextIO = sys.stdout) -> list[Step]:
    """The steps that failed, after carrying out those that are missing; the reasons have been printed.

    Raises SystemExit when it is interrupted, its children ended, or has nowhere to write to.
    """
    if all(step.is_ready(root) for step in steps):
        return []
    progress = Progress(steps, out)
    try:
        (root / LOGS).mkdir(parents=True, exist_ok=True)
        with _lock(root / LOCK, progress) as lock, _ended_by_signal():
            todo = [step for step in steps if not step.is_ready(root)]  # another one may have made some
            if todo:
                progress.say("Đang chuẩn bị những phần còn thiếu; có thể dừng bằng Ctrl+C rồi chạy lại.")
            return _run(root, todo, lock, progress)
    except KeyboardInterrupt:
        progress.say("Đã dừng; chạy lại lệnh này để làm tiếp.")
        sys.exit(128 + signal.SIGINT)
    except OSError as problem:
        sys.exit(
            f"Không ghi được vào thư mục {root}: {problem}; hãy kiểm tra quyền ghi rồi chạy lại lệnh này."
        )


def _run(root: Path, todo: list[Step], lock: int, progress: Progress) -> list[Step]:
    failed = _without_room(root, todo, progress)
    waiting = [step for step in todo if step not in failed]
    running: list[Running] = []
    try:
        while waiting or running:
            ahead = {step.key for step in [*waiting, *(one.step for one in running)]}
            for step in [step for step in waiting if not ahead & set(step.after)]:
                waiting.remove(step)
                if any(other.key in step.after for other in failed):
                    progress.tell(step, "bỏ qua, vì bước trước không xong")
                    failed.append(step)
                else:
                    running.append(_start(root, step, lock))
                    progress.tell(step, "bắt đầu")
            for one in [one for one in running if one.child.poll() is not None]:
                running.remove(one)
                if not _report(root, one, progress):
                    failed.append(one.step)
            progress.beat(running)
            time.sleep(POLL_S)
    finally:
        for one in running:
            _end(one.child)
    return failed


def _without_room(root: Path, todo: list[Step], progress: Progress) -> list[Step]:
    """The steps for which the disk has no room, found before any of them begins."""
    free, refused = shutil.disk_usage(root).free, []
    for step in todo:
        needed = step.disk_bytes if step.folder and not (root / step.folder).exists() else 0
        if needed > free:
            progress.tell(step, f"không xong: {failures.no_room(needed, free)}.")
            refused.append(step)
        else:
            free -= needed
    return refused


def _start(root: Path, step: Step, lock: int) -> Running:
    log = root / LOGS / f"setup-{step.key}.log"
    with log.open("wb") as output:
        child = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("steps.py")), step.key],
            cwd=root,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONUTF8": "1"},
            start_new_session=True,
            pass_fds=[lock],
        )
    return Running(step, child, log)


def _report(root: Path, one: Running, progress: Progress) -> bool:
    """Whether the ended child did its work, after telling the person so or why not."""
    if one.child.returncode == 0:
        progress.tell(one.step, f"xong, {one.seconds()}")
        return True
    why = failures.cause(one.step, one.log.read_text(encoding="utf-8", errors="replace"))
    progress.tell(one.step, f"không xong: {why}. Nhật ký: {one.log.relative_to(root)}")
    return False


def _end(child: subprocess.Popen[bytes]) -> None:
    """Ends the child and whatever it has started."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        if child.poll() is not None:
            return
        os.killpg(child.pid, number)
        try:
            child.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            continue


@contextmanager
def _lock(path: Path, progress: Progress) -> Iterator[int]:
    """The open lock file, when no other preparation holds it any more."""
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            progress.say("Một lần chuẩn bị khác đang chạy; đang chờ nó xong.")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield file.fileno()


@contextmanager
def _ended_by_signal() -> Iterator[None]:
    """SIGTERM and SIGHUP leave by way of SystemExit in here, so that the children are ended too."""

    def leave(number: int, _frame: object) -> NoReturn:
        sys.exit(128 + number)

    before = {number: signal.signal(number, leave) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
