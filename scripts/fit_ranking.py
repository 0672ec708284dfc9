#!/usr/bin/env python3
"""Fit how passages of untaught documents are ranked: tests/evaluation → knowledge/ranking.yml.

The questions are those over the invented documents of tests/evaluation/library, with the directive beside
them, and some of those over the directive, as it is taught and as if nobody had taught it.
"""

import argparse
import json
import random
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import environment

environment.enter()
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import numpy as np
import yaml

from bot import app, config, trial_library
from bot.fitting import choose
from knowledge.calibration import Choice, first_right, fit_ranking
from knowledge.ranking import WEIGHTS

OF_LIBRARY, UNTAUGHT, TAUGHT = 2, 300, 250  # times, questions, questions
FOLDS = 10

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--write", action="store_true", help="write knowledge/ranking.yml")
arguments = parser.parse_args()
development = app.ROOT / "tests/evaluation/development"
settings = config.load(app.CONFIG)


def read(*names: str) -> list[dict[str, object]]:
    """The items of these files of the development set."""
    lines = [line for name in names for line in (development / name).read_text(encoding="utf-8").splitlines()]
    return [json.loads(line) for line in lines]


def chosen(items: list[dict[str, object]], *, taught: bool) -> list[Choice]:
    """What is looked at for the items, in the library with the directive."""
    with tempfile.TemporaryDirectory() as folder:
        index = trial_library.build(Path(folder), taught=taught, published=app.ROOT / settings.storage.index)
        return choose(replace(settings, storage=replace(settings.storage, index=str(index))), items)


directive = read(*sorted(path.name for path in development.glob("answers*.jsonl")))
random.Random(0).shuffle(directive)
library = chosen(read("library.jsonl"), taught=True)
taught = chosen(directive[: len(directive) // 4], taught=True)[:TAUGHT]
untaught = chosen(directive[: len(directive) // 4], taught=False)[:UNTAUGHT]
beside = [*untaught, *taught]

folds = np.random.default_rng(0).permutation(len(library)) % FOLDS
left_out = 0
for fold in range(FOLDS):
    rest = [c for c, of in zip(library, folds, strict=True) if of != fold]
    held = [c for c, of in zip(library, folds, strict=True) if of == fold]
    left_out += first_right(held, fit_ranking([*rest * OF_LIBRARY, *beside]))
weights = fit_ranking([*library * OF_LIBRARY, *beside])
print(f"văn bản chưa có câu hỏi mẫu: {left_out}/{len(library)} câu có đoạn đúng đứng đầu (câu để riêng)")
for title, choices in (("công văn 356, có câu hỏi mẫu", taught), ("không có", untaught)):
    print(f"{title}: {first_right(choices, weights)}/{len(choices)}")
text = yaml.safe_dump(weights, sort_keys=False)
print(text)
if arguments.write:
    WEIGHTS.write_text(f"# Do scripts/fit_ranking.py viết: đừng sửa tay.\n{text}", encoding="utf-8")
