"""The project's own directive, read once, and a copy of the published index that a test may damage."""

import shutil
from pathlib import Path

import pytest

from knowledge import Document, catalogue
from knowledge.index import Index, load

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"


@pytest.fixture(scope="session")
def documents() -> tuple[Document, ...]:
    return catalogue.load(KNOWLEDGE / "documents")


@pytest.fixture(scope="session")
def directive(documents: tuple[Document, ...]) -> Document:
    return next(each for each in documents if each.key == "356-UBND-KGVX")


@pytest.fixture(scope="session")
def index(index_dir: Path) -> Index:
    return load(index_dir)


@pytest.fixture
def own_index_dir(index_dir: Path, tmp_path: Path) -> Path:
    """A copy of the published index for this test alone."""
    return shutil.copytree(index_dir, tmp_path / "index")
