"""Versions side by side: made for the tests by hand, a folder with a manifest being all that a version is."""

import datetime
import hashlib
import json
import threading
from pathlib import Path

import pytest

from knowledge import KnowledgeDamaged, versions


def made(folder: Path, content: str) -> Path:
    """A folder that may be published."""
    folder.mkdir()
    (folder / "documents.json").write_text(content, encoding="utf-8")
    manifest = {"format": versions.FORMAT, "files": versions.hashes(folder), "documents": 1, "passages": 2}
    (folder / versions.MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    return folder


@pytest.fixture
def index_dir(tmp_path: Path) -> Path:
    """Three versions, the last of which serves."""
    for number in range(3):
        versions.publish(made(tmp_path / str(number), f"[{number}]"), tmp_path / "index")
    return tmp_path / "index"


def test_the_version_before_serves_while_the_newest_is_damaged(index_dir: Path) -> None:
    first, second, third = versions.versions(index_dir)
    assert versions.serving(index_dir) == versions.Serving(third)
    (third / "documents.json").write_text("[9]")
    found = versions.serving(index_dir)
    assert found.folder == second
    assert found.damage.startswith("kho văn bản đang hỏng (tệp documents.json đã bị thay đổi)")
    (second / versions.MANIFEST).unlink()
    assert versions.serving(index_dir).folder == first
    (first / "documents.json").unlink()
    with pytest.raises(KnowledgeDamaged, match="kho văn bản đang hỏng"):
        versions.serving(index_dir)


def test_a_version_newer_than_the_one_that_serves_is_not_taken_for_it(index_dir: Path) -> None:
    first, second, _ = versions.versions(index_dir)
    versions.serve(second)
    (second / "documents.json").write_text("[9]")
    assert versions.serving(index_dir).folder == first


def test_a_pointer_that_is_gone_is_damage_and_an_empty_folder_is_not(index_dir: Path, tmp_path: Path) -> None:
    (index_dir / versions.CURRENT).unlink()
    with pytest.raises(KnowledgeDamaged, match=r"đang hỏng \(thiếu tệp CURRENT\)"):
        versions.check(index_dir)
    assert versions.serving(index_dir).folder == versions.versions(index_dir)[-1]
    with pytest.raises(KnowledgeDamaged, match="chưa dựng kho văn bản"):
        versions.check(tmp_path / "nothing")


def test_a_version_is_placed_before_it_serves(index_dir: Path, tmp_path: Path) -> None:
    third = versions.check(index_dir)
    fourth = versions.place(made(tmp_path / "new", "[3]"), index_dir)
    assert versions.check(index_dir) == third
    versions.serve(fourth)
    assert versions.check(index_dir) == fourth


def test_the_three_newest_versions_and_the_one_that_serves_are_kept(index_dir: Path, tmp_path: Path) -> None:
    first, *later = versions.versions(index_dir)
    versions.serve(first)
    placed = versions.place(made(tmp_path / "new", "[3]"), index_dir)
    versions.prune(first)
    assert versions.versions(index_dir) == [first, *later, placed]
    versions.serve(placed)
    versions.prune(placed)
    assert versions.versions(index_dir) == [*later, placed]


def test_the_newest_version_has_the_last_name_though_the_clock_was_put_back(
    index_dir: Path, tmp_path: Path
) -> None:
    last = versions.versions(index_dir)[-1]
    future = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=400)
    ahead = last.rename(index_dir / f"{future:%Y%m%dT%H%M%S.%fZ}-{last.name[-8:]}")
    versions.serve(ahead)
    name = versions.publish(made(tmp_path / "new", "[3]"), index_dir)
    assert versions.versions(index_dir)[-1].name == name
    assert versions.made_at(index_dir / name) == versions.made_at(ahead) + datetime.timedelta(microseconds=1)


def test_what_killed_ones_left_is_gone_and_the_versions_stay(index_dir: Path) -> None:
    before = versions.versions(index_dir)
    for left in (f"{versions.BUILDING}x", ".removing-20250101T000000.000000Z-00000000"):
        (index_dir / left / "lexical").mkdir(parents=True)
        (index_dir / left / "lexical/a.npy").write_bytes(b"x")
    (index_dir / "CURRENT.new").write_text("half")
    with versions.alone(index_dir):
        assert {path.name for path in index_dir.iterdir()} == {".lock", "CURRENT", *(p.name for p in before)}
    assert versions.check(index_dir) == before[-1]


def test_one_waits_for_another_and_is_told(index_dir: Path) -> None:
    holding, told, order = threading.Event(), threading.Event(), []

    def hold() -> None:
        with versions.alone(index_dir):
            holding.set()
            assert told.wait(20)
            order.append("first")

    other = threading.Thread(target=hold)
    other.start()
    assert holding.wait(20)
    with versions.alone(index_dir, told.set):
        order.append("second")
    other.join()
    assert order == ["first", "second"]


def test_the_manifest_is_held_against_the_name(index_dir: Path) -> None:
    first, second, _ = versions.versions(index_dir)
    for name in (versions.MANIFEST, "documents.json"):
        (first / name).write_bytes((second / name).read_bytes())
    with pytest.raises(KnowledgeDamaged, match="manifest"):
        versions.verify(first)
    assert hashlib.sha256((second / versions.MANIFEST).read_bytes()).hexdigest()[:8] == second.name[-8:]
