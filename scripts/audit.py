#!/usr/bin/env python3
"""The audit trail: its last lines, and whether any line was changed, put in or taken out."""

import argparse
import sys
from pathlib import Path

import environment

environment.enter()
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from bot import app, audit, config, store

parser = argparse.ArgumentParser(description="Nhật ký: ai đã làm gì, và nhật ký có còn nguyên không.")
parser.add_argument("-n", type=int, default=20, metavar="SỐ", help="in bấy nhiêu dòng cuối (mặc định: 20)")
parser.add_argument("--verify", action="store_true", help="đối chiếu chuỗi mã băm của mọi dòng")
parser.add_argument("--since", metavar="MÃ", help="cùng --verify: mã băm đã ghi lại lần trước phải còn")
arguments = parser.parse_args()
try:
    db = store.open_store(app.ROOT / config.load(app.CONFIG).storage.database)
except (config.ConfigError, store.StoreUnusable) as error:
    sys.exit(str(error))
if not arguments.verify:
    for line in audit.last(db, arguments.n):
        print(f"{line.id}. {line.at} {line.channel} {line.actor}: {line.action} – {line.object}")
elif (broken := audit.verify(db)) is not None:
    sys.exit(f"Nhật ký không còn nguyên từ dòng số {broken}.")
elif arguments.since and not audit.holds(db, arguments.since):
    sys.exit(f"Nhật ký đã mất phần cuối: không còn dòng có mã {arguments.since}.")
else:
    print(f"Nhật ký còn nguyên. Mã của dòng cuối, nên ghi lại ở nơi khác: {audit.head(db)}")
