"""The page of the audit trail: who did what, in words; people by their names, never by their accounts."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace

from bot import audit
from bot.audit import Line
from bot.browsing.page import Cell, Page
from bot.browsing.reports import moment
from bot.browsing.words import Words
from bot.records import Records

_SCRIPT = "script"
_NUMBERED = re.compile(r"(.*) \d+")  # "report changed to version 3"
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT")


def page(records: Records, words: Words, timezone: datetime.tzinfo) -> Page:
    """A row for each line."""
    (count,) = records.db.execute("SELECT COUNT(*) FROM audit").fetchone()
    names = _names(records)
    rows = [_row(line, names, words, timezone) for line in audit.last(records.db, count)]
    return replace(words.pages["nhat_ky"], rows=rows)


def _row(
    line: Line, names: dict[tuple[str, str], str], words: Words, timezone: datetime.tzinfo
) -> dict[str, Cell]:
    known = names.get((line.channel, line.actor)) or words("nobody_known")
    return {
        "order": line.id,
        "at": moment(line.at, timezone),
        "who": line.actor if line.channel == _SCRIPT else known,
        "channel": words.of("channels", line.channel),
        "action": words.of("actions", _NUMBERED.sub(r"\1", line.action)),
        "object": _object(line.object, words, timezone),
    }


def _object(told: str, words: Words, timezone: datetime.tzinfo) -> str:
    """What was acted on, in words: "invitation 3" is "lời mời số 3"."""
    if _MOMENT.match(told):
        return moment(told, timezone)
    first, _, second = told.partition(" by ")
    if not second:
        return _thing(first, words)
    return words("object_by", first=_thing(first, words), second=_thing(second, words))


def _thing(told: str, words: Words) -> str:
    kind, _, name = told.partition(" ")
    return f"{words.of('things', kind)} {name}" if name else words.of("objects", told)


def _names(records: Records) -> dict[tuple[str, str], str]:
    """The names of people by their accounts."""
    rows = records.db.execute(
        "SELECT c.channel, c.sender, p.name FROM contacts c JOIN people p ON p.id = c.person_id"
    )
    return {(channel, sender): name for channel, sender, name in rows.fetchall()}
