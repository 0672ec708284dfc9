"""Which rows say the same as rows of the version before: what was made of those is used again."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint8]  # 16 bytes a row

KEYS = "passages.npy"


@dataclass(frozen=True)
class Unchanged:
    """A version before and, for each row of the new one, the row there that says the same, -1 for none."""

    folder: Path
    rows: Ints

    @property
    def new(self) -> Ints:
        """The rows that say what none said before."""
        return np.flatnonzero(self.rows < 0)

    @property
    def old(self) -> Ints:
        """The rows that say the same as one before."""
        return np.flatnonzero(self.rows >= 0)


def keys(texts: Sequence[str]) -> Keys:
    """What tells each text from all others."""
    digests = b"".join(hashlib.blake2b(text.encode(), digest_size=16).digest() for text in texts)
    return np.frombuffer(digests, dtype=np.uint8).reshape(len(texts), 16)


def write_keys(found: Keys, folder: Path) -> None:
    """Nothing; writes the file that `unchanged` reads."""
    np.save(folder / KEYS, found)


def unchanged(found: Keys, before: Path | None) -> Unchanged | None:
    """Which of the rows the version before has, None without one or when it has no rows."""
    if before is None or not (before / KEYS).exists():
        return None
    known = {key.tobytes(): row for row, key in enumerate(np.load(before / KEYS))}
    return Unchanged(before, np.array([known.get(key.tobytes(), -1) for key in found], dtype=np.int64))
