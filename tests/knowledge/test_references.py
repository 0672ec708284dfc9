import pytest

from knowledge import Document, Passage
from knowledge.references import key_of, references


def cited(text: str, number: str = "1/X") -> dict[str, tuple[str, str]]:
    passage = Passage("d/1", "d", "item", text, 0, len(text))
    found = references("d", number, [passage])
    assert all(reference.sentence in text for reference in found)
    return {reference.target: (reference.relation, reference.sentence) for reference in found}


def test_the_directive_cites_five_documents(directive: Document) -> None:
    relations = {(r.target, r.passage.partition("/")[2]): r.relation for r in directive.references}
    assert relations == {
        ("324-KH-TU", "subject"): "thực hiện",
        ("324-KH-TU", "preamble"): "thực hiện",
        ("140-TTr-STTTT", "preamble"): "theo đề nghị",
        ("324-KH-TU", "1.1"): "thực hiện",
        ("287-KH-TU", "1.1"): "thực hiện",
        ("107-HD-BTGTU", "1.1"): "thực hiện",
        ("111-HD-BTGTU", "1.1"): "thực hiện",
    }


def test_the_sentence_is_the_clause_that_cites(directive: Document) -> None:
    sentences = {(r.target, r.passage.partition("/")[2]): r.sentence for r in directive.references}
    assert sentences["140-TTr-STTTT", "preamble"] == (
        "theo đề nghị của Giám đốc Sở Thông tin và Truyền thông tại Công văn số 140/TTr-STTTT ngày 14/01/2025"
    )
    plan = sentences["287-KH-TU", "1.1"]
    assert plan.startswith("Kế hoạch số 287-KH/TU ngày 28/6/2024")
    assert plan.endswith("nhiệm kỳ 2026 – 2031")


@pytest.mark.parametrize(
    ("text", "target", "relation"),
    [
        ("Căn cứ Nghị định số 30/2020/NĐ-CP của Chính phủ;", "30-2020-NĐ-CP", "căn cứ"),
        ("Theo đề nghị của Sở tại Tờ trình 12/TTr-SNV.", "12-TTr-SNV", "theo đề nghị"),
        ("Tiếp tục triển khai Chỉ thị số 08 /CT-UBND.", "08-CT-UBND", "thực hiện"),
        ("Như đã nêu tại Thông báo số 5-TB/TU.", "5-TB-TU", "nhắc đến"),
        ("Căn cứ luật. Xem Công văn số 9/SNV-VP.", "9-SNV-VP", "nhắc đến"),
        ("Quyết định này thay thế Quyết định số 7/QĐ-X.", "7-QĐ-X", "thay thế"),
        ("Bãi bỏ Chỉ thị số 8/CT-X.", "8-CT-X", "bãi bỏ"),
        ("Quy chế này sửa đổi, bổ sung Điều 2 Quyết định số 9/QĐ-X.", "9-QĐ-X", "sửa đổi"),
        ("Nghị định số 3/2004/NĐ-CP hết hiệu lực từ ngày này.", "3-2004-NĐ-CP", "bãi bỏ"),
        ("Căn cứ Luật số 59/2020/QH14;", "59-2020-QH14", "căn cứ"),
    ],
)
def test_the_relation_is_the_last_one_said_in_the_sentence(text: str, target: str, relation: str) -> None:
    assert cited(text)[target][0] == relation


@pytest.mark.parametrize(
    "text", ["ngày 28/6/2024", "giai đoạn 2021-2025", "tỷ lệ 1/2", "số 12", "khoản 3-Điều"]
)
def test_dates_and_figures_are_no_documents(text: str) -> None:
    assert cited(text) == {}


def test_the_own_number_is_no_reference() -> None:
    assert cited("Kèm theo Quyết định số 88/QĐ-UBND", number="88/QĐ-UBND") == {}


def test_a_key_is_safe_in_file_names() -> None:
    assert key_of("30/2020/NĐ-CP") == "30-2020-NĐ-CP"


def test_two_documents_of_one_verb_have_its_relation() -> None:
    found = cited("Thực hiện Kế hoạch số 5-KH/HU ngày 1/2/2025 và Hướng dẫn số 6-HD/BTG của Huyện ủy.")
    assert {target: relation for target, (relation, _) in found.items()} == {
        "5-KH-HU": "thực hiện",
        "6-HD-BTG": "thực hiện",
    }


def test_what_a_cited_document_does_to_another_is_no_relation_of_this_one() -> None:
    found = cited("Căn cứ Thông tư số 1/2025/TT-X sửa đổi một số điều của Thông tư số 2/2022/TT-X;")
    assert [relation for relation, _ in found.values()] == ["căn cứ", "nhắc đến"]
