"""Which terms stand in which rows, from a table and by search."""

import numpy as np
import pytest

from knowledge import occurrences
from knowledge.occurrences import Occurrences, Terms

# Three words, then two pairs of words, then what is unknown and stands nowhere.
ROWS = [[0, 2, 2, 5], [], [1, 2, 3, 4, 5, 6], [2], [0, 6], []]


@pytest.mark.parametrize("cells", [1000, 0])
def test_a_table_and_a_search_tell_the_same(cells: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(occurrences, "_CELLS", cells)
    starts = np.cumsum([0, *map(len, ROWS)])
    every = np.array([row for rows in ROWS for row in rows], dtype=np.int32)
    asked = np.array([4, 0, 5, 2, 1, 3])
    terms = Terms(asked, starts[asked], starts[asked + 1], np.ones(len(asked)))
    for rows in ([0, 1, 2, 3, 4, 5, 6], [2, 5], []):
        held = Occurrences(starts, every, words=3, count=7).held(terms, np.array(rows, dtype=np.int32))
        assert held.tolist() == [[row in ROWS[number] for row in rows] for number in asked]
    assert terms.sizes.tolist() == [2, 4, 0, 6, 0, 1]
