"""Plain HTTP to a server on this machine: no proxy of the environment, no certificates to load."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx

OK, CONFLICT = 200, 409
_KEEP_S = 60.0  # Rasa keeps a connection for 120 s


class Unanswered(Exception):
    """The server could not be reached, or did not answer in time."""


class Loopback:
    """A client whose connections stay open. httpx is imported at the first call: it takes 0.2 s."""

    def __init__(self, timeout_s: float) -> None:
        self._timeout_s = timeout_s
        self._client: httpx.AsyncClient | None = None

    async def get(self, url: str, headers: Mapping[str, str]) -> int:
        """The status. Raises Unanswered."""
        return (await self._send("GET", url, headers)).status_code

    async def post(self, url: str, headers: Mapping[str, str], content: object) -> tuple[int, Any]:
        """The status and the JSON of the answer to some JSON; ValueError when a good answer is none."""
        response = await self._send("POST", url, headers, json=content)
        return response.status_code, response.json() if response.status_code == OK else None

    async def aclose(self) -> None:
        """Nothing; no call may follow."""
        if self._client:
            await self._client.aclose()

    async def _send(
        self, method: str, url: str, headers: Mapping[str, str], **body: object
    ) -> httpx.Response:
        import httpx  # noqa: PLC0415 - see the class

        if self._client is None:
            limits = httpx.Limits(keepalive_expiry=_KEEP_S)
            self._client = httpx.AsyncClient(
                trust_env=False, verify=False, timeout=self._timeout_s, limits=limits
            )
        try:
            # `body` is one of what httpx takes.
            return await self._client.request(method, url, headers=dict(headers), **body)  # type: ignore[arg-type]
        except httpx.HTTPError as error:
            raise Unanswered(type(error).__name__) from error
