"""What a message means: Rasa over HTTP, or the rules in its place whenever Rasa does not answer well."""

from __future__ import annotations

import asyncio
import datetime
import functools
import logging
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from nlu import Entity, Understanding, values
from nlu.loopback import OK, Loopback, Unanswered
from nlu.server import Endpoint
from nlu.text import normalise

DOMAIN = Path(__file__).with_name("domain.yml")

_LONGEST = 1000  # characters that Rasa is asked about; an officer's report is shorter
_FAULTS_IN_A_ROW = 3
_REMEMBERED = 512  # messages; many are the same
# Rasa's own way to say that it does not know, here and on a message without a known word.
_UNDECIDED = (None, "nlu_fallback")
# Rasa strips a message and obeys one that begins with a slash ("/greet"): neither may reach it.
_BEFORE_THE_WORDS = re.compile(r"\A[\s/]+")

_log = logging.getLogger(__name__)

Entities = tuple[Entity, ...]


class _Fault(ValueError):
    """What came from Rasa is not an understanding of this message in our domain."""


@dataclass(frozen=True)
class Domain:
    """The names that a model of ours may answer with."""

    intents: frozenset[str]
    entities: frozenset[str]


def read_domain(path: Path = DOMAIN) -> Domain:
    """The intents and entities of a Rasa domain file, where each is a name or a mapping with one key."""
    content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    intents, entities = (
        frozenset(entry if isinstance(entry, str) else next(iter(entry)) for entry in content.get(key) or ())
        for key in ("intents", "entities")
    )
    return Domain(intents, entities)


class Interpreter:
    """`understand` asks Rasa when `endpoint()` is one, and `rules` otherwise; it never fails for Rasa's sake.

    `mend` repairs typing errors (Telex residue, missing spaces) before the message is classified.

    After three faults in a row Rasa is left alone for `cool_off_s`, so that one that hangs does not hold
    up every message by `timeout_s`; then one message tries it while the rules go on answering the others,
    and one fault more is enough for the next rest.
    """

    def __init__(
        self,
        rules: Callable[[str, datetime.date], Understanding],
        endpoint: Callable[[], Endpoint | None],
        *,
        mend: Callable[[str], str] = str,
        timeout_s: float = 1.0,
        cool_off_s: float = 10.0,
        domain: Domain | None = None,
    ) -> None:
        self._rules = functools.lru_cache(maxsize=_REMEMBERED)(rules)
        self._mend = functools.lru_cache(maxsize=_REMEMBERED)(mend)
        self._endpoint = endpoint
        self._timeout_s = timeout_s
        self._cool_off_s = cool_off_s
        self._domain = domain or read_domain()
        self._faults = 0
        self._rest_until = 0.0
        self._asked: Endpoint | None = None
        self._http = Loopback(timeout_s)

    async def understand(self, text: str, today: datetime.date) -> Understanding:
        """The message understood; `today` is the day on which it was written.

        Its intent is that of the text with its typing errors mended; its text and values are as typed.
        """
        text = normalise(text)
        mended = self._mend(text)
        said = await self._classify(mended, today)
        if mended == text:
            return said
        return replace(said, text=text, entities=(), values=values.read(text, today))

    async def _classify(self, text: str, today: datetime.date) -> Understanding:
        endpoint = self._endpoint()
        if endpoint != self._asked:  # another server: the faults were not its
            self._asked, self._faults, self._rest_until = endpoint, 0, 0.0
        if endpoint is None or time.monotonic() < self._rest_until:
            return self._rules(text, today)
        start, end = _span_for_rasa(text)
        if start == end:
            return self._rules(text, today)
        if self._faults >= _FAULTS_IN_A_ROW:
            self._rest_until = time.monotonic() + self._timeout_s  # for the others; this one finds out
        try:
            answer = await self._ask(endpoint, text[start:end])
            intent, confidence, entities = _read(answer, text, start, end, self._domain)
        except (Unanswered, TimeoutError, ValueError) as fault:
            self._note(fault)
            return self._rules(text, today)
        self._faults, self._rest_until = 0, 0.0
        if intent in _UNDECIDED:
            return self._rules(text, today)
        return Understanding(text, intent, confidence, entities, values.read(text, today), source="rasa")

    async def close(self) -> None:
        """Close the connections; `understand` must not be called again."""
        await self._http.aclose()

    async def _ask(self, endpoint: Endpoint, text: str) -> Any:
        """The JSON that Rasa answers with. Raises Unanswered, TimeoutError or ValueError."""
        async with asyncio.timeout(self._timeout_s):  # httpx counts each read anew
            status, answer = await self._http.post(
                f"{endpoint.url}/model/parse", endpoint.headers, {"text": text}
            )
        if status != OK:
            raise _Fault(f"expected status 200, got {status}")
        return answer

    def _note(self, fault: Exception) -> None:
        self._faults += 1
        if self._faults >= _FAULTS_IN_A_ROW:
            self._rest_until = time.monotonic() + self._cool_off_s
            what = f"{type(fault).__name__} {fault}".strip()  # neither the message nor the token stands in it
            _log.warning("Rasa lỗi %d lần liền (%s); tạm dùng quy tắc", self._faults, what)


def _span_for_rasa(text: str) -> tuple[int, int]:
    """Start and end of the part of `text` that Rasa is asked about; equal when there is nothing to ask."""
    words = _BEFORE_THE_WORDS.sub("", text).rstrip()
    start = len(text.rstrip()) - len(words)
    if len(words) > _LONGEST:
        cut = words.rfind(" ", 0, _LONGEST + 1)
        words = words[: cut if cut > 0 else _LONGEST].rstrip()
    return start, start + len(words)


def _read(answer: Any, text: str, start: int, end: int, domain: Domain) -> tuple[str | None, float, Entities]:
    """Intent, confidence and entities of Rasa's answer about `text[start:end]`, in offsets of `text`."""
    try:
        if answer["text"] != text[start:end]:
            raise _Fault("expected an answer about the text that was sent, got one about another")
        intent, confidence = answer["intent"]["name"], float(answer["intent"]["confidence"])
        found = [(e["entity"], start + e["start"], start + e["end"]) for e in answer["entities"]]
        if intent not in _UNDECIDED and intent not in domain.intents:
            raise _Fault(f"expected an intent of our domain, got {intent!r}")
        if not 0.0 <= confidence <= 1.0:
            raise _Fault(f"expected a confidence from 0 to 1, got {confidence}")
        for kind, first, last in found:
            if kind not in domain.entities or not start <= first < last <= end:
                raise _Fault(f"expected entities of our domain within the text, got {kind!r} {first}–{last}")
        return intent, confidence, tuple(Entity(kind, text[a:b], a, b) for kind, a, b in found)
    except (KeyError, TypeError) as error:
        raise _Fault(f"expected text, intent and entities as Rasa writes them, {error} is missing") from error
