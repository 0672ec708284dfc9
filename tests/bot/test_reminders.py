"""Reminders: to officers who have not reported, once, in office hours, never into an open draft."""

import dataclasses
import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot import Inbound, app, form, records, wording
from bot.config import Config, ConfigError, load
from bot.form import Draft
from bot.reminders import Reminders, hours
from bot.reports import Filing
from bot.store import open_store

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
CHANNELS = {"telegram"}


def at(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=ZONE)


class Bureau:
    """Records with one officer of Xã Ba Tơ; the period is March, its deadline Saturday the 5th of April."""

    def __init__(self, path: Path | str = ":memory:") -> None:
        settings: Config = load(app.CONFIG)
        self.records = records.keep(open_store(path), settings)
        self.reminders = Reminders(
            self.records, dataclasses.replace(settings.reporting, remind_days=3), wording.load()
        )

    def officer(self, name: str, unit: str = "Xã Ba Tơ", channel: str = "telegram") -> Inbound:
        self.records.people.add(name, "officer", unit, (channel, name, name))
        return Inbound(channel, name, name, name, "gửi", at("2025-03-31T09:00"))

    def letters(self) -> list[str]:
        return [letter.chat for letter in self.records.mailbox.unsent("telegram")]


def test_who_has_not_reported_is_reminded_once() -> None:
    bureau = Bureau()
    bureau.officer("an")
    sent = [bureau.reminders.send(at(f"2025-04-0{day}T09:00"), CHANNELS) for day in (1, 2, 3, 4)]
    assert sent == [0, 1, 0, 0]
    (letter,) = bureau.records.mailbox.unsent("telegram")
    assert "Xã Ba Tơ" in letter.reply.text
    assert "tháng 3/2025" in letter.reply.text
    assert "05/04/2025" in letter.reply.text


@pytest.mark.parametrize(
    "moment", ["2025-04-02T07:29", "2025-04-02T17:01", "2025-04-05T09:00", "2025-04-06T09:00"]
)
def test_nobody_is_reminded_at_night_at_the_weekend_or_after_the_deadline(moment: str) -> None:
    bureau = Bureau()
    bureau.officer("an")
    assert bureau.reminders.send(at(moment), CHANNELS) == 0
    assert bureau.letters() == []


def test_a_colleague_who_reported_is_enough_for_the_unit() -> None:
    bureau = Bureau()
    reported = bureau.officer("an")
    bureau.officer("binh")
    bureau.officer("chi", "Xã Ba Vì")
    inbox_id = bureau.records.mailbox.accept(reported) or 0
    filing = Filing(datetime.date(2025, 3, 31), "Xã Ba Tơ")
    nothing = Draft(id=1, nil="2025-03")
    bureau.records.reports.add(inbox_id, reported, form.load(app.FORM), nothing, filing)
    assert bureau.reminders.send(at("2025-04-02T09:00"), CHANNELS) == 1
    assert bureau.letters() == ["chi"]


def test_an_open_draft_is_not_disturbed_and_the_reminder_comes_after_it() -> None:
    bureau = Bureau()
    message = bureau.officer("an")
    bureau.records.conversations.keep(message, form.load(app.FORM), Draft())
    assert bureau.reminders.send(at("2025-04-02T09:00"), CHANNELS) == 0
    bureau.records.conversations.drop(message)
    assert bureau.reminders.send(at("2025-04-02T09:10"), CHANNELS) == 1


def test_what_no_channel_can_send_is_written_down() -> None:
    bureau = Bureau()
    bureau.officer("an", channel="zalo")
    assert bureau.reminders.send(at("2025-04-02T09:00"), CHANNELS) == 0
    (row,) = bureau.records.db.query("SELECT outcome, outbox_id FROM reminders")
    assert row == {"outcome": "undeliverable", "outbox_id": None}


def test_a_restart_reminds_nobody_again(tmp_path: Path) -> None:
    first = Bureau(tmp_path / "so-tay.sqlite3")
    first.officer("an")
    assert first.reminders.send(at("2025-04-02T09:00"), CHANNELS) == 1
    first.records.db.conn.close()
    again = Bureau(tmp_path / "so-tay.sqlite3")
    assert again.reminders.send(at("2025-04-03T09:00"), CHANNELS) == 0
    again.records.db.conn.close()


def test_reviewers_and_former_officers_are_not_reminded() -> None:
    bureau = Bureau()
    bureau.records.people.add("sep", "reviewer", "Sở", ("telegram", "sep", "sep"))
    bureau.officer("an")
    bureau.records.people.deactivate(2)
    assert bureau.reminders.send(at("2025-04-02T09:00"), CHANNELS) == 0


@pytest.mark.parametrize("text", ["sáng", "7h-17h", "25:00-26:00", ""])
def test_office_hours_that_are_none_are_refused_with_an_example(text: str) -> None:
    with pytest.raises(ConfigError, match="07:30-17:00"):
        hours(text)
