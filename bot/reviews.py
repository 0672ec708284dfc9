"""What the office decided on reports: sent back for more, approved or rejected, by whom and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot import Inbound
from bot.reports import Report, Reports
from bot.store import Database, now

Decision = Literal["returned", "approved", "rejected"]


class ReasonMissing(ValueError):
    """A report is neither sent back nor rejected without a reason."""


@dataclass(frozen=True)
class Review:
    """One decision on one version of a report; `at` ISO 8601 in UTC."""

    version: int
    state: Decision
    reason: str
    at: str


class Reviews:
    """The table of reviews; `decide` is called inside the transaction of its message."""

    def __init__(self, db: Database, reports: Reports) -> None:
        self._db = db
        self._reports = reports

    def decide(self, report: Report, decision: Decision, reason: str, message: Inbound) -> None:
        """Nothing; writes the decision down and gives the report its state. Raises ReasonMissing."""
        if decision != "approved" and not reason:
            raise ReasonMissing(report.number)
        self._db.execute(
            "INSERT INTO reviews (report_id, version, state, reason, channel, sender, at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [report.id, report.version, decision, reason, message.channel, message.sender, now()],
        )
        self._reports.judge(report, decision)

    def of(self, report: Report) -> list[Review]:
        """The decisions on a report, the last one first."""
        rows = self._db.query(
            "SELECT version, state, reason, at FROM reviews WHERE report_id = ? ORDER BY id DESC", [report.id]
        )
        return [Review(**row) for row in rows]
