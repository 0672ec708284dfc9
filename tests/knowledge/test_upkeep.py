"""The versions listed, verified and put back into use: three of them, the same passages in each."""

import datetime
import shutil
from pathlib import Path

import pytest

from knowledge import KnowledgeDamaged
from knowledge.index import load
from knowledge.upkeep import listed, roll_back, verified
from knowledge.versions import check, publish, versions

ZONE = datetime.timezone(datetime.timedelta(hours=7))


@pytest.fixture
def three(own_index_dir: Path, tmp_path: Path) -> Path:
    """An index of three versions."""
    for number in range(2):
        publish(Path(shutil.copytree(check(own_index_dir), tmp_path / str(number))), own_index_dir)
    return own_index_dir


def test_versions_are_listed_with_what_is_in_them(three: Path) -> None:
    first, second, third = versions(three)
    report = listed(three, ZONE)
    assert report.is_sound
    assert [line[2 : 2 + len(first.name)] for line in report.lines[:3]] == [
        third.name,
        second.name,
        first.name,
    ]
    assert [line[:2] for line in report.lines] == ["* ", "  ", "  ", "* "]
    assert "6 văn bản, 24 đoạn, nguyên vẹn" in report.lines[0]
    hour = (int(third.name[9:11]) + 7) % 24
    assert f"dựng lúc {hour:02}:{third.name[11:13]}:" in report.lines[0]


def test_a_damaged_version_is_listed_as_such_and_the_one_in_use_is_marked(three: Path) -> None:
    _, second, third = versions(three)
    (third / "documents.json").write_text("[]")
    report = listed(three, ZONE)
    assert not report.is_sound
    assert report.lines[0].startswith(f"  {third.name}")
    assert "HỎNG: tệp documents.json đã bị thay đổi" in report.lines[0]
    assert report.lines[1].startswith(f"* {second.name}")
    assert "đang dùng bản nguyên vẹn gần nhất" in report.lines[-1]


def test_verifying_looks_for_the_passages_of_the_version_in_use(three: Path) -> None:
    report = verified(three, ZONE)
    assert report.is_sound
    assert report.lines[-1].startswith("Tìm thử ")
    (versions(three)[0] / "vectors.faiss").unlink()
    assert not verified(three, ZONE).is_sound, "an old version is damaged"


def test_nothing_published_and_nothing_whole_are_told(three: Path, tmp_path: Path) -> None:
    assert verified(tmp_path / "none", ZONE).lines == (
        "chưa dựng kho văn bản: hãy chạy python3 scripts/reload_knowledge.py",
    )
    for version in versions(three):
        (version / "manifest.json").unlink()
    report = verified(three, ZONE)
    assert not report.is_sound
    assert report.lines[-1].startswith("kho văn bản đang hỏng (không đọc được tệp")
    with pytest.raises(LookupError, match="không có bản nào trước đó"):
        roll_back(three, "", ZONE)


def test_rolling_back_takes_the_version_before_and_then_the_one_before_that(three: Path) -> None:
    first, second, _ = versions(three)
    told = roll_back(three, "", ZONE)
    assert load(three).version == second.name
    assert told.startswith(f"Nay dùng bản {second.name} (dựng lúc ")
    assert "lần nạp tới sẽ đưa chúng vào lại" in told
    roll_back(three, "", ZONE)
    assert load(three).version == first.name
    with pytest.raises(LookupError, match="không có bản nào trước đó"):
        roll_back(three, "", ZONE)
    assert len(versions(three)) == 3


def test_rolling_back_leaves_out_a_damaged_version_and_refuses_it_by_name(three: Path) -> None:
    first, second, third = versions(three)
    (second / "vectors.faiss").write_bytes(b"x")
    with pytest.raises(KnowledgeDamaged, match="vectors"):
        roll_back(three, second.name, ZONE)
    assert load(three).version == third.name
    roll_back(three, "", ZONE)
    assert load(three).version == first.name


def test_a_version_is_named_by_how_its_name_begins(three: Path) -> None:
    first, _, third = versions(three)
    roll_back(three, first.name[:24], ZONE)
    assert load(three).version == first.name
    with pytest.raises(LookupError, match="không có bản nào tên như vậy"):
        roll_back(three, "2020", ZONE)
    with pytest.raises(LookupError, match="có nhiều bản"):
        roll_back(three, "2", ZONE)
    assert load(three).version == first.name
    roll_back(three, third.name, ZONE)
    assert load(three).version == third.name
