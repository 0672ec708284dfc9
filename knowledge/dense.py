"""How near the sense of two texts is: vectors from the encoder of an index.

The usual encoder was trained on the documents (knowledge/training.py): a text's vector is the mean of those
of its pieces, the same as sentence-transformers makes, without torch (0.1 s and 60 MB instead of 4.8 s and
514 MB, measured). config.yml may name any model of sentence-transformers instead.
"""

from __future__ import annotations

import functools
import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from knowledge.neighbours import Vectors
from nlu.text import syllables

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_ROOT = Path(__file__).resolve().parents[1]
_BATCH = 32
_UNKNOWN = 0  # the number of the piece for what is made of none (knowledge/training.py)


class EncoderUnusable(Exception):
    """The named model cannot be loaded; the message says why and what to do, in Vietnamese."""


class TextEncoder(Protocol):
    """What turns texts into vectors."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One vector for each text, of length 1, or of zeros for a text that says nothing to the encoder."""
        ...


class Encoder:
    """The encoder trained on the documents, saved in a folder, read without torch."""

    def __init__(self, folder: Path) -> None:
        # Read now, while the index is known to be whole; understood at the first search.
        self._weights = (folder / "model.safetensors").read_bytes()
        self._tokenizer = (folder / "tokenizer.json").read_text(encoding="utf-8")

    @functools.cached_property
    def _model(self) -> tuple[Tokenizer, Vectors]:
        """What cuts a text into pieces, and the vector of each piece. Made at the first search: imports."""
        from safetensors.numpy import load  # noqa: PLC0415 — see above
        from tokenizers import Tokenizer  # noqa: PLC0415 — see above

        model = Tokenizer.from_str(self._tokenizer), load(self._weights)["embedding.weight"]
        del self._weights, self._tokenizer
        return model

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One vector for each text, of length 1; of zeros for a text with no word that the encoder knows."""
        tokenizer, pieces = self._model
        found = tokenizer.encode_batch_fast([flat(text) for text in texts], add_special_tokens=False)
        vectors = np.zeros((len(texts), pieces.shape[1]), dtype=np.float32)
        for vector, encoding in zip(vectors, found, strict=True):
            known = [number for number in encoding.ids if number != _UNKNOWN]
            if known:
                vector[:] = pieces[known].sum(axis=0) / np.float32(len(known))
        return _of_length_one(vectors)


class NamedEncoder:
    """A model of sentence-transformers by its name or folder. Loading it takes seconds and imports torch."""

    def __init__(self, name: str, *, fetch: bool = False) -> None:
        """Raises EncoderUnusable. Only with `fetch` may a model that is not on this machine be downloaded."""
        if not fetch:
            os.environ["HF_HUB_OFFLINE"] = "1"
        try:
            from sentence_transformers import SentenceTransformer  # noqa: PLC0415 — may not be there
        except ImportError as error:
            raise EncoderUnusable(
                f"mô hình “{name}” cần thư viện sentence-transformers, chưa cài được ({error}): "
                'hãy cài các gói [train] của dự án, hoặc để knowledge.encoder là "" trong config.yml'
            ) from error
        try:
            self._model = SentenceTransformer(located(name), device="cpu", local_files_only=not fetch)
        except Exception as error:  # the libraries below raise whatever they like
            raise EncoderUnusable(
                f"không nạp được mô hình “{name}” ({type(error).__name__}: {error}): hãy kiểm tra tên hoặc "
                "thư mục ở khóa knowledge.encoder của config.yml"
            ) from error

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One vector for each text, of length 1."""
        vectors = self._model.encode(
            list(texts), batch_size=_BATCH, show_progress_bar=False, convert_to_numpy=True
        )
        return _of_length_one(np.asarray(vectors, dtype=np.float32))


def flat(text: str) -> str:
    """The text as the encoder trained on the documents sees it: folded syllables with single spaces."""
    return " ".join(syllables(text))


def located(name: str) -> str:
    """The folder that the name means, seen from the project's own; the name itself when there is none."""
    return str(_ROOT / name) if (_ROOT / name).is_dir() else name


def fingerprint(name: str) -> str:
    """A digest of the files when the name is that of a folder, "" for the name of a model on a hub."""
    folder = Path(located(name))
    if not name or not folder.is_dir():
        return ""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(folder).as_posix()}\0".encode())
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def _of_length_one(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    lengths[lengths == 0] = 1
    return np.asarray(vectors / lengths, dtype=np.float32)
