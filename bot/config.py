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
    exports: str


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
class Reporting:
    """The periods of reports, and when officers are reminded of them.

    `period` is "week", "month" or "quarter"; a month's ends on its `cutoff_day`; reports are on time until
    `deadline_days` after its end. Officers who have not reported are reminded once, `remind_days` before
    the deadline, within `office_hours` ("07:30-17:00").
    """

    period: str
    cutoff_day: int
    deadline_days: int
    remind_days: int
    office_hours: str


@dataclass(frozen=True)
class Office:
    """Who compiles the reports, as the title block of a table says it."""

    parent: str
    name: str
    place: str


@dataclass(frozen=True)
class People:
    """The roles (bot/roles.yml) of senders who are not in the table of people: in the terminal, elsewhere.

    `guests_ask`: whether the latter may ask the documents. An invitation is good for `invitation_days`.
    """

    console_role: str
    default_role: str
    guests_ask: bool
    invitation_days: int


@dataclass(frozen=True)
class Messenger:
    """One messenger, which is on when its token is there.

    `token_from` and `secret_from` name the environment variables that hold the token and the secret of the
    webhook. With `webhook_url` "" the messages are fetched; else they are sent to that address.
    """

    token_from: str
    base_url: str
    webhook_url: str
    secret_from: str


@dataclass(frozen=True)
class Webhooks:
    """Where webhooks are listened for; the way from outside is a reverse proxy's."""

    host: str
    port: int


@dataclass(frozen=True)
class Monitoring:
    """Where the figures of the running assistant are shown to Prometheus; `port` 0: nowhere."""

    host: str
    port: int


@dataclass(frozen=True)
class Limits:
    """How much one person may send: messages in a minute; photos and reports begun in a day."""

    messages_a_minute: int
    photos_a_day: int
    drafts_a_day: int


@dataclass(frozen=True)
class Logging:
    """The process log: lines of JSON, or plain ones."""

    json: bool


@dataclass(frozen=True)
class Albums:
    """How long the photos of one album are waited for: until nothing came for `quiet_s`, at most `most_s`."""

    quiet_s: float
    most_s: float


@dataclass(frozen=True)
class Knowledge:
    """How documents are searched. `encoder`: a sentence-transformers model, "" for one trained on them."""

    encoder: str


@dataclass(frozen=True)
class Backups:
    """Where backups go, when the daily one is made ("02:30", "" for never), and how many are kept."""

    folder: str
    at: str
    keep: int


@dataclass(frozen=True)
class Config:
    """All settings of the application."""

    storage: Storage
    knowledge: Knowledge
    understanding: Understanding
    conversation: Conversation
    reporting: Reporting
    office: Office
    people: People
    albums: Albums
    telegram: Messenger
    zalo: Messenger
    webhooks: Webhooks
    monitoring: Monitoring
    limits: Limits
    logging: Logging
    backups: Backups


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
