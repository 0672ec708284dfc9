#!/usr/bin/env python3
"""What was asked in vain: look through the questions, attach one to a passage, take it off, dismiss it."""

import argparse
import datetime
import getpass
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import environment

environment.enter()
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from bot import app, config, store, wording
from bot.learning import sheet as question_sheet
from bot.learning.lessons import Lessons
from bot.learning.unanswered import DAYS, Unanswered, moment
from knowledge import DocumentRefused, KnowledgeDamaged, index
from knowledge.hinting import Files, Hinting, HintRefused, nearest

parser = argparse.ArgumentParser(description="Câu hỏi chưa trả lời được: xem, gắn vào đoạn trả lời đúng.")
parser.add_argument(
    "--since", metavar="NGÀY", type=datetime.date.fromisoformat, help="từ ngày này, ví dụ 2026-03-01"
)
parser.add_argument("--all", action="store_true", help=f"từ trước đến nay (mặc định: {DAYS} ngày qua)")
parser.add_argument("--csv", metavar="TỆP", type=Path, help="ghi danh sách vào tệp CSV thay vì in ra")
actions = parser.add_subparsers(dest="action")
find = actions.add_parser("find", help="tìm đoạn văn bản theo từ khóa, in mã đoạn và mấy chữ đầu")
find.add_argument("words", metavar="TỪ_KHÓA")
attach = actions.add_parser("attach", help="gắn một câu hỏi vào đoạn trả lời nó (knowledge/hints.yml)")
attach.add_argument("question", metavar="CÂU_HỎI", help="câu hỏi, hoặc số của nó trong danh sách")
attach.add_argument("passage", metavar="MÃ_ĐOẠN", help="ví dụ 356-UBND-KGVX/4")
detach = actions.add_parser("detach", help="gỡ một câu hỏi đã gắn")
detach.add_argument("question", metavar="CÂU_HỎI", help="câu hỏi, hoặc số của nó")
dismiss = actions.add_parser("dismiss", help="gác một câu hỏi; có người hỏi lại thì câu lại hiện ra")
dismiss.add_argument("question", metavar="CÂU_HỎI", help="câu hỏi, hoặc số của nó trong danh sách")
arguments = parser.parse_args()
RELOAD = "Có hiệu lực, và được đo lại, ở lần nạp lại: python3 scripts/reload_knowledge.py"
try:
    settings = config.load(app.CONFIG)
    db = store.open_store(app.ROOT / settings.storage.database)
    index_dir, by = app.ROOT / settings.storage.index, ("script", getpass.getuser())
    unanswered = Unanswered(db)
    lessons = Lessons(db, unanswered, Hinting(Files.within(app.ROOT / "knowledge")))
    if arguments.action == "find":
        for passage in nearest(arguments.words, index.load(index_dir), 10):
            print(question_sheet.described(passage))
    elif arguments.action == "attach":
        served = index.load(index_dir)
        with store.transaction(db):
            question = unanswered.meant(arguments.question)
            phrase = lessons.attach(question, arguments.passage, served, by)
        print(f"Đã gắn “{phrase}” vào đoạn {arguments.passage}. {RELOAD}")
    elif arguments.action == "detach":
        with store.transaction(db):
            passage_id = lessons.detach(unanswered.meant(arguments.question), by)
        print(f"Đã gỡ câu hỏi khỏi đoạn {passage_id}. {RELOAD}")
    elif arguments.action == "dismiss":
        with store.transaction(db):
            lessons.dismiss(question := unanswered.meant(arguments.question), by)
        print(f"Đã gác “{question}”. Có người hỏi lại thì câu lại hiện ra.")
    else:
        timezone = ZoneInfo(settings.conversation.timezone)
        first = datetime.datetime.now(timezone).date() - datetime.timedelta(days=DAYS)
        overview = unanswered.overview("" if arguments.all else moment(arguments.since or first, timezone))
        sheet = question_sheet.QuestionSheet(wording.load(), timezone)
        published = question_sheet.published(index_dir)
        if arguments.csv:
            sheet.write_csv(overview, published, arguments.csv)
            print(f"Đã ghi {arguments.csv}.")
        else:
            print("\n".join(sheet.lines(overview, published)))
except KnowledgeDamaged as damage:
    sys.exit(f"Kho văn bản chưa dùng được: {damage}. Chạy: python3 scripts/reload_knowledge.py")
except (config.ConfigError, store.StoreUnusable, DocumentRefused, HintRefused, LookupError, OSError) as error:
    sys.exit(str(error))
