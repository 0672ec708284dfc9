"""What several tests share: an index of the project's own documents, built once, and settings for it."""

import contextlib
import dataclasses
import shutil
from pathlib import Path

import pytest

from bot import app
from bot.config import Config, load
from knowledge import KnowledgeDamaged, build, reload, versions
from tests.once import own_copy

# Files that take minutes: started last, they would be waited for by all the others.
_FIRST = (
    "test_reload_page.py",
    "test_calibration.py",
    "test_benchmark.py",
    "test_reload.py",
    "test_vectors.py",
    "test_service.py",
    "test_fuzz_questions.py",
    "test_reload_killed.py",
    "test_reloading.py",
    "test_reload_under_questions.py",
    "test_kept.py",
    "test_canaries.py",
    "test_each_step.py",
    "test_backup_drill.py",
    "test_shelf.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files that take longest come first, in that order; all others stay as they are."""
    place = {name: at for at, name in enumerate(_FIRST)}
    items.sort(key=lambda item: place.get(item.path.name, len(place)))


@pytest.fixture(scope="session")
def index_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published index of knowledge/documents."""
    return own_copy(tmp_path_factory, "index", _publish)


def _publish(directory: Path) -> None:
    """Nothing; an index of the documents as they are now serves from the directory, its only version.

    That which stands in knowledge/index is taken when it is whole and made from just the same.
    """
    with contextlib.suppress(KnowledgeDamaged):
        found = versions.check(app.ROOT / "knowledge" / "index")
        shutil.copytree(found, directory / found.name)
        versions.serve(directory / found.name)
    hints = build.load_hints(app.ROOT / "knowledge" / "hints.yml")
    silences = build.load_silences(app.ROOT / "knowledge" / "not_stated.yml")
    reload.reload(app.ROOT / "knowledge" / "documents", hints, directory, silences)
    for each in versions.versions(directory)[:-1]:
        shutil.rmtree(each)


@pytest.fixture(scope="session")
def config(index_dir: Path) -> Config:
    """The project's settings with the tests' index; whoever writes is an officer."""
    settings = load(app.CONFIG)
    people = dataclasses.replace(settings.people, default_role="officer")
    storage = dataclasses.replace(settings.storage, index=str(index_dir))
    backups = dataclasses.replace(settings.backups, at="")  # the tests' database is none of the project's
    return dataclasses.replace(settings, people=people, storage=storage, backups=backups)
