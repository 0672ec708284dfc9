#!/usr/bin/env python3
"""Who may do what: list people, add one with an account, take somebody's rights away."""

import argparse
import getpass
import sys
from pathlib import Path

import environment

environment.enter()
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from bot import app, audit, config, records, store

parser = argparse.ArgumentParser(description="Người dùng trợ lý: ai có vai trò gì, thuộc đơn vị nào.")
actions = parser.add_subparsers(dest="action", required=True)
actions.add_parser("list", help="xem danh sách")
add = actions.add_parser("add", help="thêm một người cùng tài khoản nhắn tin")
add.add_argument("name", help="họ tên")
add.add_argument("--role", default="officer", help="vai trò trong bot/roles.yml (mặc định: officer)")
add.add_argument("--unit", default="", help="đơn vị, ví dụ “Xã Bình Minh”")
add.add_argument("--account", nargs=2, metavar=("KÊNH", "MÃ"), help="ví dụ: telegram 123456789")
remove = actions.add_parser("deactivate", help="thôi mọi quyền của một người, có hiệu lực từ tin nhắn sau")
remove.add_argument("id", type=int, help="số thứ tự trong danh sách")
arguments = parser.parse_args()
try:
    settings = config.load(app.CONFIG)
    db = store.open_store(app.ROOT / settings.storage.database)
    people, user = records.keep(db, settings).people, getpass.getuser()
    if arguments.action == "add":
        channel, account = arguments.account or ("", "")
        contact = (channel, account, account) if channel else None
        with store.transaction(db):
            added = people.add(arguments.name, arguments.role, arguments.unit, contact)
            audit.record_by(db, "script", user, f"added {arguments.role}", f"person {added}")
    elif arguments.action == "deactivate":
        with store.transaction(db):
            people.deactivate(arguments.id)
            audit.record_by(db, "script", user, "deactivated", f"person {arguments.id}")
    for person, active, accounts in people.everybody():
        state = "" if active else " (đã thôi)"
        print(f"{person.id}. {person.name} – {person.role} – {person.unit or '?'} – {accounts or '?'}{state}")
except (config.ConfigError, store.StoreUnusable, LookupError, ValueError) as error:
    sys.exit(str(error))
