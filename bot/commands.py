"""Commands with a slash, as a messenger's menu offers them: each stands for words that could be typed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

COMMANDS = Path(__file__).with_name("commands.yml")
_COMMAND = re.compile(r"/([a-zA-Z_]+)(?:@\w+)?(?:\s+|$)")


@dataclass(frozen=True)
class Command:
    """`says` is what it stands for, `about` the line in the menu, "" for one that is not shown there."""

    name: str
    says: str
    about: str


class Commands:
    """The commands of commands.yml."""

    def __init__(self, commands: tuple[Command, ...]) -> None:
        self._says = {command.name: command.says for command in commands}
        self.menu = tuple(command for command in commands if command.about)

    def spoken(self, text: str) -> str:
        """The text with a command at its start as the words it stands for; an unknown command is left."""
        match = _COMMAND.match(text)
        if not match or (says := self._says.get(match[1].lower())) is None:
            return text
        return f"{says} {text[match.end() :]}".strip()


def load(path: Path = COMMANDS) -> Commands:
    """The commands of a YAML file."""
    data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return Commands(tuple(Command(name, each["says"], each["about"]) for name, each in data.items()))
