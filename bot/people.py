"""Who may do what: people with a role and a unit, and the accounts by which they write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot import Inbound
from bot.store import Database, now

ROLES = Path(__file__).with_name("roles.yml")


@dataclass(frozen=True)
class Person:
    """Somebody known; `id` is None for one who is not in the table and has the channel's default role.

    `without` are rights of the role that they do not have.
    """

    name: str
    role: str
    unit: str = ""
    id: int | None = None
    without: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Contact:
    """An account of somebody active: where a reminder or an alarm goes."""

    person: Person
    channel: str
    chat: str


class People:
    """The tables of people and contacts; rights come from roles.yml and are looked up at every message."""

    def __init__(
        self,
        db: Database,
        rights: Mapping[str, frozenset[str]],
        defaults: Mapping[str, str],
        *,
        guests_ask: bool = True,
    ) -> None:
        """`rights` by role; `defaults` are the roles of unknown senders by channel, "" for all others.

        Unless `guests_ask`, unknown senders of these others may not ask the documents.
        """
        self._db = db
        self._rights = rights
        self._defaults = defaults
        self._barred = frozenset() if guests_ask else frozenset(["ask"])

    def who(self, message: Inbound) -> Person:
        """The sender of the message."""
        rows = list(
            self._db.query(
                "SELECT p.id, p.name, p.role, p.unit, p.active FROM contacts c"
                " JOIN people p ON p.id = c.person_id"
                " WHERE c.channel = ? AND c.sender = ?",
                [message.channel, message.sender],
            )
        )
        if not rows:
            if default := self._defaults.get(message.channel):
                return Person("", default)
            return Person("", self._defaults[""], without=self._barred)
        row = rows[0]
        return Person(row["name"], row["role"] if row["active"] else "none", row["unit"], row["id"])

    def rights(self, person: Person) -> frozenset[str]:
        """What the person may do; a role that roles.yml does not know has no right."""
        return self._rights.get(person.role, frozenset()) - person.without

    def check(self, role: str) -> None:
        """Nothing. Raises ValueError for a role that there is not."""
        if role not in self._rights:
            raise ValueError(f"Không có vai trò “{role}”; các vai trò: {', '.join(self._rights)}.")

    def is_own(self, message: Inbound, channel: str, sender: str) -> bool:
        """Whether the account is the sender's, this one or one linked with it."""
        return (channel, sender) in self.accounts(message)

    def accounts(self, message: Inbound) -> tuple[tuple[str, str], ...]:
        """Channel and sender of each account of the sender: the one alone when they are unknown."""
        own = (message.channel, message.sender)
        rows = self._db.execute(
            "SELECT o.channel, o.sender FROM contacts c JOIN contacts o ON o.person_id = c.person_id"
            " WHERE c.channel = ? AND c.sender = ?",
            own,
        ).fetchall()
        return tuple((channel, sender) for channel, sender in rows) or (own,)

    def add(self, name: str, role: str, unit: str, contact: tuple[str, str, str] | None = None) -> int:
        """The id of the person added, with an account (channel, sender, chat). Raises ValueError."""
        self.check(role)
        query = "INSERT INTO people (name, role, unit, added_at) VALUES (?, ?, ?, ?) RETURNING id"
        person = int(self._db.execute(query, [name, role, unit, now()]).fetchall()[0][0])
        if contact:
            self._give(contact, person)
        return person

    def let_in(self, message: Inbound, role: str, unit: str, name: str) -> int:
        """The id of the sender, who has that role and unit from now on. A name known stays without one."""
        known = self.who(message).id
        account = (message.channel, message.sender, message.chat)
        if known is None:
            return self.add(name, role, unit, account)
        self._db.execute(
            "UPDATE people SET role = ?, unit = ?, name = COALESCE(NULLIF(?, ''), name), active = 1"
            " WHERE id = ?",
            [role, unit, name, known],
        )
        self._give(account, known)
        return known

    def attach(self, message: Inbound, person: int) -> None:
        """Nothing; the sender's account is that person's from now on.

        Whoever had it, and has no other, is nobody any more: they are deactivated.
        """
        before = self.who(message).id
        self._give((message.channel, message.sender, message.chat), person)
        self._db.execute(
            "UPDATE people SET active = 0"
            " WHERE id = ? AND NOT EXISTS (SELECT 1 FROM contacts WHERE person_id = people.id)",
            [before],
        )

    def _give(self, account: tuple[str, str, str], person: int) -> None:
        self._db.execute(
            "INSERT INTO contacts (channel, sender, chat, person_id) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (channel, sender)"
            " DO UPDATE SET chat = excluded.chat, person_id = excluded.person_id",
            [*account, person],
        )

    def deactivate(self, person_id: int) -> None:
        """Nothing; from the next message on the person has no right. Raises LookupError."""
        query = "UPDATE people SET active = 0 WHERE id = ? RETURNING id"
        if not self._db.execute(query, [person_id]).fetchall():
            raise LookupError(f"Không có người số {person_id}; xem: python3 scripts/people.py list")

    def everybody(self) -> list[tuple[Person, bool, str]]:
        """Each person, whether active, and their accounts in words, by id."""
        rows = self._db.query(
            "SELECT p.id, p.name, p.role, p.unit, p.active,"
            " COALESCE(group_concat(c.channel || ' ' || c.sender), '') AS accounts"
            " FROM people p LEFT JOIN contacts c ON c.person_id = p.id GROUP BY p.id ORDER BY p.id"
        )
        return [
            (Person(r["name"], r["role"], r["unit"], r["id"]), bool(r["active"]), r["accounts"]) for r in rows
        ]

    def reporting_units(self) -> list[str]:
        """The units that have an active officer, in alphabetical order: those that are expected to report."""
        rows = self._db.query(
            "SELECT DISTINCT unit FROM people WHERE active AND role = 'officer' AND unit != ''"
        )
        return sorted(row["unit"] for row in rows)

    def officers(self) -> list[Contact]:
        """The accounts of active officers."""
        return self._active("officer")

    def administrators(self) -> list[Contact]:
        """The accounts of active administrators."""
        return self._active("administrator")

    def _active(self, role: str) -> list[Contact]:
        rows = self._db.query(
            "SELECT p.id, p.name, p.role, p.unit, c.channel, c.chat FROM people p"
            " JOIN contacts c ON c.person_id = p.id WHERE p.active AND p.role = ?"
            " ORDER BY p.id, c.channel",
            [role],
        )
        return [
            Contact(Person(r["name"], r["role"], r["unit"], r["id"]), r["channel"], r["chat"]) for r in rows
        ]


def load_rights(path: Path = ROLES) -> dict[str, frozenset[str]]:
    """The rights by role of a YAML file of role: [rights]."""
    data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return {role: frozenset(rights) for role, rights in data.items()}
