"""Files read and parsed in one child process that may be killed: the reading of files from outside.

The child is a fresh interpreter (a fork of a process with threads is not safe) without torch or numpy. It
starts with the first file or ahead of it, reads one after the other, and starts again after a file that cost
it its life.
Both sides speak JSON, a message a line: nothing that a hostile file shapes is ever unpickled.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import IO

from knowledge import Document, DocumentRefused
from knowledge.archive import restored
from knowledge.reading.limits import seconds_for

_ROOT = Path(__file__).resolve().parents[2]
_CHUNK = 1 << 20
_TIMES = (signal.SIGALRM, signal.SIGXCPU)


class Reader:
    """The child process; it ends with the `with` block, and with the process that holds it."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self._errors: IO[bytes] | None = None
        self._unread = b""

    def __enter__(self) -> Reader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self) -> None:
        """Nothing; the child starts already, so that it is ready when the first file comes."""
        if self.pid is None:
            self._start()

    @property
    def pid(self) -> int | None:
        """The child's process id, None before the first file and after one that ended it."""
        return self._child.pid if self._child and self._child.poll() is None else None

    def documents(self, path: Path, key: str = "") -> tuple[Document, ...]:
        """What `knowledge.passages.documents` makes of the file, with how it was read and the notes of that.

        `key` is for a document whose own number cannot be read. Raises DocumentRefused, in Vietnamese, also
        when reading takes too long or too much memory; the next file is read all the same.
        """
        started = time.monotonic()
        self._send({"path": str(path.absolute()), "key": key})
        seconds = seconds_for(1, 0)
        while True:
            line = self._line(started + seconds)
            if line is None:
                raise DocumentRefused(self._too_long(path.name, seconds))
            if not line:
                raise DocumentRefused(self._ended(path.name, seconds))
            answer = json.loads(line)
            if "seconds" in answer:
                seconds = float(answer["seconds"])
            elif "refused" in answer:
                raise DocumentRefused(answer["refused"])
            else:
                return tuple(restored(each) for each in answer["documents"])

    def close(self) -> None:
        """Nothing; the child has ended."""
        if self._child is not None:
            self._child.kill()
            self._child.wait()
            for pipe in (self._child.stdin, self._child.stdout, self._errors):
                if pipe is not None:
                    with contextlib.suppress(BrokenPipeError):
                        pipe.close()
        self._child, self._errors, self._unread = None, None, b""

    def _send(self, message: dict[str, str]) -> None:
        line = json.dumps(message).encode() + b"\n"
        self.start()
        try:
            self._write(line)
        except BrokenPipeError:
            self._start()
            self._write(line)

    def _write(self, line: bytes) -> None:
        assert self._child is not None
        assert self._child.stdin is not None
        self._child.stdin.write(line)
        self._child.stdin.flush()

    def _start(self) -> None:
        self.close()
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  (closed with the child)
        self._child = subprocess.Popen(
            [sys.executable, "-m", "knowledge.reading.child"],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            start_new_session=True,
        )

    def _line(self, deadline: float) -> bytes | None:
        """The child's next line, b"" when it has ended, None when the deadline has passed."""
        assert self._child is not None
        assert self._child.stdout is not None
        out = self._child.stdout.fileno()
        parts = [self._unread]
        while b"\n" not in parts[-1]:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([out], [], [], left)[0]:
                return None
            part = os.read(out, _CHUNK)
            if not part:
                return b""
            parts.append(part)
        line, _, self._unread = b"".join(parts).partition(b"\n")
        return line

    def _too_long(self, name: str, seconds: float) -> str:
        self.close()
        return (
            f"{name}: đọc quá {seconds:.0f} giây nên đã dừng. "
            "Hãy kiểm tra tệp gốc, lưu lại bằng Word, hoặc tách thành nhiều tệp rồi chạy lại."
        )

    def _ended(self, name: str, seconds: float) -> str:
        """Why the child ended by itself; it is cleared away."""
        assert self._child is not None
        assert self._errors is not None
        status = self._child.wait()
        self._errors.seek(0)
        said = self._errors.read()[-2000:].decode(errors="replace").strip().rpartition("\n")[2]
        if status < 0 and -status in _TIMES:
            return self._too_long(name, seconds)
        self.close()
        return (
            f"{name}: bộ đọc phải dừng giữa chừng (quá bộ nhớ cho phép hoặc tệp hỏng; mã {status}). "
            f"Hãy lưu lại bằng Word, hoặc tách thành nhiều tệp rồi chạy lại.{f' [{said}]' if said else ''}"
        )
