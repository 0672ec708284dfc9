"""The child process of `confined.Reader`: a file's path comes in, its documents or its refusal go out."""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from knowledge import DocumentRefused
from knowledge.archive import plain
from knowledge.passages import documents
from knowledge.reader import read
from knowledge.reading import limits

_PAGE = 2_500  # characters


def main() -> None:
    """Nothing; answers until the other side closes the pipe."""
    limits.confine()
    # What a library prints must not come between the messages.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    for line in sys.stdin.buffer:
        request = json.loads(line)
        answer = _answer(Path(request["path"]), request["key"], answers)
        limits.rest()
        _send(answers, answer or {"refused": _too_much(Path(request["path"]).name)})
        if answer is None:
            return  # a process that ran out of memory is not used again


def _answer(path: Path, key: str, answers: IO[bytes]) -> dict[str, Any] | None:
    """The message for a file; None when the memory was not enough."""
    started = time.monotonic()
    seconds = 0.0

    def progress(pages: int, scanned: int) -> None:
        nonlocal seconds
        seconds = max(seconds, limits.seconds_for(pages, scanned))
        limits.allow(seconds - (time.monotonic() - started))
        _send(answers, {"seconds": seconds})

    try:
        progress(1, 0)
        reading = read(path, progress)
        progress(len(reading.text) // _PAGE, 0)
        method = "" if reading.method == "text" else reading.method
        parsed = documents(reading.text, key, path.name, recognised=method == "scan")
        found = [replace(each, method=method) for each in parsed]
        found[0] = replace(found[0], notes=(*reading.notes, *found[0].notes))
        return {"documents": [plain(each) for each in found]}
    except DocumentRefused as refusal:
        return {"refused": str(refusal)}
    except MemoryError:
        return None
    except Exception as error:  # a hostile file may reach any corner: it is refused, and the next one is read
        return {"refused": _broken(path.name, error)}


def _send(answers: IO[bytes], message: dict[str, Any]) -> None:
    answers.write(json.dumps(message, ensure_ascii=False).encode() + b"\n")
    answers.flush()


def _too_much(name: str) -> str:
    return (
        f"{name}: đọc tệp cần quá nhiều bộ nhớ (hơn {limits.MEMORY // 1_000_000} MB) nên đã dừng. "
        "Hãy kiểm tra tệp gốc, hoặc tách thành nhiều tệp rồi chạy lại."
    )


def _broken(name: str, error: Exception) -> str:
    return (
        f"{name}: không đọc được ({type(error).__name__}: {str(error)[:120]}). "
        "Hãy mở tệp gốc, lưu lại rồi chạy lại; nếu vẫn vậy, hãy báo người phát triển."
    )


if __name__ == "__main__":
    main()
