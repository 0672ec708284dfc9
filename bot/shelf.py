"""The documents that answer, and the newly published ones that take their place while the assistant runs.

    published ──► hashes right, loaded, tried out (beside the conversation) ──► answers the next message

A turn is made without a pause on the event loop, where the exchange is made too: it sees one version only.
"""

from __future__ import annotations

import asyncio
import datetime
import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

from bot.clock import Clock
from knowledge import KnowledgeDamaged, addressees, facets, versions
from knowledge.answer import Answerer
from knowledge.dense import EncoderUnusable
from knowledge.index import Index
from nlu import DocumentNumber, values
from nlu.abbreviations import Abbreviations

LOOK_S = 2.0
VERIFY_S = 3600  # how often the hashes of the version that serves are compared again
AILING_S = 60  # and how often when something was wrong
_REHEARSED = "văn bản này gửi cho ai và ai ký"
_log = logging.getLogger(__name__)


class Shelf:
    """Keeps the answerer of the version that `CURRENT` names, or of the newest whole one before it."""

    def __init__(
        self,
        directory: Path,
        words: Abbreviations,
        tell: Callable[[str, str], None],
        watch: Callable[[Answerer], Answerer] = lambda answerer: answerer,
    ) -> None:
        """`tell(damage, version)` tells administrators what is damaged and which version answers ("": none).

        `watch` may wrap each answerer.
        """
        self._directory = directory
        self._words = words
        self._tell = tell
        self._watch = watch
        self._clock = Clock(self.look, LOOK_S)
        self._seen = self._pointer()
        self._damage = self._told = ""
        self._index: Index | None = None
        self._answerer: Answerer | None = None
        try:
            found = versions.serving(directory)
        except KnowledgeDamaged as damage:
            self._damage = str(damage)
        else:
            self._damage = found.damage
            self._index = Index(found.folder)
            self._answerer = self._answerer_of(self._index)
        self._verify_at = self._next_look()

    @property
    def damage(self) -> str:
        """What is wrong with the published documents, "" for nothing."""
        return self._damage

    @property
    def index(self) -> Index | None:
        """The version that answers, None when none is whole."""
        return self._index

    def answerer(self) -> Answerer:
        """That of the version that serves now; a turn asks for it once. Raises KnowledgeDamaged."""
        if self._answerer is None:
            raise KnowledgeDamaged(self._damage)
        return self._answerer

    def start(self) -> None:
        """Begin to look after the documents in the running event loop, and to load a named encoder."""
        if self._index and self._index.model:
            threading.Thread(target=_load_model, args=(self._index,), daemon=True).start()
        self._clock.start()

    async def stop(self) -> None:
        """Look after them no more."""
        await self._clock.stop()

    async def look(self) -> None:
        """Nothing; takes the version that was published since, tells administrators of a damaged one."""
        pointer = self._pointer()
        if pointer != self._seen or time.monotonic() >= self._verify_at:
            await self._renew(pointer)
        if self._damage and self._damage != self._told:
            self._tell(self._damage, self._answerer.version if self._answerer else "")
        self._told = self._damage

    async def _renew(self, pointer: bytes) -> None:
        """Look at the published version again, as a whole, and take it when it is another one."""
        try:
            made = await asyncio.to_thread(self._published)
        except (KnowledgeDamaged, OSError) as error:
            if self._pointer() != pointer:
                return  # one more was published meanwhile, and this one was swept away
            _log.error("documents: %s", error)
            self._damage = str(error)
        else:
            self._damage = ""
            if made:
                self._index, self._answerer = made
                _log.info("documents: version %s answers", self._answerer.version)
        self._seen = pointer
        self._verify_at = self._next_look()

    def _next_look(self) -> float:
        """When the hashes are to be compared again, on the clock of `time.monotonic`."""
        return time.monotonic() + (AILING_S if self._damage else VERIFY_S)

    def _published(self) -> tuple[Index, Answerer] | None:
        """The published version ready to answer, None when it is the one that answers already."""
        folder = versions.check(self._directory)
        if self._answerer and folder.name == self._answerer.version:
            return None
        index = Index(folder)
        if index.model:
            _load_model(index)
        answerer = self._answerer_of(index)
        answerer.answer(_REHEARSED)  # what is imported and read at a first question
        return index, answerer

    def _answerer_of(self, index: Index) -> Answerer:
        addressed = addressees.load(self._words)
        return self._watch(Answerer(index, facets.load(), addressed, self._words, _documents_in))

    def _pointer(self) -> bytes:
        """The content of `CURRENT`, b"" when it cannot be read."""
        try:
            return (self._directory / versions.CURRENT).read_bytes()
        except OSError:
            return b""


def _documents_in(text: str) -> tuple[DocumentNumber, ...]:
    return values.read(text, datetime.date.today()).documents


def _load_model(index: Index) -> None:
    """Nothing; the words alone are searched until the model is there, and go on being when it cannot be."""
    try:
        index.load_model()
    except EncoderUnusable as error:
        _log.warning("Chỉ tìm văn bản theo từ ngữ: %s", error)
