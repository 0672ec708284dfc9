"""A document that was just loaded has no reviewed phrases; those of an older one must not speak for it."""

import dataclasses
import shutil
from pathlib import Path

import numpy as np
import pytest

from bot.app import ROOT
from knowledge import answered, reload
from knowledge.answer import Answerer
from knowledge.build import load_hints
from knowledge.decision import load as load_decision
from knowledge.index import Index, load
from knowledge.ranking import FIGURES, WEIGHTS, Ranked, Ranker, weights
from tests.knowledge.shelf import RULES, TODAY, Ask, answerer_of, asking, told
from tests.shortened import FILES, shorten

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
KEY = "12-QĐ-UBND"
TAUGHT = "356-UBND-KGVX"


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    """Answers from the directive with many of its phrases, and from a guide and rules without any."""
    folder = Path(shutil.copytree(ROOT / "knowledge/documents", tmp_path_factory.mktemp("two") / "documents"))
    (folder / "huong-dan.txt").write_text(GUIDE, encoding="utf-8")
    (folder / "quyet-dinh.txt").write_text(RULES, encoding="utf-8")
    for name in FILES:
        shutil.copy(ROOT / "knowledge" / name, folder.parent)
    shorten(folder.parent, 40)
    hints = load_hints(folder.parent / "hints.yml")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(answered, "ASKED", folder.parent / "asked.yml")
        reload.reload(folder, hints, folder.parent / "index")
    return answerer_of(load(folder.parent / "index"), TODAY)


@pytest.fixture(scope="module")
def ask(answerer: Answerer) -> Ask:
    return asking(answerer)


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


def test_what_the_older_one_rests_on_is_told_as_its_phrases_say(ask: Ask) -> None:
    answer = ask("Thủ trưởng các cơ quan phải chủ động triển khai những kế hoạch, hướng dẫn nào theo cv 356")
    assert (answer.lead, told(answer)[0]) != ("answer_relation", "356-UBND-KGVX/1.1")
    assert "356-UBND-KGVX/1.1" in told(answer)


def test_work_that_the_document_talked_about_does_not_give_is_looked_for_in_the_others(ask: Ask) -> None:
    answer = ask("ai ký hướng dẫn 21", "công an tỉnh phải làm gì")
    assert (answer.outcome, answer.quotes[0].citation.passage) == ("answer", "356-UBND-KGVX/5")


# --- how their passages are ranked ---


def rank(answerer: Answerer, question: str, liked: float = 0.0) -> Ranked:
    classes = answerer.index.classifier.classes
    likeness = np.array([liked * name.startswith(f"{TAUGHT}/") for name in classes], dtype=np.float32)
    q = answerer._reader.read(question)
    return Ranker(answerer.index, {TAUGHT}).rank(q, q.text, within=None, documents=(), likeness=likeness)


@pytest.mark.parametrize(
    ("question", "passage"),
    [
        ("nhà văn hóa thôn mở cửa từ mấy giờ", "dieu-1.1"),
        ("người giữ nhà văn hóa được mấy đồng một tháng", "dieu-1.2"),
        ("đường dây nóng của thôn là số mấy", "dieu-2.2"),
    ],
)
def test_the_passage_that_tells_comes_first(answerer: Answerer, question: str, passage: str) -> None:
    assert rank(answerer, question).hits[0].passage.id == f"{KEY}/{passage}"


def test_scores_are_shares_of_all_and_fall(answerer: Answerer) -> None:
    hits = rank(answerer, "nhà văn hóa thôn mở cửa từ mấy giờ").hits
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert sum(scores) == pytest.approx(1)
    assert all(0 <= x <= 1 for h in hits for x in (h.lexical, h.dense, h.coverage))


def test_the_figures_are_those_of_the_first_passage(answerer: Answerer) -> None:
    ranked = rank(answerer, "nhà văn hóa thôn mở cửa từ mấy giờ")
    assert tuple(ranked.figures) == FIGURES
    first = ranked.passages.index(ranked.hits[0].passage)
    assert list(ranked.figures.values()) == pytest.approx(ranked.matrix[first].tolist())
    assert ranked.figures["met"] == 1
    assert ranked.figures["taught"] == 0


def test_figures_lie_between_nought_and_one(answerer: Answerer) -> None:
    matrix = rank(answerer, "sở nào giữ nhà văn hóa từ mấy giờ", liked=0.8).matrix
    bounded = [FIGURES.index(name) for name in FIGURES if name != "length"]
    assert np.all(matrix[:, bounded] >= 0)
    assert np.all(matrix[:, bounded] <= 1 + 1e-6)


def test_what_the_taught_document_was_asked_before_is_none_of_its_words(answerer: Answerer) -> None:
    question = "ai lo vụ giăng băng rôn cờ phướn"
    ranked = rank(answerer, question)
    at = next(i for i, p in enumerate(ranked.passages) if p.id == f"{TAUGHT}/4")
    with_hints = next(h for h in answerer.index.search(question, 40) if h.passage.id == f"{TAUGHT}/4")
    assert ranked.matrix[at][FIGURES.index("told")] < with_hints.coverage


def test_a_phrase_that_is_plainly_heard_moves_the_taught_document_up(answerer: Answerer) -> None:
    question = "mở cửa nhà văn hóa thế nào"
    quiet, loud = (rank(answerer, question, liked) for liked in (0.0, 1.0))
    assert quiet.hits[0].passage.document == KEY
    assert loud.hits[0].passage.document == TAUGHT


def test_a_question_without_words_finds_nothing(answerer: Answerer) -> None:
    assert rank(answerer, "?!").hits == []


def test_within_some_passages_no_other_is_looked_at(answerer: Answerer) -> None:
    q = answerer._reader.read("mở cửa từ mấy giờ")
    ids = {f"{KEY}/dieu-2.1", f"{KEY}/dieu-2.2"}
    nothing = np.zeros(len(answerer.index.classifier.classes), dtype=np.float32)
    ranked = Ranker(answerer.index, ()).rank(q, q.text, within=ids, documents=(KEY,), likeness=nothing)
    assert {p.id for p in ranked.passages} <= ids


def test_every_figure_has_a_fitted_weight() -> None:
    assert weights(WEIGHTS).shape == (len(FIGURES),)
    by_name = dict(zip(FIGURES, weights(WEIGHTS).tolist(), strict=True))
    assert by_name["found"] > 0
    assert by_name["unmet"] < 0
    assert by_name["likeness"] > 0


def test_an_index_of_taught_documents_alone_is_not_ranked_so(index: Index) -> None:
    answerer = answerer_of(index, TODAY)
    assert answerer._search._weigher._ranker is None


# --- what else is asked of them ---


@pytest.mark.parametrize(
    "question",
    [
        "quyết định 12 có hiệu lực từ bao giờ",
        "quyet dinh 12 co hieu luc tu ngay nao",
        "qđ 12 khi nào có hiệu lực",
    ],
)
def test_from_when_on_a_document_counts_is_told_from_its_body(ask: Ask, question: str) -> None:
    assert told(ask(question)) == [f"{KEY}/dieu-3"]


def test_of_a_document_that_does_not_say_so_it_is_not_made_up(ask: Ask) -> None:
    assert ask("hướng dẫn 21 có hiệu lực từ ngày nào").outcome == "abstain"


def test_what_is_not_sure_is_shown_as_not_sure(answerer: Answerer) -> None:
    decision = dataclasses.replace(load_decision(), answer=1.1, light=1.1)
    answer = answerer_of(answerer.index, TODAY, decision).answer("nhà văn hóa thôn mở cửa từ mấy giờ")
    assert (answer.outcome, answer.lead) == ("abstain", "abstain_unsure")
    assert told(answer) == [f"{KEY}/dieu-1.1"]
    assert answer.quotes[0].text == "1. Nhà văn hóa mở cửa từ 6 giờ đến 21 giờ hằng ngày."


def test_what_has_nothing_to_do_with_any_document_is_not_shown(ask: Ask) -> None:
    answer = ask("giá vàng hôm nay thế nào")
    assert (answer.outcome, answer.lead, answer.quotes) == ("abstain", "abstain", ())
