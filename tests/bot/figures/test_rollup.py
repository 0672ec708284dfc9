"""The roll-up counts what counts, once, where it belongs; its digest fits into one message."""

import datetime
import re
from dataclasses import replace

import pytest

from bot import app
from bot.figures.digest import digest
from bot.figures.labels import TABLES, load, percent
from bot.figures.rollup import Count, Line
from bot.form import Draft
from bot.reports import Filing
from bot.store import transaction
from tests.reported import FORM, LABELS, Reported


def named(lines: tuple[Line, ...]) -> dict[str, tuple[int, int]]:
    """Reports and people by name, of the lines that have reports."""
    return {line.name: (line.count.reports, line.count.people) for line in lines if line.count.reports}


def test_reports_and_people_are_summed_and_states_counted(office: Reported) -> None:
    for people in (100, 20, 3):
        office.add(attendees=people)
    office.judge(office.add(attendees=1000), "approved")
    office.judge(office.add(), "returned")
    assert office.rollup().total == Count(reports=5, people=1123, approved=1, waiting=3, returned=1)


def test_rejected_reports_and_those_of_training_count_nowhere(office: Reported) -> None:
    office.judge(office.add("Xã Bình Minh", attendees=50), "rejected")
    office.add("Xã Bình Minh", attendees=60, training=True)
    office.add("Xã Bình Minh", datetime.date(2025, 4, 1), attendees=70)
    office.expect("Xã Bình Minh")
    rollup = office.rollup()
    assert rollup.total == Count()
    assert (rollup.units, rollup.absent, rollup.rate) == ((), ("Xã Bình Minh",), 0.0)


def test_a_nil_report_counts_for_who_has_reported_and_for_no_activity(office: Reported) -> None:
    office.add("Phường Sa Huỳnh", datetime.date(2025, 3, 31), nil=True)
    office.expect("Phường Sa Huỳnh", "Xã Bình Minh")
    rollup = office.rollup()
    assert (rollup.total, rollup.nil, rollup.lacking_photos) == (Count(), 1, 0)
    assert (rollup.reported, rollup.on_time, rollup.rate, rollup.absent) == (1, 1, 0.5, ("Xã Bình Minh",))
    (unit,) = rollup.units
    assert (unit.nil, unit.on_time, unit.on_time_rate, unit.expected) == (1, 1, 1.0, True)
    assert named(rollup.levels) == {}


def test_a_unit_is_one_however_it_is_spelled(office: Reported) -> None:
    office.add("xã  Bình Chánh", attendees=1)
    office.add("Xã Bình Chánh", attendees=2)
    office.expect("Xã Bình Chánh")
    (unit,) = office.rollup().units
    assert (unit.name, unit.count.reports, unit.count.people) == ("Xã Bình Chánh", 2, 3)
    assert office.rollup().absent == ()


def test_a_report_without_a_unit_says_so(office: Reported) -> None:
    office.add("", attendees=5)
    rollup = office.rollup()
    assert [unit.name for unit in rollup.units] == ["(chưa rõ đơn vị)"]
    assert named(rollup.levels) == {"(chưa rõ cấp)": (1, 5)}


@pytest.mark.parametrize(
    ("unit", "level"),
    [
        ("Xã Bình Chánh", "Cấp xã"),
        ("Phường Cẩm Thành", "Cấp xã"),
        ("Đặc khu Lý Sơn", "Cấp xã"),
        ("Thị trấn Châu Ổ", "Cấp xã"),
        ("UBND xã Bình Chánh", "Cấp xã"),
        ("Hội LHPN xã Bình Chánh", "Cấp xã"),
        ("Ban Tuyên giáo và Dân vận Đảng ủy xã Ba Tơ", "Cấp xã"),
        ("Thị xã Đức Phổ", "Cấp huyện (trước 01/7/2025)"),
        ("Thành phố Quảng Ngãi", "Cấp huyện (trước 01/7/2025)"),
        ("Huyện ủy Ba Tơ", "Cấp huyện (trước 01/7/2025)"),
        ("Công an tỉnh", "Cấp tỉnh"),
        ("Ban Tuyên giáo Tỉnh ủy", "Cấp tỉnh"),
        ("Sở Văn hóa, Thể thao và Du lịch", "Cấp tỉnh"),
        ("Báo Quảng Ngãi", "Cấp tỉnh"),
        ("Câu lạc bộ Sông Trà", "(chưa rõ cấp)"),
        ("", "(chưa rõ cấp)"),
    ],
)
def test_the_first_words_of_a_unit_tell_its_level(unit: str, level: str) -> None:
    assert LABELS.levels.of(unit) == level


def test_types_have_their_labels_and_an_unknown_one_its_name(office: Reported) -> None:
    office.add(activity_type="van_nghe", attendees=7)
    office.add(activity_type="loai_cu", attendees=8)
    office.add(attendees=9)
    rollup = office.rollup()
    assert named(rollup.types) == {
        "Văn nghệ, văn hóa": (1, 7),
        "loai_cu": (1, 8),
        "(chưa rõ)": (1, 9),
    }
    assert len(rollup.types) == len(FORM.field("activity_type").choices) + 2


def test_a_report_counts_once_for_each_of_its_topics(office: Reported) -> None:
    office.add(topic=["niem_tin", "bau_cu", "niem_tin"], attendees=10)
    office.add(topic=[], attendees=1)
    rollup = office.rollup()
    assert named(rollup.topics) == {
        "Niềm tin mới, khí thế mới": (1, 10),
        "Bầu cử": (1, 10),
        "(không gắn chủ đề)": (1, 1),
    }
    assert rollup.total.reports == 2


def test_the_three_themes_carry_the_clause_in_which_they_stand() -> None:
    sources = {option.name: option.source for option in FORM.field("topic").choices if option.source}
    assert set(sources) == {"niem_tin", "co_do", "thoi_co"}
    (source,) = set(sources.values())
    assert source == "Công văn 356/UBND-KGVX, mục 1, gạch đầu dòng thứ 3"
    document = next((app.ROOT / "knowledge" / "documents").glob("*356*")).read_text(encoding="utf-8")
    section = re.split(r"^\d\. ", document, flags=re.M)[1]
    third = section.split("\n- ")[3]
    for theme in ("Niềm tin mới, khí thế mới", "Cơ đồ, tiềm lực, vị thế", "Thời cơ, thách thức"):
        assert f"“{theme}" in third


def test_every_week_and_month_of_the_period_has_its_line(office: Reported) -> None:
    for day, people in ((1, 1), (9, 2), (10, 4), (31, 8)):
        office.add(day=datetime.date(2025, 3, day), attendees=people)
    rollup = office.rollup()
    assert [(line.name, line.count.people) for line in rollup.weeks] == [
        ("Tuần 9 (01/03–02/03)", 1),
        ("Tuần 10 (03/03–09/03)", 2),
        ("Tuần 11 (10/03–16/03)", 4),
        ("Tuần 12 (17/03–23/03)", 0),
        ("Tuần 13 (24/03–30/03)", 0),
        ("Tuần 14 (31/03)", 8),
    ]
    quarter = office.rollup(office.records.periods.named("2025-Q1"))
    months = [(line.name, line.count.reports) for line in quarter.months]
    assert months == [("Tháng 1/2025", 0), ("Tháng 2/2025", 0), ("Tháng 3/2025", 4)]
    assert "Theo tháng:" in digest(quarter, LABELS)


def test_products_are_summed_by_their_noun(office: Reported) -> None:
    for number, noun in ((12, "băng rôn"), (3, "Băng rôn"), (5, "tin bài")):
        office.add(quantity={"value": number, "what": noun})
    assert office.rollup().products == (("băng rôn", 15), ("tin bài", 5))


def test_the_deadline_day_ends_at_midnight_in_the_province(office: Reported) -> None:
    office.add("Xã Ba Vì", stored_at="2025-04-05T16:59:59.999+00:00")
    office.add("Xã Ba Dinh", stored_at="2025-04-05T17:00:00.000+00:00")
    office.expect("Xã Ba Vì", "Xã Ba Dinh")
    rollup = office.rollup()
    assert {unit.name: unit.on_time for unit in rollup.units} == {"Xã Ba Vì": 1, "Xã Ba Dinh": 0}
    assert (rollup.reported, rollup.on_time, rollup.on_time_rate) == (2, 1, 0.5)


def test_a_report_that_is_changed_late_stays_on_time(office: Reported) -> None:
    first = office.add(attendees=10)
    draft = Draft(fields={**first.fields, "attendees": 12}, id=900, of=first.number, reason="12 người")
    with transaction(office.db):
        inbox = office.db.execute("SELECT MAX(id) FROM inbox").fetchone()[0]
        office.records.reports.revise(inbox, FORM, draft, Filing(first.day, first.unit))
    rollup = office.rollup()
    assert (rollup.total.people, rollup.units[0].on_time) == (12, 1)


def test_a_closed_period_keeps_its_figures(office: Reported) -> None:
    office.add(attendees=10)
    office.close()
    office.add(attendees=90)
    rollup = office.rollup()
    assert rollup.closed_at is not None
    assert rollup.total.people == 10
    assert "Số liệu chốt lúc" in digest(rollup, LABELS)


def test_reports_without_photos_are_counted(office: Reported) -> None:
    office.add(photos=["a" * 64])
    office.add(photos=[])
    office.add()
    assert office.rollup().lacking_photos == 2


def test_a_form_of_other_fields_is_rolled_up_by_their_types(office: Reported) -> None:
    fields = tuple(replace(f, name=f"x_{f.name}") for f in FORM.fields if f.type != "select_multiple")
    other = replace(FORM, fields=fields)
    office.add(x_attendees=30, x_activity_type="van_nghe")
    rollup = office.rollup(form=other)
    assert (rollup.total.people, rollup.topics) == (30, ())
    assert named(rollup.types) == {"Văn nghệ, văn hóa": (1, 30)}


def test_the_digest_tells_the_figures_in_vietnamese(office: Reported) -> None:
    office.add(attendees=1250, activity_type="hoi_nghi", topic=["co_do"])
    office.expect("Xã Bình Chánh", "Xã Bình Minh", "Xã Ba Vì")
    text = digest(office.rollup(), LABELS)
    for line in (
        "TỔNG HỢP tháng 3/2025 (từ 01/03/2025 đến 31/03/2025)",
        "Kỳ chưa chốt; số liệu lấy lúc 08:00 ngày 06/04/2025.",
        "Báo cáo: 1 (đã duyệt 0, chờ duyệt 1, trả lại 0).",
        "Số người dự: 1.250 lượt.",
        "Đơn vị đã báo cáo: 1/3 (33,3%).",
        "Chưa báo cáo (2): Xã Ba Vì, Xã Bình Minh.",
    ):
        assert line in text.splitlines()
    assert "(Công văn 356/UBND-KGVX, mục 1, gạch đầu dòng thứ 3)" in text


def test_the_digest_of_an_empty_period_says_that_nobody_is_expected(office: Reported) -> None:
    text = digest(office.rollup(), LABELS)
    assert "Báo cáo: 0 (" in text
    assert "Chưa có danh sách đơn vị phải báo cáo." in text
    assert (office.rollup().rate, percent(office.rollup().rate)) == (None, "–")


def test_the_digest_of_the_whole_province_fits_into_one_message(office: Reported) -> None:
    choices = FORM.field("activity_type").choices
    topics = [option.name for option in FORM.field("topic").choices]
    for n in range(60):
        unit = f"Phường có một cái tên dài số {n}"
        what = {"value": 100_000 + n, "what": f"sản phẩm tuyên truyền {n}"}
        office.add(
            unit,
            datetime.date(2025, 3, 1 + n % 31),
            activity_type=choices[n % len(choices)].name,
            topic=topics,
            attendees=1_000_000,
            quantity=what,
        )
    office.expect(*(f"Xã có một cái tên dài số {n}" for n in range(100)))
    text = digest(office.rollup(), LABELS)
    assert len(text) < 4096
    assert "- và 50 dòng khác" in text
    assert "và 70 đơn vị khác" in text


def test_every_word_of_the_tables_is_used() -> None:
    sources = "\n".join(p.read_text(encoding="utf-8") for p in (app.ROOT / "bot" / "figures").glob("*.py"))
    text = TABLES.read_text(encoding="utf-8").split("sheets:")[0]
    keys = re.findall(r'^  "?(\w+)"?:', text, flags=re.M)
    assert len(keys) > 50
    assert [k for k in keys if f'"{k}"' not in sources and not k.startswith("state_")] == []
    assert {load()(f"state_{state}") for state in ("new", "returned", "approved", "rejected")}
