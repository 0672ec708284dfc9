"""Every sentence the bot says, by key, from `wording.yml`."""

from __future__ import annotations

from pathlib import Path

import yaml


class Wording:
    """The sentences; an unknown key or a missing value is an error at once, never a broken reply."""

    def __init__(self, sentences: dict[str, str]) -> None:
        self._sentences = sentences

    def __call__(self, key: str, **values: object) -> str:
        """The sentence of that key with its places filled. Raises KeyError."""
        return self._sentences[key].format(**values)


def load(path: Path | None = None) -> Wording:
    """The wording of a YAML file of key: sentence."""
    path = path or Path(__file__).with_name("wording.yml")
    return Wording(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))
