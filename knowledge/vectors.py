"""The vectors of a version's passages: made anew, or taken over from the version before."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from knowledge import dense, neighbours, training
from knowledge.dense import Encoder, NamedEncoder, TextEncoder, fingerprint
from knowledge.neighbours import Neighbours, Vectors, write_vectors
from knowledge.training import Lesson, train
from knowledge.unchanged import Unchanged
from nlu import text

ENCODER, VECTORS = "encoder", "vectors.faiss"

# A small collection is learnt anew within seconds; of a large one the encoder is kept until a quarter of
# the passages are none that it was trained on.
_SMALL = 1_000
_UNLEARNT = 1 / 4


@dataclass(frozen=True)
class Model:
    """What makes the vectors: the named model and its files, "" for one trained here, and the code."""

    name: str
    fingerprint: str
    code: str


def model(name: str) -> Model:
    """The model of that name ("" for one trained on the documents) as it is now."""
    return Model(name, fingerprint(name), digest(code()))


def code() -> list[Path]:
    """The source files on which the vectors depend."""
    return [Path(str(each.__file__)) for each in (dense, neighbours, training, text)]


def digest(paths: Sequence[Path]) -> str:
    """One digest of the contents of the files."""
    hashes = "".join(hashlib.sha256(path.read_bytes()).hexdigest() for path in paths)
    return hashlib.sha256(hashes.encode()).hexdigest()


@dataclass(frozen=True)
class Made:
    """The encoder with which the vectors were made; `unlearnt` counts the texts that it was not trained on.

    `anew` are the texts whose vectors were not taken over.
    """

    encoder: TextEncoder
    unlearnt: int
    anew: Sequence[int]


def write(
    texts: Sequence[str],
    lessons: Callable[[], Sequence[Lesson]],
    folder: Path,
    made_with: Model,
    before: Unchanged | None = None,
) -> Made:
    """Writes encoder and vectors into the folder; what `before` has of them is taken over.

    `lessons` gives what an encoder is trained on. Raises EncoderUnusable when a named model cannot be loaded.
    """
    old, unlearnt = _usable(before, made_with), 0
    if old:
        unlearnt = _manifest(old.folder)["unlearnt"] + len(old.new)
        if not made_with.name and (len(texts) < _SMALL or unlearnt > _UNLEARNT * len(texts)):
            old, unlearnt = None, 0
    encoder = _encoder(lessons, folder, made_with, old)
    vectors = _taken_over(texts, encoder, old) if old else encoder.encode(texts)
    write_vectors(vectors, folder / VECTORS, old.folder / VECTORS if old else None)
    return Made(encoder, unlearnt, old.new.tolist() if old else range(len(texts)))


def _usable(before: Unchanged | None, made_with: Model) -> Unchanged | None:
    """The version before, if the same model made its vectors."""
    return before if before and _manifest(before.folder)["encoder"] == asdict(made_with) else None


def _encoder(
    lessons: Callable[[], Sequence[Lesson]], folder: Path, made_with: Model, old: Unchanged | None
) -> TextEncoder:
    if made_with.name:
        return NamedEncoder(made_with.name, fetch=True)
    if old:
        shutil.copytree(old.folder / ENCODER, folder / ENCODER)
    else:
        train(lessons(), folder / ENCODER)
    return Encoder(folder / ENCODER)


def _taken_over(texts: Sequence[str], encoder: TextEncoder, old: Unchanged) -> Vectors:
    """The vectors of all texts: of those that stood in the version before from there, the others made now."""
    known = Neighbours(old.folder / VECTORS)
    vectors = np.zeros((len(texts), known.dimensions), dtype=np.float32)
    vectors[old.old] = known.vectors(old.rows[old.old])
    if len(old.new):
        vectors[old.new] = encoder.encode([texts[row] for row in old.new])
    return vectors


def _manifest(folder: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return manifest
