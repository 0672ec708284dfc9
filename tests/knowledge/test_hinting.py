"""A question attached to a passage goes into both files, and nothing else in them changes."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

import pytest

from knowledge import phrase_file, reviewed
from knowledge.build import load_hints
from knowledge.hinting import MOST, Files, Hinting, HintRefused, nearest, phrase_of
from knowledge.index import Index

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"
PASSAGE = "356-UBND-KGVX/4"
QUESTION = "ai cho dựng cổng chào đón đại hội"
SMALL = """\
# đầu tệp

356-UBND-KGVX/4: # lời của Sở
  - ai lo cờ hoa
  # câu này nghe ở xã
  - "chỗ nào: treo"

# giữa tệp
356-UBND-KGVX/5:
- ai lo an ninh
"""


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """The project's own files, to be written in."""
    made = Files.within(tmp_path)
    for path in (made.hints, made.reviewed, made.silences):
        shutil.copy(KNOWLEDGE / path.name, path)
    return made


def contents(files: Files) -> list[bytes]:
    return [path.read_bytes() for path in (files.hints, files.reviewed, files.silences)]


def test_an_attached_question_is_one_line_more_in_each_file(files: Files, index: Index) -> None:
    before = contents(files)
    phrase = Hinting(files).attach(f"dạ cho em hỏi {QUESTION} vậy ạ?", PASSAGE, index)
    assert phrase == QUESTION
    for old, path in zip(before, (files.hints, files.reviewed), strict=False):
        left = path.read_bytes().decode().splitlines()
        left.remove(f"  - {QUESTION}")
        assert left == old.decode().splitlines()
        assert load_hints(path)[PASSAGE][-1] == QUESTION
    assert files.silences.read_bytes() == before[2]
    assert sorted(path.name for path in files.hints.parent.iterdir()) == [
        "hints.yml",
        "not_stated.yml",
        "reviewed.yml",
    ]


def test_detaching_leaves_the_files_as_they_were(files: Files, index: Index) -> None:
    before, hinting = contents(files), Hinting(files)
    hinting.attach(QUESTION, PASSAGE, index)
    assert hinting.passage_of(f"{QUESTION.upper()}?") == PASSAGE
    assert hinting.detach("Ai cho dung cong chao don dai hoi?") == PASSAGE
    assert contents(files) == before
    assert hinting.passage_of(QUESTION) == ""


def test_a_passage_without_hints_gets_a_block_of_its_own_and_loses_it_again(
    files: Files, index: Index
) -> None:
    files.hints.write_text("# chỉ có lời ghi\n", encoding="utf-8")
    before, hinting = contents(files), Hinting(files)
    hinting.attach(QUESTION, PASSAGE, index)
    assert files.hints.read_text(encoding="utf-8") == f"# chỉ có lời ghi\n\n{PASSAGE}:\n  - {QUESTION}\n"
    hinting.detach(QUESTION)
    assert contents(files) == before


@pytest.mark.parametrize(
    ("question", "passage", "why"),
    [
        (QUESTION, "356-UBND-KGVX/99", "Không có đoạn"),
        (QUESTION, "356-UBND-KGVX/4.1", "Không có đoạn"),
        (QUESTION, "", "Không có đoạn"),
        (QUESTION, "356-UBND-KGVX/motto", "Không có đoạn"),
        ("ai lo", PASSAGE, "quá ngắn"),
        ("cái này là sao vậy", PASSAGE, "quá ngắn"),
        ("", PASSAGE, "quá ngắn"),
        ("???", PASSAGE, "quá ngắn"),
        ("treo băng rôn " * 20, PASSAGE, f"nhiều nhất {MOST}"),
        ("Dấu đỏ của ai?", PASSAGE, "ở đoạn 356-UBND-KGVX/issuer trong hints.yml"),
        ("dau do cua ai", "356-UBND-KGVX/issuer", "ở đoạn 356-UBND-KGVX/issuer trong hints.yml"),
        ("deadline báo cáo kết quả", PASSAGE, "không quy định thời hạn nộp báo cáo"),
        ("báo Quảng Ngãi phải mở chuyên mục gì", PASSAGE, "ở đoạn 356-UBND-KGVX/6.2 trong reviewed.yml"),
    ],
)
def test_what_would_harm_is_refused_and_nothing_is_written(
    files: Files, index: Index, question: str, passage: str, why: str
) -> None:
    before = contents(files)
    with pytest.raises(HintRefused, match=why):
        Hinting(files).attach(question, passage, index)
    assert contents(files) == before


def test_a_question_attached_elsewhere_is_refused_with_where(files: Files, index: Index) -> None:
    hinting = Hinting(files)
    hinting.attach(QUESTION, PASSAGE, index)
    before = contents(files)
    for passage in (PASSAGE, "356-UBND-KGVX/1.2"):
        with pytest.raises(HintRefused, match=rf"đã gắn vào đoạn {PASSAGE}.*detach"):
            hinting.attach(f"{QUESTION}?", passage, index)
    assert contents(files) == before


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("dấu đỏ của ai", "chỉ đứng ở đoạn 356-UBND-KGVX/issuer trong hints.yml, không do lệnh này gắn"),
        ("báo Quảng Ngãi phải mở chuyên mục gì", "chỉ đứng ở đoạn 356-UBND-KGVX/6.2 trong reviewed.yml"),
        ("chưa ai hỏi câu này", "chưa gắn vào đâu"),
    ],
)
def test_what_was_not_attached_by_this_way_is_not_detached(files: Files, question: str, why: str) -> None:
    before = contents(files)
    with pytest.raises(HintRefused, match=why):
        Hinting(files).detach(question)
    assert contents(files) == before


def test_a_file_of_another_form_is_refused_and_stays(files: Files, index: Index) -> None:
    files.hints.write_text(f"{PASSAGE}: [ai lo cờ hoa, ai treo]\n", encoding="utf-8")
    before = contents(files)
    with pytest.raises(HintRefused, match=r"hints\.yml không ở dạng"):
        Hinting(files).attach(QUESTION, PASSAGE, index)
    assert contents(files) == before


def test_when_the_second_file_cannot_be_written_the_first_is_as_before(
    files: Files, index: Index, tmp_path: Path
) -> None:
    """The second file lies, by a link, in a folder that has gone by the time it is written."""
    elsewhere = tmp_path / "khac"
    elsewhere.mkdir()
    (elsewhere / "reviewed.yml").write_bytes(files.reviewed.read_bytes())
    files.reviewed.unlink()
    files.reviewed.symlink_to(elsewhere / "reviewed.yml")
    before = contents(files)
    written: list[str] = []

    class Gone(Hinting):
        def _write(self, *changed: tuple[Path, str, str]) -> None:
            written.extend(path.name for path, _, _ in changed)
            shutil.rmtree(elsewhere)
            super()._write(*changed)

    with pytest.raises(HintRefused, match=r"Không ghi được tệp reviewed\.yml .* chỉ đọc"):
        Gone(files).attach(QUESTION, PASSAGE, index)
    assert written == ["hints.yml", "reviewed.yml"]
    assert files.hints.read_bytes() == before[0]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_is_read_only_is_told(files: Files, index: Index) -> None:
    before = contents(files)
    files.hints.parent.chmod(0o500)
    try:
        with pytest.raises(HintRefused, match="chỉ đọc"):
            Hinting(files).attach(QUESTION, PASSAGE, index)
    finally:
        files.hints.parent.chmod(0o700)
    assert contents(files) == before


def test_a_phrase_is_added_and_removed_by_its_line_alone() -> None:
    more = phrase_file.added(SMALL, PASSAGE, "yes: là gì")
    assert more == SMALL.replace('  - "chỗ nào: treo"\n', "  - \"chỗ nào: treo\"\n  - 'yes: là gì'\n")
    assert phrase_file.removed(more, PASSAGE, "yes: là gì") == SMALL
    assert phrase_file.added(SMALL, "356-UBND-KGVX/5", "ai gác") == f"{SMALL}- ai gác\n"
    less = phrase_file.removed(SMALL, PASSAGE, "chỗ nào: treo")
    assert less == SMALL.replace('  - "chỗ nào: treo"\n', "")
    assert phrase_file.removed(SMALL, PASSAGE, "không có") == SMALL
    assert phrase_file.removed(SMALL, "không có", "ai lo cờ hoa") == SMALL


def test_a_file_of_windows_stays_one() -> None:
    windows = SMALL.replace("\n", "\r\n")
    assert phrase_file.added(windows, PASSAGE, "ai") == phrase_file.added(SMALL, PASSAGE, "ai").replace(
        "\n", "\r\n"
    )


def test_a_file_keeps_its_mode_and_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "hints.yml"
    path.write_text(SMALL, encoding="utf-8")
    path.chmod(0o640)
    phrase_file.write(path, SMALL * 2)
    assert phrase_file.read(path) == SMALL * 2
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_politeness_and_signs_around_a_question_are_no_part_of_the_hint() -> None:
    said = "Dạ em chào anh chị,  cho em hỏi \n ai treo băng rôn ở xã ạ?"
    assert phrase_of(said) == "ai treo băng rôn ở xã"


def test_the_nearest_passages_come_best_first(index: Index) -> None:
    assert nearest("ai lo treo băng rôn", index, 3)[0].id == PASSAGE
    assert len(nearest("ai lo treo băng rôn", index, 3)) == 3


def test_every_reviewed_question_has_a_passage_and_enough_are_kept_out_of_the_hints(index: Index) -> None:
    asked = reviewed.load()
    assert {each.passage for each in asked} <= {passage.id for passage in index.passages}
    unseen, _ = reviewed.apart(asked, load_hints(KNOWLEDGE / "hints.yml"))
    assert len(unseen) >= 30


def test_what_was_attached_is_told_from_what_is_kept_apart(files: Files, index: Index) -> None:
    Hinting(files).attach(QUESTION, PASSAGE, index)
    unseen, taught = reviewed.apart(reviewed.load(files.reviewed), load_hints(files.hints))
    assert reviewed.Reviewed(QUESTION, PASSAGE) in taught
    assert unseen == reviewed.apart(reviewed.load(), load_hints(KNOWLEDGE / "hints.yml"))[0]
