"""Reminders: an officer whose unit has not reported is reminded once, some days before the deadline.

Nothing is scheduled: what is due is found in the database at every look, so that a restart changes nothing.
Nobody is reminded outside office hours, or while a report is being made.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Container, Sequence

from bot import Reply
from bot.config import ConfigError, Reporting
from bot.people import Contact
from bot.periods import Period
from bot.records import Records
from bot.reports import Report
from bot.store import now, transaction
from bot.wording import Wording

_HOURS = re.compile(r"(\d{1,2}:\d\d)\s*-\s*(\d{1,2}:\d\d)")
_LAST_WORKDAY = 4  # Friday


def hours(text: str) -> tuple[datetime.time, datetime.time]:
    """The first and the last moment of "07:30-17:00". Raises ConfigError."""
    match = _HOURS.fullmatch(text.strip())
    try:
        if match:
            first, last = (datetime.datetime.strptime(each, "%H:%M").time() for each in match.groups())
            return first, last
    except ValueError:
        pass
    raise ConfigError(f"reporting.office_hours: cần dạng 07:30-17:00, đang là “{text}”")


class Reminders:
    """Looks who is to be reminded, and writes the letters."""

    def __init__(self, records: Records, settings: Reporting, wording: Wording) -> None:
        self._records = records
        self._say = wording
        self._days_before = datetime.timedelta(days=settings.remind_days)
        self._first, self._last = hours(settings.office_hours)

    def send(self, at: datetime.datetime, channels: Container[str]) -> int:
        """How many letters were written at that moment (local time); `channels` are those that can send."""
        if at.weekday() > _LAST_WORKDAY or not self._first <= at.time() <= self._last:
            return 0
        period = self._records.periods.due(at.date())
        deadline = self._records.periods.deadline(period)
        if not deadline - self._days_before <= at.date() <= deadline:
            return 0
        with transaction(self._records.db):
            return sum(self._remind(each, period, channels) for each in self._due(period))

    def _due(self, period: Period) -> list[Contact]:
        """The officers who have neither reported nor been reminded, and are not writing a report now."""
        counted = self._records.closings.counted(period)
        officers = self._records.people.officers()
        return [
            each
            for each in officers
            if not any(_is_of(report, each, officers) for report in counted)
            and not self._was_reminded(each, period)
            and not any(
                self._records.conversations.draft(account.channel, account.chat)
                for account in _accounts(each, officers)
            )
        ]

    def _was_reminded(self, contact: Contact, period: Period) -> bool:
        query = "SELECT 1 FROM reminders WHERE period = ? AND person_id = ? AND outcome = 'sent'"
        return self._records.db.execute(query, [period.key, contact.person.id]).fetchone() is not None

    def _remind(self, contact: Contact, period: Period, channels: Container[str]) -> bool:
        """Whether a letter was written; one that no channel can send is written down as undeliverable.

        Somebody with several accounts is reminded on the first that can be reached.
        """
        if self._was_reminded(contact, period):
            return False
        letter = None
        if contact.channel in channels:
            text = self._say(
                "remind",
                unit=contact.person.unit,
                period=period.name,
                deadline=self._records.periods.deadline(period).strftime("%d/%m/%Y"),
            )
            letter = self._records.mailbox.write(contact.channel, contact.chat, Reply(text))
        self._records.db.execute(
            "INSERT INTO reminders (period, person_id, outbox_id, outcome, at) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (period, person_id)"
            " DO UPDATE SET outbox_id = excluded.outbox_id, outcome = excluded.outcome",
            [period.key, contact.person.id, letter, "sent" if letter else "undeliverable", now()],
        )
        return letter is not None


def _accounts(contact: Contact, officers: Sequence[Contact]) -> list[Contact]:
    """All accounts of the same person."""
    return [each for each in officers if each.person.id == contact.person.id]


def _is_of(report: Report, contact: Contact, officers: Sequence[Contact]) -> bool:
    """Whether the report is the person's own, whatever the account, or that of their unit."""
    own = {(each.channel, each.chat) for each in _accounts(contact, officers)}
    mine = (report.channel, report.chat) in own
    return mine or (bool(contact.person.unit) and report.unit == contact.person.unit)
