"""Periods: how they are cut, what they are called, when they are due."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.periods import KINDS, Kind, PeriodError, Periods

CALENDAR = Periods("month", 31, 5)
CUT = Periods("month", 20, 5)
DAYS = st.dates(datetime.date(2020, 1, 1), datetime.date(2035, 12, 31))
TODAY = datetime.date(2025, 4, 3)


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@given(DAYS, st.sampled_from(KINDS), st.integers(1, 31))
def test_each_day_lies_in_one_period_that_follows_the_one_before(
    given_day: datetime.date, kind: Kind, cutoff: int
) -> None:
    periods = Periods(kind, cutoff, 0)
    period = periods.containing(given_day)
    assert period.first <= given_day <= period.last
    assert periods.before(period).last + datetime.timedelta(days=1) == period.first
    assert periods.named(period.key) == period


@pytest.mark.parametrize(
    ("periods", "key", "first", "last", "name"),
    [
        (CALENDAR, "2025-02", "2025-02-01", "2025-02-28", "tháng 2/2025"),
        (CUT, "2025-03", "2025-02-21", "2025-03-20", "tháng 3/2025"),
        (CUT, "2025-01", "2024-12-21", "2025-01-20", "tháng 1/2025"),
        (CALENDAR, "2025-Q1", "2025-01-01", "2025-03-31", "quý I/2025"),
        (CUT, "2025-Q4", "2025-09-21", "2025-12-20", "quý IV/2025"),
        (CALENDAR, "2025-W01", "2024-12-30", "2025-01-05", "tuần 1/2025"),
    ],
)
def test_a_key_names_a_period(periods: Periods, key: str, first: str, last: str, name: str) -> None:
    period = periods.named(key)
    assert (period.first, period.last, period.name) == (day(first), day(last), name)


@pytest.mark.parametrize("key", ["2025-13", "2025-Q5", "2025-W54", "tháng 3", "", "2025-00"])
def test_what_is_no_period_is_refused_with_what_is(key: str) -> None:
    with pytest.raises(PeriodError, match="2025-03"):
        CALENDAR.named(key)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("tổng hợp tháng 3", "2025-03"),
        ("tong hop thang 03 nam 2024", "2024-03"),
        ("thang 3/2024 the nao", "2024-03"),
        ("tháng 5", "2024-05"),
        ("tháng này", "2025-04"),
        ("tháng trước", "2025-03"),
        ("thang vua roi", "2025-03"),
        ("quý I", "2025-Q1"),
        ("quy 2 2024", "2024-Q2"),
        ("tuần trước", "2025-W13"),
        ("kỳ này", "2025-04"),
        ("kỳ báo cáo trước", "2025-03"),
    ],
)
def test_a_period_is_told_in_words(text: str, key: str) -> None:
    period = CALENDAR.said(text, TODAY)
    assert period
    assert period.key == key


@pytest.mark.parametrize("text", ["tháng 13", "báo cáo", "3 tháng", "tuần lễ biển đảo"])
def test_other_words_name_no_period(text: str) -> None:
    assert CALENDAR.said(text, TODAY) is None


def test_reports_are_due_for_the_last_period_until_its_deadline() -> None:
    assert CALENDAR.due(day("2025-04-05")).key == "2025-03"
    assert CALENDAR.due(day("2025-04-06")).key == "2025-04"
