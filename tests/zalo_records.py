"""What the Zalo server of the tests keeps and answers: faults, requests, calls that were done, refusals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aiohttp import web

KINDS = {"code", "status", "hang", "cut", "slow"}


@dataclass(slots=True)
class Fault:
    """What happens to the next `times` requests for `method`; `times` None: until cleared.

    `kind`: "code" (ok false with that `error_code` under HTTP 200), "status" (a page of HTML with that
    `status`, and Retry-After when `retry_after_s` is given), "hang" (no answer ever), "cut" (closed without
    an answer) or "slow" (`delay_s` late). With `accepted` a request that is cut or hangs was done before.
    """

    method: str
    kind: str
    times: int | None = 1
    accepted: bool = False
    error_code: int = 0
    status: int = 502
    retry_after_s: int = 0
    delay_s: float = 0.0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"fault of an unknown kind: {self.kind!r}")


@dataclass(frozen=True, slots=True)
class Request:
    """A request for a method. `at` is time.monotonic() (one clock for all processes on Linux)."""

    method: str
    at: float


@dataclass(frozen=True, slots=True)
class Sent:
    """A call for a chat that the server accepted. `at` as above."""

    method: str
    chat: str
    text: str
    at: float


def good(result: dict[str, Any]) -> dict[str, Any]:
    """What a method answers that was done."""
    return {"ok": True, "result": result}


def bad(code: int, description: str) -> dict[str, Any]:
    """What a method answers that was not."""
    return {"ok": False, "error_code": code, "description": description}


def refusal(code: int, description: str) -> web.Response:
    """The latter under HTTP 200, as Zalo sends it."""
    return web.json_response(bad(code, description))


def page(fault: Fault) -> web.Response:
    """What a proxy before the server answers in its place."""
    after = {"Retry-After": str(fault.retry_after_s)} if fault.retry_after_s else {}
    text = f"<html><h1>{fault.status}</h1></html>"
    return web.Response(status=fault.status, text=text, content_type="text/html", headers=after)
