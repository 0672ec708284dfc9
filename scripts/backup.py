#!/usr/bin/env python3
"""Backups: make one, see and check those there are, put one in place or, as a drill, elsewhere."""

import argparse
import datetime
import getpass
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import environment

environment.enter()
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from bot import app, config, running, store
from bot.backups import backup, inventory, nightly, packing, restoring

FAILED, USED = 1, 3
parser = argparse.ArgumentParser(
    description="Sao lưu: cơ sở dữ liệu, ảnh, văn bản, kho văn bản, cấu hình.",
    epilog="Trả về 0: xong; 1: không làm được, hay có bản hỏng; 2: gõ sai lệnh; 3: trợ lý đang chạy.",
)
what = parser.add_mutually_exclusive_group()
what.add_argument("--list", action="store_true", help="xem các bản đang có")
what.add_argument(
    "--verify", nargs="?", const="", metavar="TÊN", help="đọc lại mọi tệp của các bản (hay một bản)"
)
what.add_argument(
    "--restore", nargs="?", const="", metavar="TÊN", help="khôi phục bản này, hay bản mới nhất còn tốt"
)
parser.add_argument(
    "--into", type=Path, metavar="THƯ_MỤC", help="cùng --restore: thử khôi phục ra thư mục mới này"
)
arguments = parser.parse_args()
if arguments.into and arguments.restore is None:
    parser.error("--into chỉ dùng cùng --restore")
try:
    settings = config.load(app.CONFIG)
    nightly.moment(settings.backups)
    places = backup.places(app.ROOT, app.CONFIG, settings)
    timezone = ZoneInfo(settings.conversation.timezone)
    now = datetime.datetime.now(timezone)
    if arguments.list:
        print(inventory.table(places.backups))
    elif arguments.verify is not None:
        told, damaged = inventory.report(places.backups, arguments.verify)
        print(told)
        sys.exit(FAILED if damaged else 0)
    elif arguments.restore is not None:
        chosen, passed = restoring.choose(places.backups, arguments.restore)
        for each in passed:
            print(f"Bỏ qua bản hỏng {each}")
        if arguments.into:
            done = restoring.rehearse(chosen, arguments.into, places.backups, now, getpass.getuser())
            print(inventory.rehearsed(done, timezone))
        else:
            done = restoring.restore(chosen, app.ROOT, places, now, getpass.getuser())
            print(inventory.restored(done, timezone))
    else:
        print(inventory.made(packing.make(places, keep=settings.backups.keep, at=now)))
except running.Running as error:
    print(error, file=sys.stderr)
    sys.exit(USED)
except (config.ConfigError, backup.BackupFailed, store.StoreUnusable, OSError) as error:
    print(error, file=sys.stderr)
    sys.exit(FAILED)
