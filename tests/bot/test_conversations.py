"""Whole conversations, as YAML, through the same turns as every channel (with the rules alone).

A turn says a message, or taps a choice by its label: one of the last replies, or of those to turn `of` (from
1). `later` is how many minutes have passed; `choices` are the labels under the last reply. `as` names who
writes, in a chat of their own; the case's `people` have roles and units. Letters to others are heard too.
`leaves` is the person (by number) who has lost all rights before the turn, `choose`
a choice by its value, "{draft}" in it being the open one.
"""

import asyncio
import datetime
from pathlib import Path

import pytest
import yaml

from bot import Inbound, Reply, app
from bot.config import Config
from tests.fakes import listening

FILES = sorted((Path(__file__).parent.parent / "conversations").glob("*.yml"))
CASES = [case for path in FILES for case in yaml.safe_load(path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_conversation_goes_as_written(case: dict, config: Config) -> None:
    asyncio.run(play(case, config))


async def play(case: dict, config: Config) -> None:
    replies: list[Reply] = []
    offered: list[dict[str, str]] = []

    async def collect(chat: str, reply: Reply) -> None:
        replies.append(reply)

    assistant = app.build(config, listening("test", collect), rasa=False, database=":memory:")
    for name, person in case.get("people", {}).items():
        contact = ("test", name, name)
        assistant.records.people.add(name, person["role"], person.get("unit", ""), contact)
    noon = datetime.datetime.combine(case["today"], datetime.time(12), assistant.timezone)
    try:
        for number, turn in enumerate(case["turns"]):
            replies.clear()
            at = noon + datetime.timedelta(minutes=turn.get("later", 0))
            if "leaves" in turn:
                assistant.records.people.deactivate(turn["leaves"])
            said = turn.get("say", turn.get("tap", ""))
            choice = offered[turn.get("of", 0) - 1][turn["tap"]] if "tap" in turn else turn.get("choose", "")
            who = turn.get("as", "officer")
            if "{draft}" in choice:
                draft = assistant.records.conversations.draft("test", who)
                choice = choice.format(draft=draft.id if draft else 0)
            message = Inbound("test", who, who, str(number), said, at, choice)
            await assistant.turns.receive(message)
            heard = "\n".join(r.text for r in replies)
            assert heard, f"no reply to {said!r}"
            for wanted in turn.get("hears", ()):
                assert wanted in heard, f"after {said!r}"
            for unwanted in turn.get("not", ()):
                assert unwanted not in heard, f"after {said!r}"
            offered.append({c.label: c.value for r in replies for c in r.choices})
            labels = [c.label for c in replies[-1].choices]
            assert labels == turn.get("choices", labels), f"after {said!r}"
        own = Inbound("test", "officer", "officer", "", "", noon)
        stored = assistant.records.reports.of(own, 10)
    finally:
        await assistant.stop()
    if "stored" in case:
        fields = stored[0].fields if stored else None
        wanted_fields = case["stored"]
        assert (fields is None) == (wanted_fields is None)
        for name, value in (wanted_fields or {}).items():
            assert fields
            assert fields[name] == value
    assert len(stored) == case.get("count", len(stored))
