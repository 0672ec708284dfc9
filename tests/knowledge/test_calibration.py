"""The fit of the decision: on generated questions, on six by hand, and through scripts/calibrate.py."""

import dataclasses
import json
import math
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
import yaml

from bot import app
from knowledge import calibration, opinion
from knowledge.calibration import Choice, Judged, Row
from knowledge.decision import NAMES, RANKED, Evidence, load
from knowledge.ranking import FIGURES, weights
from tests.knowledge.shelf import RULES
from tests.shortened import shorten

NOTHING = Evidence(apart=0.0)
TRUE = {"coverage": 4.0, "dense": 1.5, "silence": -3.0, "unmet": -2.0}
INTERCEPT = -1.5


def told(figures: Mapping[str, float]) -> Evidence:
    """The evidence of these figures and nothing else."""
    return dataclasses.replace(NOTHING, **cast(dict[str, Any], figures))


def generated(count: int, seed: int = 7) -> list[Judged]:
    """Questions whose answers are right with the chance of a known curve."""
    dice = np.random.default_rng(seed)
    judged = []
    for _ in range(count):
        figures = {name: float(dice.uniform()) for name in TRUE}
        total = INTERCEPT + sum(TRUE[name] * figures[name] for name in TRUE)
        right = bool(dice.uniform() < 1 / (1 + math.exp(-total)))
        judged.append(Judged(told(figures), right, True))
    return judged


def six() -> tuple[list[Judged], calibration.Floats]:
    """Four questions that can be answered, two that cannot, and chances for them."""
    judged = [
        Judged(NOTHING, right, answerable)
        for right, answerable in (
            (True, True),
            (True, True),
            (False, True),
            (True, True),
            (False, False),
            (False, False),
        )
    ]
    return judged, np.array([0.95, 0.55, 0.75, 0.15, 0.65, 0.05])


def test_the_fit_recovers_the_curve_that_made_the_answers() -> None:
    weights = calibration.fit(generated(6_000))
    # What no question has a figure of has no weight; "strange" is 1 of all of them.
    assert set(weights) == {"intercept", "strange", *TRUE}
    assert weights["intercept"] + weights["strange"] == pytest.approx(INTERCEPT, abs=0.3)
    for name, true in TRUE.items():
        assert weights[name] == pytest.approx(true, abs=0.35), name


def test_the_fit_does_not_depend_on_the_order() -> None:
    judged = generated(300)
    assert calibration.fit(judged) == calibration.fit(judged[::-1])


def test_questions_that_are_all_right_or_told_apart_without_fail_can_be_fitted() -> None:
    right = [Judged(NOTHING, True, True)] * 20
    weights = calibration.fit(right)
    assert weights["intercept"] > 3
    assert all(math.isfinite(weight) for weight in weights.values())
    apart = [Judged(dataclasses.replace(NOTHING, coverage=float(n % 2)), n % 2 == 1, True) for n in range(40)]
    weights = calibration.fit(apart)
    assert weights["intercept"] < 0 < weights["coverage"] < 20


def test_what_can_only_speak_for_a_passage_is_never_fitted_to_speak_against_it() -> None:
    turned = [dataclasses.replace(each, right=not each.right) for each in generated(2_000)]
    weights = calibration.fit(turned)
    assert weights["coverage"] == weights["dense"] == 0
    assert weights["silence"] > 1
    assert np.allclose(calibration.left_out(turned).mean(), np.mean([j.right for j in turned]), atol=0.05)


def test_a_question_has_no_part_in_its_own_chance() -> None:
    judged = generated(200)
    alone = Judged(dataclasses.replace(judged[0].evidence, cue=1.0), False, False)  # the only one with a cue
    judged[0] = alone
    turned = [dataclasses.replace(alone, right=True), *judged[1:]]
    before, after = calibration.left_out(judged), calibration.left_out(turned)
    assert before[0] == after[0], "its own answer says nothing to it"
    assert not np.array_equal(before[1:], after[1:]), "it says something to others"
    assert calibration.fit(judged)["cue"] < 0 < calibration.fit(turned)["cue"]
    without_cue = [dataclasses.replace(alone, evidence=dataclasses.replace(alone.evidence, cue=0.0))]
    assert calibration.left_out([*without_cue, *judged[1:]])[0] == pytest.approx(before[0], abs=1e-9)


def test_every_question_gets_a_chance_and_the_same_each_time() -> None:
    for count in (1, 2, 9, 10, 25):
        judged = generated(count)
        chances = calibration.left_out(judged)
        assert len(chances) == count
        assert ((chances > 0) & (chances < 1)).all()
        assert np.array_equal(chances, calibration.left_out(judged))


def test_chances_of_questions_left_out_are_those_of_the_true_curve() -> None:
    judged = generated(6_000)
    for chance, right, count in calibration.reliability(judged, calibration.left_out(judged)):
        assert right == pytest.approx(chance, abs=3 * math.sqrt(0.25 / count))


def test_the_curve_of_six_questions() -> None:
    judged, chances = six()
    assert calibration.curve(judged, chances, [0.0, 0.5, 0.7, 0.99]) == [
        Row(0.0, answered=0.75, refused=0.0, caught=0.0, wrong=0.5),  # all six quoted, three of them right
        Row(0.5, answered=0.5, refused=0.25, caught=0.5, wrong=0.5),  # .95 .55 .75 .65: two right
        Row(0.7, answered=0.25, refused=0.5, caught=1.0, wrong=0.5),  # .95 .75: one right
        Row(0.99, answered=0.0, refused=1.0, caught=1.0, wrong=0.0),  # none
    ]


def test_a_chance_at_the_threshold_is_quoted() -> None:
    judged, chances = six()
    assert calibration.curve(judged, chances, [0.95])[0].answered == 0.25


def test_questions_of_one_sort_alone_have_no_share_of_the_other() -> None:
    judged, chances = six()
    can = calibration.curve(judged[:4], chances[:4], [0.5])[0]
    assert (can.answered, can.refused) == (0.5, 0.25)
    assert math.isnan(can.caught)
    cannot = calibration.curve(judged[4:], chances[4:], [0.5])[0]
    assert cannot.caught == 0.5
    assert math.isnan(cannot.answered)


def test_the_reliability_of_six_questions() -> None:
    judged, chances = six()
    rows = calibration.reliability(judged, chances)
    assert [count for _, _, count in rows] == [2, 1, 2, 1]  # 0–.2, .4–.6, .6–.8, .8–1; nothing at .2–.4
    assert [right for _, right, _ in rows] == [0.5, 1.0, 0.0, 1.0]
    assert [chance for chance, _, _ in rows] == pytest.approx([0.1, 0.55, 0.7, 0.95])


def test_a_chance_of_one_belongs_to_the_last_bin() -> None:
    judged, _ = six()
    assert calibration.reliability(judged[:1], np.array([1.0])) == [(1.0, 1.0, 1)]


def test_the_decision_has_the_fitted_curves_and_the_thresholds_given() -> None:
    taught, untaught = generated(100), generated(100, seed=8)
    decision = calibration.decision(taught, untaught, 0.5, 0.8, 0.3)
    assert decision.taught == calibration.fit(taught)
    assert decision.untaught == calibration.fit(untaught) != decision.taught
    assert (decision.answer, decision.light, decision.near) == (0.5, 0.8, 0.3)


# --- scripts/calibrate.py ---

ITEMS = [
    {"id": question, "question": question, "context": [], "expect": expect, "gold": gold}
    for question, expect, gold in (
        ("ai chủ trì tuyên truyền cổ động trực quan", "answer", ["tuyên truyền cổ động trực quan"]),
        ("thanh tra trang thông tin điện tử", "answer", ["thanh tra"]),
        ("in bao nhiêu pano", "abstain", []),
        ("giá vàng hôm nay thế nào", "abstain", []),
        ("viết giúp tôi một bài đăng", "refuse", []),
    )
]


OF_LIBRARY = [
    {"id": question, "question": question, "context": [], "expect": expect, "gold": gold}
    for question, expect, gold in (
        ("nhà văn hóa thôn mở cửa từ mấy giờ", "answer", ["từ 6 giờ đến 21 giờ"]),
        ("người trông coi nhà văn hóa được trả mấy đồng một tháng", "answer", ["500.000 đồng"]),
        ("được mang chất dễ cháy vào nhà văn hóa không", "answer", ["Không mang chất dễ cháy"]),
        ("nhà văn hóa sơn màu gì", "abstain", []),
    )
]


@pytest.fixture
def house(index_dir: Path, tmp_path: Path) -> Path:
    """A copy of what the script needs, so that nothing it writes is the project's."""
    left = shutil.ignore_patterns(".venv", "models", "index", "__pycache__")
    for room in ("bot", "knowledge", "nlu"):
        shutil.copytree(app.ROOT / room, tmp_path / room, ignore=left)
    shorten(tmp_path / "knowledge", 8)
    (tmp_path / "scripts").mkdir()
    for name in ("calibrate.py", "fit_ranking.py", "fit_opinion.py", "environment.py"):
        shutil.copy(app.ROOT / "scripts" / name, tmp_path / "scripts")
    library = tmp_path / "tests" / "evaluation" / "library"
    library.mkdir(parents=True)
    (library / "quyet-dinh.txt").write_text(RULES, encoding="utf-8")
    development = tmp_path / "tests" / "evaluation" / "development"
    development.mkdir()
    for file, items in (("library.jsonl", OF_LIBRARY), ("answers.jsonl", ITEMS)):
        (development / file).write_text(_lines(items), encoding="utf-8")
    shutil.copy(app.CONFIG, tmp_path)
    shutil.copytree(index_dir, tmp_path / "knowledge" / "index")
    return tmp_path


def calibrate(
    house: Path, items: Sequence[Mapping[str, object]], *arguments: str
) -> subprocess.CompletedProcess[str]:
    file = house / "items.jsonl"
    file.write_text(_lines(items), encoding="utf-8")
    return run(house, "calibrate.py", str(file), *arguments)


def run(house: Path, script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", str(house / "scripts" / script), *arguments]
    no_byte_code = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}  # heeded by what it starts, too
    return subprocess.run(
        command, capture_output=True, text=True, check=False, encoding="utf-8", cwd=house, env=no_byte_code
    )


def _lines(items: Iterable[Mapping[str, object]]) -> str:
    return "".join(f"{json.dumps(item)}\n" for item in items)


def contents(house: Path) -> dict[Path, bytes]:
    return {p: p.read_bytes() for p in house.rglob("*") if p.is_file() and p.name != "items.jsonl"}


def test_what_a_calibration_writes_is_read_as_a_decision(house: Path) -> None:
    before = contents(house)
    result = calibrate(house, ITEMS, "--write", "--answer", "0.6")
    assert (result.returncode, result.stderr) == (0, "")
    for title in ("Có câu hỏi mẫu", "Không có câu hỏi mẫu, thư viện văn bản thử", "Không có câu hỏi mẫu"):
        assert re.search(rf"^{title}: \d câu đi đến bước tìm kiếm$", result.stdout, re.M)
    assert result.stdout.count("intercept:") == 2
    after = contents(house)
    written = house / "knowledge" / "decision.yml"
    assert {path for path in after if after[path] != before.get(path)} == {written}
    decision = load(written)
    assert (decision.near, decision.answer, decision.light) == (0.25, 0.6, 0.7)
    for curve in (decision.taught, decision.untaught):
        assert {"intercept", "margin", "length"} <= set(curve) <= {"intercept", *NAMES}
    assert not set(decision.taught) & set(RANKED)
    assert set(decision.untaught) & set(RANKED)


def test_what_a_fit_of_the_ranking_writes_is_read_as_weights(house: Path) -> None:
    before = contents(house)
    result = run(house, "fit_ranking.py", "--write")
    assert (result.returncode, result.stderr) == (0, "")
    assert "/3 câu có đoạn đúng đứng đầu" in result.stdout
    after = contents(house)
    written = house / "knowledge" / "ranking.yml"
    assert {path for path in after if after[path] != before.get(path)} == {written}
    assert weights(written).shape == (len(FIGURES),)


def test_what_a_fit_of_the_second_opinion_writes_is_taught_and_weighs(house: Path) -> None:
    development = house / "tests" / "evaluation" / "development"
    hints = yaml.safe_load((house / "knowledge" / "hints.yml").read_text(encoding="utf-8"))
    asked = {
        "b": (hints["356-UBND-KGVX/3.3"][0], "ngăn chặn, phòng ngừa việc lan truyền thông tin"),
        "c": (hints["356-UBND-KGVX/4"][0], "tuyên truyền cổ động trực quan"),
    }
    for name, (question, gold) in asked.items():
        item = {
            "id": name,
            "question": question,
            "context": [],
            "expect": "answer",
            "gold": [gold],
            "all": False,
        }
        (development / f"answers-{name}.jsonl").write_text(_lines([item]), encoding="utf-8")
    fresh = [{"id": name, "given": "search", "told": ["356-UBND-KGVX/7"], "right": False} for name in asked]
    (development / "fresh.jsonl").write_text(_lines(fresh), encoding="utf-8")
    before = contents(house)
    result = run(house, "fit_opinion.py", "--write", "--enough", "0.7")
    assert (result.returncode, result.stderr) == (0, "")
    assert "2 câu có ý kiến khác, trong 2 câu" in result.stdout
    assert "answers-b: 0 → 1 / 1" in result.stdout
    after = contents(house)
    written = {house / "knowledge" / "asked.yml", house / "knowledge" / "opinion.yml"}
    assert {path for path in after if after[path] != before.get(path)} == written
    assert opinion.load(house / "knowledge" / "opinion.yml").enough == 0.7
    lists = yaml.safe_load((house / "knowledge" / "asked.yml").read_text(encoding="utf-8"))["356-UBND-KGVX"]
    assert len(lists["3.3"]) == 1
    assert lists["refused"] == ["viết giúp tôi một bài đăng"]
    added = run(house, "fit_opinion.py", "--fresh", str(development / "answers-c.jsonl"))
    assert (added.returncode, added.stderr, added.stdout) == (0, "", "đã thêm 1 câu, 1 câu đúng\n")
    last = json.loads((development / "fresh.jsonl").read_text(encoding="utf-8").splitlines()[-1])
    assert last == {"id": "c", "given": "search", "told": ["356-UBND-KGVX/4"], "right": True}


# --- the fit of the ranking ---


def test_the_fit_finds_the_figure_that_tells_which_passage_is_right() -> None:
    dice = np.random.default_rng(3)
    told = FIGURES.index("told")
    choices = []
    for _ in range(60):
        figures = dice.uniform(size=(6, len(FIGURES)))
        right = np.zeros(6, dtype=bool)
        right[int(np.argmax(figures[:, told]))] = True
        choices.append(Choice(figures, right))
    fitted = calibration.fit_ranking(choices)
    assert max(fitted, key=lambda name: abs(fitted[name])) == "told"
    assert calibration.first_right(choices, fitted) > 50


def test_questions_without_a_right_passage_teach_the_ranking_nothing() -> None:
    dice = np.random.default_rng(4)
    figures = [dice.uniform(size=(4, len(FIGURES))) for _ in range(8)]
    right = np.array([True, False, False, False])
    some = [Choice(each, right) for each in figures]
    none = [Choice(each, np.zeros(4, dtype=bool)) for each in figures]
    assert calibration.fit_ranking([*some, *none]) == calibration.fit_ranking(some)


@pytest.mark.parametrize("items", [[], ITEMS[-1:]])
def test_a_calibration_on_nothing_says_so(house: Path, items: list[dict[str, object]]) -> None:
    before = contents(house)
    result = calibrate(house, items, "--write")
    assert result.returncode == 1
    assert result.stderr.startswith("Không có câu hỏi nào đi đến bước tìm kiếm")
    assert len(result.stderr.splitlines()) == 1
    assert contents(house) == before


def test_a_sample_keeps_its_questions_when_others_come_before_them() -> None:
    ids = [f"d{n}-question" for n in range(800)]
    drawn = [each for each in ids if calibration.is_drawn(each, 8)]
    assert 60 < len(drawn) < 140
    assert [each for each in ("new-1", *ids) if calibration.is_drawn(each, 8) and each != "new-1"] == drawn
    assert drawn != ids[::8]
