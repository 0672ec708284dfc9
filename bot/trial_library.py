"""The published documents together with others, in an index of their own: to measure untaught ones."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from knowledge.build import load_hints, load_silences
from knowledge.reload import reload

ROOT = Path(__file__).resolve().parent.parent
LIBRARY = ROOT / "tests/evaluation/library"  # invented documents of an invented province
_KNOWLEDGE = ROOT / "knowledge"


def build(folder: Path, others: Sequence[Path] = (LIBRARY,), *, taught: bool, published: Path) -> Path:
    """The index in the folder, of the project's documents and all files of the folders `others`.

    `taught`: with the reviewed phrases of the project's documents; those of the version that is `published`
    are taken over where they are the same, which saves most of the time.
    """
    documents, index = folder / "documents", folder / "index"
    shutil.copytree(_KNOWLEDGE / "documents", documents)
    for other in others:
        for path in sorted(other.iterdir()):
            shutil.copy(path, documents / path.name)
    if taught and published.exists():
        shutil.copytree(published, index, symlinks=True)
    hints = load_hints(_KNOWLEDGE / "hints.yml") if taught else {}
    silences = load_silences(_KNOWLEDGE / "not_stated.yml") if taught else ()
    reload(documents, hints, index, silences)
    return index
