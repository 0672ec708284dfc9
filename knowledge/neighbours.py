"""The vectors of passages in a FAISS file, found by inner product. The only file that imports faiss.

Some thousands are all compared. More are kept in cells, of which a query looks into the nearest (100,000
vectors of 256 numbers: 0.3 ms instead of 4 ms on one core), each number in 16 bits.
"""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import Any, cast

import faiss
import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]  # rows × dimensions, each row of length 1 (or 0 for a text without words)

_ALL_COMPARED = 10_000  # rows: the most of which every one is compared with a query
_LOOKED_INTO = 16  # cells
_TO_LEARN_FROM = 40  # rows a cell, of which the cells are learnt


class Neighbours:
    """The vectors of a file written by `write_vectors`."""

    def __init__(self, path: Path) -> None:
        faiss.omp_set_num_threads(1)  # one query is too small to share out
        self._index = cast(Any, faiss.read_index(str(path)))  # its stubs lack half of it
        self.rows = int(self._index.ntotal)
        self.dimensions = int(self._index.d)
        self._flat: Vectors | None = None
        if isinstance(self._index, faiss.IndexFlat):
            numbers = faiss.rev_swig_ptr(self._index.get_xb(), self.rows * self.dimensions)
            self._flat = numbers.reshape(self.rows, self.dimensions)
        else:
            self._index.make_direct_map()

    def nearest(self, vector: Vectors, count: int) -> npt.NDArray[np.int64]:
        """The rows nearest to the vector, the nearest first; in cells some may be missed."""
        _, rows = self._index.search(vector.reshape(1, -1), min(count, self.rows))
        return np.asarray(rows[0][rows[0] >= 0], dtype=np.int64)

    def vectors(self, rows: npt.NDArray[np.int64]) -> Vectors:
        """The vectors of these rows."""
        if self._flat is not None:
            return np.asarray(self._flat[rows], dtype=np.float32)
        return np.asarray(self._index.reconstruct_batch(rows), dtype=np.float32)

    def similarity(self, vector: Vectors, rows: npt.NDArray[np.int64]) -> Vectors:
        """The inner product of the vector with each of these rows."""
        return np.asarray(self.vectors(rows) @ vector.reshape(-1), dtype=np.float32)


def write_vectors(vectors: Vectors, path: Path, before: Path | None = None) -> None:
    """Nothing; writes the file that `Neighbours` reads.

    `before` is such a file of nearly the same vectors: its cells are used again if there are as many.
    """
    faiss.omp_set_num_threads(os.cpu_count() or 1)
    rows, dimensions = vectors.shape
    if rows <= _ALL_COMPARED:
        index = faiss.IndexFlatIP(dimensions)
    else:
        index = _cells(vectors, before)
        index.nprobe = _LOOKED_INTO
    index.add(np.ascontiguousarray(vectors, dtype=np.float32))
    faiss.write_index(index, str(path))


def _cells(vectors: Vectors, before: Path | None) -> Any:
    """An index without rows whose cells fit the vectors."""
    rows, dimensions = vectors.shape
    count = 2 ** round(math.log2(4 * math.sqrt(rows)))
    if before is not None:
        index: Any = faiss.read_index(str(before))
        if getattr(index, "nlist", 0) == count and index.d == dimensions:
            index.reset()
            return index
    kind = faiss.ScalarQuantizer.QT_fp16
    index = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(dimensions), dimensions, count, kind, faiss.METRIC_INNER_PRODUCT, False
    )
    sample = vectors[:: max(1, rows // (count * _TO_LEARN_FROM))]
    index.train(np.ascontiguousarray(sample, dtype=np.float32))
    return index
