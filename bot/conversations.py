"""What a chat remembers between messages: its state and its open draft, each a row keyed (channel, chat)."""

from __future__ import annotations

import dataclasses
import datetime
import json
from dataclasses import dataclass, field
from typing import Any

from bot import Choice, Inbound
from bot.form import Draft, Form, Held
from bot.store import Database, now
from knowledge import NO_FOCUS, Focus


@dataclass(frozen=True)
class Pages:
    """A reply of several pages: the message it answers, and the choices that stand under each page."""

    turn: int = 0  # inbox id
    texts: tuple[str, ...] = ()
    at: int = 0  # the page last shown, from 0
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class State:
    """`focus` is what questions are about, until it expires; `choices` are those on the screen.

    `shown` are the passages last quoted, `related` the next best ones; `version` is the index that answered
    last, `sources` a digest of the text of each passage on the pages. `turns` are the messages (inbox ids)
    whose choices still count: the last question and the looks further into its answer. `cited` tells when
    each document was last cited in full. `about` is the message that was last replied to, when that reply
    was about an answer, else 0. `training` is the day (ISO) on which reports are only practised, "" for none.
    `awaiting` names what the next message gives the reason for ("return:BC-2025-000003:17", the last figure
    being the message that asked for it). `opened` is how many reports were begun on the day `opened_on`.
    """

    focus: Focus = NO_FOCUS
    focus_at: str = ""
    choices: tuple[Choice, ...] = ()
    shown: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    turns: tuple[int, ...] = ()
    cited: dict[str, str] = field(default_factory=dict)
    pages: Pages = Pages()
    about: int = 0
    training: str = ""
    awaiting: str = ""
    opened: int = 0
    opened_on: str = ""
    version: str = ""
    sources: dict[str, str] = field(default_factory=dict)

    def without_answer(self) -> State:
        """The state with nothing left of what documents said last; votes on it still count."""
        return dataclasses.replace(
            self, focus=NO_FOCUS, focus_at="", shown=(), related=(), pages=Pages(), version="", sources={}
        )

    def fresh_focus(self, at: datetime.datetime, minutes: int) -> Focus:
        """The focus, or an empty one when it is older than that."""
        return self.focus if _is_fresh(self.focus_at, at, minutes) else NO_FOCUS

    def known(self, at: datetime.datetime, minutes: int) -> dict[str, str]:
        """The documents that were cited in full not longer ago than that, each with when."""
        return {key: when for key, when in self.cited.items() if _is_fresh(when, at, minutes)}


class Conversations:
    """State and drafts; callers hold a transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def state(self, message: Inbound) -> State:
        """The chat's state; an empty one for a chat not met before."""
        row = self._db.execute(
            "SELECT state FROM conversations WHERE channel = ? AND chat = ?", [message.channel, message.chat]
        ).fetchone()
        if row is None:
            return State()
        return _state(row[0])

    def remember(self, message: Inbound, state: State) -> None:
        """Store the chat's state."""
        self._db.execute(
            "INSERT INTO conversations (channel, chat, state, updated_at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (channel, chat)"
            " DO UPDATE SET state = excluded.state, updated_at = excluded.updated_at",
            [message.channel, message.chat, json.dumps(state, default=vars, ensure_ascii=False), now()],
        )

    def draft(self, channel: str, chat: str) -> Draft | None:
        """The chat's open draft, None when there is none."""
        row = self._db.execute(
            "SELECT id, content FROM drafts WHERE channel = ? AND chat = ?", [channel, chat]
        ).fetchone()
        return _draft(row[0], row[1]) if row else None

    def keep(self, message: Inbound, form: Form, draft: Draft) -> Draft:
        """Store the draft, the only one of its chat; returns it with its id."""
        content = {k: v for k, v in dataclasses.asdict(draft).items() if k != "id"}
        cursor = self._db.execute(
            "INSERT INTO drafts (channel, chat, form, form_version, content, started_at, updated_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (channel, chat)"
            " DO UPDATE SET content = excluded.content, updated_at = excluded.updated_at"
            " RETURNING id",
            [
                message.channel,
                message.chat,
                form.name,
                form.version,
                json.dumps(content, ensure_ascii=False),
                now(),
                now(),
            ],
        )
        return dataclasses.replace(draft, id=int(cursor.fetchall()[0][0]))

    def drop(self, message: Inbound) -> None:
        """Forget the chat's draft."""
        self._db.execute("DELETE FROM drafts WHERE channel = ? AND chat = ?", [message.channel, message.chat])


def _is_fresh(when: str, at: datetime.datetime, minutes: int) -> bool:
    return bool(when) and abs(at - datetime.datetime.fromisoformat(when)) <= datetime.timedelta(
        minutes=minutes
    )


def _state(content: str) -> State:
    """A stored state; what a row of an earlier version lacks is as in a new chat."""
    data = json.loads(content)
    pages = data.get("pages", {})
    return State(
        _focus(data["focus"]),
        data["focus_at"],
        _choices(data["choices"]),
        tuple(data["shown"]),
        tuple(data.get("related", ())),
        tuple(data.get("turns", ())),
        data.get("cited", {}),
        Pages(**{**pages, "texts": tuple(pages["texts"]), "choices": _choices(pages["choices"])})
        if pages
        else Pages(),
        data.get("about", 0),
        data.get("training", ""),
        data.get("awaiting", ""),
        data.get("opened", 0),
        data.get("opened_on", ""),
        data.get("version", ""),
        data.get("sources", {}),
    )


def _focus(data: dict[str, Any]) -> Focus:
    """A stored focus with the subjects before it."""
    earlier = tuple(_focus(each) for each in data.get("earlier", ()))
    return Focus(**{**data, "cited": tuple(data.get("cited", ())), "earlier": earlier})


def _choices(data: list[dict[str, Any]]) -> tuple[Choice, ...]:
    return tuple(Choice(**choice) for choice in data)


def _draft(draft_id: int, content: str) -> Draft:
    """A stored draft; what a row of an earlier version lacks is as in a new one."""
    data = json.loads(content)
    return Draft(
        **{
            **data,
            "approximate": tuple(data["approximate"]),
            "trail": tuple(data["trail"]),
            "held": tuple(
                Held(**{**each, "approximate": tuple(each["approximate"])}) for each in data["held"]
            ),
            "id": draft_id,
        }
    )
