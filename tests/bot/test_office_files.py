"""Files in chat: what the office is given is on the disk, and says what the database says."""

import asyncio
import dataclasses
import datetime
from pathlib import Path

import openpyxl
from PIL import Image

from bot import File, Inbound, Reply, app
from bot.config import Config
from bot.files import keep, locate
from tests.fakes import listening

SAID = "Sáng 15/3/2025 xã Bình Chánh tổ chức hội nghị tuyên truyền ĐH Đảng, 120 người dự"


def test_a_workbook_an_archive_and_pictures_are_given_out(tmp_path: Path, config: Config) -> None:
    storage = dataclasses.replace(config.storage, exports=str(tmp_path / "exports"), photos=str(tmp_path))
    replies = asyncio.run(talk(dataclasses.replace(config, storage=storage)))
    files = [
        [locate(f, tmp_path, tmp_path / "exports") for f in reply.files] for reply in replies if reply.files
    ]
    workbook, archive, pictures = files
    assert [path.suffix for path in workbook + archive] == [".xlsx", ".zip"]
    assert len(pictures) == 3
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in pictures)
    cells = [cell.value for row in openpyxl.load_workbook(workbook[0]).worksheets[1].rows for cell in row]
    assert "BC-2025-000001" in cells
    assert 120 in cells
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in (*workbook, *archive, *pictures))


def test_the_reviewer_sees_the_photos_that_are_still_there(tmp_path: Path, config: Config) -> None:
    photos = tmp_path / "photos"
    storage = dataclasses.replace(config.storage, exports=str(tmp_path), photos=str(photos))
    image = tmp_path / "a.png"
    Image.new("RGB", (4, 4), "red").save(image)
    photo = keep(image, photos, 1)
    lost = File("0" * 64, "image/png", 1)
    (reply,) = asyncio.run(review(dataclasses.replace(config, storage=storage), (photo, lost)))
    assert reply.files == (photo,)
    assert locate(photo, photos, tmp_path).is_file()


async def review(settings: Config, files: tuple[File, ...]) -> list[Reply]:
    """The reply to the reviewer who opens the report with those photos."""
    replies: list[Reply] = []

    async def collect(chat: str, reply: Reply) -> None:
        replies.append(reply)

    assistant = app.build(settings, listening("console", collect), rasa=False, database=":memory:")
    noon = datetime.datetime(2025, 3, 16, 12, tzinfo=assistant.timezone)
    try:
        for number, text in enumerate([SAID, "gửi", "báo cáo chờ duyệt", "1"]):
            replies.clear()
            sent = files if text == SAID else ()
            message = Inbound("console", "a", "a", str(number), text, noon, files=sent)
            await assistant.turns.receive(message)
    finally:
        await assistant.stop()
    return replies


async def talk(settings: Config) -> list[Reply]:
    replies: list[Reply] = []

    async def collect(chat: str, reply: Reply) -> None:
        replies.append(reply)

    assistant = app.build(settings, listening("console", collect), rasa=False, database=":memory:")
    noon = datetime.datetime(2025, 3, 16, 12, tzinfo=assistant.timezone)
    try:
        turns = [SAID, "gửi", "xuất excel tháng 3", "xuat anh thang 3", "vẽ biểu đồ tháng này"]
        for number, text in enumerate(turns):
            await assistant.turns.receive(Inbound("console", "a", "a", str(number), text, noon))
    finally:
        await assistant.stop()
    return replies
