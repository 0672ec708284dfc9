"""The reports that were confirmed: numbered per year, one for each draft, with all their versions.

A report is never overwritten: `revise` adds a version, and `reports` shows the newest. What counts for the
office (`counted`) leaves out rejected ones and those made in training.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from bot import Inbound
from bot.form import Draft, Form, Value
from bot.periods import Period
from bot.store import Database, now

State = Literal["new", "returned", "approved", "rejected"]
Kind = Literal["activity", "nil"]

_TRAINING_PREFIX = "TAP"  # "tập": the numbers of these are a series of their own
_COLUMNS = (
    "r.id, r.number, r.kind, r.state, r.version, r.training, r.day, r.unit, r.form_version, r.fields,"
    " r.stored_at, r.channel, r.sender, i.chat, i.sent_at"
)
_FROM = "FROM reports r JOIN inbox i ON i.id = r.inbox_id"
# Sent by the account or by another one of the same person; found by the index of senders, an account each.
_OWN = (
    "r.id IN (SELECT m.id FROM (VALUES (?, ?) UNION SELECT o.channel, o.sender FROM contacts c"
    " JOIN contacts o ON o.person_id = c.person_id WHERE c.channel = ? AND c.sender = ?) a"
    " CROSS JOIN reports m ON m.channel = a.column1 AND m.sender = a.column2)"
)


@dataclass(frozen=True)
class Report:
    """A stored report in its newest version; `number` is "BC-2025-000001".

    `day` is that of the activity (for a "nil" one, that there was no activity, the last of its period),
    `unit` the one that reports, "" when unknown; `stored_at` ISO 8601 in UTC, of the first version.
    `channel`, `sender` and `chat` are those of the officer, `sent_at` is when the confirmation was sent.
    """

    id: int
    number: str
    kind: Kind
    state: State
    version: int
    training: bool
    day: datetime.date
    unit: str
    form_version: int
    fields: dict[str, Value]
    approximate: tuple[str, ...]
    stored_at: str
    channel: str
    sender: str
    chat: str
    sent_at: datetime.datetime


@dataclass(frozen=True)
class Filing:
    """Where a draft belongs: the day and the unit by which it is counted."""

    day: datetime.date
    unit: str


class Reports:
    """The table of reports; what writes is called inside the transaction of the confirming message."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, inbox_id: int, message: Inbound, form: Form, draft: Draft, filing: Filing) -> Report:
        """Store the draft under the next number of its year (the year in which the message was sent)."""
        year = message.sent_at.year
        sequence = self._next(year, training=draft.training)
        prefix = _TRAINING_PREFIX if draft.training else form.number_prefix
        number = f"{prefix}-{year}-{abs(sequence):06d}"
        report_id = self._insert(
            number=number,
            year=year,
            sequence=sequence,
            draft_id=draft.id,
            inbox_id=inbox_id,
            channel=message.channel,
            sender=message.sender,
            form=form.name,
            form_version=form.version,
            fields=_packed(draft),
            stored_at=now(),
            kind="nil" if draft.nil else "activity",
            training=int(draft.training),
            day=filing.day.isoformat(),
            unit=filing.unit,
        )
        self._add_version(report_id, 1, inbox_id, form, draft)
        return self.get(number) or _lost(number)

    def revise(self, inbox_id: int, form: Form, draft: Draft, filing: Filing) -> Report:
        """The report `draft.of` with the draft as its next version; it is to be reviewed anew."""
        report = self.get(draft.of) or _lost(draft.of)
        version = report.version + 1
        self._db.execute(
            "UPDATE reports SET fields = ?, form_version = ?, version = ?, state = 'new', day = ?, unit = ?"
            " WHERE id = ?",
            [_packed(draft), form.version, version, filing.day.isoformat(), filing.unit, report.id],
        )
        self._add_version(report.id, version, inbox_id, form, draft)
        return self.get(draft.of) or _lost(draft.of)

    def get(self, number: str) -> Report | None:
        """The report of that number, None when there is none."""
        return self._first("WHERE r.number = ?", [number])

    def of(self, message: Inbound, limit: int) -> list[Report]:
        """The sender's own reports, from whichever account of theirs, the newest first."""
        return self._all(f"WHERE {_OWN} ORDER BY r.id DESC LIMIT ?", [*_owner(message), limit])

    def count(self, message: Inbound) -> int:
        """How many reports the sender has stored, without those made in training."""
        query = f"SELECT COUNT(*) FROM reports r WHERE {_OWN} AND r.training = 0"
        return int(self._db.execute(query, _owner(message)).fetchone()[0])

    def returned(self, message: Inbound) -> Report | None:
        """The sender's report that was last sent back for more, None when none waits."""
        where = (
            f"JOIN reviews v ON v.report_id = r.id WHERE {_OWN}"
            " AND r.state = 'returned' ORDER BY v.id DESC LIMIT 1"
        )
        return self._first(where, _owner(message))

    def like(
        self,
        message: Inbound,
        same: Mapping[str, Value],
        filing: Filing,
        *,
        anybody: bool,
        kind: Kind = "activity",
    ) -> Report | None:
        """A stored report of that day, unit and `same` fields that is likely the same activity, the newest.

        `anybody`: colleagues' reports are compared as well as the sender's own.
        """
        mine = f" AND {_OWN}"
        conditions = "".join(f" AND json_extract(r.fields, '$.fields.{name}') = ?" for name in same)
        where = (
            "WHERE r.training = 0 AND r.state != 'rejected' AND r.kind = ?"
            f" AND r.day = ? AND r.unit = ?{conditions}{'' if anybody else mine}"
            " ORDER BY r.id DESC LIMIT 1"
        )
        who = [] if anybody else _owner(message)
        return self._first(where, [kind, filing.day.isoformat(), filing.unit, *same.values(), *who])

    def waiting(self) -> list[Report]:
        """Reports that nobody has reviewed yet, the oldest first."""
        return self._all("WHERE r.state = 'new' AND r.training = 0 ORDER BY r.id", [])

    def counted(self, period: Period) -> list[Report]:
        """What counts in the period, by day and number: neither rejected nor made in training."""
        where = (
            "WHERE r.training = 0 AND r.state != 'rejected' AND r.day BETWEEN ? AND ? ORDER BY r.day, r.id"
        )
        return self._all(where, [period.first.isoformat(), period.last.isoformat()])

    def judge(self, report: Report, state: State) -> None:
        """Nothing; gives the report that state (bot/reviews.py says by whom and why)."""
        self._db.execute("UPDATE reports SET state = ? WHERE id = ?", [state, report.id])

    def versions(self, report: Report) -> list[tuple[int, str, dict[str, Value]]]:
        """Each version's number, the officer's words for it, and its fields, the first one first."""
        rows = self._db.query(
            "SELECT version, reason, fields FROM report_versions WHERE report_id = ? ORDER BY version",
            [report.id],
        )
        return [(row["version"], row["reason"], json.loads(row["fields"])["fields"]) for row in rows]

    def _next(self, year: int, *, training: bool) -> int:
        """The next running number of the year; those of training count down from -1."""
        extreme = "MIN(sequence), 0) - 1" if training else "MAX(sequence), 0) + 1"
        sign = "<" if training else ">"
        query = f"SELECT COALESCE({extreme} FROM reports WHERE year = ? AND sequence {sign} 0"
        return int(self._db.execute(query, [year]).fetchone()[0])

    def _insert(self, **values: Any) -> int:
        columns, places = ", ".join(values), ", ".join("?" * len(values))
        query = f"INSERT INTO reports ({columns}) VALUES ({places}) RETURNING id"
        return int(self._db.execute(query, list(values.values())).fetchall()[0][0])

    def _add_version(self, report_id: int, version: int, inbox_id: int, form: Form, draft: Draft) -> None:
        self._db.execute(
            "INSERT INTO report_versions (report_id, version, draft_id, inbox_id, form_version, fields,"
            " reason, stored_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [report_id, version, draft.id, inbox_id, form.version, _packed(draft), draft.reason, now()],
        )

    def _first(self, where: str, values: Sequence[object]) -> Report | None:
        return next(iter(self._all(where, values)), None)

    def _all(self, where: str, values: Sequence[object]) -> list[Report]:
        return [report(row) for row in self._db.query(f"SELECT {_COLUMNS} {_FROM} {where}", list(values))]


def report(row: Mapping[str, Any]) -> Report:
    """The report of a row that has the columns of `Report`."""
    data = json.loads(row["fields"])
    return Report(
        id=row["id"],
        number=row["number"],
        kind=row["kind"],
        state=row["state"],
        version=row["version"],
        training=bool(row["training"]),
        day=datetime.date.fromisoformat(row["day"]),
        unit=row["unit"],
        form_version=row["form_version"],
        fields=data["fields"],
        approximate=tuple(data["approximate"]),
        stored_at=row["stored_at"],
        channel=row["channel"],
        sender=row["sender"],
        chat=row["chat"],
        sent_at=datetime.datetime.fromisoformat(row["sent_at"]),
    )


def _owner(message: Inbound) -> list[str]:
    """The values of `_OWN`."""
    return [message.channel, message.sender] * 2


def _packed(draft: Draft) -> str:
    return json.dumps({"fields": draft.fields, "approximate": draft.approximate}, ensure_ascii=False)


def _lost(number: str) -> Report:
    raise LookupError(f"report {number} is not stored")
