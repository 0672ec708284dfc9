import shutil
from pathlib import Path

import pytest

from knowledge import DocumentRefused, DocumentsRefused, build
from knowledge.changes import describe
from knowledge.dense import EncoderUnusable
from knowledge.examination import ExaminationFailed
from knowledge.index import Index, load
from knowledge.reload import foresee, reload
from nlu.examples import DATA
from tests.knowledge.test_named_encoder import make_model

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


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a small model, which needs no training, where the vectors do not matter."""
    return make_model(tmp_path_factory.mktemp("model"))


def test_a_reload_says_what_was_added_changed_and_removed(folder: Path, index_dir: Path, model: str) -> None:
    first = reload(folder, {}, index_dir, encoder=model)
    assert first.documents.added == ("12-UBND-VX",)
    assert load(index_dir).search("trồng hoa")[0].passage.id == "12-UBND-VX/2"

    (folder / "ve-sinh.txt").write_text(TEXT.replace("hoa hai", "cây hai"), encoding="utf-8")
    (folder / "moi.txt").write_text(TEXT.replace("12/UBND", "13/UBND"), encoding="utf-8")
    second = reload(folder, {}, index_dir, encoder=model)
    assert (second.documents.added, second.documents.changed) == (("13-UBND-VX",), ("12-UBND-VX",))
    assert second.passages.changed == ("12-UBND-VX/2",)
    assert "  12-UBND-VX/2: … Trồng [hoa → cây] hai bên đường./. …" in describe(second)
    assert load(index_dir).version == second.version

    (folder / "moi.txt").unlink()
    third = reload(folder, {}, index_dir, encoder=model)
    assert (third.documents.added, third.documents.removed) == ((), ("13-UBND-VX",))
    told = describe(third)
    assert "Văn bản: bỏ 1: 13-UBND-VX." in told
    assert "· 1 văn bản không đổi" in told
    assert "· Công văn 12/UBND-VX (ve-sinh.txt, tệp chữ): 2 mục" in describe(third, every=True)
    assert "chưa có trong catalogue.csv" in describe(third, every=True)


def test_a_reload_without_changes_keeps_the_version(folder: Path, index_dir: Path, model: str) -> None:
    first = reload(folder, {}, index_dir, encoder=model)
    again = reload(folder, {}, index_dir, encoder=model)
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


def test_a_bad_file_leaves_the_old_index_serving(folder: Path, index_dir: Path, model: str) -> None:
    reload(folder, {}, index_dir, encoder=model)
    before = sorted(path.relative_to(index_dir) for path in index_dir.rglob("*"))
    (folder / "hong.txt").write_bytes(b"\xff\x00")
    with pytest.raises(DocumentRefused, match=r"hong\.txt"):
        reload(folder, {}, index_dir, encoder=model)
    assert sorted(path.relative_to(index_dir) for path in index_dir.rglob("*")) == before
    assert load(index_dir).search("trồng hoa")


def test_a_damaged_index_is_built_anew_and_told(folder: Path, index_dir: Path) -> None:
    version = index_dir / reload(folder, {}, index_dir).version
    (version / "vectors.faiss").write_bytes(b"x")
    changes = reload(folder, {}, index_dir)
    assert changes.rebuilt
    assert "vectors.faiss đã bị thay đổi" in describe(changes)
    assert load(index_dir).search("trồng hoa")


def test_hints_for_no_passage_are_told_and_left_out(folder: Path, index_dir: Path, model: str) -> None:
    changes = reload(
        folder, {"12-UBND-VX/2": ("làm đẹp đường",), "9-X/1": ("gì đó",)}, index_dir, encoder=model
    )
    assert changes.stray_hints == ("9-X/1",)
    assert "9-X/1" in describe(changes)
    assert load(index_dir).search("làm đẹp")[0].passage.id == "12-UBND-VX/2"


def test_what_a_killed_reload_left_is_cleared(folder: Path, index_dir: Path, model: str) -> None:
    (index_dir / ".building-x").mkdir(parents=True)
    reload(folder, {}, index_dir, encoder=model)
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


def test_all_refused_files_and_rows_are_told_at_once_and_nothing_is_published(
    folder: Path, index_dir: Path, model: str
) -> None:
    pointer = index_dir / "CURRENT"
    reload(folder, {}, index_dir, encoder=model)
    before = pointer.read_bytes()
    (folder / "hong.txt").write_bytes(b"\xff\x00")
    (folder / "rong.txt").write_bytes(b"")
    with (folder / "catalogue.csv").open("a", encoding="utf-8") as file:
        file.write("5-KH-TU,5-KH/TU,Kế hoạch,,1/2/2025,,cited only,\n,6-KH/TU,,,,,cited only,\n")
    with pytest.raises(DocumentsRefused) as refused:
        reload(folder, {}, index_dir, encoder=model)
    assert [reason.partition(":")[0] for reason in refused.value.reasons] == [
        "hong.txt",
        "rong.txt",
        "catalogue.csv, dòng 2, 5-KH-TU",
        "catalogue.csv, dòng 3",
    ]
    assert pointer.read_bytes() == before


def test_a_damaged_version_is_told_and_compared_with_the_one_before_it(
    folder: Path, index_dir: Path, model: str
) -> None:
    reload(folder, {}, index_dir, encoder=model)
    (folder / "ve-sinh.txt").write_text(TEXT.replace("hoa hai", "cây hai"), encoding="utf-8")
    second = reload(folder, {}, index_dir, encoder=model)
    (index_dir / second.version / "documents.json").write_bytes(b"[]")
    (folder / "ve-sinh.txt").write_text(TEXT, encoding="utf-8")
    third = reload(folder, {}, index_dir, encoder=model)
    assert "documents.json đã bị thay đổi" in third.damage
    assert third.rebuilt, "the version before has the same content, but does not serve"
    assert not third.documents, "the version before it has this very text"
    assert load(index_dir).version == third.version


def test_an_examination_that_fails_leaves_the_old_index_serving(
    folder: Path, index_dir: Path, model: str
) -> None:
    first = reload(folder, {}, index_dir, encoder=model)
    asked = []

    def fail(before: Path | None, after: Path) -> tuple[str, ...]:
        asked.append((before, [d.key for d in Index(after).documents]))
        raise ExaminationFailed("kém đi")

    (folder / "moi.txt").write_text(TEXT.replace("12/UBND", "13/UBND"), encoding="utf-8")
    with pytest.raises(ExaminationFailed):
        reload(folder, {}, index_dir, encoder=model, examine=fail)
    assert asked == [(index_dir / first.version, ["13-UBND-VX", "12-UBND-VX"])]
    assert load(index_dir).version == first.version
    assert sorted(path.name for path in index_dir.iterdir()) == [".lock", first.version, "CURRENT"]


def test_a_dry_run_tells_the_same_and_touches_nothing(folder: Path, index_dir: Path, model: str) -> None:
    reload(folder, {}, index_dir, encoder=model)
    (folder / "ve-sinh.txt").write_text(TEXT.replace("hoa hai", "cây hai"), encoding="utf-8")
    (folder / "moi.txt").write_text(TEXT.replace("12/UBND", "13/UBND"), encoding="utf-8")
    before = snapshot(folder.parent)
    foreseen = foresee(folder, {"12-UBND-VX/9": ("gì đó",)}, index_dir)
    assert snapshot(folder.parent) == before
    told = describe(foreseen, every=True)
    assert "Trồng [hoa → cây] hai bên" in told
    assert "Văn bản: thêm 1: 13-UBND-VX; sửa 1: 12-UBND-VX." in told
    assert "hints.yml nói tới đoạn không có: 12-UBND-VX/9" in told
    assert told.endswith("Chỉ xem trước: chưa có gì được đưa vào sử dụng, chưa có tệp nào bị đổi.")
    done = reload(folder, {}, index_dir, encoder=model)
    assert (done.documents, done.passages, done.edits) == (
        foreseen.documents,
        foreseen.passages,
        foreseen.edits,
    )


def test_a_dry_run_of_a_folder_never_loaded_makes_no_folder(folder: Path, index_dir: Path) -> None:
    assert foresee(folder, {}, index_dir).documents.added == ("12-UBND-VX",)
    assert not index_dir.exists()


def snapshot(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file under the folder, with when it was changed and what it holds."""
    return {
        str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_messages_that_the_classifier_is_taught_are_part_of_what_an_index_is_made_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = build.content_hash([], {})
    more = Path(shutil.copytree(DATA, tmp_path / "data")) / "more.yml"
    more.write_text("một câu nữa", encoding="utf-8")
    monkeypatch.setattr("knowledge.build.DATA", more.parent)
    build._code.cache_clear()
    assert build.content_hash([], {}) != before
    monkeypatch.undo()
    build._code.cache_clear()
    assert build.content_hash([], {}) == before
