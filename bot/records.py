"""All that is kept about people and their reports: the tables, over one database."""

from __future__ import annotations

from dataclasses import dataclass

from bot.closings import Closings
from bot.config import Config, ConfigError
from bot.conversations import Conversations
from bot.invitations import Invitations
from bot.mailbox import Mailbox
from bot.people import People, load_rights
from bot.periods import KINDS, Periods
from bot.reports import Reports
from bot.reviews import Reviews
from bot.store import Database
from bot.tasks import Tasks


@dataclass(frozen=True)
class Records:
    """The tables, with the periods by which reports are counted."""

    db: Database
    conversations: Conversations
    mailbox: Mailbox
    reports: Reports
    reviews: Reviews
    closings: Closings
    people: People
    invitations: Invitations
    tasks: Tasks
    periods: Periods


def keep(db: Database, settings: Config) -> Records:
    """The records of the database. Raises ConfigError for a setting that cannot be."""
    reports, rights, roles = Reports(db), load_rights(), settings.people
    for key, role in (("console_role", roles.console_role), ("default_role", roles.default_role)):
        if role not in rights:
            raise ConfigError(f"people.{key}: không có vai trò “{role}”; các vai trò: {', '.join(rights)}")
    defaults = {"console": roles.console_role, "": roles.default_role}
    people = People(db, rights, defaults, guests_ask=roles.guests_ask)
    return Records(
        db,
        Conversations(db),
        Mailbox(db),
        reports,
        Reviews(db, reports),
        Closings(db, reports),
        people,
        Invitations(db, people),
        Tasks(db),
        periods(settings),
    )


def periods(settings: Config) -> Periods:
    """The periods as config.yml cuts them. Raises ConfigError."""
    reporting = settings.reporting
    if reporting.period not in KINDS:
        raise ConfigError(f"reporting.period: “{reporting.period}” không phải một trong {', '.join(KINDS)}")
    if not 1 <= reporting.cutoff_day <= 31:
        raise ConfigError(f"reporting.cutoff_day: cần từ 1 đến 31, đang là {reporting.cutoff_day}")
    return Periods(reporting.period, reporting.cutoff_day, reporting.deadline_days)
