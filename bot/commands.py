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
    """`says` is what it stands for, `leads` what it puts before the words that follow it.

    `about` is its line in the menu, "" for one that is not shown there.
    """

    name: str
    says: str
    leads: str
    about: str


class Commands:
    """The commands of commands.yml."""

    def __init__(self, commands: tuple[Command, ...]) -> None:
        self._commands = {command.name: command for command in commands}
        self.menu = tuple(command for command in commands if command.about)

    def spoken(self, text: str) -> str:
        """The text with a command at its start as the words it stands for; an unknown command is left."""
        match = _COMMAND.match(text)
        command = self._commands.get(match[1].lower()) if match else None
        if not match or not command:
            return text
        words = text[match.end() :].strip()
        return f"{command.leads} {words}".strip() if words else command.says


def load(path: Path = COMMANDS) -> Commands:
    """The commands of a YAML file."""
    data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return Commands(
        tuple(
            Command(name, each["says"], each.get("leads", each["says"]), each["about"])
            for name, each in data.items()
        )
    )
