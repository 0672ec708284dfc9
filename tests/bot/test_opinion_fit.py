"""The fit of the second opinion: what a question is taught, where the two differ, and the weights."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot import app, config
from bot.opinion_fit import (
    Asked,
    Differing,
    Fresh,
    Settled,
    asked,
    differing,
    fit,
    left_out,
    listed,
    read_fresh,
    settled,
)
from knowledge.opinion import Doubt

HINTS = {"a/1": ("treo cờ", "treo băng rôn"), "a/2": ("nộp báo cáo",)}
DEVELOPMENT = app.ROOT / "tests/evaluation/development"


def question(
    name: str, text: str, *held: tuple[str, ...], expect: str = "answer", every: bool = False, file: str = "f"
) -> Asked:
    return Asked(name, file, tuple(text.split()), expect, held, every)


@pytest.mark.parametrize(
    ("given", "names"),
    [
        (question("q", "x", ("1",)), ("1",)),
        (question("q", "x", ("1", "2")), ("1", "2")),
        (question("q", "x", ("1",), ("2",)), ("1", "2")),
        (question("q", "x", ("1",), ("2",), every=True), ("1 + 2",)),
        (question("q", "x", ("1", "3"), ("2", "3"), every=True), ("3",)),
        (question("q", "x", ("1",), (), every=True), ()),
        (question("q", "x", expect="abstain"), ("not stated",)),
        (question("q", "x", expect="not_loaded"), ("not loaded",)),
        (question("q", "x", expect="refuse"), ("refused",)),
    ],
)
def test_what_may_answer_a_question(given: Asked, names: tuple[str, ...]) -> None:
    assert given.names == names


def test_an_answer_fits_that_holds_what_is_needed() -> None:
    one, both = (question("q", "x", ("1",), ("date",), every=every) for every in (False, True))
    assert [one.fits(told) for told in ("a/1", "/date", "/date + a/1", "a/2", "~")] == [True] * 3 + [
        False
    ] * 2
    assert [both.fits(told) for told in ("a/1", "/date", "/date + a/1")] == [False, False, True]
    silent = question("q", "x", expect="abstain")
    assert [silent.fits(told) for told in ("~", "~cited", "a/1")] == [True, False, False]


def test_of_several_answers_that_is_taught_which_others_make_likeliest() -> None:
    sure = [question(str(n), f"ai treo cờ ở ngõ {n}", ("1",)) for n in range(6)]
    sure += [question(f"b{n}", f"báo cáo nộp nơi nào {n}", ("2",)) for n in range(6)]
    either = question("c", "báo cáo nộp ai", ("1", "2"))
    found = settled("a", [*sure, either, question("d", "y", ())], HINTS, ())
    assert [each.name for each in found] == ["1"] * 6 + ["2"] * 6 + ["2"]
    assert listed(found)["2"][-1] == "báo cáo nộp ai"


def test_they_differ_where_the_other_files_say_otherwise() -> None:
    rest = [Settled(question(f"r{n}", f"treo cờ ở ngõ {n}", ("1",), file="r"), "1") for n in range(6)]
    rest += [Settled(question(f"s{n}", f"nộp báo cáo nơi nào {n}", ("2",), file="r"), "2") for n in range(6)]
    here = [Settled(question("q", "báo cáo nộp nơi nào", ("2",)), "2")]
    here += [Settled(question("p", "ngõ nào treo cờ", ("1",)), "1")]
    fresh = [Fresh("q", "search", ("a/1",), right=False), Fresh("p", "search", ("a/1",), right=True)]
    (found,) = differing("a", [*rest, *here], fresh, HINTS, ())
    assert (found.file, found.doubt.told, found.rules, found.other) == ("f", "a/2", False, True)


def test_the_weights_learn_when_the_other_is_right() -> None:
    told = [
        Differing(str(n % 4), Doubt("a/1", ahead, 0.9, 0.5, given), rules=not other, other=other)
        for n in range(40)
        for ahead, given, other in ((0.9, "search", True), (0.1, "search", False), (0.9, "silence", False))
    ]
    weights = fit(told, 0.6)
    assert weights.enough == 0.6
    for given, ahead, likely in (("search", 0.9, True), ("search", 0.1, False), ("silence", 0.9, False)):
        assert (weights.chance(Doubt("a/1", ahead, 0.9, 0.5, given)) > 0.5) == likely
    chances = left_out(told, 0.6)
    assert len(chances) == len(told)
    assert all((chance > 0.5) == each.other for each, chance in chances)


def test_the_projects_fresh_answers_are_of_questions_that_there_are(index_dir: Path) -> None:
    items = {
        path.stem: [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        for path in DEVELOPMENT.glob("answers*.jsonl")
    }
    fresh = read_fresh(DEVELOPMENT / "fresh.jsonl")
    ids = {item["id"] for each in items.values() for item in each}
    assert len({f.id for f in fresh}) == len(fresh) > 3_000
    assert {f.id for f in fresh} <= ids
    settings = config.load(app.CONFIG)
    settings = replace(settings, storage=replace(settings.storage, index=str(index_dir)))
    document, found = asked(settings, {"answers22": items["answers22"][:40]})
    assert document == "356-UBND-KGVX"
    assert len(found) == 40
    assert all(each.names for each in found)
