"""Which choices of a reply may be taken by typing a number: those on the screen, in their order."""

from __future__ import annotations

import re

from bot import Choice, Reply

_NUMBERED_LINE = re.compile(r"^\s*\d+[.)] ", re.MULTILINE)
_ANSWERS = "report:"  # while a report is asked for, a number is an answer


def by_number(reply: Reply) -> tuple[Choice, ...]:
    """The choices in order; () where the reply numbers other things, or asks for something itself.

    Those marked as numbered come alone.
    """
    if marked := tuple(choice for choice in reply.choices if choice.numbered):
        return marked
    asks = any(choice.value.startswith(_ANSWERS) for choice in reply.choices)
    return () if asks or _NUMBERED_LINE.search(reply.text) else reply.choices
