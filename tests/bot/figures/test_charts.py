"""The charts are whole pictures, of the right bars."""

import datetime
import io
import subprocess
import sys
from typing import Any

from bot import app
from bot.figures.charts import DPI, charts, unit_bars
from tests.reported import FORM, LABELS, Reported


def pixels(png: bytes) -> Any:
    from matplotlib.image import imread  # noqa: PLC0415  (half a second)

    return imread(io.BytesIO(png))[:, :, :3]


def is_whole(png: bytes) -> bool:
    """Whether something is drawn and nothing touches the picture's edges."""
    picture = pixels(png)
    edges = (picture[0], picture[-1], picture[:, 0], picture[:, -1])
    return bool(picture.min() < 0.5) and all(bool((edge == 1).all()) for edge in edges)


def test_the_pictures_show_weeks_units_and_types_and_nothing_is_cut_off(office: Reported) -> None:
    for n, option in enumerate(FORM.field("activity_type").choices):
        unit = f"Hội Liên hiệp Phụ nữ và Đoàn Thanh niên phường Trương Quang Trọng số {n}"
        office.add(unit, datetime.date(2025, 3, 1 + 3 * n), activity_type=option.name)
    for period in ("2025-03", "2025-Q1", "2025-W11"):
        pictures = charts(office.rollup(office.records.periods.named(period)), LABELS)
        name = office.records.periods.named(period).name
        assert list(pictures) == [
            f"Số báo cáo theo tuần, {name}",
            f"Số báo cáo theo đơn vị, {name}",
            f"Số báo cáo theo loại hoạt động, {name}",
        ]
        for png in pictures.values():
            assert is_whole(png)
            assert pixels(png).shape[1] == 10 * DPI


def test_at_most_25_units_are_shown_and_the_rest_is_summed(office: Reported) -> None:
    for n in range(30):
        for _ in range(2 if n < 10 else 1):
            office.add(f"Xã số {n:02d}")
    office.add("Xã số 99", datetime.date(2025, 3, 31), nil=True)
    bars = unit_bars(office.rollup(), LABELS)
    assert len(bars) == 25
    assert bars[0] == ("Xã số 00", 2)
    assert bars[-1] == ("Các đơn vị khác", 6)
    assert sum(number for _, number in bars) == 40
    assert is_whole(list(charts(office.rollup(), LABELS).values())[1])


def test_a_period_without_reports_has_pictures_that_say_so(office: Reported) -> None:
    assert all(is_whole(png) for png in charts(office.rollup(), LABELS).values())


def test_nothing_is_drawn_with_until_a_chart_is_wanted() -> None:
    code = "import sys, bot.figures.export; print({'matplotlib', 'openpyxl', 'PIL'} & set(sys.modules))"
    assert subprocess.check_output([sys.executable, "-c", code], cwd=app.ROOT, text=True) == "set()\n"
