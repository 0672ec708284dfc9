"""The two files that scripts make from others, the knowledge index and the NLU model, as `make` would."""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from environment import PYTHON, call, read


class NotMade(Exception):
    """A script ended well without making its product; the message says so in Vietnamese."""


@dataclass(frozen=True)
class Product:
    """A file made by a script from other files, like a target of `make`.

    `settings` are the top-level keys of config.yml that it depends on: the application's other
    settings stand in the same file and must not cause a training.
    """

    key: str
    path: str
    script: str
    sources: tuple[str, ...]
    settings: tuple[str, ...]


INDEX = Product(
    key="index",
    path="knowledge/index/CURRENT",
    script="scripts/reload_knowledge.py",
    sources=(
        "knowledge/documents",  # the folder too: its time changes when a document is taken away
        "knowledge/documents/**/*",
        "knowledge/*.py",
        "knowledge/*.yml",
        "knowledge/*.txt",
        "knowledge/*.csv",
        "nlu/data",
        "nlu/data/**/*",
        "nlu/text.py",
    ),
    settings=("knowledge",),
)
MODEL = Product(
    key="model",
    path="nlu/models/nlu.tar.gz",
    script="scripts/train_nlu.py",
    sources=(
        "nlu/data",
        "nlu/data/**/*",
        "nlu/domain.yml",
        "nlu/components.py",
        "nlu/document_numbers.py",
        "nlu/features.py",
        "nlu/names.py",
        "nlu/text.py",
        "nlu/uv.lock",
    ),
    settings=("recipe", "language", "pipeline", "policies"),
)


def index_is_ready(root: Path) -> bool:
    return is_fresh(root, INDEX)


def model_is_ready(root: Path) -> bool:
    return is_fresh(root, MODEL)


def make_index(root: Path) -> None:
    make(root, INDEX)


def make_model(root: Path) -> None:
    make(root, MODEL)


def is_fresh(root: Path, product: Product) -> bool:
    """Whether the product is there, no older than its sources, and made with today's settings."""
    path, config = root / product.path, root / "config.yml"
    if not path.exists():
        return False
    made_at = path.stat().st_mtime
    if any(source.stat().st_mtime > made_at for source in sources(root, product)):
        return False
    if stamp := read(settings_stamp(root, product)):
        return stamp == settings_digest(config, product.settings)
    return not config.exists() or config.stat().st_mtime <= made_at


def sources(root: Path, product: Product) -> Iterator[Path]:
    """The files and folders that the product is made from, without hidden ones (an editor's locks)."""
    for pattern in product.sources:
        yield from (path for path in root.glob(pattern) if not path.name.startswith("."))


def settings_digest(config: Path, keys: Iterable[str]) -> str:
    """A digest of the named top-level blocks of a YAML file, without blank and comment lines."""
    wanted, kept, keep = set(keys), [], False
    for line in read(config).splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if key := re.match(r"[\"']?(\w+)[\"']?\s*:", line):
            keep = key.group(1) in wanted
        if keep:
            kept.append(line.rstrip())
    return hashlib.sha256("\n".join(kept).encode()).hexdigest()


def settings_stamp(root: Path, product: Product) -> Path:
    """The file that remembers with which settings the product was made."""
    return root / f".data/setup-{product.key}.stamp"


def make(root: Path, product: Product) -> None:
    """The product made by its script and dated to the start, so that a source saved meanwhile is newer."""
    digest, started = settings_digest(root / "config.yml", product.settings), time.time()
    call([str(root / PYTHON), product.script], root)
    path = root / product.path
    if not path.exists():
        raise NotMade(f"{product.script} chạy xong mà không tạo ra {product.path}")
    os.utime(path, (started, started))
    settings_stamp(root, product).write_text(digest, encoding="utf-8")
