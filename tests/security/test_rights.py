"""Role × action × owner: who may do what with whose reports, as rights.yml says.

The sender has every right at first and loses it before the message that counts, so that a draft may be open,
a reason awaited, choices on the screen. A refusal reads no report, asks no document, changes nothing, and
stands in the audit trail.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import audit
from bot.channels.telegram_updates import STALE, Updates
from bot.config import Config
from bot.people import load_rights
from tests.standing import ME, NOON, OTHER, Seen, Standing, standing

CASES = yaml.safe_load(Path(__file__).with_name("rights.yml").read_text(encoding="utf-8"))
ROLES = [*load_rights(), "none", "unknown"]
REFUSALS = ("chưa được giao quyền", "đã được mời", "ngừng quyền dùng")
SINCE = datetime.datetime(2025, 3, 1, tzinfo=datetime.UTC)


@pytest.fixture(scope="module")
def settings(config: Config, tmp_path_factory: pytest.TempPathFactory) -> Config:
    folder = tmp_path_factory.mktemp("office")
    storage = replace(config.storage, photos=str(folder / "photos"), exports=str(folder / "exports"))
    return replace(config, storage=storage)


@pytest.fixture(scope="module")
def desk(settings: Config) -> Iterator[Standing]:
    made = standing(settings)
    yield made
    made.db.conn.close()


@pytest.fixture(scope="module")
def barred(settings: Config) -> Iterator[Standing]:
    made = standing(settings, guests_ask=False)
    yield made
    made.db.conn.close()


def named(case: dict[str, Any], desk: Standing) -> dict[str, str]:
    """What stands for the names in braces, once all that was given has happened."""
    return {
        "own": desk.own,
        "other": desk.other,
        "none": "BC-2025-000099",
        "draft": str(desk.draft()),
        "other_draft": str(desk.other_draft),
        "question": str(desk.db.execute("SELECT MAX(id) FROM questions").fetchone()[0]),
        "turn": str(desk.db.execute("SELECT MAX(id) FROM inbox").fetchone()[0]),
        "code": desk.records.invitations.issue("officer", "Xã Bình Minh", "", "script", SINCE, 90).code,
    }


def done(case: dict[str, Any], role: str, desk: Standing) -> tuple[Seen, dict[str, str]]:
    """What the message brought, written by somebody who has that role only since then."""
    for text in case.get("given", ()):
        desk.send(text)
    if "given_choose" in case:
        desk.send("x", case["given_choose"].format(other=desk.other))
    names = named(case, desk)
    if "{code}" not in case.get("say", ""):
        desk.db.execute("DELETE FROM invitations")
    desk.become("unknown" if role == "barred" else role)
    said, choice = (case.get(key, "").format(**names) for key in ("say", "choose"))
    return desk.watch(said or "x" * ("choose" in case), choice, photo=case.get("photo", False)), names


@pytest.mark.parametrize("role", [*ROLES, "barred"])
@pytest.mark.parametrize("case", CASES, ids=[case["action"] for case in CASES])
def test_whoever_writes_may_do_what_the_table_says(
    case: dict[str, Any], role: str, desk: Standing, barred: Standing
) -> None:
    desk = barred if role == "barred" else desk
    with desk.taken_back():
        seen, names = done(case, role, desk)
        assert audit.verify(desk.db) is None
    if role in case["may"]:
        assert case["hears"].format(**names) in seen.text
        assert not any(refusal in seen.text for refusal in REFUSALS)
        assert seen.changed - {"contacts"} == set(case.get("changes", ())) - {"contacts"}
        wanted = case.get("line", "").format(**names)
        assert [line.startswith(wanted) for line in seen.lines] == ([True] if wanted else [])
        assert [chat for chat, _ in seen.letters] == ([case["tells"]] if "tells" in case else [])
    elif role in case.get("instead", {}):
        assert case["instead"][role].format(**names) in seen.text
        assert seen.changed == set()
        assert seen.letters == []
        assert seen.lines == []
        assert names["other"] not in seen.text
    else:
        refused(seen, role)
        assert seen.asked == [] or (case.get("say") and "ask" in load_rights().get(role, ("ask",)))
    if "hides" in case:
        assert case["hides"].format(**names) not in seen.text


def refused(seen: Seen, role: str) -> None:
    """A refusal that reads, changes and tells nothing, and stands in the audit trail."""
    assert REFUSALS[{"unknown": 1, "barred": 1, "none": 2}.get(role, 0)] in seen.text
    may_report = "report" in load_rights().get(role, ())
    assert seen.read <= ({"drafts"} if may_report else set())  # their own open draft, of which a tap may be
    assert seen.changed == set()
    assert seen.letters == []
    assert len(seen.lines) == 1
    assert seen.lines[0].startswith("refused: ")
    if role in ("none", "barred"):
        assert seen.asked == []


GROUP = [case for case in CASES if case.get("say") != "4K7P-9QZ2-X3TM-8V5C"]


@pytest.mark.parametrize("case", GROUP, ids=[case["action"] for case in GROUP])
def test_in_a_group_even_an_administrator_only_asks(case: dict[str, Any], desk: Standing) -> None:
    with desk.taken_back():
        names = named(case, desk)
        said, choice = (case.get(key, "").format(**names) for key in ("say", "choose"))
        if "{code}" not in case.get("say", ""):
            desk.db.execute("DELETE FROM invitations")
        more = {"chat": f"-100/{ME}", "in_group": True, "photo": case.get("photo", False)}
        seen = desk.watch(said or "x" * ("choose" in case), choice, **more)
    assert seen.read == set()
    assert seen.letters == []
    assert seen.changed <= {"questions"}
    for number in (names["own"], names["other"]):
        assert number not in seen.text.replace(said, "")
    if "unknown" not in case["may"] or "code" in case.get("say", ""):
        private = "nhắn riêng" in seen.text
        assert private == any(line.startswith("refused: ") for line in seen.lines)
        assert private or seen.changed == {"questions"} or "bước đã qua" in seen.text
    else:
        assert seen.lines == []


def test_a_tap_tells_only_what_was_offered_in_the_same_chat(desk: Standing) -> None:
    """Somebody else's letter, in a group or in private, a number too large or none: stale, whatever it is."""
    with desk.taken_back():
        desk.send("báo cáo chờ duyệt")
        letter = desk.db.execute("SELECT MAX(id) FROM outbox").fetchone()[0]
        mailbox = desk.records.mailbox
        updates = Updates(NOON.tzinfo, lambda *place: mailbox.choice("telegram", *place))

        def tapped(data: str, who: str, chat: int | str, kind: str = "private") -> str:
            where = {"id": chat, "type": kind}
            tap = {"id": "1", "from": {"id": who}, "message": {"chat": where}, "data": data}
            message, _ = updates.translate({"update_id": 1, "callback_query": tap})
            assert message
            return message.choice

        assert tapped(f"{letter}:0", ME, ME) == f"review:{desk.other}"
        for data, who, chat, kind in (
            (f"{letter}:0", OTHER, OTHER, "private"),
            (f"{letter}:0", OTHER, "-100", "supergroup"),
            (f"{letter}:0", ME, "-100", "supergroup"),
            (f"{letter}:99", ME, ME, "private"),
            ("9" * 22 + ":0", ME, ME, "private"),
            (f"approve:{desk.other}", ME, ME, "private"),
            ("", ME, ME, "private"),
        ):
            assert tapped(data, who, chat, kind) == STALE
        seen = desk.watch("Duyệt", STALE, who=OTHER, chat=f"-100/{OTHER}", in_group=True)
    assert "bước đã qua" in seen.text
    assert (seen.changed, seen.lines, seen.read) == (set(), [], set())


def test_the_table_names_every_right_and_role() -> None:
    """A role added to roles.yml, or a right that no row needs, is noticed here."""
    assert set(ROLES) == {"guest", "officer", "reviewer", "administrator", "none", "unknown"}
    rights = frozenset[str]().union(*load_rights().values())
    assert rights == {"ask", "report", "review", "summarise", "export", "close", "invite", "learn"}
    assert {role for case in CASES for role in case["may"]} <= {*ROLES, "barred"}
