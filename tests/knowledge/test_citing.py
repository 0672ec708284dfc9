import dataclasses
import datetime

import pytest

from knowledge import Document
from knowledge.cited import cited_only
from knowledge.citing import Told, merge, told
from knowledge.passages import document


def of(text: str) -> dict[str, Told]:
    return {mention.number: each for mention, each in told(text)}


def on(day: int, month: int) -> datetime.date:
    return datetime.date(2025, month, day)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Thực hiện Kế hoạch số 5-KH/HU ngày 02/3/2025 của Ban Thường vụ Huyện ủy An Bình về trồng cây;",
            Told("5-KH/HU", "Kế hoạch", on(2, 3), "Ban Thường vụ Huyện ủy An Bình", "trồng cây"),
        ),
        (
            "Căn cứ Quyết định số 6/QĐ-X ngày 2 tháng 3 năm 2025 của Sở Văn hóa, Thể thao và Du lịch "
            "phê duyệt Đề án (đợt 1) mở lớp hát;",
            Told(
                "6/QĐ-X",
                "Quyết định",
                on(2, 3),
                "Sở Văn hóa, Thể thao và Du lịch",
                "phê duyệt Đề án (đợt 1) mở lớp hát",
            ),
        ),
        (
            "Chỉ thị số 7-CT/TU, ngày 1/2/2025 của Tỉnh ủy “Về đọc sách” có nêu",
            Told("7-CT/TU", "Chỉ thị", on(1, 2), "Tỉnh ủy", "đọc sách"),
        ),
        (
            "Ngày 3/4/2025, Sở Nội vụ đã ban hành Công văn số 8/SNV-VP về việc thi đua.",
            Told("8/SNV-VP", "Công văn", on(3, 4), "Sở Nội vụ", "thi đua"),
        ),
        (
            "theo đề nghị của Giám đốc Sở Y tế tại Tờ trình số 4/TTr-SYT ngày 2/3/2025;",
            Told("4/TTr-SYT", "Tờ trình", on(2, 3), "Sở Y tế"),
        ),
        (
            "theo đề nghị của Phòng Nội vụ, họp tại Công văn số 4/PNV ngày 2/3/2025;",
            Told("4/PNV", "Công văn", on(2, 3)),
        ),
        ("theo văn bản số 9/TB-VP đã gửi", Told("9/TB-VP")),
        ("Tờ trình số 3/TTr-X ngày 31/2/2025 của Sở Y tế.", Told("3/TTr-X", "Tờ trình", None, "Sở Y tế")),
    ],
)
def test_only_what_the_words_say_is_known(text: str, expected: Told) -> None:
    assert of(text)[expected.number] == expected


def test_two_documents_of_one_body_share_its_name() -> None:
    first, second = "Hướng dẫn số 1-HD/BTG ngày 1/2/2025", "Hướng dẫn số 2-HD/BTG ngày 3/2/2025"
    found = of(f"{first} và {second} của Ban Tuyên giáo Huyện ủy.")
    assert [each.issuer for each in found.values()] == ["Ban Tuyên giáo Huyện ủy"] * 2


def test_a_contradiction_makes_the_date_unknown() -> None:
    known, notes = merge([Told("1/X", date=on(1, 1)), Told("1/X", date=on(2, 1))])
    assert known.date is None
    assert notes == ["các câu viện dẫn ghi ngày khác nhau: 01/01/2025 và 02/01/2025"]


def test_records_of_cited_documents_say_who_cites_them() -> None:
    found = cited_only([document("Căn cứ Kế hoạch số 5-KH/HU ngày 02/3/2025;\n\n1. Việc.", "a")])
    assert [(d.key, d.status, d.type) for d in found] == [("5-KH-HU", "cited only", "Kế hoạch")]
    assert found[0].notes == ("tự lập từ câu viện dẫn trong a",)


def test_the_directives_words_tell_what_the_reviewed_rows_say(
    documents: tuple[Document, ...], directive: Document
) -> None:
    found = {d.key: d for d in cited_only([directive])}
    for reviewed in (d for d in documents if d.status == "cited only" and not d.notes):
        read = dataclasses.replace(found[reviewed.key], notes=())
        if reviewed.key != "287-KH-TU":  # its subject goes on behind a semicolon: only the row can know
            assert read == reviewed
        assert reviewed.subject.startswith(read.subject)
    assert found["140-TTr-STTTT"].type == "Công văn"
