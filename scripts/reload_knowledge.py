#!/usr/bin/env python3
"""Read the documents again and publish a new index: knowledge/documents and hints.yml → knowledge/index."""

import argparse
import sys
from pathlib import Path

import environment

environment.enter()
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from bot.config import load
from knowledge import DocumentRefused, KnowledgeDamaged
from knowledge.build import load_hints, load_silences
from knowledge.changes import describe
from knowledge.dense import EncoderUnusable
from knowledge.reload import reload

parser = argparse.ArgumentParser(description="Nạp lại văn bản và đưa kho mới vào sử dụng.")
parser.add_argument("--retrain", action="store_true", help="tính lại mọi vectơ, huấn luyện lại bộ mã hóa")
arguments = parser.parse_args()
root = Path(__file__).resolve().parents[1]
try:
    config, hints = load(root / "config.yml"), load_hints(root / "knowledge/hints.yml")
    changes = reload(
        root / "knowledge/documents",
        hints,
        root / config.storage.index,
        load_silences(root / "knowledge/not_stated.yml"),
        encoder=config.knowledge.encoder,
        retrain=arguments.retrain,
    )
    print(describe(changes))
except (DocumentRefused, KnowledgeDamaged, EncoderUnusable, OSError, ValueError) as error:
    sys.exit(f"Không nạp lại được, kho cũ (nếu có) vẫn phục vụ: {error}")
