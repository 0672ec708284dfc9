"""What was told last is told again where the message only says it again; anything else is a question."""

import dataclasses

import pytest

from knowledge import Answer, Focus, facets
from knowledge.cited import cited_only
from knowledge.confirming import Confirming
from knowledge.relations import Relations
from nlu import abbreviations
from tests.knowledge.shelf import COMMUNE_PLAN, Ask, Shelf, shelf, told

PREAMBLE, RECIPIENTS = "90-KH-UBND/preamble", "90-KH-UBND/recipients"


@pytest.fixture(scope="module")
def own() -> Shelf:
    loaded = shelf(COMMUNE_PLAN).documents
    return Shelf((*loaded, *cited_only(loaded)))


@pytest.fixture(scope="module")
def confirming(own: Shelf) -> Confirming:
    library = own.library()
    return Confirming(library, Relations(library, facets.load()), abbreviations.load(), lambda q, focus: None)


def again(confirming: Confirming, own: Shelf, question: str, focus: Focus) -> Answer | None:
    document = next(d for d in own.documents if d.key == focus.document)
    return confirming.again(own.read(question), document, focus)


CITED = Focus("45-KH-UBND", "", "date", "kế hoạch 45 ngày mấy", PREAMBLE)
LIST = Focus("90-KH-UBND", "", "recipients", "nơi nhận gồm ai", RECIPIENTS)
QUOTED = Focus("90-KH-UBND", "", "", "ai giữ trật tự", "90-KH-UBND/1.a")


@pytest.mark.parametrize(
    ("question", "focus", "passage"),
    [
        ("của huyện An Bình à", CITED, PREAMBLE),
        ("nam 2025 ha", CITED, PREAMBLE),
        ("Về ngày sách?", CITED, PREAMBLE),
        ("Ngày 03/3/2025", CITED, PREAMBLE),
        ("UBND huyện nữa chứ", LIST, RECIPIENTS),
        ("ủy ban nhân dân huyện có không", LIST, RECIPIENTS),
        ("ủy ban nhân dân huyện thì sao", LIST, RECIPIENTS),
        ("ở bến thuyền phải không", QUOTED, "90-KH-UBND/1.a"),
        ("giu trat tu ben thuyen phai khong", QUOTED, "90-KH-UBND/1.a"),
    ],
)
def test_what_stands_in_the_last_answer_is_confirmed_by_it(
    confirming: Confirming, own: Shelf, question: str, focus: Focus, passage: str
) -> None:
    answer = again(confirming, own, question, focus)
    assert answer is not None
    assert (answer.outcome, told(answer)[0]) == ("answer", passage)
    assert (answer.focus.document, answer.focus.question) == (focus.document, focus.question)


@pytest.mark.parametrize(
    ("question", "focus"),
    [
        ("của huyện Hòa An à", CITED),
        ("của ai", CITED),
        ("ngày sách thì làm gì", CITED),
        ("kế hoạch 45 à", CITED),
        ("à", CITED),
        ("Huyện đoàn nữa chứ", LIST),
        ("ở bến thuyền", QUOTED),  # asks for nothing to be confirmed
        ("ở bến xe phải không", QUOTED),
        ("ai giữ trật tự ở bến thuyền phải không", QUOTED),
        ("của huyện An Bình à", dataclasses.replace(CITED, passage="")),
    ],
)
def test_anything_else_is_a_question(confirming: Confirming, own: Shelf, question: str, focus: Focus) -> None:
    assert again(confirming, own, question, focus) is None


def test_in_a_chat_what_was_talked_about_stays_so(ask: Ask) -> None:
    chat = ("hướng dẫn 111 ban hành ngày nào", "của Ban Tuyên giáo Tỉnh ủy à")
    assert ask(*chat).focus.document == "111-HD-BTGTU"
    inside = ask(*chat, "trong đó có mấy mục")
    assert (inside.lead, inside.values["document"]) == ("not_loaded", "Hướng dẫn số 111-HD/BTGTU")
