"""Reviewed questions asked of two versions of invented passages: what is worse, better, or does not count."""

import json
from pathlib import Path

import pytest

from knowledge import DocumentRefused
from knowledge.build import build
from knowledge.catalogue import load
from knowledge.examination import Case, Examination, ExaminationFailed, of_reviewed, read_cases
from knowledge.reviewed import Reviewed
from knowledge.rows import COLUMNS
from tests.knowledge.test_named_encoder import make_model

PLAN = """\
ỦY BAN NHÂN DÂN
XÃ HÒA AN

Số: 5/KH-UBND

Hòa An, ngày 01 tháng 3 năm 2025

KẾ HOẠCH
Trồng cây và dạy bơi

1. Các thôn

Mỗi thôn trồng một trăm cây phượng vĩ dọc đường liên thôn.

2. Trường tiểu học

Mở hai lớp dạy bơi cho học sinh trong dịp hè.

3. Trạm y tế

Khám mắt miễn phí cho người cao tuổi.
"""
LETTER = """\
Số: 7/UBND-VX
V/v mượn thuyền

Hòa An, ngày 05 tháng 4 năm 2025

Kính gửi: Đồn Biên phòng

Đề nghị cho mượn ba chiếc thuyền để tập huấn cứu hộ trên sông./.
"""
TREES, SWIM, EYES = (
    Reviewed("trồng bao nhiêu cây phượng vĩ", "5-KH-UBND/1"),
    Reviewed("ai mở lớp dạy bơi", "5-KH-UBND/2"),
    Reviewed("khám mắt cho người cao tuổi", "5-KH-UBND/3"),
)


class Shelf:
    """Versions of an index, each built from the texts given."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._model = make_model(home / "model")

    def version(self, name: str, *texts: str) -> Path:
        documents, folder = self._home / f"documents-{name}", self._home / name
        documents.mkdir()
        folder.mkdir()
        (documents / "catalogue.csv").write_text(f"{','.join(COLUMNS)}\n", encoding="utf-8")
        for number, text in enumerate(texts):
            (documents / f"{number}.txt").write_text(text, encoding="utf-8")
        build(load(documents), {}, folder, encoder=self._model)
        return folder


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    return Shelf(tmp_path_factory.mktemp("shelf"))


@pytest.fixture(scope="module")
def before(shelf: Shelf) -> Path:
    return shelf.version("before", PLAN, LETTER)


def test_questions_that_fare_the_same_are_told_in_one_line(before: Path) -> None:
    told = Examination(of_reviewed([TREES, SWIM, EYES])).hold(before, before)
    assert told == ("Câu hỏi thử: trước đúng 3/3, nay đúng 3/3.",)


def test_a_passage_that_lost_its_words_is_a_drop_and_named(shelf: Shelf, before: Path) -> None:
    after = shelf.version(
        "worse", PLAN.replace("Khám mắt miễn phí cho người cao tuổi.", "Làm việc khác."), LETTER
    )
    examination = Examination(of_reviewed([TREES, SWIM, EYES]))
    with pytest.raises(ExaminationFailed) as failed:
        examination.hold(before, after)
    assert "trước đúng 3/3, nay đúng 2/3" in str(failed.value)
    assert "kém đi: “khám mắt cho người cao tuổi”" in str(failed.value)
    assert "--force" in str(failed.value)


@pytest.mark.parametrize(("tolerated", "published"), [(0.0, False), (0.3, False), (0.34, True), (1.0, True)])
def test_a_drop_within_what_is_tolerated_is_told_and_published(
    shelf: Shelf, before: Path, tolerated: float, published: bool
) -> None:
    after = shelf.version(
        f"worse-{tolerated}", PLAN.replace("Khám mắt miễn phí cho người cao tuổi.", "Làm việc khác."), LETTER
    )
    examination = Examination(of_reviewed([TREES, SWIM, EYES]), tolerated=tolerated)
    if published:
        assert "--rollback" in examination.hold(before, after)[-1]
    else:
        with pytest.raises(ExaminationFailed, match="2/3"):
            examination.hold(before, after)


def test_a_section_that_vanished_from_its_document_is_a_drop(shelf: Shelf, before: Path) -> None:
    after = shelf.version("cut", PLAN[: PLAN.index("3. Trạm")], LETTER)
    with pytest.raises(ExaminationFailed, match="khám mắt cho người cao tuổi” → đoạn trả lời không còn"):
        Examination(of_reviewed([TREES, SWIM, EYES])).hold(before, after)


def test_questions_to_a_document_that_was_removed_stand_apart(shelf: Shelf, before: Path) -> None:
    after = shelf.version("removed", LETTER)
    told = Examination(of_reviewed([TREES, SWIM])).hold(before, after)
    assert told == (
        "  không tính, văn bản đã bỏ: 2 câu",
        "    “trồng bao nhiêu cây phượng vĩ”",
        "    “ai mở lớp dạy bơi”",
    )


def test_a_passage_that_moved_to_another_number_is_found_by_its_text(shelf: Shelf, before: Path) -> None:
    inserted = "1. Các thôn\n\nHọp dân.\n\n2. Các thôn\n"
    text = PLAN.replace("3. Trạm", "4. Trạm").replace("2. Trường", "3. Trường")
    after = shelf.version("moved", text.replace("1. Các thôn\n", inserted), LETTER)
    told = Examination(of_reviewed([TREES, SWIM, EYES])).hold(before, after)
    assert told == ("Câu hỏi thử: trước đúng 3/3, nay đúng 3/3.",)


def test_questions_to_a_new_document_are_told_apart_and_a_first_version_drops_nothing(
    shelf: Shelf, before: Path
) -> None:
    after = shelf.version("new", LETTER)
    new = of_reviewed([TREES, Reviewed("gì đó", "9-X/1")])
    assert Examination(new).hold(after, before) == (
        "Câu hỏi thử mà kho trước chưa có đoạn trả lời: đúng 1/1.",
        "  không tính, không có đoạn này trong kho: 1 câu",
        "    “gì đó”",
    )
    assert Examination(of_reviewed([TREES])).hold(None, before) == (
        "Câu hỏi thử mà kho trước chưa có đoạn trả lời: đúng 1/1.",
    )


def test_questions_by_snippet_are_marked_as_the_evaluation_does(shelf: Shelf, before: Path) -> None:
    cases = [
        Case("trồng bao nhiêu cây phượng vĩ", snippets=("một  trăm cây",)),
        Case("trồng bao nhiêu cây phượng vĩ", snippets=("một trăm", "hai lớp"), every=True),
        Case("giá vàng hôm nay bao nhiêu", "abstain"),
        Case("mượn mấy chiếc thuyền", snippets=("ba chiếc thuyền",)),
    ]
    told = Examination(cases).hold(before, before)
    assert told == ("Câu hỏi thử: trước đúng 3/4, nay đúng 3/4.",)


def test_a_question_that_had_no_answer_may_get_one_from_a_new_document(shelf: Shelf, before: Path) -> None:
    without = shelf.version("without", PLAN)
    told = Examination([Case("mượn mấy chiếc thuyền để tập huấn cứu hộ", "abstain")]).hold(without, before)
    assert told[0] == "  không tính, nay có văn bản trả lời: 1 câu"


def test_progress_is_told(before: Path) -> None:
    told: list[tuple[str, int, int]] = []
    Examination(of_reviewed([TREES, SWIM]), lambda *what: told.append(what)).hold(before, before)
    assert told == [("thử câu hỏi", 1, 2), ("thử câu hỏi", 2, 2)]


def test_a_file_of_questions_is_read_without_those_to_be_refused(tmp_path: Path) -> None:
    path = tmp_path / "items.jsonl"
    items = [
        {"question": "a", "expect": "answer", "gold": ["x"], "all": True, "context": ["b"]},
        {"question": "c", "expect": "refuse", "gold": []},
        {"question": "d", "expect": "not_loaded", "gold": []},
    ]
    path.write_text("\n".join(map(json.dumps, items)) + "\n\n", encoding="utf-8")
    assert read_cases(path) == [
        Case("a", snippets=("x",), every=True, context=("b",)),
        Case("d", "not_loaded"),
    ]


@pytest.mark.parametrize("line", ["{", "[]", '{"question": "a"}', '{"expect": "answer", "gold": []}', "1"])
def test_a_file_of_another_form_is_refused_with_its_line(tmp_path: Path, line: str) -> None:
    path = tmp_path / "items.jsonl"
    path.write_text(f'{{"question": "a", "expect": "abstain", "gold": []}}\n{line}\n', encoding="utf-8")
    with pytest.raises(DocumentRefused, match=r"^items\.jsonl, dòng 2"):
        read_cases(path)
    with pytest.raises(DocumentRefused, match=r"^none\.jsonl"):
        read_cases(tmp_path / "none.jsonl")
