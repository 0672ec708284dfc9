"""A small project with a model that the real Rasa trains from it in seconds."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlu.environment import PYTHON
from nlu.training import train

CONFIG = """\
recipe: default.v1
language: vi
pipeline:
  - name: WhitespaceTokenizer
  - name: KeywordIntentClassifier
    case_sensitive: false
  - name: RegexEntityExtractor
    use_lookup_tables: true
storage: {keys of our own: are not Rasa's business}
"""
DOMAIN = """\
version: "3.1"
intents: [greet, report_activity]
entities: [place]
"""
EXAMPLES = """\
version: "3.1"
nlu:
- intent: greet
  examples: |
    - xin chào
    - chào bạn
- intent: report_activity
  examples: |
    - tổ chức hội nghị
    - tuyên truyền tại [xã Tịnh Khê](place)
- lookup: place
  examples: |
    - xã Bình Chánh
    - xã Tịnh Khê
"""


def write_project(root: Path) -> Path:
    """The path of config.yml in a new small project at `root`."""
    (root / "nlu" / "data").mkdir(parents=True)
    (root / "nlu" / "domain.yml").write_text(DOMAIN, encoding="utf-8")
    (root / "nlu" / "data" / "examples.yml").write_text(EXAMPLES, encoding="utf-8")
    config = root / "config.yml"
    config.write_text(CONFIG, encoding="utf-8")
    return config


@pytest.fixture(scope="session")
def small_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The trained model of a small project, with its config.yml three folders up."""
    config = write_project(tmp_path_factory.mktemp("project"))
    return train(config, config.parent / "nlu" / "models" / "nlu.tar.gz", rasa=PYTHON)
