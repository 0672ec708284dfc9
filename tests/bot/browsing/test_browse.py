"""scripts/browse.py over HTTP: what was stored is shown, found, counted, drawn and taken away in files."""

from __future__ import annotations

import csv
import datetime
import html
import io
import json
import re
from collections import Counter

import pytest

from bot.browsing import words
from bot.browsing.charts import WEEKS
from bot.periods import Period
from tests.browsed import TODAY, UNITS, Looked, days_ago

NAMES = list(words.load().pages)
MONDAY = TODAY - datetime.timedelta(days=TODAY.weekday())
WINDOW = Period("week", "", MONDAY - datetime.timedelta(weeks=WEEKS - 1), MONDAY + datetime.timedelta(days=6))
ENGLISH = re.compile(
    r"\b(?:rows?|view|table|search|sort(?:ed)? by|suggested|powered|facets?|download|export|where|page|null"
    r"|error|report|approved|returned|rejected|answer|abstain|wrong|right|loaded|cited|none|true|false)\b",
    re.I,
)


# --- what is shown ---


@pytest.mark.parametrize("name", NAMES)
def test_a_page_shows_its_rows_under_vietnamese_headings(looked: Looked, name: str) -> None:
    text, told = looked.text(f"/xem/{name}"), words.load().pages[name]
    assert f"<h1>{told.title}</h1>" in text
    assert [h for h in told.headings if h and f">{h}" not in text] == []
    rows = looked.rows(name)
    assert rows
    assert f"<b>{len(rows)}</b> dòng" in text
    assert re.search(r"Số liệu lúc \d\d:\d\d:\d\d ngày \d\d/\d\d/\d{4}", text)


@pytest.mark.parametrize(
    "path", ["/", "/bieu-do", "/xem/bao_cao/BC-2025-000001", *(f"/xem/{n}" for n in NAMES)]
)
def test_no_page_is_in_english(looked: Looked, path: str) -> None:
    text = re.sub(r"<style.*?</style>|<head>.*?</head>|<[^>]*>", " ", looked.text(path), flags=re.S)
    assert ENGLISH.findall(re.sub(r"python3 scripts/\S+(?: --\w+)?", "", text)) == []


def test_reports_are_shown_in_words(looked: Looked) -> None:
    row = looked.rows("bao_cao", "Số+báo+cáo=BC-2025-000001")[0]
    assert row["Loại hoạt động"] == "Hội nghị, sinh hoạt, tuyên truyền miệng"
    assert json.loads(row["Chủ đề"]) == [looked.office.form.first("select_multiple").choices[0].label]
    assert (row["Đơn vị"], row["Cấp"], row["Số người dự"]) == ("Xã Ba Dinh", "Cấp xã", 100)
    assert (row["Số lượng sản phẩm"], row["Ảnh (số tệp)"]) == ("12 băng rôn", 1)
    assert (row["Trạng thái"], row["Được tính"], row["Đúng hạn"]) == ("Chờ duyệt", "có", "có")
    assert row["Kỳ"] == looked.office.records.periods.containing(TODAY).name
    states = Counter(each["Trạng thái"] for each in looked.rows("bao_cao"))
    assert states == {"Chờ duyệt": 22, "Đã duyệt": 1, "Không duyệt": 1}
    assert [r["Trạng thái"] for r in looked.rows("bao_cao", "Được+tính=không")] == ["Không duyệt"]
    nil = looked.rows("bao_cao", "Loại+hoạt+động__contains=không+có+hoạt+động")
    assert [each["Ngày tổ chức"] for each in nil] == [None]


def test_who_has_not_reported_is_who_bot_figures_say(looked: Looked) -> None:
    records, period = looked.office.records, looked.office.records.periods.containing(TODAY)
    absent = looked.office.rollup(period).absent
    assert UNITS[2] in absent
    rows = looked.rows("chua_bao_cao")
    assert {row["Đơn vị"] for row in rows if row["Kỳ"] == period.name} == set(absent)
    before = records.periods.before(period)
    assert {row["Đơn vị"] for row in rows if row["Kỳ"] == before.name} == set(
        looked.office.rollup(before).absent
    )
    last = next(row for row in rows if row["Đơn vị"] == UNITS[2] and row["Kỳ"] == period.name)
    assert (last["Số kỳ liền chưa báo cáo"], last["Cán bộ báo cáo"]) == (6, f"người của {UNITS[2]}")


def test_questions_are_grouped_by_their_words(looked: Looked) -> None:
    groups = {row["Câu hỏi"]: row for row in looked.rows("chua_tra_loi")}
    assert set(groups) == {"AI LO cổ động trực quan?", "kinh phí in pano lấy ở đâu"}
    assert groups["kinh phí in pano lấy ở đâu"]["Vì sao"] == "không tìm thấy"
    assert len(looked.rows("van_ban_thieu")) == 1
    assert len(looked.rows("cau_hoi")) == 4


def test_the_trail_tells_names_and_words_and_no_accounts(looked: Looked) -> None:
    lines = [(row["Ai"], row["Việc"], row["Đối tượng"]) for row in looked.rows("nhat_ky")]
    assert ("Nguyễn Thị Hoa", "sửa báo cáo đã gửi", "BC-2025-000001") in lines
    assert ("Nguyễn Thị Hoa", "vào bằng mã mời", "người số 4, bằng lời mời số 3") in lines
    assert ("Nguyễn Thị Hoa", "bị khóa gõ mã", "2025-03-20 10:00") in lines
    assert ("(người không có trong danh sách)", "bị từ chối vì không có quyền", "hỏi văn bản") in lines
    assert ("quantri", "thêm cán bộ báo cáo", "người số 2") in lines


@pytest.mark.parametrize("typed", ["cổ động trực quan", "co dong truc quan", "CO DONG trực quan"])
def test_passages_are_found_with_marks_and_without(looked: Looked, typed: str) -> None:
    found = looked.rows("doan", f"_search={typed.replace(' ', '+')}")
    assert any("cổ động trực quan" in row["Nguyên văn"] for row in found)
    assert len(found) < len(looked.rows("doan"))


@pytest.mark.parametrize("typed", ["Đường cờ Tổ quốc", "duong co to quoc", "đường cờ"])
def test_reports_are_found_with_marks_and_without(looked: Looked, typed: str) -> None:
    assert len(looked.rows("bao_cao", f"_search={typed.replace(' ', '+')}")) == 22


@pytest.mark.parametrize("typed", ['"', "a AND (", "*", "''; DROP TABLE bao_cao", "-"])
def test_a_strange_search_harms_nothing(looked: Looked, typed: str) -> None:
    assert looked.client.get("/xem/doan", params={"_search": typed}).status_code in (200, 400)
    assert looked.rows("bao_cao")


# --- facets, sorting, export ---


@pytest.mark.parametrize("name", NAMES)
def test_facets_count_right(looked: Looked, name: str) -> None:
    found = json.loads(looked.text(f"/xem/{name}.json?_facet_size=max"))["facet_results"]
    rows = looked.rows(name)
    page = words.load().pages[name]
    assert set(page.told("facet")) <= {each["name"] for each in found.values()}
    for facet in found.values():
        cells = [row[facet["name"]] for row in rows]
        values = [v for c in cells for v in json.loads(c)] if facet["type"] == "array" else cells
        assert {each["value"]: each["count"] for each in facet["results"]} == Counter(values), facet["name"]


def test_a_facet_is_a_link_to_its_rows(looked: Looked) -> None:
    text = html.unescape(looked.text("/xem/bao_cao"))
    links = re.findall(r'<li><a href="([^"]+)">([^<]+)</a> (\d+)</li>', text)
    assert {"Văn nghệ, văn hóa", UNITS[0], "Đã duyệt"} <= {name for _, name, _ in links}
    for address, name, count in links:
        assert f"<b>{count}</b> dòng" in looked.text(address), name


def test_rows_are_sorted_as_wanted(looked: Looked) -> None:
    numbers = [row["Số người dự"] or 0 for row in looked.rows("bao_cao", "_sort=Số+người+dự")]
    assert numbers == sorted(numbers)
    assert [row["STT"] for row in looked.rows("nhat_ky")] == list(range(len(looked.rows("nhat_ky")), 0, -1))


def test_a_condition_that_was_chosen_in_the_form_is_kept(looked: Looked) -> None:
    chosen = {"_filter_column": "Ngày tổ chức", "_filter_op": "gte", "_filter_value": days_ago(9).isoformat()}
    text = looked.client.get("/xem/bao_cao", params=chosen, follow_redirects=True).text
    assert "<b>3</b> dòng" in text
    assert '<option value="gte" selected>' in text


def test_a_csv_file_holds_every_row_and_no_formula(looked: Looked) -> None:
    data = looked.client.get("/xem/bao_cao.csv?_stream=on").content
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert [row["Số báo cáo"] for row in rows] == [row["Số báo cáo"] for row in looked.rows("bao_cao")]
    assert '\'=HYPERLINK("x")' in {row["Nội dung"] for row in rows}
    assert [c for row in rows for c in row.values() if c.startswith(("=", "+", "-", "@"))] == []


# --- charts ---


def test_the_charts_have_the_figures_of_bot_figures(looked: Looked) -> None:
    figures = looked.office.rollup(WINDOW)
    weeks, types = looked.bars(0), looked.bars(1)
    assert {name: number for name, (number, _) in weeks.items()} == {
        line.name: line.count.reports for line in figures.weeks
    }
    assert {name: number for name, (number, _) in types.items()} == {
        line.name: line.count.reports for line in figures.types if line.count.reports
    }
    assert sum(number for number, _ in types.values()) == figures.total.reports > 10


@pytest.mark.parametrize("chart", [0, 1, 2])
def test_a_bar_leads_to_the_rows_that_it_counts(looked: Looked, chart: int) -> None:
    bars = looked.bars(chart)
    assert sum(number for number, _ in bars.values()) > 3
    for name, (number, address) in bars.items():
        assert f"<b>{number}</b> dòng" in looked.text(address), name


def test_charts_and_pages_ask_nothing_of_another_machine(looked: Looked) -> None:
    for path in ("/", "/bieu-do", "/xem/bao_cao"):
        answer = looked.client.get(path)
        own = answer.text.replace(looked.served.base, "")
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert re.findall(r"""(?:src|href|action|url)[=(]["']?(?:https?:)?//""", own) == []
        assert "<script" not in answer.text
