"""Secrets in what is built around them: settings, tracebacks, Rasa's process, the bytes of the database."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path

import pytest

from bot import Inbound, Reply, app, config, journal
from bot.channels.zalo_api import ZaloApi
from bot.mailbox import Mailbox
from bot.scrubbing import scrub
from bot.secrets import Secret, redacted
from bot.store import open_store, transaction
from nlu.environment import rasa_environment
from tests.standing import NOON

TOKEN = "4839201746:AAHq-canary_shown_token_93x"
CODE, PHONE = "4K7P-9QZ2-X3TM-8V5C", "0912345678"


def test_rasas_process_gets_nothing_of_the_environment_but_what_it_needs(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("TELEGRAM_BOT_TOKEN", "ZALO_BOT_TOKEN", "ZALO_WEBHOOK_SECRET", "DATABASE_URL", "MY_TOKEN"):
        monkeypatch.setenv(name, TOKEN)
    assert TOKEN not in str(rasa_environment(tmp_path))


def test_settings_hold_names_of_variables_and_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = config.load(app.CONFIG)
    for messenger in (settings.telegram, settings.zalo):
        monkeypatch.setenv(messenger.token_from, TOKEN)
    assert TOKEN not in repr(config.load(app.CONFIG))


def test_a_traceback_with_its_variables_shows_no_secret() -> None:
    def fail(secret: Secret) -> None:
        held = {"secret": secret, "list": [secret]}
        raise LookupError(f"{secret} {held}")

    with pytest.raises(LookupError) as caught:
        fail(Secret(TOKEN))
    shown = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    assert "canary" not in "".join(shown.format())
    assert "canary" not in journal.told(caught.value)
    api = ZaloApi("http://127.0.0.1:1", Secret(TOKEN))
    assert "canary" not in repr(api)
    assert "canary" not in redacted(str(vars(api)))


def test_a_level_that_anybody_sets_makes_no_held_library_speak() -> None:
    for name in journal.HELD:
        record = logging.LogRecord(f"{name}.part", logging.DEBUG, "x", 1, "sent %s", (PHONE,), None)
        assert not journal._is_told(record)


def test_what_was_overwritten_is_in_no_byte_of_the_files(tmp_path: Path) -> None:
    """A code that was sent, numbers that were masked, in rows and in pages of their own."""
    path = tmp_path / "so-tay.sqlite3"
    db = open_store(path)
    mailbox = Mailbox(db)
    for number in range(100):
        text = f"{'chữ ' * (number * 7 % 1500)} gọi {PHONE}"
        message = Inbound("telegram", "an", "an", str(number), text, NOON)
        with transaction(db):
            inbox_id = mailbox.accept(message)
        assert inbox_id
        with transaction(db):
            mailbox.finish(inbox_id, message, [Reply(f"{'mã ' * number}{CODE}", secret=True)])
        if number % 3 == 0:
            for letter in mailbox.unsent("telegram"):
                mailbox.mark_sent(letter)
    for letter in mailbox.unsent("telegram"):
        mailbox.mark_failed(letter, "gone")
    assert scrub(db)
    for each in (path, path.with_name(f"{path.name}-wal")):
        data = each.read_bytes()
        assert CODE.encode() not in data
        assert PHONE.encode() not in data
    assert mailbox.choice("telegram", "an", 1, 0) is None
    db.conn.close()


def test_a_code_is_gone_from_the_log_as_soon_as_it_was_sent(tmp_path: Path) -> None:
    path = tmp_path / "so-tay.sqlite3"
    db = open_store(path)
    mailbox = Mailbox(db)
    mailbox.write("telegram", "an", Reply(CODE, secret=True))
    wal = path.with_name(f"{path.name}-wal")
    assert CODE.encode() in wal.read_bytes()  # it waits to be sent
    mailbox.mark_sent(mailbox.unsent("telegram")[0])
    assert CODE.encode() not in wal.read_bytes() + path.read_bytes()
    db.conn.close()


def test_somebody_who_reads_is_neither_waited_for_nor_disturbed(tmp_path: Path) -> None:
    path = tmp_path / "so-tay.sqlite3"
    db, other = open_store(path), open_store(path)
    Mailbox(db).write("telegram", "an", Reply("một"))
    other.execute("BEGIN")
    other.execute("SELECT * FROM outbox").fetchall()
    Mailbox(db).write("telegram", "an", Reply("hai"))
    assert not scrub(db)
    assert db.execute("PRAGMA busy_timeout").fetchone()[0] == 5000
    with transaction(db):
        assert not scrub(db)
    other.execute("COMMIT")
    assert scrub(db)
    assert len(Mailbox(db).unsent("telegram")) == 2
    db.conn.close()
    other.conn.close()
