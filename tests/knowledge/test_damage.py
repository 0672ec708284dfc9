"""Whatever happens to a published file, the index says that it is damaged; it never answers from it."""

import shutil
from pathlib import Path

import pytest

from knowledge import KnowledgeDamaged
from knowledge.index import load
from knowledge.versions import current


def files(index_dir: Path) -> list[Path]:
    version = current(index_dir)
    assert version is not None
    return [index_dir / "CURRENT", *(path for path in sorted(version.rglob("*")) if path.is_file())]


def test_a_flipped_byte_anywhere_is_noticed(own_index_dir: Path) -> None:
    for path in files(own_index_dir):
        data = path.read_bytes()
        for position in {0, len(data) // 3, len(data) - 2}:
            path.write_bytes(data[:position] + bytes([data[position] ^ 1]) + data[position + 1 :])
            with pytest.raises(KnowledgeDamaged):
                load(own_index_dir)
        path.write_bytes(data)
    load(own_index_dir)  # whole again


def test_a_missing_file_is_noticed(own_index_dir: Path) -> None:
    for path in files(own_index_dir):
        data = path.read_bytes()
        path.unlink()
        with pytest.raises(KnowledgeDamaged):
            load(own_index_dir)
        path.write_bytes(data)
    load(own_index_dir)


def test_a_cut_file_is_noticed(own_index_dir: Path) -> None:
    for path in files(own_index_dir):
        data = path.read_bytes()
        path.write_bytes(data[: len(data) // 2])
        with pytest.raises(KnowledgeDamaged):
            load(own_index_dir)
        path.write_bytes(data)


def test_a_file_too_many_is_noticed(own_index_dir: Path) -> None:
    version = current(own_index_dir)
    assert version is not None
    (version / "lexical" / "extra.npy").write_bytes(b"x")
    with pytest.raises(KnowledgeDamaged, match=r"lexical/extra\.npy"):
        load(own_index_dir)


def test_a_missing_version_is_noticed(own_index_dir: Path) -> None:
    version = current(own_index_dir)
    assert version is not None
    shutil.rmtree(version)
    with pytest.raises(KnowledgeDamaged, match="không chỉ tới bản nào"):
        load(own_index_dir)


def test_a_pointer_out_of_the_directory_is_not_followed(own_index_dir: Path) -> None:
    hash_of_manifest = (own_index_dir / "CURRENT").read_text().split()[1]
    (own_index_dir / "CURRENT").write_text(f".. {hash_of_manifest}\n")
    with pytest.raises(KnowledgeDamaged, match="không chỉ tới bản nào"):
        load(own_index_dir)
