#!/usr/bin/env python3
"""Measure the assistant on a JSONL file of questions, reports or dialogues, or the search on a corpus.

The forms of the files: docs/evaluation.md.
"""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

import environment

environment.enter()
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from bot import app, config, retrieval_trial, trial_library
from bot.evaluation import evaluate

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("what", choices=["answers", "reports", "dialogues", "retrieval"])
parser.add_argument("file", type=Path, help="a JSONL file; for retrieval a folder")
parser.add_argument("--out", type=Path, help="write one JSON line for each item")
parser.add_argument("--no-rasa", action="store_true", help="the rules alone")
parser.add_argument(
    "--wrong", action="store_true", help="show the items that went wrong (development set only)"
)
parser.add_argument("--index", type=Path, help="the published index of other documents")
parser.add_argument(
    "--with",
    dest="beside",
    type=Path,
    help="a folder of documents loaded beside the project's: tests/evaluation/library",
)
parser.add_argument("--passages", type=int, default=0, help="repeat and vary the corpus up to so many")
arguments = parser.parse_args()
if arguments.what == "retrieval":
    print("\n".join(retrieval_trial.evaluate(arguments.file, arguments.passages)))
    sys.exit()
with tempfile.TemporaryDirectory() as folder:
    if arguments.beside:
        published = app.ROOT / config.load(app.CONFIG).storage.index
        beside = (arguments.beside.resolve(),)
        arguments.index = trial_library.build(Path(folder), beside, taught=True, published=published)
    lines = asyncio.run(
        evaluate(
            arguments.what,
            arguments.file,
            arguments.out,
            rasa=not arguments.no_rasa,
            wrong=arguments.wrong,
            index=arguments.index,
        )
    )
print("\n".join(lines))
