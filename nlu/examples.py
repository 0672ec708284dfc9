"""The NLU's training data, read line by line: Rasa's reader is not at hand in the bot, YAML's is slow."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from pathlib import Path

from nlu import Entity

DATA = Path(__file__).with_name("data")

_ANNOTATED = re.compile(r"\[([^\]]+)\]\((\w+)\)")
_BLOCK = re.compile(r"- (intent|lookup): (\w+)")
_FRAME = re.compile(r"version: \S+|nlu:|  examples: \||\s*#.*|\s*")
_ITEM = "    - "


@dataclass(frozen=True)
class Example:
    """A message of the training data; offsets of its entities are into `text`."""

    text: str
    intent: str
    entities: tuple[Entity, ...] = ()


@dataclass(frozen=True)
class Examples:
    """All training data: messages in order of file and line, and names by the kind of what they name."""

    messages: tuple[Example, ...]
    tables: dict[str, tuple[str, ...]]


@functools.cache
def read(folder: Path = DATA) -> Examples:
    """The training data of every .yml file of the folder, read once for each.

    ValueError names a line that cannot be read.
    """
    messages: list[Example] = []
    tables: dict[str, tuple[str, ...]] = {}
    for path in sorted(folder.glob("*.yml")):
        block, name = "", ""
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if line.startswith(_ITEM) and block == "intent":
                messages.append(parse(line.removeprefix(_ITEM).strip(), name))
            elif line.startswith(_ITEM) and block == "lookup":
                tables[name] = (*tables.get(name, ()), line.removeprefix(_ITEM).strip())
            elif match := _BLOCK.fullmatch(line):
                block, name = match.groups()
            elif not _FRAME.fullmatch(line):
                expected = '"- intent: …", "- lookup: …", "  examples: |" or "    - …"'
                raise ValueError(
                    f"{path.name}, line {number}: expected {expected}, got {line!r}; write it like the others"
                )
    if not messages:
        raise ValueError(f"{folder}: expected .yml files with intents and their examples, found none")
    return Examples(tuple(messages), tables)


def parse(annotated: str, intent: str) -> Example:
    """The message with its entities, from Rasa's way to write both: "ở [xã Xốp](place)"."""
    text, entities, at = "", [], 0
    for match in _ANNOTATED.finditer(annotated):
        text += annotated[at : match.start()]
        entities.append(Entity(match[2], match[1], len(text), len(text) + len(match[1])))
        text += match[1]
        at = match.end()
    return Example(text + annotated[at:], intent, tuple(entities))
