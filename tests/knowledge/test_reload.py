import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from knowledge import DocumentRefused
from knowledge.changes import describe
from knowledge.dense import EncoderUnusable
from knowledge.index import load
from knowledge.reload import reload

ROOT = Path(__file__).resolve().parents[2]
TEXT = """\
ỦY BAN NHÂN DÂN
XÃ HÒA AN

Số: 12/UBND-VX
V/v dọn vệ sinh

Hòa An, ngày 05 tháng 02 năm 2025

Kính gửi: Các thôn

Ủy ban nhân dân xã đề nghị các thôn:

1. Trưởng thôn

Huy động người dân dọn sạch đường làng.

2. Hội Phụ nữ xã

Trồng hoa hai bên đường./.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Phạm Văn Ba
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "catalogue.csv").write_text(
        "key,number,type,issuer,date,subject,status,file\n", encoding="utf-8"
    )
    (folder / "ve-sinh.txt").write_text(TEXT, encoding="utf-8")
    return folder


@pytest.fixture
def index_dir(tmp_path: Path) -> Path:
    return tmp_path / "index"


def test_a_reload_says_what_was_added_changed_and_removed(folder: Path, index_dir: Path) -> None:
    first = reload(folder, {}, index_dir)
    assert first.documents.added == ("12-UBND-VX",)
    assert load(index_dir).search("trồng hoa")[0].passage.id == "12-UBND-VX/2"

    (folder / "ve-sinh.txt").write_text(TEXT.replace("hoa hai", "cây hai"), encoding="utf-8")
    (folder / "moi.txt").write_text(TEXT.replace("12/UBND", "13/UBND"), encoding="utf-8")
    second = reload(folder, {}, index_dir)
    assert (second.documents.added, second.documents.changed) == (("13-UBND-VX",), ("12-UBND-VX",))
    assert second.passages.changed == ("12-UBND-VX/2",)
    assert load(index_dir).version == second.version

    (folder / "moi.txt").unlink()
    third = reload(folder, {}, index_dir)
    assert (third.documents.added, third.documents.removed) == ((), ("13-UBND-VX",))
    told = describe(third)
    assert "Văn bản: bỏ 1: 13-UBND-VX." in told
    assert "· Công văn 12/UBND-VX (ve-sinh.txt): 2 mục" in told
    assert "chưa có trong catalogue.csv" in told


def test_a_reload_without_changes_keeps_the_version(folder: Path, index_dir: Path) -> None:
    first = reload(folder, {}, index_dir)
    again = reload(folder, {}, index_dir)
    assert (again.version, again.rebuilt) == (first.version, False)
    assert not again.documents
    assert not again.passages
    assert "Không có gì thay đổi" in describe(again)


def test_a_reload_may_be_told_to_make_all_vectors_anew(folder: Path, index_dir: Path) -> None:
    first = reload(folder, {}, index_dir)
    again = reload(folder, {}, index_dir, retrain=True)
    assert again.rebuilt
    assert again.version != first.version
    assert load(index_dir).search("trồng hoa")[0].passage.id == "12-UBND-VX/2"


def test_a_model_that_cannot_be_loaded_leaves_the_old_index_serving(
    folder: Path, index_dir: Path, tmp_path: Path
) -> None:
    first = reload(folder, {}, index_dir)
    (tmp_path / "model").mkdir()
    with pytest.raises(EncoderUnusable, match=r"knowledge\.encoder"):
        reload(folder, {}, index_dir, encoder=str(tmp_path / "model"))
    assert load(index_dir).version == first.version
    assert list(index_dir.glob(".building-*")) == []


def test_a_bad_file_leaves_the_old_index_serving(folder: Path, index_dir: Path) -> None:
    reload(folder, {}, index_dir)
    before = sorted(path.relative_to(index_dir) for path in index_dir.rglob("*"))
    (folder / "hong.txt").write_bytes(b"\xff\x00")
    with pytest.raises(DocumentRefused, match=r"hong\.txt"):
        reload(folder, {}, index_dir)
    assert sorted(path.relative_to(index_dir) for path in index_dir.rglob("*")) == before
    assert load(index_dir).search("trồng hoa")


def test_a_damaged_index_is_built_anew_and_told(folder: Path, index_dir: Path) -> None:
    version = index_dir / reload(folder, {}, index_dir).version
    (version / "vectors.faiss").write_bytes(b"x")
    changes = reload(folder, {}, index_dir)
    assert changes.rebuilt
    assert "vectors.faiss đã bị thay đổi" in describe(changes)
    assert load(index_dir).search("trồng hoa")


def test_hints_for_no_passage_are_told_and_left_out(folder: Path, index_dir: Path) -> None:
    changes = reload(folder, {"12-UBND-VX/2": ("làm đẹp đường",), "9-X/1": ("gì đó",)}, index_dir)
    assert changes.stray_hints == ("9-X/1",)
    assert "9-X/1" in describe(changes)
    assert load(index_dir).search("làm đẹp")[0].passage.id == "12-UBND-VX/2"


def test_what_a_killed_reload_left_is_cleared(folder: Path, index_dir: Path) -> None:
    (index_dir / ".building-x").mkdir(parents=True)
    reload(folder, {}, index_dir)
    assert list(index_dir.glob(".building-*")) == []


def test_documents_known_by_citation_alone_make_an_index_that_finds_nothing(
    folder: Path, index_dir: Path
) -> None:
    (folder / "ve-sinh.txt").unlink()
    with (folder / "catalogue.csv").open("a", encoding="utf-8") as file:
        file.write("5-KH-TU,5-KH/TU,Kế hoạch,,,,cited only,\n")
    reload(folder, {}, index_dir)
    index = load(index_dir)
    assert [d.key for d in index.documents] == ["5-KH-TU"]
    assert index.search("kế hoạch") == []


def test_the_script_prints_changes_and_fails_with_the_old_index_serving(folder: Path, tmp_path: Path) -> None:
    house = tmp_path / "house"
    for room in ("knowledge", "nlu", "bot", "scripts"):
        ignore = shutil.ignore_patterns(".*", "__pycache__", "documents", "index", "models", "data")
        shutil.copytree(ROOT / room, house / room, ignore=ignore)
    shutil.copy(ROOT / "config.yml", house)
    folder.rename(house / "knowledge/documents")

    first = run(house)
    assert first.returncode == 0, first.stderr
    assert "Văn bản: thêm 1: 12-UBND-VX." in first.stdout
    pointer = (house / "knowledge/index/CURRENT").read_bytes()

    (house / "knowledge/documents/tep.pdf").write_bytes(b"%PDF")
    second = run(house)
    assert second.returncode == 1
    assert "kho cũ (nếu có) vẫn phục vụ: tep.pdf: chưa đọc được" in second.stderr
    assert (house / "knowledge/index/CURRENT").read_bytes() == pointer


def run(house: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "scripts/reload_knowledge.py"]
    return subprocess.run(command, cwd=house, capture_output=True, text=True, check=False)
