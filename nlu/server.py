"""The Rasa server beside the bot: started, watched and ended by it, in the background."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import hmac
import json
import logging
import secrets
import shutil
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from nlu.environment import MODEL, PYTHON, ROOT, rasa_environment
from nlu.loopback import CONFLICT, OK, Loopback, Unanswered

State = Literal["starting", "ready", "down", "off"]

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Endpoint:
    """Where a Rasa server answers, and the token that it asks for (kept out of repr, logs and URLs)."""

    url: str
    token: str = field(repr=False)

    @property
    def headers(self) -> dict[str, str]:
        """The header that opens the server."""
        return {"Authorization": f"Bearer {self.token}"}


@dataclass(frozen=True)
class Pace:
    """How a server is watched, in seconds: the defaults for daily use, shorter ones in tests."""

    poll_starting_s: float = 0.25
    poll_ready_s: float = 5.0
    answer_s: float = 5.0  # a poll may wait behind a parse
    start_s: float = 180.0  # the very first start, without byte code, on a slow machine
    first_pause_s: float = 1.0
    longest_pause_s: float = 300.0
    steady_s: float = 60.0  # up for so long: the next fault is a new one


class RasaServer:
    """A Rasa server on a free loopback port, for as long as `start` … `stop` or this process lasts.

    `state` is "off" (not started, or nothing to start: `problem` says what is missing), "starting",
    "ready", or "down" (it died or hangs; it will be started again, later each time). `endpoint` is None
    unless it is ready. `problem` is one Vietnamese line for the administrator, "" when all is well.
    """

    def __init__(
        self, directory: Path, *, python: Path = PYTHON, model: Path = MODEL, pace: Pace | None = None
    ) -> None:
        """`directory` is the server's own: its log, its caches and its temporary files."""
        self.state: State = "off"
        self.problem = ""
        self.endpoint: Endpoint | None = None
        self.pid: int | None = None
        self._home = directory.absolute()
        self._python = python.absolute()
        self._model = model.absolute()
        self.log = self._home / "rasa.log"
        self._pace = pace or Pace()
        self._watch: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Return at once; the server gets ready in the background."""
        if self._watch is None:
            self._watch = asyncio.create_task(self._keep_running(), name="rasa-server")

    async def stop(self) -> None:
        """End the server; nothing of it is left when this returns."""
        if self._watch is not None:
            self._watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watch
            self._watch = None
        self.state, self.problem = "off", ""

    async def _keep_running(self) -> None:
        clock = asyncio.get_running_loop().time
        pause = self._pace.first_pause_s
        async with contextlib.aclosing(Loopback(self._pace.answer_s)) as client:
            while True:
                self.problem = self._missing()
                if self.problem:
                    self.state = "off"
                    await asyncio.sleep(self._pace.poll_ready_s)
                    continue
                self.state, began = "starting", clock()
                try:
                    self.problem = await self._run(client)
                except OSError as error:
                    self.problem = f"Không khởi động được Rasa: {error}"
                if not self.problem:
                    continue
                self.state = "down"
                if clock() - began >= self._pace.steady_s:
                    pause = self._pace.first_pause_s
                _log.warning("%s; thử lại sau %.0f giây", self.problem, pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, self._pace.longest_pause_s)

    def _missing(self) -> str:
        if not self._python.exists():
            return f"Chưa cài môi trường Rasa ({_short(self._python)}); hãy chạy: python3 scripts/chat.py"
        if not self._model.exists():
            return f"Chưa có mô hình NLU ({_short(self._model)}); hãy chạy: python3 scripts/train_nlu.py"
        return ""

    async def _run(self, client: Loopback) -> str:
        """Why the server ended: a problem, or "" when a new model has taken the place of the old one."""
        model = _version(self._model)
        clock = asyncio.get_running_loop().time
        async with self._process() as (endpoint, died):
            give_up = clock() + self._pace.start_s
            misses = 0
            while not died.done():
                status = await _status(client, endpoint)
                if status == OK:
                    misses, self.endpoint, self.state = 0, endpoint, "ready"
                elif status == CONFLICT:
                    return f"Rasa không nạp được mô hình NLU; xem {_short(self.log)}"
                elif self.endpoint is not None:
                    misses += 1
                    if misses == 3:
                        return "Rasa không còn trả lời"
                elif clock() > give_up:
                    return f"Rasa chưa sẵn sàng sau {self._pace.start_s:.0f} giây; xem {_short(self.log)}"
                if _version(self._model) != model:
                    return ""
                poll_s = self._pace.poll_ready_s if self.endpoint else self._pace.poll_starting_s
                await asyncio.wait({died}, timeout=poll_s)
            return f"Rasa đã dừng (mã {died.result()}); xem {_short(self.log)}"

    @contextlib.asynccontextmanager
    async def _process(self) -> AsyncIterator[tuple[Endpoint, asyncio.Task[int]]]:
        """A Rasa process, where it will answer, and the task that ends with it; killed on leaving.

        The listening socket is made here and inherited, so that nobody can take the port in between.
        """
        secret = secrets.token_urlsafe(32)
        self._prepare_directory()
        with socket.socket() as listener, self.log.open("wb") as log:
            listener.bind(("127.0.0.1", 0))
            endpoint = Endpoint("http://{}:{}".format(*listener.getsockname()), _sign(secret))
            process = await asyncio.create_subprocess_exec(
                *(str(self._python), "-m", "nlu.launcher", str(self._model), str(listener.fileno())),
                stdin=asyncio.subprocess.PIPE,  # its end tells the launcher that the bot is gone
                stdout=log,
                stderr=asyncio.subprocess.STDOUT,
                env=rasa_environment(self._home),
                cwd=self._home,
                pass_fds=(listener.fileno(),),
                start_new_session=True,  # Ctrl-C in the terminal is for the bot
            )
        died = asyncio.create_task(process.wait())
        self.pid = process.pid
        try:
            assert process.stdin is not None
            process.stdin.write(secret.encode() + b"\n")
            yield endpoint, died
        finally:
            self.endpoint = self.pid = None
            if process.returncode is None:
                process.kill()
            await asyncio.shield(died)

    def _prepare_directory(self) -> None:
        """Keep the log of the run before this one, and drop what a killed run left behind."""
        self._home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._home.chmod(0o700)  # whatever the umask
        shutil.rmtree(self._home / "tmp", ignore_errors=True)
        (self._home / "tmp").mkdir()
        if self.log.exists():
            self.log.replace(self.log.with_suffix(".log.1"))
        self.log.touch(mode=0o600)


async def _status(client: Loopback, endpoint: Endpoint) -> int:
    """The HTTP status of Rasa's status page: 200 with a loaded model, 409 without; 0 for no answer."""
    try:
        return await client.get(f"{endpoint.url}/status", endpoint.headers)
    except Unanswered:
        return 0


def _sign(secret: str) -> str:
    """The token (JWT, RFC 7519, HS256) of Rasa's administrator: it opens every route."""
    head = {"alg": "HS256", "typ": "JWT"}
    claims = {"user": {"username": "bot", "role": "admin"}}
    signed = b".".join(_base64url(json.dumps(part).encode()) for part in (head, claims))
    return b".".join((signed, _base64url(hmac.digest(secret.encode(), signed, hashlib.sha256)))).decode()


def _base64url(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def _version(model: Path) -> tuple[int, int] | None:
    """What changes when another model is published under the name; None while there is none."""
    try:
        stat = model.stat()
    except FileNotFoundError:
        return None
    return stat.st_ino, stat.st_mtime_ns


def _short(path: Path) -> str:
    return str(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path)
