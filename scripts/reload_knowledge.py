#!/usr/bin/env python3
"""Take documents in, read them again and publish a new index; look at the versions and go back to one."""

import argparse
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import environment

environment.enter()
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from bot.config import load
from knowledge import DocumentRefused, KnowledgeDamaged, reviewed, upkeep
from knowledge.build import load_hints, load_silences
from knowledge.changes import describe
from knowledge.dense import EncoderUnusable
from knowledge.examination import TOLERATED, Examination, ExaminationFailed, of_reviewed, read_cases
from knowledge.progress import Progress
from knowledge.reload import foresee, reload

DAMAGED, STOPPED = 5, 130
FAILURES = (
    (DocumentRefused, 3),
    (ExaminationFailed, 4),
    (KnowledgeDamaged, DAMAGED),
    ((EncoderUnusable, LookupError, OSError, ValueError), 1),
)
STATUSES = """\
trả về 0: xong, hoặc không có gì phải làm; 1: không làm được; 2: gõ sai lệnh; 3: có tệp bị từ chối;
4: câu hỏi thử trả lời kém đi; 5: kho hỏng; 130: bị dừng giữa chừng. Khác 0 thì kho đang dùng vẫn như cũ."""
parser = argparse.ArgumentParser(
    description="Nạp lại văn bản và đưa kho mới vào sử dụng.",
    epilog=STATUSES,
    formatter_class=argparse.RawDescriptionHelpFormatter,
)
parser.add_argument(
    "files", nargs="*", type=Path, metavar="TỆP", help="tệp hoặc thư mục cần đưa vào knowledge/documents"
)
parser.add_argument("--replace", action="store_true", help="tệp mới thay cho tệp đang có của cùng văn bản")
parser.add_argument(
    "--check",
    action=argparse.BooleanOptionalAction,
    help="câu hỏi thử (knowledge/reviewed.yml) kém đi một câu cũng không đưa vào sử dụng; không ghi gì thì "
    "kém quá một phần mười mới không; --no-check: không hỏi thử",
)
parser.add_argument(
    "--questions", action="append", default=[], type=Path, metavar="TỆP", help="hỏi thử thêm các câu của tệp"
)
parser.add_argument("--force", action="store_true", help="câu hỏi thử kém đi bao nhiêu cũng đưa vào sử dụng")
parser.add_argument("--retrain", action="store_true", help="tính lại mọi vectơ, huấn luyện lại bộ mã hóa")
instead = parser.add_mutually_exclusive_group()
instead.add_argument("--dry-run", action="store_true", help="chỉ xem sẽ đổi gì, không đổi gì cả")
instead.add_argument("--list", action="store_true", help="các bản của kho đang giữ")
instead.add_argument("--verify", action="store_true", help="đối chiếu mọi tệp của kho, tìm thử trong kho")
instead.add_argument(
    "--rollback", nargs="?", const="", metavar="BẢN", help="dùng lại bản trước, hoặc bản có tên ấy"
)
arguments = parser.parse_args()
root = Path(__file__).resolve().parents[1]
try:
    config = load(root / "config.yml")
    documents, index_dir = root / "knowledge/documents", root / config.storage.index
    timezone = ZoneInfo(config.conversation.timezone)
    if arguments.list or arguments.verify:
        report = (upkeep.listed if arguments.list else upkeep.verified)(index_dir, timezone)
        print("\n".join(report.lines))
        sys.exit(0 if report.is_sound else DAMAGED)
    if arguments.rollback is not None:
        print(upkeep.roll_back(index_dir, arguments.rollback, timezone))
        sys.exit()
    tolerated = 1.0 if arguments.force else 0.0 if arguments.check else TOLERATED
    hints = load_hints(root / "knowledge/hints.yml")
    with Progress(sys.stderr) as progress:
        if arguments.dry_run:
            changes = foresee(
                documents,
                hints,
                index_dir,
                files=arguments.files,
                replacing=arguments.replace,
                told=progress,
            )
        else:
            skipped = arguments.check is False or not reviewed.REVIEWED.exists()
            asked = [] if skipped else of_reviewed(reviewed.load())
            asked += [case for path in arguments.questions for case in read_cases(path)]
            changes = reload(
                documents,
                hints,
                index_dir,
                load_silences(root / "knowledge/not_stated.yml"),
                encoder=config.knowledge.encoder,
                retrain=arguments.retrain,
                files=arguments.files,
                replacing=arguments.replace,
                examine=Examination(asked, progress, tolerated=tolerated).hold,
                told=progress,
            )
    print(describe(changes, every=arguments.dry_run))
except KeyboardInterrupt:
    print("Đã dừng. Kho đang dùng vẫn như cũ.", file=sys.stderr)
    sys.exit(STOPPED)
except (
    DocumentRefused,
    ExaminationFailed,
    KnowledgeDamaged,
    EncoderUnusable,
    LookupError,
    OSError,
    ValueError,
) as error:
    print(f"Không làm được, kho đang dùng (nếu có) vẫn như cũ:\n{error}", file=sys.stderr)
    sys.exit(next(status for kind, status in FAILURES if isinstance(error, kind)))
