"""The pages of questions: all of them, and what was asked in vain; never who asked."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace
from typing import Any

from bot.browsing.page import Cell, Page
from bot.browsing.reports import moment
from bot.browsing.words import Words
from bot.learning.unanswered import Group, Overview, Unanswered, Wanted
from bot.store import Database

# Looks further into an answer are no questions of their own, and those of training count nowhere.
_ASKED = (
    "SELECT id, asked_at, text, outcome, feedback, confidence, passages FROM questions"
    " WHERE view_of IS NULL AND NOT training ORDER BY id"
)


def asked(db: Database) -> list[dict[str, Any]]:
    """The rows of all questions, the first one first."""
    return list(db.query(_ASKED))


def pages(db: Database, rows: list[dict[str, Any]], words: Words, timezone: datetime.tzinfo) -> list[Page]:
    """The pages: questions not answered, documents that are not here, and all questions (`rows`)."""
    found = Unanswered(db).overview()
    return [
        replace(words.pages["chua_tra_loi"], rows=_groups(found, words, timezone)),
        replace(words.pages["van_ban_thieu"], rows=[_wanted(each, words, timezone) for each in found.wanted]),
        replace(words.pages["cau_hoi"], rows=[_row(each, words, timezone) for each in rows]),
    ]


def _groups(found: Overview, words: Words, timezone: datetime.tzinfo) -> list[dict[str, Cell]]:
    """A row for each group of questions of the same words; one may stand in both lists."""
    groups = {group.number: group for group in (*found.unsure, *found.unanswered)}
    return [_group(group, words, timezone) for group in groups.values()]


def _group(group: Group, words: Words, timezone: datetime.tzinfo) -> dict[str, Cell]:
    return {
        "number": group.number,
        "text": group.text,
        "why": words.of("replies", group.replied),
        "times": group.times,
        "people": group.people,
        "last": moment(group.last, timezone),
        "passages": list(group.passages),
    }


def _wanted(wanted: Wanted, words: Words, timezone: datetime.tzinfo) -> dict[str, Cell]:
    return {
        "name": wanted.name or words("unnamed"),
        "known": words("cited" if wanted.is_cited else "not_cited"),
        "times": wanted.times,
        "people": wanted.people,
        "last": moment(wanted.last, timezone),
    }


def _row(row: dict[str, Any], words: Words, timezone: datetime.tzinfo) -> dict[str, Cell]:
    return {
        "order": row["id"],
        "asked_at": moment(row["asked_at"], timezone),
        "text": row["text"],
        "outcome": words.of("outcomes", row["outcome"]),
        "vote": words.of("votes", row["feedback"] or ""),
        "confidence": round(100 * row["confidence"]),
        "passages": json.loads(row["passages"]),
    }
