#!/usr/bin/env python3
"""Fit the decision between answering and not: tests/evaluation/development → knowledge/decision.yml.

Prints the curve and its reliability, both on questions left out of the fit (docs/evaluation.md).
"""

import argparse
import json
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import environment

environment.enter()
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import yaml

from bot import app, config, trial_library
from bot.fitting import judge
from knowledge import calibration
from knowledge.decision import WEIGHTS

SOME = 8  # one question of so many
THRESHOLDS = [0.2, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.9]

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("files", nargs="*", type=Path, help="default: all answers*.jsonl of the development set")
parser.add_argument("--answer", type=float, default=0.5, help="the chance from which a passage is quoted")
parser.add_argument("--light", type=float, default=0.7, help="the same when it looks like small talk")
parser.add_argument(
    "--near", type=float, default=0.25, help="the chance from which a passage is named as near"
)
parser.add_argument("--write", action="store_true", help="write knowledge/decision.yml")
arguments = parser.parse_args()
files = arguments.files or sorted((app.ROOT / "tests/evaluation/development").glob("answers*.jsonl"))
items = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
settings = config.load(app.CONFIG)


def shown(title: str, found: list[calibration.Judged]) -> None:
    """Nothing; prints the curve of questions left out of the fit, and its reliability."""
    if not found:
        sys.exit("Không có câu hỏi nào đi đến bước tìm kiếm: hãy chọn tệp khác.")
    chances = calibration.left_out(found)
    print(f"{title}: {len(found)} câu đi đến bước tìm kiếm")
    print("ngưỡng  trả lời đúng  từ chối nhầm  không trả lời khi không có  đoạn đầu sai")
    for row in calibration.curve(found, chances, sorted({*THRESHOLDS, arguments.answer})):
        shares = (row.answered, row.refused, row.caught, row.wrong)
        print(f"{row.threshold:6.2f}  " + "  ".join(f"{share:12.1%}" for share in shares))
    print("độ tin cậy: khả năng trung bình → tỷ lệ đúng (số câu)")
    for chance, right, count in calibration.reliability(found, chances):
        print(f"  {chance:.2f} → {right:.2f} ({count})")


def judged(asked: list[dict[str, object]], *, as_taught: bool) -> list[calibration.Judged]:
    """What the search finds for the questions in the library of invented documents with the directive."""
    with tempfile.TemporaryDirectory() as folder:
        index = trial_library.build(
            Path(folder), taught=as_taught, published=app.ROOT / settings.storage.index
        )
        return judge(replace(settings, storage=replace(settings.storage, index=str(index))), asked)


taught = judge(settings, items)
shown("Có câu hỏi mẫu", taught)
lines = (app.ROOT / "tests/evaluation/development/library.jsonl").read_text(encoding="utf-8").splitlines()
untaught = judged([json.loads(line) for line in lines], as_taught=True)
shown("Không có câu hỏi mẫu, thư viện văn bản thử", untaught)
# The directive too, as if nobody had taught it: an eighth of its questions, about as many as the library's.
untaught += judged([item for item in items if calibration.is_drawn(str(item["id"]), SOME)], as_taught=False)
shown("Không có câu hỏi mẫu", untaught)
fitted = calibration.decision(taught, untaught, arguments.answer, arguments.light, arguments.near)
text = yaml.safe_dump(vars(fitted), sort_keys=False, allow_unicode=True)
print(text)
if arguments.write:
    WEIGHTS.write_text(f"# Do scripts/calibrate.py viết: đừng sửa tay.\n{text}", encoding="utf-8")
