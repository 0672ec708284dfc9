"""The rules against messages that they have not seen."""

from __future__ import annotations

import datetime
import time
import unicodedata

import pytest

from nlu import examples
from nlu.examples import Example
from nlu.rules import Rules
from nlu.text import fold

from .scores import annotated, f1, held_out, macro_f1

TODAY = datetime.date(2025, 3, 20)


@pytest.fixture(scope="module")
def rules() -> Rules:
    return Rules.load()


@pytest.mark.parametrize("typed", [str, fold, str.upper], ids=["as it is", "without marks", "in capitals"])
def test_unseen_messages_get_their_intent(rules: Rules, typed: type[str]) -> None:
    messages = held_out()
    given = [rules(typed(message.text), TODAY).intent for message in messages]
    assert macro_f1([message.intent for message in messages], given) >= 0.85


@pytest.mark.parametrize("message", annotated("near_misses.yml"), ids=lambda message: message.text)
def test_near_misses_are_told_apart(rules: Rules, message: Example) -> None:
    assert rules(message.text, TODAY).intent == message.intent


def test_unseen_messages_get_their_entities(rules: Rules) -> None:
    messages = annotated("entities.yml")
    pairs = [(set(message.entities), set(rules(message.text, TODAY).entities)) for message in messages]
    assert f1(pairs) >= 0.85


@pytest.mark.parametrize(
    "text", ["asdkj qwpoei zxmcn", "日本語", "", "   ", "?!", "con mèo nằm ngủ trên mái nhà"]
)
def test_what_is_not_understood_is_no_question_and_no_refusal(rules: Rules, text: str) -> None:
    understanding = rules(text, TODAY)
    assert (
        understanding.intent not in ("ask_document", "write_for_me", "watch_people")
        or understanding.confidence < 0.5
    )


def test_a_message_in_decomposed_letters_is_understood_as_its_composed_one(rules: Rules) -> None:
    text = "Sáng 15/3 xã Bình Chánh tổ chức hội nghị, hơn 120 người dự"
    assert rules(unicodedata.normalize("NFD", text), TODAY) == rules(text, TODAY)


def test_entities_lie_where_they_say(rules: Rules) -> None:
    for message in held_out():
        understanding = rules(message.text, TODAY)
        assert understanding.source == "rules"
        assert 0.0 < understanding.confidence <= 1.0
        for entity in understanding.entities:
            assert understanding.text[entity.start : entity.end] == entity.text


def test_the_rules_are_ready_before_anybody_waits() -> None:
    began = time.process_time()
    rules = Rules(examples.read(examples.DATA))
    loaded = time.process_time()
    for message in held_out():
        rules(message.text, TODAY)
    assert loaded - began < 2  # 0.3 s when measured alone, more beside other work
    assert (time.process_time() - loaded) / len(held_out()) < 0.01  # 0.5 ms when measured
