"""The photos of an album are one turn, however they come."""

import asyncio
import logging

import pytest

from bot.gathering import Gathering
from bot.mailbox import Mailbox
from bot.store import Database, open_store
from bot.turns import MOST_TRIES, Turns
from tests.turning import ALBUMS, NOON, Echo, arrive, message, photo, play, recovered, states, tap


@pytest.fixture
def db():
    database = open_store(":memory:")
    yield database
    database.conn.close()


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
    sent = play(db, echo, recovered, gathering=ALBUMS)
    assert sorted(sent) == sorted(["trước", "họp dân\n120 người + 2", " + 1", "", " + 1", " + 1"])
    assert [m.key for m in echo.messages if m.chat == "a"] == ["1", "2", "5", "6", "7"]
    assert {state for state, _ in states(db)} == {"done"}
    assert play(db, Echo(), recovered, gathering=ALBUMS) == []


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
        await asyncio.gather(arrive(turns, photo("1"), photo("2")), recovered(turns))

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
