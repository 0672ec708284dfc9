#!/usr/bin/env python3
"""Train the NLU model: config.yml, nlu/domain.yml and nlu/data become nlu/models/nlu.tar.gz."""

import sys

import environment

environment.enter()
sys.path.insert(0, f"{sys.path[0]}/..")
from nlu.environment import MODEL, PYTHON, ROOT
from nlu.training import TrainingFailed, train

print("Đang huấn luyện mô hình NLU (khoảng nửa phút)…", flush=True)
try:
    train(ROOT / "config.yml", MODEL, rasa=PYTHON, progress=lambda component: print(f"  · {component}"))
except TrainingFailed as failure:
    sys.exit(f"Không huấn luyện được, mô hình cũ (nếu có) vẫn giữ nguyên: {failure}")
print(f"Đã lưu mô hình: {MODEL.relative_to(ROOT)}")
