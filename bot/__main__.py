"""python -m bot console | run | status: the assistant in the terminal, on the messengers, how it is."""

from __future__ import annotations

import argparse
import asyncio
import importlib
import sys
from pathlib import Path

from bot import Inbound, Letter, app, config, files, store
from bot.channel import Channel, Rejected
from bot.channels import console
from bot.form import FormError
from bot.intake import Intake

AGAIN_S = 1.0
USAGE = """Sổ tay – trợ lý của cán bộ thông tin cơ sở tỉnh Quảng Ngãi."""
WELCOME = 'Sổ tay – hỏi văn bản, báo cáo hoạt động. Gõ "giúp" để xem cách dùng, /thoat để thoát.\n'


def main() -> int:
    """Exit status: 0 after a normal end, 1 when the assistant cannot start; for `status` as that says."""
    parser = argparse.ArgumentParser(prog="python -m bot", description=USAGE)
    channels = parser.add_subparsers(dest="channel", required=True)
    for name, told in (
        ("console", "trò chuyện trong cửa sổ dòng lệnh"),
        ("run", "chạy trên Telegram, Zalo: kênh nào có token trong biến môi trường thì được bật"),
    ):
        one = channels.add_parser(name, help=told)
        one.add_argument("--no-rasa", action="store_true", help="chỉ dùng quy tắc, không khởi động Rasa")
        one.add_argument("--config", type=Path, default=app.CONFIG, help="tệp cấu hình khác config.yml")
    told = "trợ lý có chạy không, có gì cần xem; mã thoát 0: ổn, 1: cần xem, 2: không phục vụ được"
    status = channels.add_parser("status", help=told)
    status.add_argument("--json", action="store_true", help="in JSON, cho chương trình giám sát")
    status.add_argument("--config", type=Path, default=app.CONFIG, help="tệp cấu hình khác config.yml")
    given = parser.parse_args()
    if given.channel == "status":
        text, level = importlib.import_module("bot.monitoring.status").tell(
            given.config, app.ROOT, as_json=given.json
        )
        print(text)
        return int(level)
    start = _console if given.channel == "console" else _run
    try:
        asyncio.run(start(given.config, rasa=not given.no_rasa))
    except (config.ConfigError, FormError, store.StoreUnusable, Rejected) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print()
    return 0


async def _run(path: Path, *, rasa: bool) -> None:
    settings = config.load(path)
    journal = importlib.import_module("bot.journal")
    service = importlib.import_module(
        "bot.service"
    )  # the messengers' libraries, which a terminal can do without
    journal.start(settings.logging.json)
    asyncio.get_running_loop().set_exception_handler(journal.loop_handler)
    await service.run(path, rasa=rasa, say=lambda line: print(line, flush=True))


async def _console(path: Path, *, rasa: bool) -> None:
    channels: dict[str, Channel] = {}
    assistant = app.build(config.load(path), channels, rasa=rasa)
    storage = assistant.config.storage
    photos = app.ROOT / storage.photos
    exports = app.ROOT / storage.exports
    channel = console.Console(
        assistant.timezone,
        lambda path: files.keep(path, photos, storage.photo_mb),
        lambda file: files.locate(file, photos, exports),
    )
    channels[channel.name] = channel
    intake = Intake(assistant.turns.take, channels, assistant.dialogue.notice("not_taken"))

    async def receive(message: Inbound) -> None:
        """Nothing, once the message is answered; one that cannot be stored yet is offered again."""
        while not intake.offer(message):
            await asyncio.sleep(AGAIN_S)
        await assistant.turns.settled()

    await assistant.start()
    try:
        print(WELCOME)
        if assistant.problem:
            print(assistant.problem)
        assistant.turns.recover(channel.name)
        await assistant.turns.settled()
        for reply in assistant.dialogue.reminder(channel.name, console.CHAT):
            await channel.send(Letter(0, console.CHAT, reply))
        await channel.run(receive)
    finally:
        await assistant.stop()


if __name__ == "__main__":
    sys.exit(main())
