"""Closed periods: what counted when a period was closed is kept, and later edits do not change it."""

from __future__ import annotations

import datetime

from bot import Inbound
from bot.periods import Period
from bot.reports import Report, Reports, report
from bot.store import Database, now


class Closings:
    """The tables of closings; `close` is called inside the transaction of its message."""

    def __init__(self, db: Database, reports: Reports) -> None:
        self._db = db
        self._reports = reports

    def close(self, period: Period, message: Inbound) -> int:
        """How many reports count in the period, which is closed from now on."""
        counted = self._reports.counted(period)
        closing = self._db.execute(
            "INSERT INTO closings (period, first, last, channel, sender, closed_at) VALUES (?, ?, ?, ?, ?, ?)"
            " RETURNING id",
            [
                period.key,
                period.first.isoformat(),
                period.last.isoformat(),
                message.channel,
                message.sender,
                now(),
            ],
        ).fetchall()[0][0]
        self._db.conn.executemany(
            "INSERT INTO closing_reports (closing_id, report_id, number, kind, state, version, form_version,"
            " day, unit, fields, stored_at)"
            " SELECT ?, id, number, kind, state, version, form_version, day, unit, fields, stored_at"
            " FROM reports WHERE id = ?",
            [(closing, each.id) for each in counted],
        )
        return len(counted)

    def closed_at(self, period: Period) -> str:
        """When the period was closed (ISO 8601, UTC), "" while it is open."""
        row = self._db.execute("SELECT closed_at FROM closings WHERE period = ?", [period.key]).fetchone()
        return str(row[0]) if row else ""

    def covers(self, day: datetime.date) -> bool:
        """Whether the day lies in a closed period: its reports are not changed any more."""
        query = "SELECT 1 FROM closings WHERE ? BETWEEN first AND last LIMIT 1"
        return self._db.execute(query, [day.isoformat()]).fetchone() is not None

    def counted(self, period: Period) -> list[Report]:
        """What counts in the period: as it was closed, or as it is now while it is open."""
        if not self.closed_at(period):
            return self._reports.counted(period)
        rows = self._db.query(
            "SELECT c.report_id AS id, c.number, c.kind, c.state, c.version, 0 AS training, c.day, c.unit,"
            " c.form_version, c.fields, c.stored_at, r.channel, r.sender, i.chat, i.sent_at"
            " FROM closing_reports c JOIN closings p ON p.id = c.closing_id"
            " JOIN reports r ON r.id = c.report_id JOIN inbox i ON i.id = r.inbox_id"
            " WHERE p.period = ? ORDER BY c.day, c.report_id",
            [period.key],
        )
        return [report(row) for row in rows]
