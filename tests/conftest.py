"""What several tests share: an index of the project's own documents, built once, and settings for it."""

import dataclasses
from pathlib import Path

import pytest

from bot import app
from bot.config import Config, load
from knowledge import build, reload


@pytest.fixture(scope="session")
def index_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published index of knowledge/documents."""
    directory = tmp_path_factory.mktemp("index")
    hints = build.load_hints(app.ROOT / "knowledge" / "hints.yml")
    silences = build.load_silences(app.ROOT / "knowledge" / "not_stated.yml")
    reload.reload(app.ROOT / "knowledge" / "documents", hints, directory, silences)
    return directory


@pytest.fixture(scope="session")
def config(index_dir: Path) -> Config:
    """The project's settings with the tests' index; whoever writes is an officer."""
    settings = load(app.CONFIG)
    people = dataclasses.replace(settings.people, default_role="officer")
    storage = dataclasses.replace(settings.storage, index=str(index_dir))
    backups = dataclasses.replace(settings.backups, at="")  # the tests' database is none of the project's
    return dataclasses.replace(settings, people=people, storage=storage, backups=backups)
