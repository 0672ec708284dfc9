"""Whatever happens to a published file, it is noticed, and the version before answers; never the damaged one.

The moments of damage are drawn anew with the seed, 60 of each run, beside each file taken away in turn.
"""

import random
import shutil
from pathlib import Path

import pytest

from knowledge import KnowledgeDamaged
from knowledge.index import Index, load
from knowledge.versions import check, current, hashes, publish, serving, versions

DAMAGED = 60


def may_serve(path: Path, two_dir: Path) -> list[Path]:
    """The versions that are whole when the file is damaged.

    A pointer that names nothing may have named the newest; one with another hash leaves it without a witness.
    """
    before, newest = versions(two_dir)
    return [before, newest] if path.name == "CURRENT" else [before]


def files(index_dir: Path) -> list[Path]:
    version = current(index_dir)
    assert version is not None
    return [index_dir / "CURRENT", *(path for path in sorted(version.rglob("*")) if path.is_file())]


@pytest.fixture(scope="module")
def two_dir(index_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published index twice, the one version with another text than the other."""
    folder = Path(shutil.copytree(index_dir, tmp_path_factory.mktemp("two") / "index"))
    copy = Path(shutil.copytree(check(folder), folder.parent / "copy"))
    publish(copy, folder)
    return folder


def test_what_is_drawn_are_the_files_of_the_classifier_too(two_dir: Path) -> None:
    newest = versions(two_dir)[-1]
    drawn = {path.relative_to(newest).as_posix() for path in files(two_dir)[1:]}
    assert {f"classifier/{name}" for name in ("classes.json", "seal", "weights.npz")} < drawn
    assert drawn == {*hashes(newest), "manifest.json"}


def flipped(data: bytes, chance: random.Random) -> bytes:
    position, bit = chance.randrange(len(data)), 1 << chance.randrange(8)
    return data[:position] + bytes([data[position] ^ bit]) + data[position + 1 :]


def cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))]


def lengthened(data: bytes, chance: random.Random) -> bytes:
    return data + chance.randbytes(1 + chance.randrange(8))


def exchanged(data: bytes, chance: random.Random) -> bytes:
    """Two stretches in each other's place: as many bytes, and the same ones."""
    half = len(data) // 2
    return data[half:] + data[:half]


def filled(data: bytes, chance: random.Random) -> bytes:
    """Noise of the same length."""
    return chance.randbytes(len(data))


KINDS = (flipped, flipped, flipped, cut, lengthened, exchanged, filled)


def test_damage_anywhere_is_noticed_and_the_version_before_answers(two_dir: Path) -> None:
    before = versions(two_dir)[0]
    chance = random.Random(13)
    for number in range(DAMAGED):
        path = chance.choice(files(two_dir))
        data = path.read_bytes()
        damaged = chance.choice(KINDS)(data, chance)
        if damaged.split() == data.split():
            continue  # a blank more at the end of CURRENT is none
        path.write_bytes(damaged)
        try:
            with pytest.raises(KnowledgeDamaged):
                check(two_dir)
            found = serving(two_dir)
            assert found.damage, (number, path)
            assert found.folder in may_serve(path, two_dir), (number, path)
        finally:
            path.write_bytes(data)
    assert serving(two_dir).damage == ""
    assert Index(before).search("03 chủ đề lớn")[0].passage.section == "1"


def test_each_file_taken_away_is_noticed_and_the_version_before_answers(two_dir: Path) -> None:
    before, newest = versions(two_dir)
    for path in files(two_dir):
        away = path.rename(two_dir.parent / "away")
        try:
            with pytest.raises(KnowledgeDamaged):
                check(two_dir)
            found = serving(two_dir)
            assert found.damage
            assert found.folder == (newest if path.name == "CURRENT" else before)
        finally:
            away.rename(path)
    assert serving(two_dir).damage == ""


def test_a_pointer_with_another_hash_leaves_the_newest_without_a_witness(two_dir: Path) -> None:
    before, newest = versions(two_dir)
    pointer = two_dir / "CURRENT"
    data = pointer.read_text(encoding="utf-8")
    pointer.write_text(f"{newest.name} {'0' * 64}\n", encoding="utf-8")
    try:
        assert data.split()[0] == newest.name
        assert serving(two_dir).folder == before
    finally:
        pointer.write_text(data, encoding="utf-8")


def test_files_of_another_version_are_noticed(own_index_dir: Path, tmp_path: Path) -> None:
    first = check(own_index_dir)
    copy = Path(shutil.copytree(first, tmp_path / "copy"))
    text = (copy / "phrases.json").read_text(encoding="utf-8")
    (copy / "phrases.json").write_text(text.replace("{", "{ ", 1), encoding="utf-8")
    manifest = (copy / "manifest.json").read_text(encoding="utf-8")
    old, new = hashes(first)["phrases.json"], hashes(copy)["phrases.json"]
    (copy / "manifest.json").write_text(manifest.replace(old, new), encoding="utf-8")
    publish(copy, own_index_dir)
    second = check(own_index_dir)
    for name in ("phrases.json", "manifest.json"):
        mine, other = (second / name).read_bytes(), (first / name).read_bytes()
        assert mine != other
        (second / name).write_bytes(other)
        assert serving(own_index_dir).folder == first
        (second / name).write_bytes(mine)
    assert serving(own_index_dir).folder == second


@pytest.mark.parametrize(
    "content",
    [b"", b"\0" * 90, b"\xff\xfe", b"../.. 00", b"CURRENT " + b"0" * 64, b"a b c", b"/etc/passwd x"],
)
def test_a_pointer_of_anything_else_is_noticed(two_dir: Path, content: bytes) -> None:
    pointer = two_dir / "CURRENT"
    data = pointer.read_bytes()
    pointer.write_bytes(content)
    with pytest.raises(KnowledgeDamaged, match="kho văn bản đang hỏng"):
        check(two_dir)
    assert serving(two_dir).folder == versions(two_dir)[-1]
    pointer.write_bytes(data)


def test_a_file_too_many_is_noticed(two_dir: Path) -> None:
    before, newest = versions(two_dir)
    extra = newest / "lexical" / "extra.npy"
    extra.write_bytes(b"x")
    try:
        with pytest.raises(KnowledgeDamaged, match=r"lexical/extra\.npy"):
            load(two_dir)
        assert serving(two_dir).folder == before
    finally:
        extra.unlink()


def test_a_missing_version_is_noticed(two_dir: Path) -> None:
    before, newest = versions(two_dir)
    away = newest.rename(two_dir.parent / "away")
    with pytest.raises(KnowledgeDamaged, match="không chỉ tới bản nào"):
        load(two_dir)
    assert serving(two_dir).folder == before
    away.rename(newest)


def test_where_no_version_is_whole_the_store_is_said_to_be_damaged(own_index_dir: Path) -> None:
    for version in versions(own_index_dir):
        (version / "vectors.faiss").write_bytes(b"x")
    with pytest.raises(
        KnowledgeDamaged, match=r"^kho văn bản đang hỏng \(tệp vectors\.faiss đã bị thay đổi\)"
    ):
        serving(own_index_dir)
