"""What is taught, and the folder that it is written to: made anew, or taken over from the one before."""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from knowledge import DocumentRefused, Silence, teaching
from knowledge.classifier import FRAME, Classifier, terms
from knowledge.teaching import Example, examples, stamp_of, teach, teach_all
from nlu import examples as messages
from nlu.text import fold, words

SILENCE = Silence("a", "kinh phí", ("tiền đâu ra", "ai trả tiền"))
GIVEN = [
    *(Example(p, ("a/1",)) for p in ("treo băng rôn ở đâu", "ai treo băng rôn", "dựng pano chỗ nào")),
    *(Example(p, ("a/2",)) for p in ("nộp báo cáo cho ai", "báo cáo gửi về đâu", "ai tổng hợp báo cáo")),
    *(Example(p, ("~a/kinh phí", "~")) for p in SILENCE.phrases),
]
ASKED = ("pano treo ở đâu", "bao cao cho ai", "báo cáo, báo cáo, báo cáo gì", "ai trả tiền treo pano", "ai")
FILES = ["classes.json", "seal", "weights.npz"]


def marked(folder: Path) -> Path:
    """The folder with a file beside its own: where that turns up, it was copied."""
    teach(GIVEN, folder)
    (folder / "mark").write_text("x", encoding="utf-8")
    return folder


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_examples_are_phrases_of_passages_of_the_frame_and_of_what_is_not_stated() -> None:
    hints = {"a/1": ("treo ở đâu", "ai treo"), "b/signature": ("ai ký",), "b/recipients-2": ("lưu đâu",)}
    assert examples(hints, [SILENCE])[:6] == [
        Example("treo ở đâu", ("a/1", "@question")),
        Example("ai treo", ("a/1", "@question")),
        Example("ai ký", ("/signature", "@question")),
        Example("lưu đâu", ("/recipients", "@question")),
        Example("tiền đâu ra", ("~a/kinh phí", "~", "@question")),
        Example("ai trả tiền", ("~a/kinh phí", "~", "@question")),
    ]


def test_messages_that_ask_nothing_of_a_document_are_taught_by_what_is_done_with_them() -> None:
    asked = Counter(name for each in examples({}, ()) for name in each.classes)
    kinds = {name for name in asked if name.startswith("@")}
    assert kinds == {"@question", "@talk", "@report", "@refused", "@documents"}
    given = Counter(m.intent for m in messages.read().messages)
    assert asked["@refused"] == given["write_for_me"] + given["watch_people"]
    bare = [e for e in examples({}, ()) if e.classes == ("@question",)]
    assert len(bare) == given["ask_document"], "nobody has said what answers them"
    assert all(e.classes[0] != "@question" for e in examples({}, ()) if e not in bare)


def test_what_is_a_question_alone_speaks_for_no_passage_and_against_none(tmp_path: Path) -> None:
    asked = [Example("treo băng rôn giùm", ("@question",)), Example("treo cờ xong rồi", ("@report",))]
    teach(GIVEN, tmp_path / "without")
    teach([*GIVEN, *asked], tmp_path / "with")
    text = words("treo băng rôn giùm")
    alone, beside = (Classifier(tmp_path / name) for name in ("without", "with"))
    likeness = beside.likeness(text)
    assert beside.of(likeness, "@question") == 1 > beside.of(likeness, "@report")
    assert beside.of(likeness, "a/1") > 0.6, "it is no example of anything else"
    assert alone.of(alone.likeness(text), "a/1") > 0.6


def test_several_facts_asked_at_once_are_all_taught_and_what_names_the_paper_is_left_out() -> None:
    given = {e.phrase: e.classes for e in examples({}, ())}
    assert given["công văn này số mấy, ngày mấy"] == ("/number", "/date", "@question")
    assert given["văn bản số mấy, ngày mấy"] == ("/number", "/date", "@question")
    both = [e for e in examples({}, ()) if set(e.classes) >= {"/other", "~"}]
    assert len(both) > 100, "what sounds like a fact of the paper and is not on it"


def test_every_part_of_the_frame_is_asked_of_any_paper_in_many_ways() -> None:
    asked = Counter(name for each in examples({}, ()) for name in each.classes)
    assert all(asked[f"/{name}"] > 25 for name in FRAME)
    assert asked["~"] > 25, "what no document here is about is not stated either"


def test_questions_about_any_paper_that_are_no_lists_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "questions.yml"
    path.write_text("- số mấy\n", encoding="utf-8")
    monkeypatch.setattr(teaching, "QUESTIONS", path)
    with pytest.raises(DocumentRefused, match=r"questions\.yml: phải là các dòng"):
        examples({}, ())


def test_what_is_written_says_the_same_as_the_machines_it_was_taken_from(tmp_path: Path) -> None:
    teach(GIVEN, tmp_path / "made")
    classifier = Classifier(tmp_path / "made")
    vectorizer = TfidfVectorizer(analyzer=lambda text: terms(words(text)), sublinear_tf=True)
    matrix = vectorizer.fit_transform([text for e in GIVEN for text in (e.phrase, fold(e.phrase))])
    for name in classifier.classes:
        held = [name in e.classes for e in GIVEN for _ in range(2)]
        machine = LinearSVC(C=0.5, random_state=0).fit(matrix, held)
        margins = machine.decision_function(vectorizer.transform(ASKED))
        found = [classifier.of(classifier.likeness(words(text)), name) for text in ASKED]
        assert found == pytest.approx(np.clip((margins + 1) / 2, 0, 1), abs=0.02), name


def test_small_weights_are_left_out(tmp_path: Path) -> None:
    teach(examples({}, ()), tmp_path / "made")
    kept = json.loads((tmp_path / "made" / "classes.json").read_text(encoding="utf-8"))
    with np.load(tmp_path / "made" / "weights.npz") as saved:
        columns, weights = saved["columns"], saved["weights"]
    assert len(weights) < len(kept["classes"]) * len(kept["terms"]) / 2
    for column in range(len(kept["classes"])):
        own = np.abs(weights[columns == column])
        assert own.min() >= 0.02 * own.max()


def test_a_phrase_of_two_classes_is_that_of_the_first(tmp_path: Path) -> None:
    twice = [*GIVEN, Example("Dựng pano chỗ nào?", ("/other",)), Example("ai đó", ("/other",))]
    teach(twice, tmp_path / "made")
    classifier = Classifier(tmp_path / "made")
    likeness = classifier.likeness(words("dựng pano chỗ nào"))
    assert classifier.of(likeness, "a/1") == 1 > classifier.of(likeness, "/other")


def test_the_same_is_copied_from_the_folder_before(tmp_path: Path) -> None:
    before = marked(tmp_path / "before")
    teach(list(GIVEN), tmp_path / "new", before)
    assert names(tmp_path / "new") == sorted([*FILES, "mark"])
    for name in FILES:
        assert (tmp_path / "new" / name).read_bytes() == (before / name).read_bytes()


@pytest.mark.parametrize(
    "given",
    [
        [*GIVEN, Example("pano màu xanh", ("a/1",))],
        GIVEN[1:],
        [replace(GIVEN[0], phrase="pano màu xanh"), *GIVEN[1:]],
        [replace(GIVEN[0], classes=("a/2",)), *GIVEN[1:]],
        [*GIVEN[:-1], replace(GIVEN[-1], classes=("~a/tiền công", "~"))],
    ],
    ids=["one more", "one less", "another phrase", "another class", "another matter"],
)
def test_a_phrase_that_changed_is_taught_anew(tmp_path: Path, given: list[Example]) -> None:
    before = marked(tmp_path / "before")
    teach(given, tmp_path / "new", before)
    assert names(tmp_path / "new") == FILES
    assert (tmp_path / "new" / "seal").read_bytes() != (before / "seal").read_bytes()
    classifier = Classifier(tmp_path / "new")
    for each in given:
        likeness = classifier.likeness(words(each.phrase))
        assert classifier.of(likeness, each.classes[0]) == 1


def test_examples_of_the_same_files_are_not_even_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, hints = marked(tmp_path / "before"), {"a/1": ("treo ở đâu",)}
    (before / "stamp").write_text(stamp_of(hints, [SILENCE]), encoding="utf-8")
    read: list[object] = []

    def examples(*given: object) -> list[Example]:
        read.append(given)
        return GIVEN

    monkeypatch.setattr(teaching, "examples", examples)
    teach_all(hints, [SILENCE], tmp_path / "same", before)
    assert (read, names(tmp_path / "same")) == ([], sorted([*FILES, "mark", "stamp"]))
    for number, other in enumerate([({"a/1": ("treo đâu",)}, [SILENCE]), (hints, [])]):
        teach_all(*other, tmp_path / str(number), before)
        stamp = (tmp_path / str(number) / "stamp").read_text(encoding="utf-8")
        assert (len(read), stamp) == (number + 1, stamp_of(*other))
    path = tmp_path / "questions.yml"
    path.write_text("number: [số mấy]\n", encoding="utf-8")
    monkeypatch.setattr(teaching, "QUESTIONS", path)
    teach_all(hints, [SILENCE], tmp_path / "other", before)
    assert len(read) == 3, "the questions about any paper have changed"


def test_without_a_folder_before_or_its_seal_everything_is_taught(tmp_path: Path) -> None:
    (marked(tmp_path / "before") / "seal").unlink()
    for number, before in enumerate((None, tmp_path / "none", tmp_path / "before")):
        teach(GIVEN, tmp_path / str(number), before)
        assert names(tmp_path / str(number)) == FILES
        assert Classifier(tmp_path / str(number)).likeness(words("ai treo băng rôn")).max() == 1
