"""A Bot API server, people who write to it, and the file that a killed bot leaves: what the tests share."""

import contextlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from bot import Choice, Reply, audit, namesakes, units, wording
from bot.channels import ABILITIES, TELEGRAM
from bot.layout import Layout
from bot.store import open_store
from tests.crash.bots import TOKEN, until
from tests.telegram_control import Remote, own_process

# Units of today with a name of their own: no two reports are alike, and nobody is asked which place is meant.
PLACES = [name for name in units.load().names if not namesakes.load().of(name)][:40]
LAYOUT = Layout(ABILITIES[TELEGRAM], wording.load())
QUESTION = "ai ký công văn 356"
REPORT = "Sáng nay {place} họp dân tuyên truyền bầu cử, {count} người dự"
SEND = "Gửi"
SIGNED, SUMMARY, STORED = "Người ký", "Báo cáo sắp gửi", "Đã lưu báo cáo số "


class Stage:
    """The people's side of the server, and the file."""

    def __init__(self, remote: Remote, database: Path) -> None:
        self._remote = remote
        self._database = database
        self._sent: list[dict[str, Any]] = []

    def say(self, chat: int, text: str) -> int:
        """The id of the update that brings the text."""
        return int(self._remote.call("text", chat=chat, text=text)["update_id"])

    def tap(self, chat: int, label: str = SEND) -> int:
        """The id of the update that brings a tap on the button of the latest message that has it."""
        number = next(each["message_id"] for each in reversed(self.sent(chat)) if label in _labels(each))
        return int(self._remote.call("tap", chat=chat, message_id=number, choice=label)["update_id"])

    def sent(self, chat: int | None = None) -> list[dict[str, Any]]:
        """The messages of the bot, in order; to one chat, when it is given."""
        self._sent += self._remote.call("sent", since=len(self._sent))
        return [each for each in self._sent if chat in (None, each["chat_id"])]

    def texts(self, chat: int) -> list[str]:
        """What the bot wrote to the chat."""
        return [each["text"] for each in self.sent(chat)]

    def has(self, chat: int, beginning: str) -> bool:
        """Whether the last message to the chat begins so."""
        return bool(texts := self.texts(chat)) and texts[-1].startswith(beginning)

    def rows(self, query: str, *values: object) -> list[Any]:
        """What the file holds."""
        with closing(sqlite3.connect(self._database)) as db:
            return db.execute(query, values).fetchall()

    def count(self, query: str, *values: object) -> int:
        """The one figure that the query gives."""
        return int(self.rows(query, *values)[0][0])

    def unsent(self) -> int:
        """How many letters wait."""
        return self.count("SELECT COUNT(*) FROM outbox WHERE sent_at IS NULL")

    def settle(self, inbox: int, within_s: float = 60.0) -> None:
        """Nothing, once so many messages were taken, all are answered, and all answers marked sent."""
        until(lambda: self._done() == (inbox, inbox) and not self.unsent(), within_s)

    def _done(self) -> tuple[int, int]:
        """How many messages were taken, and how many of them are answered."""
        taken, answered = self.rows("SELECT COUNT(*), COUNT(done_at) FROM inbox")[0]
        return int(taken), int(answered)

    def reports(self, chat: int | str) -> list[int]:
        """How many came, by each report of the chat, in order."""
        rows = self.rows("SELECT fields FROM reports WHERE sender = ? ORDER BY id", str(chat))
        return [json.loads(fields)["fields"]["attendees"] for (fields,) in rows]

    def repeated(self) -> int:
        """How many letters were sent twice. AssertionError when one was lost, changed or misplaced."""
        written: dict[int, list[str]] = {}
        for chat, content in self.rows("SELECT chat, reply FROM outbox ORDER BY id"):
            written.setdefault(int(chat), []).extend(_texts(content))
        chats = {each["chat_id"] for each in self.sent()}
        assert chats == set(written)
        return sum(_repeated(self.texts(chat), written[chat]) for chat in chats)

    def check(self) -> None:
        """Nothing. AssertionError for a file that is damaged, or a report that is lost or doubled."""
        assert self.rows("PRAGMA integrity_check") == [("ok",)]
        assert self.rows("PRAGMA foreign_key_check") == []
        assert self.count("SELECT COUNT(*) FROM inbox WHERE state != 'done'") == 0
        numbers = [row[0] for row in self.rows("SELECT sequence FROM reports ORDER BY id")]
        assert numbers == list(range(1, len(numbers) + 1))
        told = [line for each in self.sent() for line in each["text"].splitlines() if line.startswith(STORED)]
        assert len(set(told)) == len(numbers) or not self.sent()
        db = open_store(self._database)
        assert audit.verify(db) is None
        db.conn.close()


@contextlib.contextmanager
def stage(folder: Path) -> Iterator[tuple[Remote, Stage]]:
    """A server, and the stage with the database of the folder."""
    database = folder / "so-tay.sqlite3"
    open_store(database).conn.close()
    with own_process(TOKEN) as remote:
        yield remote, Stage(remote, database)


def report(number: int) -> str:
    """The report of that number: its place and how many came are its own."""
    return REPORT.format(place=PLACES[number % len(PLACES)], count=number)


def _texts(content: str) -> list[str]:
    """How a reply that stands in the outbox looks on Telegram."""
    told = json.loads(content)
    return LAYOUT.texts(Reply(told["text"], tuple(Choice(**choice) for choice in told["choices"])))


def _labels(message: dict[str, Any]) -> list[str]:
    return [button["text"] for row in message["keyboard"] for button in row]


def _repeated(sent: Sequence[str], written: Sequence[str]) -> int:
    """How many of those sent were sent just before; all others are those written, in their order."""
    at = 0
    for text in sent:
        if at < len(written) and text == written[at]:
            at += 1
        else:
            assert at, "something that was never written"
            assert text == written[at - 1], "not what was written, or not in its order"
    assert at == len(written), "something that was written was not sent"
    return len(sent) - len(written)
