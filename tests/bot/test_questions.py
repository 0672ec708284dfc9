"""The log of questions: every one with its outcome, and what was thought of the answer."""

import asyncio
import dataclasses
import datetime
import json
from pathlib import Path
from typing import Any

import pytest

from bot import Inbound, Reply, app
from bot.config import Config
from bot.privacy import MASK
from tests.fakes import listening

NOON = datetime.datetime(2025, 3, 15, 12, tzinfo=datetime.UTC)
Rows = list[dict[str, Any]]


def asked(config: Config, texts: list[str]) -> Rows:
    """The rows of the log after these messages of one chat.

    "=Label" taps that choice of the last reply, "#value" any other choice.
    """
    replies: list[Reply] = []

    async def send(chat: str, reply: Reply) -> None:
        replies.append(reply)

    async def play() -> Rows:
        assistant = app.build(config, listening("test", send), rasa=False, database=":memory:")
        try:
            for number, text in enumerate(texts):
                choices = {f"={c.label}": c.value for c in replies[-1].choices} if replies else {}
                choice = text[1:] if text.startswith("#") else choices.get(text, "")
                await assistant.turns.receive(
                    Inbound("test", "chat", "an", str(number), text.lstrip("="), NOON, choice)
                )
            return list(assistant.db.query("SELECT * FROM questions ORDER BY id"))
        finally:
            await assistant.stop()

    return asyncio.run(play())


def test_a_question_is_logged_with_all_that_is_known_of_its_answer(config: Config) -> None:
    (row,) = asked(config, ["ai lo cổ động trực quan, gọi 0905 123 456?"])
    assert row["text"] == f"ai lo cổ động trực quan, gọi {MASK}?"
    assert row["outcome"] == "answer"
    assert json.loads(row["passages"])[0] == "356-UBND-KGVX/4"
    assert 0 < row["confidence"] <= 1
    assert row["index_version"]
    assert row["understood_by"] == "rules"
    assert 0 < row["took_ms"] < 10_000
    assert row["from_focus"] in (0, 1)
    assert (row["feedback"], row["feedback_at"], row["view_of"]) == (None, None, None)


@pytest.mark.parametrize(
    ("said", "feedback"),
    [
        ("=Đúng ý", "right"),
        ("=Chưa đúng", "wrong"),
        ("đúng rồi", "right"),
        ("dung roi em", "right"),
        ("chưa đúng", "wrong"),
        ("sai rồi", "wrong"),
        ("không phải ý tôi", "wrong"),
        ("ok", None),
        ("cảm ơn", None),
    ],
)
def test_a_vote_is_written_to_the_question_and_changes_nothing_else(
    config: Config, said: str, feedback: str | None
) -> None:
    (before,) = asked(config, ["ai lo cổ động trực quan?"])
    (after,) = asked(config, ["ai lo cổ động trực quan?", said])
    assert after["feedback"] == feedback
    assert bool(after["feedback_at"]) == bool(feedback)
    same = ("text", "outcome", "passages", "confidence", "index_version", "from_focus", "view_of")
    assert {name: after[name] for name in same} == {name: before[name] for name in same}


def test_a_later_vote_replaces_an_earlier_one(config: Config) -> None:
    (row,) = asked(config, ["ai lo cổ động trực quan?", "đúng rồi", "sai rồi"])
    assert row["feedback"] == "wrong"


def test_a_look_further_is_a_row_of_its_own_that_names_its_question(config: Config) -> None:
    question, view = asked(config, ["3 chủ đề lớn là gì", "=Xem cả mục", "=Đúng ý"])
    assert (question["feedback"], question["view_of"]) == (None, None)
    assert view["view_of"] == question["inbox_id"]
    assert view["feedback"] == "right"


def test_a_vote_on_an_earlier_answer_is_not_written(config: Config) -> None:
    rows = asked(config, ["ai lo cổ động trực quan?", "ai ký", "#right:1"])
    assert [row["feedback"] for row in rows] == [None, None]


@pytest.mark.parametrize(
    "value",
    [
        *("right", "right:", "right:x", "right:1:2:3", "wrong:99999999999999999999", "page:1:7", "page:1:-1"),
        *("section:1:không/có", "related:1", "ask:1:", "another", "mine:1", "report:confirm:1", "?:"),
    ],
)
def test_a_choice_that_was_never_offered_is_answered_and_harms_nothing(config: Config, value: str) -> None:
    first, *more = asked(config, ["ai ký công văn 356", f"#{value}", "ai lo cổ động trực quan?"])
    assert first["text"] == "ai ký công văn 356"
    assert more[-1]["outcome"] == "answer"


def test_a_question_to_a_damaged_store_is_logged_as_such(config: Config, tmp_path: Path) -> None:
    storage = dataclasses.replace(config.storage, index=str(tmp_path))
    (row,) = asked(dataclasses.replace(config, storage=storage), ["ai lo cổ động trực quan, 0905123456?"])
    assert row["outcome"] == "damaged"
    assert row["took_ms"] is None
    assert "0905" not in row["text"]
