"""config.yml → frozen settings. Rasa's own keys stand in the same file and are left to Rasa.

An unknown key is refused, with the known ones. Secrets are never in the file, only the names of the
environment variables that hold them.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, get_type_hints

import yaml

RASA_KEYS = frozenset(["recipe", "assistant_id", "language", "pipeline", "policies"])


class ConfigError(ValueError):
    """config.yml is not right; the message names the key, what was expected and what came."""


@dataclass(frozen=True)
class Storage:
    """Where things are kept, relative to the project's folder."""

    database: str
    logs: str
    index: str
    model: str
    photos: str
    photo_mb: int


@dataclass(frozen=True)
class Understanding:
    """How long to wait for Rasa before the rules answer, and whether to start it at all."""

    rasa: bool
    timeout_s: float


@dataclass(frozen=True)
class Conversation:
    """Limits of a conversation."""

    focus_minutes: int
    message_characters: int
    own_reports_shown: int
    timezone: str


@dataclass(frozen=True)
class Knowledge:
    """How documents are searched. `encoder`: a sentence-transformers model, "" for one trained on them."""

    encoder: str


@dataclass(frozen=True)
class Config:
    """All settings of the application."""

    storage: Storage
    knowledge: Knowledge
    understanding: Understanding
    conversation: Conversation


def load(path: Path) -> Config:
    """The settings of a config.yml. Raises ConfigError."""
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except OSError as error:
        raise ConfigError(
            f"Không đọc được {path} ({error.strerror}). Hãy kiểm tra tên tệp và quyền đọc."
        ) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path.name} không phải YAML hợp lệ: {error}. Hãy sửa lại dòng đó.") from error
    if not isinstance(data, dict):
        raise ConfigError(f"{path.name}: cần các khóa YAML, nhưng tệp không có khóa nào")
    own = {key: value for key, value in data.items() if key not in RASA_KEYS}
    config: Config = _read(Config, own, path.name)
    return config


def _read(kind: Any, data: Any, where: str) -> Any:
    if not isinstance(data, dict):
        raise ConfigError(f"{where}: cần một nhóm khóa, nhưng nhận {data!r}")
    hints = get_type_hints(kind)
    names = [f.name for f in fields(kind)]
    if unknown := sorted(set(data) - set(names)):
        raise ConfigError(f"{where}: khóa lạ {', '.join(unknown)}; các khóa hợp lệ: {', '.join(names)}")
    if absent := [n for n in names if n not in data]:
        raise ConfigError(f"{where}: thiếu khóa {', '.join(absent)}")
    return kind(**{n: _value(hints[n], data[n], f"{where}: {n}") for n in names})


def _value(kind: Any, value: Any, where: str) -> Any:
    if hasattr(kind, "__dataclass_fields__"):
        return _read(kind, value, where)
    if kind is float and type(value) is int:
        return float(value)
    if type(value) is not kind:
        raise ConfigError(f"{where}: cần kiểu {kind.__name__}, nhưng nhận {value!r}")
    return value
