"""The real Rasa server with a small model; a shell script in its place where only its ends matter."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from nlu import Entity, Understanding
from nlu.client import Interpreter, read_domain
from nlu.environment import PYTHON, ROOT
from nlu.server import Endpoint, Pace, RasaServer

TODAY = datetime.date(2025, 3, 20)
QUICK = Pace(poll_starting_s=0.05, poll_ready_s=0.1, answer_s=1.0, first_pause_s=0.05, longest_pause_s=0.2)
# Runs a server as the bot does, and says when it has its process and when it is ready.
PARENT = """
import asyncio, sys
from pathlib import Path
from nlu.server import RasaServer

async def main():
    server = RasaServer(Path(sys.argv[1]), model=Path(sys.argv[2]))
    await server.start()
    while server.pid is None:
        await asyncio.sleep(0.01)
    print(server.pid, flush=True)
    while server.endpoint is None:
        await asyncio.sleep(0.05)
    print("ready", flush=True)
    await asyncio.sleep(600)

asyncio.run(main())
"""


async def until(condition: Callable[[], object], seconds: float = 60.0) -> None:
    """Return when the condition holds."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.02)


def is_running(pid: int) -> bool:
    """Whether the process exists and is no zombie."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    return False


def gone_within(seconds: float, pid: int) -> bool:
    end = time.monotonic() + seconds
    while is_running(pid) and time.monotonic() < end:
        time.sleep(0.01)
    return not is_running(pid)


def interpreter(path: Path, script: str) -> Path:
    path.write_text("#!/bin/sh\n" + script, encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="module")
def server(
    small_model: Path, runner: asyncio.Runner, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RasaServer]:
    """The real server, ready; nothing of it is left afterwards."""
    server = RasaServer(tmp_path_factory.mktemp("rasa"), model=small_model, pace=QUICK)

    async def start() -> None:
        assert (server.state, server.endpoint) == ("off", None)
        began = time.monotonic()
        await server.start()
        assert time.monotonic() - began < 0.1
        await until(lambda: server.pid)
        assert (server.state, server.endpoint) == ("starting", None)
        await until(lambda: server.endpoint)

    runner.run(start())
    pid = server.pid
    yield server
    runner.run(server.stop())
    assert pid is not None
    assert (server.state, server.endpoint, server.pid) == ("off", None, None)


def endpoint_of(server: RasaServer) -> Endpoint:
    assert (server.state, server.problem) == ("ready", "")
    assert server.endpoint is not None
    return server.endpoint


@pytest.mark.rasa
def test_rasa_understands_a_message_through_the_client(
    server: RasaServer, small_model: Path, runner: asyncio.Runner
) -> None:
    def rules(text: str, today: datetime.date) -> Understanding:
        raise AssertionError("expected an answer of Rasa")

    async def scene() -> None:
        domain = read_domain(small_model.parents[1] / "domain.yml")
        client = Interpreter(rules, lambda: server.endpoint, domain=domain)
        understood = await client.understand(
            "  Sáng nay XÃ Bình Chánh tổ chức hội nghị", datetime.date.today()
        )
        assert (understood.intent, understood.source) == ("report_activity", "rasa")
        assert understood.entities == (Entity("place", "XÃ Bình Chánh", 11, 24),)
        await client.close()

    runner.run(scene())


@pytest.mark.rasa
@pytest.mark.parametrize("header", [None, "Bearer nonsense", "Bearer {token}x", "{token}", "bearer {token}"])
def test_rasa_refuses_a_wrong_token(server: RasaServer, header: str | None) -> None:
    endpoint = endpoint_of(server)
    headers = {} if header is None else {"Authorization": header.format(token=endpoint.token)}
    for target in ("/status", f"/status?token={endpoint.token}"):
        response = httpx.get(endpoint.url + target, headers=headers, trust_env=False)
        assert response.status_code in {400, 401}


@pytest.mark.rasa
def test_rasa_listens_on_loopback_alone_and_shows_no_secret(server: RasaServer) -> None:
    endpoint = endpoint_of(server)
    assert endpoint.url.startswith("http://127.0.0.1:")
    port = f":{int(endpoint.url.rpartition(':')[2]):04X}"
    listening = [line.split() for line in Path("/proc/net/tcp").read_text(encoding="utf-8").splitlines()]
    assert [fields[1] for fields in listening if fields[1].endswith(port) and fields[3] == "0A"] == [
        f"0100007F{port}"
    ]
    process = Path(f"/proc/{server.pid}")
    shown = process.joinpath("cmdline").read_bytes() + process.joinpath("environ").read_bytes()
    signature = endpoint.token.rpartition(".")[2]
    assert signature not in repr(endpoint) + server.log.read_text(encoding="utf-8")
    assert signature.encode() not in shown
    assert b"PYTEST_CURRENT_TEST" not in shown


@pytest.mark.rasa
def test_a_killed_rasa_is_started_again(server: RasaServer, runner: asyncio.Runner) -> None:
    before, pid = endpoint_of(server), server.pid
    assert pid is not None

    async def scene() -> None:
        os.kill(pid, signal.SIGKILL)
        await until(lambda: server.state == "down", 2.0)
        assert server.endpoint is None
        assert server.problem.startswith("Rasa đã dừng (mã -9)")
        await until(lambda: server.endpoint)

    runner.run(scene())
    after = endpoint_of(server)
    assert server.pid != pid
    assert (after.url, after.token) != (before.url, before.token)


@pytest.mark.rasa
def test_a_rasa_that_hangs_is_ended_and_another_started(server: RasaServer, runner: asyncio.Runner) -> None:
    endpoint_of(server)
    pid = server.pid
    assert pid is not None

    async def scene() -> None:
        os.kill(pid, signal.SIGSTOP)
        await until(lambda: server.state == "down", 5.0)
        assert server.problem == "Rasa không còn trả lời"
        assert not is_running(pid)
        await until(lambda: server.pid)

    runner.run(scene())


@pytest.mark.rasa
@pytest.mark.parametrize("moment", ["starting", "ready"])
def test_no_rasa_is_left_when_the_bot_is_killed(small_model: Path, tmp_path: Path, moment: str) -> None:
    command = [sys.executable, "-c", PARENT, str(tmp_path / "rasa"), str(small_model)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        if moment == "ready":
            assert parent.stdout.readline() == "ready\n"
        assert is_running(pid)
        parent.kill()
    assert gone_within(2.0, pid)


def test_what_is_missing_is_said_in_one_line_and_taken_up_when_it_comes(tmp_path: Path) -> None:
    python, model = tmp_path / "python", tmp_path / "nlu.tar.gz"

    async def scene() -> None:
        server = RasaServer(tmp_path / "rasa", python=python, model=model, pace=QUICK)
        await server.start()
        await until(lambda: server.problem)
        assert server.problem.startswith("Chưa cài môi trường Rasa")
        interpreter(python, "exec sleep 60")
        await until(lambda: "môi trường" not in server.problem)
        assert server.problem.startswith("Chưa có mô hình NLU")
        assert (server.state, server.endpoint, server.pid) == ("off", None, None)
        model.touch()
        await until(lambda: server.pid)
        assert server.state == "starting"
        await server.stop()
        assert (server.state, server.problem) == ("off", "")

    asyncio.run(scene())


def test_a_rasa_that_dies_at_once_is_tried_again_ever_more_slowly(tmp_path: Path) -> None:
    starts = tmp_path / "starts"
    python = interpreter(tmp_path / "python", f"date +%s.%N >> {starts}; echo 'no rasa here'; exit 3")
    model = tmp_path / "nlu.tar.gz"
    model.touch()

    async def scene() -> None:
        server = RasaServer(tmp_path / "rasa", python=python, model=model, pace=QUICK)
        await server.start()
        await until(lambda: server.state == "down")
        assert server.problem.startswith("Rasa đã dừng (mã 3); xem ")
        assert server.log.read_text(encoding="utf-8") == "no rasa here\n"
        await until(lambda: len(starts.read_text(encoding="utf-8").split()) >= 6)
        await server.stop()

    asyncio.run(scene())
    times = [float(moment) for moment in starts.read_text(encoding="utf-8").split()]
    pauses = [later - earlier for earlier, later in itertools.pairwise(times)]
    for pause, least in zip(pauses, [0.05, 0.1, 0.2, 0.2, 0.2], strict=False):
        assert least <= pause < least + 5.0


def test_an_interpreter_that_cannot_be_run_is_a_problem_and_no_error(tmp_path: Path) -> None:
    python, model = tmp_path / "python", tmp_path / "nlu.tar.gz"
    python.write_text("not a program", encoding="utf-8")
    model.touch()

    async def scene() -> None:
        server = RasaServer(tmp_path / "rasa", python=python, model=model, pace=QUICK)
        await server.start()
        await until(lambda: server.state == "down")
        assert server.problem.startswith("Không khởi động được Rasa: ")
        await server.stop()

    asyncio.run(scene())


def test_a_new_model_is_taken_up(tmp_path: Path) -> None:
    model = tmp_path / "nlu.tar.gz"
    model.touch()

    async def scene() -> None:
        server = RasaServer(
            tmp_path / "rasa",
            python=interpreter(tmp_path / "python", "exec sleep 60"),
            model=model,
            pace=QUICK,
        )
        await server.start()
        await until(lambda: server.pid)
        first = server.pid
        (tmp_path / "new").touch()
        (tmp_path / "new").replace(model)
        await until(lambda: server.pid not in {None, first}, 5.0)
        assert (server.state, server.problem) == ("starting", "")
        await server.stop()

    asyncio.run(scene())


@pytest.mark.rasa
def test_a_model_that_cannot_be_loaded_is_a_problem(tmp_path: Path) -> None:
    model = tmp_path / "nlu.tar.gz"
    model.write_text("half a model", encoding="utf-8")

    async def scene() -> None:
        server = RasaServer(tmp_path / "rasa", python=PYTHON, model=model, pace=QUICK)
        await server.start()
        await until(lambda: server.state == "down")
        assert "xem " in server.problem
        assert "tarfile" in server.log.read_text(encoding="utf-8")
        await server.stop()

    asyncio.run(scene())
