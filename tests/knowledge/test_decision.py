"""The chance that a passage answers, and whether it has the count or the time that is asked for."""

import dataclasses
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import pytest
import yaml

from knowledge import Passage
from knowledge.decision import (
    NAMES,
    RANKED,
    WEIGHTS,
    Decision,
    Evidence,
    asks_for_body,
    asks_for_figure,
    is_met,
    load,
)
from knowledge.question import Question
from nlu.text import normalise, syllables, words


def asked(text: str) -> Question:
    typed = normalise(text)
    return Question(typed, typed, syllables(typed), words(typed), (), (), frozenset(), False, [], ())


def passage(text: str) -> Passage:
    return Passage("a/1", "a", "item", text, 0, len(text))


def test_the_weights_are_those_of_the_evidence_by_name() -> None:
    held = yaml.safe_load(WEIGHTS.read_text(encoding="utf-8"))
    assert set(held) == {"taught", "untaught", "answer", "light", "near"}
    common = ("intercept", *(name for name in NAMES if name not in RANKED))
    assert tuple(held["taught"]) == common
    assert tuple(held["untaught"]) == (*common, *RANKED)
    assert {*NAMES, "taught"} == {f.name for f in dataclasses.fields(Evidence)}


def test_the_thresholds_are_in_order() -> None:
    decision = load()
    assert 0 < decision.near < decision.answer < decision.light < 1


def evidence(figures: Mapping[str, float], *, taught: bool) -> Evidence:
    """The evidence of these figures for a passage of a document with phrases, or without."""
    return Evidence(taught=taught, **cast(dict[str, Any], figures))


@pytest.mark.parametrize("taught", [True, False])
@pytest.mark.parametrize("name", NAMES)
def test_the_chance_moves_one_way_with_each_figure_as_its_weight_says(name: str, taught: bool) -> None:
    decision = load()
    figures = dict.fromkeys(NAMES, 0.5)
    chances = [decision.chance(evidence({**figures, name: step / 20}, taught=taught)) for step in range(21)]
    assert all(0 < chance < 1 for chance in chances)
    weight = (decision.taught if taught else decision.untaught).get(name, 0.0)
    assert chances == sorted(chances, reverse=weight < 0)
    assert (chances[-1] > chances[0]) == (weight > 0)
    assert (chances[-1] < chances[0]) == (weight < 0)


def test_a_document_with_phrases_and_one_without_have_each_its_curve() -> None:
    taught, untaught = ({"intercept": each, **dict.fromkeys(NAMES, 0.0)} for each in (2.0, -1.0))
    decision = Decision(taught, {**untaught, "coverage": 3.0}, 0.5, 0.7, 0.2)
    figures = {"coverage": 1.0}
    assert decision.chance(evidence(figures, taught=True)) == pytest.approx(1 / (1 + math.exp(-2)))
    assert decision.chance(evidence(figures, taught=False)) == pytest.approx(1 / (1 + math.exp(-2)))
    assert decision.chance(evidence({}, taught=True)) == pytest.approx(1 / (1 + math.exp(-2)))
    assert decision.chance(evidence({}, taught=False)) == pytest.approx(1 / (1 + math.exp(1)))


def test_what_speaks_for_a_passage_was_fitted_so_and_what_speaks_against_it_too() -> None:
    decision = load()
    for curve in (decision.taught, decision.untaught):
        assert curve["margin"] > 0
        assert all(curve[name] >= 0 for name in ("coverage", "dense"))
        assert all(curve[name] < 0 for name in ("cue", "unmet"))
    assert decision.taught["apart"] < 0
    assert all(decision.untaught[name] > 0 for name in ("found", "among", "inside"))
    assert decision.taught["coverage"] > 0
    assert decision.taught["likeness"] > 0 > decision.taught["silence"]


@pytest.mark.parametrize("taught", [True, False])
def test_no_evidence_is_no_answer_and_the_best_is_one(taught: bool) -> None:
    decision = load()
    assert decision.chance(evidence({}, taught=taught)) < decision.near
    best = {**dict.fromkeys(("coverage", "dense", "margin", "length"), 1.0), "apart": 0.0, "strange": 0.0}
    best |= dict.fromkeys(() if taught else ("found", "among", "inside", "about", "pairs", "met"), 1.0)
    assert decision.chance(evidence(best, taught=taught)) > decision.light


def test_weights_of_another_sort_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "decision.yml"
    path.write_text("intercept: 1\nthreshold: 2\n", encoding="utf-8")
    with pytest.raises(TypeError):
        load(path)


@pytest.mark.parametrize(
    ("question", "text", "met"),
    [
        ("có bao nhiêu chủ đề", "tập trung 03 chủ đề lớn", True),
        ("có mấy chủ đề", "tập trung ba chủ đề lớn", True),
        ("co may chu de", "tập trung ba chủ đề lớn", True),
        ("treo bao nhiêu băng rôn", "tập trung 03 chủ đề lớn", False),
        ("bao nhiêu người dự", "hơn 120 người", True),
        ("bao nhiêu người dự", "mọi người", False),
        ("bao nhiêu ông", "Công an tỉnh", False),  # no "c" before "ông"
        ("bao nhiêu anh em", "cảnh quan, hình ảnh", False),
        ("kỷ niệm bao nhiêu năm", "chào mừng 50 năm giải phóng", True),
        ("kỷ niệm bao nhiêu năm", "chào mừng 50năm giải phóng", True),
        ("mấy sở nào phải làm", "Sở Nội vụ", True),  # a plural, no count
        ("mấy sở phải làm", "Sở Nội vụ", False),
        ("mấy bác ai lo việc này", "các đơn vị", True),
        ("nộp khi nào", "trước ngày 20/3/2025", True),
        ("nộp khi nào", "tổng hợp, báo cáo kết quả", False),
        ("nop bao gio", "định kỳ hằng tháng", True),
        ("ngày nào nộp", "nộp hồ sơ đầy đủ", False),
        ("làm thường xuyên hay khi nào", "thường xuyên đăng tin", True),
        ("nhiệm kỳ nào", "không có gì", True),  # asks for neither
        ("ai ký", "Phó Chủ tịch", True),
    ],
)
def test_a_passage_has_the_count_or_the_time_that_is_asked_for(question: str, text: str, met: bool) -> None:
    assert is_met(asked(question), passage(text)) is met


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("có bao nhiêu chủ đề", True),
        ("mấy giờ họp", True),
        ("hồi nào xong", True),
        ("tháng mấy đại hội", True),
        ("ai ký công văn", False),
        ("Sở Nội vụ làm gì", False),
    ],
)
def test_a_count_or_a_time_is_asked_for(question: str, figure: bool) -> None:
    assert asks_for_figure(asked(question)) is figure


@pytest.mark.parametrize(("typed", "figure"), [("hồi nào", True), ("hoi nao", True), ("hội nào", False)])
def test_a_time_is_asked_for_by_its_own_marks(typed: str, figure: bool) -> None:
    assert asks_for_figure(asked(f"{typed} nộp")) is figure


@pytest.mark.parametrize(("typed", "body"), [("sở nào", True), ("so nao", True), ("số nào", False)])
def test_a_body_is_asked_for_by_its_own_marks(typed: str, body: bool) -> None:
    assert asks_for_body(asked(f"{typed} phải làm")) is body
