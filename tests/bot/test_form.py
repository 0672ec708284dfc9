"""The form engine: data in, draft out."""

import datetime
from pathlib import Path

import pytest

from bot import app
from bot.form import Draft, FormError, check, is_required, load, missing, show

FORM = load(app.FORM)
TODAY = datetime.date(2025, 3, 16)


def test_the_fields_are_asked_in_the_order_of_the_form() -> None:
    assert [f.name for f in missing(FORM, Draft())] == ["activity_type", "held_on", "place", "summary"]


def test_people_are_counted_only_where_people_come_together() -> None:
    attendees = FORM.field("attendees")
    assert is_required(attendees, Draft().put("activity_type", "hoi_nghi"))
    assert not is_required(attendees, Draft().put("activity_type", "co_dong"))


@pytest.mark.parametrize(
    ("name", "value", "wording", "doubtful"),
    [
        ("held_on", "2025-03-17", "form_date_future", False),
        ("held_on", "2025-02-01", "form_date_old", True),
        ("attendees", -5, "form_number_low", False),
        ("attendees", 1_000_000, "form_number_high", True),
    ],
)
def test_a_bad_value_is_named(name: str, value: str | int, wording: str, doubtful: bool) -> None:
    problem = check(FORM.field(name), value, TODAY)
    assert problem is not None
    assert (problem.wording, problem.doubtful) == (wording, doubtful)


@pytest.mark.parametrize(
    ("name", "value"),
    [("held_on", "2025-03-16"), ("held_on", "2025-02-13"), ("attendees", 0), ("attendees", 5000)],
)
def test_a_good_value_is_no_problem(name: str, value: str | int) -> None:
    assert check(FORM.field(name), value, TODAY) is None


def test_values_are_shown_as_people_write_them() -> None:
    assert show(FORM.field("held_on"), "2025-03-05") == "05/03/2025"
    assert show(FORM.field("attendees"), 1200) == "1.200"
    assert show(FORM.field("quantity"), {"value": 12, "what": "băng rôn"}) == "12 băng rôn"
    assert show(FORM.field("topic"), ["dai_hoi", "bau_cu"]) == "Đại hội Đảng các cấp; Bầu cử"


def test_a_corrected_number_is_no_longer_an_estimate() -> None:
    draft = Draft().put("attendees", 120, approximate=True).put("attendees", 150)
    assert draft.fields == {"attendees": 150}
    assert draft.approximate == ()


def test_an_unknown_key_in_the_form_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "form.yml"
    path.write_text(
        "form: x\nversion: 1\ntitle: x\nnumber_prefix: X\n"
        "fields:\n  - {name: a, type: text, label: A, obligatory: true}\n",
        encoding="utf-8",
    )
    with pytest.raises(FormError, match="obligatory"):
        load(path)


def test_a_condition_on_a_field_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "form.yml"
    path.write_text(
        "form: x\nversion: 1\ntitle: x\nnumber_prefix: X\n"
        "fields:\n  - {name: a, type: text, label: A, required_for: {b: [c]}}\n",
        encoding="utf-8",
    )
    with pytest.raises(FormError, match="unknown fields"):
        load(path)
