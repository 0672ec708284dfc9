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
class Attachment:
    """What came with a message beside its words and is not fetched yet.

    A "photo" is fetched by its `reference`, which means something to its channel only; the other kinds
    ("document", "voice", "video", "sticker", "location", "contact", "other") are not taken, and have none.
    """

    kind: str
    reference: str = ""
    name: str = ""
    bytes: int = 0


@dataclass(frozen=True)
class Inbound:
    """One message from a person. `key` is unique within its channel: a key is handled once.

    `choice` is the value of the button tapped, "" when the text was typed; `sent_at` is when it was
    written (aware, local time), so that "hôm qua" means the day before that. `in_group`: others read what
    is answered. `edited`: it is an earlier message, written anew. `problems` say why something that came
    with it was not taken.
    """

    channel: str
    chat: str
    sender: str
    key: str
    text: str
    sent_at: datetime.datetime
    choice: str = ""
    files: tuple[File, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    in_group: bool = False
    edited: bool = False
    problems: tuple[str, ...] = ()


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
    """One message to the person; channels translate it to their own form and add nothing.

    A `secret` one is not kept once it was sent.
    """

    text: str
    choices: tuple[Choice, ...] = ()
    files: tuple[File, ...] = ()
    secret: bool = False


@dataclass(frozen=True)
class Letter:
    """A reply that waits to be sent. `id` is unique: a tap tells the letter under which the button stood."""

    id: int
    chat: str
    reply: Reply
