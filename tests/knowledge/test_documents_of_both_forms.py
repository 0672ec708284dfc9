"""Invented documents of every type and both forms, built from their parts and read back."""

import datetime
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import Document
from knowledge.changes import form
from knowledge.passages import documents

STATE = """\
ỦY BAN NHÂN DÂN
HUYỆN AN BÌNH
-------

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------
"""
PARTY = """\
HUYỆN ỦY AN BÌNH
*

ĐẢNG CỘNG SẢN VIỆT NAM
"""
TYPES = {
    "Kế hoạch": "KH", "Quyết định": "QĐ", "Chỉ thị": "CT", "Công điện": "CĐ", "Hướng dẫn": "HD",
    "Thông báo": "TB", "Báo cáo": "BC", "Tờ trình": "TTr", "Nghị quyết": "NQ", "Nghị định": "NĐ",
    "Kết luận": "KL", "Quy định": "QyĐ", "Chương trình": "CTr", "Phương án": "PA", "Đề án": "ĐA",
}  # fmt: skip
WORDS = st.sampled_from("trồng cây mùa xuân sửa đường thôn mở lớp học hát dân ca thư viện".split())
SENTENCES = st.lists(WORDS, min_size=3, max_size=25).map(lambda w: " ".join(w).capitalize() + ".")
DISPATCH = "Số: 7/UBND-VX\nV/v dọn cỏ\n\nAn Bình, ngày 05/3/2025\n\nKính gửi: Các thôn.\n\n"


def titled(kind: str, number: str, *, party: bool = False, body: str = "1. Một việc.\n\n2. Hai việc.") -> str:
    head, so = (PARTY, "Số") if party else (STATE, "Số:")
    sign = "T/M BAN THƯỜNG VỤ\nBÍ THƯ" if party else "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH"
    return (
        f"{head}\n{so} {number}\n\nAn Bình, ngày 05 tháng 3 năm 2025\n\n{kind.upper()}\n"
        f"VỀ VIỆC TRỒNG CÂY MÙA XUÂN\n\nCăn cứ Nghị quyết số 9-NQ/HU ngày 01/02/2025;\n\n{body}\n\n"
        f"Nơi nhận:\n- Các thôn;\n- Lưu.\n\n{sign}\nLê Văn Sáu\n"
    )


def one(text: str) -> Document:
    (found,) = documents(text, "x")
    return found


@pytest.mark.parametrize(("kind", "symbol"), TYPES.items())
@pytest.mark.parametrize("party", [False, True], ids=["state", "party"])
def test_a_document_with_a_title_is_read_in_either_form(kind: str, symbol: str, party: bool) -> None:
    number = f"45-{symbol}/HU" if party else f"45/{symbol}-UBND"
    found = one(titled(kind, number, party=party))
    assert (found.type, found.number) == (kind, number)
    assert found.issuer == ("Huyện ủy An Bình" if party else "Ủy ban nhân dân huyện An Bình")
    assert (found.date, found.place) == (datetime.date(2025, 3, 5), "An Bình")
    assert found.subject == "trồng cây mùa xuân"
    assert found.signatory == "Lê Văn Sáu"
    assert (form(found), found.notes) == ("Đảng" if party else "nhà nước", ())
    assert {r.target: r.relation for r in found.references} == {"9-NQ-HU": "căn cứ"}


def test_a_dispatch_has_no_title() -> None:
    found = one(f"{STATE}\n{DISPATCH}Đề nghị các thôn dọn cỏ./.\n")
    assert (found.type, found.number, found.subject) == ("Công văn", "7/UBND-VX", "dọn cỏ")
    assert (found.date, found.addressees) == (datetime.date(2025, 3, 5), ("Các thôn",))


def test_a_title_may_hold_more_than_the_type() -> None:
    text = titled("Chương trình", "3/CTr-UBND")
    found = one(text.replace("CHƯƠNG TRÌNH\nVỀ VIỆC TRỒNG", "CHƯƠNG TRÌNH HÀNH ĐỘNG\nTRỒNG"))
    assert (found.type, found.subject) == ("Chương trình", "hành động trồng cây mùa xuân")


@pytest.mark.parametrize("gap", ["\t", "      "])
def test_a_header_in_two_columns_is_cut_apart(gap: str) -> None:
    found = one(
        f"ỦY BAN NHÂN DÂN{gap}CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        f"HUYỆN AN BÌNH{gap}Độc lập - Tự do - Hạnh phúc\n"
        f"Số: 4/KH-UBND{gap}An Bình, ngày 05 tháng 3 năm 2025\n\n"
        "KẾ HOẠCH\nTrồng cây\n\n1. Một việc.\n\n"
        f"Nơi nhận:{gap}KT. CHỦ TỊCH\n- Các thôn;{gap}PHÓ CHỦ TỊCH\n- Lưu.{gap}Lê Văn Sáu\n"
    )
    assert found.issuer == "Ủy ban nhân dân huyện An Bình"
    assert (found.number, found.place) == ("4/KH-UBND", "An Bình")
    assert found.recipients == ("Các thôn", "Lưu")
    assert (found.signatory_title, found.signatory) == ("KT. CHỦ TỊCH PHÓ CHỦ TỊCH", "Lê Văn Sáu")


def test_a_header_on_one_line_is_cut_apart() -> None:
    found = one(
        "ỦY BAN NHÂN DÂN HUYỆN AN BÌNH CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc\n"
        "Số: 4/KH-UBND An Bình, ngày 05 tháng 3 năm 2025\n\nKẾ HOẠCH\nTrồng cây\n\n1. Một việc.\n"
    )
    assert (found.issuer, found.number) == ("Ủy ban nhân dân huyện An Bình", "4/KH-UBND")
    assert (found.date, found.type) == (datetime.date(2025, 3, 5), "Kế hoạch")


@pytest.mark.parametrize(
    "line",
    [
        "Số:       /KH-UBND",
        "V/v thực hiện Kế hoạch\nSố 324-KH/TU ngày 25/12/2024",
        "V/v thực hiện Kế hoạch\nsố 8/KH-UBND",
    ],
)
def test_a_cited_number_is_never_the_own_one(line: str) -> None:
    body = "Theo Kế hoạch số 12/KH-UBND, đề nghị dọn cỏ./."
    found = one(f"ỦY BAN NHÂN DÂN\nXÃ HÒA AN\n\n{line}\n\nKính gửi: Các thôn\n\n{body}")
    assert found.number == ""
    assert "số, ký hiệu" in found.notes[0]


def test_lines_without_blanks_between_are_parted_by_their_ends() -> None:
    body = (
        "1. Giao trưởng các thôn huy động người dân cùng nhau dọn sạch các tuyến đường trong\n"
        "thôn trước ngày hội.\n"
        "- Mỗi hộ tự quét trước cửa nhà mình vào sáng thứ bảy hằng tuần và đổ rác đúng nơi\n"
        "quy định của thôn.\n"
        "Đề nghị các thôn nghiêm túc thực hiện việc này trong cả năm nay và những năm sau đó\n"
        "nữa./."
    )
    texts = {p.id: " ".join(p.text.split()) for p in one(DISPATCH + body).passages}
    assert texts["7-UBND-VX/1.1"].endswith("quy định của thôn.")
    assert texts["7-UBND-VX/closing"].startswith("Đề nghị các thôn")


def test_a_dash_alone_opens_the_line_below_it() -> None:
    found = one("1. Trưởng thôn\n\n-\nDọn đường.\n\n1.1.\nNgười dân\n\n- Quét sân.")
    assert [p.text for p in found.passages] == [
        "1. Trưởng thôn", "-\nDọn đường.", "1.1.\nNgười dân", "- Quét sân.",
    ]  # fmt: skip


def test_a_deadline_below_a_duty_is_read_out_with_it() -> None:
    found = one("1. Trưởng thôn\n\n- Dọn đường.\n\nThời hạn hoàn thành: Trước ngày 02/3.\n\n- Quét sân.")
    assert found.passages[1].text == "- Dọn đường.\n\nThời hạn hoàn thành: Trước ngày 02/3."
    assert found.passages[2].place == "mục 1. Trưởng thôn, gạch đầu dòng thứ 2"


def test_each_row_of_a_table_is_a_passage() -> None:
    table = "| Việc | Đơn vị |\n|---|---|\n| Dọn đường | Thôn A |\n| Quét sân | Thôn B |\n"
    found = one(f"1. Phân công\n\n{table}")
    rows = [(p.text, p.place) for p in found.passages if p.kind == "paragraph"]
    assert rows[1] == ("| Dọn đường | Thôn A |", "mục 1. Phân công, dòng bảng thứ 2")


def test_remarks_of_the_file_are_no_part_of_the_document() -> None:
    found = one(
        "# Quyết định 5/QĐ-X\n\n> Số hiệu: 5/QĐ-X\n\nĐiều 1. Việc chung.\n\n> Ghi chú của người lưu.\n"
    )
    assert [p.text for p in found.passages if p.kind != "ornament"] == ["Điều 1. Việc chung."]
    assert (found.number, found.references) == ("", ())
    assert any("lời ghi ngoài văn bản: “Quyết định 5/QĐ-X”" in note for note in found.notes)


def test_a_list_of_forms_without_a_header_has_no_recipients_of_its_own() -> None:
    sample = "Kính gửi: …\n\nNơi nhận:\n- Như trên.\n\nCHỦ TỊCH\n\n"
    found = one(f"Mẫu số 1\n\n{sample}Mẫu số 2\n\n{sample}")
    assert (found.recipients, found.signatory) == ((), "")


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(sorted(TYPES)),
    st.integers(1, 9999),
    st.booleans(),
    st.lists(SENTENCES, min_size=1, max_size=8),
    st.integers(40, 100),
)
def test_what_was_put_in_is_read_back(
    kind: str, running: int, party: bool, items: list[str], width: int
) -> None:
    number = f"{running}-{TYPES[kind]}/HU" if party else f"{running}/{TYPES[kind]}-UBND"
    wrapped = [re.sub(rf"(.{{20,{width}}}) ", r"\1\n", item) for item in items]
    body = "\n\n".join(f"{n}. {item}" for n, item in enumerate(wrapped, start=1))
    found = one(titled(kind, number, party=party, body=body))
    assert (found.type, found.number, found.signatory) == (kind, number, "Lê Văn Sáu")
    told = [p for p in found.passages if p.kind == "item"]
    assert [" ".join(p.text.split()) for p in told] == [f"{n}. {t}" for n, t in enumerate(items, start=1)]
    assert [p.id for p in told] == [f"{found.key}/{n}" for n in range(1, len(items) + 1)]
    assert found.notes == ()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(SENTENCES, st.lists(SENTENCES, max_size=3)), min_size=1, max_size=5), st.booleans())
def test_headings_are_context_and_never_in_a_quote(parts: list[tuple[str, list[str]]], letters: bool) -> None:
    marks = ["a)", "b)", "c)"] if letters else ["-"] * 3
    lines = []
    for n, (title, items) in enumerate(parts, start=1):
        lines.append(f"{n}. {title.rstrip('.')}")
        lines += [f"{mark} {item}" for mark, item in zip(marks, items or ["Việc chung."], strict=False)]
    found = one("\n\n".join(lines))
    headings = [p.text for p in found.passages if p.kind == "heading"]
    assert headings == [f"{n}. {t.rstrip('.')}" for n, (t, _) in enumerate(parts, start=1)]
    for passage in (p for p in found.passages if p.kind == "item"):
        assert passage.headings[-1] not in passage.text
        assert passage.headings[-1].startswith(f"{passage.section[0]}.")
