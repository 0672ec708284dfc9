"""Every effect has its line in the audit trail, and after a long random conversation the chain holds."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot import audit
from bot.config import Config
from tests.standing import ME, NOON, OTHER, Standing, standing

SEED, MESSAGES = 356, 400
# What an effect leaves in which table, and how its line begins.
REVIEWED = ("report approved: ", "report returned: ", "report rejected: ")
EFFECTS = {
    "reports": ("report stored: ", "report changed to version ", *REVIEWED),
    "report_versions": ("report stored: ", "report changed to version "),
    "reviews": REVIEWED,
    "closings": ("period closed: ",),
    "invitations": ("invited ", "link code made: ", "joined: ", "linked: "),
    "people": ("joined: ", "linked: "),
    "contacts": ("joined: ", "linked: "),
    "code_tries": ("code refused: ", "code locked: ", "joined: ", "linked: "),
}
TELLINGS = [
    "Sáng {day}/3/2025 xã Bình Chánh tổ chức hội nghị tuyên truyền ĐH Đảng, 120 người dự",
    "hôm qua xã Ba Tơ treo {day} băng rôn",
    *("gửi", "gửi", "hủy", "không phải, 90 người", "báo cáo của tôi", "sửa báo cáo vừa gửi, {day} người"),
    "báo cáo của tôi",
]
SAYINGS = [
    *("duyệt {number}", "trả lại {number}: thiếu ảnh", "từ chối {number} vì trùng", "báo cáo chờ duyệt"),
    *("trả lại {number}", "số người chưa khớp", "tổng hợp tháng 3", "xuất csv tháng 3", "chốt tháng 2"),
    *("mời cán bộ xã Ba Tơ", "liên kết Zalo", "{code}", "4K7P-9QZ2-X3TM-8V5C", "ai ký công văn 356"),
]
BOSS = "sep"  # who only looks after the office: no draft stands in the way
ROLES = ("guest", "officer", "reviewer", "none", *["administrator"] * 4)


@pytest.fixture
def desk(config: Config, tmp_path: Path) -> Iterator[Standing]:
    storage = replace(config.storage, photos=str(tmp_path / "photos"), exports=str(tmp_path / "exports"))
    made = standing(replace(config, storage=storage))
    yield made
    made.db.conn.close()


def test_every_effect_of_a_long_random_conversation_has_its_line(desk: Standing) -> None:
    draw = random.Random(SEED)
    offered: list[str] = ["mine"]
    code, seen_lines = "", set()
    desk.records.people.add("Sếp", "administrator", "Sở", ("telegram", BOSS, BOSS))
    for minute in range(MESSAGES):
        who, choice = draw.choice([ME, OTHER, BOSS, BOSS, "moi"]), ""
        if draw.random() < 0.1:
            desk.become(draw.choice(ROLES))
        if draw.random() < 0.3:
            choice = draw.choice(offered[-12:])
        text = draw.choice(SAYINGS if who == BOSS else TELLINGS + SAYINGS).format(
            day=draw.randrange(10, 28),
            number=draw.choice([desk.own, desk.other, "BC-2025-000003"]),
            code=code,
        )
        seen = desk.watch(text or "giúp", choice, who=who, sent_at=NOON + datetime.timedelta(minutes=minute))
        offered += [each.value for reply in seen.replies for each in reply.choices]
        code = next((line for line in seen.text.splitlines() if line.count("-") == 3), code)
        for table in seen.changed & set(EFFECTS):
            told = [line for line in seen.lines if line.startswith(EFFECTS[table])]
            assert told, (table, text, choice, seen.lines)
        seen_lines |= {line.split(":")[0].split(" BC")[0] for line in seen.lines}
    assert audit.verify(desk.db) is None
    assert seen_lines >= {
        *(
            "report stored",
            "report approved",
            "report returned",
            "reports exported as csv",
            "draft cancelled",
        ),
        *("invited officer", "link code made", "joined", "refused", "code refused"),
    }


def test_the_trail_holds_no_word_of_a_message_and_no_code(desk: Standing) -> None:
    desk.send("Sáng 15/3/2025 xã Bình Chánh tổ chức hội nghị, bí mật lắm, 120 người dự")
    desk.send("gửi")
    code = next(
        line for line in desk.send("mời cán bộ xã Ba Tơ")[0].text.splitlines() if line.count("-") == 3
    )
    desk.send(code, who="moi")
    desk.send(f"duyệt {desk.other} bí mật lắm", who="moi")
    trail = "\n".join(str(line) for line in audit.last(desk.db, 100))
    assert "joined" in trail
    assert "refused" in trail
    assert "bí mật" not in trail
    assert code not in trail
