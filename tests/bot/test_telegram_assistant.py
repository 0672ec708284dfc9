"""The whole assistant on Telegram, as an officer has it in hand: app.build and the local Bot API server."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from bot import commands
from bot.config import Config
from bot.store import transaction
from tests.telegram_people import People
from tests.telegram_records import BOT
from tests.telegram_stage import REPORT, SAY, Stage, jpeg, play, shown, until

MAI, NAM, GROUP = 11, 12, -100200
ME = f"@{BOT['username']}"
CODE = "G72S-4BJB-9NG3-Q61S"
QUESTION = "ai ký công văn 356"
ANSWER = "Trần Hoàng Tuấn"


def test_a_tap_its_number_and_its_label_say_the_same(config: Config, tmp_path: Path) -> None:
    async def scene(stage: Stage) -> None:
        for chat, answer in ((MAI, "tap"), (NAM, "4"), (13, "Văn nghệ, văn hóa")):
            _, asked = await stage.says(chat, "/baocao")
            assert "4. Văn nghệ, văn hóa" in asked.text
            assert asked.labels[:4] == ["1", "2", "3", "4"]
            sent = await (stage.taps(asked, "4") if answer == "tap" else stage.says(chat, answer))
            assert "Loại hoạt động: Văn nghệ, văn hóa" in shown(sent)

    play(config, tmp_path, scene)


def test_a_report_is_sent_by_buttons_and_an_old_button_is_refused_kindly(
    config: Config, tmp_path: Path
) -> None:
    async def scene(stage: Stage) -> None:
        (summary,) = await stage.says(MAI, REPORT)
        assert summary.labels == ["Gửi", "Sửa", "Hủy"]
        assert "Đã lưu báo cáo số" in shown(await stage.taps(summary, "Gửi"))
        (again,) = await stage.taps(summary, "Gửi")
        stale = SAY("stale_choice")
        assert again.text == stale
        (foreign,) = await stage.taps(summary, "Gửi", sender=NAM)
        stage.people.forge(MAI, summary.message_id, "report:confirm:1")
        (made,) = await stage.since(len(stage.server.sent))
        assert foreign.text == made.text == stale
        assert stage.count("reports") == 1
        assert len(stage.server.answered_taps) == 4

    play(config, tmp_path, scene)


def test_an_album_is_one_turn_and_its_photos_are_in_the_report(config: Config, tmp_path: Path) -> None:
    async def scene(stage: Stage) -> None:
        await stage.says(MAI, REPORT)
        before = len(stage.server.sent)
        for n in range(3):
            stage.people.photo(MAI, jpeg(n), media_group_id="7")
        photos, summary = await stage.since(before)
        assert photos.text == SAY("report_photos", count=3)
        await stage.taps(summary, "Gửi")
        (report,) = stage.app.records.reports.counted(stage.app.records.periods.named("2025-03"))
        kept = sorted(path.name for path in (tmp_path / "photos").iterdir())
        assert (len(kept), sorted(report.fields["photos"])) == (3, kept)  # type: ignore[arg-type]  # a list

    play(config, tmp_path, scene)


def test_an_album_with_words_and_a_picture_sent_as_a_file_begin_a_report(
    config: Config, tmp_path: Path
) -> None:
    async def scene(stage: Stage) -> None:
        before = len(stage.server.sent)
        stage.people.photo(MAI, jpeg(1), REPORT, media_group_id="7")
        stage.people.photo(MAI, jpeg(2), media_group_id="7")
        sent = await stage.since(before)
        assert "Số người dự: 120" in sent[-1].text
        assert SAY("report_photos", count=2) in shown(sent)
        before = len(stage.server.sent)
        stage.people.document(MAI, jpeg(3), "lễ.jpg", "image/jpeg")
        assert SAY("report_photos", count=3) in shown(await stage.since(before))

    play(config, tmp_path, scene)


@pytest.mark.parametrize("kind", ["document", "voice", "video", "sticker", "location", "contact"])
def test_for_what_is_not_taken_the_officer_is_told_what_to_send(
    config: Config, tmp_path: Path, kind: str
) -> None:
    async def scene(stage: Stage) -> None:
        told = {"document": (b"%PDF", "a.pdf", "application/pdf")}.get(kind, ())
        getattr(People, kind)(stage.people, MAI, *told)
        (sent,) = await stage.since(0)
        assert sent.text == SAY(f"instead_of_{kind}")
        assert stage.count("drafts") == 0

    play(config, tmp_path, scene)


def test_photos_that_are_too_large_or_broken_are_refused_once_and_by_name(
    config: Config, tmp_path: Path
) -> None:
    async def scene(stage: Stage) -> None:
        stage.people.photo(MAI, b"x", size=11_000_000)
        stage.people.photo(MAI, b"x", size=11_000_000)
        (large,) = await stage.since(0)
        assert large.text == "Ảnh này lớn hơn 10 MB nên tôi không nhận. Anh/chị gửi ảnh nhỏ hơn giúp tôi."
        stage.people.document(MAI, b"GIF89a", "lễ.gif", "image/gif")
        (broken,) = await stage.since(1)
        assert broken.text.startswith("lễ.gif là ảnh động GIF")

    play(config, tmp_path, scene)


def test_an_edited_message_corrects_the_draft_and_after_sending_tells_the_way(
    config: Config, tmp_path: Path
) -> None:
    async def scene(stage: Stage) -> None:
        update = stage.people.text(MAI, REPORT)
        await stage.since(0)
        before = len(stage.server.sent)
        stage.people.edit(MAI, update.message_id, REPORT.replace("120", "150"))
        edited = await stage.since(before)
        assert "Số người dự: 150" in edited[-1].text
        assert "120" not in shown(edited)
        await stage.says(MAI, "gửi")
        before = len(stage.server.sent)
        stage.people.edit(MAI, update.message_id, REPORT.replace("120", "170"))
        (told,) = await stage.since(before)
        assert told.text == SAY("edited_after")
        assert (stage.count("reports"), stage.count("report_versions"), stage.count("drafts")) == (1, 1, 0)

    play(config, tmp_path, scene)


def test_an_edited_question_is_answered_again(config: Config, tmp_path: Path) -> None:
    async def scene(stage: Stage) -> None:
        update = stage.people.text(MAI, "3 chủ đề lớn là gì")
        await stage.since(0)
        stage.people.edit(MAI, update.message_id, QUESTION)
        (answer,) = await stage.since(1)
        assert ANSWER in answer.text

    play(config, tmp_path, scene)


def test_in_a_group_only_questions_to_the_bot_are_answered_and_nothing_else_is_kept(
    config: Config, tmp_path: Path
) -> None:
    async def scene(stage: Stage) -> None:
        for aside in ("chuyện riêng của nhóm", f"{ME}2 chuyện riêng", "/hoi@other_bot chuyện riêng"):
            assert await stage.says(GROUP, aside, MAI) == []
        assert stage.inbox() == []
        (answer,) = await stage.says(GROUP, f"😀 {ME} {QUESTION}", MAI)
        assert (answer.chat_id, ANSWER in answer.text) == (GROUP, True)
        (reply,) = await stage.says(GROUP, "3 chủ đề lớn là gì", NAM, reply_to=answer.message_id)
        assert "3 chủ đề" in reply.text or "03 chủ đề" in reply.text
        (command,) = await stage.says(GROUP, f"/hoi{ME} {QUESTION}", MAI)
        assert ANSWER in command.text
        for private in (REPORT, "báo cáo của tôi", "tổng hợp tháng 3", "xuất số liệu tháng 3", "gửi", CODE):
            (told,) = await stage.says(GROUP, f"{ME} {private}", MAI)
            assert told.text == SAY("private_only"), private
        before = len(stage.server.sent)
        stage.people.photo(GROUP, jpeg(), ME, sender=MAI)
        (told,) = await stage.since(before)
        assert told.text == SAY("private_only")
        assert not (tmp_path / "photos").exists()
        assert (stage.count("drafts"), stage.count("reports")) == (0, 0)
        assert "chuyện riêng" not in "".join(stage.app.db.conn.iterdump())

    play(config, tmp_path, scene)


def test_in_a_group_each_asker_has_an_own_answer_and_own_buttons(config: Config, tmp_path: Path) -> None:
    async def scene(stage: Stage) -> None:
        (mine,) = await stage.says(GROUP, f"{ME} 3 chủ đề lớn là gì", MAI)
        await stage.says(GROUP, f"{ME} {QUESTION}", NAM)
        (more,) = await stage.taps(mine, "Đoạn liên quan", MAI)
        assert more.text.startswith(SAY("answer_related"))
        (foreign,) = await stage.taps(mine, "Đúng ý", NAM)
        assert foreign.text == SAY("stale_choice")

    play(config, tmp_path, scene)


def test_every_command_of_the_menu_does_what_it_says(config: Config, tmp_path: Path) -> None:
    async def scene(stage: Stage) -> None:
        with transaction(stage.app.db):
            stage.app.records.people.add("An", "officer", "Xã Bình Minh", ("telegram", str(MAI), str(MAI)))
        await stage.says(MAI, "3 chủ đề lớn là gì")  # what was spoken of before changes nothing
        wanted = {
            "start": "Chào anh/chị!",
            "help": SAY("abilities").splitlines()[0],
            "giup": SAY("abilities").splitlines()[0],
            "hoi": "gõ câu hỏi",
            f"hoi {QUESTION}": ANSWER,
            "vanban": "văn bản đã nạp toàn văn",
            "lienket": "Mã liên kết",
            "baocao": "Mời anh/chị báo cáo",
            "huy": SAY("report_cancelled"),
            f"baocao {REPORT}": "Số người dự: 120",
            "gui": "Đã lưu báo cáo số",
            "cuatoi": "Báo cáo của anh/chị (1)",
        }
        for command, told in wanted.items():
            assert told in shown(await stage.says(MAI, f"/{command}")), command
        offered = {command.name for command in commands.load().menu}
        assert offered == {command.split()[0] for command in wanted} - {"start", "help"}

    play(config, tmp_path, scene)


def test_a_link_with_a_code_lets_its_holder_in(config: Config, tmp_path: Path) -> None:
    async def scene(stage: Stage) -> None:
        with transaction(stage.app.db):
            stage.app.records.people.add("Sếp", "administrator", "Sở", ("telegram", str(MAI), str(MAI)))
        (invited,) = await stage.says(MAI, "mời cán bộ xã Ba Tơ")
        code = invited.text.splitlines()[1]
        (joined,) = await stage.says(NAM, f"/start {code}")
        assert "Xã Ba Tơ" in joined.text
        assert code not in "".join(stage.app.db.conn.iterdump())

    play(config, tmp_path, scene, people={"default_role": "guest"})


def test_typing_is_shown_from_half_a_second_on(config: Config, tmp_path: Path) -> None:
    async def scene(stage: Stage) -> None:
        await stage.says(MAI, QUESTION)
        assert "sendChatAction" not in [each.method for each in stage.server.requests]
        stage.server.fault("getFile", "slow", delay_s=1.0)
        stage.people.photo(MAI, jpeg())
        began = time.monotonic()
        await until(lambda: "sendChatAction" in [each.method for each in stage.server.requests])
        assert 0.4 <= time.monotonic() - began < 1.0
        await stage.since(0)

    play(config, tmp_path, scene)


def test_figures_and_photos_for_the_office_come_as_files(config: Config, tmp_path: Path) -> None:
    async def scene(stage: Stage) -> None:
        await stage.says(MAI, REPORT)
        stage.people.photo(MAI, jpeg())
        await stage.since(0)
        await stage.says(MAI, "gửi")
        _, text, workbook = await stage.says(MAI, "xuất số liệu tháng 3/2025")
        (book,) = workbook.files
        assert (workbook.method, book.name.endswith(".xlsx"), book.name in text.text) == (
            *("sendDocument", True, True),
        )
        charts = await stage.says(MAI, "biểu đồ tháng 3/2025")
        assert {each.method for each in charts[2:]} <= {"sendPhoto", "sendMediaGroup"}
        assert len(charts) > 2
        (waiting,) = await stage.says(MAI, "báo cáo chờ duyệt")
        review, photo = await stage.taps(waiting, "1")
        assert (photo.method, review.labels) == ("sendPhoto", ["Duyệt", "Trả lại để bổ sung", "Từ chối"])

    play(config, tmp_path, scene, people={"default_role": "administrator"})


def test_one_person_s_slow_photo_holds_up_nobody_else(config: Config, tmp_path: Path) -> None:
    async def scene(stage: Stage) -> None:
        stage.server.fault("file", "slow", delay_s=2.0)
        stage.people.photo(MAI, jpeg())
        await asyncio.sleep(0.5)
        began = time.monotonic()
        stage.people.text(NAM, QUESTION)
        await stage.server.wait_for_sent(1)
        assert time.monotonic() - began < 1.0
        assert stage.server.sent[0].chat_id == NAM
        await stage.since(0)

    play(config, tmp_path, scene)
