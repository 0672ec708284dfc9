"""The mailbox on a real SQLite file."""

import datetime
from pathlib import Path

import pytest

from bot import Choice, Inbound, Reply
from bot.mailbox import Mailbox
from bot.store import Database, open_store, transaction
from nlu import Understanding

SAID = Understanding("xin chào", "greet", 0.9)
NOON = datetime.datetime(2025, 3, 15, 12, tzinfo=datetime.UTC)


@pytest.fixture
def db(tmp_path: Path):
    database = open_store(tmp_path / "so-tay.sqlite3")
    yield database
    database.conn.close()


def message(key: str, text: str = "xin chào", chat: str = "a") -> Inbound:
    return Inbound("console", chat, "officer", key, text, NOON)


def test_a_message_key_is_accepted_once(db: Database) -> None:
    mailbox = Mailbox(db)
    assert mailbox.accept(message("1")) is not None
    assert mailbox.accept(message("1", "another text")) is None
    assert [m.text for _, m in mailbox.waiting("console")] == ["xin chào"]


def test_the_same_key_in_another_channel_is_another_message(db: Database) -> None:
    mailbox = Mailbox(db)
    mailbox.accept(message("1"))
    assert mailbox.accept(Inbound("zalo", "a", "officer", "1", "x", NOON)) is not None


def test_waiting_messages_come_back_whole_and_in_order(db: Database) -> None:
    mailbox = Mailbox(db)
    sent = [message("1", "một"), message("2", "hai"), message("3", "ba", chat="b")]
    for each in sent:
        mailbox.accept(each)
    assert [m for _, m in mailbox.waiting("console")] == sent


def test_a_finished_message_waits_no_more_and_its_replies_do(db: Database) -> None:
    mailbox = Mailbox(db)
    inbox_id = mailbox.accept(message("1"))
    assert inbox_id is not None
    reply = Reply("“nguyên văn”", (Choice("Xem cả mục", "section:x"),))
    with transaction(db):
        mailbox.finish(inbox_id, message("1"), [reply], SAID)
    assert mailbox.waiting("console") == []
    assert [letter.reply for letter in mailbox.unsent("console")] == [reply]


def test_a_sent_reply_is_not_sent_again(db: Database) -> None:
    mailbox = Mailbox(db)
    inbox_id = mailbox.accept(message("1"))
    assert inbox_id is not None
    mailbox.finish(inbox_id, message("1"), [Reply("một"), Reply("hai")], SAID)
    first, second = mailbox.unsent("console")
    mailbox.mark_sent(first)
    assert mailbox.unsent("console") == [second]


def test_unfinished_work_leaves_nothing_behind_when_it_fails(db: Database) -> None:
    mailbox = Mailbox(db)
    inbox_id = mailbox.accept(message("1"))
    assert inbox_id is not None
    with pytest.raises(ZeroDivisionError), transaction(db):
        mailbox.finish(inbox_id, message("1"), [Reply("mất")], SAID)
        raise ZeroDivisionError
    assert mailbox.unsent("console") == []
    assert len(mailbox.waiting("console")) == 1
