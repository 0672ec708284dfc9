"""The Bot API server of the tests steered from another process: POST /control/{name} with JSON arguments."""

from __future__ import annotations

import base64
import contextlib
import dataclasses
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
from aiohttp import web

from tests.telegram_records import Fault, Request, Sent, Stored
from tests.telegram_updates import Update

if TYPE_CHECKING:
    from tests.telegram_server import TelegramServer

PEOPLE = (
    "user text command group_text photo document voice video sticker location contact edit tap forge"
    " forbid allow"
).split()
SERVER = "redeliver fault clear forget wait_for_sent".split()


class Control:
    """The server's side. Bytes are base64 in `data`; a fault of a call comes back as 400 with its reason."""

    def __init__(self, server: TelegramServer) -> None:
        self._server = server

    async def handle(self, name: str, request: web.BaseRequest) -> web.Response:
        """The result of the call as {"result": …}, or {"error": …}."""
        body = await request.read()
        try:
            arguments = json.loads(body) if body else {}
            if name == "batch":
                result: Any = [_shown(await self._call(*call)) for call in arguments["calls"]]
            elif name == "refuse":
                await self._server.refuse(**arguments, keep=request.transport)
                result = None
            else:
                result = _shown(await self._call(name, arguments))
        except (KeyError, TypeError, ValueError, TimeoutError) as error:
            told = {"error": f"{type(error).__name__}: {error}"}
            return web.json_response(told, status=400)
        return web.json_response({"result": result})

    async def _call(self, name: str, arguments: dict[str, Any]) -> Any:
        if "data" in arguments and name != "forge":
            arguments["data"] = base64.b64decode(arguments["data"])
        if name in ("sent", "requests", "answered_taps"):
            return getattr(self._server, name)[arguments.get("since", 0) :]
        if name == "pending":
            return [update.id for update in self._server.state.updates.pending.values()]
        if name == "webhook":
            return self._server.state.updates.webhook.info()
        if name == "file":
            return base64.b64encode(self._server.state.files.by_id[arguments["file_id"]].data).decode()
        if name not in PEOPLE and name not in SERVER:
            raise KeyError(f"no control named {name!r}")
        result = getattr(self._server.people if name in PEOPLE else self._server, name)(**arguments)
        return len(await result) if name == "wait_for_sent" else result


class Remote:
    """The other side: `call("text", chat=1, text="chào")` gives what the server's method gives, as JSON.

    Its connection is left when it asks the server to refuse all others.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._client = httpx.Client(base_url=f"{url}/control/", timeout=60.0)

    def call(self, name: str, **arguments: Any) -> Any:
        """The result. ValueError with the server's reason when it could not."""
        if isinstance(arguments.get("data"), bytes):
            arguments["data"] = base64.b64encode(arguments["data"]).decode()
        answer = self._client.post(name, json=arguments)
        told = answer.json()
        if "error" in told:
            raise ValueError(f"{name}: {told['error']}")
        return told["result"]

    def close(self) -> None:
        """Nothing; the connection is closed."""
        self._client.close()


@contextlib.contextmanager
def own_process(token: str = "4242:test", port: int = 0) -> Iterator[Remote]:
    """A server in a process of its own, ended afterwards."""
    command = [sys.executable, "-m", "tests.telegram_server", "--port", str(port), "--token", token]
    root = Path(__file__).resolve().parents[1]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        remote = Remote(process.stdout.readline().strip())
        try:
            yield remote
        finally:
            remote.close()
            process.kill()


def _shown(result: Any) -> Any:
    """What can be told of a result in JSON; of files all but their bytes."""
    if isinstance(result, list):
        return [_shown(item) for item in result]
    if isinstance(result, Update):
        return {"update_id": result.id, "message_id": result.message_id, "chat": result.chat}
    if isinstance(result, Sent):
        shown = {field.name: getattr(result, field.name) for field in dataclasses.fields(result)}
        return shown | {"chat_id": result.chat_id, "files": [_shown(stored) for stored in result.files]}
    if isinstance(result, Stored):
        return result.told | {"name": result.name, "media_type": result.media_type}
    if isinstance(result, Request | Fault):
        return dataclasses.asdict(result)
    return result
