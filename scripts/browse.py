#!/usr/bin/env python3
"""Look at reports, questions, documents and the audit trail in a browser, on this machine alone."""

import argparse
import sys
from pathlib import Path

import environment

environment.enter()
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from bot import app, config, form
from bot.browsing import server, source

parser = argparse.ArgumentParser(description="Xem báo cáo, câu hỏi, văn bản, nhật ký bằng trình duyệt.")
parser.add_argument(
    "--port",
    type=int,
    default=server.PORT,
    metavar="SỐ",
    help="cổng (mặc định: %(default)s)",
)
parser.add_argument("--no-open", action="store_true", help="chỉ in địa chỉ, không tự mở trình duyệt")
parser.add_argument("--config", type=Path, default=app.CONFIG, metavar="TỆP", help="tệp cấu hình khác")
arguments = parser.parse_args()
try:
    site = server.site(config.load(arguments.config), form.load(app.FORM), app.ROOT)
    server.serve(site, arguments.port, browser=not arguments.no_open)
except (config.ConfigError, source.SourceUnusable, server.PortTaken) as error:
    sys.exit(str(error))
