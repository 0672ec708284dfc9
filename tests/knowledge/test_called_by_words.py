"""Documents called by their words and asked for their facts; which of those loaded are about something."""

import shutil
from pathlib import Path

import pytest

from knowledge import reload
from knowledge.answer import Answerer
from knowledge.index import load
from knowledge.which import LIST
from tests.knowledge.conftest import KNOWLEDGE
from tests.knowledge.shelf import RULES, TODAY, Ask, Shelf, answerer_of, asking, form, shelf, told

MEETING = """\
VĂN PHÒNG ỦY BAN
HUYỆN AN BÌNH

Số: 32/TB-VP

An Bình, ngày 09 tháng 3 năm 2025

THÔNG BÁO
Kết luận cuộc họp về sửa đường liên thôn

Ngày 04 tháng 3 năm 2025, Phó Chủ tịch Lê Văn Tám họp với các xã về sửa đường liên thôn. Sau khi nghe Báo cáo
số 15/BC-KT ngày 01/3/2025 của Phòng Kinh tế, Phó Chủ tịch kết luận:

1. Mỗi thôn sửa 300 hộ một đoạn đường, chủ hộ góp công vào ngày 12 hằng tháng.

2. Thông báo này bãi bỏ mục 3 Thông báo số 20/TB-VP ngày 05/5/2023 của Văn phòng Ủy ban.

Nơi nhận:
- Phòng Kinh tế;
- Lưu: VT.

CHÁNH VĂN PHÒNG
Trần Văn Bảy
"""
# It ends one resolution of the same subject, and parts of another.
BRIDGE = """\
HỘI ĐỒNG NHÂN DÂN
XÃ SUỐI MƠ

Số: 7/NQ-HĐND

Suối Mơ, ngày 19 tháng 3 năm 2025

NGHỊ QUYẾT
Về mức hỗ trợ sửa cầu treo

1. Mỗi cầu được hỗ trợ 40 triệu đồng.

2. Nghị quyết này thay thế Nghị quyết số 3/NQ-HĐND ngày 11/7/2019 của Hội đồng nhân dân xã Suối Mơ về
mức hỗ trợ sửa cầu treo; bãi bỏ Điều 3 Nghị quyết số 5/NQ-HĐND ngày 15/4/2022 của Hội đồng nhân dân xã
Suối Mơ về cầu treo.

TM. HỘI ĐỒNG NHÂN DÂN
CHỦ TỊCH
Lý Thị Mây
"""
# Rules that speak of the day from which the decision counts, which it says itself.
KEEPING = """\
ỦY BAN NHÂN DÂN
XÃ SUỐI MƠ

Số: 41/QĐ-UBND

Suối Mơ, ngày 20 tháng 3 năm 2025

QUYẾT ĐỊNH
Về việc ban hành Quy chế giữ cầu treo

Điều 1. Ban hành kèm theo Quyết định này Quy chế giữ cầu treo.

Điều 2. Quyết định này có hiệu lực từ ngày 05 tháng 4 năm 2025.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Lý Văn Mão

QUY CHẾ
Giữ cầu treo

Điều 1. Người giữ cầu
1. Mỗi cầu treo có một người giữ.
2. Thôn cử người giữ trong 30 ngày kể từ ngày Quyết định có hiệu lực.
"""


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """Answers from the directive and three documents that nobody has taught."""
    folder = Path(shutil.copytree(KNOWLEDGE / "documents", tmp_path_factory.mktemp("called") / "documents"))
    texts = {"hop": MEETING, "nha": RULES, "sach": form("ke-hoach"), "cau": BRIDGE, "giu": KEEPING}
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    reload.reload(folder, {}, folder.parent / "index")
    return asking(answerer_of(load(folder.parent / "index"), TODAY))


@pytest.mark.parametrize(
    ("question", "passages"),
    [
        ("thông báo kết luận sửa đường liên thôn ai ký, đề ngày mấy vậy em", ["signature", "date"]),
        ("kế hoạch ngày sách và văn hóa đọc do cơ quan nào làm ra và ai ký", ["issuer", "signature"]),
        ("Quyết định dùng nhà văn hóa thôn áp dụng từ bao giờ", ["dieu-3"]),
        ("thông báo 32 gửi phòng nào của Ủy ban nhân dân huyện", ["recipients"]),
        ("kế hoạch ngày sách thực hiện quyết định nào của Thủ tướng", ["preamble"]),
        ("kế hoạch ngày sách thực hiện quyết định nào của Ban Thường vụ Tỉnh ủy", ["preamble"]),
        ("nghị quyết về mức hỗ trợ sửa cầu treo bãi bỏ điều nào", ["2"]),
        ("quy chế giữ cầu treo áp dụng từ bao giờ", ["dieu-2"]),
        ("thông báo kết luận sửa đường bãi bỏ mục nào của thông báo năm 2023", ["2"]),
    ],
)
def test_its_facts_are_told_as_if_it_had_been_named_by_number(
    ask: Ask, question: str, passages: list[str]
) -> None:
    answer = ask(question)
    names = [p.split("/")[-1] for p in told(answer)]
    assert (answer.outcome, names[: len(passages)]) == ("answer", passages)
    assert "date" in passages or "date" not in names  # "ngày sách" asks for no day


def test_a_day_that_is_not_the_papers_own_is_looked_for_inside(ask: Ask) -> None:
    answer = ask("Thông báo 32/TB-VP bắt chủ hộ góp công sửa đường vào ngày mấy hằng tháng")
    assert "32-TB-VP/date" not in told(answer)
    assert told(answer)[0] == "32-TB-VP/1"


@pytest.mark.parametrize(
    ("question", "lead"),
    [
        ("Thông báo số 20/TB-VP còn hiệu lực không hay bị bãi bỏ rồi", "answer_known_of"),
        ("Thông báo số 20/TB-VP về họp xã còn hiệu lực ko hay bị cái nào thay", "answer_known_of"),
        ("Báo cáo số 15/BC-KT còn hiệu lực không", "not_loaded"),
    ],
)
def test_whether_a_cited_one_is_still_in_force_is_told_by_what_ended_it(
    ask: Ask, question: str, lead: str
) -> None:
    assert ask(question).lead == lead


ABOUT = (
    MEETING.replace("32/TB-VP", "33/HD-VP")
    .replace("THÔNG BÁO", "HƯỚNG DẪN")
    .replace("Kết luận cuộc họp về sửa đường liên thôn", "học tập Nghị quyết số 93-NQ/TW")
    + "\nCăn cứ Nghị quyết số 93-NQ/TW ngày 05/11/2024 của Bộ Chính trị.\n"
)


@pytest.fixture(scope="module")
def ask_about(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """Answers from a guide about a cited resolution, and from rules."""
    folder = tmp_path_factory.mktemp("about") / "documents"
    folder.mkdir()
    header = (KNOWLEDGE / "documents" / "catalogue.csv").read_text(encoding="utf-8").splitlines()[0]
    (folder / "catalogue.csv").write_text(f"{header}\n", encoding="utf-8")
    for name, text in {"ve": ABOUT, "nha": RULES}.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    reload.reload(folder, {}, folder.parent / "index")
    return asking(answerer_of(load(folder.parent / "index"), TODAY))


@pytest.mark.parametrize(
    ("question", "lead"),
    [
        ("hướng dẫn học tập nghị quyết 93 ai ký", "answer_facet"),
        ("nghị quyết 93 quy định những gì bên trong", "not_loaded"),
        ("hướng dẫn nghị quyết 93 quy định những gì bên trong", "not_loaded"),
        ("quyết định dùng nhà văn hóa nghị quyết 93 quy định những gì bên trong", "not_loaded"),
    ],
)
def test_one_that_is_about_a_cited_one_is_called_by_it(ask_about: Ask, question: str, lead: str) -> None:
    answer = ask_about(question)
    assert answer.lead == lead
    assert lead == "not_loaded" or told(answer) == ["33-HD-VP/signature"]


# --- which document ---


@pytest.mark.parametrize(
    ("question", "passages"),
    [
        ("trong mấy văn bản đang nạp có cái nào về sửa đường không", ["32-TB-VP/number", "32-TB-VP/subject"]),
        ("trong kho có văn bản nào về nhà cộng đồng", ["12-QĐ-UBND/number", "12-QĐ-UBND/subject"]),
        ("kho có văn bản nào về ngày sách và văn hóa đọc", ["45-KH-UBND/number", "45-KH-UBND/subject"]),
        (
            "Trong kho có văn bản nào về dùng nhà văn hóa không, ban hành ngày nào",
            ["12-QĐ-UBND/number", "12-QĐ-UBND/subject", "12-QĐ-UBND/date"],
        ),
        ("trong kho có văn bản nào nói về chất dễ cháy", ["12-QĐ-UBND/number", "12-QĐ-UBND/subject"]),
    ],
)
def test_which_of_the_loaded_ones_is_meant_is_told_by_number_and_subject(
    ask: Ask, question: str, passages: list[str]
) -> None:
    answer = ask(question)
    assert (answer.lead, told(answer)) == ("answer_which", passages)


@pytest.mark.parametrize(
    "question",
    [
        "trong kho hiện đang nạp những văn bản nào để tôi tra",
        "may nay dang co san toan van may van ban gi",
        "kho mình có bao nhiêu văn bản tất cả",
        "kể giùm mấy giấy tờ mà tui hỏi em được",
        "em giữ trong bụng được mấy tờ giấy của tỉnh rồi",
    ],
)
def test_the_list_is_told_where_all_is_asked(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert (answer.outcome, answer.lead) == ("answer", LIST)
    assert {quote.citation.passage.split("/")[1] for quote in answer.quotes} == {"number", "subject"}


def test_none_is_told_where_none_is_about_it(ask: Ask) -> None:
    assert ask("trong kho có văn bản nào về bóng đá không").outcome == "abstain"


# --- numbers that are no documents' ---


@pytest.fixture(scope="module")
def numbered() -> Shelf:
    return shelf(MEETING, RULES, form("ke-hoach"), MEETING.replace("32/TB-VP", "300/TB-VP"))


@pytest.mark.parametrize(
    ("question", "keys"),
    [
        ("quá hạn 12 ngày thì sao", []),
        ("nhà cao 45 tầng", []),
        ("hôm 12/3 nộp ở đâu", []),
        ("thôn có 300 hộ thì sửa mấy đoạn", []),
        ("quyết định 12 thì xã làm gì", ["12-QĐ-UBND"]),
        ("kế hoạch số 45 nói gì", ["45-KH-UBND"]),
        ("theo 300 thì sao", ["300-TB-VP"]),
        ("kế hoạch 12 thì xã làm gì", ["12-QĐ-UBND"]),
    ],
)
def test_a_bare_number_names_a_document_unless_it_counts_something(
    numbered: Shelf, question: str, keys: list[str]
) -> None:
    assert [d.key for _, named in numbered.read(question).named for d in named] == keys


# --- names that are no names of documents ---


@pytest.mark.parametrize(
    ("question", "key"),
    [
        (
            "kế hoạch số ngày sách có những việc gì",
            "45-KH-UBND",
        ),  # "kế hoạch số" is of the directive's subject
        ("thông báo sửa đường liên thôn thì Phòng Kinh tế làm gì", "32-TB-VP"),
    ],
)
def test_words_of_a_type_or_of_a_body_with_work_name_no_other_document(
    ask: Ask, question: str, key: str
) -> None:
    assert {quote.citation.key for quote in ask(question).quotes} <= {key}
    assert ask(question).focus.document in ("", key)


def test_those_of_the_party_are_told_by_how_they_are_numbered(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(KNOWLEDGE / "documents", tmp_path / "documents"))
    (folder / "dang.txt").write_text(form("huong-dan-cua-dang"), encoding="utf-8")
    reload.reload(folder, {}, tmp_path / "index")
    answer = answerer_of(load(tmp_path / "index"), TODAY).answer(
        "trong kho có cái nào của cơ quan Đảng không"
    )
    assert told(answer) == ["19-HD-BTGTU/number", "19-HD-BTGTU/subject"]


def test_a_body_that_only_gets_a_copy_is_shown_under_that_name(answerer: Answerer) -> None:
    answer = answerer.answer("356 gui phong nao cua ubnd tinh")
    assert (told(answer), answer.values["facet"]) == (["356-UBND-KGVX/recipients"], "Nơi nhận")
