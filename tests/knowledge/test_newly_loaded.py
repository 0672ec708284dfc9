"""A document that was just loaded has no reviewed phrases; those of an older one must not speak for it."""

import shutil
from pathlib import Path

import pytest

from bot.app import ROOT
from knowledge import reload
from knowledge.build import load_hints
from knowledge.index import load
from tests.knowledge.shelf import TODAY, Ask, answerer_of, asking, told

GUIDE = """\
BAN TUYÊN GIÁO VÀ DÂN VẬN
HUYỆN ỦY AN BÌNH
*
Số 21-HD/BTGDV

ĐẢNG CỘNG SẢN VIỆT NAM

An Bình, ngày 05 tháng 3 năm 2025

HƯỚNG DẪN
biên soạn Bản tin sinh hoạt chi bộ

I. NỘI DUNG BẢN TIN SINH HOẠT CHI BỘ

1. Bản tin sinh hoạt chi bộ thường kỳ giới thiệu mô hình mới, cách làm hay của các chi bộ.

2. Bản tin sinh hoạt chi bộ chuyên đề in bài viết bồi dưỡng kỹ năng của cấp ủy.

II. PHÁT HÀNH BẢN TIN SINH HOẠT CHI BỘ

Bản tin sinh hoạt chi bộ phát hành vào tuần đầu của tháng.

Nơi nhận:
- Các chi bộ;
- Lưu Ban.

TRƯỞNG BAN

Nguyễn Thị Bình
"""
GUIDE_KEY = "21-HD-BTGDV"


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """Questions to the directive with its phrases and the guide without any."""
    folder = Path(shutil.copytree(ROOT / "knowledge/documents", tmp_path_factory.mktemp("two") / "documents"))
    (folder / "huong-dan.txt").write_text(GUIDE, encoding="utf-8")
    hints = load_hints(ROOT / "knowledge/hints.yml")
    reload.reload(folder, hints, folder.parent / "index")
    return asking(answerer_of(load(folder.parent / "index"), TODAY))


@pytest.mark.parametrize(
    "question",
    [
        "bản tin sinh hoạt chi bộ thường kỳ cần giới thiệu nội dung thế nào",
        "ban tin sinh hoat chi bo chuyen de in noi dung gi",
        "bản tin sinh hoạt chi bộ phát hành khi nào",
        "bao giờ thì phát hành bản tin sinh hoạt chi bộ",
    ],
)
def test_a_question_to_the_new_document_is_answered_from_it(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert answer.quotes[0].citation.key == GUIDE_KEY


@pytest.mark.parametrize(
    ("question", "passage"),
    [
        ("ai treo băng rôn khẩu hiệu", "356-UBND-KGVX/4"),
        ("3 chủ đề lớn là gì", "356-UBND-KGVX/1.3"),
        ("ai lo an ninh mạng", "356-UBND-KGVX/5"),
    ],
)
def test_the_phrases_of_the_older_one_find_its_passages_as_before(
    ask: Ask, question: str, passage: str
) -> None:
    assert told(ask(question))[0] == passage


def test_work_that_the_document_talked_about_does_not_give_is_looked_for_in_the_others(ask: Ask) -> None:
    answer = ask("ai ký hướng dẫn 21", "công an tỉnh phải làm gì")
    assert (answer.outcome, answer.quotes[0].citation.passage) == ("answer", "356-UBND-KGVX/5")
