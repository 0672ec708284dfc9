"""The process log: one line an event, and in it no word of a person and no token, whoever logs."""

import asyncio
import datetime
import gc
import io
import json
import logging
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot import journal
from bot.secrets import Secret

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "5550001112:AAE-journal-canary_0123456789"
WORDS = "chị Lan ở Bình Minh"
LOGGERS = (*journal.HELD, "bot.test", "foreign", "foreign.deep")


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """What `start` changes for the whole process is put back."""
    root = logging.getLogger()
    handlers, level, raises = list(root.handlers), root.level, logging.raiseExceptions
    levels = {name: logging.getLogger(name).level for name in LOGGERS}
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook, warnings.formatwarning
    yield
    logging.captureWarnings(False)
    sys.excepthook, threading.excepthook, sys.unraisablehook, warnings.formatwarning = hooks
    root.handlers[:], logging.raiseExceptions = handlers, raises
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


@pytest.fixture(params=[True, False], ids=["json", "plain"])
def log(request: pytest.FixtureRequest) -> io.StringIO:
    """What the process logs, started in both forms."""
    stream = io.StringIO()
    Secret(TOKEN)
    journal.start(request.param, stream)
    return stream


def lines(log: io.StringIO) -> list[str]:
    text = log.getvalue()
    assert "canary" not in text
    assert "Lan" not in text
    return text.splitlines()


def fail(text: str) -> None:
    """Nothing: raises an error that holds the text, from another that does."""
    empty: dict[str, str] = {}
    try:
        empty[text]
    except KeyError as error:
        raise ValueError(f"cannot answer {text!r}") from error


def failed(text: str) -> Exception:
    """The error that `fail` raises."""
    try:
        fail(text)
    except ValueError as error:
        return error
    raise AssertionError


def test_a_line_of_json_has_time_level_logger_and_event() -> None:
    stream = io.StringIO()
    journal.start(True, stream)
    logging.getLogger("bot.test").warning("message %s waits", 7)
    line = json.loads(stream.getvalue())
    time = datetime.datetime.fromisoformat(line.pop("time"))
    assert time.utcoffset() == datetime.timedelta(0)
    assert abs(datetime.datetime.now(datetime.UTC) - time) < datetime.timedelta(minutes=1)
    assert line == {"level": "WARNING", "logger": "bot.test", "event": "message 7 waits"}


def test_a_plain_line_has_the_same_in_the_same_order() -> None:
    stream = io.StringIO()
    journal.start(False, stream)
    logging.getLogger("bot.test").info("message %(id)s waits", {"id": 7})
    time, rest = stream.getvalue().split(" ", 1)
    assert datetime.datetime.fromisoformat(time).tzinfo
    assert rest == "INFO bot.test message 7 waits\n"


def test_it_goes_to_the_standard_error_when_no_stream_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    journal.start(False)
    logging.getLogger("bot.test").info("listening")
    assert capsys.readouterr().err.endswith("INFO bot.test listening\n")


def test_starting_again_does_not_write_twice(log: io.StringIO) -> None:
    journal.start(False, log)
    logging.getLogger("bot.test").info("listening")
    assert len(lines(log)) == 1


def test_a_traceback_is_reduced_to_places(log: io.StringIO) -> None:
    try:
        fail(WORDS + TOKEN)
    except ValueError:
        logging.getLogger("foreign").exception("it failed")
    (line,) = lines(log)
    assert "it failed" in line
    assert "ValueError at test_journal.py" in line
    assert "KeyError at test_journal.py" in line


def test_errors_among_the_values_are_told_by_their_places(log: io.StringIO) -> None:
    error = failed(WORDS)
    logging.getLogger("foreign").error("retry after %s", error)
    logging.getLogger("foreign").error("retry after %(why)r", {"why": error})
    logging.getLogger("foreign").error(error)
    assert [line.count("ValueError at") for line in lines(log)] == [1, 1, 1]


def test_the_errors_of_a_group_are_told_with_it(log: io.StringIO) -> None:
    group = ExceptionGroup(WORDS, [failed(WORDS), OSError(TOKEN)])
    logging.getLogger("foreign").error("tasks failed", exc_info=group)
    (line,) = lines(log)
    assert "ExceptionGroup" in line
    assert "within: [ValueError at" in line
    assert "OSError" in line


def test_errors_that_cause_each_other_are_told(log: io.StringIO) -> None:
    first, second = ValueError(WORDS), OSError(TOKEN)
    first.__cause__, second.__cause__ = second, first
    logging.getLogger("foreign").error("it failed", exc_info=first)
    (line,) = lines(log)
    assert "ValueError" in line


def test_no_event_makes_a_second_line_or_colours_it(log: io.StringIO) -> None:
    text = "one\rERROR bot forged \x1b[31m \u2028 \ud800 \u202e end\nmore"
    record = logging.LogRecord("foreign", logging.WARNING, __file__, 1, text, None, None)
    (ours,) = [each for each in logging.getLogger().handlers if type(each) is logging.StreamHandler]
    ours.handle(record)  # not pytest's own: it cannot hand halves of characters from process to process
    (line,) = lines(log)
    assert "end" in line
    assert "more" not in line
    assert not set("\r\x1b\u2028\ud800\u202e") & set(line)
    line.encode("utf-8")


def test_an_event_of_great_length_is_cut(log: io.StringIO) -> None:
    for begins in (0, journal.MOST_CHARACTERS - 10, 2 * journal.MOST_CHARACTERS - 10):
        logging.getLogger("foreign").warning("%s", "x" * begins + TOKEN + "y" * 1_000_000)
    assert all(len(line) < journal.MOST_CHARACTERS + 200 for line in lines(log))
    assert "AAE" not in log.getvalue()


@pytest.mark.parametrize("message", ["%d waits", "%s %s waits", "%(id)s waits"])
def test_an_event_that_cannot_be_written_does_not_show_its_values(
    log: io.StringIO, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    logging.getLogger("foreign").warning(message, WORDS)
    (line,) = lines(log)
    assert "unreadable event at test_journal.py:" in line
    assert capsys.readouterr() == ("", "")


def test_a_stream_that_is_closed_stops_nobody_and_shows_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    stream = io.StringIO()
    journal.start(False, stream)
    stream.close()
    logging.getLogger("bot.test").warning("message %s waits", WORDS)
    assert capsys.readouterr() == ("", "")


def test_libraries_that_tell_addresses_are_held_whatever_the_root(log: io.StringIO) -> None:
    logging.getLogger().setLevel(logging.DEBUG)
    for name in journal.HELD:
        logging.getLogger(name).info("HTTP Request: POST /bot%s/getMe", TOKEN)
        logging.getLogger(f"{name}.part").debug("POST /bot%s/getMe", TOKEN)
    assert lines(log) == []


def test_even_when_somebody_lets_them_speak_they_are_not_heard(log: io.StringIO) -> None:
    for name in ("", "httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    transport = httpx.MockTransport(lambda request: httpx.Response(200, json={"ok": True}))
    with httpx.Client(transport=transport) as client:
        client.get(f"https://api.telegram.org/bot{TOKEN}/getMe")
        client.get("https://api.telegram.org/", params={"token": TOKEN})
    assert lines(log) == []


def test_what_a_held_library_warns_of_is_told_without_its_values(log: io.StringIO) -> None:
    logging.getLogger("telegram.request").error('Can not load invalid JSON data: "%s"', f"{WORDS} {TOKEN}")
    logging.getLogger("telegram").warning(f"could not read '{WORDS}'")
    first, second = lines(log)
    assert "Can not load invalid JSON data" in first
    assert "could not read" in second


def test_a_warning_is_told_by_kind_and_place(log: io.StringIO) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(False)
        logging.captureWarnings(True)
        warnings.warn(f"{WORDS} {TOKEN}", UserWarning, stacklevel=1)
    (line,) = lines(log)
    assert "py.warnings" in line
    assert "UserWarning at test_journal.py:" in line


def test_a_thread_that_dies_is_told_by_places(log: io.StringIO) -> None:
    for target in (fail, sys.exit):
        thread = threading.Thread(target=target, args=(WORDS + TOKEN,))
        thread.start()
        thread.join()
    (line,) = lines(log)
    assert "a thread ended by ValueError" in line
    assert "test_journal.py" in line


class Unhappy:
    def __repr__(self) -> str:
        return WORDS

    def __del__(self) -> None:
        fail(WORDS)


def test_an_error_nobody_could_be_told_is_told_by_places(log: io.StringIO) -> None:
    Unhappy()
    gc.collect()
    (line,) = lines(log)
    assert "ValueError at test_journal.py" in line


def play(coroutine: Any, *, handled: bool) -> None:
    """Nothing; runs it, with the handler of this project or with asyncio's own."""

    async def run() -> None:
        if handled:
            asyncio.get_running_loop().set_exception_handler(journal.loop_handler)
        await coroutine
        gc.collect()
        await asyncio.sleep(0)

    asyncio.run(run())


@pytest.mark.parametrize("handled", [True, False])
def test_a_task_that_nobody_awaits_is_told_by_places(log: io.StringIO, handled: bool) -> None:
    async def later() -> None:
        fail(WORDS + TOKEN)

    async def run() -> None:
        asyncio.get_running_loop().create_task(later(), name=WORDS)
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    play(run(), handled=handled)
    (line,) = lines(log)
    assert "Task exception was never retrieved" in line
    assert "ValueError at test_journal.py" in line
    assert ("later" in line.split("ValueError")[0]) == handled


@pytest.mark.parametrize("handled", [True, False])
def test_a_callback_that_fails_is_told_without_its_arguments(log: io.StringIO, handled: bool) -> None:
    async def run() -> None:
        asyncio.get_running_loop().call_soon(fail, WORDS)
        await asyncio.sleep(0)

    play(run(), handled=handled)
    (line,) = lines(log)
    assert "Exception in callback" in line
    assert "ValueError at test_journal.py" in line


def test_a_context_without_anything_in_it_is_told() -> None:
    stream = io.StringIO()
    journal.start(True, stream)
    loop = asyncio.new_event_loop()
    journal.loop_handler(loop, {})
    loop.close()
    assert json.loads(stream.getvalue())["level"] == "ERROR"


@pytest.mark.parametrize("json_lines", [True, False])
def test_a_process_that_dies_says_where_and_not_what(json_lines: bool) -> None:
    code = (
        "import os\n"
        "from bot import journal, secrets\n"
        f"journal.start({json_lines})\n"
        "token = secrets.from_environment('TOKEN').value\n"
        f"raise RuntimeError('{WORDS} ' + token)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"TOKEN": TOKEN, "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert "RuntimeError at <string>:5 <module>" in ended.stderr
    assert ended.stderr.count("\n") == 1
    assert "canary" not in ended.stderr
    assert "Lan" not in ended.stderr
