"""What came with a message, had from its channel: photos are kept, for the rest is said what to send."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from bot import Attachment, File, Inbound
from bot.channel import Channel, Never, NotNow
from bot.files import FileRefused, keep_bytes
from bot.limits import Limits
from bot.wording import Wording

PAUSES_S = (0.5, 2.0, 5.0)  # between the tries to fetch one photo
# What is said of a kind that is not taken.
_INSTEAD = {
    "document": "instead_of_document",
    "voice": "instead_of_voice",
    "video": "instead_of_video",
    "sticker": "instead_of_sticker",
    "location": "instead_of_location",
    "contact": "instead_of_contact",
    "other": "instead_of_other",
}


@dataclass(frozen=True)
class Album:
    """Where photos are kept, and how large one may be."""

    folder: Path
    most_mb: int


class Fetching:
    """Turns the attachments of messages into files, or into words about why not."""

    def __init__(
        self, channels: Mapping[str, Channel], album: Album, limits: Limits, wording: Wording
    ) -> None:
        self._channels = channels
        self._album = album
        self._limits = limits
        self._say = wording

    async def fetched(self, message: Inbound) -> Inbound:
        """The message with its photos as files; what could not be taken stands in `problems`."""
        if not message.attachments:
            return message
        if message.in_group:
            return replace(message, attachments=())
        files, problems, left = list(message.files), list(message.problems), self._limits.photos_left(message)
        for attachment in message.attachments:
            if attachment.kind != "photo":
                problems.append(self._say(_INSTEAD.get(attachment.kind, "instead_of_other")))
            elif not left:
                problems.append(self._say("too_many_photos"))
            else:
                taken = await self._take(message.channel, attachment)
                left -= 1
                if isinstance(taken, File):
                    files.append(taken)
                else:
                    problems.append(taken)
        told = tuple(dict.fromkeys(problems))  # ten videos are refused once
        return replace(message, files=tuple(files), attachments=(), problems=told)

    async def _take(self, channel: str, attachment: Attachment) -> File | str:
        """The photo, kept; else why it was not taken."""
        most, name = self._album.most_mb * 1_000_000, attachment.name or self._say("this_photo")
        if attachment.bytes > most:
            return self._say("photo_too_large", name=name, most_mb=self._album.most_mb)
        try:
            data = await self._bytes(channel, attachment, most)
            return await asyncio.to_thread(keep_bytes, data, name, self._album.folder, self._album.most_mb)
        except FileRefused as refusal:
            return str(refusal)
        except (Never, NotNow):
            return self._say("photo_not_fetched")

    async def _bytes(self, channel: str, attachment: Attachment, most: int) -> bytes:
        for pause_s in PAUSES_S:
            try:
                return await self._channels[channel].fetch(attachment, most)
            except NotNow as fault:
                await asyncio.sleep(max(pause_s, fault.after_s))
        return await self._channels[channel].fetch(attachment, most)
