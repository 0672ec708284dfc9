"""The assistant with people of every standing, each turn of which can be looked at and taken back."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bot import File, Inbound, Reply, app, audit, codes
from bot.config import Config
from bot.form import Draft, Value
from bot.reports import Filing
from bot.store import transaction
from knowledge.answer import Answerer
from nlu import Understanding

NOON = datetime.datetime(2025, 4, 7, 12, tzinfo=datetime.UTC)
_KEYS = ("inbox_id", "view_of")  # which SQLite looks at when a row of the inbox is written
DAY = datetime.date(2025, 3, 15)
ME, OTHER = "toi", "khac"
# What holds reports, figures and answers; `EFFECTS` with who is let in.
HELD = ("reports", "report_versions", "reviews", "closings", "closing_reports", "questions", "drafts")
EFFECTS = (*HELD, "people", "contacts", "invitations", "code_tries", "reminders", "settlements")
KEPT: dict[str, Value] = {
    "activity_type": "hoi_nghi",
    "held_on": DAY.isoformat(),
    "place": "Xã Bình Minh",
    "attendees": 120,
    "topic": ["niem_tin"],
    "summary": "hội nghị bí mật của người khác",
}


class Watched(Answerer):
    """An answerer that tells whether it was asked."""

    def __init__(self, asked: Answerer) -> None:
        self.__dict__.update(asked.__dict__)
        self.calls: list[str] = []

    def __getattribute__(self, name: str) -> Any:
        if name in ("answer", "section", "passage"):
            self.calls.append(name)
        return super().__getattribute__(name)


@dataclass
class Seen:
    """What one message brought: the replies, what was read and asked, the audit lines and the effects."""

    replies: list[Reply]
    letters: list[tuple[str, str]]
    read: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    changed: set[str] = field(default_factory=set)

    @property
    def text(self) -> str:
        return "\n".join(reply.text for reply in self.replies)


class Standing:
    """ "toi" writes, an administrator at first; "khac" is another officer who has reports and a draft.

    What is taught goes into `hints`, a copy of the project's files beside the tests' index.
    """

    def __init__(self, config: Config) -> None:
        watched: list[Watched] = []

        def watch(answerer: Answerer) -> Answerer:
            watched.append(Watched(answerer))
            return watched[0]

        self.hints = Path(tempfile.mkdtemp(dir=Path(config.storage.index).parent))
        for name in ("hints.yml", "reviewed.yml", "not_stated.yml"):
            shutil.copy(app.ROOT / "knowledge" / name, self.hints)
        self.app = app.build(config, {}, rasa=False, database=":memory:", watch=watch, hints_dir=self.hints)
        self.answerer = watched[0]
        self.records, self.db = self.app.records, self.app.db
        self._said: dict[str, Understanding] = {}
        self._sent = 0
        self.me = self.records.people.add("Tôi", "administrator", "Xã Ba Tơ", ("telegram", ME, ME))
        self.records.people.add("Khác", "officer", "Xã Bình Minh", ("telegram", OTHER, OTHER))
        with transaction(self.db):
            self.other = self.store(OTHER, "Xã Bình Minh")
            self.own = self.store(ME, "Xã Ba Tơ")
            self.send("báo cáo hoạt động", who=OTHER)
        self.other_draft = self.draft(OTHER)

    def store(self, who: str, unit: str, day: datetime.date = DAY) -> str:
        """The number of a report just stored of that person."""
        message = self._message("gửi", who)
        inbox_id = self.records.mailbox.accept(message)
        assert inbox_id
        fields: dict[str, Value] = KEPT | {"place": unit, "held_on": day.isoformat()}
        draft = self.records.conversations.keep(message, self.app.form, Draft(fields))
        self.records.conversations.drop(message)
        self.records.mailbox.finish(inbox_id, message, [])
        filing = Filing(day, unit)
        return self.records.reports.add(inbox_id, message, self.app.form, draft, filing).number

    def draft(self, who: str = ME) -> int:
        """The id of the person's open draft, 0 for none."""
        draft = self.records.conversations.draft("telegram", who)
        return draft.id if draft else 0

    @contextlib.contextmanager
    def taken_back(self) -> Iterator[None]:
        """All that happens inside leaves nothing behind."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            self.db.execute("ROLLBACK")

    def send(self, text: str, choice: str = "", *, who: str = ME, **more: Any) -> list[Reply]:
        """The replies to the message; the caller holds the transaction."""
        message = self._message(codes.sealed(text), who, choice=choice, **more)
        said = self._understood(message.text)
        inbox_id = self.records.mailbox.accept(message)
        assert inbox_id
        replies = self.app.dialogue.reply(inbox_id, message, said)
        self.records.mailbox.finish(inbox_id, message, replies, said)
        return replies

    def watch(self, text: str, choice: str = "", **more: Any) -> Seen:
        """The same, looked at from all sides."""
        read: set[str] = set()

        def authorised(action: int, table: str | None, *rest: str | None) -> int:
            if action == sqlite3.SQLITE_READ and table and rest[0] not in _KEYS:
                read.add(table)
            return sqlite3.SQLITE_OK

        before, lines = self._contents(), self._count("audit")
        letters = self._count("outbox")
        self.answerer.calls.clear()
        self.db.conn.set_authorizer(authorised)
        try:
            replies = self.send(text, choice, **more)
        finally:
            self.db.conn.set_authorizer(None)
        after = self._contents()
        written = self.db.execute("SELECT chat, reply FROM outbox ORDER BY id").fetchall()[letters:]
        return Seen(
            replies,
            [(chat, reply) for chat, reply in written if chat != more.get("chat", more.get("who", ME))],
            read & set(HELD),
            list(self.answerer.calls),
            [f"{line.action}: {line.object}" for line in audit.last(self.db, self._count("audit") - lines)],
            {name for name in EFFECTS if before[name] != after[name]},
        )

    def become(self, role: str) -> None:
        """Nothing; "toi" has that role from now on. "none": deactivated, "unknown": in no table."""
        if role == "unknown":
            self.db.execute("DELETE FROM contacts WHERE sender = ?", [ME])
        elif role == "none":
            self.records.people.deactivate(self.me)
        else:
            self.db.execute("UPDATE people SET role = ? WHERE id = ?", [role, self.me])

    def _message(self, text: str, who: str, **more: Any) -> Inbound:
        self._sent += 1
        chat = more.pop("chat", who)
        message = Inbound("telegram", chat, who, str(self._sent), text, NOON)
        if more.pop("photo", False):
            message = replace(message, files=(File("0" * 64, "image/jpeg", 10),))
        return replace(message, **more)

    def _understood(self, text: str) -> Understanding:
        if text not in self._said:
            self._said[text] = asyncio.run(self.app.interpreter.understand(text, NOON.date()))
        return self._said[text]

    def _contents(self) -> dict[str, list[Any]]:
        return {name: self.db.execute(f"SELECT * FROM {name}").fetchall() for name in EFFECTS}

    def _count(self, table: str) -> int:
        return int(self.db.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0])


def standing(config: Config, *, guests_ask: bool = True) -> Standing:
    """The assistant as it is set up for messengers: who is unknown there is a guest."""
    people = replace(config.people, default_role="guest", guests_ask=guests_ask)
    return Standing(replace(config, people=people))
