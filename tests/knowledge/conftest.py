"""What several tests share: the project's own directive, indexes, and answers over several documents."""

import shutil
from pathlib import Path

import pytest

from knowledge import Document, catalogue, reload
from knowledge.answer import Answerer
from knowledge.index import Index, load
from tests.knowledge.shelf import COMMUNE_PLAN, FORMS, TODAY, Ask, answerer_of, asking
from tests.once import own_copy

# Beside the directive's rows: of these two the catalogue says how long they are valid.
ROWS = """\
45-KH-UBND,,,,,,loaded,ke-hoach.txt,2025-04-01,2025-12-31,
19-HD-BTGTU,,,,,,loaded,huong-dan-cua-dang.txt,,,20-HD/BTGTU
"""
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


@pytest.fixture(scope="session")
def answerer(index: Index) -> Answerer:
    """Answers from the project's own documents."""
    return answerer_of(index, TODAY)


@pytest.fixture
def own_index_dir(index_dir: Path, tmp_path: Path) -> Path:
    """A copy of the published index for this test alone."""
    return shutil.copytree(index_dir, tmp_path / "index")


@pytest.fixture(scope="session")
def several_index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    """An index of the directive and the invented documents of both forms, without hints."""
    return load(own_copy(tmp_path_factory, "several", _publish_several) / "index")


def _publish_several(directory: Path) -> None:
    folder = Path(shutil.copytree(KNOWLEDGE / "documents", directory / "documents"))
    for path in FORMS.glob("*.txt"):
        shutil.copy(path, folder)
    (folder / "ke-hoach-xa.txt").write_text(COMMUNE_PLAN, encoding="utf-8")
    with (folder / "catalogue.csv").open("a", encoding="utf-8") as rows:
        rows.write(ROWS)
    reload.reload(folder, {}, directory / "index")


@pytest.fixture(scope="session")
def several(several_index: Index) -> Answerer:
    """Answers from `several_index`, on a day before Kế hoạch 45 is in force."""
    return answerer_of(several_index, TODAY)


@pytest.fixture(scope="session")
def ask(several: Answerer) -> Ask:
    """The answer to the last of several questions, each asked in the focus that the one before left."""
    return asking(several)
