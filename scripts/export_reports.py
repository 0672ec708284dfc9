#!/usr/bin/env python3
"""Export the reports of one period: a workbook, a CSV file or an archive of the photos."""

import argparse
import datetime
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import environment

environment.enter()
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from bot import app, config, form, records, store
from bot.figures import labels
from bot.figures.export import FORMATS, Exports, ExportWrong, Places

parser = argparse.ArgumentParser(description="Xuất báo cáo hoạt động của một kỳ thành bảng hoặc tệp ảnh.")
parser.add_argument(
    "--period", metavar="KỲ", help="2025-03, 2025-W11 hoặc 2025-Q1; mặc định là kỳ đang đến hạn"
)
parser.add_argument("--format", choices=FORMATS, default="xlsx", help="bảng tính, CSV, hoặc ảnh nén zip")
parser.add_argument("--out", metavar="TỆP", type=Path, help="ghi vào tệp này thay vì thư mục storage.exports")
arguments = parser.parse_args()
try:
    settings = config.load(app.CONFIG)
    timezone = ZoneInfo(settings.conversation.timezone)
    periods, today = records.periods(settings), datetime.datetime.now(timezone).date()
    period = periods.named(arguments.period) if arguments.period else periods.due(today)
    kept = records.keep(store.open_store(app.ROOT / settings.storage.database), settings)
    places = Places(app.ROOT / settings.storage.photos, app.ROOT / settings.storage.exports)
    exports = Exports(kept, form.load(app.FORM), labels.load(), settings.office, timezone, places)
    print(f"Đã xuất {period}: {exports.make(period, arguments.format, arguments.out)}")
except (ExportWrong, store.StoreUnusable, OSError, ValueError) as error:
    sys.exit(f"Không xuất được: {error}")
