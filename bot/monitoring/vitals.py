"""How the parts of the running process are, looked at when the pulse beats."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.channel import Listening
from bot.monitoring.pulse import Condition, Link, Served
from bot.shelf import Shelf
from knowledge import KnowledgeDamaged
from knowledge.index import is_searched
from nlu.server import RasaServer


class Vitals:
    """Asks each part. The answerer of the `shelf` may be another after a reload.

    `fetched` tells of each messenger that is on whether its messages are fetched; `server` is None where the
    rules alone are wanted.
    """

    def __init__(
        self,
        shelf: Shelf,
        server: RasaServer | None,
        channels: Mapping[str, Listening],
        fetched: Mapping[str, bool],
    ) -> None:
        self._shelf = shelf
        self._server = server
        self._channels = channels
        self._fetched = fetched
        self._lost: set[str] = set()
        self._served = Served("")

    def lost(self, channel: str) -> None:
        """Nothing; the messenger does not let the bot in any more."""
        self._lost.add(channel)

    def look(self) -> Condition:
        """How they are now; quick, as long as the index is the same."""
        links = {
            name: Link(self._fetched[name], name in self._lost, round(channel.reached_at, 3))
            for name, channel in self._channels.items()
        }
        state, problem = (self._server.state, self._server.problem) if self._server else ("off", "")
        return Condition(links, state, problem, self._index())

    def _index(self) -> Served:
        try:
            answerer = self._shelf.answerer()
        except KnowledgeDamaged as damage:
            return Served("", problem=str(damage))
        if answerer.version != self._served.version:
            loaded = sum(each.status == "loaded" for each in answerer.documents)
            passages = sum(is_searched(p) for each in answerer.documents for p in each.passages)
            cited_only = len(answerer.documents) - loaded
            self._served = Served(answerer.version, loaded, cited_only, passages)
        return replace(self._served, problem=self._shelf.damage)
