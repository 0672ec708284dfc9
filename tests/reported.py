"""A database with reports of activities, made the way the bot makes them, and the exports of it."""

from __future__ import annotations

import dataclasses
import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot import Inbound, app, config, records
from bot.figures import labels
from bot.figures.export import Exports, Places
from bot.figures.rollup import Rollup, roll_up
from bot.form import Draft, Form, Value, load
from bot.periods import Period
from bot.reports import Filing, Report
from bot.store import open_store, transaction

TIMEZONE = ZoneInfo("Asia/Ho_Chi_Minh")
FORM = load(app.FORM)
LABELS = labels.load()
DEADLINE = datetime.date(2025, 4, 5)


class Reported:
    """An office's records in `folder`; `form` may be another one than the project's."""

    def __init__(self, folder: Path, form: Form = FORM) -> None:
        self.settings = config.load(app.CONFIG)
        self.form = form
        self.db = open_store(folder / "so-tay.sqlite3")
        self.records = records.keep(self.db, self.settings)
        self.places = Places(folder / "photos", folder / "exports")
        self.exports = Exports(self.records, form, LABELS, self.settings.office, TIMEZONE, self.places)
        self.march = self.records.periods.named("2025-03")
        self._made = 0

    def add(
        self,
        unit: str = "Xã Bình Chánh",
        day: datetime.date = datetime.date(2025, 3, 15),
        *,
        nil: bool = False,
        training: bool = False,
        stored_at: str = "2025-03-20T03:00:00.000+00:00",
        **fields: Value,
    ) -> Report:
        """The report of an activity with those fields, stored at that moment."""
        self._made += 1
        message = self.message()
        draft = Draft(
            fields={} if nil else {"held_on": day.isoformat(), **fields},
            id=self._made,
            nil=self.march.key if nil else "",
            training=training,
        )
        with transaction(self.db):
            inbox = self._accept(message)
            report = self.records.reports.add(inbox, message, self.form, draft, Filing(day, unit))
            self.db.execute("UPDATE reports SET stored_at = ? WHERE id = ?", [stored_at, report.id])
        return dataclasses.replace(report, stored_at=stored_at)

    def judge(self, report: Report, decision: str) -> None:
        """Nothing; gives the report that state."""
        with transaction(self.db):
            # The tests say the decision as text.
            self.records.reviews.decide(report, decision, "vì thế", self.message())  # type: ignore[arg-type]

    def expect(self, *units: str) -> None:
        """Nothing; adds an officer of each unit."""
        with transaction(self.db):
            for unit in units:
                self.records.people.add(f"người của {unit}", "officer", unit)

    def close(self) -> None:
        """Nothing; closes March 2025."""
        with transaction(self.db):
            self.records.closings.close(self.march, self.message())

    def rollup(self, period: Period | None = None, form: Form | None = None) -> Rollup:
        """The roll-up of the period, of March 2025 without one."""
        period = period or self.march
        return roll_up(
            period,
            self.records.closings.counted(period),
            form or self.form,
            self.records.people.reporting_units(),
            self.records.periods.deadline(period),
            TIMEZONE,
            LABELS,
            taken_at=datetime.datetime(2025, 4, 6, 8, tzinfo=TIMEZONE),
            closed_at=self.records.closings.closed_at(period),
        )

    def message(self) -> Inbound:
        """A message of an officer, each one another."""
        self._made += 1
        sent = datetime.datetime(2025, 3, 20, 10, tzinfo=TIMEZONE)
        return Inbound("test", "chat", "an", str(self._made), "báo cáo", sent)

    def _accept(self, message: Inbound) -> int:
        return int(
            self.db.execute(
                "INSERT INTO inbox (channel, chat, sender, key, text, choice, files, sent_at, received_at)"
                " VALUES ('test', 'chat', 'an', ?, 'báo cáo', '', '[]', ?, 't') RETURNING id",
                [message.key, message.sent_at.isoformat()],
            ).fetchall()[0][0]
        )
