"""What stands inside documents without text that a question calls by their words is told to be not loaded."""

import shutil
from pathlib import Path

import pytest

from knowledge import DocumentRefused, reload
from knowledge.answer import Answerer
from knowledge.build import load_silences
from knowledge.index import load
from tests.knowledge.conftest import KNOWLEDGE
from tests.knowledge.shelf import TODAY, answerer_of, form


@pytest.mark.parametrize(
    ("question", "document"),
    [
        (
            "đợt thi đua cao điểm ấy Thường vụ giao chỉ tiêu gì cho thôn, trong kế hoạch phát động",
            "287-KH/TU",
        ),
        ("ke hoach phat dong thi dua bat xa dang ky may cong trinh", "287-KH/TU"),
        (
            "phát động thi đua mừng giải phóng tỉnh thì hội phụ nữ xã được giao mấy phần việc",
            "287-KH/TU",
        ),
        ("giấy của Sở trình lên có nêu lý do vì sao phải kiểm tra mạng không", "140/TTr-STTTT"),
        ("hai hướng dẫn của tuyên giáo dặn trang trí hội trường ra răng", "107-HD/BTGTU"),
    ],
)
def test_it_is_told_of_the_documents_meant(answerer: Answerer, question: str, document: str) -> None:
    answer = answerer.answer(question)
    assert (answer.outcome, document in answer.values["document"]) == ("not_loaded", True)


@pytest.mark.parametrize(
    "question",
    [
        "kế hoạch phát động thi đua số mấy",
        "hai hướng dẫn của tuyên giáo mang số và ngày nào",
        "nhiệm vụ của Ban Tuyên giáo gồm những gì",
        "ai phải xây dựng kế hoạch tuyên truyền đại hội đảng các cấp",
    ],
)
def test_what_the_loaded_one_says_is_told(answerer: Answerer, question: str) -> None:
    assert answerer.answer(question).outcome == "answer"


def test_words_in_quotation_marks_that_a_loaded_one_has_are_looked_for_in_it(answerer: Answerer) -> None:
    question = "tôi chép chỗ “{}” vào bài, câu đầy đủ trong kế hoạch viết sao"
    answer = answerer.answer(question.format("thúc đẩy việc hoàn thành"))
    assert "thúc đẩy việc hoàn thành" in answer.quotes[0].text
    assert answer.outcome == "answer"
    named = answerer.answer(question.format("phát động thi đua cao điểm"))  # it is called so
    assert named.outcome == "not_loaded"


def test_the_documents_meant_stand_beside_the_phrases(tmp_path: Path) -> None:
    path = tmp_path / "not_stated.yml"
    path.write_text("A:\n- label: bên trong B\n  cited: [B]\n  phrases: [B dặn gì]\n", encoding="utf-8")
    (silence,) = load_silences(path)
    assert (silence.document, silence.cited, silence.phrases) == ("A", ("B",), ("B dặn gì",))
    path.write_text("A:\n- label: bên trong B\n  cited: B\n  phrases: [B dặn gì]\n", encoding="utf-8")
    with pytest.raises(DocumentRefused):
        load_silences(path)


def test_what_another_document_cites_is_not_what_the_question_means(tmp_path: Path) -> None:
    documents = Path(shutil.copytree(KNOWLEDGE / "documents", tmp_path / "documents"))
    (documents / "ke-hoach.txt").write_text(form("ke-hoach"), encoding="utf-8")
    silences = [s for s in load_silences(KNOWLEDGE / "not_stated.yml") if s.cited]
    reload.reload(documents, {}, tmp_path / "index", silences)
    answerer = answerer_of(load(tmp_path / "index"), TODAY)
    question = "kế hoạch ngày sách phát động thi đua gì cho các trường, mỗi trường làm mấy việc"
    answer = answerer.answer(question)
    assert answer.outcome != "not_loaded", answer.values
