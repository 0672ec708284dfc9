"""Stored reports: numbers, versions, states, what counts, closed periods."""

import datetime
import json
import sqlite3

import pytest

from bot import Inbound, app
from bot.closings import Closings
from bot.form import Draft, Value, load
from bot.mailbox import Mailbox
from bot.migrations import migrations
from bot.periods import Periods
from bot.reports import Filing, Report, Reports
from bot.reviews import Decision, ReasonMissing, Reviews
from bot.store import Database, open_store

FORM = load(app.FORM)
MARCH = Periods("month", 31, 5).named("2025-03")
NOON = datetime.datetime(2025, 3, 16, 12, tzinfo=datetime.UTC)


class Desk:
    """Reports over a database in memory, each confirmed by a message of its own."""

    def __init__(self) -> None:
        self.db: Database = open_store(":memory:")
        self.reports = Reports(self.db)
        self.drafts = 0

    def message(self, sender: str = "an") -> tuple[int, Inbound]:
        self.drafts += 1
        message = Inbound("test", sender, sender, str(self.drafts), "gửi", NOON)
        return Mailbox(self.db).accept(message) or 0, message

    def add(self, day: str = "2025-03-15", unit: str = "Xã Bình Minh", sender: str = "an", **draft) -> Report:
        inbox_id, message = self.message(sender)
        fields: dict[str, Value] = {
            "activity_type": "hoi_nghi",
            "held_on": day,
            "place": "Xã Bình Minh",
            "attendees": 80,
        }
        filing = Filing(datetime.date.fromisoformat(day), unit)
        made = Draft({**fields, **draft.pop("fields", {})}, id=self.drafts, **draft)
        return self.reports.add(inbox_id, message, FORM, made, filing)

    def revise(self, report: Report, attendees: int, reason: str = "nhầm") -> Report:
        inbox_id, _ = self.message()
        draft = Draft(
            {**report.fields, "attendees": attendees}, id=self.drafts, of=report.number, reason=reason
        )
        return self.reports.revise(inbox_id, FORM, draft, Filing(report.day, report.unit))


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_training_has_numbers_of_its_own_and_leaves_no_gap(desk: Desk) -> None:
    numbers = [desk.add().number, desk.add(training=True).number, desk.add().number]
    assert numbers == ["BC-2025-000001", "TAP-2025-000001", "BC-2025-000002"]


def test_an_edit_is_a_version_with_its_reason_and_is_reviewed_anew(desk: Desk) -> None:
    report = desk.add()
    _, reviewer = desk.message("sep")
    Reviews(desk.db, desk.reports).decide(report, "approved", "", reviewer)
    revised = desk.revise(report, 90)
    assert (revised.version, revised.state, revised.fields["attendees"]) == (2, "new", 90)
    versions = desk.reports.versions(revised)
    assert [(number, reason, fields["attendees"]) for number, reason, fields in versions] == [
        (1, "", 80),
        (2, "nhầm", 90),
    ]


def test_neither_rejected_ones_nor_training_nor_other_months_count(desk: Desk) -> None:
    counted, rejected = desk.add(), desk.add()
    desk.add(training=True)
    desk.add(day="2025-04-01")
    _, reviewer = desk.message("sep")
    Reviews(desk.db, desk.reports).decide(rejected, "rejected", "trùng", reviewer)
    assert [r.number for r in desk.reports.counted(MARCH)] == [counted.number]


@pytest.mark.parametrize("decision", ["returned", "rejected"])
def test_no_report_goes_back_without_a_reason(desk: Desk, decision: Decision) -> None:
    report = desk.add()
    _, reviewer = desk.message("sep")
    with pytest.raises(ReasonMissing):
        Reviews(desk.db, desk.reports).decide(report, decision, "", reviewer)
    assert desk.reports.waiting() == [report]


def test_a_closed_period_keeps_its_figures_whatever_comes_later(desk: Desk) -> None:
    report = desk.add()
    closings = Closings(desk.db, desk.reports)
    assert closings.close(MARCH, desk.message("sep")[1]) == 1
    desk.revise(report, 500)
    desk.add()
    assert [r.fields["attendees"] for r in closings.counted(MARCH)] == [80]
    assert closings.covers(MARCH.last)
    assert not closings.covers(MARCH.last + datetime.timedelta(days=1))
    for change in ("UPDATE closing_reports SET fields = '{}'", "DELETE FROM closing_reports"):
        with pytest.raises(sqlite3.IntegrityError, match="not changed"):
            desk.db.execute(change)


def test_a_likely_duplicate_is_of_the_same_unit_or_of_the_sender_when_the_unit_is_not_certain(
    desk: Desk,
) -> None:
    same = {"activity_type": "hoi_nghi", "place": "Xã Bình Minh"}
    filing = Filing(datetime.date(2025, 3, 15), "Xã Bình Minh")
    report = desk.add()
    _, other = desk.message("binh")
    assert desk.reports.like(other, same, filing, anybody=True) == report
    assert desk.reports.like(other, {**same, "activity_type": "van_nghe"}, filing, anybody=True) is None
    assert desk.reports.like(other, same, filing, anybody=False) is None
    assert desk.reports.like(desk.message("an")[1], same, filing, anybody=False) == report


def test_reports_of_an_earlier_version_keep_their_day_their_unit_and_their_text() -> None:
    db = Database(sqlite3.connect(":memory:", isolation_level=None))
    migrations.apply(db, stop_before="m003_office")
    db.execute(
        "INSERT INTO inbox (channel, chat, sender, key, text, choice, files, sent_at, received_at)"
        " VALUES ('c', 'a', 'a', '1', 'gửi', '', '[]', '2025-03-16T12:00:00+07:00', 't')"
    )
    db.execute(
        "INSERT INTO outbox (inbox_id, channel, chat, reply, created_at) VALUES (1, 'c', 'a', '{}', 't')"
    )
    told = {"held_on": "2025-03-15", "place": "Xã Ba Tơ", "attendees": 7}
    fields = json.dumps({"fields": told, "approximate": []})
    db.execute(
        "INSERT INTO reports (number, year, sequence, draft_id, inbox_id, channel, sender, form,"
        " form_version, fields, stored_at)"
        " VALUES ('BC-2025-000001', 2025, 1, 9, 1, 'c', 'a', 'f', 1, ?, '2025-03-16T05:00:00')",
        [fields],
    )
    migrations.apply(db)
    report = Reports(db).get("BC-2025-000001")
    assert report
    assert (report.day, report.unit, report.state, report.version) == (
        datetime.date(2025, 3, 15),
        "Xã Ba Tơ",
        "new",
        1,
    )
    assert Reports(db).versions(report)[0][2]["attendees"] == 7
    assert db.execute("SELECT inbox_id FROM outbox").fetchall() == [(1,)]
