"""What the second opinion is taught: whole questions, and for less the reviewed phrases beside them."""

from pathlib import Path

import pytest

from knowledge import Document, DocumentRefused, Silence, answered
from knowledge.answered import NOT_LOADED, NOT_STATED, REFUSED, taught, teach_opinion
from knowledge.classifier import Classifier
from knowledge.teaching import Example
from nlu.text import words

HINTS = {"a/1": ("treo ở đâu", "ai treo"), "b/2": ("nộp ở đâu",)}
SILENCE = Silence("a", "kinh phí", ("tiền đâu ra",))
INSIDE = Silence("a", "bên trong kế hoạch 5", ("kế hoạch 5 dặn gì",), ("5-KH",))


def many(*questions: str) -> list[str]:
    """The questions, often enough that something is learnt of them."""
    return [f"{question} {number}" for question in questions for number in range(6)]


def of_class(name: str, found: list[Example]) -> list[Example]:
    return [each for each in found if each.classes == (name,)]


def test_each_question_has_one_class_and_counts_for_more_than_a_phrase() -> None:
    asked = {
        "1": many("việc treo cờ giao ai"),
        "date + number": many("số với ngày"),
        NOT_LOADED: many("kế hoạch kia viết gì"),
        NOT_STATED: many("trời mưa không"),
        REFUSED: many("viết hộ bài"),
    }
    found = taught(HINTS, [SILENCE, INSIDE], {"a": asked})
    for name, question in (
        ("a/1", "việc treo cờ giao ai 0"),
        ("/date + /number", "số với ngày 0"),
        ("~cited", "kế hoạch kia viết gì 0"),
        ("~", "trời mưa không 0"),
        ("@refused", "viết hộ bài 0"),
    ):
        assert Example(question, (name,), 4) in found
    assert {len(each.classes) for each in found} == {1}
    assert Example("ai treo", ("a/1",)) in found
    assert Example("tiền đâu ra", ("~",)) in found
    assert Example("kế hoạch 5 dặn gì", ("~cited",)) in found


def test_of_a_class_of_a_few_questions_nothing_is_learnt() -> None:
    few, enough = [f"ai lo việc này {n}" for n in range(4)], [f"bao giờ xong {n}" for n in range(5)]
    found = taught({"a/1": (), "a/2": ()}, (), {"a": {"1": few, "2": enough}})
    assert (len(of_class("a/1", found)), len(of_class("a/2", found))) == (0, 5)


def test_documents_without_phrases_are_not_asked_about() -> None:
    assert taught({"b/2": ("nộp ở đâu",)}, (), {"a": {"1": many("ai treo")}}) == []
    assert taught({}, ()) == []


def test_the_projects_questions_are_of_passages_that_there_are(directive: Document) -> None:
    held = {p.id.rpartition("/")[2] for p in directive.passages}
    for document, questions in answered._read().items():
        assert document == directive.key
        for name, each in questions.items():
            parts = set(name.split(" + "))
            assert parts <= held or name in (NOT_LOADED, NOT_STATED, REFUSED), name
            assert len(set(each)) == len(each)


def test_a_file_of_another_form_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answered, "ASKED", tmp_path / "asked.yml")
    (tmp_path / "asked.yml").write_text("a: [ai treo]\n", encoding="utf-8")
    with pytest.raises(DocumentRefused, match=r"asked\.yml"):
        taught(HINTS, ())


def test_it_is_taught_anew_when_its_questions_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answered, "ASKED", tmp_path / "asked.yml")
    monkeypatch.setattr(answered, "examples", lambda *_: [])
    for number, (first, second) in enumerate((("1", "2"), ("2", "1"))):
        lists = {first: many("ai treo băng rôn"), second: many("nộp báo cáo cho ai")}
        said = "".join(f"  '{name}': {each}\n" for name, each in lists.items())
        (tmp_path / "asked.yml").write_text(f"a:\n{said}", encoding="utf-8")
        before = tmp_path / str(number - 1) if number else None
        teach_opinion({"a/1": (), "a/2": ()}, (), tmp_path / str(number), before)
        classifier = Classifier(tmp_path / str(number))
        likeness = classifier.likeness(words("báo cáo nộp ai"))
        assert classifier.classes[int(likeness.argmax())] == f"a/{second}"


def test_without_questions_nothing_is_known(tmp_path: Path) -> None:
    teach_opinion({}, (), tmp_path / "opinion")
    assert Classifier(tmp_path / "opinion").classes == ()
