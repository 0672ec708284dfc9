"""When another answer than that of the rules is doubted to be better, and how likely it is."""

from pathlib import Path

import pytest

from knowledge import Answer, Citation, Quote, opinion
from knowledge.classifier import Classifier
from knowledge.opinion import GIVEN, NAMES, TOLD, WEIGHTS, Doubt, Weights, doubt, given_by, load, plainly_told
from knowledge.teaching import Example, teach
from nlu.text import words

LISTS = {
    "a/1": ("treo băng rôn ở đâu", "ai treo băng rôn", "dựng pano chỗ nào"),
    "/date": ("ra ngày nào", "ngày tháng văn bản", "đề ngày mấy"),
    "/date + /number": ("số và ngày", "số hiệu với ngày tháng", "cho số kèm ngày"),
    "~": ("tiền đâu ra", "thưởng bao nhiêu tiền", "ai trả tiền"),
    "@talk": ("cảm ơn em", "chào em", "tạm biệt"),
    "/loaded": ("kho có gì", "trong kho giữ mấy tờ", "kho đang có tờ nào"),
}
PLAIN = Weights(-1.0, dict.fromkeys(NAMES, 0.0) | {"ahead": 4.0, "given_silence": -3.0}, 0.5)


@pytest.fixture(scope="module")
def classifier(tmp_path_factory: pytest.TempPathFactory) -> Classifier:
    folder = tmp_path_factory.mktemp("opinion") / "opinion"
    teach([Example(phrase, (name,)) for name, each in LISTS.items() for phrase in each], folder)
    return Classifier(folder)


def quote(passage: str) -> Quote:
    return Quote("…", Citation(passage.rpartition("/")[0], passage, "Công văn", "mục 1"))


def test_a_doubt_tells_what_questions_like_it_were_answered_with(classifier: Classifier) -> None:
    found = doubt(classifier, words("pano với băng rôn treo chỗ nào"), "abstain", {"~"})
    assert found is not None
    assert (found.told, found.given) == ("a/1", "abstain")
    assert 0 < found.ahead <= found.likeness <= 1
    assert 0 < found.lead <= found.likeness


@pytest.mark.parametrize(
    ("asked", "quoted"),
    [
        ("treo băng rôn ở đâu", {"a/1"}),
        ("treo băng rôn ở đâu", {"a/2", "a/1"}),
        ("số và ngày", {"/date", "/number", "/issuer"}),
        ("cảm ơn em", {"a/1"}),
        ("kho có gì", {"a/1"}),
    ],
)
def test_what_is_told_already_what_is_no_question_and_lists_are_not_doubted(
    classifier: Classifier, asked: str, quoted: set[str]
) -> None:
    assert doubt(classifier, words(asked), "search", quoted) is None


def test_a_part_of_what_is_needed_is_doubted(classifier: Classifier) -> None:
    found = doubt(classifier, words("số và ngày"), "frame", {"/date"})
    assert found is not None
    assert found.told == "/date + /number"


def test_without_classes_nothing_is_doubted(tmp_path: Path) -> None:
    teach([], tmp_path / "opinion")
    empty = Classifier(tmp_path / "opinion")
    assert doubt(empty, words("ai treo"), "search", {"a/1"}) is None
    assert plainly_told(empty, words("ai treo"), ["a/1", "a/2"]) == ()


def test_the_chance_grows_with_how_far_it_is_ahead_and_shrinks_where_the_rules_are_sure() -> None:
    chances = [PLAIN.chance(Doubt("a/1", ahead, 0.9, 0.5, "search")) for ahead in (0.0, 0.4, 0.8)]
    assert chances == sorted(chances)
    assert chances[0] < PLAIN.enough < chances[2]
    assert PLAIN.chance(Doubt("a/1", 0.8, 0.9, 0.5, "silence")) < PLAIN.enough


def test_the_fitted_weights_are_of_these_figures() -> None:
    held = load(WEIGHTS)
    assert tuple(held.weights) == NAMES
    assert len(Doubt("a/1", 0.1, 0.2, 0.3, "search").figures) == len(NAMES)
    assert held.weights["ahead"] > 0
    assert 0.5 <= held.enough < 1


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        *(("~", "nothing"), ("~cited", "inside"), ("/date", "header"), ("/date + /number", "header")),
        *(("a/1", "body"), ("/date + a/1", "body"), ("/loaded", ""), ("/references", "")),
    ],
)
def test_kinds_of_what_is_told(told: str, kind: str) -> None:
    assert opinion.kind(told) == kind
    assert kind in (*TOLD, "")


@pytest.mark.parametrize(
    ("outcome", "lead", "passages", "given"),
    [
        ("answer", "answer", ["a/1", "a/2"], ("search", {"a/1", "a/2"})),
        ("answer", "answer_facet", ["a/date"], ("frame", {"/date"})),
        ("answer", "answer_known_of", ["a/preamble"], ("cited", {"/preamble"})),
        ("answer", "answer_duties", ["a/1"], ("other", {"a/1"})),
        ("abstain", "abstain", [], ("abstain", {"~"})),
        ("abstain", "abstain_unsure", ["a/1"], ("abstain", {"~"})),
        ("abstain", "abstain_not_stated", [], ("silence", {"~"})),
        ("not_loaded", "not_loaded", ["a/1"], ("not_loaded", {"~cited"})),
        ("clarify", "clarify", [], ("clarify", {"~"})),
    ],
)
def test_with_what_the_rules_answered(
    outcome: str, lead: str, passages: list[str], given: tuple[str, set[str]]
) -> None:
    answer = Answer(outcome, lead, {}, tuple(map(quote, passages)))  # type: ignore[arg-type]  # any text
    name, classes = given_by(answer)
    assert (name, set(classes)) == given
    assert name in GIVEN


def test_what_is_plainly_asked_for_comes_before_what_stands_beside_it(classifier: Classifier) -> None:
    asked = words("đề ngày nào")
    assert plainly_told(classifier, asked, ["a/1", "/date"]) == ("/date",)
    assert plainly_told(classifier, asked, ["/date", "a/1"]) == (), "it comes first already"
    assert plainly_told(classifier, asked, ["a/1", "a/2"]) == (), "it is not quoted"
    assert plainly_told(classifier, words("ngày mấy dựng pano"), ["a/1", "/date"]) == (), "not plainly"
    assert plainly_told(classifier, words("cho số kèm ngày"), ["a/1", "/date", "/number"]) == (
        "/date",
        "/number",
    )
