"""Nobody is let in by guessing, and a code that many type at once lets in exactly one.

Both at a real file, through the same calls as every message.
"""

import datetime
import random
import threading
from pathlib import Path

import pytest

from bot import Inbound, codes
from bot.invitations import Invitations, Redeemed
from bot.people import People, load_rights
from bot.store import Database, open_store, transaction

GUESSES = 100_000
SENDERS = 25_000  # who try four times each, and so are never locked out
RACES, RUNNERS = 100, 8
OPEN = 50
SEED = 356
NOON = datetime.datetime(2025, 3, 16, 12, tzinfo=datetime.UTC)


def door(db: Database) -> Invitations:
    return Invitations(db, People(db, load_rights(), {"": "guest"}))


def issue(db: Database, invitations: Invitations) -> str:
    with transaction(db):
        return invitations.issue("administrator", "", "", "script sep", NOON, 7).code


def typed(sender: str, at: datetime.datetime = NOON) -> Inbound:
    return Inbound("telegram", sender, sender, "", "", at)


@pytest.mark.slow
def test_a_hundred_thousand_guesses_let_nobody_in(tmp_path: Path) -> None:
    db = open_store(tmp_path / "so-tay.sqlite3")
    invitations = door(db)
    right = [issue(db, invitations) for _ in range(OPEN)]
    draw = random.Random(SEED)
    outcomes: dict[str, int] = {}
    db.execute("BEGIN IMMEDIATE")
    for number in range(GUESSES):
        guess = "".join(draw.choices(codes.ALPHABET, k=16))
        if number % 2:  # all but the last sign of a code that is open
            guess = draw.choice(right)[:-1] + draw.choice("ADEWY")
        outcome = invitations.redeem(typed(str(number % SENDERS)), codes.digest(guess)).outcome
        outcomes[outcome] = outcomes.get(outcome, 0) + 1
    db.execute("COMMIT")
    assert outcomes == {"unknown": GUESSES}
    assert db.execute("SELECT COUNT(*) FROM people").fetchone()[0] == 0
    assert [len(invitations.open(NOON)), len(right)] == [OPEN, OPEN]
    db.conn.close()


@pytest.mark.slow
def test_one_sender_who_goes_on_guessing_gets_five_tries_in_ten_minutes(tmp_path: Path) -> None:
    db = open_store(tmp_path / "so-tay.sqlite3")
    invitations = door(db)
    right = issue(db, invitations)
    outcomes = []
    for second in range(3600):  # a guess a second for an hour, the right code the last of each minute
        guess = right if second % 60 == 59 else codes.new()
        at = NOON + datetime.timedelta(seconds=second)
        with transaction(db):
            outcomes.append(invitations.redeem(typed("guesser", at), codes.digest(guess)).outcome)
    assert outcomes.count("unknown") == 30
    assert outcomes.count("locked") == 3570
    assert db.execute("SELECT COUNT(*) FROM people").fetchone()[0] == 0
    db.conn.close()


@pytest.mark.slow
def test_of_many_who_type_one_code_at_once_exactly_one_is_let_in(tmp_path: Path) -> None:
    path = tmp_path / "so-tay.sqlite3"
    db = open_store(path)
    invitations = door(db)
    made = [issue(db, invitations) for _ in range(RACES)]
    results: list[list[Redeemed]] = [[] for _ in range(RACES)]
    gates = [threading.Barrier(RUNNERS) for _ in range(RACES)]
    faults: list[BaseException] = []

    def run(name: str) -> None:
        own = open_store(path)
        own.execute("PRAGMA busy_timeout=30000")
        try:
            for race, code in enumerate(made):
                gates[race].wait(timeout=60)
                with transaction(own):
                    redeemed = door(own).redeem(typed(f"{name}-{race}"), codes.digest(code))
                results[race].append(redeemed)
        except BaseException as error:  # a thread's fault would be lost: it is kept for the test
            faults.append(error)
            raise
        finally:
            own.conn.close()

    runners = [threading.Thread(target=run, args=(str(number),)) for number in range(RUNNERS)]
    for runner in runners:
        runner.start()
    for runner in runners:
        runner.join()
    assert faults == []
    for race in results:
        assert sorted(each.outcome for each in race) == ["joined", *["used"] * (RUNNERS - 1)]
    assert db.execute("SELECT COUNT(*) FROM people").fetchone()[0] == RACES
    assert db.execute("SELECT COUNT(*) FROM contacts").fetchone()[0] == RACES
    assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    db.conn.close()


def test_no_code_is_drawn_twice_and_every_sign_is_used() -> None:
    made = {codes.new() for _ in range(5_000)}
    assert len(made) == 5_000
    assert set("".join(made)) == {*codes.ALPHABET, "-"}
