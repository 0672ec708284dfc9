from __future__ import annotations

from pathlib import Path

import pytest

from nlu import nouns
from nlu.text import fold


def kind_after(message: str) -> str:
    found = nouns.after(nouns.load().counted, message, fold(message), message.index("12") + 2)
    return found.kind if found else ""


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("12 băng rôn", "product"),
        ("12 bang ron dọc đường", "product"),
        ("12 **người**", "people"),
        ("12 cb/đv", "people"),
        ("12 hộ", "household"),
        ("12 họ", ""),
        ("12 lá cờ", "product"),
        ("12 cờ", "product"),
        ("12 co", "product"),
        ("12 co mat", ""),
        ("12 có", ""),
        ("12 xã", "other"),
        ("12", ""),
    ],
)
def test_the_longest_noun_behind_a_number_is_found_as_typed(message: str, kind: str) -> None:
    assert kind_after(message) == kind


def test_a_noun_is_listed_once_in_a_kind() -> None:
    rows = nouns.NOUNS.read_text(encoding="utf-8").splitlines()
    pairs = [tuple(row.lower().split(",")[:2]) for row in rows]
    assert sorted(pairs) == sorted(set(pairs))


def test_a_row_with_an_unknown_way_of_typing_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "nouns.csv"
    path.write_text("noun,kind,typed\ncờ,product,sometimes\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"nouns\.csv, line 2: expected noun,kind"):
        nouns.load(path)
