"""Secrets do not show themselves, and what they hold is redacted however it is written."""

import copy
import dataclasses
import json
import pickle
import time
import traceback
from urllib.parse import quote

import pytest

from bot import secrets
from bot.secrets import HIDDEN, SHORTEST, Secret, from_environment, redacted

TOKEN = "4839201746:AAHq-canary_telegram/token+93~x"


@pytest.fixture(autouse=True)
def _none_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "_known", set())


@dataclasses.dataclass(frozen=True)
class Holder:
    secret: Secret


def test_a_secret_shows_itself_only_when_asked_by_name() -> None:
    secret = Secret(TOKEN)
    shown = [
        repr(secret),
        str(secret),
        f"{secret}",
        f"{secret!r:>40}",
        f"{secret:>40}",
        "%s %r" % (secret, secret),  # noqa: UP031 — as logging does
        repr(Holder(secret)),
        repr([secret]),
        repr(dataclasses.asdict(Holder(secret))),
        json.dumps({"secret": secret}, default=str),
        ascii(secret),
    ]
    assert secret.value == TOKEN
    assert [text for text in shown if "canary" in text] == []


def test_a_secret_has_no_dictionary_that_would_show_it() -> None:
    with pytest.raises(TypeError):
        vars(Secret(TOKEN))


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_secret_is_not_pickled(protocol: int) -> None:
    with pytest.raises(TypeError, match="not pickled") as caught:
        pickle.dumps(Holder(Secret(TOKEN)), protocol)
    assert "canary" not in str(caught.value)


def test_a_copy_is_the_secret_itself() -> None:
    secret = Secret(TOKEN)
    assert copy.copy(secret) is secret
    assert copy.deepcopy([secret])[0] is secret


def test_an_empty_secret_is_false_and_a_set_one_true() -> None:
    assert not Secret("")
    assert Secret("x")


def test_a_secret_comes_from_its_variable_without_the_spaces_around_it() -> None:
    assert from_environment("TOKEN", {"TOKEN": f" {TOKEN}\n"}).value == TOKEN
    assert not from_environment("TOKEN", {})


@pytest.mark.parametrize(
    "text",
    [
        TOKEN,
        f"POST https://api.telegram.org/bot{TOKEN}/getMe",
        f"/bot{TOKEN.replace(':', '%3A')}/getMe",
        f"/bot{TOKEN.replace(':', '%3a')}/getMe",
        f"?token={quote(TOKEN, safe='')}",
        f"?to={quote(quote(TOKEN, safe=''), safe='')}",
        TOKEN.lower(),
        json.dumps({"token": TOKEN}),
        json.dumps({"token": TOKEN}).replace("/", "\\/"),
        json.dumps(json.dumps({"token": TOKEN}).replace("/", "\\/")),
        "".join(f"\\u{ord(sign):04x}" for sign in TOKEN),
        repr(TOKEN.encode()),
        f"{TOKEN}{TOKEN}",
    ],
)
def test_a_known_secret_is_redacted_however_it_is_written(text: str) -> None:
    Secret(TOKEN)
    assert HIDDEN in redacted(text)
    assert "canary" not in redacted(text).lower()
    assert "0063" not in redacted(text)


def test_json_stays_json_when_it_is_redacted() -> None:
    Secret('a"quoted\\secret/ợ😀')
    line = json.dumps({"text": 'x\\a"quoted\\secret/ợ😀y', "other": 1})
    assert json.loads(redacted(line)) == {"text": f"x\\{HIDDEN}y", "other": 1}


def test_a_secret_that_begins_another_does_not_leave_its_end() -> None:
    Secret("12345678")
    Secret("12345678-and-more")
    assert redacted("[12345678-and-more] [12345678]") == f"[{HIDDEN}] [{HIDDEN}]"


def test_a_secret_is_known_from_when_it_was_made() -> None:
    assert redacted(TOKEN) == TOKEN
    Secret(TOKEN)
    assert redacted(TOKEN) == HIDDEN


@pytest.mark.parametrize("value", ["", "a", "chào", "x" * (SHORTEST - 1)])
def test_a_short_or_empty_secret_does_not_black_out_every_text(value: str) -> None:
    Secret(value)
    assert redacted(f"xin chào, {value} a b c") == f"xin chào, {value} a b c"


def test_signs_that_mean_something_in_a_pattern_are_only_themselves() -> None:
    Secret(".*.*.*.*")
    assert redacted("any text at all .*.*.*.*") == f"any text at all {HIDDEN}"


def fail(error: Exception, cause: Exception | None = None) -> None:
    raise error from cause


def test_a_secret_that_is_no_text_is_redacted_too() -> None:
    Secret("byte-\udcff-of-no-text")
    assert redacted("a byte-\udcff-of-no-text b") == f"a {HIDDEN} b"


def test_a_text_of_escapes_only_is_soon_read() -> None:
    Secret(TOKEN)
    begun = time.monotonic()
    for text in ("\\" * 50_000, "%25" * 20_000, TOKEN[:-1] * 1000):
        assert redacted(text) == text
    assert time.monotonic() - begun < 3


def test_nested_exceptions_are_redacted_as_a_whole() -> None:
    Secret(TOKEN)
    try:
        fail(OSError({"url": f"https://x/bot{TOKEN}/y"}), ValueError(f"first {TOKEN}"))
    except OSError as error:
        group = ExceptionGroup(f"group of {TOKEN}", [error])
    text = "".join(traceback.format_exception(group))
    assert text.count("canary") == 3
    assert "canary" not in redacted(text)
    assert redacted(text).count(HIDDEN) == 3
