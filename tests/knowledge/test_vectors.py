"""What a version takes over from the one before."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from knowledge.build import build, context
from knowledge.dense import Encoder
from knowledge.index import Index
from knowledge.neighbours import Neighbours, write_vectors
from knowledge.plain import Plain, collection

NAMES = "Lan Mai Hoa Cúc Trúc Đào Sen Huệ Ngọc Châu".split()


def passages(count: int, changed: int = 0) -> list[Plain]:
    """Passages of one sentence; the first `changed` ones say something else."""
    return [
        Plain(str(n), f"{'Vườn rau' if n < changed else 'Thửa ruộng'} {n}, nhà bà {NAMES[n % 10]}")
        for n in range(count)
    ]


def version(folder: Path, given: list[Plain], before: Path | None = None) -> Path:
    folder.mkdir()
    build(collection(given), {}, folder, before=before)
    return folder


def encoder(folder: Path) -> bytes:
    return (folder / "encoder" / "model.safetensors").read_bytes()


def unlearnt(folder: Path) -> int:
    return int(json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["unlearnt"])


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return version(tmp_path_factory.mktemp("large") / "version", passages(1_000))


def test_a_large_collection_keeps_encoder_and_vectors_when_a_passage_changes(
    large: Path, tmp_path: Path
) -> None:
    changed = version(tmp_path / "changed", passages(1_000, changed=1), before=large)
    assert encoder(changed) == encoder(large)
    assert unlearnt(changed) == 1
    rows = np.arange(1_000)
    old, new = (Neighbours(folder / "vectors.faiss").vectors(rows) for folder in (large, changed))
    np.testing.assert_array_equal(old[1:], new[1:])
    assert not np.array_equal(old[0], new[0])
    assert Index(changed).search("vườn rau")[0].passage.id == "0"


def test_passages_added_removed_and_moved_have_their_own_vectors(large: Path, tmp_path: Path) -> None:
    given = [*passages(1_050)[1_020:], *reversed(passages(1_010)[:1_000])]
    after = version(tmp_path / "after", given, before=large)
    assert encoder(after) == encoder(large)
    made = Encoder(large / "encoder").encode(
        [f"{context(p)}\n{p.text}" for p in collection(given)[0].passages]
    )
    vectors = Neighbours(after / "vectors.faiss").vectors(np.arange(len(given)))
    np.testing.assert_allclose(vectors, made, atol=1e-5)


def test_a_hint_alone_keeps_encoder_and_vectors_and_is_found(large: Path, tmp_path: Path) -> None:
    (tmp_path / "after").mkdir()
    build(collection(passages(1_000)), {"7": ("chỗ thả diều",)}, tmp_path / "after", before=large)
    assert encoder(tmp_path / "after") == encoder(large)
    assert (tmp_path / "after" / "vectors.faiss").read_bytes() == (large / "vectors.faiss").read_bytes()
    assert Index(tmp_path / "after").search("thả diều")[0].passage.id == "7"


def test_words_are_not_taken_over_from_a_version_of_another_program(large: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(large, tmp_path / "other"))
    words = Path("lexical", "typed", "words.json")
    own = (other / words).read_text(encoding="utf-8")
    (other / words).write_text(own.replace("ruộng", "rẫy"), encoding="utf-8")
    kept = version(tmp_path / "kept", passages(1_000), before=other)
    assert (kept / words).read_text(encoding="utf-8") == own.replace("ruộng", "rẫy") != own
    manifest = (other / "manifest.json").read_text(encoding="utf-8")
    (other / "manifest.json").write_text(manifest.replace('"code": "', '"code": "0'), encoding="utf-8")
    anew = version(tmp_path / "anew", passages(1_000), before=other)
    assert (anew / words).read_text(encoding="utf-8") == own
    assert encoder(anew) == encoder(large)


def test_the_encoder_is_trained_anew_when_a_quarter_has_changed(large: Path, tmp_path: Path) -> None:
    once = version(tmp_path / "once", passages(1_000, changed=200), before=large)
    assert (encoder(once) == encoder(large), unlearnt(once)) == (True, 200)
    twice = version(tmp_path / "twice", passages(1_000, changed=300), before=once)
    assert (encoder(twice) == encoder(large), unlearnt(twice)) == (False, 0)


def test_a_small_collection_is_always_learnt_anew(tmp_path: Path) -> None:
    first = version(tmp_path / "first", passages(20))
    second = version(tmp_path / "second", passages(20, changed=1), before=first)
    assert encoder(second) != encoder(first)
    assert unlearnt(second) == 0


def test_many_vectors_are_kept_in_cells_that_are_used_again(tmp_path: Path) -> None:
    vectors = np.random.default_rng(1).normal(size=(12_000, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    write_vectors(vectors, tmp_path / "first")
    first = Neighbours(tmp_path / "first")
    rows = np.arange(12_000)
    np.testing.assert_allclose(first.vectors(rows), vectors, atol=1e-3)
    found = [first.nearest(vectors[row], 1)[0] for row in rows[::100]]
    assert np.mean(found == rows[::100]) > 0.95
    # Numbers of 16 bits come back as they were, however often they are taken over.
    write_vectors(first.vectors(rows), tmp_path / "second", tmp_path / "first")
    np.testing.assert_array_equal(Neighbours(tmp_path / "second").vectors(rows), first.vectors(rows))
