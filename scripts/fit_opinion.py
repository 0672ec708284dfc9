#!/usr/bin/env python3
"""Teach and weigh the second opinion: tests/evaluation/development → knowledge/asked.yml, opinion.yml.

The weights are fitted on what versions answered that had not been developed on the questions
(fresh.jsonl), beside what a classifier says that was not taught the file in which each stands.
"""

import argparse
import json
import sys
from collections import Counter
from pathlib import Path

import environment

environment.enter()
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import yaml

from bot import app, config
from bot.opinion_fit import (
    answer_fresh,
    asked,
    differing,
    fit,
    left_out,
    listed,
    read_fresh,
    settled,
    write_fresh,
)
from knowledge.answered import ASKED
from knowledge.build import load_hints, load_silences
from knowledge.opinion import WEIGHTS

HEADING = "# Do scripts/fit_opinion.py viết: đừng sửa tay.\n"
CHANCES = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--enough", type=float, default=0.6, help="chance from which the other answer is given")
parser.add_argument("--write", action="store_true", help="write knowledge/asked.yml and opinion.yml")
parser.add_argument("--fresh", type=Path, help="only add what is answered to a new file to fresh.jsonl")
arguments = parser.parse_args()
development = app.ROOT / "tests/evaluation/development"
settings = config.load(app.CONFIG)
if arguments.fresh:
    lines = arguments.fresh.read_text(encoding="utf-8").splitlines()
    answers = answer_fresh(settings, map(json.loads, lines))
    write_fresh(development / "fresh.jsonl", answers)
    print(f"đã thêm {len(answers)} câu, {sum(each.right for each in answers)} câu đúng")
    sys.exit()
knowledge = app.ROOT / "knowledge"
items = {
    path.stem: [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for path in sorted(development.glob("answers*.jsonl"))
}
phrases = load_hints(knowledge / "hints.yml"), load_silences(knowledge / "not_stated.yml")
document, every = asked(settings, items)
questions = settled(document, every, *phrases)
fresh = read_fresh(development / "fresh.jsonl")
differences = differing(document, questions, fresh, *phrases)
answered = {f.id: f.right for f in fresh}
sizes = Counter(q.file for q in every if q.id in answered)
right = Counter(q.file for q in every if answered.get(q.id))
chances = left_out(differences, arguments.enough)
print(f"{len(differences)} câu có ý kiến khác, trong {sum(sizes.values())} câu chưa từng dùng khi trả lời")
for enough in sorted({*CHANCES, arguments.enough}):
    taken = [d for d, chance in chances if chance >= enough]
    won, lost = sum(d.other and not d.rules for d in taken), sum(d.rules and not d.other for d in taken)
    print(f"từ {enough:.2f}: đúng thêm {won}, sai thêm {lost}")
for file, count in sizes.items():
    taken = [d for d, chance in chances if chance >= arguments.enough and d.file == file]
    more = sum(d.other - d.rules for d in taken)
    print(f"{file}: {right[file]} → {right[file] + more} / {count}")
weights = fit(differences, arguments.enough)
text = yaml.safe_dump(vars(weights), sort_keys=False)
print(text)
if arguments.write:
    WEIGHTS.write_text(HEADING + text, encoding="utf-8")
    lists = yaml.safe_dump({document: listed(questions)}, allow_unicode=True, width=1000)
    ASKED.write_text(HEADING + lists, encoding="utf-8")
