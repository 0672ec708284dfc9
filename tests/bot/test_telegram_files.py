"""Files on Telegram: photos fetched, exports, charts and photos sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import Attachment, Choice, File, Letter, Reply
from bot.channel import Never, NotNow
from bot.channels.telegram import ALBUM_BYTES
from tests.telegram_stage import Alone, alone, jpeg

MAI = 11


def test_a_photo_is_fetched_up_to_its_limit_and_one_that_is_gone_is_never(tmp_path: Path) -> None:
    async def use(scene: Alone) -> None:
        update = scene.server.people.photo(MAI, b"x" * 1000)
        photo = Attachment("photo", update.content["photo"][-1]["file_id"])
        assert await scene.channel.fetch(photo, 1000) == b"x" * 1000
        with pytest.raises(Never):
            await scene.channel.fetch(photo, 999)
        with pytest.raises(Never):
            await scene.channel.fetch(Attachment("photo", "unknown"), 1000)
        scene.server.fault("file", "status", status=502)
        with pytest.raises(NotNow):
            await scene.channel.fetch(photo, 1000)
        scene.server.state.files.by_path.clear()
        with pytest.raises(Never):
            await scene.channel.fetch(photo, 1000)

    alone(use, tmp_path)


def file(folder: Path, name: str, data: bytes, media_type: str, size: int | None = None) -> File:
    (folder / name).write_bytes(data)
    return File(name, media_type, len(data) if size is None else size, name)


def test_files_go_out_as_documents_photos_and_albums_and_a_missing_one_stops_nothing(tmp_path: Path) -> None:
    async def use(scene: Alone) -> None:
        photos = tuple(file(tmp_path, f"{n}.jpg", jpeg(n), "image/jpeg") for n in range(11))
        book = file(tmp_path, "so-lieu.xlsx", b"PK", "application/vnd.ms-excel")
        gone = File("x", "image/jpeg", 1, "gone.jpg")
        reply = Reply("Số liệu", (Choice("Xem", "xem"),), (book, *photos, gone))
        await scene.channel.send(Letter(1, f"{MAI}", reply))
        sent = scene.server.sent
        methods = [each.method for each in sent]
        assert methods == ["sendMessage", *["sendMediaGroup"] * 10, "sendPhoto", "sendDocument"]
        assert [each.files[0].data for each in sent[1:12]] == [jpeg(n) for n in range(11)]
        assert (sent[-1].files[0].name, sent[-1].files[0].data) == ("so-lieu.xlsx", b"PK")
        assert sent[0].labels == ["Xem"]

    alone(use, tmp_path)


def test_an_album_is_no_larger_than_telegram_takes(tmp_path: Path) -> None:
    async def use(scene: Alone) -> None:
        photos = tuple(file(tmp_path, f"{n}.jpg", jpeg(n), "image/jpeg", ALBUM_BYTES // 2) for n in range(5))
        await scene.channel.send(Letter(1, f"{MAI}", Reply("Ảnh", files=photos)))
        assert [r.method for r in scene.server.requests][1:] == [
            *("sendMessage", "sendMediaGroup", "sendMediaGroup", "sendPhoto")
        ]

    alone(use, tmp_path)


def test_a_picture_that_is_refused_as_a_photo_goes_as_a_document(tmp_path: Path) -> None:
    async def use(scene: Alone) -> None:
        refused = {"status": 400, "description": "Bad Request: PHOTO_INVALID_DIMENSIONS"}
        scene.server.fault("sendPhoto", "status", **refused)
        chart = file(tmp_path, "bieu-do.png", b"\x89PNG", "image/png")
        await scene.channel.send(Letter(1, f"{MAI}", Reply("Biểu đồ", files=(chart,))))
        assert [(each.method, each.text) for each in scene.server.sent] == [
            ("sendMessage", "Biểu đồ"),
            ("sendDocument", ""),
        ]
        assert scene.server.sent[-1].files[0].name == "bieu-do.png"

    alone(use, tmp_path)
