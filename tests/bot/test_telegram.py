"""Telegram as a channel against the local Bot API server: what comes in, what goes out, what goes wrong."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest
from telegram.error import TelegramError

from bot import Choice, Inbound, Letter, Reply
from bot.channel import Never, NotNow, Rejected
from bot.channels import TELEGRAM
from bot.channels.telegram_transport import Transport
from bot.channels.webhooks import Hook, Webhooks
from bot.delivery import Delivery
from bot.mailbox import Mailbox
from bot.secrets import Secret
from bot.store import open_store
from tests.telegram_stage import TOKEN, Alone, alone, listening, until

MAI, NAM, LAN = 11, 12, 13
SECRET = "canary-secret-of-the-webhook-0123456789"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
TWO = Reply("một " * 900 + "\n\n" + "hai " * 900, (Choice("Gửi", "gửi"),))


def busy() -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("database is locked")
    error.sqlite_errorcode = sqlite3.SQLITE_BUSY
    return error


def test_an_update_is_confirmed_only_when_it_was_taken(tmp_path: Path) -> None:
    async def use(scene: Alone) -> None:
        pending = scene.server.state.updates.pending
        seen: list[tuple[str, bool]] = []

        def take(message: Inbound) -> None:
            seen.append((message.text, int(message.key.partition(":")[2]) in pending))

        for text in "abc":
            scene.server.people.text(MAI, text)
        async with listening(scene.channel, take):
            await until(lambda: not pending)
        assert seen == [("a", True), ("b", True), ("c", True)]

    alone(use, tmp_path)


def test_updates_taken_before_a_kill_come_again_with_the_same_keys(tmp_path: Path) -> None:
    async def use(scene: Alone) -> None:
        for text in "abc":
            scene.server.people.text(MAI, text)
        keys: list[str] = []

        def take(message: Inbound) -> None:
            keys.append(message.key)
            if len(keys) == 2:
                raise asyncio.CancelledError  # as if the process were gone

        async with listening(scene.channel, take) as task:
            await until(task.done)
        assert len(scene.server.state.updates.pending) == 3
        again: list[str] = []
        async with listening(scene.channel, lambda message: again.append(message.key)):
            await until(lambda: not scene.server.state.updates.pending)
        assert again[:2] == keys
        assert len(again) == 3

    alone(use, tmp_path)


def test_while_the_database_is_out_of_service_nothing_is_skipped(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def use(scene: Alone) -> None:
        tried: list[list[str]] = []

        def take(*messages: Inbound) -> None:
            tried.append([message.text for message in messages])
            if len(tried) < 3:
                raise busy()

        for text in "abc":
            scene.server.people.text(MAI, text)
        async with listening(scene.channel, take):
            await until(lambda: not scene.server.state.updates.pending)
        assert tried == [["a", "b", "c"]] * 3  # all or none, and none is confirmed before

    with caplog.at_level(logging.CRITICAL):
        alone(use, tmp_path)


def test_an_update_that_can_never_be_taken_is_left_out_with_a_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def use(scene: Alone) -> None:
        taken: list[str] = []

        def take(message: Inbound) -> None:
            if message.text == "độc":
                raise RuntimeError("bí mật của người gửi")
            taken.append(message.text)

        scene.server.people.text(MAI, "độc")
        scene.server.state.updates.add(MAI, 1, "message", {"chat": {}, "from": {"is_bot": False}})
        scene.server.people.text(MAI, "lành")
        async with listening(scene.channel, take):
            await until(lambda: not scene.server.state.updates.pending)
        assert taken == ["lành"]

    with caplog.at_level(logging.CRITICAL):
        alone(use, tmp_path)
    assert caplog.text.count("left out") == 2
    assert "bí mật" not in caplog.text


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("status", {"status": 502}),
        ("status", {"retry_after_s": 1}),
        ("status", {"status": 400, "description": "Bad Request"}),
        ("cut", {}),
        ("garbage", {}),
        ("cut", {"accepted": True}),
    ],
)
def test_a_fault_while_fetching_loses_no_update(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, kind: str, settings: dict[str, Any]
) -> None:
    async def use(scene: Alone) -> None:
        scene.server.fault("getUpdates", kind, **settings)
        scene.server.people.text(MAI, "a")
        scene.server.people.text(MAI, "b")
        taken: list[str] = []
        async with listening(scene.channel, lambda message: taken.append(message.text)):
            await until(lambda: not scene.server.state.updates.pending)
        assert taken == ["a", "b"]

    with caplog.at_level(logging.CRITICAL):
        alone(use, tmp_path)


def test_an_answer_cut_in_the_middle_is_not_written_into_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(TelegramError) as raised:
        Transport.parse_json_payload('{"ok":true,"result":[{"text":"bí mật'.encode())
    assert "bí mật" not in caplog.text + str(raised.value)


def test_a_wrong_token_is_rejected_at_the_check_and_one_revoked_while_listening(tmp_path: Path) -> None:
    async def wrong(scene: Alone) -> None:
        with pytest.raises(Rejected, match="không nhận token"):
            await scene.channel.check()

    async def revoked(scene: Alone) -> None:
        scene.server.token = "4242:other"
        with pytest.raises(Rejected):
            await scene.channel.listen(lambda _: None)
        with pytest.raises(NotNow) as raised:
            await scene.channel.send(Letter(1, str(MAI), Reply("chào")))
        assert raised.value.after_s >= 60

    alone(wrong, tmp_path, token="9:wrong")
    alone(revoked, tmp_path)


def test_a_webhook_brings_every_update_and_a_poison_one_holds_up_nobody(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def use(scene: Alone) -> None:
        taken: list[str] = []
        failures = [busy(), busy()]

        def take(message: Inbound) -> None:
            if message.text == "độc":
                raise RuntimeError
            if message.text == "b" and failures:
                raise failures.pop()
            taken.append(message.text)

        hook = Hook(
            "/telegram", SECRET_HEADER, Secret(SECRET), lambda body: scene.channel.receive(body, take)
        )
        webhooks = Webhooks([hook], "127.0.0.1", 0)
        await webhooks.start()
        try:
            await scene.channel.listen_by_webhook(
                f"http://127.0.0.1:{webhooks.port}/telegram", Secret(SECRET)
            )
            for text in ("a", "độc", "b", "c"):
                scene.server.people.text(MAI, text)
            await until(lambda: not scene.server.state.updates.pending)
        finally:
            await webhooks.stop()
        assert taken == ["a", "b", "c"]
        assert not failures

    with caplog.at_level(logging.CRITICAL):
        alone(use, tmp_path)
    assert caplog.text.count("left out") == 1


def test_an_update_that_comes_before_the_bot_knows_its_name_has_to_come_again(tmp_path: Path) -> None:
    async def use(scene: Alone) -> None:
        with pytest.raises(NotNow):
            scene.channel.receive({"update_id": 1, "message": {}}, lambda _: None)
        bodies: tuple[Any, ...] = (None, [], {}, {"update_id": "x"})
        for body in bodies:
            with pytest.raises(ValueError, match="no update"):
                scene.channel.receive(body, lambda _: None)

    alone(use, tmp_path, token="9:unchecked")


def test_a_tap_is_answered_at_once_and_comes_with_its_value(tmp_path: Path) -> None:
    async def use(scene: Alone) -> None:
        choices = (Choice("Gửi", "report:confirm:7"), Choice("Hủy", "report:cancel:7"))
        scene.offered[str(MAI), 5] = choices
        await scene.channel.send(Letter(5, str(MAI), Reply("Đúng chưa?", choices)))
        (sent,) = scene.server.sent
        assert sent.labels == ["Gửi", "Hủy"]
        scene.server.people.tap(MAI, sent.message_id, "Hủy")
        taken: list[Inbound] = []
        async with listening(scene.channel, taken.append):
            await until(lambda: scene.server.answered_taps)
        assert [each.choice for each in taken] == ["report:cancel:7"]

    alone(use, tmp_path)


def test_a_letter_whose_second_text_fails_repeats_only_that(tmp_path: Path) -> None:
    async def use(scene: Alone) -> None:
        scene.server.fault("sendMessage", "slow", delay_s=0)
        scene.server.fault("sendMessage", "status", status=502)
        with pytest.raises(NotNow):
            await scene.channel.send(Letter(3, str(MAI), TWO))
        await scene.channel.send(Letter(3, str(MAI), TWO))
        assert [(each.text[:3], each.labels) for each in scene.server.sent] == [("một", []), ("hai", ["Gửi"])]
        await scene.channel.send(Letter(3, str(MAI), TWO))  # once it was sent whole, nothing is remembered
        assert len(scene.server.sent) == 4

    alone(use, tmp_path)


def test_a_refusal_for_good_is_never_and_says_nothing_of_the_letter(tmp_path: Path) -> None:
    async def use(scene: Alone) -> None:
        scene.server.people.forbid(MAI)
        scene.server.fault("sendMessage", "status", status=400, description="Bad Request: chat not found")
        for chat in (NAM, MAI):
            with pytest.raises(Never) as raised:
                await scene.channel.send(Letter(1, str(chat), Reply("bí mật")))
            assert "bí mật" not in str(raised.value)

    alone(use, tmp_path)


def test_the_delivery_waits_as_long_as_it_is_told_and_gives_up_who_blocked_the_bot(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def use(scene: Alone) -> None:
        db = open_store(":memory:")
        mailbox = Mailbox(db)
        scene.server.people.forbid(MAI)
        scene.server.fault("sendMessage", "status", retry_after_s=2)
        for chat in (NAM, MAI, LAN):
            mailbox.write(TELEGRAM, str(chat), Reply("chào"))
        delivery = Delivery(mailbox, {TELEGRAM: scene.channel})
        delivery.wake(TELEGRAM)
        began = time.monotonic()
        await scene.server.wait_for_sent(2)
        assert time.monotonic() - began >= 2
        await until(lambda: not mailbox.unsent(TELEGRAM))
        await delivery.stop()
        assert {each.chat_id for each in scene.server.sent} == {NAM, LAN}
        assert db.execute("SELECT chat FROM outbox WHERE failed_at IS NOT NULL").fetchall() == [(str(MAI),)]
        db.conn.close()

    with caplog.at_level(logging.CRITICAL):
        alone(use, tmp_path)


def test_letters_and_the_typing_sign_go_to_the_group_and_its_topic(tmp_path: Path) -> None:
    async def use(scene: Alone) -> None:
        await scene.channel.typing("-100200/11/9")
        await scene.channel.send(Letter(1, "-100200/11/9", Reply("chào")))
        await scene.channel.offer([("hoi", "Hỏi văn bản")])
        assert [each.chat_id for each in scene.server.sent] == [-100200]
        assert [r.method for r in scene.server.requests][1:] == [
            *("sendChatAction", "sendMessage", "setMyCommands")
        ]
        assert TOKEN not in repr(scene.channel)

    alone(use, tmp_path)
