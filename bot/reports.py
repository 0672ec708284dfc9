"""The reports that were confirmed: numbered per year, one for each draft, never changed here."""

from __future__ import annotations

import json
from dataclasses import dataclass

from bot import Inbound
from bot.form import Draft, Form, Value
from bot.store import Database, now


@dataclass(frozen=True)
class Report:
    """A stored report; `number` is "BC-2025-000001", `stored_at` ISO 8601 in UTC."""

    number: str
    fields: dict[str, Value]
    approximate: tuple[str, ...]
    stored_at: str


class Reports:
    """The table of reports; `add` is called inside the transaction of the confirming message."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, inbox_id: int, message: Inbound, form: Form, draft: Draft) -> Report:
        """Store the draft under the next number of its year (the year in which the message was sent)."""
        year = message.sent_at.year
        sequence = self._db.execute(
            "SELECT COALESCE(MAX(sequence), 0) + 1 FROM reports WHERE year = ?", [year]
        ).fetchone()[0]
        report = Report(f"{form.number_prefix}-{year}-{sequence:06d}", draft.fields, draft.approximate, now())
        self._db.execute(
            "INSERT INTO reports (number, year, sequence, draft_id, inbox_id, channel, sender, form,"
            " form_version, fields, stored_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                report.number,
                year,
                sequence,
                draft.id,
                inbox_id,
                message.channel,
                message.sender,
                form.name,
                form.version,
                json.dumps({"fields": report.fields, "approximate": report.approximate}, ensure_ascii=False),
                report.stored_at,
            ],
        )
        return report

    def of(self, message: Inbound, limit: int) -> list[Report]:
        """The sender's own reports, the newest first."""
        rows = self._db.query(
            "SELECT number, fields, stored_at FROM reports WHERE channel = ? AND sender = ?"
            " ORDER BY id DESC LIMIT ?",
            [message.channel, message.sender, limit],
        )
        return [_report(row) for row in rows]

    def count(self, message: Inbound) -> int:
        """How many reports the sender has stored."""
        return int(
            self._db.execute(
                "SELECT COUNT(*) FROM reports WHERE channel = ? AND sender = ?",
                [message.channel, message.sender],
            ).fetchone()[0]
        )


def _report(row: dict[str, str]) -> Report:
    data = json.loads(row["fields"])
    return Report(row["number"], data["fields"], tuple(data["approximate"]), row["stored_at"])
