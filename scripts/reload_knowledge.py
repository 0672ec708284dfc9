#!/usr/bin/env python3
"""Read the documents again and publish a new index: knowledge/documents and hints.yml → knowledge/index."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from bot.config import load
from knowledge import DocumentRefused, KnowledgeDamaged
from knowledge.build import load_hints, load_silences
from knowledge.changes import describe
from knowledge.reload import reload

root = Path(__file__).resolve().parents[1]
try:
    index, hints = root / load(root / "config.yml").storage.index, load_hints(root / "knowledge/hints.yml")
    silences = load_silences(root / "knowledge/not_stated.yml")
    print(describe(reload(root / "knowledge/documents", hints, index, silences)))
except (DocumentRefused, KnowledgeDamaged, OSError, ValueError) as error:
    sys.exit(f"Không nạp lại được, kho cũ (nếu có) vẫn phục vụ: {error}")
