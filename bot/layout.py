"""A reply as the texts and rows of buttons that a channel sends: its choices in words where there are no
buttons, or where one button does not hold them; cut to size.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot import Choice, Reply
from bot.channel import Abilities
from bot.menu import by_number
from bot.wording import Wording

# Where a text may be cut, best first; what follows the cut begins the next part.
_CUTS = (r"\n\s*\n", r"\n", r"(?<=[.;:!?…”])\s+", r"\s+")
_SOON = 0.5  # a cut in the first half of a part is left for a worse one further on
# What one row of buttons shows on a phone; the buttons of a row are all as wide as the widest.
_ROW_CHARACTERS, _ROW_BUTTONS = 36, 5


class Layout:
    """Lays replies out for one channel."""

    def __init__(self, abilities: Abilities, wording: Wording) -> None:
        self._abilities = abilities
        self._say = wording

    def texts(self, reply: Reply) -> list[str]:
        """The texts of the reply, each as short as the channel asks, at least one."""
        return list(self._parts(self._whole(reply)))

    def _whole(self, reply: Reply) -> str:
        lines, buttons = [reply.text], self._abilities.buttons
        if not buttons or _are_long(reply.choices):
            lines += [_numbered(number, choice) for number, choice in enumerate(_of_a_list(reply.choices), 1)]
        if not buttons:
            lines += [self._say("choices_numbered")] if _of_a_list(reply.choices) else []
            lines += self._in_words(reply)
        if reply.files and not self._abilities.files:
            names = ", ".join(file.name for file in reply.files if file.name)
            lines += [self._say("no_files", names=names) if names else self._say("no_photos")]
        return "\n".join(lines)

    def _in_words(self, reply: Reply) -> list[str]:
        """The choices that stand in no list, on one line; with numbers where those can be typed."""
        others = [each for each in reply.choices if not each.numbered and not each.label.isdigit()]
        if others and by_number(reply) == reply.choices:
            words = " · ".join(_numbered(number, choice) for number, choice in enumerate(others, 1))
            return [self._say("choices_either", words=words)]
        words = " · ".join(choice.label for choice in others)
        return [self._say("choices_words", words=words)] if words else []

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
        most = self._abilities.most_characters
        head = text[:most]
        while (over := self._length(head) - most) > 0:
            head = head[: -((over + 1) // 2)]
        return head

    def _length(self, text: str) -> int:
        if self._abilities.counted_in == "characters":
            return len(text)
        return len(text.encode("utf-16-le", "surrogatepass")) // 2


def rows(choices: Sequence[Choice]) -> list[list[tuple[str, int]]]:
    """The buttons, each by what it says and which choice it is, as many in a row as a phone shows whole.

    The choices of a list have their numbers; when one is too long for a button, its text tells the list and
    the buttons say the numbers only.
    """
    number, only_numbers = 0, _are_long(choices)
    made: list[list[tuple[str, int]]] = []
    before = False  # whether the choice before stood in the list
    for which, choice in enumerate(choices):
        number += choice.numbered
        label = _label(choice, number, only_numbers)
        if made and before == choice.numbered and _fits(made[-1], label):
            made[-1].append((label, which))
        else:
            made.append([(label, which)])
        before = choice.numbered
    return made


def _label(choice: Choice, number: int, only_numbers: bool) -> str:
    if not choice.numbered:
        return choice.label
    return str(number) if only_numbers else _numbered(number, choice)


def _fits(row: Sequence[tuple[str, int]], label: str) -> bool:
    """Whether the button can stand beside those of the row."""
    widest = max(len(label), *(len(other) for other, _ in row))
    return len(row) < _ROW_BUTTONS and widest * (len(row) + 1) <= _ROW_CHARACTERS


def _of_a_list(choices: Sequence[Choice]) -> list[Choice]:
    return [choice for choice in choices if choice.numbered]


def _are_long(choices: Sequence[Choice]) -> bool:
    """Whether a choice of the list does not fit on a button."""
    return any(len(_numbered(10, choice)) > _ROW_CHARACTERS for choice in _of_a_list(choices))


def _numbered(number: int, choice: Choice) -> str:
    return f"{number}. {choice.label}"


def _cut(head: str, text: str) -> tuple[int, int]:
    """Where the part that fits into `head` ends, and where the next one begins."""
    for pattern in _CUTS:
        found = [m for m in re.finditer(pattern, text[: len(head) + 1]) if 0 < m.start() <= len(head)]
        if found and found[-1].start() >= len(head) * _SOON:
            return found[-1].start(), found[-1].end()
    return len(head), len(head)
