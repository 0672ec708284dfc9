"""Codes: what is taken for one, what is kept of it, whom it lets in and whom it does not."""

import datetime
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import Inbound, codes, invitees, namesakes, privacy, requests, units
from bot.invitations import Invitations, Issued, Redeemed
from bot.people import People, Person, load_rights
from bot.store import open_store, transaction
from nlu.keying import keyed

DEVELOPMENT = Path(__file__).parent.parent / "evaluation" / "development"
NOON = datetime.datetime(2025, 3, 16, 12, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)


class Door:
    """Invitations over a database in memory."""

    def __init__(self) -> None:
        self.db = open_store(":memory:")
        self.people = People(self.db, load_rights(), {"": "guest"})
        self.invitations = Invitations(self.db, self.people)

    def issue(self, role: str = "officer", unit: str = "Xã Bình Minh", name: str = "An") -> Issued:
        return self.invitations.issue(role, unit, name, "script sep", NOON, 7)

    def message(self, sender: str, minutes: float = 0, channel: str = "telegram") -> Inbound:
        return Inbound(channel, f"chat-{sender}", sender, "", "", NOON + minutes * MINUTE)

    def type(self, code: str, sender: str, minutes: float = 0, channel: str = "telegram") -> Redeemed:
        message = self.message(sender, minutes, channel)
        with transaction(self.db):
            return self.invitations.redeem(message, codes.found(codes.sealed(code)))

    def who(self, sender: str, channel: str = "telegram") -> Person:
        return self.people.who(self.message(sender, channel=channel))


@pytest.fixture
def door() -> Iterator[Door]:
    made = Door()
    yield made
    made.db.conn.close()


def spellings(code: str) -> list[str]:
    """Ways in which people type a code."""
    run = code.replace("-", "")
    return [
        code,
        code.lower(),
        run,
        run.lower(),
        code.replace("-", " "),
        code.replace("-", " – ").lower(),
        code.replace("-", "—"),
        f"  {code}\n",
        f"/start {code}",
        f"/start@so_tay_bot {code}",
        f"mã mời {code}",
        f"dạ ma moi cua em la {code.lower().replace('-', ' ')} ạ",
        f"mã: {run}",
        f"https://t.me/so_tay_bot?start={code}",
        code.replace("0", "o").replace("1", "l"),
        code.replace("0", "O").replace("1", "i"),
        "\u200b".join(code),
    ]


def test_a_code_is_read_however_it_is_typed() -> None:
    for _ in range(50):
        code = codes.new()
        for typed in spellings(code):
            text = codes.sealed(typed)
            assert codes.found(text) == codes.digest(code), typed
            assert code.replace("-", "").lower() not in re.sub(r"\W", "", text).lower()
            assert codes.sealed(codes.masked(text)) == codes.masked(text)
            assert codes.found(codes.masked(text)) == ""


def test_the_letter_of_an_invitation_that_is_handed_on_whole_is_read() -> None:
    code = codes.new()
    letter = f"Mã mời cán bộ báo cáo, Xã Bình Minh, dùng một lần:\n{code}\nChuyển mã cho người đó."
    assert codes.found(codes.sealed(letter)) == codes.digest(code)


def test_what_stands_for_a_code_is_nothing_of_a_citizen() -> None:
    for _ in range(200):
        text = codes.sealed(codes.new())
        assert privacy.mask(text) == text


def test_a_code_with_one_slip_is_still_no_ordinary_text() -> None:
    for _ in range(200):
        code = codes.new()
        wrong = code[:7] + ("A" if code[7] != "A" else "E") + code[8:]
        assert codes.found(codes.sealed(wrong))
        assert codes.digest(wrong) != codes.digest(code)


def test_an_input_method_left_on_changes_no_code() -> None:
    for _ in range(2000):
        code = codes.new().lower()
        assert not any(keyed(group) for group in (*code.split("-"), code.replace("-", "")))


def test_a_digest_that_somebody_types_lets_nobody_in(door: Door) -> None:
    code = door.issue().code
    text = codes.sealed(f"[mã mời {codes.digest(code)}]")
    assert (text, codes.found(text)) == ("[mã mời]", "")
    text = codes.sealed(f"[mã mời {codes.lookup(codes.digest(code))}]")
    assert codes.found(text) == ""


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """Every text of the development questions, reports and conversations."""
    return [
        text
        for file in sorted(DEVELOPMENT.glob("*.jsonl"))
        for line in file.read_text(encoding="utf-8").splitlines()
        for text in strings(json.loads(line))
    ]


def test_no_question_report_or_conversation_is_taken_for_a_code(texts: list[str]) -> None:
    assert len(texts) > 1000
    assert [text for text in texts if codes.sealed(text) != text] == []


def test_no_question_report_or_conversation_asks_for_a_code(texts: list[str]) -> None:
    asked, read = requests.load(), invitees.load(units.load(), namesakes.load()).read
    found = [(text, asked.find(text, {"invite", "link"})) for text in texts]
    assert [text for text, request in found if request == "link"] == []
    assert [text for text, request in found if request == "invite" and read(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "324-KH/TU", "Công văn 356/UBND-KGVX ngày 20/01/2025", "BC-2025-000012", "7h30-8h30-9h30-10h30",
        "7h30 8h30 9h15 9h45", "P201-P202-P203-P204", "ngay 2025 hoac 2026", "2025 2026 2027 2028",
        "0905 1234 5678 9012", "loai hoai toai ngoi", "TAP-2025-000001", "76C1 2345 76C2 3456",
        "550e8400-e29b-41d4-a716-446655440000",
    ],
)  # fmt: skip
def test_numbers_hours_and_rooms_are_no_codes(text: str) -> None:
    assert codes.sealed(text) == text


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=80))
def test_any_text_is_sealed_once_and_for_all(text: str) -> None:
    assert codes.masked(codes.sealed(text)) in (text, codes.masked(codes.sealed(text)))
    assert codes.sealed(codes.masked(codes.sealed(text))) == codes.masked(codes.sealed(text))


def strings(value: Any) -> Iterator[str]:
    """The texts in a value read from JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from strings(each)


def test_a_code_lets_one_in_with_its_role_and_unit_and_nobody_after(door: Door) -> None:
    code = door.issue("reviewer", "Sở", "Bình").code
    assert door.type(code, "binh").outcome == "joined"
    assert door.who("binh") == Person("Bình", "reviewer", "Sở", 1)
    assert door.people.everybody()[0][2] == "telegram binh"
    assert door.type(code, "cuc").outcome == "used"
    assert door.who("cuc").id is None
    assert door.type(code, "binh").outcome == "again"
    assert len(door.people.everybody()) == 1


def test_no_table_holds_a_code(door: Door) -> None:
    codes_made = [door.issue().code, door.invitations.link(door.message("an"), Person("An", "officer")).code]
    dump = "\n".join(door.db.conn.iterdump())
    for code in codes_made:
        assert not any(form in dump for form in (code, code.replace("-", ""), codes.digest(code)))
    assert codes_made[0] not in repr(Issued(1, codes_made[0]))


def test_an_expired_or_revoked_code_lets_nobody_in(door: Door) -> None:
    late, revoked = door.issue(), door.issue()
    door.invitations.revoke(revoked.id)
    assert [each.id for each in door.invitations.open(NOON)] == [late.id]
    assert door.type(revoked.code, "an").outcome == "expired"
    assert door.type(late.code, "an", 7 * 24 * 60 + 1).outcome == "expired"
    assert door.people.everybody() == []
    for number in (revoked.id, 99):
        with pytest.raises(LookupError, match=str(number)):
            door.invitations.revoke(number)


def test_a_role_that_there_is_not_is_refused_before_a_code_is_made(door: Door) -> None:
    with pytest.raises(ValueError, match="boss"):
        door.issue("boss")
    assert door.invitations.open(NOON) == []


def test_five_wrong_codes_lock_for_ten_minutes_and_use_up_nothing(door: Door) -> None:
    right = door.issue().code
    wrong = [door.type(codes.new(), "an", minute) for minute in range(5)]
    assert [each.outcome for each in wrong] == ["unknown"] * 5
    assert [each.until for each in wrong] == [None] * 4 + [NOON + 14 * MINUTE]
    refused = door.type(right, "an", 13.9)
    assert (refused.outcome, refused.until) == ("locked", NOON + 14 * MINUTE)
    assert door.type(right, "an", 0).outcome == "locked"  # a message said to be older changes nothing
    assert door.who("an").id is None
    assert door.type(right, "an", 14).outcome == "joined"


def test_a_lock_is_the_sender_s_own(door: Door) -> None:
    for _ in range(5):
        door.type(codes.new(), "an")
    assert door.type(door.issue().code, "an", channel="zalo").outcome == "joined"
    assert door.type(door.issue().code, "binh").outcome == "joined"


def test_a_right_code_resets_the_count(door: Door) -> None:
    for _ in range(4):
        door.type(codes.new(), "an")
    assert door.type(door.issue().code, "an").outcome == "joined"
    assert [door.type(codes.new(), "an").until for _ in range(4)] == [None] * 4


def test_somebody_known_takes_over_the_role_and_keeps_the_rest(door: Door) -> None:
    door.type(door.issue().code, "an")
    door.type(door.issue("reviewer", "Sở", "").code, "an")
    assert door.who("an") == Person("An", "reviewer", "Sở", 1)
    assert len(door.people.everybody()) == 1


def test_a_deactivated_person_comes_in_again_by_an_invitation_but_not_by_a_link(door: Door) -> None:
    door.type(door.issue().code, "an")
    door.type(door.issue(name="Bình").code, "binh")
    door.people.deactivate(1)
    link = door.invitations.link(door.message("binh"), door.who("binh")).code
    assert door.type(link, "an").outcome == "expired"
    assert door.who("an").role == "none"
    assert door.type(door.issue().code, "an").outcome == "joined"
    assert door.who("an") == Person("An", "officer", "Xã Bình Minh", 1)


def test_a_maker_does_not_lose_the_role_by_their_own_code(door: Door) -> None:
    door.type(door.issue("administrator", "", "Sếp").code, "sep")
    code = door.invitations.issue("officer", "", "", "telegram sep", NOON, 7).code
    assert door.type(code, "sep").outcome == "own"
    assert door.who("sep").role == "administrator"
    assert door.type(code, "an").outcome == "joined"


def test_a_link_makes_two_accounts_one_person(door: Door) -> None:
    door.type(door.issue().code, "an")
    code = door.invitations.link(door.message("an"), door.who("an")).code
    assert door.type(code, "an").outcome == "own"
    assert door.type(code, "an-zalo", 59, "zalo").outcome == "linked"
    assert door.who("an-zalo", "zalo") == door.who("an")
    accounts = door.people.accounts(door.message("an"))
    assert sorted(accounts) == [("telegram", "an"), ("zalo", "an-zalo")]
    assert door.people.accounts(door.message("khac")) == (("telegram", "khac"),)
    assert door.type(code, "cuc", 59, "zalo").outcome == "used"


def test_a_link_code_is_good_for_an_hour_and_only_while_its_person_has_rights(door: Door) -> None:
    door.type(door.issue().code, "an")
    first, second = (door.invitations.link(door.message("an"), door.who("an")).code for _ in range(2))
    assert door.type(first, "a", 61, "zalo").outcome == "expired"
    door.people.deactivate(1)
    assert door.type(second, "a", 1, "zalo").outcome == "expired"
    assert door.who("a", "zalo").id is None


def test_who_is_left_without_an_account_is_deactivated(door: Door) -> None:
    door.type(door.issue().code, "an")
    door.type(door.issue(unit="Xã Ba Tơ").code, "an-zalo", channel="zalo")
    code = door.invitations.link(door.message("an"), door.who("an")).code
    door.type(code, "an-zalo", channel="zalo")
    assert [(person.id, active) for person, active, _ in door.people.everybody()] == [(1, True), (2, False)]
    assert door.people.reporting_units() == ["Xã Bình Minh"]


def test_a_message_written_anew_counts_as_of_now(door: Door) -> None:
    code = door.issue().code  # of 2025: long over
    message = replace(door.message("an"), edited=True)
    assert door.invitations.redeem(message, codes.digest(code)).outcome == "expired"


def test_guests_ask_by_setting_and_those_in_the_table_always(door: Door) -> None:
    strict = People(door.db, load_rights(), {"": "guest", "console": "officer"}, guests_ask=False)
    door.type(door.issue("guest").code, "an")
    unknown, known = strict.who(door.message("khac")), strict.who(door.message("an"))
    assert (strict.rights(unknown), strict.rights(known)) == (frozenset(), frozenset(["ask"]))
    assert "ask" in strict.rights(strict.who(door.message("x", channel="console")))
    assert "ask" in door.people.rights(door.who("khac"))


def test_alarms_go_to_active_administrators(door: Door) -> None:
    for name in ("sep", "pho"):
        door.type(door.issue("administrator", "", name).code, name)
    door.type(door.issue().code, "an")
    door.people.deactivate(2)
    assert [(c.person.name, c.channel, c.chat) for c in door.people.administrators()] == [
        ("sep", "telegram", "chat-sep")
    ]
