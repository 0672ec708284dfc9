import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from knowledge import Document, DocumentRefused, KnowledgeDamaged, Silence, build
from knowledge.archive import line, read_documents, write_lines
from knowledge.build import archived, content_hash, load_hints, load_silences
from knowledge.index import load
from knowledge.passages import document
from knowledge.versions import current, publish, versions

ROOT = Path(__file__).resolve().parents[2]
# Publishes copies of one finished version without end, until it is killed.
PUBLISHER = """
import shutil, sys
from pathlib import Path
from knowledge.versions import publish
source, index_dir, number = Path(sys.argv[1]), Path(sys.argv[2]), 0
while True:
    number += 1
    publish(Path(shutil.copytree(source, index_dir / f".building-{number}")), index_dir)
    print(number, flush=True)
"""


def version_of(index_dir: Path) -> Path:
    version = current(index_dir)
    assert version is not None
    return version


def test_what_is_archived_comes_back_equal(documents: tuple[Document, ...], tmp_path: Path) -> None:
    write_lines(map(line, documents), tmp_path / "documents.json")
    assert read_documents(tmp_path / "documents.json") == documents


def test_the_manifest_names_every_file_with_its_hash(index_dir: Path) -> None:
    folder = version_of(index_dir)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert "vectors.faiss" in manifest["files"]
    for name, expected in manifest["files"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == expected


def test_three_versions_are_kept(own_index_dir: Path, tmp_path: Path) -> None:
    source = shutil.copytree(version_of(own_index_dir), tmp_path / "source")
    names = [publish(Path(shutil.copytree(source, tmp_path / str(n))), own_index_dir) for n in range(4)]
    kept = [path.name for path in versions(own_index_dir)]
    assert kept == sorted(names)[-3:]
    assert version_of(own_index_dir).name == names[-1]
    load(own_index_dir)


def test_a_damaged_build_is_not_published(own_index_dir: Path, tmp_path: Path) -> None:
    before = (own_index_dir / "CURRENT").read_bytes()
    copy = Path(shutil.copytree(version_of(own_index_dir), tmp_path / "copy"))
    (copy / "vectors.faiss").write_bytes(b"x")
    with pytest.raises(KnowledgeDamaged):
        publish(copy, own_index_dir)
    assert (own_index_dir / "CURRENT").read_bytes() == before
    load(own_index_dir)


def test_a_kill_in_the_middle_of_publishing_leaves_a_whole_index_serving(
    own_index_dir: Path, tmp_path: Path
) -> None:
    source = shutil.copytree(version_of(own_index_dir), tmp_path / "source")
    chance = random.Random(1)
    for _ in range(8):
        child = subprocess.Popen(
            [sys.executable, "-c", PUBLISHER, str(source), str(own_index_dir)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
        )
        assert child.stdout is not None
        assert child.stdout.readline()  # it has published once
        time.sleep(chance.uniform(0, 0.03))
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        child.stdout.close()
        assert load(own_index_dir).search("03 chủ đề lớn")[0].passage.section == "1"
        for left in own_index_dir.glob(".building-*"):
            shutil.rmtree(left)


def test_the_content_hash_follows_documents_and_hints(documents: tuple[Document, ...]) -> None:
    lines = archived(documents)
    one = content_hash(lines, {"a": ("x",)})
    assert one == content_hash(archived(documents), {"a": ("x",)})
    assert one != content_hash(lines, {"a": ("y",)})
    assert one != content_hash(lines[:-1], {"a": ("x",)})
    assert one != content_hash([lines[0] + lines[1], *lines[2:]], {"a": ("x",)})


@pytest.mark.parametrize("content", ["- a", "a: b", "a: [1]", "a: ['']", "a: [x", "\x80"])
def test_hints_of_another_form_are_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "hints.yml"
    path.write_bytes(content.encode("latin-1"))
    with pytest.raises(DocumentRefused, match=r"^hints\.yml"):
        load_hints(path)


def test_the_version_holds_what_documents_do_not_state(index_dir: Path) -> None:
    silences = load_silences(ROOT / "knowledge" / "not_stated.yml")
    assert load(index_dir).silences == silences
    assert silences


def test_the_content_hash_follows_what_documents_do_not_state(documents: tuple[Document, ...]) -> None:
    silence = Silence("356-UBND-KGVX", "kinh phí", ("tiền đâu", "ai chi tiền"))
    lines = archived(documents)
    one = content_hash(lines, {}, silences=(silence,))
    assert one == content_hash(lines, {}, silences=[silence])
    assert one != content_hash(lines, {})
    for other in (
        Silence("324-KH-TU", silence.label, silence.phrases),
        Silence(silence.document, "biên chế", silence.phrases),
        Silence(silence.document, silence.label, silence.phrases[:1]),
    ):
        assert one != content_hash(lines, {}, silences=(other,))


def test_what_documents_do_not_state_is_read_in_order(tmp_path: Path) -> None:
    path = tmp_path / "not_stated.yml"
    path.write_text(
        "356-UBND-KGVX:\n"
        "  - {label: kinh phí, phrases: [tiền đâu, ai chi tiền]}\n"
        "  - {label: thời hạn, phrases: [chừng nào xong]}\n",
        encoding="utf-8",
    )
    assert load_silences(path) == (
        Silence("356-UBND-KGVX", "kinh phí", ("tiền đâu", "ai chi tiền")),
        Silence("356-UBND-KGVX", "thời hạn", ("chừng nào xong",)),
    )
    path.write_text("", encoding="utf-8")
    assert load_silences(path) == ()


@pytest.mark.parametrize(
    "content",
    [
        "- a",
        "a: b",
        "a:",
        "a: [b]",
        "a: [{label: b}]",
        "a: [{phrases: [b]}]",
        "a: [{label: b, phrases: tiền đâu}]",  # letters are no phrases
        "a: [{label: b, phrases: [1]}]",
        "a: [{label: b, phrases: ['']}]",
        "a: [{label: '', phrases: [b]}]",
        "a: [{label: 1, phrases: [b]}]",
        "a: [x",
        "\x80",
    ],
)
def test_silences_of_another_form_are_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "not_stated.yml"
    path.write_bytes(content.encode("utf-8" if content != "\x80" else "latin-1"))
    with pytest.raises(DocumentRefused, match=r"(?s)^not_stated\.yml.*label và phrases"):
        load_silences(path)


def test_a_file_of_silences_that_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentRefused, match=r"^not_stated\.yml"):
        load_silences(tmp_path / "not_stated.yml")


def test_a_small_collection_teaches_the_encoder_the_everyday_words_too_and_a_large_one_its_own_alone() -> (
    None
):
    passage = next(p for p in document("1. Sở Y tế khám bệnh.\n", "x").passages if p.kind == "item")
    few, many = build._lessons([passage], {}), build._lessons([passage] * 2_000, {})
    assert few[0].text == passage.text
    assert len(few) > 1_000
    assert len(many) == 2_000
