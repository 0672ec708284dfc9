"""How far a long job is: a bar on a terminal, elsewhere a line every few seconds."""

from __future__ import annotations

import threading
import time
from types import TracebackType
from typing import TextIO

from tqdm import tqdm

LINE_S, _BAR_S = 5.0, 0.5
_COUNTED = "{desc} {bar} {n_fmt}/{total_fmt} [{elapsed}]"
_UNCOUNTED = "{desc} [{elapsed}]"


class Progress:
    """A `knowledge.folder.Told` that shows what it is told until the `with` block ends.

    A job of which nobody tells anew goes on showing how long it has taken.
    """

    def __init__(self, out: TextIO, line_s: float = LINE_S) -> None:
        self._out = out
        self._line_s = line_s
        self._bar: tqdm[None] | None = None
        self._what, self._number, self._of = "", 0, 0
        self._began = self._shown_at = time.monotonic()
        self._shown = ""
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._tick, daemon=True)

    def __enter__(self) -> Progress:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()
        self._close()

    def __call__(self, what: str, number: int, of: int) -> None:
        """Nothing; `what` is being done now, the first word of it being the kind of job."""
        with self._lock:
            if what.partition(" ")[0] != self._what.partition(" ")[0]:
                self._began = time.monotonic()
                self._close()
            self._what, self._number, self._of = what, number, of
            if self._out.isatty():
                self._show_bar()

    def _tick(self) -> None:
        """Nothing, when ended; shows now and then how long the job has taken."""
        while not self._ended.wait(_BAR_S if self._out.isatty() else min(_BAR_S, self._line_s / 2)):
            with self._lock:
                if self._bar is not None:
                    self._bar.refresh()
                elif self._what and not self._out.isatty():
                    self._show_line()

    def _show_bar(self) -> None:
        if self._bar is None:
            form = _COUNTED if self._of else _UNCOUNTED
            self._bar = tqdm(total=self._of or None, file=self._out, leave=False, bar_format=form)
        self._bar.n = self._number
        self._bar.set_description_str(self._what[:1].upper() + self._what[1:])

    def _show_line(self) -> None:
        now = time.monotonic()
        if now - self._shown_at < self._line_s:
            return
        self._shown_at = now
        counted = f" ({self._number}/{self._of})" if self._of else ""
        print(f"… {self._what}{counted}, {now - self._began:.0f} giây", file=self._out, flush=True)

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.close()
        self._bar = None
