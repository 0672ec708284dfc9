"""How like each class a question is: a handful of phrases, taught in a temporary folder."""

from pathlib import Path

import numpy as np
import pytest

from knowledge import Passage, Silence, classifier
from knowledge.classifier import SILENCE, Classifier, class_of, class_of_silence, terms
from knowledge.index import Index
from knowledge.teaching import Example, examples, teach
from nlu.text import fold, syllables, words

PHRASES = {
    "a/1": (
        "treo băng rôn ở đâu",
        "ai treo băng rôn, pano",
        "pano dựng chỗ nào",
        "cổ động trực quan do ai làm",
        "băng rôn treo mấy ngày",
    ),
    "a/2": (
        "nộp báo cáo cho ai",
        "báo cáo gửi về đâu",
        "ai tổng hợp báo cáo",
        "kết quả gửi cho cơ quan nào",
        "gom kết quả, báo cáo tỉnh",
    ),
    "a/3": ("bàn ghế do ai kê", "kê bàn ghế ở hội trường", "ai mượn bàn", "bàn nào", "mấy bàn"),
    "a/4": ("bán ghế cho ai", "ai bán vé", "bán ở hội trường", "bán hàng", "bán mấy vé"),
    "/signature": ("ai ký công văn", "người ký là ông nào", "chữ ký của ai"),
}
BUDGET = class_of_silence("a", "kinh phí")
MONEY = ("kinh phí lấy ở đâu", "tiền in pano ai trả", "bao nhiêu tiền một tấm")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    given = [Example(phrase, (name,)) for name, phrases in PHRASES.items() for phrase in phrases]
    given += [Example(phrase, (BUDGET, SILENCE)) for phrase in MONEY]
    folder = tmp_path_factory.mktemp("taught") / "classifier"
    teach(given, folder)
    return folder


@pytest.fixture(scope="module")
def taught(folder: Path) -> Classifier:
    return Classifier(folder)


def likest(taught: Classifier, text: str) -> str:
    return taught.classes[int(taught.likeness(words(text)).argmax())]


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        ("chỗ nào phải treo pano", "a/1"),
        ("băng rôn do ai treo thế", "a/1"),
        ("báo cáo kết quả nộp về cơ quan nào", "a/2"),
        ("đơn vị nào gom báo cáo", "a/2"),
        ("ông nào ký cái này", "/signature"),
    ],
)
def test_a_phrase_held_back_goes_to_its_class_with_marks_and_without(
    taught: Classifier, phrase: str, name: str
) -> None:
    assert likest(taught, phrase) == likest(taught, fold(phrase)) == name


def test_a_matter_held_back_is_like_its_silence_and_like_any(taught: Classifier) -> None:
    likeness = taught.likeness(words("tiền lấy từ kinh phí nào"))
    others = [taught.of(likeness, name) for name in PHRASES]
    assert taught.of(likeness, BUDGET) > max(others)
    assert taught.of(likeness, SILENCE) > max(others)


def test_marks_tell_apart_what_is_spelled_alike_without_them(taught: Classifier) -> None:
    tables, sold = (taught.likeness(words(text)) for text in ("mua bàn ghế", "mua bán ghế"))
    assert taught.of(tables, "a/3") > taught.of(tables, "a/4") + 0.2
    assert taught.of(sold, "a/4") > taught.of(sold, "a/3") + 0.2
    bare = taught.likeness(words("mua ban ghe"))
    assert taught.of(tables, "a/3") > taught.of(bare, "a/3")
    assert taught.of(sold, "a/4") > taught.of(bare, "a/4")


def test_a_question_in_the_same_syllables_as_a_phrase_is_altogether_like_its_class(
    taught: Classifier,
) -> None:
    for name, phrases in {**PHRASES, BUDGET: MONEY}.items():
        for phrase in phrases:
            for text in (phrase, fold(phrase), f"{phrase.upper()}?!"):
                likeness = taught.likeness(words(text))
                assert taught.of(likeness, name) == 1, text
                assert likest(taught, text) in (name, SILENCE)
    assert taught.likeness(words("treo băng rôn ở đâu đâu")).max() < 1


def test_words_that_no_phrase_has_change_nothing(taught: Classifier) -> None:
    asked = taught.likeness(words("ai treo băng rôn thế"))
    assert asked.max() > 0.5
    assert np.array_equal(taught.likeness(words("xyz ai treo băng rôn thế qwerty")), asked)
    nothing = taught.likeness([])
    assert np.array_equal(taught.likeness(words("xyz qwerty 💥")), nothing)
    assert nothing.max() < 0.5


@pytest.mark.parametrize("tabled", [0, 2])
def test_a_likeness_is_the_same_whatever_is_kept_in_a_table(
    taught: Classifier, folder: Path, tabled: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(classifier, "_TABLED", tabled)
    for text in ("treo pano ở đâu, ai trả tiền", "nộp báo cáo báo cáo cho ai", "trăng sao", ""):
        np.testing.assert_allclose(
            Classifier(folder).likeness(words(text)), taught.likeness(words(text)), atol=1e-6
        )


def test_every_likeness_is_between_nothing_and_one_whatever_is_asked(taught: Classifier) -> None:
    for text in ("", "báo cáo " * 500, "ai", "treo pano " * 3, *PHRASES["a/1"], *MONEY):
        likeness = taught.likeness(words(text))
        assert likeness.shape == (len(taught.classes),)
        assert ((likeness >= 0) & (likeness <= 1)).all()


def test_a_word_said_again_counts_little_more(taught: Classifier) -> None:
    said = [taught.of(taught.likeness(words("băng rôn tiền" + " tiền" * n)), BUDGET) for n in (0, 1, 8)]
    assert said[0] < said[1] < said[2]
    assert said[2] - said[1] < 2 * (said[1] - said[0])


def test_without_phrases_of_hints_only_what_is_asked_of_any_paper_is_known(tmp_path: Path) -> None:
    teach(examples({}, ()), tmp_path / "classifier")
    classifier = Classifier(tmp_path / "classifier")
    assert all(name.startswith(("/", "@")) or name == SILENCE for name in classifier.classes)
    likeness = classifier.likeness(words("ai ký công văn này"))
    passages = [Passage(f"a/{name}", "a", "item", "", 0, 0) for name in ("1", "signature")]
    assert classifier.of_passage(likeness, passages[0]) == 0
    assert classifier.of_passage(likeness, passages[1]) > 0.4
    assert classifier.of(likeness, BUDGET) == 0


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("mai trời có mưa lớn không vậy ta", True),
        ("sở y tế thì phải dán mấy tấm áp phích", True),
        ("cho mình hỏi ai giữ con dấu", True),
        ("sáng nay xã mình họp dân ở nhà văn hóa, 60 người dự", False),
        ("cảm ơn bạn nhiều nghen", False),
        ("viết giùm tôi bài phát biểu khai mạc", False),
    ],
)
def test_a_question_is_told_from_any_other_message(index: Index, text: str, asks: bool) -> None:
    difference = index.classifier.question(index.classifier.likeness(words(text)))
    assert difference > 0.3 if asks else difference < -0.3


def test_the_body_that_is_likest_is_no_kind_of_message(index: Index) -> None:
    likeness = index.classifier.likeness(words("chào bạn"))
    name, _ = index.classifier.likeliest(likeness)
    assert not name.startswith("@")


@pytest.mark.parametrize(
    ("passage", "name"),
    [
        ("a/3.4", "a/3.4"),
        ("a/signature", "/signature"),
        ("a/recipients-2", "/recipients"),
        ("a/preamble-1", "/preamble"),
        ("a/b/number", "/number"),
        ("a/numbers", "a/numbers"),
        ("a/4-2", "a/4-2"),
    ],
)
def test_the_parts_of_the_frame_are_one_class_of_all_documents(passage: str, name: str) -> None:
    assert class_of(passage) == name


def test_terms_are_syllables_and_pairs_without_marks_and_those_with_marks_again() -> None:
    plain, marked = ("bao", "cao", "gi", "bao cao", "cao gi"), ("báo", "cáo", "gì", "báo cáo", "cáo gì")
    assert terms(words("Báo cáo gì")) == [*plain, *marked]
    assert terms(words("bao cáo")) == ["bao", "cao", "bao cao", "cáo", "bao cáo"]
    assert terms([]) == []


def test_every_reviewed_phrase_is_altogether_like_its_class(index: Index) -> None:
    silences = [Silence(s.document, s.label, s.phrases) for s in index.silences]
    first: dict[str, Example] = {}
    for each in examples(index.hints, silences):
        first.setdefault(" ".join(syllables(each.phrase)), each)
    for each in first.values():
        likeness = index.classifier.likeness(words(each.phrase))
        assert index.classifier.of(likeness, each.classes[0]) == 1, each
