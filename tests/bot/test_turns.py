"""A message's way through the turns, with a small real dialogue."""

import asyncio
import logging

import pytest

from bot import Inbound, Reply
from bot.mailbox import Mailbox
from bot.store import Database, open_store
from bot.turns import MOST_TRIES, Turns
from nlu import Understanding
from tests.turning import Echo, made, message, play, recovered


@pytest.fixture
def db():
    database = open_store(":memory:")
    yield database
    database.conn.close()


def test_a_message_delivered_twice_is_answered_once(db: Database) -> None:
    async def steps(turns: Turns) -> None:
        await turns.receive(message("1", "một"))
        await turns.receive(message("1", "một"))

    assert play(db, Echo(), steps) == ["một"]


def test_messages_of_one_chat_keep_their_order_and_other_chats_do_not_wait(db: Database) -> None:
    async def steps(turns: Turns) -> None:
        await asyncio.gather(
            turns.receive(message("1", "chậm")),
            turns.receive(message("2", "sau chậm")),
            turns.receive(message("3", "chat khác", chat="b")),
        )

    sent = play(db, Echo(), steps, delays={"chậm": 0.05})
    assert sent == ["chat khác", "chậm", "sau chậm"]


def test_what_an_earlier_run_left_is_finished_and_sent(db: Database) -> None:
    mailbox = Mailbox(db)
    done = mailbox.accept(message("1", "đã làm"))
    assert done is not None
    mailbox.finish(done, message("1", "đã làm"), [Reply("chưa gửi")], Understanding("đã làm", "greet", 1.0))
    mailbox.accept(message("2", "chưa làm"))
    assert play(db, Echo(), recovered) == ["chưa gửi", "chưa làm"]
    assert play(db, Echo(), recovered) == []


def test_a_passing_fault_is_tried_again(db: Database, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    echo = Echo(failures=MOST_TRIES - 1)
    assert play(db, echo, lambda turns: turns.receive(message("1", "lần ba"))) == ["lần ba"]
    assert len(echo.history) == MOST_TRIES


def test_a_poison_message_is_set_aside_with_an_apology_and_the_next_one_is_answered(
    db: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)

    async def steps(turns: Turns) -> None:
        await turns.receive(message("1", "độc"))
        await turns.receive(message("2", "lành"))

    assert play(db, Echo(failures=MOST_TRIES), steps) == ["xin lỗi", "lành"]
    assert db.execute("SELECT state FROM inbox ORDER BY id").fetchall() == [("failed",), ("done",)]


def test_a_message_that_ended_the_process_three_times_is_set_aside(db: Database) -> None:
    mailbox = Mailbox(db)
    inbox_id = mailbox.accept(message("1", "giết tiến trình"))
    assert inbox_id is not None
    for _ in range(MOST_TRIES):
        mailbox.attempt(inbox_id)  # and then the process was gone
    echo = Echo()
    assert play(db, echo, recovered) == ["xin lỗi"]
    assert echo.history == []


def test_a_reply_that_cannot_be_sent_waits_and_holds_up_no_other_chat(
    db: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    sent: list[str] = []

    async def understand(inbound: Inbound) -> Understanding:
        return Understanding(inbound.text, "greet", 1.0)

    async def send(chat: str, reply: Reply) -> None:
        if chat == "a" and "sửa" not in repaired:
            raise OSError("cut")
        sent.append(reply.text)

    async def run() -> None:
        turns = made(db, Echo(), understand, send)
        await turns.receive(message("1", "một"))
        await turns.receive(message("2", "hai", chat="b"))
        repaired.append("sửa")
        await recovered(turns)

    repaired: list[str] = []
    asyncio.run(run())
    assert sent == ["hai", "một"]


def test_two_that_take_up_the_same_message_answer_it_once(db: Database) -> None:
    Mailbox(db).accept(message("1", "một"))

    async def steps(turns: Turns) -> None:
        turns.recover("test")
        turns.recover("test")

    assert play(db, Echo(), steps) == ["một"]


def test_what_a_webhook_brings_before_the_start_is_over_comes_after_what_was_left(db: Database) -> None:
    Mailbox(db).accept(message("1", "một"))

    async def steps(turns: Turns) -> None:
        turns.take(message("2", "hai"))
        turns.recover("test")

    assert play(db, Echo(), steps) == ["một", "hai"]


def test_letters_go_out_while_many_messages_are_worked_on(db: Database) -> None:
    echo, done_before = Echo(), []

    async def understand(inbound: Inbound) -> Understanding:
        return Understanding(inbound.text, "greet", 1.0)

    async def send(chat: str, reply: Reply) -> None:
        done_before.append(len(echo.history))

    async def run() -> None:
        turns = made(db, echo, understand, send)
        for number in range(30):
            turns.take(message(str(number), "tin", chat=str(number)))
        await turns.settled()

    asyncio.run(run())
    assert len(done_before) == 30
    assert done_before[0] < 10
