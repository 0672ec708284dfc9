"""A message's way through the turns, with a small real dialogue."""

import asyncio
import datetime
import logging
from collections.abc import Awaitable, Callable

import pytest

from bot import File, Inbound, Reply
from bot.mailbox import Mailbox
from bot.store import Database, open_store
from bot.turns import AT_ONCE, MOST_TRIES, Gathering, Turns
from nlu import Understanding

NOON = datetime.datetime(2025, 3, 15, 12, tzinfo=datetime.UTC)
ALBUMS = Gathering(quiet_s=0.2, most_s=0.5, channels=frozenset(["test"]))


class Echo:
    """Says the message back; fails as often as told."""

    def __init__(self, failures: int = 0) -> None:
        self.history: list[str] = []
        self.messages: list[Inbound] = []
        self._failures = failures

    def reply(self, inbox_id: int, message: Inbound, said: Understanding) -> list[Reply]:
        self.history.append(message.text)
        self.messages.append(message)
        if len(self.history) <= self._failures:
            raise RuntimeError("broken on purpose")
        return [Reply(f"{message.text}{' + ' * bool(message.files)}{len(message.files) or ''}")]

    def apology(self) -> Reply:
        return Reply("xin lỗi")


@pytest.fixture
def db():
    database = open_store(":memory:")
    yield database
    database.conn.close()


def message(key: str, text: str, chat: str = "a") -> Inbound:
    return Inbound("test", chat, chat, key, text, NOON)


def photo(key: str, text: str = "", chat: str = "a", after_s: float = 0) -> Inbound:
    sent_at = NOON + datetime.timedelta(seconds=after_s)
    return Inbound("test", chat, chat, key, text, sent_at, files=(File(key, "image/jpeg", 1),))


def tap(key: str, choice: str) -> Inbound:
    return Inbound("test", "a", "a", key, "", NOON, choice=choice)


async def arrive(turns: Turns, *messages: Inbound | float) -> None:
    """Nothing, once all is answered; a number between the messages is a pause in seconds."""
    going = []
    for each in messages:
        if isinstance(each, Inbound):
            going.append(asyncio.create_task(turns.receive(each)))
            await asyncio.sleep(0)
        else:
            await asyncio.sleep(each)
    await asyncio.gather(*going)


def play(
    db: Database,
    echo: Echo,
    steps: Callable[[Turns], Awaitable[None]],
    delays: dict[str, float] | None = None,
    gathering: Gathering = AT_ONCE,
) -> list[str]:
    """The texts sent while the steps ran; `delays` are how long understanding takes, by text."""
    sent: list[str] = []

    async def understand(inbound: Inbound) -> Understanding:
        await asyncio.sleep((delays or {}).get(inbound.text, 0))
        return Understanding(inbound.text, "greet", 1.0)

    async def send(chat: str, reply: Reply) -> None:
        sent.append(reply.text)

    async def run() -> None:
        await steps(Turns(db, understand, echo, {"test": send}, gathering))

    asyncio.run(run())
    return sent


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
    assert play(db, Echo(), lambda turns: turns.recover("test")) == ["chưa gửi", "chưa làm"]
    assert play(db, Echo(), lambda turns: turns.recover("test")) == []


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
    assert play(db, echo, lambda turns: turns.recover("test")) == ["xin lỗi"]
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
        turns = Turns(db, understand, Echo(), {"test": send})
        await turns.receive(message("1", "một"))
        await turns.receive(message("2", "hai", chat="b"))
        repaired.append("sửa")
        await turns.recover("test")

    repaired: list[str] = []
    asyncio.run(run())
    assert sent == ["hai", "một"]


def test_two_that_take_up_the_same_message_answer_it_once(db: Database) -> None:
    Mailbox(db).accept(message("1", "một"))

    async def steps(turns: Turns) -> None:
        await asyncio.gather(turns.recover("test"), turns.recover("test"))

    assert play(db, Echo(), steps) == ["một"]


def states(db: Database) -> list[tuple[str, int]]:
    """State and number of replies of each accepted message, in order."""
    return list(
        db.execute(
            "SELECT state, (SELECT COUNT(*) FROM outbox WHERE inbox_id = inbox.id) FROM inbox ORDER BY id"
        ).fetchall()
    )


def test_an_album_and_the_words_after_it_are_one_turn(db: Database) -> None:
    echo = Echo()
    album = (photo("1", "họp dân"), photo("2"), 0.04, photo("3"), 0.04, message("4", "120 người"))
    sent = play(db, echo, lambda turns: arrive(turns, *album), gathering=ALBUMS)
    assert sent == ["họp dân\n120 người + 3"]
    (one,) = echo.messages
    assert (one.key, one.sent_at, one.choice) == ("1", NOON, "")
    assert [file.sha256 for file in one.files] == ["1", "2", "3"]
    assert states(db) == [("done", 1), ("done", 0), ("done", 0), ("done", 0)]


def test_words_before_an_album_are_a_turn_before_it(db: Database) -> None:
    album = (message("1", "họp dân"), photo("2"), photo("3"))
    assert play(db, Echo(), lambda turns: arrive(turns, *album), gathering=ALBUMS) == ["họp dân", " + 2"]


def test_an_album_is_accepted_before_it_is_whole(db: Database) -> None:
    async def steps(turns: Turns) -> None:
        going = asyncio.create_task(turns.receive(photo("1")))
        await asyncio.sleep(0)
        assert states(db) == [("new", 0)]
        await going

    assert play(db, Echo(), steps, gathering=ALBUMS) == [" + 1"]


def test_what_comes_after_the_quiet_is_a_turn_of_its_own(db: Database) -> None:
    album = (photo("1"), 0.3, message("2", "120 người"), photo("3"), 0.3, photo("4"))
    sent = play(db, Echo(), lambda turns: arrive(turns, *album), gathering=ALBUMS)
    assert sent == [" + 1", "120 người", " + 1", " + 1"]


def test_an_album_that_does_not_end_is_answered_in_parts(db: Database) -> None:
    stream = [each for n in range(14) for each in (photo(str(n)), 0.05)]
    echo = Echo()
    play(db, echo, lambda turns: arrive(turns, *stream), gathering=ALBUMS)
    assert len(echo.messages) > 1
    assert [file.sha256 for m in echo.messages for file in m.files] == [str(n) for n in range(14)]


def test_a_tapped_button_ends_the_album_and_is_a_turn_after_it(db: Database) -> None:
    echo = Echo()
    album = (photo("1"), photo("2"), tap("3", "report:confirm:1"), photo("4"))
    slow = Gathering(quiet_s=0.5, most_s=60, channels=frozenset(["test"]))
    play(db, echo, lambda turns: arrive(turns, *album), gathering=slow)
    assert [(len(m.files), m.choice) for m in echo.messages] == [(2, ""), (0, "report:confirm:1"), (1, "")]


def test_an_album_waits_for_the_turn_before_it_and_closes_in_the_meantime(db: Database) -> None:
    album = (message("1", "chậm"), photo("2"), photo("3"), 0.3, message("4", "sau"))
    sent = play(db, Echo(), lambda turns: arrive(turns, *album), delays={"chậm": 0.6}, gathering=ALBUMS)
    assert sent == ["chậm", " + 2", "sau"]


def test_other_chats_and_channels_that_hand_whole_messages_do_not_wait(db: Database) -> None:
    mixed = (photo("1"), message("2", "chat khác", chat="b"), photo("3", chat="c"), photo("4", chat="c"))
    assert play(db, Echo(), lambda turns: arrive(turns, *mixed), gathering=ALBUMS) == [
        *("chat khác", " + 1", " + 2"),
    ]
    whole = (photo("5"), photo("6"))
    assert play(db, Echo(), lambda turns: arrive(turns, *whole)) == [" + 1", " + 1"]


def test_a_photo_delivered_twice_is_in_its_album_once(db: Database) -> None:
    album = (photo("1"), photo("2"), photo("1"), photo("2"))
    assert play(db, Echo(), lambda turns: arrive(turns, *album), gathering=ALBUMS) == [" + 2"]


def test_an_album_that_an_earlier_run_left_is_put_together_again(db: Database) -> None:
    mailbox = Mailbox(db)
    left = [
        message("1", "trước"),
        photo("2", "họp dân"),
        photo("3"),
        photo("b1", chat="b"),
        message("4", "120 người"),
        tap("5", "report:confirm:1"),
        photo("6"),
        photo("7", after_s=60),
    ]
    for each in left:
        mailbox.accept(each)
    echo = Echo()
    sent = play(db, echo, lambda turns: turns.recover("test"), gathering=ALBUMS)
    assert sorted(sent) == sorted(["trước", "họp dân\n120 người + 2", " + 1", "", " + 1", " + 1"])
    assert [m.key for m in echo.messages if m.chat == "a"] == ["1", "2", "5", "6", "7"]
    assert {state for state, _ in states(db)} == {"done"}
    assert play(db, Echo(), lambda turns: turns.recover("test"), gathering=ALBUMS) == []


def test_an_album_that_fails_is_tried_three_times_and_has_one_apology(
    db: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    album = (photo("1", "độc"), photo("2"), 0.3, message("3", "lành"))
    echo = Echo(failures=MOST_TRIES)
    assert play(db, echo, lambda turns: arrive(turns, *album), gathering=ALBUMS) == ["xin lỗi", "lành"]
    assert len(echo.history) == MOST_TRIES + 1
    assert states(db) == [("failed", 1), ("failed", 0), ("done", 1)]


def test_two_that_take_up_the_same_album_answer_it_once(db: Database) -> None:
    async def steps(turns: Turns) -> None:
        await asyncio.gather(arrive(turns, photo("1"), photo("2")), turns.recover("test"))

    sent = play(db, Echo(), steps, gathering=ALBUMS)
    assert sum(int(text.removeprefix(" + ")) for text in sent) == 2
    assert {state for state, _ in states(db)} == {"done"}


def test_an_album_whose_first_message_was_given_up_is_still_answered(db: Database) -> None:
    async def steps(turns: Turns) -> None:
        first = asyncio.create_task(turns.receive(photo("1")))
        await asyncio.sleep(0)
        second = asyncio.create_task(turns.receive(photo("2")))
        await asyncio.sleep(0)
        first.cancel()
        await second

    assert play(db, Echo(), steps, gathering=ALBUMS) == [" + 2"]
