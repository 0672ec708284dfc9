"""python -m bot console: the assistant in the terminal."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from bot import app, config, files, store
from bot.channels import console
from bot.form import FormError
from bot.turns import Send

USAGE = """Sổ tay – trợ lý của cán bộ thông tin cơ sở tỉnh Quảng Ngãi."""
WELCOME = 'Sổ tay – hỏi văn bản, báo cáo hoạt động. Gõ "giúp" để xem cách dùng, /thoat để thoát.\n'


def main() -> int:
    """Exit status: 0 after a normal end, 1 when the assistant cannot start."""
    parser = argparse.ArgumentParser(prog="python -m bot", description=USAGE)
    channels = parser.add_subparsers(dest="channel", required=True)
    terminal = channels.add_parser("console", help="trò chuyện trong cửa sổ dòng lệnh")
    terminal.add_argument("--no-rasa", action="store_true", help="chỉ dùng quy tắc, không khởi động Rasa")
    terminal.add_argument("--config", type=Path, default=app.CONFIG, help="tệp cấu hình khác config.yml")
    arguments = parser.parse_args()
    try:
        asyncio.run(_console(arguments.config, rasa=not arguments.no_rasa))
    except (config.ConfigError, FormError, store.StoreUnusable) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print()
    return 0


async def _console(path: Path, *, rasa: bool) -> None:
    senders: dict[str, Send] = {}
    assistant = app.build(config.load(path), senders, rasa=rasa)
    storage = assistant.config.storage
    photos = app.ROOT / storage.photos
    exports = app.ROOT / storage.exports
    channel = console.Console(
        assistant.timezone,
        lambda path: files.keep(path, photos, storage.photo_mb),
        lambda file: files.locate(file, photos, exports),
    )
    senders[console.NAME] = channel.send
    await assistant.start()
    try:
        print(WELCOME)
        if assistant.problem:
            print(assistant.problem)
        await assistant.turns.recover(console.NAME)
        for reply in assistant.dialogue.reminder(console.NAME, console.CHAT):
            await channel.send(console.CHAT, reply)
        await channel.run(assistant.turns.receive)
    finally:
        await assistant.stop()


if __name__ == "__main__":
    sys.exit(main())
