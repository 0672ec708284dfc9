"""A reply as the texts that a channel sends: its choices in words where there are no buttons, cut to size."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot import Reply
from bot.channel import Abilities
from bot.wording import Wording

# Where a text may be cut, best first; what follows the cut begins the next part.
_CUTS = (r"\n\s*\n", r"\n", r"(?<=[.;:!?…”])\s+", r"\s+")
_SOON = 0.5  # a cut in the first half of a part is left for a worse one further on


class Layout:
    """Lays replies out for one channel."""

    def __init__(self, abilities: Abilities, wording: Wording) -> None:
        self._abilities = abilities
        self._say = wording

    def texts(self, reply: Reply) -> list[str]:
        """The texts of the reply, each as short as the channel asks, at least one."""
        return list(self._parts(self._whole(reply)))

    def _whole(self, reply: Reply) -> str:
        lines = [reply.text]
        if not self._abilities.buttons:
            numbered = [choice.label for choice in reply.choices if choice.numbered]
            words = [choice.label for choice in reply.choices if not choice.numbered]
            lines += [f"{number}. {label}" for number, label in enumerate(numbered, 1)]
            lines += [self._say("choices_numbered")] if numbered else []
            lines += [self._say("choices_words", words=" · ".join(words))] if words else []
        if reply.files and not self._abilities.files:
            names = ", ".join(file.name for file in reply.files if file.name)
            lines += [self._say("no_files", names=names) if names else self._say("no_photos")]
        return "\n".join(lines)

    def _parts(self, text: str) -> Iterator[str]:
        """The text cut at paragraphs, else at lines, sentences, words, else anywhere."""
        while self._length(text) > self._abilities.most_characters:
            head = self._head(text)
            end, start = _cut(head, text)
            yield text[:end]
            text = text[start:]
        yield text

    def _head(self, text: str) -> str:
        """As much of the beginning of the text as one message holds."""
        room, end = self._abilities.most_characters, 0
        while end < len(text) and (room := room - self._length(text[end])) >= 0:
            end += 1
        return text[:end]

    def _length(self, text: str) -> int:
        if self._abilities.counted_in == "characters":
            return len(text)
        return len(text.encode("utf-16-le")) // 2


def _cut(head: str, text: str) -> tuple[int, int]:
    """Where the part that fits into `head` ends, and where the next one begins."""
    for pattern in _CUTS:
        found = [m for m in re.finditer(pattern, text[: len(head) + 1]) if 0 < m.start() <= len(head)]
        if found and found[-1].start() >= len(head) * _SOON:
            return found[-1].start(), found[-1].end()
    return len(head), len(head)
