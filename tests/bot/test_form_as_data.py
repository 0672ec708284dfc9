"""A field added to the form's file is asked for, kept, changed and exported, with no line of code."""

import asyncio
import csv
import dataclasses
import datetime
from pathlib import Path

import yaml

from bot import Inbound, Reply, app
from bot.config import Config
from tests.fakes import listening

ADDED = {
    "name": "chaired_by",
    "type": "text",
    "label": "Đơn vị chủ trì",
    "ask": "Đơn vị nào chủ trì?",
    "hint": "Ví dụ \"Đảng ủy xã\".",
    "required": True,
}  # fmt: skip
SAID = "Sáng 15/3/2025 xã Bình Chánh tổ chức hội nghị tuyên truyền ĐH Đảng, 120 người dự"


def with_one_more(tmp_path: Path) -> Path:
    form = yaml.safe_load(app.FORM.read_text(encoding="utf-8"))
    form["version"] += 1
    form["fields"].insert(3, ADDED)
    path = tmp_path / "activity_report.yml"
    path.write_text(yaml.safe_dump(form, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


def test_a_field_that_was_added_goes_all_the_way(tmp_path: Path, config: Config) -> None:
    storage = dataclasses.replace(config.storage, exports=str(tmp_path / "exports"))
    settings = dataclasses.replace(config, storage=storage)
    heard = asyncio.run(talk(settings, with_one_more(tmp_path)))
    assert "Đơn vị nào chủ trì?" in heard[SAID]
    assert "4. Đơn vị chủ trì: Đảng ủy xã" in heard["Đảng ủy xã"]
    assert "Đơn vị chủ trì: Ban Tuyên giáo (trước: Đảng ủy xã)" in heard["Ban Tuyên giáo"]
    (exported,) = (tmp_path / "exports").glob("*.csv")
    (row,) = csv.DictReader(exported.read_text(encoding="utf-8-sig").splitlines())
    assert row["Đơn vị chủ trì"] == "Ban Tuyên giáo"


async def talk(settings: Config, form: Path) -> dict[str, str]:
    """What was said to each message; the report is stored, changed and exported."""
    replies: list[Reply] = []

    async def collect(chat: str, reply: Reply) -> None:
        replies.append(reply)

    assistant = app.build(
        settings, listening("console", collect), rasa=False, database=":memory:", form_file=form
    )
    heard = {}
    noon = datetime.datetime(2025, 3, 16, 12, tzinfo=assistant.timezone)
    turns = [SAID, "Đảng ủy xã", "gửi", "sửa báo cáo", "4", "Ban Tuyên giáo", "xác nhận", "xuất csv tháng 3"]
    try:
        for number, text in enumerate(turns):
            replies.clear()
            await assistant.turns.receive(Inbound("console", "a", "a", str(number), text, noon))
            heard[text] = "\n".join(reply.text for reply in replies)
        versions = assistant.db.execute("SELECT form_version FROM report_versions").fetchall()
        assert versions == [(assistant.form.version,)] * 2
    finally:
        await assistant.stop()
    return heard
