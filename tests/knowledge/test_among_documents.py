"""Questions about one of several documents that is named by other things than its number."""

import shutil
from pathlib import Path

import pytest

from knowledge import reload
from knowledge.index import load
from tests.knowledge.shelf import COMMUNE_PLAN, TODAY, Ask, answerer_of, asking, form, told
from tests.knowledge.test_selfnaming import DECREE

HEAD = "{}\n-------\n\nSố: {}\n\n{}, ngày {} năm 2025\n\n{}\n\n{}\n\n"
SIGNED = "\n\nNơi nhận:\n- Như trên;\n- Lưu: VT.\n\nTM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nPhan Văn Tám\n"
STORM = (
    HEAD.format(
        "ỦY BAN NHÂN DÂN\nTHÀNH PHỐ HỒ CHÍ MINH", "7/CT-UBND", "Thành phố Hồ Chí Minh", "06 tháng 3",
        "CHỈ THỊ", "BẢO VỆ ĐÊ BIỂN MÙA BÃO",
    )
    + "Thực hiện Quyết định số 3/QĐ-TTg ngày 02/01/2025 của Thủ tướng Chính phủ về đê điều; Chỉ thị số "
    "5/CT-TTg ngày 01/02/2025 của Thủ tướng Chính phủ về phòng bão;\n\n"
    "1. Sở Nông nghiệp\n\na) Cử đội tuần tra đê biển từ Đà Nẵng vào theo Luật Đê điều năm 2006.\n\n"
    "b) Đắp kè đê biển trước mùa bão.\n\n"
    "2. Các sở\n\na) Sở nào quản lý cống thì hướng dẫn đóng cống."
    + SIGNED
)  # fmt: skip


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    folder = tmp_path_factory.mktemp("among") / "documents"
    folder.mkdir()
    shutil.copy(Path(reload.__file__).parent / "documents" / "catalogue.csv", folder)
    header = (folder / "catalogue.csv").read_text(encoding="utf-8").splitlines()[0]
    (folder / "catalogue.csv").write_text(f"{header}\n", encoding="utf-8")
    texts = {"bao": STORM, "xa": COMMUNE_PLAN, "nghi-dinh": DECREE}
    texts |= {name: form(name) for name in ("ke-hoach", "huong-dan-cua-dang", "quyet-dinh-kem-quy-che")}
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    reload.reload(folder, {}, folder.parent / "index")
    return asking(answerer_of(load(folder.parent / "index"), TODAY))


@pytest.mark.parametrize(
    ("question", "passage"),
    [
        ("nghị định 12 quy định về cái gì", "nghi-dinh/dieu-1"),
        ("Nghị định 12/2031/NĐ-CP căn cứ luật nào", "nghi-dinh/preamble"),
        ("điều 1 nghị định về công tác thư viện", "nghi-dinh/dieu-1"),
        ("chỉ thị của Sài Gòn ai ký", "7-CT-UBND/signature"),
        ("chỉ thị 7 căn cứ quyết định nào", "7-CT-UBND/preamble"),
        ("quy chế nhà văn hóa thôn do ai ký", "88-QĐ-UBND/signature"),
    ],
)
def test_a_document_is_found_by_what_people_call_it(ask: Ask, question: str, passage: str) -> None:
    answer = ask(question)
    assert answer.outcome == "answer"
    assert told(answer)[0] == passage


def test_what_is_asked_of_its_subject_is_searched_in_it_and_no_fact_about_it(ask: Ask) -> None:
    assert told(ask("đắp kè đê biển khi nào"))[0] == "7-CT-UBND/1.b"


def test_a_verb_that_is_also_a_type_does_not_keep_the_search_in_that_document(ask: Ask) -> None:
    answer = ask("đóng cống thì sở nào hướng dẫn")
    assert told(answer)[:1] == ["7-CT-UBND/2.a"]


def test_a_province_that_a_document_names_is_not_elsewhere(ask: Ask) -> None:
    assert told(ask("đội tuần tra đê biển từ Đà Nẵng vào do ai cử"))[:1] == ["7-CT-UBND/1.a"]
    elsewhere = ask("đội tuần tra đê biển ở Bình Định do ai cử")
    assert (elsewhere.outcome, elsewhere.quotes) == ("abstain", ())


def test_an_article_of_a_law_that_is_only_named_is_not_loaded(ask: Ask) -> None:
    answer = ask("điều 5 luật đê điều nói gì")
    assert (answer.outcome, answer.values, told(answer)) == (
        "not_loaded", {"document": "Luật đê điều"}, ["7-CT-UBND/1.a"],
    )  # fmt: skip
    unknown = ask("điều 5 luật hàng không nói gì")
    assert (unknown.outcome, unknown.quotes) == ("abstain", ())


def test_the_reference_of_the_type_asked_for_comes_first(ask: Ask) -> None:
    assert "Quyết định số 3/QĐ-TTg" in ask("chỉ thị 7 thực hiện quyết định nào").quotes[0].text
    assert ask("chỉ thị 7 thực hiện chỉ thị nào").quotes[0].text.startswith("Chỉ thị số 5/CT-TTg")


def test_what_a_document_cites_is_listed_though_numbers_are_asked_for(ask: Ask) -> None:
    answer = ask("chỉ thị 7 lôi ra bao nhiêu giấy khác, chép đủ ký hiệu từng tờ")
    assert answer.lead == "answer_relation"
    assert len(answer.quotes) > 1
    assert ask("số, ký hiệu của chỉ thị 7").lead == "answer_facet"


def test_two_documents_that_are_named_together_are_told_by_the_sentence_that_joins_them(ask: Ask) -> None:
    answer = ask("kế hoạch 90 với kế hoạch 45 liên quan gì nhau")
    assert (answer.lead, told(answer)) == ("answer_relation", ["90-KH-UBND/preamble"])
    assert ask("kế hoạch 90 với chỉ thị 7 liên quan gì nhau").lead != "answer_relation"


@pytest.mark.parametrize(
    ("question", "bodies"),
    [("thứ trưởng phải làm gì", 0), ("thủ trưởng phải làm gì", 1), ("thu truong phai lam gi", 1)],
)
def test_marks_tell_a_short_name_from_another(ask: Ask, question: str, bodies: int) -> None:
    answer = ask(question)
    assert bool(answer.values.get("body")) == bool(bodies)


def test_a_branch_is_its_department_and_its_part_of_the_document_is_no_work(ask: Ask) -> None:
    both = ["7-CT-UBND/1.a", "7-CT-UBND/1.b", "7-CT-UBND/2.a"]
    assert told(ask("ngành nông nghiệp phải làm gì theo chỉ thị 7")) == both
    part = ask("theo phần tổ chức thực hiện của kế hoạch 45 thì huyện đoàn làm gì")
    assert told(part) == ["45-KH-UBND/II.2"]
