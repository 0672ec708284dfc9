"""What the references between invented documents tell, in both directions."""

import pytest

from knowledge import Document, Focus, facets
from knowledge.cited import cited_only
from knowledge.relations import Relations
from nlu import DocumentNumber
from tests.knowledge.shelf import COMMUNE_PLAN, Shelf, form, shelf, told


@pytest.fixture(scope="module")
def several() -> Shelf:
    loaded = shelf(form("ke-hoach"), form("huong-dan-cua-dang"), COMMUNE_PLAN).documents
    return Shelf((*loaded, *cited_only(loaded)))


@pytest.fixture(scope="module")
def relations(several: Shelf) -> Relations:
    return Relations(several.library(), facets.load())


def key(several: Shelf, wanted: str) -> Document:
    return next(each for each in several.documents if each.key == wanted)


@pytest.mark.parametrize(
    ("question", "about", "passages"),
    [
        ("kế hoạch 90 thực hiện văn bản nào", "90-KH-UBND", ["90-KH-UBND/preamble"]),
        ("ke hoach 90 thuc hien van ban nao", "90-KH-UBND", ["90-KH-UBND/preamble"]),
        ("kế hoạch 90 thay thế văn bản nào", "90-KH-UBND", ["90-KH-UBND/3"]),
        ("văn bản nào thực hiện kế hoạch 45", "45-KH-UBND", ["90-KH-UBND/preamble"]),
        ("van ban nao nhac den ke hoach 45", "45-KH-UBND", ["90-KH-UBND/preamble"]),
        ("công văn nào căn cứ kế hoạch 45", "45-KH-UBND", ["90-KH-UBND/preamble"]),
    ],
)
def test_a_relation_is_told_from_either_end(
    several: Shelf, relations: Relations, question: str, about: str, passages: list[str]
) -> None:
    answer = relations.answer(several.read(question), key(several, about))
    assert answer is not None
    assert (answer.outcome, answer.lead, told(answer)) == ("answer", "answer_relation", passages)
    assert answer.focus == Focus(about, "", "relation")
    assert answer.values["count"] == str(len(passages))


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("kế hoạch 45 ai ký", "45-KH-UBND"),
        ("kế hoạch 45 nói gì", "45-KH-UBND"),
        ("kế hoạch 45 thay thế văn bản nào", "45-KH-UBND"),
        ("kế hoạch 90 sửa đổi văn bản nào", "90-KH-UBND"),
        ("văn bản nào nhắc đến kế hoạch 90", "90-KH-UBND"),
    ],
)
def test_a_relation_that_is_not_asked_for_or_not_known_is_none(
    several: Shelf, relations: Relations, question: str, about: str
) -> None:
    assert relations.answer(several.read(question), key(several, about)) is None


def test_the_preamble_and_the_type_asked_for_come_first() -> None:
    both = "Thực hiện Chỉ thị số 2/CT-TTg của Thủ tướng Chính phủ; Thực hiện Quyết định"
    later = "II. Tổ chức thực hiện Quyết định số 9/QĐ-X về ngày sách ở các thôn.\n\nIII. TỔ CHỨC"
    text = form("ke-hoach").replace("Căn cứ Quyết định", both).replace("II. TỔ CHỨC", later)
    loaded = shelf(text).documents
    own = Shelf((*loaded, *cited_only(loaded)))
    relations = Relations(own.library(), facets.load())
    for question, first in (
        ("kế hoạch 45 tổ chức thực hiện quyết định nào", "Thực hiện Quyết định số 12/QĐ-TTg"),
        (
            "kế hoạch 45 thực hiện chỉ thị nào của thủ tướng chính phủ về ngày sách",
            "Thực hiện Chỉ thị số 2/CT-TTg",
        ),
    ):
        answer = relations.answer(own.read(question), key(own, "45-KH-UBND"))
        assert answer is not None
        assert answer.quotes[0].text.startswith(first)


@pytest.mark.parametrize(
    "question",
    [
        "kế hoạch 45 dẫn ra cả thảy bao nhiêu văn bản khác",
        "đề nghị liệt kê toàn bộ các văn bản được kế hoạch 45 viện dẫn",
        "de nghi liet ke toan bo cac van ban duoc ke hoach 45 vien dan",
    ],
)
def test_all_that_a_document_cites_is_told(several: Shelf, relations: Relations, question: str) -> None:
    answer = relations.answer(several.read(question), key(several, "45-KH-UBND"))
    text = " ".join(quote.text for quote in answer.quotes) if answer else ""
    assert "12/QĐ-TTg" in text
    assert "07/TTr-VHTT" in text


def test_the_oldest_and_the_newest_of_the_documents_cited_are_told(
    several: Shelf, relations: Relations
) -> None:
    for question, number in (
        ("trong các văn bản mà kế hoạch 90 nhắc cái nào cũ nhất", "33/KH-UBND"),
        ("kế hoạch 90 có nhắc các văn bản, văn bản nào mới nhất", "45/KH-UBND"),
    ):
        answer = relations.answer(several.read(question), key(several, "90-KH-UBND"))
        assert answer is not None
        assert [number in quote.text for quote in answer.quotes] == [True]


def test_what_loses_its_force_by_a_document_is_replaced_by_it() -> None:
    said = "Kế hoạch này thay thế Kế hoạch số 33/KH-UBND ngày 01/3/2024 của Ủy ban nhân dân xã Hòa An."
    ended = "Kế hoạch số 33/KH-UBND ngày 01/3/2024 hết hiệu lực kể từ ngày Kế hoạch này có hiệu lực."
    own = shelf(COMMUNE_PLAN.replace(said, ended))
    answer = Relations(own.library(), facets.load()).answer(
        own.read("kế hoạch 90 thay thế kế hoạch nào"), key(own, "90-KH-UBND")
    )
    assert told(answer) == ["90-KH-UBND/3"]


def test_what_two_named_documents_have_to_do_with_each_other_is_the_sentence_that_joins_them(
    several: Shelf, relations: Relations
) -> None:
    answer = relations.between(several.read("kế hoạch 90 với kế hoạch 45 liên quan gì"), ["lien", "quan"])
    assert told(answer) == ["90-KH-UBND/preamble"]
    for question, rest in (
        ("kế hoạch 90 với kế hoạch 45 liên quan gì", ["ai", "mo", "cua", "thu", "vien"]),
        ("kế hoạch 90 và kế hoạch 45 ban hành ngày nào", []),
        ("kế hoạch 90 với hướng dẫn 19 liên quan gì", ["lien", "quan"]),
    ):
        assert relations.between(several.read(question), rest) is None


@pytest.mark.parametrize("facet", ["date", "issuer", "relation"])
def test_the_citing_sentence_tells_what_it_tells_of_a_document_without_text(
    several: Shelf, relations: Relations, facet: str
) -> None:
    answer = relations.of_cited((key(several, "12-QĐ-TTg"),), facet)
    assert (answer.outcome, answer.lead) == ("answer", "answer_known_of")
    assert told(answer) == ["45-KH-UBND/preamble"]
    assert "12/QĐ-TTg ngày 02/01/2025" in answer.quotes[0].text
    assert answer.focus == Focus("12-QĐ-TTg", "", facet, cited=("12-QĐ-TTg",))


@pytest.mark.parametrize("facet", ["", "signatory", "recipients", "duty"])
def test_what_no_citing_sentence_can_tell_is_not_loaded(
    several: Shelf, relations: Relations, facet: str
) -> None:
    answer = relations.of_cited((key(several, "08-CT-TU"),), facet)
    assert (answer.outcome, answer.lead) == ("not_loaded", "not_loaded")
    assert answer.values == {"document": "Chỉ thị số 08-CT/TU"}
    assert told(answer) == ["19-HD-BTGTU/preamble"]


def test_several_cited_documents_are_named_together(several: Shelf, relations: Relations) -> None:
    both = (key(several, "12-QĐ-TTg"), key(several, "33-KH-UBND"))
    answer = relations.of_cited(both, "")
    assert answer.values["document"] == "Quyết định số 12/QĐ-TTg, Kế hoạch số 33/KH-UBND"
    assert len(told(answer)) == 2


def test_a_document_that_nothing_names_is_unknown(relations: Relations) -> None:
    answer = relations.of_unknown(DocumentNumber("KH 999", 0, 6, "999", "Kế hoạch", ""), "")
    assert (answer.outcome, answer.lead, answer.quotes) == ("abstain", "abstain_unknown_document", ())
    assert answer.values == {"document": "Kế hoạch 999", "count": "3"}


def test_a_bare_number_alone_is_not_taken_for_a_cited_document(relations: Relations) -> None:
    assert relations.of_unknown(DocumentNumber("12", 0, 2, "12", "", ""), "").outcome == "abstain"


def test_every_sentence_told_is_in_the_document_that_says_it(several: Shelf, relations: Relations) -> None:
    texts = {d.key: d.text for d in several.documents}
    for document in (d for d in several.documents if d.status == "cited only"):
        answer = relations.of_cited((document,), "relation")
        assert answer.quotes
        for quote in answer.quotes:
            assert quote.text in texts[quote.citation.key]
            assert document.number in quote.text


def test_the_number_of_another_type_is_told_from_where_it_is_cited() -> None:
    text = (
        "ỦY BAN NHÂN DÂN\nXÃ HÒA AN\n\nSố: 9/QĐ-UBND\n\nQUYẾT ĐỊNH\nVề việc hát dân ca\n\n"
        "Theo Tờ trình số 61/TTr-VHXH ngày 02/3/2025 của Phòng Văn hóa; Công văn số 5/SVH ngày 01/3/2025.\n\n"
        "1. Mở lớp.\n"
    )
    loaded = shelf(text).documents
    known = Shelf((*loaded, *cited_only(loaded)))
    relations = Relations(known.library(), facets.load())
    answer = relations.of_type(known.read("theo tờ trình số mấy"), loaded)
    assert answer is not None
    assert "61/TTr-VHXH" in answer.quotes[0].text
    assert relations.of_type(known.read("theo nghị quyết số mấy"), loaded) is None
    assert relations.of_type(known.read("ai ký"), loaded) is None
