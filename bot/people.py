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
    """Somebody known; `id` is None for one who is not in the table and has the channel's default role."""

    name: str
    role: str
    unit: str = ""
    id: int | None = None


@dataclass(frozen=True)
class Contact:
    """An account of an active officer: where a reminder goes."""

    person: Person
    channel: str
    chat: str


class People:
    """The tables of people and contacts; rights come from roles.yml and are looked up at every message."""

    def __init__(
        self, db: Database, rights: Mapping[str, frozenset[str]], defaults: Mapping[str, str]
    ) -> None:
        """`rights` by role; `defaults` are the roles of unknown senders by channel, "" for all others."""
        self._db = db
        self._rights = rights
        self._defaults = defaults

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
        default = self._defaults.get(message.channel, self._defaults[""])
        if not rows:
            return Person("", default)
        row = rows[0]
        return Person(row["name"], row["role"] if row["active"] else "none", row["unit"], row["id"])

    def may(self, person: Person, right: str) -> bool:
        """Whether the person's role has the right; a role that roles.yml does not know has none."""
        return right in self._rights.get(person.role, frozenset())

    def add(self, name: str, role: str, unit: str, contact: tuple[str, str, str] | None = None) -> int:
        """The id of the person added, with an account (channel, sender, chat). Raises ValueError."""
        if role not in self._rights:
            raise ValueError(f"Không có vai trò “{role}”; các vai trò: {', '.join(self._rights)}.")
        query = "INSERT INTO people (name, role, unit, added_at) VALUES (?, ?, ?, ?) RETURNING id"
        person = int(self._db.execute(query, [name, role, unit, now()]).fetchall()[0][0])
        if contact:
            self._db.execute(
                "INSERT INTO contacts (channel, sender, chat, person_id) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (channel, sender)"
                " DO UPDATE SET chat = excluded.chat, person_id = excluded.person_id",
                [*contact, person],
            )
        return person

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
        rows = self._db.query(
            "SELECT p.id, p.name, p.role, p.unit, c.channel, c.chat FROM people p"
            " JOIN contacts c ON c.person_id = p.id WHERE p.active AND p.role = 'officer'"
            " ORDER BY p.id, c.channel"
        )
        return [
            Contact(Person(r["name"], r["role"], r["unit"], r["id"]), r["channel"], r["chat"]) for r in rows
        ]


def load_rights(path: Path = ROLES) -> dict[str, frozenset[str]]:
    """The rights by role of a YAML file of role: [rights]."""
    data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return {role: frozenset(rights) for role, rights in data.items()}
