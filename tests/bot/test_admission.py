"""Coming in by chat: invitations, links and codes through the dialogue, on two messengers."""

import asyncio
import datetime
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot import Inbound, Reply, app, audit, codes
from bot.config import Config
from bot.store import transaction

NOON = datetime.datetime(2025, 3, 16, 12, tzinfo=datetime.UTC)
REPORT = "Sáng 15/3/2025 xã Bình Chánh tổ chức hội nghị tuyên truyền ĐH Đảng, 120 người dự"
CODE = re.compile(r"^[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}$", re.MULTILINE)


class Chats:
    """The assistant and those who write to it; "sep" on Telegram is an administrator."""

    def __init__(self, config: Config) -> None:
        self.app = app.build(config, {}, rasa=False, database=":memory:")
        self.records = self.app.records
        self.records.people.add("Sếp", "administrator", "Sở", ("telegram", "sep", "sep"))
        self.sent = 0

    def say(self, text: str, who: str = "sep", channel: str = "telegram", **more) -> list[Reply]:
        """The replies to the message, handled in one transaction as the turns do."""
        self.sent += 1
        at = NOON + datetime.timedelta(minutes=more.pop("later", 0))
        message = Inbound(channel, who, who, str(self.sent), codes.sealed(text), at, **more)
        said = asyncio.run(self.app.interpreter.understand(message.text, at.date()))
        with transaction(self.app.db):
            inbox_id = self.records.mailbox.accept(message)
            assert inbox_id
            replies = self.app.dialogue.reply(inbox_id, message, said)
            self.records.mailbox.finish(inbox_id, message, replies, said)
        return replies

    def hears(self, *args, **more) -> str:
        return "\n".join(reply.text for reply in self.say(*args, **more))

    def code(self, *args, **more) -> str:
        """The code in the reply, which is secret."""
        (reply,) = self.say(*args, **more)
        assert reply.secret
        return CODE.findall(reply.text)[0]

    def actions(self) -> list[str]:
        return [f"{line.actor}: {line.action}" for line in audit.last(self.app.db, 100)]

    def who(self, sender: str, channel: str = "telegram") -> tuple[str, str, str]:
        person = self.records.people.who(Inbound(channel, sender, sender, "", "", NOON))
        return person.role, person.unit, person.name


@pytest.fixture
def chats(config: Config) -> Iterator[Chats]:
    made = Chats(config)
    yield made
    asyncio.run(made.app.stop())


@pytest.mark.parametrize(
    ("text", "role", "unit", "name"),
    [
        ("mời cán bộ xã Bình Minh", "officer", "Xã Bình Minh", ""),
        ("moi can bo xa binh minh", "officer", "Xã Bình Minh", ""),
        ("tạo mã mời người duyệt", "reviewer", "", ""),
        ("moi nguoi duyet phong VHTT", "reviewer", "phong VHTT", ""),
        ("tạo mã mời cho cán bộ Nguyễn Văn An, xã Bình Minh", "officer", "Xã Bình Minh", "Nguyễn Văn An"),
        ("mời cán bộ tên Lê Văn Trường ở xã Ba Tơ", "officer", "Xã Ba Tơ", "Lê Văn Trường"),
        ("Mời anh Đoàn Văn Mới làm cán bộ xã Ba Tơ nhé", "officer", "Xã Ba Tơ", "Đoàn Văn Mới"),
        ("cấp mã mời quản trị viên", "administrator", "", ""),
        ("mời cán bộ xã Bình Chánh", "officer", "Xã Bình Sơn", ""),
        ("mã mời", "officer", "", ""),
        ("tạo mã mời khách", "guest", "", ""),
    ],
)
def test_an_administrator_invites_in_everyday_words(
    chats: Chats, text: str, role: str, unit: str, name: str
) -> None:
    code = chats.code(text)
    heard = chats.hears(f"mã mời {code.lower()}", "moi")
    assert "Đã nhận mã" in heard
    assert chats.who("moi") == (role, unit, name)
    assert chats.actions() == [f"sep: invited {role}", "moi: joined"]


@pytest.mark.parametrize(
    "text",
    [
        "mời cán bộ xã Bình Minh dự họp lúc 8h",
        "hôm qua mời cán bộ xã Bình Minh nói chuyện chuyên đề, 30 người dự",
        "thêm người dự hội nghị",
        "ai mời cán bộ dự họp?",
        "mời cán bộ họp",
    ],
)
def test_what_only_sounds_like_an_invitation_makes_no_code(chats: Chats, text: str) -> None:
    assert not CODE.search(chats.hears(text))
    assert chats.records.invitations.open(NOON) == []


def test_of_two_units_of_one_name_the_meant_one_is_asked_for(chats: Chats) -> None:
    (asked,) = chats.say("mời cán bộ phường Nguyễn Nghiêm")
    assert [choice.label for choice in asked.choices] == [
        "Phường Nguyễn Nghiêm (Thành phố Quảng Ngãi)",
        "Phường Nguyễn Nghiêm (Thị xã Đức Phổ)",
    ]
    code = chats.code("2")
    chats.say(code, "an")
    assert chats.who("an") == ("officer", "Phường Đức Phổ", "")


def test_who_may_not_invite_is_told_so_and_no_code_is_made(chats: Chats) -> None:
    chats.say(chats.code("mời người duyệt"), "binh")
    assert "chưa được giao quyền" in chats.hears("mời cán bộ xã Ba Tơ", "binh")
    assert "đã được mời" in chats.hears("mời quản trị viên", "la")
    assert "chưa được giao quyền" in chats.hears("x", "binh", choice="invite:administrator::")
    assert chats.records.invitations.open(NOON) == []
    assert chats.actions()[2:] == ["binh: refused", "la: refused", "binh: refused"]


def test_a_hand_made_choice_of_a_role_that_there_is_not_makes_no_code(chats: Chats) -> None:
    assert "bước đã qua" in chats.hears("x", choice="invite:boss::")
    assert "bước đã qua" in chats.hears("x", choice="invite:officer")
    assert chats.records.invitations.open(NOON) == []


def test_no_message_and_no_audit_line_holds_the_code_or_its_digest(chats: Chats) -> None:
    code = chats.code("mời cán bộ xã Bình Minh")
    chats.say(f"/start {code}", "an")
    kept = "\n".join(
        str(row)
        for table in ("inbox", "invitations", "audit", "conversations")
        for row in chats.app.db[table].rows
    )
    for form in (code, code.replace("-", ""), codes.digest(code)):
        assert form not in kept
    assert "[mã mời]" in kept


def test_a_code_is_taken_in_the_middle_of_a_report_which_stays_open(chats: Chats) -> None:
    chats.say(chats.code("mời cán bộ xã Bình Minh"), "an")
    chats.say(REPORT, "an")
    assert "quản trị viên" in chats.hears(chats.code("mời quản trị viên"), "an")
    assert "Đã lưu báo cáo số BC-2025-000001" in chats.hears("gửi", "an")


def test_wrong_codes_are_refused_in_one_sentence_and_then_until_a_time(chats: Chats) -> None:
    used, open_one = chats.code("mời cán bộ xã Bình Minh"), chats.code("mời cán bộ xã Ba Tơ")
    chats.say(used, "an")
    refusals = {chats.hears(code, "la") for code in (codes.new(), used, codes.new(), codes.new())}
    assert len(refusals) == 1
    assert "chờ đến 12:10" in chats.hears(codes.new(), "la")
    assert "chờ đến 12:10" in chats.hears(open_one, "la", later=9)
    assert [person.name for person, _, _ in chats.records.people.everybody()] == ["Sếp", ""]  # and "an"
    assert "Đã nhận mã" in chats.hears(open_one, "la", later=10)
    refused = [action for action in chats.actions() if action.startswith("la: ")]
    assert refused == [
        "la: code refused: unknown",
        "la: code refused: used",
        *["la: code refused: unknown"] * 3,
        "la: code locked",
        "la: code refused: locked",
        "la: joined",
    ]


def test_in_a_group_no_code_is_made_or_taken(chats: Chats) -> None:
    code = chats.code("mời cán bộ xã Bình Minh")
    for text in ("mời cán bộ xã Ba Tơ", "liên kết Zalo", code):
        heard = chats.hears(text, in_group=True)
        assert "nhắn riêng" in heard
        assert not CODE.search(heard)
    assert len(chats.records.invitations.open(NOON)) == 1
    assert "Đã nhận mã" in chats.hears(code, "an")


@pytest.mark.parametrize(
    "text", ["liên kết Zalo", "lien ket zalo", "mã liên kết", "thêm tài khoản", "link zalo"]
)
def test_who_is_known_links_another_messenger(chats: Chats, text: str) -> None:
    chats.say(chats.code("mời cán bộ xã Bình Minh"), "an")
    assert "Đã liên kết" in chats.hears(chats.code(text, "an"), "an-zalo", "zalo")
    assert chats.who("an-zalo", "zalo") == ("officer", "Xã Bình Minh", "")
    assert chats.actions()[-2:] == ["an: link code made", "an-zalo: linked"]


def test_who_is_unknown_or_deactivated_links_nothing(chats: Chats) -> None:
    assert "đã được mời" in chats.hears("liên kết Zalo", "la")
    chats.say(chats.code("mời cán bộ xã Bình Minh"), "an")
    chats.records.people.deactivate(2)
    assert "ngừng quyền dùng" in chats.hears("liên kết Zalo", "an")
    assert chats.records.invitations.open(NOON) == []


def test_a_report_of_one_messenger_is_seen_and_changed_on_the_other_and_by_nobody_else(chats: Chats) -> None:
    for name, unit in (("an", "xã Bình Minh"), ("binh", "xã Ba Tơ")):
        chats.say(chats.code(f"mời cán bộ {unit}"), name)
    chats.say(REPORT, "an")
    assert "BC-2025-000001" in chats.hears("gửi", "an")
    assert "chưa gửi báo cáo nào" in chats.hears("báo cáo của tôi", "an", "zalo")
    chats.say(chats.code("liên kết Zalo", "an"), "an", "zalo")
    assert "1. BC-2025-000001" in chats.hears("báo cáo của tôi", "an", "zalo")
    assert "Số người dự: 120" in chats.hears("BC-2025-000001", "an", "zalo")
    assert "Số người dự: 90 (trước: 120)" in chats.hears("sửa BC-2025-000001 90 người", "an", "zalo")
    assert "lần sửa thứ 2" in chats.hears("gửi", "an", "zalo")
    assert "Số người dự: 90" in chats.hears("BC-2025-000001", "an")
    for text in ("báo cáo của tôi", "BC-2025-000001", "sửa BC-2025-000001 10 người"):
        assert "90" not in chats.hears(text, "binh")
    report = chats.records.reports.get("BC-2025-000001")
    assert report
    assert (report.version, report.fields["attendees"], report.channel) == (2, 90, "telegram")
    own = Inbound("zalo", "an", "an", "", "", NOON)
    assert [chats.records.reports.count(each) for each in (own, replace(own, channel="telegram"))] == [1, 1]
    assert chats.records.reports.count(replace(own, sender="binh", channel="telegram")) == 0


def test_a_report_sent_twice_from_two_messengers_may_replace_the_first(chats: Chats) -> None:
    chats.say(chats.code("mời cán bộ xã Bình Minh"), "an")
    chats.say(chats.code("liên kết Zalo", "an"), "an", "zalo")
    chats.say(REPORT, "an")
    chats.say("gửi", "an")
    chats.say(REPORT.replace("120", "130"), "an", "zalo")
    *_, asked = chats.say("gửi", "an", "zalo")
    assert "Cập nhật báo cáo cũ" in [choice.label for choice in asked.choices]
    assert "lần sửa thứ 2" in chats.hears("cập nhật báo cáo cũ", "an", "zalo")


def test_who_is_deactivated_has_no_right_from_the_next_message_on_either_account(chats: Chats) -> None:
    chats.say(chats.code("mời cán bộ xã Bình Minh"), "an")
    chats.say(chats.code("liên kết Zalo", "an"), "an", "zalo")
    chats.records.people.deactivate(2)
    for channel in ("telegram", "zalo"):
        assert "ngừng quyền dùng" in chats.hears("báo cáo của tôi", "an", channel)
    assert "Đã nhận mã" in chats.hears(chats.code("mời cán bộ xã Bình Minh"), "an", "zalo")
    assert chats.who("an") == ("officer", "Xã Bình Minh", "")
