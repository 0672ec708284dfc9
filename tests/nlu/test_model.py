"""The model that Rasa trains from config.yml, asked over HTTP as the bot asks it."""

from __future__ import annotations

import asyncio
import datetime
import json
import sys
import unicodedata
from collections.abc import Iterator, Sequence

import pytest

from nlu import Understanding, examples
from nlu.client import Interpreter
from nlu.environment import MODEL, PYTHON, ROOT
from nlu.examples import Example
from nlu.rules import Rules
from nlu.server import RasaServer
from nlu.text import fold
from nlu.training import train

sys.path.insert(0, str(ROOT / "scripts"))

import products

from .scores import HERE, annotated, f1, held_out, macro_f1

pytestmark = pytest.mark.rasa
TODAY = datetime.date(2025, 3, 20)


def held_back() -> list[Example]:
    """The messages of intents_heldback.jsonl, annotated like the training data: for measuring only."""
    lines = map(json.loads, (HERE / "intents_heldback.jsonl").read_text(encoding="utf-8").splitlines())
    return [examples.parse(line["text"], line["intent"]) for line in lines]


class Model:
    """`model(texts)` is what Rasa understands; a message that the rules answered in its place is a fault."""

    def __init__(self, runner: asyncio.Runner, interpreter: Interpreter) -> None:
        self._runner = runner
        self._interpreter = interpreter

    def __call__(self, texts: Sequence[str]) -> list[Understanding]:
        understood = [self._runner.run(self._interpreter.understand(text, TODAY)) for text in texts]
        assert {understanding.source for understanding in understood} == {"rasa"}
        return understood


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Model]:
    folder = tmp_path_factory.mktemp("model")
    if products.model_is_ready(ROOT):  # scripts/test.py has just trained it
        trained = MODEL
    else:
        trained = train(ROOT / "config.yml", folder / "nlu.tar.gz", rasa=PYTHON)
    with asyncio.Runner() as runner:
        server = RasaServer(folder / "server", model=trained)
        interpreter = Interpreter(Rules.load(), lambda: server.endpoint, timeout_s=5.0)
        runner.run(_ready(server))
        yield Model(runner, interpreter)
        runner.run(interpreter.close())
        runner.run(server.stop())


async def _ready(server: RasaServer) -> None:
    await server.start()
    async with asyncio.timeout(120):
        while server.endpoint is None:
            await asyncio.sleep(0.1)


@pytest.mark.parametrize("typed", [str, fold, str.upper], ids=["as it is", "without marks", "in capitals"])
def test_unseen_messages_get_their_intent(model: Model, typed: type[str]) -> None:
    messages = held_out()
    given = model([typed(message.text) for message in messages])
    assert macro_f1([message.intent for message in messages], [u.intent for u in given]) >= 0.95


def test_near_misses_are_told_apart(model: Model) -> None:
    messages = annotated("near_misses.yml")
    given = model([message.text for message in messages])
    assert [Example(m.text, u.intent) for m, u in zip(messages, given, strict=True)] == messages


def test_unseen_messages_get_their_entities(model: Model) -> None:
    messages = annotated("entities.yml")
    given = model([message.text for message in messages])
    assert f1([(set(m.entities), set(u.entities)) for m, u in zip(messages, given, strict=True)]) >= 0.92


def test_messages_held_back_are_understood(model: Model) -> None:
    messages = held_back()
    given = model([message.text for message in messages])
    assert macro_f1([message.intent for message in messages], [u.intent for u in given]) >= 0.95
    assert f1([(set(m.entities), set(u.entities)) for m, u in zip(messages, given, strict=True)]) >= 0.92


def test_no_message_held_back_stands_in_the_training_data() -> None:
    held = {fold(message.text) for message in held_back()}
    assert held.isdisjoint(fold(message.text) for message in examples.read(examples.DATA).messages)


def test_what_is_not_understood_is_no_question_and_no_refusal(model: Model) -> None:
    for understanding in model(
        ["asdkj qwpoei zxmcn", "日本語", "?!", "\u200bqq", "con mèo nằm ngủ trên mái nhà"]
    ):
        asked = understanding.intent in ("ask_document", "write_for_me", "watch_people")
        assert not asked or understanding.confidence < 0.5


def test_a_message_in_decomposed_letters_is_understood_as_its_composed_one(model: Model) -> None:
    text = "Sáng 15/3 xã Bình Chánh tổ chức hội nghị, hơn 120 người dự"
    assert model([unicodedata.normalize("NFD", text)]) == model([text])
