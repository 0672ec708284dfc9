"""What is asked of the paper itself, in odd words: a handful of phrases, taught in a temporary folder."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from knowledge import facets
from knowledge.classifier import Classifier
from knowledge.facets import Facet
from knowledge.paper import Paper
from knowledge.teaching import Example, teach
from nlu.text import fold, words
from tests.knowledge.shelf import form, shelf

FRAME = {
    "/signature": (
        "ai ký",
        "người ký",
        "ai ký tờ này",
        "vị nào đặt bút",
        "bác nào đặt bút xuống tờ này",
        "ông nào đóng dấu lên tờ này",
        "tên ở cuối là ai",
    ),
    "/number": ("số mấy", "số", "tờ này đánh số bao nhiêu", "ký hiệu gì", "mang số nào"),
    "/date": ("ngày nào", "ngày", "ngày mấy", "tờ này viết hồi nào", "ra hôm nào"),
    "/preamble": (
        "căn cứ vào đâu",
        "dựa vào kế hoạch nào",
        "tờ này theo đề nghị của ai",
        "ai đề nghị",
        "căn cứ kế hoạch số mấy",
    ),
    "/issuer": ("cơ quan nào ban hành", "tờ này của nơi nào"),
    "/subject": ("tờ này nói về gì", "trích yếu ghi gì"),
    "/addressees": ("tờ này gửi cho ai", "kính gửi những đâu"),
    "/recipients": ("nơi nhận", "bản lưu ở đâu"),
    "/motto": ("quốc hiệu", "tiêu ngữ ghi sao"),
}
BODY = {
    "a/1": (
        "ai ký báo cáo tổng hợp",
        "báo cáo tổng hợp nộp cho ai",
        "ai tổng hợp báo cáo",
        "ai ký báo cáo quý",
    ),
    "a/2": ("ai treo băng rôn", "dựng pano chỗ nào"),
}
MONEY = (
    "ai ký giấy rút tiền",
    "tiền rút ở đâu",
    "ai duyệt tiền",
    "kinh phí lấy ở đâu",
    "ai ký duyệt chi tiền",
)
WORK = {
    "/duties": ("đơn vị phải làm những gì", "liệt kê hết nhiệm vụ của đơn vị", "đọc trọn phần của đơn vị"),
    "/task": ("đơn vị có phải treo cờ không", "đơn vị phối hợp với ai", "đơn vị kiểm tra những gì"),
}


def paper(folder: Path, *given: Mapping[str, Sequence[str]], money: Sequence[str] = ()) -> Paper:
    taught = [Example(p, (name,)) for each in given for name, phrases in each.items() for p in phrases]
    taught += [Example(p, ("~a/kinh phí", "~")) for p in money]
    teach(taught, folder / "classifier")
    return Paper(facets.load(), Classifier(folder / "classifier"))


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Paper:
    """Taught nothing but what is asked of any paper."""
    return paper(tmp_path_factory.mktemp("bare"), FRAME)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Paper:
    """Taught as well what a body says and what is not stated."""
    return paper(tmp_path_factory.mktemp("full"), FRAME, BODY, money=MONEY)


def sure(paper: Paper, question: str) -> list[str]:
    return [facet.name for facet in paper.sure(words(question))]


def facet(name: str) -> Facet:
    return next(each for each in facets.load().facets if each.name == name)


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("ông nào đóng dấu", "signatory"),
        ("tên ở cuối tờ này", "signatory"),
        ("tờ này viết hồi nào thế", "date"),
        ("tờ này bác nào đặt bút xuống", "signatory"),
        ("tờ này đánh số bao nhiêu vậy", "number"),
    ],
)
def test_a_fact_asked_for_in_odd_words_is_sure(full: Paper, question: str, name: str) -> None:
    for text in (question, fold(question)):
        assert sure(full, text) == [name]
    assert not full.denies(words(question), facet(name))


@pytest.mark.parametrize("question", ["", "xin chào", "đánh cờ ở đâu", "xyz"])
def test_nothing_is_sure_of_other_words(full: Paper, question: str) -> None:
    assert sure(full, question) == []


def test_the_odd_words_of_these_tests_are_no_cues() -> None:
    for question in ("ông nào đóng dấu", "tên ở cuối tờ này", "tờ này viết hồi nào thế"):
        assert facets.load().asked(words(question)) is None


def test_several_facts_are_told_the_surest_first(full: Paper) -> None:
    assert sure(full, "số, ngày, người ký")[0] == "signatory"
    assert sorted(sure(full, "số, ngày, người ký")) == ["day", "number", "signatory"]
    assert sure(full, "số mấy, ngày nào, ai ký") == ["date", "number", "signatory"]
    assert sure(full, "người ký") == ["signatory"], "what is not asked for is not told"


def listed(paper: Paper, question: str) -> list[str]:
    several = shelf(form("ke-hoach"))
    return [facet.passage for facet in paper.listed(several.read(question))]


def test_facts_asked_one_after_the_other_are_all_told_in_that_order(full: Paper) -> None:
    assert listed(full, "số, ngày, người ký. gấp") == ["number", "date", "signature"]
    assert listed(full, "số mấy + trích yếu ghi gì + tờ này của nơi nào") == ["number", "subject", "issuer"]
    assert listed(full, "số mấy với người ký") == ["number", "signature"]


def test_one_fact_or_one_among_other_things_is_no_list(full: Paper) -> None:
    for question in ("số", "số mấy, ký hiệu gì", "ai ký", "số mấy, ai ký báo cáo quý, tiền rút ở đâu", ""):
        assert listed(full, question) == []
    assert listed(full, "số mấy, người ký, treo cờ, đánh cờ") == []


def test_a_bodys_name_with_and_in_it_is_not_cut(full: Paper) -> None:
    assert listed(full, "số mấy của Sở Văn hóa và người ký") == []
    assert listed(full, "số mấy của Sở Văn hóa, người ký") == ["number", "signature"]


def test_what_sounds_alike_but_is_no_fact_of_the_paper_is_not_sure(tmp_path: Path) -> None:
    other = {"/other": ("số điện thoại người ký", "điện thoại của người ký", "gọi người ký số mấy")}
    asked = "số điện thoại của người ký"
    assert sure(paper(tmp_path / "a", FRAME), asked)
    assert sure(paper(tmp_path / "b", FRAME, other), asked) == []


def test_words_that_stand_in_any_question_ask_for_no_second_fact(full: Paper) -> None:
    assert facet("gist").cues.find(words("quốc hiệu ghi gì"))
    assert full.likely(words("trích yếu ghi gì"), facet("gist"))
    assert sure(full, "quốc hiệu ghi gì") == ["motto"]


def test_of_several_facts_of_one_part_that_whose_cue_is_there_is_told(full: Paper) -> None:
    assert sure(full, "theo đề nghị của ai") == ["proposal"]
    assert sure(full, "căn cứ vào đâu") == ["basis"]


def test_what_the_body_names_as_well_has_to_be_surer(full: Paper) -> None:
    assert sure(full, "dựa vào kế hoạch nào thế") == ["basis"]
    assert full.likely(words("kế hoạch số mấy"), facet("basis"))
    assert sure(full, "kế hoạch số mấy") == []


def test_the_number_of_what_the_paper_rests_on_is_not_its_own(full: Paper) -> None:
    assert sure(full, "mang số nào thế")[0] == "number"
    assert sure(full, "căn cứ kế hoạch số mấy")[0] == "basis"
    assert sure(full, "mang số nào, số mấy, ký hiệu gì")[0] == "number"
    assert "number" not in sure(full, "mang số nào, số mấy, theo đề nghị")


@pytest.mark.parametrize(
    "question", ["ai ký báo cáo quý tổng hợp", "vị nào đặt bút, ai treo băng rôn", "ai dựng băng rôn"]
)
def test_a_passage_of_the_body_goes_before(bare: Paper, full: Paper, question: str) -> None:
    assert sure(bare, question) == ["signatory"]
    assert sure(full, question) == []


def test_a_passage_of_the_body_that_is_far_behind_does_not(full: Paper) -> None:
    assert sure(full, "tờ này bác nào đặt bút xuống dựng pano chỗ nào") == ["signatory"]


@pytest.mark.parametrize(
    "question",
    ["ai ký giấy duyệt chi tiền", "vị nào đặt bút, ai duyệt chi tiền", "vị nào đặt bút, giấy rút tiền ở đâu"],
)
def test_what_is_not_stated_goes_before(bare: Paper, full: Paper, question: str) -> None:
    assert sure(bare, question) == ["signatory"]
    assert sure(full, question) == []
    assert bare.likely(words(question), facet("signatory"))
    assert not full.likely(words(question), facet("signatory"))


def test_a_cue_is_denied_where_the_body_is_asked(bare: Paper, full: Paper) -> None:
    signatory, asked = facet("signatory"), words("ai ký báo cáo quý tổng hợp")
    assert signatory.cues.find(asked)
    assert full.denies(asked, signatory)
    assert not bare.denies(asked, signatory)
    assert not full.likely(asked, signatory)
    for question in ("ai ký", "ai ký xyz", "vị nào đặt bút, ai treo băng rôn"):
        assert not full.denies(words(question), signatory)
        assert full.likely(words(question), signatory)


def test_a_cue_is_denied_where_plainly_nothing_answers(bare: Paper, full: Paper) -> None:
    asked = words("ai ký giấy duyệt chi tiền")
    assert facet("signatory").cues.find(asked)
    assert full.denies(asked, facet("signatory"))
    assert not bare.denies(asked, facet("signatory"))


def test_all_the_work_of_a_body_is_asked_for_whatever_the_body(tmp_path: Path) -> None:
    several = shelf(form("ke-hoach"))
    # Of one body the text says much, and its name alone would be heard as that.
    body = {**BODY, "a/3": ("Sở Nội vụ lo việc gì", "Sở Nội vụ có phần nào", "việc của Sở Nội vụ")}
    heard = paper(tmp_path, FRAME, body, WORK, money=MONEY)

    def whole(question: str) -> bool:
        return heard.asks_for_whole(several.read(question))

    for name in ("đơn vị", "Sở Nội vụ", "Hội Phụ nữ huyện"):
        assert whole(f"{name} phải làm những gì")
        assert whole(f"đọc trọn phần của {name}")
        assert not whole(f"{name} có phải treo cờ không")
        assert not whole(f"{name} phải làm những gì, {name} phối hợp với ai")
        assert not whole(f"{name} phải làm những gì, ai tổng hợp báo cáo quý")
        assert not whole(f"{name} phải làm những gì, ai duyệt tiền rút")


class Heard:
    """A classifier that hears these classes, whatever the words."""

    def __init__(self, **classes: float) -> None:
        self._classes = {f"/{name}": likeness for name, likeness in classes.items()}

    def likeness(self, _words: Sequence[str]) -> None:
        """Nothing."""

    def of(self, _likeness: None, name: str) -> float:
        """The likeness of the class."""
        return self._classes.get(name, 0.0)


def test_facts_asked_together_outweigh_what_stands_inside_a_faint_echo_does_not() -> None:
    def told(**classes: float) -> tuple[str, float]:
        # `Heard` has what a paper asks of a classifier.
        heard = Paper(facets.load(), Heard(**classes))  # type: ignore[arg-type]
        return heard.told_of_cited(["văn", "bản"], proposed=False)

    assert told(number=0.4, date=0.35, content=0.7) == ("number", 0.7)
    assert told(subject=0.55, issuer=0.17, content=0.7) == ("", 0.7)
    assert told(subject=0.55, content=0.5) == ("subject", 0.5)
