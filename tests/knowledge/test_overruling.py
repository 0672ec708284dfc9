"""The second opinion in place of what the rules answer: of an invented plan whose questions were reviewed."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from knowledge import NO_FOCUS, answered, build, reload, teaching
from knowledge.answer import Answerer
from knowledge.build import load_silences
from knowledge.index import load
from tests.knowledge.conftest import KNOWLEDGE
from tests.knowledge.shelf import TODAY, answerer_of, form
from tests.shortened import shorten

KEY = "45-KH-UBND"
HINTS = {
    f"{KEY}/{place}": (phrase,)
    for place, phrase in {
        "I.1.1": "làm sao cho dân đọc sách",
        "I.2": "tổ chức thế nào cho đỡ tốn",
        "II.1.a": "bao giờ thư viện mở cửa",
        "II.1.b": "hạn báo cáo",
        "II.2": "ai vận động tặng sách",
    }.items()
}
SILENCES = (
    f"{KEY}:\n- label: giải thưởng của ngày sách\n  phrases: [ngày sách có giải thưởng gì, ai được giải]\n"
    "- label: bên trong Quyết định 12\n  cited: [12-QĐ-TTg]\n"
    "  phrases: [quyết định của Thủ tướng dặn gì, trong quyết định ngày sách có mấy điều]\n"
)
# What the rules hear otherwise; each is asked in several ways, so that something is learnt of it.
ASKED = {
    "II.1.a": ["cửa phòng đọc", "hôm nào vào mượn truyện", "giờ vào mượn truyện", "mượn truyện buổi nào"],
    "date + number": ["tờ này trích dẫn sao cho đủ", "ghi nguồn tờ này thế nào", "chú thích nguồn ra sao"],
    "recipients": ["chị văn thư có giữ một tờ", "văn thư giữ tờ này chứ", "văn thư có tờ này trong tủ"],
    answered.NOT_STATED: ["cháu tôi lớp mấy thì thi", "thi kể chuyện mấy vòng", "thi vẽ tranh ở đâu"],
    answered.NOT_LOADED: ["Thủ tướng bảo sao về chuyện đó", "trung ương bày cách gì", "Thủ tướng bày gì"],
}


@pytest.fixture(scope="module")
def taught(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The published index of the plan, beside a decision and the directive, which are not taught."""
    folder = tmp_path_factory.mktemp("overruling")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(answered, "ASKED", folder / "asked.yml")
        patch.setattr(teaching, "QUESTIONS", Path(shutil.copy(teaching.QUESTIONS, folder)))
        shorten(folder, 12)
        patch.setattr(build, "_MANY", 0)  # the encoder learns no everyday words: that takes most of the time
        lists = {name: [f"{q}{end}" for q in each for end in ("", " nhỉ")] for name, each in ASKED.items()}
        (folder / "asked.yml").write_text(yaml.safe_dump({KEY: lists}, allow_unicode=True), encoding="utf-8")
        shutil.copytree(KNOWLEDGE / "documents", folder / "documents")
        for name in ("ke-hoach", "quyet-dinh-kem-quy-che"):
            (folder / "documents" / f"{name}.txt").write_text(form(name), encoding="utf-8")
        (folder / "not_stated.yml").write_text(SILENCES, encoding="utf-8")
        silences = load_silences(folder / "not_stated.yml")
        reload.reload(folder / "documents", HINTS, folder / "index", silences)
        yield folder / "index"


@pytest.fixture(scope="module")
def answerer(taught: Path) -> Answerer:
    return answerer_of(load(taught), TODAY)


def places(answerer: Answerer, question: str) -> list[str]:
    return [quote.citation.passage.rpartition("/")[2] for quote in answerer.answer(question).quotes]


def test_a_passage_is_quoted_for_what_the_rules_do_not_hear(answerer: Answerer) -> None:
    question = "mượn truyện vào hôm nào"
    assert answerer.unaided(question).lead != "answer"
    answer = answerer.answer(question)
    assert (answer.outcome, answer.lead, answer.focus.document) == ("answer", "answer", KEY)
    assert places(answerer, question) == ["II.1.a"]
    assert 0.5 < answer.confidence < 1


def test_facts_of_the_frame_are_told_by_their_labels(answerer: Answerer) -> None:
    answer = answerer.answer("ghi nguồn tờ này sao cho đủ")
    assert (answer.lead, answer.values["facet"]) == ("answer_facet", "Ngày ban hành, Số, ký hiệu")
    assert places(answerer, "ghi nguồn tờ này sao cho đủ") == ["date", "number"]


def test_what_is_not_stated_and_what_stands_in_a_cited_one_is_said_so(answerer: Answerer) -> None:
    assert answerer.answer("thi kể chuyện mấy vòng ở đâu").outcome == "abstain"
    inside = answerer.answer("Thủ tướng bày cách gì về chuyện đó")
    assert (inside.outcome, "12/QĐ-TTg" in inside.values["document"]) == ("not_loaded", True)


def test_a_question_about_another_document_is_left_to_the_rules(answerer: Answerer) -> None:
    question = "mượn truyện hôm nào trong quyết định ban hành quy chế"
    answer = answerer.answer(question)
    assert KEY not in {quote.citation.key for quote in answer.quotes}, answer


def test_what_goes_on_about_an_earlier_question_is_left_to_the_rules(answerer: Answerer) -> None:
    before = answerer.answer("ai vận động tặng sách").focus
    alone, on = (answerer.answer("còn hôm nào vào mượn truyện", focus) for focus in (NO_FOCUS, before))
    assert places(answerer, "hôm nào vào mượn truyện") == ["II.1.a"]
    assert alone.confidence < 1
    assert on == answerer.answer("còn hôm nào vào mượn truyện", before)
    assert [q.citation.passage for q in on.quotes] != [f"{KEY}/II.1.a"]


def test_of_facts_told_together_the_one_plainly_asked_for_comes_first(answerer: Answerer) -> None:
    question = "cơ quan nào ban hành kế hoạch 45, nơi nhận có văn thư giữ một tờ"
    told = [
        (answer.values["facet"], [quote.citation.passage.rpartition("/")[2] for quote in answer.quotes])
        for answer in (answerer.unaided(question), answerer.answer(question))
    ]
    assert told == [
        ("Cơ quan ban hành, Nơi nhận", ["issuer", "recipients"]),
        ("Nơi nhận, Cơ quan ban hành", ["recipients", "issuer"]),
    ]


def test_what_is_brief_means_what_was_talked_about(answerer: Answerer) -> None:
    before = answerer.answer("ai vận động tặng sách").focus
    assert places(answerer, "giờ mượn truyện") == ["II.1.a"]
    told = answerer.answer("giờ mượn truyện", before)
    assert [quote.citation.passage for quote in told.quotes] != [f"{KEY}/II.1.a"]
