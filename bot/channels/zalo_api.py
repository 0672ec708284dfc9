"""The HTTP API of the Zalo Bot Platform: one method a call, and its faults in the words of bot.channel.

POST {host}/bot{token}/{method} with JSON, answered {"ok", "result"} or {"ok": false, "error_code",
"description"}, the latter mostly under HTTP 200. The codes of Zalo's table, docs/error-code on
bot.zaloplatforms.com:

| code | in the table | here |
|---|---|---|
| 400 | bad request | Never for a chat, Rejected for the bot |
| 401 | token expired or invalid | Rejected |
| 403, none | internal server error (elsewhere: forbidden) | Unclear for a chat, NotNow for the bot |
| 404 | not found | as 400 |
| 408 | request timeout; of getUpdates: nothing came | None from get_update, else NotNow |
| 429 | quota exceeded | NotNow, with Retry-After where it is sent |
| 500 and more | (not in the table) | NotNow |

Further sources: the pages apis/getMe … apis/sendChatAction beside that table; openclaw/openclaw,
extensions/zalo/src/api.ts (408 as an idle wait, `timeout` as a string). The token stands in the address, so
no address enters a reason, and no description of a refused message, which may repeat its words.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

import httpx

from bot.channel import Never, NotNow, Rejected
from bot.secrets import Secret, redacted

SECRET_LENGTHS = range(8, 257)
_OF_A_CHAT = ("sendMessage", "sendChatAction")
_IDLE = 408
_DOWNLOAD_S = 60.0
_TOKEN_REFUSED = (
    "Zalo không nhận token của bot ({method}: mã lỗi {code}). Hãy kiểm tra biến môi trường chứa token và "
    "zalo.base_url trong config.yml; nếu token đã bị đặt lại, lấy token mới trong Zalo Bot Creator, rồi "
    "chạy lại."
)
_CALL_REFUSED = (
    "Zalo từ chối lệnh {method} (mã lỗi {code}: {description}). Hãy kiểm tra zalo.base_url và "
    "zalo.webhook_url trong config.yml."
)
_SECRET_LENGTH = (
    "Mã bí mật của webhook Zalo phải dài từ 8 đến 256 ký tự, nhưng đang dài {length}. Hãy đặt lại biến môi "
    "trường ghi ở zalo.secret_from trong config.yml."
)


class Unclear(NotNow):
    """A refusal that may be for good or for now: Zalo's table and common use differ about its code."""


class ZaloApi:
    """One bot's way to Zalo. A call takes at most `timeout_s`, getUpdates its own wait more.

    Raises ValueError when `base_url` is no address.
    """

    def __init__(self, base_url: str, token: Secret, timeout_s: float = 15.0) -> None:
        if not _is_address(base_url):
            raise ValueError(f"zalo.base_url: cần một địa chỉ http:// hoặc https://, nhưng nhận {base_url!r}")
        self._methods = f"{base_url.rstrip('/')}/bot{quote(token.value, safe=':')}"
        self._timeout_s = timeout_s
        self.reached_at = 0.0  # when Zalo last answered, seconds since 1970
        certificates = httpx.create_ssl_context()
        # Each call has its limit as a whole, not for each of its steps.
        self._client = httpx.AsyncClient(timeout=None, verify=certificates)
        self._files = httpx.AsyncClient(
            timeout=None, verify=certificates, follow_redirects=True, max_redirects=3
        )

    async def close(self) -> None:
        """Nothing; connections end."""
        await self._client.aclose()
        await self._files.aclose()

    async def get_me(self) -> dict[str, Any]:
        """The bot: id, account_name, account_type, can_join_groups; some have a display_name."""
        return _object(await self._result("getMe", {}))

    async def get_update(self, timeout_s: int) -> dict[str, Any] | None:
        """The next update, None when none came within `timeout_s`. What was read is gone on the server."""
        try:
            result = await self._result("getUpdates", {"timeout": str(timeout_s)}, timeout_s)
        except _Idle:
            return None
        return _object(result) or None

    async def set_webhook(self, url: str, secret: Secret) -> dict[str, Any]:
        """What Zalo tells of the webhook, in some versions with the `verification` of a trial request."""
        if len(secret.value) not in SECRET_LENGTHS:
            raise Rejected(_SECRET_LENGTH.format(length=len(secret.value)))
        return _object(await self._result("setWebhook", {"url": url, "secret_token": secret.value}))

    async def delete_webhook(self) -> None:
        """Nothing; updates can be fetched from now on."""
        await self._result("deleteWebhook", {})

    async def send_message(self, chat: str, text: str) -> None:
        """Nothing, once Zalo took the text of 1 to 2,000 characters."""
        await self._result("sendMessage", {"chat_id": chat, "text": text})

    async def send_chat_action(self, chat: str) -> None:
        """Nothing; the chat shows for 5 s at most that the bot is typing."""
        await self._result("sendChatAction", {"chat_id": chat, "action": "typing"})

    async def download(self, url: str, most_bytes: int) -> bytes:
        """The bytes at an address that came with a message, asked without the token.

        Raises Never when there are more than `most_bytes`, when the address is none or nothing is there.
        """
        if not _is_address(url):
            raise Never("photo: no http address")
        # As it is on the server: what unpacks to more than it weighs would pass the limit.
        packing = {"Accept-Encoding": "identity"}
        async with _faults("photo", _DOWNLOAD_S), self._files.stream("GET", url, headers=packing) as response:
            _refuse_status(response)
            return await _at_most(response, most_bytes)

    async def _result(self, method: str, body: dict[str, str], wait_s: float = 0.0) -> Any:
        """What Zalo answered to the method."""
        async with _faults(method, self._timeout_s + wait_s):
            response = await self._client.post(f"{self._methods}/{method}", json=body)
        answer = _json(response)
        fault = None if answer.get("ok") is True else _fault(method, response, answer)
        if fault is None or isinstance(fault, _Idle):
            self.reached_at = time.time()
        if fault:
            raise fault
        return answer.get("result")


class _Idle(NotNow):
    """Nothing came while getUpdates waited."""


@contextlib.asynccontextmanager
async def _faults(what: str, within_s: float) -> AsyncIterator[None]:
    """Turns the faults of a request into NotNow and Never, without the address they know."""
    try:
        async with asyncio.timeout(within_s):
            yield
    except TimeoutError:
        raise NotNow(f"{what}: no answer within {within_s:g} s") from None
    except (httpx.TooManyRedirects, httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
        raise Never(f"{what}: {type(error).__name__}") from None
    except httpx.HTTPError as error:
        raise NotNow(f"{what}: {type(error).__name__}") from None


def _fault(method: str, response: httpx.Response, answer: dict[str, Any]) -> Exception:
    """What the refusal of a method means; for the codes see above."""
    code, chat = _code(response, answer), method in _OF_A_CHAT
    reason, after_s = f"{method}: code {code}", _retry_after_s(response)
    if code == _IDLE and method == "getUpdates":
        return _Idle(reason)
    if not answer and not (method == "getMe" and code in (401, 404)):  # the page of a proxy on the way
        return NotNow(f"{method}: HTTP {response.status_code}, no JSON", after_s)
    if code in (_IDLE, 429) or code >= 500:
        return NotNow(reason, after_s)
    if code in (0, 403):
        return Unclear(reason) if chat else NotNow(reason)
    if code == 401 or (code == 404 and not chat):
        return Rejected(_TOKEN_REFUSED.format(method=method, code=code))
    if chat:
        return Never(reason)
    description = redacted(str(answer.get("description", "")))[:200]
    return Rejected(_CALL_REFUSED.format(method=method, code=code, description=description))


def _code(response: httpx.Response, answer: dict[str, Any]) -> int:
    """Zalo's code, else that of HTTP where it is an error, else 0."""
    told = answer.get("error_code")
    if isinstance(told, int):
        return told
    return response.status_code if response.status_code >= 400 else 0


def _json(response: httpx.Response) -> dict[str, Any]:
    """The object that was answered, an empty one when it is none."""
    try:
        return _object(response.json())
    except ValueError:
        return {}


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _retry_after_s(response: httpx.Response) -> float:
    told = response.headers.get("Retry-After", "")
    return float(told) if told.isascii() and told.isdigit() else 0.0


def _is_address(url: str) -> bool:
    try:
        address = httpx.URL(url)
    except (httpx.InvalidURL, UnicodeError):
        return False
    return address.scheme in ("http", "https") and bool(address.host)


def _refuse_status(response: httpx.Response) -> None:
    """Nothing for an answer with a file in it."""
    status = response.status_code
    if status in (408, 429) or status >= 500:
        raise NotNow(f"photo: HTTP {status}", _retry_after_s(response))
    if status != 200:
        raise Never(f"photo: HTTP {status}")


async def _at_most(response: httpx.Response, most_bytes: int) -> bytes:
    """The bytes as they come; Never as soon as they are too many."""
    length = response.headers.get("Content-Length", "")
    data = bytearray()
    if not (length.isdigit() and int(length) > most_bytes):
        async for piece in response.aiter_raw():
            data += piece
            if len(data) > most_bytes:
                break
        else:
            return bytes(data)
    raise Never(f"photo: more than {most_bytes} bytes")
