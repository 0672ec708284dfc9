"""The conversation: all that channels and dialogue share is on this page."""

from __future__ import annotations

import datetime
from dataclasses import dataclass


@dataclass(frozen=True)
class File:
    """A file that came with a message or goes out with a reply, stored under its SHA-256.

    One that goes out has the `name` that the receiver sees.
    """

    sha256: str
    media_type: str
    bytes: int
    name: str = ""


@dataclass(frozen=True)
class Inbound:
    """One message from a person. `key` is unique within its channel: a key is handled once.

    `choice` is the value of the button tapped, "" when the text was typed; `sent_at` is when it was
    written (aware, local time), so that "hôm qua" means the day before that.
    """

    channel: str
    chat: str
    sender: str
    key: str
    text: str
    sent_at: datetime.datetime
    choice: str = ""
    files: tuple[File, ...] = ()


@dataclass(frozen=True)
class Choice:
    """A button: what it says, and what comes back in `Inbound.choice` when it is tapped.

    A `numbered` one may be typed by its number among the numbered ones of the reply.
    """

    label: str
    value: str
    numbered: bool = False


@dataclass(frozen=True)
class Reply:
    """One message to the person; channels translate it to their own form and add nothing."""

    text: str
    choices: tuple[Choice, ...] = ()
    files: tuple[File, ...] = ()
