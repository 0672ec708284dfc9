"""The process log: a line an event, with ids and names of events, and never a word of a person or a token.

Errors are told by where they came from, not by what they say: that may hold what a person wrote, or the
address of a messenger with the token in it. So are warnings. Whatever is left passes `redacted` last.
"""

from __future__ import annotations

import asyncio
import datetime
import json
import logging
import re
import sys
import threading
import warnings
from pathlib import Path
from typing import Any, TextIO

from bot.privacy import trace
from bot.secrets import redacted

# Held at WARNING, whatever level anybody gives them: they tell addresses (httpx: with the token), requests
# with what people wrote, or every step.
HELD = ("httpx", "httpcore", "telegram", "aiohttp.access", "asyncio", "hpack", "PIL", "matplotlib")
MOST_CHARACTERS = 8000  # of one field
_READ_AT_MOST = 2 * MOST_CHARACTERS  # so that no secret is cut before it is redacted
_NOT_ON_A_LINE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_VALUES = re.compile(r"[(<\['\"]")

# For a server of aiohttp, which would tell who sent what is no HTTP, a line each.
SILENT = logging.Logger("silent", logging.CRITICAL + 1)

_log = logging.getLogger("bot.journal")


def start(json_lines: bool, stream: TextIO | None = None) -> None:
    """Nothing; from now on all that the process logs, warns of or dies of goes to the stream (stderr)."""
    handler = logging.StreamHandler(sys.stderr if stream is None else stream)
    handler.setFormatter(_Line(json_lines))
    handler.addFilter(_is_told)
    root = logging.getLogger()
    for other in list(root.handlers):
        root.removeHandler(other)
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    for name in HELD:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.raiseExceptions = False  # a line that cannot be written would be shown with its arguments
    warnings.formatwarning = _warned
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread
    sys.unraisablehook = _unraisable


def loop_handler(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Nothing; writes down what the event loop could hand to nobody: for `loop.set_exception_handler`."""
    task = context.get("task") or context.get("future")
    coroutine = task.get_coro() if isinstance(task, asyncio.Task) else None
    name = getattr(coroutine, "__qualname__", "no task")
    _log.error(
        "%s, %s", _without_values(str(context.get("message"))), name, exc_info=context.get("exception")
    )


def _is_told(record: logging.LogRecord) -> bool:
    """Whether the record may stand in the log: of libraries that tell of what passes, warnings alone."""
    return record.levelno >= logging.WARNING or not _is_held(record)


def _is_held(record: logging.LogRecord) -> bool:
    return any(record.name == held or record.name.startswith(f"{held}.") for held in HELD)


def told(error: BaseException) -> str:
    """Where an error came from, and those that it holds when it is a group; nothing of what they say."""
    try:
        text = trace(error)
    except RecursionError:  # its causes go round
        text = type(error).__name__
    if isinstance(error, BaseExceptionGroup):
        text += f"; within: [{', '.join(map(told, error.exceptions))}]"
    return text


class _Line(logging.Formatter):
    """One line of an event: time (ISO, UTC), level, logger, event and, when there is one, the error."""

    def __init__(self, json_lines: bool) -> None:
        super().__init__()
        self._json = json_lines

    def format(self, record: logging.LogRecord) -> str:
        """The line, which is JSON or plain; whatever a record holds, one comes back."""
        time = datetime.datetime.fromtimestamp(record.created, datetime.UTC)
        fields = {
            "time": time.isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "event": _event(record),
        }
        if record.exc_info and record.exc_info[1]:
            fields["error"] = told(record.exc_info[1])
        fields = {name: _on_a_line(text) for name, text in fields.items()}
        line = json.dumps(fields, ensure_ascii=False) if self._json else " ".join(fields.values())
        return redacted(line)


def _event(record: logging.LogRecord) -> str:
    """The first line of the event's text: what follows one is values, or an error's words.

    Of a library that is held no values are shown: python-telegram-bot tells of what it could not read.
    """
    try:
        text = str(_shown(record.msg)) if _is_held(record) else _filled(record)
        text = text.strip().partition("\n")[0]
    except Exception:  # whatever the value's own __str__ raises; logging itself would print the values
        return f"unreadable event at {record.filename}:{record.lineno}"
    return _without_values(text) if _is_held(record) else text


def _filled(record: logging.LogRecord) -> str:
    """The event's text with its values, errors among them told by their places."""
    if isinstance(record.args, tuple):
        args: Any = tuple(map(_shown, record.args))
    else:
        args = {name: _shown(value) for name, value in (record.args or {}).items()}
    text = str(_shown(record.msg))
    return text % args if args else text


def _shown(value: object) -> object:
    return told(value) if isinstance(value, BaseException) else value


def _without_values(text: str) -> str:
    """A library's text up to the first value in it: asyncio shows the arguments of callbacks and tasks."""
    return _VALUES.split(text, maxsplit=1)[0].strip()


def _on_a_line(text: str) -> str:
    """The text redacted, cut, and without signs that would begin another line or cannot be written."""
    text = redacted(text[:_READ_AT_MOST])[:MOST_CHARACTERS]
    return _NOT_ON_A_LINE.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)


def _warned(
    message: Warning | str, category: type[Warning], filename: str, lineno: int, line: str | None = None
) -> str:
    """A warning by its kind and place."""
    return f"{category.__name__} at {Path(filename).name}:{lineno}"


def _uncaught(kind: type[BaseException], error: BaseException, places: object) -> None:
    _log.critical("the process ends by an error", exc_info=error)


def _uncaught_in_thread(what: threading.ExceptHookArgs) -> None:
    if not issubclass(what.exc_type, SystemExit):
        _log.error("a thread ended by %s", what.exc_type.__name__, exc_info=what.exc_value)


def _unraisable(what: sys.UnraisableHookArgs) -> None:
    _log.error("an error that nobody could be told: %s", what.exc_type.__name__, exc_info=what.exc_value)
