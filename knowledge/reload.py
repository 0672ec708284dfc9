"""The documents read again, a new index built and published, and what has changed since the last one."""

from __future__ import annotations

import fcntl
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from knowledge import Document, KnowledgeDamaged, Silence
from knowledge.archive import read_documents
from knowledge.build import Hints, build, content_hash
from knowledge.catalogue import load
from knowledge.changes import Change, Changes
from knowledge.versions import MANIFEST, check, current, publish


def reload(
    documents_dir: Path,
    hints: Hints,
    index_dir: Path,
    silences: Sequence[Silence] = (),
    *,
    encoder: str = "",
    retrain: bool = False,
) -> Changes:
    """What changed, after the new index serves.

    `encoder` names a model, "" for one trained on the documents; `retrain` makes all vectors anew where
    else those of unchanged passages are kept. Raises DocumentRefused, KnowledgeDamaged, EncoderUnusable
    or OSError, and then the old index serves on unchanged.
    """
    index_dir.mkdir(parents=True, exist_ok=True)
    with _alone(index_dir):
        before, content, damage = _before(index_dir)
        documents = load(documents_dir)
        known = {passage.id for document in documents for passage in document.passages}
        fitting = {key: phrases for key, phrases in hints.items() if key in known}
        serving = current(index_dir) if content else None
        if serving and not retrain and content == content_hash(documents, fitting, encoder, silences):
            version, rebuilt = serving.name, False
        else:
            kept = None if retrain else serving
            version, rebuilt = _rebuild(documents, fitting, index_dir, silences, encoder, kept), True
        return Changes(
            version,
            rebuilt,
            _change({d.key: d for d in before}, {d.key: d for d in documents}),
            _change(_passages(before), _passages(documents)),
            documents,
            tuple(sorted(set(hints) - known)),
            damage,
        )


def _rebuild(
    documents: Sequence[Document],
    hints: Hints,
    index_dir: Path,
    silences: Sequence[Silence],
    encoder: str,
    before: Path | None,
) -> str:
    folder = Path(tempfile.mkdtemp(prefix=".building-", dir=index_dir))
    try:
        folder.chmod(0o755)
        build(documents, hints, folder, silences=silences, encoder=encoder, before=before)
        return publish(folder, index_dir)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _alone(index_dir: Path) -> Iterator[None]:
    """Waits for another reload of the same index to end, and clears what a killed one left."""
    with (index_dir / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left in index_dir.glob(".building-*"):
            shutil.rmtree(left, ignore_errors=True)
        yield


def _before(index_dir: Path) -> tuple[tuple[Document, ...], str, str]:
    """The documents that serve now and the hash of their content; nothing and why when they are damaged."""
    try:
        folder = current(index_dir)
        if folder is None:
            return (), "", ""
        check(index_dir)
    except KnowledgeDamaged as damage:
        return (), "", str(damage)
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return read_documents(folder / "documents.json"), manifest["content"], ""


def _passages(documents: Sequence[Document]) -> dict[str, tuple[str, str, tuple[str, ...]]]:
    return {p.id: (p.text, p.place, p.headings) for document in documents for p in document.passages}


def _change(before: Mapping[str, object], after: Mapping[str, object]) -> Change:
    return Change(
        tuple(key for key in after if key not in before),
        tuple(key for key in after if key in before and after[key] != before[key]),
        tuple(key for key in before if key not in after),
    )
