"""What a messenger is to the rest of the house, and how its faults are told apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from bot import Attachment, Letter
from bot.secrets import Secret

Take = Callable[..., None]  # commits the messages to the inbox, all or none; raises when it could not


class NotNow(Exception):
    """The channel cannot be reached, or is too busy: the same may work later, after `after_s` seconds."""

    def __init__(self, reason: str, after_s: float = 0.0) -> None:
        super().__init__(reason)
        self.after_s = after_s


class Never(Exception):
    """The channel refused for good: a chat that is gone, a person who blocked the bot, a file not there."""


class Rejected(Exception):
    """The channel does not let the bot in at all; the message says what to do, in Vietnamese."""


@dataclass(frozen=True)
class Abilities:
    """What a channel can do. A text has at most `most_characters`, counted in UTF-16 units or characters."""

    buttons: bool
    files: bool
    albums: bool  # the photos of one message come one by one
    most_characters: int
    counted_in: Literal["utf16", "characters"]


def whole(text: str) -> str:
    """The text without halves of characters, which JSON may bring, but no database takes."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class Channel(Protocol):
    """One way to talk with people. `send`, `fetch` raise NotNow or Never."""

    name: str
    abilities: Abilities

    async def send(self, letter: Letter) -> None:
        """Nothing, once the channel took the letter."""

    async def fetch(self, attachment: Attachment, most_bytes: int) -> bytes:
        """The bytes of a photo. Never when there are more than `most_bytes`."""

    async def typing(self, chat: str) -> None:
        """Nothing; shows that an answer is being made, where the channel can."""


class Listening(Channel, Protocol):
    """A channel that hears people: a messenger, over the net. What reaches out raises NotNow or Rejected."""

    @property
    def reached_at(self) -> float:
        """When it last answered, in seconds since 1970; 0 for never."""

    async def check(self) -> str:
        """Who the bot is there."""

    async def listen(self, take: Take) -> None:
        """Fetch what is written until cancelled."""

    async def listen_by_webhook(self, url: str, secret: Secret) -> None:
        """Nothing, once the messenger knows where to send what is written."""

    def receive(self, body: Any, take: Take) -> None:
        """Take the message that a webhook brought, if it is one. ValueError for what is none of theirs."""

    async def close(self) -> None:
        """End the connections."""
