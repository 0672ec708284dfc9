"""The project's phrases, fewer of each sort, for tests that train on them and need no more."""

from __future__ import annotations

from pathlib import Path

import yaml

FILES = ("hints.yml", "not_stated.yml", "paper_questions.yml", "asked.yml")


def shorten(knowledge: Path, most: int) -> None:
    """Nothing; of each list of phrases in the files of the folder only the first `most` are left."""
    for name in FILES:
        path = knowledge / name
        if not path.exists():
            continue
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        path.write_text(yaml.safe_dump(_cut(data, most), allow_unicode=True), encoding="utf-8")


def _cut(data: object, most: int) -> object:
    """The data with lists of phrases cut; lists of anything else stay whole."""
    if isinstance(data, dict):
        return {key: _cut(value, most) for key, value in data.items()}
    if isinstance(data, list) and all(isinstance(each, str) for each in data):
        return data[:most]
    return [_cut(each, most) for each in data] if isinstance(data, list) else data
