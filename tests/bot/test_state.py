"""What a chat remembers comes back as it was, also from a row of an earlier version."""

import datetime
import json
from collections.abc import Iterator

import pytest

from bot import Choice, Inbound
from bot.conversations import Conversations, Pages, State
from bot.store import Database, open_store
from knowledge import Focus

NOON = datetime.datetime(2025, 3, 15, 12, tzinfo=datetime.UTC)
MESSAGE = Inbound("test", "chat", "an", "1", "ai ký", NOON)


@pytest.fixture
def db() -> Iterator[Database]:
    database = open_store(":memory:")
    yield database
    database.conn.close()


def test_a_state_comes_back_as_it_was(db: Database) -> None:
    choice = Choice("Xem tiếp", "page:7:1")
    state = State(
        Focus(
            "356-UBND-KGVX",
            "5",
            "duty",
            cited=("324-KH-TU",),
            earlier=(Focus("287-KH-TU", question="287 của ai", cited=("287-KH-TU", "324-KH-TU")),),
        ),
        NOON.isoformat(),
        (choice,),
        ("356-UBND-KGVX/5",),
        ("356-UBND-KGVX/7",),
        (7, 9),
        {"356-UBND-KGVX": NOON.isoformat()},
        Pages(7, ("một", "hai"), 1, (choice,)),
        9,
    )
    chats = Conversations(db)
    chats.remember(MESSAGE, state)
    assert chats.state(MESSAGE) == state


def test_a_state_of_the_first_version_is_understood(db: Database) -> None:
    old = {
        "focus": {"document": "356-UBND-KGVX", "addressee": "5", "facet": "duty"},
        "focus_at": NOON.isoformat(),
        "choices": [{"label": "Xem cả mục", "value": "section:356-UBND-KGVX/1.3", "numbered": True}],
        "shown": ["356-UBND-KGVX/1.3"],
    }
    db.execute(
        "INSERT INTO conversations (channel, chat, state, updated_at) VALUES ('test', 'chat', ?, 't')",
        [json.dumps(old)],
    )
    state = Conversations(db).state(MESSAGE)
    assert (state.focus.addressee, state.focus.cited, state.focus.earlier) == ("5", (), ())
    assert state.choices[0].label == "Xem cả mục"
    assert (state.related, state.turns, state.cited, state.pages, state.about) == ((), (), {}, Pages(), 0)


def test_a_full_citation_is_known_as_long_as_the_focus_is_fresh() -> None:
    state = State(cited={"356-UBND-KGVX": NOON.isoformat()})
    assert list(state.known(NOON + datetime.timedelta(minutes=10), 10)) == ["356-UBND-KGVX"]
    assert state.known(NOON + datetime.timedelta(minutes=11), 10) == {}
