"""An office's records for the tests of what is made of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.config import Config
from tests.browsed import Looked, looking
from tests.exported import fill
from tests.reported import Reported


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Reported]:
    reported = Reported(tmp_path)
    yield reported
    reported.db.conn.close()


@pytest.fixture(scope="session")
def march(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Reported, Path]]:
    """An office with some reports, and the workbook of March: to be read, not to be changed."""
    office = Reported(tmp_path_factory.mktemp("march"))
    fill(office)
    yield office, office.exports.make(office.march, "xlsx")
    office.db.conn.close()


@pytest.fixture(scope="session")
def looked(tmp_path_factory: pytest.TempPathFactory, config: Config) -> Iterator[Looked]:
    """An office that scripts/browse.py shows: to be looked at, not to be changed."""
    with looking(tmp_path_factory.mktemp("browsed"), config) as looked:
        yield looked
