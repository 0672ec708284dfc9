"""Random conversations: whatever is typed, tapped or sent, in any order, there is an answer and a way out.

100 conversations here; `SO_TAY_CONVERSATIONS=10000` runs more.
"""

import asyncio
import datetime
import itertools
import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from bot import Choice, File, Inbound, Reply, app
from bot.config import Config
from tests.fakes import listening

CONVERSATIONS = int(os.environ.get("SO_TAY_CONVERSATIONS", "100"))
NOON = datetime.datetime(2025, 3, 31, 12, tzinfo=datetime.UTC)

REPORTS = [
    "Sáng 15/3/2025 xã Bình Chánh tổ chức hội nghị tuyên truyền ĐH Đảng, 120 người dự",
    "toi qua xa ba to van nghe mung dang 200 nguoi",
    "hôm qua phường Cẩm Thành treo 12 băng rôn",
    "báo cáo hoạt động",
    "họp dân",
    "kỳ này không có hoạt động",
    "giống lần trước, hôm nay",
    "giống lần trước",
]
ANSWERS = [
    "hội nghị",
    "hôm qua",
    "31/2",
    "ngày mai",
    "xã Bình Minh",
    "150",
    "-5",
    "1 triệu người",
    "12 băng rôn",
    "1",
    "4",
    "bầu cử",
]
CORRECTIONS = [
    "à nhầm, 150 người",
    "sửa ngày 12/3",
    "không phải Bình Chánh, Bình Châu",
    "sửa 3",
    "sửa số người thành 70",
    "sửa báo cáo",
    "sửa BC-2025-000001 90 người",
    "sửa báo cáo vừa gửi",
]
WORDS = [
    "gửi",
    "hủy",
    "bỏ qua",
    "quay lại",
    "xác nhận",
    "có",
    "không",
    "tiếp",
    "xem cả mục",
    "đúng ý",
    "chưa đúng",
    "giúp",
]
ASKED = [
    "ai ký công văn 356",
    "3 chủ đề lớn là gì",
    "giá vàng hôm nay",
    "còn Công an thì sao?",
    "báo cáo của tôi",
    "viết giúp em bài",
    "",
]
OFFICE = [
    "báo cáo chờ duyệt",
    "duyệt BC-2025-000001",
    "trả lại BC-2025-000001",
    "từ chối BC-2025-000001 vì trùng",
    "tổng hợp tháng này",
    "đơn vị nào chưa báo cáo",
    "chốt tháng 2",
    "tập báo cáo",
    "thoát tập",
]
NOISE = st.text(max_size=40)
SAYINGS = st.sampled_from([*REPORTS, *ANSWERS, *CORRECTIONS, *WORDS, *ASKED, *OFFICE])
CHATS = ("officer", "boss")


class Conversation(RuleBasedStateMachine):
    """Two people, of whom one has the rights of the office, over one assistant."""

    assistant: app.App
    replies: list[tuple[str, Reply]]
    loop: asyncio.AbstractEventLoop
    counter: Iterator[int] = itertools.count()

    @initialize()
    def begin(self) -> None:
        """New chats and an office in training: nothing of earlier conversations is seen but reports."""
        turn = next(self.counter)
        self.chats = {name: f"{name}-{turn}" for name in CHATS}
        self.offered: list[Choice] = []
        chat = self.chats["boss"]
        self.assistant.records.people.add("Boss", "administrator", "", ("test", chat, chat))

    @rule(text=SAYINGS | NOISE, who=st.sampled_from(CHATS))
    def say(self, text: str, who: str) -> None:
        self.send(who, text)

    @rule(which=st.integers(0, 60), who=st.sampled_from(CHATS))
    def tap(self, which: int, who: str) -> None:
        """A choice of any earlier reply, stale or not, even one of the other person's."""
        if self.offered:
            choice = self.offered[-1 - which % len(self.offered)]
            self.send(who, choice.label, choice.value)

    @rule(count=st.integers(1, 12), text=st.sampled_from(["", *REPORTS[:3], "gửi"]))
    def photos(self, count: int, text: str) -> None:
        files = tuple(File(f"{next(self.counter):064x}", "image/jpeg", 10) for _ in range(count))
        self.send("officer", text, files=files)

    @rule(who=st.sampled_from(CHATS))
    def leave(self, who: str) -> None:
        """ "hủy" leads out of every state."""
        self.send(who, "hủy")
        self.send(who, "hủy")
        while self.draft(who):  # each activity that was held back opens a draft of its own
            self.send(who, "hủy")

    @invariant()
    def nothing_was_set_aside(self) -> None:
        failed = self.assistant.db.execute("SELECT COUNT(*) FROM inbox WHERE state != 'done'").fetchone()[0]
        assert failed == 0

    def send(self, who: str, text: str, choice: str = "", files: tuple[File, ...] = ()) -> None:
        chat, before = self.chats[who], self.stored()
        message = Inbound("test", chat, chat, str(next(self.counter)), text, NOON, choice, files)
        self.replies.clear()
        self.run(message)
        own = [reply for name, reply in self.replies if name == chat]
        assert own, "no answer"
        assert all(reply.text.strip() for reply in own), "an empty answer"
        self.offered += [c for reply in own for c in reply.choices]
        said_so = any("Đã lưu" in reply.text for reply in own)
        assert (self.stored() != before) == said_so, "stored and said so go together"

    def run(self, message: Inbound) -> None:
        self.loop.run_until_complete(self.assistant.turns.receive(message))

    def draft(self, who: str) -> object:
        return self.assistant.records.conversations.draft("test", self.chats[who])

    def stored(self) -> int:
        return int(self.assistant.db.execute("SELECT COUNT(*) FROM report_versions").fetchone()[0])


@pytest.mark.slow
def test_every_random_conversation_gets_answers_and_a_way_out(config: Config) -> None:
    replies: list[tuple[str, Reply]] = []

    async def collect(chat: str, reply: Reply) -> None:
        replies.append((chat, reply))

    loop = asyncio.new_event_loop()
    assistant = app.build(config, listening("test", collect), rasa=False, database=":memory:")
    members = {"assistant": assistant, "replies": replies, "loop": loop}
    try:
        run_state_machine_as_test(
            type("Seeded", (Conversation,), members),
            settings=settings(
                max_examples=CONVERSATIONS,
                stateful_step_count=15,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
    finally:
        loop.run_until_complete(assistant.stop())
        loop.close()
