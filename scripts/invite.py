#!/usr/bin/env python3
"""Invitations: make a one-time code for somebody, see the open ones, take one back."""

import argparse
import datetime
import getpass
import sys
from pathlib import Path

import environment

environment.enter()
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from bot import app, audit, config, records, store

parser = argparse.ArgumentParser(
    description="Mã mời dùng một lần: ai gõ mã thì vào với vai trò, đơn vị đã ghi."
)
actions = parser.add_subparsers(dest="action", required=True)
new = actions.add_parser("new", help="tạo một mã; mã chỉ hiện một lần này")
new.add_argument("--role", default="officer", help="vai trò trong bot/roles.yml (mặc định: officer)")
new.add_argument("--unit", default="", help="đơn vị, ví dụ “Xã Bình Minh”")
new.add_argument("--name", default="", help="họ tên người được mời")
new.add_argument("--days", type=int, help="dùng được mấy ngày (mặc định: people.invitation_days)")
new.add_argument("--bot", default="", metavar="TÊN", help="tên bot Telegram, để in kèm liên kết mời")
actions.add_parser("list", help="xem các lời mời còn mở, không có mã")
revoke = actions.add_parser("revoke", help="thu lại một lời mời chưa dùng")
revoke.add_argument("id", type=int, help="số của lời mời trong danh sách")
arguments = parser.parse_args()
try:
    settings = config.load(app.CONFIG)
    db = store.open_store(app.ROOT / settings.storage.database)
    invitations = records.keep(db, settings).invitations
    moment, user = datetime.datetime.now(datetime.UTC), getpass.getuser()
    if arguments.action == "new":
        days = settings.people.invitation_days if arguments.days is None else arguments.days
        with store.transaction(db):
            issued = invitations.issue(
                arguments.role, arguments.unit, arguments.name, f"script {user}", moment, days
            )
            audit.record_by(db, "script", user, f"invited {arguments.role}", f"invitation {issued.id}")
        print(f"Lời mời số {issued.id}, dùng một lần trong {days} ngày. Mã: {issued.code}")
        if arguments.bot:
            print(f"https://t.me/{arguments.bot.lstrip('@')}?start={issued.code}")
    elif arguments.action == "revoke":
        with store.transaction(db):
            invitations.revoke(arguments.id)
            audit.record_by(db, "script", user, "invitation revoked", f"invitation {arguments.id}")
        print(f"Đã thu lại lời mời số {arguments.id}.")
    else:
        for each in invitations.open(moment):
            about = f"liên kết cho người số {each.person_id}" if each.person_id else each.role
            until = f"đến {each.expires_at[:16]}Z"
            print(
                f"{each.id}. {each.name or '?'} – {about} – {each.unit or '?'} – {until} – do {each.made_by}"
            )
except (config.ConfigError, store.StoreUnusable, LookupError, ValueError) as error:
    sys.exit(str(error))
