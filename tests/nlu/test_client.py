"""The interpreter against small real HTTP servers that behave as Rasa does, and as it should not."""

from __future__ import annotations

import asyncio
import datetime
import json
import logging
import time
import unicodedata
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu import Understanding, values
from nlu.client import Domain, Interpreter, read_domain
from nlu.server import Endpoint
from nlu.text import normalise
from tests.fakes import Answer, Loopback, Request, http

TODAY = datetime.date(2025, 3, 20)
TOKEN = "a-secret-token"
DOMAIN = Domain(frozenset({"greet", "report_activity"}), frozenset({"place"}))
SENTENCE = "sáng nay xã Bình Chánh tổ chức hội nghị"


def rules(text: str, today: datetime.date) -> Understanding:
    return Understanding(text, "from_the_rules", 0.5)


def rasa(**changes: Any) -> Answer:
    """Answer as Rasa does: the text stripped, and the words "xã Bình Chánh" found in it; then `changes`."""

    def answer(request: Request) -> bytes:
        text = request.json["text"].strip()
        entities = []
        if (start := text.find("xã Bình Chánh")) >= 0:
            entities.append({"entity": "place", "start": start, "end": start + 13, "value": "binh chanh"})
        intent = {"name": "report_activity", "confidence": 0.9}
        return http(json.dumps({"text": text, "intent": intent, "entities": entities} | changes))

    return answer


def with_server(
    answer: Answer, scene: Callable[[Interpreter, Loopback], Coroutine[Any, Any, None]], **settings: Any
) -> None:
    """Run `scene` with an interpreter that asks a server which answers so."""

    async def run() -> None:
        async with Loopback(answer).serve() as server:
            interpreter = Interpreter(
                rules, lambda: Endpoint(server.url, TOKEN), **({"domain": DOMAIN} | settings)
            )
            await scene(interpreter, server)
            await interpreter.close()

    asyncio.run(run())


def test_an_answer_of_rasa_becomes_an_understanding_with_the_values_of_the_message() -> None:
    async def scene(interpreter: Interpreter, server: Loopback) -> None:
        message = f"{SENTENCE}, hơn 120 người dự"
        understood = await interpreter.understand(message, TODAY)
        assert (understood.intent, understood.confidence) == ("report_activity", 0.9)
        assert (understood.source, understood.text) == ("rasa", message)
        assert understood.values == values.read(message, TODAY)
        [request] = server.history
        assert (request.method, request.target) == ("POST", "/model/parse")
        assert request.headers["authorization"] == f"Bearer {TOKEN}"

    with_server(rasa(), scene)


@pytest.mark.parametrize(
    "message",
    [
        SENTENCE,
        f"  \n {SENTENCE}  ",
        f"/{SENTENCE}",
        f"// / {SENTENCE}",
        unicodedata.normalize("NFD", f"hoà bình, {SENTENCE}"),
        f"😀 {SENTENCE}",
        f"\u200b{SENTENCE}",
        f"{SENTENCE} {'rất dài ' * 500}",
        f"{SENTENCE}{' ' * 980}rất dài",
    ],
)
def test_entities_stand_where_the_normalised_text_has_them(message: str) -> None:
    async def scene(interpreter: Interpreter, server: Loopback) -> None:
        understood = await interpreter.understand(message, TODAY)
        assert understood.source == "rasa"
        [place] = understood.entities
        assert (place.kind, place.text) == ("place", "xã Bình Chánh")
        assert normalise(message)[place.start : place.end] == "xã Bình Chánh"

    with_server(rasa(), scene)


@settings(deadline=None, max_examples=200)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=400), min_size=1, max_size=10))
def test_rasa_is_asked_about_a_short_part_without_margins_of_any_text(messages: list[str]) -> None:
    async def scene(interpreter: Interpreter, server: Loopback) -> None:
        for message in [*messages, " ".join(messages)]:
            asked = len(server.history)
            understood = await interpreter.understand(message, TODAY)
            assert understood.text == normalise(message)
            if understood.source == "rules":
                assert not understood.text.replace("/", "").strip()
                assert len(server.history) == asked
            else:
                sent = server.history[-1].json["text"]
                assert sent == sent.strip() != ""
                assert sent in understood.text
                assert not sent.startswith("/")
                assert len(sent) <= 1000

    with_server(rasa(), scene)


def answered(**changes: Any) -> bytes:
    """What Rasa says about `SENTENCE`, with changes."""
    good = {"text": SENTENCE, "intent": {"name": "greet", "confidence": 0.9}, "entities": []}
    return http(json.dumps(good | changes))


def entity(start: float, end: float, kind: str = "place") -> list[dict[str, Any]]:
    return [{"entity": kind, "start": start, "end": end}]


FAULTS: dict[str, bytes | None] = {
    "nothing, ever": None,
    "no bytes": b"",
    "half a status line": b"HTTP/1.1 2",
    "a cut body": answered()[:-20],
    "not HTTP": b"220 mail.example ESMTP\r\n\r\n",
    "500": http('{"status": "failure"}', 500),
    "401": http('{"status": "failure"}', 401),
    "409, no model": http('{"status": "failure"}', 409),
    "a redirect": http("", 302),
    "HTML": http("<html><body>Welcome</body></html>", media_type="text/html"),
    "nothing in it": http(""),
    "not UTF-8": http(b'{"text": "\xff"}'),
    "a list": http("[]"),
    "null": http("null"),
    "another shape": http('{"ok": true}'),
    "no intent": answered(intent=None),
    "an intent without confidence": answered(intent={"name": "greet"}),
    "an intent of another model": answered(intent={"name": "order_pizza", "confidence": 1}),
    "an intent that is a list": answered(intent={"name": [], "confidence": 1}),
    "a confidence in words": answered(intent={"name": "greet", "confidence": "high"}),
    "a confidence of 7": answered(intent={"name": "greet", "confidence": 7}),
    "a confidence of NaN": answered(intent={"name": "greet", "confidence": float("nan")}),
    "no entities": answered(entities=None),
    "entities of another shape": answered(entities=["xã"]),
    "an entity of another model": answered(entities=entity(0, 1, "pizza")),
    "an entity behind the end": answered(entities=entity(0, 99)),
    "an entity before the start": answered(entities=entity(-1, 2)),
    "an entity at half a letter": answered(entities=entity(0.5, 2)),
    "the answer to another message": answered(text="khác"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_rules_answer_in_place_of_a_faulty_rasa(fault: str) -> None:
    async def scene(interpreter: Interpreter, server: Loopback) -> None:
        assert await interpreter.understand(SENTENCE, TODAY) == rules(SENTENCE, TODAY)
        assert len(server.history) == 1
        server.answer = rasa()
        assert (await interpreter.understand(SENTENCE, TODAY)).source == "rasa"

    with_server(lambda request: FAULTS[fault], scene, timeout_s=0.2)


def test_the_rules_answer_while_rasa_is_not_ready_and_when_nobody_listens() -> None:
    async def run() -> None:
        async with Loopback(rasa()).serve() as server:
            gone = Endpoint(server.url, TOKEN)
        for endpoint in (None, gone):
            # A default binds the endpoint of this round.
            interpreter = Interpreter(rules, lambda e=endpoint: e, domain=DOMAIN)  # type: ignore[misc]
            assert await interpreter.understand(SENTENCE, TODAY) == rules(SENTENCE, TODAY)
            await interpreter.close()

    asyncio.run(run())


def test_a_message_waits_for_rasa_no_longer_than_the_time_given_in_all() -> None:
    async def scene(interpreter: Interpreter, server: Loopback) -> None:
        server.drip_s = 0.05  # every byte is in time, all of them are not
        began = time.monotonic()
        assert (await interpreter.understand(SENTENCE, TODAY)).source == "rules"
        assert 0.2 <= time.monotonic() - began < 3.0

    with_server(rasa(), scene, timeout_s=0.2)


def test_after_three_faults_in_a_row_rasa_gets_a_rest_and_then_one_more_chance() -> None:
    async def scene(interpreter: Interpreter, server: Loopback) -> None:
        for _ in range(6):
            assert (await interpreter.understand(SENTENCE, TODAY)).source == "rules"
        assert len(server.history) == 3
        await asyncio.sleep(0.3)
        for _ in range(3):
            await interpreter.understand(SENTENCE, TODAY)
        assert len(server.history) == 4
        await asyncio.sleep(0.3)
        server.answer = rasa()
        for _ in range(3):
            assert (await interpreter.understand(SENTENCE, TODAY)).source == "rasa"

    with_server(lambda request: http("", 500), scene, cool_off_s=0.25)


def test_after_a_rest_one_message_tries_a_hanging_rasa_and_the_others_do_not_wait_for_it() -> None:
    async def scene(interpreter: Interpreter, server: Loopback) -> None:
        for _ in range(3):
            await interpreter.understand(SENTENCE, TODAY)
        await asyncio.sleep(0.3)
        trying = asyncio.create_task(interpreter.understand(SENTENCE, TODAY))
        await asyncio.sleep(0)
        await asyncio.gather(*(interpreter.understand(SENTENCE, TODAY) for _ in range(9)))
        assert not trying.done()
        await trying
        assert len(server.history) == 4

    with_server(lambda request: None, scene, timeout_s=0.2, cool_off_s=0.25)


def test_faults_between_good_answers_are_no_reason_for_a_rest() -> None:
    async def scene(interpreter: Interpreter, server: Loopback) -> None:
        for fault in [True, True, False] * 3:
            server.answer = (lambda request: http("", 500)) if fault else rasa()
            assert (await interpreter.understand(SENTENCE, TODAY)).source == ("rules" if fault else "rasa")
        assert len(server.history) == 9

    with_server(rasa(), scene)


def test_a_restarted_rasa_is_asked_at_once() -> None:
    async def run() -> None:
        async with Loopback(lambda r: http("", 500)).serve() as old, Loopback(rasa()).serve() as new:
            endpoints = [Endpoint(old.url, TOKEN)] * 3 + [Endpoint(new.url, TOKEN)]
            interpreter = Interpreter(rules, lambda: endpoints.pop(0), domain=DOMAIN)
            sources = [(await interpreter.understand(SENTENCE, TODAY)).source for _ in range(4)]
            assert sources == ["rules", "rules", "rules", "rasa"]
            await interpreter.close()

    asyncio.run(run())


@pytest.mark.parametrize("message", ["", "   ", "\n\n", "/", " // ", "\u200b"])
def test_rasa_is_not_asked_about_nothing(message: str) -> None:
    async def scene(interpreter: Interpreter, server: Loopback) -> None:
        assert await interpreter.understand(message, TODAY) == rules(normalise(message), TODAY)
        assert server.history == []

    with_server(rasa(), scene)


@pytest.mark.parametrize("message", ["rất dài " * 10_000, "dài" * 10_000])
def test_rasa_sees_the_beginning_of_a_long_message_and_the_rules_see_all(message: str) -> None:
    async def scene(interpreter: Interpreter, server: Loopback) -> None:
        understood = await interpreter.understand(message, TODAY)
        assert (understood.source, understood.text) == ("rasa", message)
        sent = server.history[0].json["text"]
        assert 990 < len(sent) <= 1000
        assert message.startswith(sent)
        server.answer = lambda request: http("", 500)
        assert (await interpreter.understand(message, TODAY)).text == message

    with_server(rasa(), scene)


@pytest.mark.parametrize("name", [None, "nlu_fallback"])
def test_the_rules_decide_what_rasa_cannot_which_is_no_fault(name: str | None) -> None:
    async def scene(interpreter: Interpreter, server: Loopback) -> None:
        for asked in range(1, 6):
            assert await interpreter.understand(SENTENCE, TODAY) == rules(SENTENCE, TODAY)
            assert len(server.history) == asked

    with_server(rasa(intent={"name": name, "confidence": 0.3}), scene)


def test_neither_the_token_nor_the_message_gets_into_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    async def scene(interpreter: Interpreter, server: Loopback) -> None:
        await interpreter.understand(SENTENCE, TODAY)
        server.answer = lambda request: http("", 500)
        for _ in range(3):
            await interpreter.understand(SENTENCE, TODAY)
        assert "Rasa lỗi 3 lần liền" in caplog.text
        assert TOKEN not in caplog.text + repr(interpreter) + repr(Endpoint(server.url, TOKEN))
        assert "Bình Chánh" not in caplog.text

    with_server(rasa(), scene)


def test_a_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")

    async def scene(interpreter: Interpreter, server: Loopback) -> None:
        assert (await interpreter.understand(SENTENCE, TODAY)).source == "rasa"

    with_server(rasa(), scene)


def test_messages_are_understood_side_by_side() -> None:
    async def scene(interpreter: Interpreter, server: Loopback) -> None:
        messages = [f"{SENTENCE} số {n}" for n in range(20)]
        understood = await asyncio.gather(*(interpreter.understand(m, TODAY) for m in messages))
        assert [(u.text, u.source) for u in understood] == [(m, "rasa") for m in messages]

    with_server(rasa(), scene)


def test_the_domain_file_names_intents_and_entities_that_the_interpreter_accepts() -> None:
    domain = read_domain()
    assert {"ask_document", "report_activity"} <= domain.intents
    assert domain.entities == {"place", "unit", "document", "activity"}


def test_typing_errors_are_mended_for_the_intent_only() -> None:
    def rules(text: str, today: datetime.date) -> Understanding:
        return Understanding(text, "ask_document" if "ai ky" in text else "out_of_scope", 1.0)

    interpreter = Interpreter(rules, lambda: None, mend=lambda text: text.replace("kys", "ky"))
    said = asyncio.run(interpreter.understand("ai kys, ngày 5/3", datetime.date(2025, 3, 15)))
    assert (said.text, said.intent) == ("ai kys, ngày 5/3", "ask_document")
    assert [date.value for date in said.values.dates] == [datetime.date(2025, 3, 5)]
