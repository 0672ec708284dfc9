"""Invitations: one-time codes that let somebody in, or link a further account to somebody known.

A code lets one in with a role and a unit. Whoever is known already takes these over and keeps what they have
reported; so does somebody whose rights were taken away. A code is not for its maker's own account, which
would lose its role by it. Who typed five wrong codes waits ten minutes, in which a right one is refused too.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any, Literal

from bot import Inbound
from bot.codes import digest, found, lookup, masked, new, sealed
from bot.people import People, Person
from bot.store import Database

__all__ = ["Invitation", "Invitations", "Issued", "Redeemed", "found", "masked", "sealed"]

Outcome = Literal["joined", "linked", "again", "own", "unknown", "expired", "used", "locked"]

MOST_TRIES = 5
LOCKED = datetime.timedelta(minutes=10)
LINKS = datetime.timedelta(hours=1)  # how long a code that links an account is good
_OPEN = "used_at IS NULL AND expires_at > ?"


@dataclass(frozen=True)
class Issued:
    """An invitation just made: the only moment at which its code is known."""

    id: int
    code: str = field(repr=False)


@dataclass(frozen=True)
class Invitation:
    """One that nobody has used; `expires_at` ISO 8601 in UTC, `person_id` for one that links an account."""

    id: int
    role: str
    unit: str
    name: str
    person_id: int | None
    made_by: str
    expires_at: str


@dataclass(frozen=True)
class Redeemed:
    """What came of a code: who the sender is now, by which invitation (None: by none).

    "again": the sender had used it before; "own": they made it. `until`, when they are kept waiting.
    """

    outcome: Outcome
    person: Person
    invitation: int | None = None
    until: datetime.datetime | None = None


class Invitations:
    """The tables of invitations and of tries; callers hold an immediate transaction."""

    def __init__(self, db: Database, people: People) -> None:
        self._db = db
        self._people = people

    def issue(
        self, role: str, unit: str, name: str, made_by: str, at: datetime.datetime, days: int
    ) -> Issued:
        """A code for somebody with that role and unit, "" for none. Raises ValueError for an unknown role."""
        self._people.check(role)
        return self._add(role, unit, name, None, made_by, at, at + datetime.timedelta(days=days))

    def link(self, message: Inbound, person: Person) -> Issued:
        """A code by which another account becomes the person's, asked for by the message."""
        at = message.sent_at
        return self._add("", "", "", person.id, _account(message), at, at + LINKS)

    def redeem(self, message: Inbound, digest: str) -> Redeemed:
        """What comes of the code of that digest: who types it first has it, nobody else."""
        at = _moment(message)
        if until := self._locked(message, at):
            return Redeemed("locked", self._people.who(message), until=until)
        row = self._use(message, lookup(digest), at)
        if row is None:
            return self._refused(message, lookup(digest), at)
        self._db.execute("DELETE FROM code_tries WHERE channel = ? AND sender = ?", _key(message))
        invitation, role, unit, name, person = row
        if person is None:
            self._people.let_in(message, role, unit, name)
        else:
            self._people.attach(message, person)
        return Redeemed("joined" if person is None else "linked", self._people.who(message), invitation)

    def open(self, at: datetime.datetime) -> list[Invitation]:
        """Those that can still be used at that moment, the oldest first."""
        rows = self._db.query(
            "SELECT id, role, unit, name, person_id, made_by, expires_at FROM invitations"
            f" WHERE {_OPEN} ORDER BY id",
            [_stored(at)],
        )
        return [Invitation(**row) for row in rows]

    def revoke(self, invitation: int) -> None:
        """Nothing; the invitation can no longer be used. Raises LookupError when it could not be anyway."""
        query = (
            "UPDATE invitations SET expires_at = made_at"
            " WHERE id = ? AND used_at IS NULL AND expires_at > made_at RETURNING id"
        )
        if not self._db.execute(query, [invitation]).fetchall():
            raise LookupError(f"Không có lời mời số {invitation} còn mở; xem: python3 scripts/invite.py list")

    def _add(
        self,
        role: str,
        unit: str,
        name: str,
        person: int | None,
        made_by: str,
        at: datetime.datetime,
        until: datetime.datetime,
    ) -> Issued:
        code = new()
        cursor = self._db.execute(
            "INSERT INTO invitations (lookup, role, unit, name, person_id, made_by, made_at, expires_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
            [lookup(digest(code)), role, unit, name, person, made_by, _stored(at), _stored(until)],
        )
        return Issued(int(cursor.fetchall()[0][0]), code)

    def _use(self, message: Inbound, key: str, at: datetime.datetime) -> tuple[Any, ...] | None:
        """Id, role, unit, name and person of the invitation, which is the sender's now; None for none.

        An account is linked only to somebody who still has rights, and only one that has not lost its own.
        """
        barred = self._people.who(message).role == "none"
        rows = self._db.execute(
            "UPDATE invitations SET used_at = ?, used_channel = ?, used_sender = ?"
            f" WHERE lookup = ? AND {_OPEN} AND made_by != ? AND (person_id IS NULL"
            " OR (NOT ? AND person_id IN (SELECT id FROM people WHERE active)))"
            " RETURNING id, role, unit, name, person_id",
            [_stored(at), *_key(message), key, _stored(at), _account(message), barred],
        ).fetchall()
        return tuple(rows[0]) if rows else None

    def _refused(self, message: Inbound, key: str, at: datetime.datetime) -> Redeemed:
        """Why the code is of no use to the sender; a wrong one is counted, the fifth makes them wait."""
        person = self._people.who(message)
        query = "SELECT id, made_by, used_at, used_channel, used_sender FROM invitations WHERE lookup = ?"
        row = self._db.execute(query, [key]).fetchone()
        if row and row[1] == _account(message):
            return Redeemed("own", person, row[0])
        if row and list(row[3:]) == _key(message) and person.role != "none":
            return Redeemed("again", person, row[0])
        outcome: Outcome = "unknown" if row is None else "used" if row[2] else "expired"
        return Redeemed(outcome, person, until=self._count(message, at))

    def _count(self, message: Inbound, at: datetime.datetime) -> datetime.datetime | None:
        """Until when the sender has to wait after one more wrong code, None when they may try again."""
        query = (
            "INSERT INTO code_tries (channel, sender, failed) VALUES (?, ?, 1)"
            " ON CONFLICT (channel, sender) DO UPDATE SET failed = failed + 1 RETURNING failed"
        )
        if self._db.execute(query, _key(message)).fetchall()[0][0] < MOST_TRIES:
            return None
        self._db.execute(
            "UPDATE code_tries SET failed = 0, locked_until = ? WHERE channel = ? AND sender = ?",
            [_stored(at + LOCKED), *_key(message)],
        )
        return at + LOCKED

    def _locked(self, message: Inbound, at: datetime.datetime) -> datetime.datetime | None:
        query = "SELECT locked_until FROM code_tries WHERE channel = ? AND sender = ? AND locked_until > ?"
        row = self._db.execute(query, [*_key(message), _stored(at)]).fetchone()
        return datetime.datetime.fromisoformat(row[0]) if row else None


def _key(message: Inbound) -> list[str]:
    return [message.channel, message.sender]


def _account(message: Inbound) -> str:
    return f"{message.channel} {message.sender}"


def _moment(message: Inbound) -> datetime.datetime:
    """When the code was typed: one who wrote in time is let in though the bot was down. A message written
    anew has the time of the old one, so that it counts as of now.
    """
    return datetime.datetime.now(datetime.UTC) if message.edited else message.sent_at


def _stored(at: datetime.datetime) -> str:
    return at.astimezone(datetime.UTC).isoformat(timespec="milliseconds")
