"""The vectors of a version's passages: made anew, or taken over from the version before."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from knowledge import dense, neighbours, training
from knowledge.dense import Encoder, NamedEncoder, TextEncoder, fingerprint
from knowledge.neighbours import Neighbours, Vectors, write_vectors
from knowledge.training import Lesson, train
from nlu import text

ENCODER, VECTORS, KEYS = "encoder", "vectors.faiss", "passages.npy"

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
class Before:
    """The version before, made by the same model: the row of each text, its vectors.

    `unlearnt` counts the passages on which its encoder was not trained.
    """

    folder: Path
    rows: dict[bytes, int]
    vectors: Neighbours
    unlearnt: int


def write(
    texts: Sequence[str], lessons: Sequence[Lesson], folder: Path, made_with: Model, before: Path | None
) -> int:
    """How many of the texts the encoder was not trained on; writes encoder, vectors and keys into the folder.

    Raises EncoderUnusable when a named model cannot be loaded.
    """
    keys = [_key(each) for each in texts]
    old = _before(before, made_with) if before else None
    new = [row for row, key in enumerate(keys) if old is None or key not in old.rows]
    unlearnt = old.unlearnt + len(new) if old else 0
    if old and not made_with.name and (len(texts) < _SMALL or unlearnt > _UNLEARNT * len(texts)):
        old, new, unlearnt = None, list(range(len(texts))), 0
    vectors = _encoded([texts[row] for row in new], _encoder(lessons, folder, made_with, old))
    if old:
        vectors = _merged(vectors, new, keys, old)
    write_vectors(vectors, folder / VECTORS, old.folder / VECTORS if old else None)
    np.save(folder / KEYS, np.frombuffer(b"".join(keys), dtype=np.uint8).reshape(len(keys), -1))
    return unlearnt


def _encoder(lessons: Sequence[Lesson], folder: Path, made_with: Model, old: Before | None) -> TextEncoder:
    if made_with.name:
        return NamedEncoder(made_with.name, fetch=True)
    if old:
        shutil.copytree(old.folder / ENCODER, folder / ENCODER)
    else:
        train(lessons, folder / ENCODER)
    return Encoder(folder / ENCODER)


def _encoded(texts: Sequence[str], encoder: TextEncoder) -> Vectors:
    return encoder.encode(texts) if texts else np.empty((0, 0), dtype=np.float32)


def _merged(made: Vectors, new: list[int], keys: list[bytes], old: Before) -> Vectors:
    """The vectors of all keys: those just made, in the rows `new`, and the old ones."""
    vectors = np.zeros((len(keys), old.vectors.dimensions), dtype=np.float32)
    if new:
        vectors[new] = made
    kept = [row for row, key in enumerate(keys) if key in old.rows]
    vectors[kept] = old.vectors.vectors(np.array([old.rows[keys[row]] for row in kept], dtype=np.int64))
    return vectors


def _before(folder: Path, made_with: Model) -> Before | None:
    """What can be taken over from the version, None when another model made it or it has no passages."""
    manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    if manifest["encoder"] != asdict(made_with) or not (folder / KEYS).exists():
        return None
    rows = {key.tobytes(): row for row, key in enumerate(np.load(folder / KEYS))}
    return Before(folder, rows, Neighbours(folder / VECTORS), int(manifest["unlearnt"]))


def _key(text_: str) -> bytes:
    return hashlib.sha256(text_.encode()).digest()[:16]
