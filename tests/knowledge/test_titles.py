"""Documents named by type, issuer, place or subject, among several invented ones."""

import pytest

from knowledge import Document
from knowledge.titles import Titles
from nlu.text import syllables, words
from tests.knowledge.shelf import COMMUNE_PLAN, Shelf, form, shelf


@pytest.fixture(scope="module")
def several() -> Shelf:
    names = ("ke-hoach", "huong-dan-cua-dang", "quyet-dinh-kem-quy-che", "mat-phan-dau")
    return shelf(*map(form, names), COMMUNE_PLAN)


@pytest.fixture(scope="module")
def titles(several: Shelf) -> Titles:
    return Titles(several.documents)


def key(several: Shelf, wanted: str) -> Document:
    return next(each for each in several.documents if each.key == wanted)


def named(titles: Titles, question: str) -> list[str]:
    return [each.document.key for each in titles.named(syllables(question))]


@pytest.mark.parametrize(
    ("question", "keys"),
    [
        ("hướng dẫn ai ký", ["19-HD-BTGTU"]),
        ("quyết định ban hành ngày nào", ["88-QĐ-UBND"]),
        ("quy chế nói gì", ["88-QĐ-UBND.kem-theo"]),
        ("kế hoạch của huyện An Bình", ["45-KH-UBND"]),
        ("ke hoach xa hoa an ai ky", ["90-KH-UBND"]),
        ("kế hoạch đua thuyền", ["90-KH-UBND"]),
        ("kế hoạch ngày sách và văn hóa đọc", ["45-KH-UBND"]),
        ("văn bản của Ban Tuyên giáo Tỉnh ủy", ["19-HD-BTGTU"]),
        ("xã Hòa An có văn bản gì", ["88-QĐ-UBND", "90-KH-UBND"]),
    ],
)
def test_a_document_is_named_by_its_type_its_issuer_or_its_subject(
    titles: Titles, question: str, keys: list[str]
) -> None:
    assert named(titles, question) == keys


@pytest.mark.parametrize(
    ("question", "keys"),
    [
        ("hội đua thuyền có mấy đội", ["90-KH-UBND"]),
        ("sinh hoat chinh tri ve chuyen doi so can gi", ["19-HD-BTGTU"]),
        ("đội nào được dự thi", []),
    ],
)
def test_much_of_a_subject_names_its_document_but_may_be_what_is_asked(
    titles: Titles, question: str, keys: list[str]
) -> None:
    assert named(titles, question) == keys
    assert not any(each.sure for each in titles.named(syllables(question)))


def test_a_subject_that_is_told_outweighs_a_type_that_may_be_a_verb(titles: Titles) -> None:
    assert named(titles, "tổ chức hội đua thuyền thì ai hướng dẫn") == ["90-KH-UBND"]
    assert named(titles, "theo hướng dẫn thì ai làm") == ["19-HD-BTGTU"]


@pytest.mark.parametrize(
    ("question", "sure"),
    [
        ("hướng dẫn ai ký", True),
        ("theo hướng dẫn thì ai làm", True),
        ("hướng dẫn này nói gì", True),
        ("sở nào hướng dẫn đóng cống", False),
        ("ai được quyết định nghỉ học", False),
        ("kế hoạch ai ký", True),
    ],
)
def test_a_type_that_is_a_verb_as_well_names_surely_only_as_a_noun(
    titles: Titles, question: str, sure: bool
) -> None:
    assert {each.sure for each in titles.named(syllables(question))} == {sure}


def test_a_place_is_named_by_another_name_too() -> None:
    head = "ỦY BAN NHÂN DÂN\n{}\n\nSố: {}\n\n{}, ngày 05/3/2025\n\nCHỈ THỊ\nTRỒNG CÂY\n\n1. Một việc.\n"
    places = (
        ("THÀNH PHỐ HỒ CHÍ MINH", "1/CT-UBND", "Thành phố Hồ Chí Minh"),
        ("XÃ HÒA AN", "2/CT-X", "Hòa An"),
    )
    city = Titles(shelf(*(head.format(*place) for place in places)).documents)
    assert named(city, "văn bản của Sài Gòn") == ["1-CT-UBND"]
    assert city.hold(["sai", "gon"])
    assert not city.hold(["da", "nang"])


def test_a_type_that_several_have_names_them_all(titles: Titles) -> None:
    assert set(named(titles, "kế hoạch ai ký")) == {"45-KH-UBND", "90-KH-UBND"}


@pytest.mark.parametrize("question", ["ai ký", "thời tiết hôm nay", "công điện của huyện", "", "văn bản này"])
def test_what_names_no_document_names_none_not_even_one_whose_header_is_lost(
    titles: Titles, question: str
) -> None:
    assert named(titles, question) == []


def test_the_stronger_name_comes_first(titles: Titles) -> None:
    best = titles.named(syllables("kế hoạch tổ chức hội đua thuyền của xã Hòa An"))[0]
    assert best.document.key == "90-KH-UBND"
    assert best.strength > 0


def test_one_document_alone_needs_no_name() -> None:
    alone = shelf(form("ke-hoach"))
    titles = Titles(alone.documents)
    assert titles.named(syllables("kế hoạch của huyện An Bình")) == []
    assert titles.naming(alone.documents, by_title=True) == frozenset()
    assert titles.without_names(alone.read("kế hoạch nói gì về thư viện"), alone.documents) == (
        "kế hoạch nói gì về thư viện"
    )


def test_the_longest_type_is_the_one_named() -> None:
    head = "ỦY BAN NHÂN DÂN\nXÃ HÒA AN\n\nSố: {}\n\nHòa An, ngày 05/3/2025\n\n{}\nTRỒNG CÂY\n\n1. Một việc.\n"
    kinds = (("1/CT-UBND", "CHỈ THỊ"), ("2/CTr-UBND", "CHƯƠNG TRÌNH HÀNH ĐỘNG"), ("3/KH-UBND", "KẾ HOẠCH"))
    titles = Titles(shelf(*(head.format(*kind) for kind in kinds)).documents)
    assert titles.type_named(syllables("chương trình hành động nói gì")) == "Chương trình"
    assert titles.type_named(syllables("kế hoạch và chỉ thị")) in ("Kế hoạch", "Chỉ thị")
    assert titles.type_named(syllables("công văn ai ký")) == ""


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("kế hoạch số 45/KH-UBND ngày 03/3/2025 nói gì về thư viện", "nói gì về thư viện"),
        ("theo kh 45 thì ai mở cửa", "theo thì ai mở cửa"),
        ("Kế hoạch 45", "Kế hoạch 45"),
    ],
)
def test_the_words_that_name_a_document_are_taken_out_unless_there_are_no_others(
    several: Shelf, titles: Titles, question: str, left: str
) -> None:
    q = several.read(question)
    assert titles.without_names(q, [key(several, "45-KH-UBND")]) == left


def test_a_subject_names_only_where_the_document_was_named_by_its_title(
    several: Shelf, titles: Titles
) -> None:
    plan = [key(several, "90-KH-UBND")]
    assert {"ke", "hoach", "hoa", "an"} <= titles.naming(plan, by_title=False)
    assert "thuyen" not in titles.naming(plan, by_title=False)
    assert "thuyen" in titles.naming(plan, by_title=True)


def test_only_places_and_issuers_of_the_documents_are_held(titles: Titles) -> None:
    assert titles.hold(["hoa", "an"])
    assert titles.hold(syllables("Ban Tuyên giáo"))
    assert not titles.hold(["da", "nang"])
    assert not titles.hold(["binh", "an"])


def test_marks_that_were_typed_tell_other_words_from_a_name(several: Shelf) -> None:
    guide = form("huong-dan-cua-dang").replace("BAN TUYÊN GIÁO", "BAN TUYÊN GIÁO VÀ DÂN VẬN")
    titles = Titles(shelf(guide, form("ke-hoach"), COMMUNE_PLAN).documents)

    def asked(question: str) -> list[str]:
        return [each.document.key for each in titles.named(syllables(question), words(question))]

    assert asked("dân vận làm gì") == ["19-HD-BTGTU"]
    assert asked("dan van lam gi") == ["19-HD-BTGTU"]
    assert asked("dân vẫn làm gì") == []


OF_A_PLAN = (
    "Số: 6/CV-UBND\n\nHòa An, ngày 02/3/2025\n\nV/v triển khai Kế hoạch số 8/KH-UBND\n\n1. Một việc.\n"
)


def test_the_words_of_a_type_name_no_subject_that_cites_one() -> None:
    head = "Số: {}/KH-UBND\n\nHòa An, ngày 05/3/2025\n\nKẾ HOẠCH\n{}\n\n1. Một việc.\n"
    of = shelf(OF_A_PLAN, head.format(8, "TRỒNG CÂY GÂY RỪNG"), head.format(9, "ĐẮP KÈ CHỐNG SẠT LỞ"))
    found = Titles(of.documents).named(syllables("trong kế hoạch số liệu trồng cây là bao nhiêu"))
    assert [each.document.key for each in found] == ["8-KH-UBND"]


def test_a_form_behind_a_letter_is_not_called_by_a_verb() -> None:
    letter = (
        "ỦY BAN NHÂN DÂN\nXÃ HÒA AN\n\nSố: 7/UBND\n\nHòa An, ngày 03/3/2025\n\nV/v đếm trâu bò\n\n"
        "1. Một việc.\n\nNơi nhận:\n- Lưu: VT.\n\nTM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nLê Văn Ba\n\n"
        "BÁO CÁO\nSố trâu bò\n\n1. Thôn: …\n"
    )
    of = shelf(letter, form("ke-hoach"))
    assert {d.type for d in of.documents} >= {"Báo cáo"}
    titles = Titles(of.documents)
    assert titles.named(syllables("các xã báo cáo hằng tuần ở đâu")) == []
    assert [n.document.type for n in titles.named(syllables("trong báo cáo số trâu bò ghi gì"))] == [
        "Báo cáo"
    ]
