"""Answers from the project's own documents: exact quotes, citations, and honest refusals."""

import pytest

from knowledge import NO_FOCUS, Answer
from knowledge.answer import Answerer


def places(answer: Answer) -> list[str]:
    return [quote.citation.passage.partition("/")[2] for quote in answer.quotes]


@pytest.mark.parametrize(
    ("question", "passage"),
    [
        ("3 chủ đề lớn là gì", "1.3"),
        ("ai ký công văn 356", "signature"),
        ("công văn 356 ban hành ngày nào", "date"),
        ("cv356 gửi cho ai", "addressees"),
        ("theo đề nghị của ai", "preamble"),
        ("356 là công văn, chỉ thị hay quyết định?", "number"),
        ("Văn bản đang mở được ban hành hôm nào, ở đâu?", "date"),
        ("kế hoạch phát động thi đua cao điểm của Ban Thường vụ số bao nhiêu", "1.1"),
        ("ai lo co dong truc quan", "4"),
        ("đơn vị nào tổng hợp kết quả báo cáo Ban Thường vụ Tỉnh ủy", "3.4"),
        ("ai kys coong vawn 356", "signature"),
        ("03 chủ đề lớn gồm những gì", "1.3"),
        ("nhiệmvụ của sở vănhóa thểthao dulịch", "4"),
    ],
)
def test_the_right_passage_comes_first(answerer: Answerer, question: str, passage: str) -> None:
    answer = answerer.answer(question)
    assert answer.outcome == "answer"
    assert places(answer)[0] == passage


def test_all_facts_asked_one_after_the_other_are_told(answerer: Answerer) -> None:
    for question, told in (
        ("số, ngày, người ký công văn, nói một lượt", ["number", "date", "signature"]),
        ("số + ngày + trích yếu. gấp", ["number", "date", "subject"]),
    ):
        assert places(answerer.answer(question)) == told


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("cv 356 do UBND tỉnh ra hôm nào", ["date"]),
        ("356 do cơ quan nào ban hành, ngày nào", ["issuer", "date"]),
        ("pct ubnd tỉnh nào ký giấy này", ["signature"]),
    ],
)
def test_what_the_question_tells_itself_is_not_told_again(
    answerer: Answerer, question: str, told: list[str]
) -> None:
    assert places(answerer.answer(question)) == told


@pytest.mark.parametrize(
    ("question", "passage"),
    [
        ("Sở Tài chính có phải lập kế hoạch tuyên truyền đại hội không", "1.2"),
        ("bên sở giao thông có cần tuyên truyền 3 chủ đề lớn ko", "1.3"),
        ("báo Quảng Ngãi có phải lập kế hoạch tuyên truyền đại hội không", "6.1"),
        ("ai hướng dẫn báo đài tuyên truyền đại hội", "3.1"),
    ],
)
def test_whether_a_body_has_to_is_answered_from_its_own_work(
    answerer: Answerer, question: str, passage: str
) -> None:
    assert places(answerer.answer(question))[0] == passage


def test_a_type_of_document_that_is_not_cited_is_said_not_to_be(answerer: Answerer) -> None:
    answer = answerer.answer("công văn 356 có nhắc đến quyết định nào của Thủ tướng không")
    assert (answer.outcome, answer.lead) == ("abstain", "abstain_cites_none")
    assert answer.values["what"] == "quyết định"
    assert answerer.answer("công văn 356 có nhắc đến hướng dẫn nào không").outcome == "answer"


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("sở 4T trình bằng tờ trình số mấy", "140-TTr-STTTT"),
        ("Sở Thông tin và Truyền thông đề nghị lên tỉnh tại công văn ngày nào", "140-TTr-STTTT"),
        ("ban tuyên giáo gửi giấy số mấy", "107-HD-BTGTU"),
    ],
)
def test_what_a_body_has_sent_is_the_paper_that_is_asked_about(
    answerer: Answerer, question: str, about: str
) -> None:
    answer = answerer.answer(question)
    assert (answer.outcome, answer.lead, answer.focus.document) == ("answer", "answer_known_of", about)


def test_facts_of_a_cited_document_one_after_the_other_are_told(answerer: Answerer) -> None:
    answer = answerer.answer("kế hoạch 324: cơ quan, ngày")
    assert (answer.lead, answer.focus.document) == ("answer_known_of", "324-KH-TU")


def test_what_is_not_near_an_answer_is_none_in_other_words(answerer: Answerer) -> None:
    assert answerer.unaided("bao cao xong thi ai ky, chu tich hay pho").outcome == "abstain"


def test_what_the_issuer_of_a_loaded_document_has_sent_is_that_one(answerer: Answerer) -> None:
    assert places(answerer.answer("UBND tỉnh gửi văn bản số mấy")) == ["number"]
    assert answerer.answer("sở y tế gửi báo cáo bằng văn bản số mấy").lead != "answer_known_of"


@pytest.mark.parametrize(
    "text", ["287-kh/tu về việc gì", "324-kh/tu do ai ban hành", "140/ttr-stttt ngày mấy"]
)
def test_a_number_in_small_letters_is_one(answerer: Answerer, text: str) -> None:
    assert answerer.answer(text).outcome == "answer"


@pytest.mark.parametrize(
    "question",
    [
        "kế hoạch phát động thi đua cao điểm mừng 50 năm giải phóng tỉnh của Ban Thường vụ chia làm mấy đợt",
        "tờ trình của Sở Thông tin có xin tiền không",
        "kế hoạch hai tám bảy biểu xã làm mấy công trình",
    ],
)
def test_what_stands_inside_a_document_without_text_is_not_loaded(answerer: Answerer, question: str) -> None:
    assert answerer.answer(question).outcome == "not_loaded"


def test_every_quote_is_an_exact_substring_of_its_document(answerer: Answerer) -> None:
    texts = {d.key: d.text for d in answerer.documents}
    for question in ("3 chủ đề lớn", "sở tttt phải làm gì", "ai ký", "KH 324 ban hành ngày nào", "mục 6"):
        answer = answerer.answer(question)
        assert answer.quotes
        for quote in answer.quotes:
            assert quote.text in texts[quote.citation.key]


def test_the_citation_has_the_form_of_decree_30(answerer: Answerer) -> None:
    citation = answerer.answer("công an tỉnh phải làm gì").quotes[0].citation
    assert citation.document == (
        "Công văn số 356/UBND-KGVX ngày 20/01/2025 của Ủy ban nhân dân tỉnh Quảng Ngãi về việc triển khai "
        "thực hiện Kế hoạch số 324-KH/TU ngày 25/12/2024 của Ban Thường vụ Tỉnh ủy"
    )
    assert citation.place == "mục 5. Công an tỉnh"


@pytest.mark.parametrize(
    ("question", "passages"),
    [
        ("sở TTTT phải làm gì", ["3.1", "3.2", "3.3", "3.4", "1.1", "1.2", "1.3"]),
        ("Sở VHTTDL có nhiệm vụ gì", ["4", "1.1", "1.2", "1.3"]),
        ("cong an phai lam gi", ["5"]),
        ("nhiệm vụ của UBND huyện Bình Sơn", ["1.1", "1.2", "1.3"]),
        ("báo đài phải làm những gì", ["6.1", "6.2", "6.3"]),
        ("Sở Nội vụ có trách nhiệm gì", ["1.1", "1.2", "1.3"]),
    ],
)
def test_the_duties_of_a_body_are_complete_and_nobody_elses(
    answerer: Answerer, question: str, passages: list[str]
) -> None:
    assert places(answerer.answer(question)) == passages


def test_shared_duties_are_labelled_apart_from_a_bodys_own(answerer: Answerer) -> None:
    answer = answerer.answer("Sở VHTTDL có nhiệm vụ gì")
    assert [bool(quote.label) for quote in answer.quotes] == [False, True, True, True]


@pytest.mark.parametrize(
    "question",
    [
        "KH 324 nói gì về kinh phí",
        "nội dung Hướng dẫn 111",
        "kế hoạch số 287-KH/TU giao ai làm gì",
        "hd 107 quy định gì",
    ],
)
def test_the_content_of_a_document_that_is_only_cited_is_not_loaded(
    answerer: Answerer, question: str
) -> None:
    answer = answerer.answer(question)
    assert answer.outcome == "not_loaded"
    assert answer.quotes, "the sentence from which it is known is shown"


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Kế hoạch 287-KH/TU ban hành ngày nào", "287-KH/TU ngày 28/6/2024"),
        ("KH 324 là của cơ quan nào", "Ban Thường vụ Tỉnh ủy"),
        ("công văn 140/TTr-STTTT ngày mấy", "140/TTr-STTTT ngày 14/01/2025"),
        ("tôi cần ngày của Hướng dẫn 107 để ghi vào căn cứ", "107-HD/BTGTU ngày 26/7/2024"),
        ("văn bản nào đề ngày 11/10/2024", "111-HD/BTGTU ngày 11/10/2024"),
        ("hướng dẫn một trăm linh bảy ra ngày nào", "107-HD/BTGTU ngày 26/7/2024"),
        ("thi đua theo kế hoạch 287 là chào mừng dịp gì", "chào mừng 50 năm giải phóng tỉnh Quảng Ngãi"),
        ("bạn biết gì về hướng dẫn 111", "111-HD/BTGTU ngày 11/10/2024"),
    ],
)
def test_what_the_citing_sentence_tells_is_answered(answerer: Answerer, question: str, told: str) -> None:
    answer = answerer.answer(question)
    assert answer.outcome == "answer"
    assert told in answer.quotes[0].text


@pytest.mark.parametrize(
    ("question", "lead"),
    [
        ("hạn nộp báo cáo là khi nào", "abstain_not_stated"),
        ("kinh phí lấy từ đâu", "abstain_not_stated"),
        ("có mẫu báo cáo không", "abstain_not_stated"),
        ("Nghị định 30 quy định thể thức thế nào", "abstain_unknown_document"),
        ("Hội Nông dân phải làm gì", "abstain_no_section"),
        ("thường trực Tỉnh ủy có nhiệm vụ gì", "abstain_no_section"),  # no work of its Ban Tuyên giáo
        ("giá vàng hôm nay", "abstain"),
        ("Sở Văn hóa Đà Nẵng phải làm gì", "abstain"),
        ("cách nấu phở bò", "abstain"),
        ("lương của chủ tịch xã là bao nhiêu", "abstain"),
        ("luong cua chu tich xa la bao nhieu", "abstain"),
        ("bảo hiểm y tế cho người nghèo", "abstain"),
        ("bảng chấm công nộp cho ai ký", "abstain"),
        ("Luật Tiếp cận thông tin áp dụng cho ai", "abstain"),
        ("nhiệm vụ của giáo dục thường xuyên là gì", "abstain"),
    ],
)
def test_what_is_not_there_is_said_to_be_not_there(answerer: Answerer, question: str, lead: str) -> None:
    answer = answerer.answer(question)
    assert (answer.outcome, answer.lead, answer.quotes) == ("abstain", lead, ())


def test_what_is_not_stated_is_named_as_it_was_reviewed_though_a_cue_hears_money(answerer: Answerer) -> None:
    answer = answerer.answer("đăng tin xuyên tạc thì phạt bao nhiêu tiền")
    assert (answer.lead, answer.values["what"]) == ("abstain_not_stated", "mức phạt vi phạm")


def test_a_part_that_is_named_by_its_number_is_told_whatever_was_told_last(answerer: Answerer) -> None:
    first = answerer.answer("mục 3")
    assert places(answerer.answer("cả mục 6 luôn", first.focus)) == ["6.1", "6.2", "6.3"]


def test_a_follow_up_is_about_what_was_talked_about(answerer: Answerer) -> None:
    first = answerer.answer("Sở VHTTDL phải làm gì")
    assert places(answerer.answer("còn công an thì sao", first.focus)) == ["5"]
    cited = answerer.answer("Kế hoạch 324-KH/TU ban hành ngày nào")
    assert "287-KH/TU ngày 28/6/2024" in answerer.answer("còn 287?", cited.focus).quotes[0].text


def test_a_new_subject_leaves_the_old_one(answerer: Answerer) -> None:
    cited = answerer.answer("Kế hoạch 324-KH/TU ban hành ngày nào")
    assert places(answerer.answer("ai chủ trì cổ động trực quan?", cited.focus))[0] == "4"


def test_the_whole_section_can_be_seen(answerer: Answerer) -> None:
    assert places(answerer.section("356-UBND-KGVX/3.2")) == ["3.1", "3.2", "3.3", "3.4"]
    assert answerer.section("no such passage").outcome == "abstain"


@pytest.mark.parametrize("question", ["", "?", "   ", "💥", "\u202e", "a" * 4096, "%s' OR 1=1 --", "mục 99"])
def test_odd_input_is_no_fault(answerer: Answerer, question: str) -> None:
    assert answerer.answer(question, NO_FOCUS).outcome in ("answer", "abstain", "clarify")


def test_two_facts_asked_for_at_once_are_both_told(answerer: Answerer) -> None:
    answer = answerer.answer("công văn ban hành ngày nào, ai ký")
    assert set(places(answer)) == {"signature", "date"}
    assert set(answer.values["facet"].split(", ")) == {"Người ký", "Ngày ban hành"}


def test_the_national_motto_is_told(answerer: Answerer) -> None:
    assert places(answerer.answer("quốc hiệu tiêu ngữ của công văn ghi gì")) == ["motto"]


def test_documents_that_are_cited_are_listed_the_one_described_first(answerer: Answerer) -> None:
    answer = answerer.answer("văn bản nào về thi đua cao điểm được nhắc đến trong công văn")
    assert "287-KH/TU" in answer.quotes[0].text
    assert {q.citation.key for q in answer.quotes} == {"356-UBND-KGVX"}


@pytest.mark.parametrize(
    "question",
    [
        "Cơ quan có cho nuôi mèo trong phòng không?",
        "tất niên cơ quan tổ chức ở quán nào",
        "HLV đội tuyển quốc gia hiện tại người nước nào?",
        "truong thon do ai bau, nhiem ky may nam",
        "Nhiệm vụ của đội dân phòng khi có cháy nhà là gì?",
        "Sở Thông tin và Truyền thông sẽ nhập vào sở nào, từ tháng mấy?",
    ],
)
def test_what_was_asked_before_lends_an_unrelated_question_nothing(answerer: Answerer, question: str) -> None:
    before = answerer.answer("nhiệm vụ của Công an tỉnh")
    alone, after = answerer.answer(question), answerer.answer(question, before.focus)
    assert (alone.outcome, after.outcome) == ("abstain", "abstain")


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("mấy anh phó chủ tịch tỉnh có được gửi bản sao không", "recipients"),
        ("dấu đỏ trên tờ này của ai", "issuer"),
        ("nhờ vào giấy tờ nào mà tỉnh ra cái này", "preamble"),
    ],
)
def test_a_fact_is_heard_in_words_that_no_cue_has(answerer: Answerer, question: str, part: str) -> None:
    answer = answerer.answer(question)
    assert (answer.lead, places(answer)) == ("answer_facet", [part])


@pytest.mark.parametrize("question", ["công văn 356 ban hành ngày nào", "cv 356 ra ngày mấy"])
def test_a_day_asked_of_the_document_by_its_number_is_told_alone(answerer: Answerer, question: str) -> None:
    assert places(answerer.answer(question)) == ["date"]


@pytest.mark.parametrize("before", ["kế hoạch 324 ngày nào", "ai ký", "nhiệm vụ của Công an tỉnh"])
def test_what_is_plainly_asked_of_another_passage_is_no_detail_of_the_last(
    answerer: Answerer, before: str
) -> None:
    focus = answerer.answer(before).focus
    assert places(answerer.answer("ba chủ đề lớn là gì", focus)) == ["1.3"]


def test_which_documents_rest_on_a_cited_one_is_no_question_for_its_content(answerer: Answerer) -> None:
    answer = answerer.answer("Kế hoạch 324 là cái gì và văn bản nào lấy nó làm căn cứ")
    assert (answer.lead, places(answer)[0]) == ("answer_known_of", "preamble")


@pytest.mark.parametrize(("question", "part"), [("mục 3 ý cuối", "3.4"), ("gạch cuối mục 1 ghi gì", "1.3")])
def test_the_last_item_of_a_section_is_found(answerer: Answerer, question: str, part: str) -> None:
    assert places(answerer.answer(question)) == [part]
