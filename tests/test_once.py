"""What all processes of a run share is made once, and each has a copy of its own."""

from pathlib import Path

import pytest

from tests.once import own_copy


@pytest.fixture
def processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[pytest.TempPathFactory]:
    """The temporary folders of two workers of one run, as pytest-xdist lays them."""
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw0")
    return [
        pytest.TempPathFactory(tmp_path / name, 3, "all", lambda *_: None, _ispytest=True)
        for name in ("popen-gw0", "popen-gw1")
    ]


def test_it_is_made_once_and_what_one_damages_hurts_no_other(
    processes: list[pytest.TempPathFactory],
) -> None:
    made = []

    def make(folder: Path) -> None:
        made.append(folder)
        (folder / "file").write_text("whole")

    first, second = (own_copy(each, "thing", make) for each in processes)
    (first / "file").write_text("damaged")
    third = own_copy(processes[0], "thing", make)
    assert [(each / "file").read_text() for each in (first, second, third)] == ["damaged", "whole", "whole"]
    assert len(made) == 1


def test_what_could_not_be_made_is_tried_again(processes: list[pytest.TempPathFactory]) -> None:
    def fail(folder: Path) -> None:
        (folder / "half").write_text("")
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        own_copy(processes[0], "thing", fail)
    assert list(own_copy(processes[1], "thing", lambda folder: None).iterdir()) == []
